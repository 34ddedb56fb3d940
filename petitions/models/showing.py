"""Who may see a petition: its public summary, whom it is about, and the way into the confidential lane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from mobilization.models import Unit
from petitions import notifications
from petitions.copies import forget_copies
from petitions.models.confidential import ConcernedParty, ConfidentialIdentity
from petitions.models.events import EventNote, PetitionEvent
from petitions.models.papers import FORMER_SUMMARY, PublicSummary
from petitions.status import Outcome, Visibility
from wardportal.models import OutgoingMessage, User
from wardportal.sealing import seal_text, unseal_text

if TYPE_CHECKING:
    from petitions.models.petition import Petition


class Showing(models.Model):
    """The decisions about visibility; they go through the door in `moves.py` like all others."""

    class Meta:
        abstract = True

    def _can_change_visibility(self: Petition, verb: str) -> bool:
        if verb == "unpublish":
            return self.visibility == Visibility.PUBLISHED
        if self.visibility == Visibility.CONFIDENTIAL:
            return False
        if verb == "object":
            return self.visibility == Visibility.PUBLISHED or self.consent_publish
        return verb != "publish" or not (self.is_suspect or self.outcome == Outcome.WITHDRAWN)

    @transaction.atomic
    def publish(
        self: Petition,
        *,
        title: str,
        text: str,
        by: User,
        answer: str = "",
        sender_name: str = "",
        legal_basis: str = "",
        **notes: Any,
    ) -> PetitionEvent:
        """Show the public a summary written by staff; it needs the sender's consent or a recorded legal basis.

        What it said before goes into the history.
        """
        summary = PublicSummary.objects.filter(petition=self).first() or PublicSummary(petition=self)
        former = summary.parts()
        summary.title, summary.text, summary.answer = title, text, answer
        summary.sender_name, summary.legal_basis = sender_name, legal_basis
        if former and summary.parts() != former:
            kept = [FORMER_SUMMARY, *(f"{heading}: {words}" for heading, words in former)]
            notes["staff_note"] = "\n\n".join([notes.get("staff_note", ""), *kept]).strip()
        event = self._move(
            "publish",
            by=by,
            check=lambda: self._check_summary(by, summary, is_same=summary.parts() == former),
            visibility=Visibility.PUBLISHED,
            **notes,
        )
        summary.search_text = summary.words_to_search()
        summary.published_at, summary.published_by = timezone.now(), by
        summary.save()
        return event

    def answered_matter(self: Petition) -> Petition | None:
        """Return what a summary may tell the answer of: this petition, or what it is settled with; None till then.

        Until the common matter is answered, an answer given on the way to it still is one.
        """
        told = [row for row in (self, *self.originals()) if row.first_answered_on and not row.is_confidential]
        return told[-1] if told else None

    def _check_summary(self: Petition, by: User, summary: PublicSummary, *, is_same: bool) -> None:
        if summary.answer and self.answered_matter() is None:
            raise ValidationError({"answer": "Lãnh đạo chưa duyệt trả lời đơn này: chưa công khai trả lời được."})
        if not (self.consent_publish or summary.legal_basis):
            raise ValidationError({"legal_basis": "Người gửi không đồng ý công khai: phải ghi căn cứ pháp luật."})
        if not (self.consent_publish or by.has_perm("petitions.answer_petition")):
            raise ValidationError({"legal_basis": "Người gửi không đồng ý: chỉ lãnh đạo được quyết định công khai."})
        if summary.sender_name and not self.consent_publish_name:
            raise ValidationError({"sender_name": "Người gửi không đồng ý nêu tên."})
        # The same words once more say something only of an answer that came since.
        if is_same and self.visibility == Visibility.PUBLISHED and not (summary.answer and summary.is_answer_earlier):
            raise ValidationError("Bản tóm tắt đang công khai đúng như thế này rồi.")

    @transaction.atomic
    def unpublish(self: Petition, *, by: User, **notes: Any) -> PetitionEvent:
        """Take the summary off the site at once."""
        event = self._move("unpublish", by=by, visibility=Visibility.PRIVATE, **notes)
        PublicSummary.objects.filter(petition=self).update(published_at=None)
        return event

    @transaction.atomic
    def object(self: Petition) -> PetitionEvent:
        """Take back the sender's consent, at any time and without a reason; what is published leaves the site."""
        visibility = Visibility.PRIVATE if self.visibility == Visibility.PUBLISHED else self.visibility
        event = self._move("object", by=None, visibility=visibility, consent_publish=False, consent_publish_name=False)
        PublicSummary.objects.filter(petition=self).update(published_at=None)
        return event

    @transaction.atomic
    def release(self: Petition, *, by: User | None, **notes: Any) -> PetitionEvent:
        """Say that it is no spam: it counts from now on, and the mail that suspicion held back leaves.

        So it is of what was merged into it.
        """
        event = self._move("release", by=by, is_suspect=False, **notes)
        notifications.enqueue_for(self.events.earliest("pk"))
        for merged in self.duplicates.filter(is_suspect=True).order_by("pk"):
            merged.release(by=by, follows=True)
        return event

    def seal(self: Petition, *, by: User, **notes: Any) -> PetitionEvent:
        """Make the petition confidential: its words leave every list, search and print at once."""
        return self._move("seal", by=by, sealing=True, **notes)

    @transaction.atomic
    def name_parties(self: Petition, *, users: list[User], units: list[Unit], by: User, **notes: Any) -> PetitionEvent:
        """Record whom the petition is about; from now on they cannot see it."""
        event = self._move("name_parties", by=by, check=lambda: self._check_not_theirs(users, units), **notes)
        self.parties.all().delete()
        ConcernedParty.objects.bulk_create(
            [ConcernedParty(petition=self, user=user) for user in users]
            + [ConcernedParty(petition=self, unit=unit) for unit in units]
        )
        return event

    def _check_not_theirs(self: Petition, users: list[User], units: list[Unit]) -> None:
        """Named while the case lies with them, it would vanish from their desk and stand on nobody's."""
        if self.is_open and (self.unit in units or self.officer in users):
            raise ValidationError("Đơn đang giao cho chính bên bị nêu: xin giao cho đơn vị khác trước.")

    def _seal(self: Petition, by: User | None) -> None:
        """Take words, notes, answers and files out of the clear. Under the lock, before the move that demands it."""
        if self.visibility == Visibility.PUBLISHED:
            PublicSummary.objects.filter(petition=self).delete()
        self.take_answer_back()
        self.free_merged(by=by)
        concern = self.raised_in_report
        sealed = self.take_out_sealed_fields()
        self.save()
        if concern:
            concern.take_out()
        ConfidentialIdentity.objects.create(petition=self, sealed=sealed)
        for note in EventNote.objects.filter(event__petition=self):
            note.staff_note, note.sender_note = seal_text(note.staff_note), seal_text(note.sender_note)
            note.save()
        for answer in self.answers.all():
            for part in answer.WRITTEN:
                setattr(answer, part, seal_text(unseal_text(getattr(answer, part))))
            answer.save()
        for attachment in self.attachments.filter(is_sealed=False):
            attachment.seal()
        OutgoingMessage.objects.forget(self.code)
        forget_copies(self, by)
