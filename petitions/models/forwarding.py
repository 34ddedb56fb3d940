"""A petition that another authority settles: it is sent on, asked about again, and what comes back is passed on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from petitions.models.events import PetitionEvent
from petitions.models.papers import Transfer
from petitions.status import EventKind, Outcome
from wardportal.dates import check_near
from wardportal.models import User
from wardportal.uploads import CleanFile

if TYPE_CHECKING:
    from petitions.models.petition import Petition


class Forwarding(models.Model):
    """The decisions about the way to another authority; they go through the door in `moves.py` like all others."""

    class Meta:
        abstract = True

    @transaction.atomic
    def forward(
        self: Petition, agency: str, letter_number: str, *, by: User, due: date | None = None, **notes: Any
    ) -> PetitionEvent:
        """End it here; from now on the ward waits for what the authority does, and asks again on the due day."""
        event = self._end("forward", Outcome.FORWARDED, by=by, check=lambda: _check_to_come(due), **notes)
        Transfer.objects.create(
            petition=self, agency=agency, letter_number=letter_number, sent_on=timezone.localdate(), due_on=due
        )
        return event

    @transaction.atomic
    def chase(self: Petition, due: date, *, by: User, **notes: Any) -> PetitionEvent:
        """Note that the authority was asked for its answer, and the day on which it will be asked again."""
        event = self._move("chase", by=by, check=lambda: _check_to_come(due), **notes)
        self.transfers.unanswered().update(due_on=due)
        return event

    @transaction.atomic
    def relay(
        self: Petition,
        answered_on: date,
        reply_number: str,
        reply: str,
        *,
        by: User,
        files: list[CleanFile] | None = None,
        **notes: Any,
    ) -> PetitionEvent:
        """Pass the authority's answer on to the sender, which ends the wait; a later one takes the place of it."""
        event = self._move(
            "relay",
            by=by,
            check=lambda: self._check_answered(answered_on),
            sender_note=reply,
            files=files,
            **notes,
        )
        self.transfers.update(answered_on=answered_on, reply_number=reply_number)
        return event

    def _check_answered(self: Petition, day: date) -> None:
        sent_on = self.transfers.get().sent_on
        if not sent_on <= day <= timezone.localdate():
            raise ValidationError(
                {"answered_on": f"Ngày trả lời phải từ ngày chuyển đơn, {sent_on:%d/%m/%Y}, đến hôm nay."}
            )

    def authority_answer(self: Petition) -> Any:
        """Return the event that passed on what the authority answered it was sent on to; None until then."""
        return self.events.filter(kind=EventKind.RELAYED).select_related("note").last()


def _check_to_come(due: date | None) -> None:
    if due is not None and due <= timezone.localdate():
        raise ValidationError({"due": "Ngày nhắc lại phải sau hôm nay."})
    check_near(due, "due")
