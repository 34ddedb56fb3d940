"""What may be done to a petition: one method a decision, all through the one door `_move`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from mobilization.models import Unit
from petitions import notifications
from petitions.models.events import EventNote, PetitionEvent
from petitions.models.papers import Answer, Attachment
from petitions.status import (
    ENDS_ALONE,
    MOVES,
    REOPENABLE,
    SETTLED,
    TAKES_SERIOUSLY,
    EventKind,
    Kind,
    Outcome,
    Status,
    Visibility,
)
from wardportal.calendar import WorkingCalendar
from wardportal.models import StaleRow, User
from wardportal.sealing import seal_text
from wardportal.uploads import CleanFile

if TYPE_CHECKING:
    from petitions.models.petition import Petition


class Moves(models.Model):
    """The decisions of the table in docs/architecture.md. `by` is the officer, None the sender."""

    class Meta:
        abstract = True

    # Asking

    def can(self: Petition, verb: str) -> bool:
        """Whether the petition's state allows the decision, whoever takes it."""
        move = MOVES[verb]
        if self.status not in move.sources:
            return False
        if verb == "reopen":
            return self.status == Status.ANSWERED or self.outcome in REOPENABLE
        if verb in ("publish", "unpublish", "object", "seal"):
            return self._can_change_visibility(verb)
        if verb in ("merge", "separate"):
            return self._can_be_merged(verb)
        if verb in ("chase", "relay"):
            return self.outcome == Outcome.FORWARDED and (verb == "relay" or self.transfers.unanswered().exists())
        if verb in ("recount", "correct"):
            return self.may_be_corrected() if verb == "correct" else self.counted_anew() is not None
        if verb in ("answer", "return_answer"):
            return verb == "answer" or self.has_draft
        return verb != "release" or self.is_suspect

    def allows(self: Petition, verb: str, by: User | None) -> bool:
        """Whether this person may take the decision at all: the sender (None) few, an officer those of their roles."""
        if by is None:
            return MOVES[verb].by_sender
        return by.has_perm(f"petitions.{verb}_petition") and self.is_readable_by(by)

    def is_readable_by(self: Petition, user: User) -> bool:
        """Whether this person may read the words: by role and unit, or for a confidential petition by grant alone."""
        rows = type(self).objects
        readable = rows.opened_by(user) if self.is_confidential else rows.visible_to(user)
        return readable.filter(pk=self.pk).exists()

    def decisions_left(self: Petition, user: User) -> list[str]:
        """The decisions that state and permissions leave this person, who may read it, in the order of the work."""
        return [verb for verb in MOVES if self.can(verb) and user.has_perm(f"petitions.{verb}_petition")]

    # Reviewing

    def review(self: Petition, *, by: User, **notes: Any) -> PetitionEvent:
        return self._move("review", by=by, **notes)

    @transaction.atomic
    def classify(self: Petition, kind: str, *, by: User, category: Any = None, **notes: Any) -> PetitionEvent:
        """Set the kind by content and request, not by the title chosen (Thông tư 05/2021/TT-TTCP art. 6)."""
        event = self._move(
            "classify",
            by=by,
            classified_kind=kind,
            category=category or self.category,
            sealing=kind == Kind.DENUNCIATION,
            **notes,
        )
        told = self.events.exclude(pk=event.pk).last()
        if told and told.due_on != event.due_on:
            # A date already told never changes without the sender being told the new one.
            self.record(EventKind.REDATED, by=by, from_status=self.status)
        return event

    def ask(self: Petition, question: str, *, by: User, **notes: Any) -> PetitionEvent:
        """Ask the sender for what is missing; the clock stops until it comes."""
        return self._move("ask", by=by, sender_note=question, paused_status=self.status, **notes)

    def supply(
        self: Petition, text: str, *, by: User | None = None, files: list[CleanFile] | None = None, **notes: Any
    ) -> PetitionEvent:
        """Give what was asked for: the petition goes back to where it was, and the clock runs on."""
        return self._move("supply", by=by, sender_note=text, files=files, unread_since=self._unread(by), **notes)

    def add_information(
        self: Petition, text: str, *, files: list[CleanFile] | None = None, **notes: Any
    ) -> PetitionEvent:
        unread = self._unread(None)
        return self._move("add_information", by=None, sender_note=text, files=files, unread_since=unread, **notes)

    # Settling

    def accept(self: Petition, *, by: User, **notes: Any) -> PetitionEvent:
        return self._move("accept", by=by, accepted_on=timezone.localdate(), **notes)

    def assign(self: Petition, unit: Unit, *, by: User, officer: User | None = None, **notes: Any) -> PetitionEvent:
        if officer is not None and not Unit.objects.of_user(officer).filter(pk=unit.pk).exists():
            raise ValidationError({"officer": "Người được giao phải thuộc đơn vị được giao."})
        drafted = self.has_draft and self.unit == unit
        return self._move(
            "assign",
            by=by,
            check=lambda: self._check_parties(unit, officer),
            unit=unit,
            officer=officer,
            has_draft=drafted,
            **notes,
        )

    def _check_parties(self: Petition, unit: Unit | None, officer: User | None) -> None:
        parties = self.parties.all()
        if any((unit and party.unit_id == unit.pk) or (officer and party.user_id == officer.pk) for party in parties):
            raise ValidationError({"unit": "Không giao đơn cho chính người, đơn vị bị nêu trong đơn."})

    def extend(
        self: Petition, due: date, decision_number: str, *, by: User, reason: str, **notes: Any
    ) -> PetitionEvent:
        """Move the due date once more, by a decision with number and reason that the sender reads."""
        return self._move(
            "extend",
            by=by,
            check=lambda: self._check_extension(due),
            due=due,
            decision_number=decision_number,
            sender_note=reason,
            **notes,
        )

    def _check_extension(self: Petition, due: date) -> None:
        deadline = self.deadlines.current()
        latest = deadline.latest_extension() if deadline else None
        if deadline is None or latest is None:
            raise ValidationError({"due": "Đơn này không còn được gia hạn theo quy định thời hạn."})
        is_working = WorkingCalendar.load(due, due).is_working(due)
        if not (is_working and max(deadline.due_on, timezone.localdate()) < due <= latest):
            after = f"sau {deadline.due_on:%d/%m/%Y}, sau hôm nay"
            raise ValidationError({"due": f"Hạn mới phải là ngày làm việc, {after} và không quá {latest:%d/%m/%Y}."})

    def recount(self: Petition, *, by: User, **notes: Any) -> PetitionEvent:
        """Promise the later day that the holidays give which came after the first day was told."""
        return self._move("recount", by=by, **notes)

    def suspend(self: Petition, reason: str, *, by: User, **notes: Any) -> PetitionEvent:
        return self._move("suspend", by=by, sender_note=reason, **notes)

    def resume(self: Petition, *, by: User, **notes: Any) -> PetitionEvent:
        return self._move("resume", by=by, **notes)

    @transaction.atomic
    def draft_answer(
        self: Petition, *, conclusion: str, reason: str, next_step: str, by: User, **notes: Any
    ) -> PetitionEvent:
        """Keep the handler's draft for the leader; an earlier one that said something else stays in the file."""
        event = self._move("draft_answer", by=by, has_draft=True, **notes)
        self._keep_answer(
            conclusion=conclusion, reason=reason, next_step=next_step, drafted_by=by, drafted_at=timezone.now()
        )
        return event

    def return_answer(self: Petition, reason: str, *, by: User, **notes: Any) -> PetitionEvent:
        """Send the draft back to its author with what has to be better."""
        return self._move("return_answer", by=by, has_draft=False, staff_note=reason, **notes)

    @transaction.atomic
    def answer(
        self: Petition, *, conclusion: str, reason: str, next_step: str, letter_number: str, by: User, **notes: Any
    ) -> PetitionEvent:
        """Approve the answer, which from here on the sender reads."""
        event = self._move("answer", by=by, answered_on=timezone.localdate(), has_draft=False, **notes)
        if self.first_answered_on is None:
            self.first_answered_on = self.answered_on
            self.save(update_fields=["first_answered_on"])
        self._keep_answer(
            conclusion=conclusion,
            reason=reason,
            next_step=next_step,
            letter_number=letter_number,
            approved_by=by,
            approved_at=timezone.now(),
        )
        return event

    def close(self: Petition, outcome: str, *, by: User, **notes: Any) -> PetitionEvent:
        if outcome not in SETTLED:
            raise ValidationError({"outcome": "Chọn kết quả giải quyết."})
        return self._move("close", by=by, outcome=outcome, closed_on=timezone.localdate(), **notes)

    # Ending otherwise

    def decline(self: Petition, reason: str, *, by: User, **notes: Any) -> PetitionEvent:
        return self._end("decline", Outcome.NOT_QUALIFIED, by=by, sender_note=reason, **notes)

    def guide(self: Petition, guidance: str, *, by: User, **notes: Any) -> PetitionEvent:
        """Tell the sender where to turn; on one matter this is done once (Thông tư 05/2021/TT-TTCP)."""
        return self._end("guide", Outcome.GUIDED, by=by, sender_note=guidance, **notes)

    @transaction.atomic
    def withdraw(self: Petition, reason: str, *, by: User | None = None, **notes: Any) -> PetitionEvent:
        """End the petition at its sender's wish; what was published of it leaves the site with it."""
        event = self._end("withdraw", Outcome.WITHDRAWN, by=by, sender_note=reason, **notes)
        if self.visibility == Visibility.PUBLISHED:
            self.object() if by is None else self.unpublish(by=by)
        return event

    def reopen(self: Petition, reason: str, *, by: User | None = None, **notes: Any) -> PetitionEvent:
        """Take an answered matter up again, with a new deadline; the sender may within the ward's time for it."""
        return self._move(
            "reopen",
            by=by,
            check=self._take_up_again,
            sender_note=reason,
            outcome="",
            answered_on=None,
            closed_on=None,
            unread_since=self._unread(by),
            **notes,
        )

    def _take_up_again(self: Petition) -> None:
        if not self.may_be_reopened():
            raise ValidationError("Đã quá thời gian đề nghị giải quyết lại; xin gửi kiến nghị mới.")
        self.join_groups_of_today()

    def join_groups_of_today(self: Petition) -> None:
        """What ended stayed with its group, what is open belongs to the group of today."""
        self.residential_group = self.residential_group and self.residential_group.of_today()
        self.team = self.team and self.team.of_today()

    # The slip, the queues

    def reissue_secret(self: Petition, *, by: User, nonce: bytes, **notes: Any) -> PetitionEvent:
        """Give a new secret at the counter after the officer has seen who asks; the old one is dead at once."""
        return self._move("reissue_secret", by=by, secret_nonce=nonce, **notes)

    def mark_read(self: Petition, seen: datetime) -> None:
        """Take the petition out of the queue of unread additions, unless a newer one came than the one seen.

        Reading is no decision and leaves no event.
        """
        type(self).objects.filter(pk=self.pk, unread_since__lte=seen).update(unread_since=None)

    # The door

    @transaction.atomic
    def _move(
        self: Petition,
        verb: str,
        *,
        by: User | None,
        version: int | None = None,
        due: date | None = None,
        decision_number: str = "",
        staff_note: str = "",
        sender_note: str = "",
        files: list[CleanFile] | None = None,
        sealing: bool = False,
        check: Callable[[], None] | None = None,
        submission_id: UUID | None = None,
        follows: bool = False,
        **changes: Any,
    ) -> PetitionEvent:
        """Lock the row, check that the move is legal, save, append the event, queue the messages: all or nothing.

        `check` asks what the decision depends on besides the status; it runs under the lock. What `follows` from a
        decision about another petition asks for no permission of its own.
        Raises ValidationError where state or version forbid it, PermissionDenied where the officer may not.
        """
        self._lock(verb, by, version, follows=follows)
        if self.is_suspect and verb in TAKES_SERIOUSLY:
            self.release(by=by, follows=True)
        if check:
            check()
        move, before = MOVES[verb], self.status
        if sealing and not self.is_confidential:
            self._seal(by)
        for field, value in changes.items():
            setattr(self, field, value)
        self.status = move.target or (self.paused_status if verb == "supply" else self.status)
        self.version += 1
        self.run_clock(move.clock, on=timezone.localdate(), due=due, decision_number=decision_number)
        self.save()
        event = self.record(
            move.event,
            by=by,
            from_status=before,
            staff_note=staff_note,
            sender_note=sender_note,
            submission_id=submission_id,
        )
        Attachment.objects.attach(self, files or [], event=event, from_sender=move.by_sender)
        return event

    def record(
        self: Petition,
        kind: str,
        *,
        by: User | None,
        from_status: str = "",
        staff_note: str = "",
        sender_note: str = "",
        submission_id: UUID | None = None,
    ) -> PetitionEvent:
        """Append the event with its words and tell whom it concerns; only `_move` and taking in call this."""
        event = PetitionEvent.objects.create(
            petition=self,
            kind=kind,
            actor=PetitionEvent.Actor.of(kind, by),
            by=by,
            from_status=from_status,
            to_status=self.status,
            outcome=self.outcome,
            # What was merged is settled by the day of its original.
            due_on=(self.told_original() or self).due_on,
            submission_id=submission_id,
            unit=self.unit,
        )
        if staff_note or sender_note:
            keep = seal_text if self.is_confidential else str
            EventNote.objects.create(event=event, staff_note=keep(staff_note), sender_note=keep(sender_note))
        notifications.enqueue_for(event)
        return event

    def _lock(self: Petition, verb: str, by: User | None, version: int | None, *, follows: bool) -> None:
        """Hold the row until the transaction ends and make this object what the row is now; refuse what it forbids."""
        fresh = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        if not (follows or fresh.allows(verb, by)):
            raise PermissionDenied
        if version is not None and fresh.version != version:
            raise StaleRow("Đơn vừa được người khác xử lý. Xin xem thay đổi bên dưới rồi quyết định lại.")
        if not fresh.can(verb):
            state = fresh.get_status_display()
            raise ValidationError(f"Không thể “{MOVES[verb].event.label}” khi đơn đang ở tình trạng “{state}”.")
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(fresh, field.attname))

    def _end(self: Petition, verb: str, outcome: Outcome, *, by: User | None, **changes: Any) -> PetitionEvent:
        if outcome in ENDS_ALONE:
            # First, so that only those are told of the end who keep an answer and stay.
            changes["check"] = lambda: self.free_merged(by=by)
        return self._move(verb, by=by, outcome=outcome, closed_on=timezone.localdate(), **changes)

    def _keep_answer(self: Petition, **fields: Any) -> None:
        """Put what is added to the words that wait to them, other words into a new row; the petition's row is held.

        Somebody may have written what this person never saw, so that no wording is overwritten. Who approves an answer
        that nobody drafted has written it.
        """
        words = [fields[part] for part in Answer.WRITTEN]
        if self.is_confidential:
            fields |= {part: seal_text(fields[part]) for part in Answer.WRITTEN}
        draft = self.waiting_draft()
        if draft and [text for _heading, text in draft.parts()] == words:
            answer = draft
        else:
            answer = Answer(petition=self, drafted_by=draft.drafted_by if draft else fields.get("approved_by"))
        for field, value in fields.items():
            setattr(answer, field, value)
        answer.save()

    def _unread(self: Petition, by: User | None) -> Any:
        """Staff who write down an addition have read it; the sender's own waits to be read."""
        return self.unread_since if by else timezone.now()
