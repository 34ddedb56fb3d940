"""The one door through which whatever has a status, a table of moves and a history changes its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self
from uuid import UUID

import pgtrigger
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from wardportal.dates import date_vi, local_date
from wardportal.models.user import User
from wardportal.moves import Move


class StaleRow(ValidationError):
    """Somebody else decided since this person opened the page."""


class Event(models.Model):
    """One thing that happened. Append-only; it holds ids, days and words of fixed lists only.

    What somebody wrote stands in a row of its own (`Note`), which can be blanked while the history stays.
    """

    at = models.DateTimeField("lúc", auto_now_add=True)
    submission_id = models.UUIDField("lượt gửi", unique=True, null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người làm"
    )

    class Meta:
        abstract = True
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {date_vi(local_date(self.at))}"  # type: ignore[attr-defined]

    @property
    def staff_note(self) -> str:
        return self.note.staff_note if hasattr(self, "note") else ""

    @property
    def public_note(self) -> str:
        """What those outside the office read."""
        return self.note.public_note if hasattr(self, "note") else ""


class Note(models.Model):
    """What was written at an event; the event is the primary key of the table that inherits this."""

    staff_note = models.TextField("ghi chú nội bộ", blank=True)
    public_note = models.TextField("người ngoài cơ quan đọc được", blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"#{self.pk}"


class Door(models.Model):
    """A row with a status, a table of allowed moves and a history.

    `by` is the officer; None stands for the person who asked or for the portal itself.
    """

    MOVES: ClassVar[dict[str, Move]]
    NOTE: ClassVar[type[Note]]
    NOUN: ClassVar[str]
    status: Any  # the column of the class that inherits this

    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)

    class Meta:
        abstract = True

    # Asking

    def can(self, verb: str) -> bool:
        """Whether the state allows the decision, whoever takes it."""
        return self.status in self.MOVES[verb].sources

    def refusal_of(self, verb: str, label: str) -> str:
        """Why the decision cannot be taken: by the status, or by what else `can` asks."""
        if self.status in self.MOVES[verb].sources:
            return f"“{label}” đã làm rồi, hoặc lúc này không làm được với {self.NOUN} này."
        state = self.get_status_display()  # type: ignore[attr-defined]
        return f"Không thể “{label}” khi {self.NOUN} đang ở tình trạng “{state}”."

    def allows(self, verb: str, by: User | None) -> bool:
        """Whether this person may take the decision at all."""
        if by is None:
            return self.MOVES[verb].by_anybody
        return by.has_perm(self.permission(verb)) and self.is_visible_to(by)

    def is_visible_to(self, user: User) -> bool:
        rows: Any = type(self)._default_manager.visible_to(user)  # type: ignore[attr-defined]
        # Who sees every row sees this one.
        return not rows.query.where or bool(rows.filter(pk=self.pk).exists())

    def decisions_for(self, user: User) -> list[str]:
        """The decisions that state and permissions leave this person, in the order of the work."""
        return self.decisions_left(user) if self.is_visible_to(user) else []

    def decisions_left(self, user: User) -> list[str]:
        """As `decisions_for`, of a row that was read through `visible_to` just now."""
        return [verb for verb in self.MOVES if self.can(verb) and user.has_perm(self.permission(verb))]

    @classmethod
    def permission(cls, verb: str) -> str:
        return f"{cls._meta.app_label}.{verb}_{cls._meta.model_name}"

    @classmethod
    def move_permissions(cls, moves: dict[str, Move], labels: type[models.TextChoices], model: str) -> list[Any]:
        return [(f"{verb}_{model}", f"Được quyết định: {labels(move.event).label}") for verb, move in moves.items()]

    # Moving

    @transaction.atomic
    def _move(
        self,
        verb: str,
        *,
        by: User | None,
        version: int | None = None,
        to: str | Callable[[], str | None] | None = None,
        staff_note: str = "",
        public_note: str = "",
        check: Callable[[], None] | None = None,
        at_event: dict[str, Any] | None = None,
        submission_id: UUID | None = None,
        follows: bool = False,
        **changes: Any,
    ) -> Any:
        """Lock the row, check that the move is legal, save, append the event: all or nothing.

        `check` asks what the decision depends on besides the status. `to` is where it leads when the table leaves
        that to the method. `check`, and callables in `to` and `changes`, are evaluated under the lock. `at_event` are
        columns of the event. A move that `follows` from a decision taken elsewhere needs no permission of its own.
        Raises ValidationError where state or version forbid it, PermissionDenied where the officer may not.
        """
        self._lock(verb, by, version, follows=follows)
        if check:
            check()
        before = self.status
        for field, value in changes.items():
            setattr(self, field, value() if callable(value) else value)
        self.status = self.MOVES[verb].target or (to() if callable(to) else to) or before
        self.version += 1
        self.save()
        return self.record(
            self.MOVES[verb].event,
            by=by,
            from_status=before,
            staff_note=staff_note,
            public_note=public_note,
            submission_id=submission_id,
            **(at_event or {}),
        )

    def record(self, kind: str, *, by: User | None, staff_note: str = "", public_note: str = "", **columns: Any) -> Any:
        """Append the event with its words; only `_move`, and what makes or revises a row, call this."""
        event = self.events.create(kind=kind, by=by, to_status=self.status, **columns)  # type: ignore[attr-defined]
        if staff_note or public_note:
            self.NOTE.objects.create(event=event, staff_note=staff_note, public_note=public_note)  # type: ignore[attr-defined]
        return event

    def lock(self) -> Self:
        """Hold the row until the transaction ends and make this object what the row is now."""
        self._become(self._held_row())
        return self

    def _lock(self, verb: str, by: User | None, version: int | None, *, follows: bool = False) -> None:
        fresh = self._held_row()
        if not follows and not fresh.allows(verb, by):
            raise PermissionDenied
        if version is not None and fresh.version != version:
            raise StaleRow("Vừa có người khác thay đổi. Xin xem thay đổi bên dưới rồi quyết định lại.")
        if not fresh.can(verb):
            label = self.events.model(kind=self.MOVES[verb].event).get_kind_display()  # type: ignore[attr-defined]
            raise ValidationError(fresh.refusal_of(verb, label))
        self._become(fresh)

    def _held_row(self) -> Self:
        return type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk)

    def _become(self, fresh: Self) -> None:
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(fresh, field.attname))
