"""What may be decided about an inspection: one method each, all of them through the one door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mobilization.inspections.status import (
    ENDINGS,
    EVIDENCE,
    NEEDS_PROOF,
    USUAL_ENDINGS,
    InspectionDecisionKind,
    InspectionStatus,
)
from mobilization.models.inspection_parts import FollowUp, InspectionDecision, InspectionPhoto, InspectionSubject
from mobilization.models.organisation import Membership
from wardportal.dates import check_near
from wardportal.models import Door, User
from wardportal.uploads import CleanFile

if TYPE_CHECKING:
    from mobilization.models.inspections import InspectionEvent

S = InspectionStatus
TOO_EARLY = "Ngày kiểm tra lại phải từ hôm nay trở đi."


class InspectionMoves(Door):
    """The decisions; `photos` are cleaned files that are kept with the event."""

    # Columns and relations of the class that inherits this.
    decision: Any
    due_on: Any
    has_violation: Any
    members: Any
    follow_ups: Any

    class Meta:
        abstract = True

    # Writing down

    def take_down(self, **written: Any) -> InspectionEvent:
        """Write down what was found where somebody had asked for it; see `_write`."""
        return self._write("take_down", **written)

    def revise(self, **written: Any) -> InspectionEvent:
        """Write it down better, until something is decided; see `_write`."""
        return self._write("revise", **written)

    @transaction.atomic
    def _write(
        self,
        verb: str,
        *,
        by: User,
        members: Iterable[Membership],
        photos: Sequence[CleanFile] = (),
        version: int | None = None,
        staff_note: str = "",
        **written: Any,
    ) -> InspectionEvent:
        """Raises ValidationError where place, words, people or the answer about a violation are missing."""
        people: list[Membership] = []

        def check() -> None:
            for name, value in written.items():
                setattr(self, name, value)
            people.extend(self.check_written(members))  # type: ignore[attr-defined]

        event = self._move(verb, by=by, version=version, staff_note=staff_note, check=check, due_on=None)
        self.members.set(people)
        InspectionPhoto.objects.attach(self, photos, event=event)
        return event

    def cancel(self, reason: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Nobody has to go there any more."""
        self._move("cancel", by=by, version=version, staff_note=_joined(reason, staff_note), due_on=None)

    # Deciding

    def decide(self, kind: str, *, by: User, **said: Any) -> InspectionEvent:
        """Decide for the first time; see `_settle`."""
        return self._settle("decide", kind, by=by, **said)

    def escalate(self, kind: str, reason: str, *, by: User, **said: Any) -> InspectionEvent:
        """Decide again, since what was ordered was not done; the earlier decision stays in the history."""
        return self._settle("escalate", kind, by=by, reason=reason, **said)

    @transaction.atomic
    def _settle(
        self,
        verb: str,
        kind: str,
        *,
        by: User,
        reason: str = "",
        follow_up_on: date | None = None,
        member: Membership | None = None,
        photos: Sequence[CleanFile] = (),
        version: int | None = None,
        staff_note: str = "",
        **said: Any,
    ) -> InspectionEvent:
        """Keep what was decided with its evidence and the day somebody looks again.

        Raises ValidationError where the evidence of the decision is missing, box by box.
        """
        self.lock()
        decision = InspectionDecision.prepared(kind, said, by=by)
        day = follow_up_on or decision.look_again_on
        due_on = day or self.due_on
        event = self._move(
            verb,
            by=by,
            version=version,
            staff_note=_joined(reason, staff_note),
            check=lambda: self._check_decision(kind, day),
            to=S.FOLLOWING if due_on else S.DECIDED,
            decision=kind,
            due_on=due_on,
        )
        decision.inspection_id = self.pk
        decision.save(force_insert=True)
        self._appoint(day, member)
        InspectionPhoto.objects.attach(self, photos, event=event)
        return event

    def _check_decision(self, kind: str, day: date | None) -> None:
        nothing = kind == InspectionDecisionKind.NOTHING
        if nothing and self.has_violation:
            raise ValidationError({"kind": "Đã ghi là có vi phạm: chọn cách xử lý."})
        if not nothing and not self.has_violation:
            raise ValidationError({"kind": "Đã ghi là không có vi phạm: chỉ chọn được “Không có vi phạm”."})
        if EVIDENCE[kind].is_followed and day is None:
            raise ValidationError({"follow_up_on": "Ghi ngày kiểm tra lại."})
        _check_to_come(day, "follow_up_on")

    # Looking again

    @transaction.atomic
    def follow(
        self,
        due_on: date,
        *,
        by: User,
        member: Membership | None = None,
        version: int | None = None,
        staff_note: str = "",
    ) -> None:
        """Appoint a day to look again, or another one than before."""
        _check_to_come(due_on, "due_on")
        self._move("follow", by=by, version=version, staff_note=staff_note, due_on=due_on)
        self._appoint(due_on, member)

    def _appoint(self, day: date | None, member: Membership | None) -> None:
        if day is None:
            return
        if not self.follow_ups.open().update(due_on=day, member=member):
            FollowUp.objects.create(inspection_id=self.pk, due_on=day, member=member)

    @transaction.atomic
    def visit(
        self,
        result: str,
        is_done: bool,
        *,
        by: User,
        next_on: date | None = None,
        member: Membership | None = None,
        photos: Sequence[CleanFile] = (),
        version: int | None = None,
        staff_note: str = "",
    ) -> InspectionEvent:
        """Write down what somebody saw. What is not done is looked at again on another day.

        Raises ValidationError where it is not done and no next day is named, or where it is and one is.
        """
        event = self._move(
            "visit",
            by=by,
            version=version,
            staff_note=staff_note,
            check=lambda: _check_visit(result, is_done, next_on),
            to=S.FOLLOWING if next_on else S.DECIDED,
            due_on=next_on,
        )
        self._seen(result, is_done, by)
        self._appoint(next_on, member)
        InspectionPhoto.objects.attach(self, photos, event=event)
        return event

    def _seen(self, result: str, is_done: bool, by: User) -> None:
        visited = {"visited_on": timezone.localdate(), "visited_by": by, "is_done": is_done, "result": result}
        self.follow_ups.open().update(**visited)

    # Ending

    @transaction.atomic
    def close(
        self,
        ending: str,
        text: str,
        *,
        by: User,
        photos: Sequence[CleanFile] = (),
        version: int | None = None,
        staff_note: str = "",
    ) -> InspectionEvent:
        """End it with what came of it; a day to look again that is still open counts as looked at today.

        Raises ValidationError where nothing is said, or where what was ordered was not seen done.
        """
        event = self._move(
            "close",
            by=by,
            version=version,
            staff_note=_joined(text, staff_note),
            check=lambda: self._check_ending(ending, text, photos),
            ending=ending,
            closing_text=text,
            closed_on=timezone.localdate(),
            due_on=None,
        )
        self._seen(text, ending in NEEDS_PROOF, by)
        InspectionPhoto.objects.attach(self, photos, event=event)
        return event

    def endings(self) -> tuple[str, ...]:
        """How it may end, by what was decided last."""
        return ENDINGS.get(self.decision, USUAL_ENDINGS)

    def is_seen_done(self) -> bool:
        """Whether the last look found that everything was done."""
        last = self.follow_ups.filter(visited_on__isnull=False).last()
        return bool(last and last.is_done)

    def _check_ending(self, ending: str, text: str, photos: Sequence[CleanFile]) -> None:
        if ending not in self.endings():
            raise ValidationError({"ending": "Kết quả này không hợp với quyết định đã ghi."})
        if not text.strip():
            raise ValidationError({"text": "Ghi kết quả cuối cùng."})
        if ending in NEEDS_PROOF and not photos and not self.is_seen_done():
            raise ValidationError({"photos": "Thêm ảnh hiện trạng, hoặc ghi lần kiểm tra lại đã chấp hành trước."})

    @transaction.atomic
    def reopen(self, due_on: date, reason: str, *, by: User, version: int | None = None, **note: Any) -> None:
        """Go on with it, since it is not as it was said; somebody looks on this day. Its last words stay in history."""
        _check_to_come(due_on, "due_on")
        text = _joined(reason, note.get("staff_note", ""))
        blank: dict[str, Any] = {"ending": "", "closing_text": "", "closed_on": None}
        self._move("reopen", by=by, version=version, staff_note=text, due_on=due_on, **blank)
        self._appoint(due_on, None)

    # Whom it is about

    @transaction.atomic
    def name(self, subject: str, address: str = "", *, by: User, version: int | None = None, **note: Any) -> None:
        """Keep who it is about, apart from everything else; an earlier name is replaced.

        Raises ValidationError where nothing was found: nobody is kept for that.
        """
        self._move("name", by=by, version=version, check=self._check_violation, **note)
        InspectionSubject.objects.update_or_create(
            inspection_id=self.pk, defaults={"name": subject, "address": address}
        )

    @transaction.atomic
    def blank(self, reason: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Forget who it is about. Raises ValidationError where nobody is named."""
        self._move(
            "blank", by=by, version=version, staff_note=_joined(reason, staff_note), check=self._check_is_about_somebody
        )
        InspectionSubject.objects.filter(inspection=self.pk).delete()

    def _check_violation(self) -> None:
        if not self.has_violation:
            raise ValidationError("Đã ghi là không có vi phạm: không ghi tên ai.")

    def _check_is_about_somebody(self) -> None:
        if not InspectionSubject.objects.filter(inspection=self.pk).exists():
            raise ValidationError("Cuộc kiểm tra này không ghi tên ai.")

    # What another app takes back

    def take_back(self, *, by: User | None) -> None:
        """Forget the words somebody asked for it with, and the place, too, where nobody has been there yet."""
        self.lock()
        asked_for = self.status == S.PLANNED
        where: dict[str, Any] = {"street": None, "place": "", "residential_group": None} if asked_for else {}
        due: dict[str, Any] = {"due_on": None} if asked_for else {}
        to = S.CANCELLED if asked_for else None
        self._move("take_back", by=by, follows=True, to=to, reason="", **due, **where)


def _joined(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _check_to_come(day: date | None, box: str) -> None:
    if day and day < timezone.localdate():
        raise ValidationError({box: TOO_EARLY})
    check_near(day, box)


def _check_visit(result: str, is_done: bool, next_on: date | None) -> None:
    if not result.strip():
        raise ValidationError({"result": "Ghi hiện trạng khi kiểm tra lại."})
    if is_done and next_on:
        raise ValidationError({"next_on": "Đã chấp hành thì không hẹn ngày kiểm tra tiếp."})
    if not is_done and next_on is None:
        raise ValidationError(
            {"next_on": "Chưa chấp hành: hẹn ngày kiểm tra tiếp. Muốn xử lý mạnh hơn thì làm sau đó."}
        )
    _check_to_come(next_on, "next_on")
