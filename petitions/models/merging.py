"""Petitions about one matter: all but one end as copies of it, whose senders follow what becomes of that one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from petitions import notifications
from petitions.models.events import EventNote, PetitionEvent, PetitionEventQuerySet
from petitions.models.papers import FORMER_SUMMARY, PublicSummary
from petitions.status import EventKind, Outcome, Status
from wardportal.models import User

if TYPE_CHECKING:
    from petitions.models.petition import Petition, PetitionQuerySet


class Merging(models.Model):
    """The decisions about merging; they go through the door in `moves.py` like all others."""

    class Meta:
        abstract = True

    def _can_be_merged(self: Petition, verb: str) -> bool:
        return self.outcome == Outcome.DUPLICATE if verb == "separate" else not self.is_confidential

    def originals(self: Petition) -> list[Petition]:
        """What it was merged into, what that was merged into, and so on: the last is the one worked on."""
        found, original = [], self.duplicate_of
        while original:
            found.append(original)
            original = original.duplicate_of
        return found

    def followers(self: Petition) -> PetitionQuerySet:
        """All that was merged into it, also by way of another: whose senders follow what becomes of it."""
        return type(self).objects.following(self.pk)

    def told_original(self: Petition) -> Petition | None:
        """Return the petition this one is settled with, for what becomes of it; a sealed one tells nothing."""
        originals = self.originals()
        return originals[-1] if originals and not originals[-1].is_confidential else None

    def earlier_answers(self: Petition) -> list[Any]:
        """What the ward once answered to what this one was merged into, before that went into another."""
        passed = [original for original in self.originals()[:-1] if not original.is_confidential]
        return [answer for original in passed if (answer := original.approved_answer())]

    def common_events(self: Petition) -> PetitionEventQuerySet:
        """What became of the common matter since this one came to it, as far as its sender is mailed about it."""
        since, merged = Q(pk__in=[]), self
        for original in self.originals():
            last = merged.events.filter(kind=EventKind.MERGED).last()
            if last and not original.is_confidential:
                since |= Q(petition=original, pk__gt=last.pk)
            merged = original
        return PetitionEvent.objects.filter(since, kind__in=notifications.FOLLOWED)

    @property
    def common_status(self: Petition) -> str:
        """Where it is, for the senders of what was merged into it: it is not they who are asked."""
        return self.staff_status if self.status == Status.WAITING else self.told_status

    def check_original(self: Petition, original: Petition) -> None:
        """Raise ValidationError where this petition cannot be merged into that one."""
        if original.pk == self.pk or original.duplicate_of_id:
            raise ValidationError({"original": "Chọn đơn gốc, không phải chính đơn này hay một đơn đã gộp."})
        if original.is_confidential or self.is_confidential:
            raise ValidationError({"original": "Không gộp hồ sơ mật."})
        if not (original.is_open or original.status == Status.ANSWERED):
            raise ValidationError({"original": "Đơn gốc phải là đơn đang xử lý hoặc đã trả lời."})

    @transaction.atomic
    def merge(self: Petition, original: Any, *, by: User, **notes: Any) -> PetitionEvent:
        """End this petition as a copy of another, whose result its sender will read; they never learn whose.

        What was merged into this one stays with it, so that it comes back with it. Of one matter with a petition that
        is no suspect, it is none either.
        """
        # Both rows in one order, so that two officers who merge at once wait for each other instead of deadlocking.
        rows = {row.pk: row for row in type(self).objects.lock(self.pk, original.pk)}
        kept = rows[original.pk]
        rows[self.pk].check_original(kept)

        def clear_of_suspicion() -> None:
            if self.is_suspect and not kept.is_suspect:
                self.release(by=by, follows=True)

        return self._end("merge", Outcome.DUPLICATE, by=by, check=clear_of_suspicion, duplicate_of=kept, **notes)

    @transaction.atomic
    def separate(self: Petition, *, by: User | None, **notes: Any) -> PetitionEvent:
        """Undo a merge: the petition is back where it was, to be settled by the day its sender was told."""
        merged = self.events.filter(kind=EventKind.MERGED).last()
        was = merged.from_status if merged else self.status
        event = self._move(
            "separate",
            by=by,
            check=self._leave_original,
            status=was,
            outcome="",
            closed_on=None,
            duplicate_of=None,
            **notes,
        )
        if self.is_confidential:  # sealed while it was merged: from here on it would tell nothing
            self._let_go(self.duplicates.all(), by)
        return event

    def _leave_original(self: Petition) -> None:
        self.refresh_from_db(fields=["duplicate_of"])
        if any(original.first_answered_on for original in self.originals()):
            self.forget_common_answer()
        self.join_groups_of_today()

    def forget_common_answer(self: Petition) -> None:
        """Blank what its public summary, and those of what came along with it, may tell of the answer to its original:
        whatever was published since it was merged, also where the history keeps it.
        """
        merged = self.events.filter(kind=EventKind.MERGED).last()
        if merged is None:
            return
        rows = list(type(self).objects.lock(self.pk, *self.followers().values_list("pk", flat=True)))
        published = PetitionEvent.objects.filter(petition__in=rows, kind=EventKind.PUBLISHED, pk__gt=merged.pk)
        told = PublicSummary.objects.filter(petition__in=published.values("petition"))
        for summary in told.select_related("petition"):
            summary.forget_answer()
        for note in EventNote.objects.filter(event__in=published):
            note.staff_note = note.staff_note.partition(FORMER_SUMMARY)[0].strip()
            note.save(update_fields=["staff_note"])

    def take_answer_back(self: Petition) -> None:
        """Before it is sealed: what was merged into it may have told its answer to the public."""
        if self.first_answered_on:
            for merged in self.duplicates.order_by("pk"):
                merged.forget_common_answer()

    def has_answer(self: Petition) -> bool:
        """Whether the ward, or the authority it was sent on to, answered it once, be it taken up again since."""
        return self.first_answered_on is not None or self.authority_answer() is not None

    def merged_unanswered(self: Petition) -> PetitionQuerySet:
        """What was merged into it and read no answer of it: all, or once it was taken up again what came since.

        Where it is merged itself, its own end or sealing takes nothing from them: they wait for the same original.
        """
        if self.outcome == Outcome.DUPLICATE:
            return self.duplicates.none()
        if not self.has_answer():
            return self.duplicates.all()
        again = self.events.filter(kind=EventKind.REOPENED).last()
        if again is None or self.answered_on:
            return self.duplicates.none()
        since = PetitionEvent.objects.filter(petition=OuterRef("pk"), kind=EventKind.MERGED, pk__gt=again.pk)
        return self.duplicates.filter(Exists(since))

    def free_merged(self: Petition, *, by: User | None) -> None:
        """Let go what was merged into this petition, where no answer comes of it: nobody's matter ends with another's.

        Until now their senders were told the day of this one, so that the later of the two days counts; where its
        clock stood, the day it would have promised running on from today.
        It follows from what `by` decided about this petition, whether or not they may decide about those.
        """
        self._let_go(self.merged_unanswered(), by)

    def _let_go(self: Petition, rows: PetitionQuerySet, by: User | None) -> None:
        last = self.deadlines.select_related("rule").last()
        due = last.due_resumed(timezone.localdate())[0] if last else None
        for merged in rows.select_for_update(of=("self",)).order_by("pk"):
            merged.separate(
                by=by, follows=True, due=due, staff_note="Đơn gốc không còn được trả lời chung cho đơn này."
            )
