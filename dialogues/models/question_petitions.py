"""What becomes of a question elsewhere: a petition is opened from it, or it goes the confidential way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from dialogues.models.agenda import AgendaItem
from dialogues.models.events import QuestionEvent, QuestionNote
from dialogues.status import QuestionStatus, Slot
from petitions.models import Petition
from petitions.status import Channel, Kind
from wardportal.models import User

if TYPE_CHECKING:
    from dialogues.models.questions import Question

# What a question that denounces leaves behind: nothing that tells who asked and what.
SEALED_FIELDS = ("full_name", "phone", "text", "petition_code", "search_text")
SEALED_LINKS = ("residential_group", "about_petition", "topic")


class LeadsToPetitions(models.Model):
    """The decisions that end in a petition; they go through the door like all others."""

    class Meta:
        abstract = True

    @transaction.atomic
    def open_petition(self: Question, *, kind: str, by: User, **notes: Any) -> QuestionEvent:
        """Make a petition of the question, by the same person, without typing anything again; both point at each other.

        Its clock runs from the day of the session once that has come, before it from today: until then the dialogue
        was where the person wanted the answer.
        """
        self._hold_session()
        today = timezone.localdate()
        # Who came to a session already begun asked no earlier than that.
        since = max(min(self.session.held_on, today), timezone.localdate(self.created_at))
        petition = self._register_petition(kind, since, by=by)

        def is_forwarded() -> bool:
            return self.status == QuestionStatus.REGISTERED

        event = self._move(
            "open_petition",
            by=by,
            to=lambda: QuestionStatus.FORWARDED if is_forwarded() else None,
            opened_petition=petition,
            # Who spoke already had the place; all others leave it to the next.
            slot=lambda: Slot.NONE if is_forwarded() and self.called_at is None else self.slot,
            **notes,
        )
        self.fill_places(self.session)
        return event

    @transaction.atomic
    def seal(self: Question, *, by: User, **notes: Any) -> QuestionEvent:
        """Take a question that denounces the confidential way: its words become a sealed petition and are blanked here.

        Received is received: the petition keeps the day the question was sent. Whoever asked finds the new code in
        their own view. Nothing of it stays on an agenda, a list or a print.
        """
        opened = self.opened_petition
        if opened:
            self._hold_petition(opened, by)
        self._hold_session()
        petition = opened or self._register_petition(Kind.DENUNCIATION, timezone.localdate(self.created_at), by=by)
        event = self._seal(by=by, opened_petition=petition, **notes)
        if not petition.is_confidential:
            petition.seal(by=by)
        return event

    @staticmethod
    def _hold_petition(petition: Petition, by: User) -> None:
        """Hold it before the session, as sealing from the petition's side does; refuse before anything is blanked."""
        petition.refresh_from_db(from_queryset=Petition.objects.lock(petition.pk))
        if not petition.is_confidential and not petition.allows("seal", by):
            raise PermissionDenied

    @transaction.atomic
    def seal_with_petition(self: Question, *, by: User | None) -> QuestionEvent:
        """As `seal`, where the petition opened from it was sealed: whoever may do that needs no permission here."""
        self._hold_session()
        return self._seal(by=by, follows=True)

    def _seal(self: Question, *, by: User | None, **columns: Any) -> QuestionEvent:
        blank: dict[str, Any] = dict.fromkeys(SEALED_FIELDS, "") | dict.fromkeys(SEALED_LINKS)
        event = self._move("seal", by=by, slot=Slot.NONE, **blank, **columns)
        # Every session it ever stood at, also those it was moved away from.
        AgendaItem.objects.filter(question=self).delete()
        QuestionNote.objects.filter(event__question=self).delete()
        self.commitments.forget_words_of(self)
        self.fill_places(self.session)
        return event

    def _register_petition(self: Question, kind: str, received_on: date, *, by: User) -> Petition:
        return Petition.objects.register(
            by=by,
            channel=Channel.DIALOGUE,
            received_on=received_on,
            declared_kind=kind,
            category=self.topic,
            body=self.text,
            full_name=self.full_name,
            phone=self.phone,
            residential_group=self.residential_group and self.residential_group.of_today(),
            consent_publish_name=False,
        )
