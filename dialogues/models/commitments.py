"""What leaders promised at a dialogue, followed until it is done. No promise can be deleted, by anyone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pgtrigger
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dialogues.models.agenda import AgendaItem, title_of
from dialogues.models.door import Door, Event, Note
from dialogues.models.questions import Question
from dialogues.models.sessions import DialogueSession
from dialogues.status import (
    COMMITMENT_MOVES,
    UNFINISHED,
    WORKED_ON,
    CommitmentEventKind,
    CommitmentStatus,
    SessionStatus,
)
from mobilization.models import ResidentialGroup, Unit
from wardportal.calendar import Count, WorkingCalendar
from wardportal.codes import numbered_code
from wardportal.models import NumberSeries, User, Ward
from wardportal.uploads import CleanFile

PREFIX = "CK"
# On the way to keeping a promise, these are done; a resident's word may still undo it.
KEPT = (CommitmentStatus.DONE, CommitmentStatus.CONFIRMED)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: User) -> CommitmentQuerySet:
        """Who prepares sessions and who leads sees all; a handler those of their units."""
        if not (user.is_active and user.is_staff):
            return self.none()
        if user.has_perm("dialogues.view_all_commitments"):
            return self
        if not user.has_perm("dialogues.view_unit_commitments"):
            return self.none()
        return self.filter(unit__in=list(Unit.objects.of_user(user).values_list("pk", flat=True)))

    def published(self) -> CommitmentQuerySet:
        """Promises the public reads: those of sessions whose minutes are approved."""
        return self.filter(session__status=SessionStatus.CONCLUDED)

    def unfinished(self) -> CommitmentQuerySet:
        return self.filter(status__in=UNFINISHED)

    def overdue(self, at: date | None = None) -> CommitmentQuerySet:
        return self.filter(status__in=WORKED_ON, due_on__lt=at or timezone.localdate())

    def due_between(self, first: date, last: date) -> CommitmentQuerySet:
        return self.filter(status__in=WORKED_ON, due_on__range=(first, last))

    def to_sign_off(self) -> CommitmentQuerySet:
        return self.filter(status=CommitmentStatus.DONE, signed_off_at=None)

    def to_confirm(self) -> CommitmentQuerySet:
        """Signed off by a leader; whoever raised it has not said yet whether they are content."""
        return self.filter(status=CommitmentStatus.DONE, signed_off_at__isnull=False)

    def raised_in(self, question: Question) -> CommitmentQuerySet:
        return self.filter(question=question)

    @transaction.atomic
    def promise(
        self,
        session: DialogueSession,
        *,
        text: str,
        unit: Unit,
        working_days: int,
        by: User,
        owner: User | None = None,
        item: AgendaItem | None = None,
        milestones: Sequence[tuple[date, str]] = (),
        submission_id: UUID | None = None,
    ) -> Commitment:
        """Write down a promise made at the session; its working days are counted from the day of the session."""
        check_owner(unit, owner)
        number = NumberSeries.next_number(PREFIX, session.held_on.year)
        count = WorkingCalendar.load(session.held_on).add_working_days(session.held_on, working_days)
        question = item.question if item else None
        commitment = self.create(
            year=session.held_on.year,
            number=number,
            code=numbered_code(PREFIX, session.held_on.year, number),
            session=session,
            item=item,
            question=question,
            residential_group=question.residential_group if question else None,
            text=text,
            unit=unit,
            owner=owner,
            promised_on=session.held_on,
            due_on=count.due,
            first_due_on=count.due,
            counted=count.as_json(),
        )
        Milestone.objects.bulk_create(
            [Milestone(commitment=commitment, due_on=day, text=words) for day, words in milestones]
        )
        commitment.record(CommitmentEventKind.PROMISED, by=by, due_on=count.due, unit=unit, submission_id=submission_id)
        AgendaItem.objects.carry_over()
        return commitment


def check_owner(unit: Unit, owner: User | None) -> None:
    if owner is not None and not Unit.objects.of_user(owner).filter(pk=unit.pk).exists():
        raise ValidationError({"owner": "Người phụ trách phải thuộc đơn vị chịu trách nhiệm."})


class Commitment(Door):
    """One promise: the words as minuted, who keeps it, by when, and what became of it."""

    MOVES, NOUN = COMMITMENT_MOVES, "cam kết"

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
    def kept_on_time(self) -> bool:
        """Whether it was done by the day first promised."""
        return self.done_on is not None and self.done_on <= self.first_due_on

    def can(self, verb: str) -> bool:
        if not super().can(verb):
            return False
        if verb == "sign_off":
            return self.signed_off_at is None
        if verb == "confirm":
            return self.signed_off_at is not None
        return verb != "object" or self.is_raised_by_resident

    def shows_evidence_by(self, user: User) -> bool:
        """Whether somebody who may read it says which evidence the public sees: a host or a leader, not the unit."""
        return user.has_perm(self.permission("assign"))

    def takes_milestones_by(self, user: User) -> bool:
        """Whether somebody who may read it sets its milestones."""
        return self.can("report_progress") and user.has_perm(self.permission("report_progress"))

    # Keeping it

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
        Evidence.objects.attach(event, files, caption)
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
        Evidence.objects.attach(event, files, caption)
        return event

    def _check_evidence(self, files: Sequence[CleanFile]) -> None:
        if not files and not self.evidence.exists():
            raise ValidationError({"files": "Đính kèm ít nhất một ảnh hoặc văn bản làm minh chứng."})

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
            done_on=None,
            signed_off_at=None,
            confirmed_on=None,
            **notes,
        )
        AgendaItem.objects.carry_over()
        return event

    def _check_lately(self) -> None:
        ward = Ward.objects.current()
        if self.confirmed_on and ward and (timezone.localdate() - self.confirmed_on).days > ward.reopen_days:
            raise ValidationError(f"Đã quá {ward.reopen_days} ngày từ khi hoàn thành. Xin gửi kiến nghị mới.")

    def postpone(self, due: date, reason: str, *, by: User, **notes: Any) -> CommitmentEvent:
        """Give it more time, by a leader, with a reason everybody reads; each time is counted."""
        return self._move(
            "postpone",
            by=by,
            check=lambda: self._check_later(due),
            public_note=reason,
            due_on=due,
            postponements=lambda: self.postponements + 1,
            at_event={"due_on": due},
            **notes,
        )

    def _check_later(self, due: date) -> None:
        if due <= max(self.due_on, timezone.localdate()):
            raise ValidationError({"due": f"Hạn mới phải sau hạn cũ {self.due_on:%d/%m/%Y} và sau hôm nay."})
        if not WorkingCalendar.load(due, due).is_working(due):
            raise ValidationError({"due": "Ngày này phường không làm việc: chọn một ngày làm việc."})

    def fail(self, reason: str, *, by: User, **notes: Any) -> CommitmentEvent:
        """Say openly that it will not be done, and why."""
        return self._move("fail", by=by, public_note=reason, ended_on=timezone.localdate(), **notes)

    @transaction.atomic
    def take_up(self, due: date, reason: str, *, by: User, **notes: Any) -> CommitmentEvent:
        """Try again after all, by a new day."""
        event = self._move(
            "take_up",
            by=by,
            check=lambda: self._check_later(due),
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
    def blank(self, text: str, *, by: User, **notes: Any) -> CommitmentEvent:
        """Replace the words by ones that name nobody; the promise stays, and that it was changed shows."""
        event = self._move("blank", by=by, text=text, **notes)
        self.agenda_items.update(title=title_of(text))
        return event


class CommitmentEvent(Event):
    """One thing that happened to a commitment."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="events", verbose_name="cam kết")
    kind = models.CharField("việc", max_length=20, choices=CommitmentEventKind)
    from_status = models.CharField("từ", max_length=20, choices=CommitmentStatus, blank=True)
    to_status = models.CharField("sang", max_length=20, choices=CommitmentStatus)
    due_on = models.DateField("hạn sau việc này", null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị")
    milestone = models.ForeignKey(
        "dialogues.Milestone", models.PROTECT, null=True, related_name="+", verbose_name="mốc thực hiện"
    )

    class Meta(Event.Meta):
        verbose_name = "sự việc của cam kết"
        verbose_name_plural = "lịch sử cam kết"

    @property
    def template(self) -> str:
        """The partial that tells this event to the public."""
        return f"dialogues/events/_{self.kind}.html"


class CommitmentNote(Note):
    event = models.OneToOneField(CommitmentEvent, models.CASCADE, related_name="note", primary_key=True)

    class Meta:
        verbose_name = "nội dung sự việc"
        verbose_name_plural = "nội dung sự việc"


Commitment.NOTE = CommitmentNote


class Milestone(models.Model):
    """A part of a commitment with a day of its own."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="milestones", verbose_name="cam kết")
    due_on = models.DateField("ngày")
    text = models.CharField("việc", max_length=200)
    done_on = models.DateField("ngày xong", null=True, blank=True)

    class Meta:
        verbose_name = "mốc thực hiện"
        verbose_name_plural = "mốc thực hiện"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def may_be_unticked(self) -> bool:
        return self.done_on == timezone.localdate()

    @transaction.atomic
    def tick(self, *, by: User) -> None:
        """The part is done, today; a second tick keeps the first day."""
        self._hold(by)
        if self.done_on is None:
            self._mark(timezone.localdate(), CommitmentEventKind.MILESTONE_DONE, by)

    @transaction.atomic
    def untick(self, *, by: User) -> None:
        """It was ticked by mistake, which is noticed the same day; later its day stands, as everybody read it."""
        self._hold(by)
        if self.done_on is None:
            return
        if not self.may_be_unticked:
            raise ValidationError("Mốc chỉ bỏ đánh dấu được ngay trong ngày.")
        self._mark(None, CommitmentEventKind.MILESTONE_UNDONE, by)

    def _hold(self, by: User) -> None:
        self.commitment.lock()
        if not self.commitment.takes_milestones_by(by):
            raise PermissionDenied
        self.refresh_from_db(fields=["done_on"])

    def _mark(self, day: date | None, kind: str, by: User) -> None:
        self.done_on = day
        self.save(update_fields=["done_on"])
        self.commitment.version += 1
        self.commitment.save(update_fields=["version"])
        self.commitment.record(kind, by=by, from_status=self.commitment.status, milestone=self)


def evidence_path(evidence: Evidence, filename: str) -> str:
    return f"dialogues/{timezone.localdate():%Y/%m}/{secrets.token_hex(16)}.{filename.rpartition('.')[2]}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def attach(self, event: CommitmentEvent, files: Sequence[CleanFile], caption: str) -> None:
        for file in files:
            self.create(
                commitment=event.commitment,
                event=event,
                file=ContentFile(file.content, name=f"file.{file.extension}"),
                name=file.name,
                caption=caption,
                content_type=file.content_type,
                size=file.size,
            )

    def published(self) -> EvidenceQuerySet:
        """Evidence the public may open: somebody looked at it and said so."""
        return self.filter(published_at__isnull=False, commitment__in=Commitment.objects.published())


class Evidence(models.Model):
    """A photo or paper that shows what was done. It is public only after somebody checked that it names nobody."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="evidence", verbose_name="cam kết")
    event = models.ForeignKey(CommitmentEvent, models.PROTECT, related_name="evidence", verbose_name="sự việc")
    file = models.FileField("tệp", upload_to=evidence_path, max_length=120)
    name = models.CharField("tên tệp", max_length=120)
    caption = models.CharField("chú thích", max_length=200, blank=True)
    content_type = models.CharField("kiểu", max_length=100)
    size = models.PositiveIntegerField("dung lượng (byte)")
    published_at = models.DateTimeField("công khai lúc", null=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption or self.name

    def publish(self) -> None:
        self.published_at = timezone.now()
        self.save(update_fields=["published_at"])

    def hide(self) -> None:
        self.published_at = None
        self.save(update_fields=["published_at"])

    def show(self, shown: bool) -> None:
        """Publish or hide it, where it is not so already."""
        if shown != (self.published_at is not None):
            (self.publish if shown else self.hide)()
