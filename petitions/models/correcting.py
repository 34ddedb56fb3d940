"""The day of receipt that was mistyped as the petition was entered: put right, with the day promised by it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from petitions.models.events import PetitionEvent
from petitions.status import Channel, EventKind
from wardportal.dates import date_vi, local_date
from wardportal.models import User

if TYPE_CHECKING:
    from petitions.models.petition import Petition


class Correcting(models.Model):
    """A decision through the door in `moves.py` like all others."""

    class Meta:
        abstract = True

    def correct(self: Petition, received_on: date, *, by: User, reason: str, **notes: Any) -> PetitionEvent:
        """Set the day the ward received it, from which its deadline counts; the sender reads both days and why."""
        told = f"Ngày nhận ghi trước đây: {date_vi(self.received_on)}. Ngày nhận đúng: {date_vi(received_on)}."
        return self._move(
            "correct",
            by=by,
            check=lambda: self._check_receipt(received_on),
            received_on=received_on,
            sender_note=f"{told}\n{reason}",
            **notes,
        )

    def may_be_corrected(self: Petition) -> bool:
        """Only who types a day mistypes it; once the ward has answered, its figures tell of the days as they stand."""
        return self.entered_by_id is not None and self.first_answered_on is None and not self._has_day_of_the_portal()

    def _has_day_of_the_portal(self: Petition) -> bool:
        """Whether it was made of a team's report or of a question, and has the day the portal knew of that."""
        is_of_question = self.channel == Channel.DIALOGUE and hasattr(self, "opened_from_question")
        return self.raised_in_report_id is not None or is_of_question

    @property
    def was_corrected(self: Petition) -> bool:
        return self.events.filter(kind=EventKind.CORRECTED).exists()

    def _check_receipt(self: Petition, received_on: date) -> None:
        if received_on == self.received_on:
            raise ValidationError({"received_on": "Đơn đang ghi đúng ngày này."})
        if received_on > (entered := local_date(self.created_at)):
            raise ValidationError({"received_on": f"Ngày nhận không thể ở sau ngày nhập đơn, {date_vi(entered)}."})
        if any(day and day > received_on for day in (self.occurred_on, self.known_on)):
            raise ValidationError({"received_on": "Việc nêu trong đơn xảy ra sau ngày này, xin kiểm tra lại."})
