"""Inspections of the rapid-response team: where, what was found, where each stands, who may read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from mobilization.inspections.status import (
    HELD,
    INSPECTION_MOVES,
    OPEN,
    InspectionDecisionKind,
    InspectionEnding,
    InspectionEventKind,
    InspectionStatus,
)
from mobilization.models.inspection_moves import InspectionMoves
from mobilization.models.inspection_parts import InspectionField, InspectionPhoto
from mobilization.models.organisation import Membership, MembershipQuerySet, ResidentialGroup
from mobilization.models.places import Street
from wardportal.codes import numbered_code
from wardportal.dates import check_near
from wardportal.models import Door, Event, Note, NumberSeries, User
from wardportal.uploads import CleanFile

S = InspectionStatus
CODE_PREFIX = "KT"
# The unit whose people inspect, by the code of the reference rows.
TEAM = "to-phan-ung-nhanh"
# What counts in figures, word for word what their index is made of.
COUNTED = Q(status__in=sorted(HELD))
# A place that is read in one with its street: "số 12 Nguyễn Huệ".
HOUSE_NUMBER = re.compile(r"(số (nhà )?)?\d\S*", re.IGNORECASE)


def team_of(day: date) -> MembershipQuerySet:
    """Who sits in the rapid-response team that day, in the order of the posts; seats nobody holds are left out."""
    seats = Membership.objects.valid(day).filter(unit__code=TEAM).exclude(full_name="")
    return seats.select_related("post").order_by("post__rank", "sort_key")


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them for the team, those who lead and the bloc; nothing for anybody else."""
        staff = user.is_active and user.is_staff
        return self if staff and user.has_perm("mobilization.view_all_inspections") else self.none()

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def undecided(self) -> Self:
        return self.filter(status=S.RECORDED)

    def asked_for(self) -> Self:
        return self.filter(status=S.PLANNED)

    def following(self) -> Self:
        return self.filter(status=S.FOLLOWING)

    def due(self, at: date | None = None) -> Self:
        """Those that have to be looked at again by this day."""
        return self.following().filter(due_on__lte=at or timezone.localdate())

    def counted(self) -> Self:
        """Those where the team was: the only ones that count in figures."""
        return self.filter(COUNTED)

    def held_between(self, first: date, last: date) -> Self:
        return self.counted().filter(inspected_on__range=(first, last))

    def removed_between(self, first: date, last: date) -> Self:
        """Those whose removal was ordered and seen done within these days."""
        ordered = self.filter(status=S.CLOSED, decision=InspectionDecisionKind.REMOVAL)
        return ordered.filter(closed_on__range=(first, last))

    @transaction.atomic
    def plan(
        self, *, by: User, reason: str, due_on: date, submission_id: UUID | None = None, **place: Any
    ) -> Inspection:
        """Ask the team to look at something by a day. Raises ValidationError where no place is named."""
        if not by.has_perm("mobilization.plan_inspection"):
            raise PermissionDenied
        if due_on < timezone.localdate():
            raise ValidationError({"due_on": "Ngày kiểm tra phải từ hôm nay trở đi."})
        check_near(due_on, "due_on")
        inspection = self._made(status=S.PLANNED, reason=reason, due_on=due_on, **place)
        inspection.check_place()
        inspection.save(force_insert=True)
        inspection.record(InspectionEventKind.PLANNED, by=by, submission_id=submission_id)
        return inspection

    @transaction.atomic
    def take_down(
        self,
        *,
        by: User,
        members: Iterable[Membership],
        photos: Sequence[CleanFile] = (),
        submission_id: UUID | None = None,
        **written: Any,
    ) -> Inspection:
        """Write down an inspection nobody asked for, made today or lately.

        Raises ValidationError where place, words, people or the answer about a violation are missing.
        """
        if not by.has_perm("mobilization.take_down_inspection"):
            raise PermissionDenied
        inspection = self._made(status=S.RECORDED, **written)
        people = inspection.check_written(members)
        inspection.save(force_insert=True)
        inspection.members.add(*people)
        event = inspection.record(InspectionEventKind.RECORDED, by=by, submission_id=submission_id)
        InspectionPhoto.objects.attach(inspection, photos, event=event)
        return inspection

    def _made(self, **columns: Any) -> Inspection:
        year = timezone.localdate().year
        return self.model(code=numbered_code(CODE_PREFIX, year, NumberSeries.next_number(CODE_PREFIX, year)), **columns)


class InspectionEvent(Event):
    inspection = models.ForeignKey("mobilization.Inspection", models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=20, choices=InspectionEventKind)
    from_status = models.CharField(max_length=20, choices=InspectionStatus, blank=True)
    to_status = models.CharField(max_length=20, choices=InspectionStatus)

    class Meta(Event.Meta):
        verbose_name = "lịch sử cuộc kiểm tra"
        verbose_name_plural = "lịch sử cuộc kiểm tra"


class InspectionNote(Note):
    event = models.OneToOneField(InspectionEvent, models.PROTECT, primary_key=True, related_name="note")

    class Meta:
        verbose_name = "ghi chú về cuộc kiểm tra"
        verbose_name_plural = "ghi chú về cuộc kiểm tra"


class Inspection(InspectionMoves):
    """One look at one place. Words and pictures are for those who work on it; the public reads counts alone."""

    MOVES = INSPECTION_MOVES
    NOTE = InspectionNote
    NOUN = "cuộc kiểm tra"
    WRITTEN = (
        "field", "street", "place", "residential_group", "inspected_on", "start_time", "found", "has_violation",
    )  # fmt: skip

    code = models.CharField("mã", max_length=20, unique=True, editable=False)
    status = models.CharField("tình trạng", max_length=20, choices=InspectionStatus, editable=False)
    created_at = models.DateTimeField("vào sổ lúc", auto_now_add=True)
    field = models.ForeignKey(
        InspectionField, models.PROTECT, related_name="inspections", verbose_name="lĩnh vực kiểm tra"
    )
    street = models.ForeignKey(
        Street, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="tuyến đường"
    )
    place = models.CharField("số nhà, vị trí", max_length=200, blank=True)
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="tổ dân phố"
    )
    reason = models.TextField("nội dung cần kiểm tra", blank=True)
    inspected_on = models.DateField("ngày kiểm tra", null=True)
    start_time = models.TimeField("lúc", null=True, blank=True)
    members = models.ManyToManyField(Membership, related_name="inspections", verbose_name="thành viên có mặt")
    found = models.TextField("hiện trạng, điều phát hiện", blank=True)
    has_violation = models.BooleanField("có vi phạm", null=True)
    decision = models.CharField(
        "quyết định xử lý", max_length=20, choices=InspectionDecisionKind, blank=True, editable=False
    )
    # The day the next thing is due: the inspection that was asked for, or the next look.
    due_on = models.DateField("ngày việc tiếp theo", null=True, editable=False)
    ending = models.CharField("kết quả cuối", max_length=20, choices=InspectionEnding, blank=True, editable=False)
    closing_text = models.TextField("nội dung khép lại", blank=True, editable=False)
    closed_on = models.DateField("ngày khép lại", null=True, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc kiểm tra"
        verbose_name_plural = "cuộc kiểm tra"
        ordering = ["-pk"]
        permissions = [
            ("view_all_inspections", "Xem mọi cuộc kiểm tra"),
            ("plan_inspection", "Yêu cầu kiểm tra"),
            *Door.move_permissions(INSPECTION_MOVES, InspectionEventKind, "inspection"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=sorted(HELD))
                | Q(inspected_on__isnull=False, has_violation__isnull=False) & ~Q(found=""),
                name="inspection_held_says_what_was_found",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[S.DECIDED, S.FOLLOWING, S.CLOSED]) & ~Q(decision="")
                | Q(status__in=[S.PLANNED, S.RECORDED, S.CANCELLED], decision=""),
                name="inspection_decided_has_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(decision="")
                | Q(decision=InspectionDecisionKind.NOTHING, has_violation=False)
                | ~Q(decision=InspectionDecisionKind.NOTHING) & Q(has_violation=True),
                name="inspection_decided_about_a_violation",
            ),
            models.CheckConstraint(
                condition=Q(status=S.CLOSED, closed_on__isnull=False) & ~Q(ending="") & ~Q(closing_text="")
                | ~Q(status=S.CLOSED) & Q(ending="", closed_on=None),
                name="inspection_closed_with_an_ending",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[S.PLANNED, S.FOLLOWING], due_on__isnull=False)
                | ~Q(status__in=[S.PLANNED, S.FOLLOWING]) & Q(due_on=None),
                name="inspection_due_while_something_follows",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="inspection_status"),
            models.Index(fields=["field", "-id"], name="inspection_field"),
            models.Index(fields=["residential_group", "-id"], name="inspection_group"),
            models.Index(fields=["street", "-id"], name="inspection_street"),
            models.Index(fields=["due_on"], condition=Q(status__in=[S.PLANNED, S.FOLLOWING]), name="inspection_due"),
            models.Index(fields=["inspected_on", "field"], condition=COUNTED, name="inspection_counted"),
            models.Index(fields=["closed_on"], condition=Q(status=S.CLOSED), name="inspection_closed"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def where(self) -> str:
        """12 Nguyễn Huệ, Tổ dân phố 3; đối diện cổng chợ, Nguyễn Huệ. Empty once the request was taken back."""
        joint = " " if HOUSE_NUMBER.fullmatch(self.place) else ", "
        at = joint.join(str(part) for part in (self.place, self.street) if part)
        return ", ".join(str(part) for part in (at, self.residential_group) if part)

    def is_overdue(self, at: date | None = None) -> bool:
        return self.due_on is not None and self.due_on < (at or timezone.localdate())

    # What has to be said

    def check_place(self) -> None:
        if not (self.street_id or self.place):
            raise ValidationError({"place": "Chọn tuyến đường hoặc ghi vị trí."})

    def check_written(self, members: Iterable[Membership]) -> list[Membership]:
        """Return the people who were there. Raises ValidationError for all that is missing, box by box."""
        people = list(members)
        wrong: dict[str, str] = {} if self.street_id or self.place else {"place": "Chọn tuyến đường hoặc ghi vị trí."}
        if not self.found.strip():
            wrong["found"] = "Ghi hiện trạng, điều phát hiện."
        if self.has_violation is None:
            wrong["has_violation"] = "Chọn có vi phạm hay không."
        elif not self.has_violation and hasattr(self, "subject"):
            wrong["has_violation"] = "Đã ghi tên người vi phạm: xin xóa tên trước."
        if self.inspected_on is None or self.inspected_on > timezone.localdate():
            wrong["inspected_on"] = "Ngày kiểm tra không thể ở sau hôm nay."
        elif told := self._check_people(people, self.inspected_on):
            wrong["members"] = told
        if wrong:
            raise ValidationError(wrong)
        return people

    def _check_people(self, people: list[Membership], day: date) -> str:
        if not people:
            return "Chọn ít nhất một thành viên có mặt."
        known = set(team_of(day).values_list("pk", flat=True))
        others = ", ".join(person.full_name for person in people if person.pk not in known)
        return f"Ngày {day:%d/%m/%Y} không ở trong tổ: {others}." if others else ""


def open_inspections() -> InspectionQuerySet:
    """What goes along when a residential group is merged or split."""
    return Inspection.objects.open()


def inspections_closed_since(day: date) -> InspectionQuerySet:
    return Inspection.objects.filter(closed_on__gte=day)
