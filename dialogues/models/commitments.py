"""What leaders promised at a dialogue, followed until it is done. No promise can be deleted, by anyone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dialogues.masks import REFUSAL, only_masks
from dialogues.models.agenda import AgendaItem, title_of
from dialogues.models.commitment_queries import CommitmentQuerySet, check_owner
from dialogues.models.events import CommitmentEvent, CommitmentNote
from dialogues.models.questions import Question
from dialogues.models.sessions import DialogueSession
from dialogues.status import (
    COMMITMENT_MOVES,
    PROMISED_AT,
    WORKED_ON,
    CommitmentEventKind,
    CommitmentStatus,
)
from mobilization.models import ResidentialGroup, Unit
from wardportal.calendar import Count, WorkingCalendar
from wardportal.dates import YEARS, check_near
from wardportal.models import User, Ward
from wardportal.models.door import Door
from wardportal.text import fold
from wardportal.uploads import CleanFile

if TYPE_CHECKING:
    from dialogues.models.evidence import Evidence
    from dialogues.naming import NamingPlace

# Somebody said that it is not done after all.
UNDONE = (CommitmentEventKind.SENT_BACK, CommitmentEventKind.OBJECTED)
# On the way to keeping a promise, these are done; a resident's word may still undo it.
KEPT = (CommitmentStatus.DONE, CommitmentStatus.CONFIRMED)


class Commitment(Door):
    """One promise: the words as minuted, who keeps it, by when, and what became of it."""

    MOVES, NOTE, NOUN = COMMITMENT_MOVES, CommitmentNote, "cam kết"

    code = models.CharField("mã", max_length=20, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("năm", editable=False)
    number = models.PositiveIntegerField("số", editable=False)
    status = models.CharField(
        "tình trạng", max_length=20, choices=CommitmentStatus, default=CommitmentStatus.OPEN, editable=False
    )
    session = models.ForeignKey(
        DialogueSession, models.PROTECT, related_name="commitments", verbose_name="hứa tại buổi"
    )
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, related_name="commitments", verbose_name="nội dung chương trình"
    )
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, related_name="commitments", verbose_name="từ câu hỏi"
    )
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tổ dân phố"
    )
    text = models.TextField("nội dung cam kết")
    search_text = models.TextField(editable=False, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commitments", verbose_name="đơn vị chịu trách nhiệm")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="người phụ trách",
    )
    promised_on = models.DateField("ngày hứa")
    due_on = models.DateField("hạn")
    # What was said in the room; postponing moves `due_on` alone, so that the board stays honest.
    first_due_on = models.DateField("hạn ban đầu")
    counted = models.JSONField("cách tính hạn", editable=False)
    postponements = models.PositiveSmallIntegerField("số lần lùi hạn", default=0, editable=False)
    done_on = models.DateField("ngày làm xong", null=True, editable=False)
    signed_off_at = models.DateTimeField("lãnh đạo xác nhận lúc", null=True, editable=False)
    confirmed_on = models.DateField("ngày hoàn thành", null=True, editable=False)
    ended_on = models.DateField("ngày kết luận không thực hiện được", null=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "cam kết"
        verbose_name_plural = "cam kết"
        ordering = ["-pk"]
        permissions = [
            ("view_all_commitments", "Xem mọi cam kết"),
            ("view_unit_commitments", "Xem cam kết của đơn vị mình"),
            ("promise_commitment", "Ghi cam kết"),
            *Door.move_permissions(COMMITMENT_MOVES, CommitmentEventKind, "commitment"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="commitment_number_once_a_year"),
            models.CheckConstraint(
                condition=~Q(status__in=KEPT) & Q(done_on=None) | Q(status__in=KEPT, done_on__isnull=False),
                name="commitment_done_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=CommitmentStatus.CONFIRMED)
                | Q(confirmed_on__isnull=False, signed_off_at__isnull=False),
                name="commitment_confirmed_was_signed_off",
            ),
            models.CheckConstraint(
                condition=Q(postponements=0, due_on=F("first_due_on")) | Q(postponements__gt=0),
                name="commitment_due_moves_by_postponing",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(status__in=WORKED_ON), name="commitment_due"),
            models.Index(fields=["status", "-id"], name="commitment_status"),
            models.Index(fields=["unit", "-id"], name="commitment_unit"),
            models.Index(fields=["promised_on"], name="commitment_promised_on"),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(self.text)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("dialogues:commitment", args=[self.code.lower()])

    # Questions

    @property
    def count(self) -> Count:
        """How the first due day was counted."""
        return Count.from_json(self.counted)

    @property
    def is_raised_by_resident(self) -> bool:
        """Whether a resident asked for it, who then has a word on whether it was kept."""
        return self.question_id is not None

    def is_overdue(self, at: date | None = None) -> bool:
        return self.status in WORKED_ON and self.due_on < (at or timezone.localdate())

    @property
    def stage(self) -> str:
        """The state as the staff read it: whose word it waits for once it is reported done."""
        if self.status != CommitmentStatus.DONE:
            return self.get_status_display()
        if self.signed_off_at is None:
            return "Đã làm xong, chờ lãnh đạo xác nhận"
        return "Lãnh đạo đã xác nhận, chờ người dân xác nhận"

    @property
    def kept_on_time(self) -> bool:
        """Whether it was done by the day first promised."""
        return self.done_on is not None and self.done_on <= self.first_due_on

    def can(self, verb: str) -> bool:
        if not super().can(verb):
            return False
        if verb == "amend":
            return self.session.status in PROMISED_AT and not self.postponements
        if verb == "sign_off":
            return self.signed_off_at is None
        if verb == "confirm":
            return self.signed_off_at is not None
        # Before a leader stands for it there is nothing to object to.
        return verb != "object" or (self.is_raised_by_resident and self.signed_off_at is not None)

    def is_settled(self) -> bool:
        """Whether it was confirmed longer ago than the ward takes matters up again."""
        ward = Ward.objects.current() if self.confirmed_on else None
        if ward is None or self.confirmed_on is None:
            return False
        return (timezone.localdate() - self.confirmed_on).days > ward.reopen_days

    def shows_evidence_by(self, user: User) -> bool:
        """Whether somebody who may read it says which evidence the public sees: a host or a leader, not the unit."""
        return user.has_perm(self.permission("assign"))

    def takes_milestones_by(self, user: User) -> bool:
        """Whether somebody who may read it sets its milestones."""
        return self.can("report_progress") and user.has_perm(self.permission("report_progress"))

    # Keeping it

    @transaction.atomic
    def amend(
        self, text: str, unit: Unit, working_days: int, *, by: User, owner: User | None = None, **notes: Any
    ) -> CommitmentEvent:
        """Write it down once more as it was said, while the minutes are a draft; holds the session, as promising."""
        check_owner(unit, owner)
        self.session.lock()
        count = WorkingCalendar.load(self.promised_on).add_working_days(self.promised_on, working_days)
        event = self._move(
            "amend",
            by=by,
            check=lambda: self._check_amended(text, unit, owner, count.due),
            text=text,
            unit=unit,
            owner=owner,
            due_on=count.due,
            first_due_on=count.due,
            counted=count.as_json(),
            at_event={"due_on": count.due, "unit": unit},
            **notes,
        )
        self.agenda_items.update(title=title_of(text))
        return event

    def _check_amended(self, text: str, unit: Unit, owner: User | None, due: date) -> None:
        if (self.text, self.unit_id, self.owner_id, self.due_on) == (text, unit.pk, owner and owner.pk, due):
            raise ValidationError({"text": "Nội dung chưa thay đổi."})
        last = self.milestones.standing().filter(due_on__gt=due).last()
        if last:
            raise ValidationError({"working_days": f"Hạn {due:%d/%m/%Y} trước mốc {last.due_on:%d/%m/%Y} đã ghi."})

    def assign(self, unit: Unit, *, by: User, owner: User | None = None, **notes: Any) -> CommitmentEvent:
        check_owner(unit, owner)
        return self._move("assign", by=by, unit=unit, owner=owner, at_event={"unit": unit}, **notes)

    def start(self, *, by: User, **notes: Any) -> CommitmentEvent:
        return self._move("start", by=by, **notes)

    @transaction.atomic
    def report_progress(
        self, text: str, *, by: User, files: Sequence[CleanFile] = (), caption: str = "", **notes: Any
    ) -> CommitmentEvent:
        """Tell the public how far it is; files are evidence of it."""
        event = self._move("report_progress", by=by, public_note=text, **notes)
        self.evidence.attach(event, files, caption)
        return event

    @transaction.atomic
    def mark_done(
        self, text: str, *, by: User, files: Sequence[CleanFile] = (), caption: str = "", **notes: Any
    ) -> CommitmentEvent:
        """Say that it is done, and prove it; a leader signs it off."""
        event = self._move(
            "mark_done",
            by=by,
            public_note=text,
            check=lambda: self._check_evidence(files),
            done_on=timezone.localdate(),
            signed_off_at=None,
            **notes,
        )
        self.evidence.attach(event, files, caption)
        return event

    def _check_evidence(self, files: Sequence[CleanFile]) -> None:
        if not files and not self.fresh_evidence().exists():
            raise ValidationError({"files": "Đính kèm ít nhất một ảnh hoặc văn bản làm minh chứng."})

    def fresh_evidence(self) -> models.QuerySet[Evidence]:
        """What was attached since somebody last said that it is not done; older evidence proves nothing new."""
        undone = self.events.filter(kind__in=UNDONE).last()
        return self.evidence.filter(event__gt=undone.pk) if undone else self.evidence.all()

    def send_back(self, reason: str, *, by: User, **notes: Any) -> CommitmentEvent:
        """The leader is not content: the work goes on."""
        return self._undone("send_back", by=by, public_note=reason, **notes)

    @transaction.atomic
    def sign_off(self, *, by: User, **notes: Any) -> CommitmentEvent:
        """The leader stands for it. Where a resident raised it, it then waits for their word."""
        done: dict[str, Any] = {} if self.is_raised_by_resident else {"confirmed_on": timezone.localdate()}
        to = None if self.is_raised_by_resident else CommitmentStatus.CONFIRMED
        return self._move(
            "sign_off",
            by=by,
            to=to,
            check=lambda: self._check_other(by),
            signed_off_at=timezone.now(),
            **done,
            **notes,
        )

    def _check_other(self, by: User) -> None:
        reported = self.events.filter(kind=CommitmentEventKind.MARKED_DONE).last()
        if reported and reported.by_id == by.pk:
            raise ValidationError("Người báo cáo đã xong không tự xác nhận: cần lãnh đạo khác.")

    def confirm(self, *, by: User | None = None, text: str = "", **notes: Any) -> CommitmentEvent:
        """Whoever raised it is content; staff who enter that for them say how they know."""
        if by is not None and not notes.get("staff_note"):
            raise ValidationError({"staff_note": "Ghi người dân đã xác nhận như thế nào, ngày nào."})
        return self._move("confirm", by=by, public_note=text, confirmed_on=timezone.localdate(), **notes)

    def object(self, reason: str, *, by: User | None = None, **notes: Any) -> CommitmentEvent:
        """Whoever raised it is not content: the promise is open again, and stands on the next agenda."""
        return self._undone("object", by=by, public_note=reason, **notes)

    @transaction.atomic
    def _undone(self, verb: str, *, by: User | None, **notes: Any) -> CommitmentEvent:
        event = self._move(
            verb,
            by=by,
            check=self._check_lately,
            residential_group=self._group_of_today,
            done_on=None,
            signed_off_at=None,
            confirmed_on=None,
            **notes,
        )
        AgendaItem.objects.carry_over()
        return event

    def _group_of_today(self) -> ResidentialGroup | None:
        """What was finished stayed with its group; what is to be kept again belongs to the group of today."""
        return self.residential_group and self.residential_group.of_today()

    def _check_lately(self) -> None:
        if self.is_settled():
            raise ValidationError("Đã quá số ngày phường nhận làm lại việc đã hoàn thành. Xin gửi kiến nghị mới.")

    def postpone(self, due: date, reason: str, *, by: User, **notes: Any) -> CommitmentEvent:
        """Give it more time, by a leader, with a reason everybody reads; each time is counted."""
        return self._move(
            "postpone",
            by=by,
            check=lambda: self._check_later(due, self.due_on),
            public_note=reason,
            due_on=due,
            postponements=lambda: self.postponements + 1,
            at_event={"due_on": due},
            **notes,
        )

    @staticmethod
    def _check_later(due: date, than: date | None = None) -> None:
        if than and due <= than:
            raise ValidationError({"due": f"Hạn mới phải sau hạn cũ {than:%d/%m/%Y}."})
        if due <= timezone.localdate():
            raise ValidationError({"due": "Hạn mới phải sau hôm nay."})
        check_near(due, "due", most=YEARS)
        if not WorkingCalendar.load(due, due).is_working(due):
            raise ValidationError({"due": "Ngày này phường không làm việc: chọn một ngày làm việc."})

    def fail(self, reason: str, *, by: User, **notes: Any) -> CommitmentEvent:
        """Say openly that it will not be done, and why."""
        return self._move("fail", by=by, public_note=reason, ended_on=timezone.localdate(), **notes)

    @transaction.atomic
    def take_up(self, due: date, reason: str, *, by: User, **notes: Any) -> CommitmentEvent:
        """Try again after all, by a new day: also one sooner than that it was postponed to."""
        event = self._move(
            "take_up",
            by=by,
            check=lambda: self._check_later(due),
            residential_group=self._group_of_today,
            public_note=reason,
            due_on=due,
            ended_on=None,
            postponements=lambda: self.postponements + 1,
            at_event={"due_on": due},
            **notes,
        )
        AgendaItem.objects.carry_over()
        return event

    @transaction.atomic
    def blank(self, text: str, *, by: User, places: Sequence[NamingPlace] = (), **notes: Any) -> CommitmentEvent:
        """Take names out of the words, which otherwise stay; of the places chosen no word is kept.

        The promise stays, and that it was changed shows.
        """
        event = self._move("blank", by=by, check=lambda: self.check_blanking(text, places), text=text, **notes)
        self.agenda_items.update(title=title_of(text))
        for place in places:
            place.blank_in(self)
        return event

    def check_blanking(self, text: str, places: Sequence[NamingPlace] = ()) -> None:
        """Refuse words that are not the promise's own without some names, and what changes nothing anywhere."""
        if text == self.text and not places:
            raise ValidationError({"text": "Nội dung chưa thay đổi."})
        people = (self.question and self.question.full_name, self.owner and self.owner.full_name)
        kept = [*Unit.objects.values_list("name", flat=True), *ResidentialGroup.objects.values_list("name", flat=True)]
        if not only_masks(self.text, text, [name for name in people if name], kept):
            raise ValidationError({"text": REFUSAL})
