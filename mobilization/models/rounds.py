"""A round of assessment: one period, one set of criteria, three days until when each says what it has to say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from mobilization.assessments.status import (
    ROUND_MOVES,
    AssessmentEventKind,
    AssessmentStatus,
    RoundEventKind,
    RoundStatus,
)
from mobilization.models.criteria import CriteriaSet
from mobilization.models.organisation import SelfManagedGroup
from wardportal.dates import check_near
from wardportal.models import Door, Event, User
from wardportal.periods import Period, PeriodKind


class AssessmentRoundQuerySet(models.QuerySet["AssessmentRound"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self if user.has_perm("mobilization.view_all_assessments") else self.none()

    def of_kind(self, kind: str) -> Self:
        return self.filter(period_kind=kind)

    @transaction.atomic
    def open(self, period: Period, criteria_set: CriteriaSet, dues: tuple[date, date, date], *, by: User) -> Any:
        """Begin a round for every self-managed group of today; `dues` are the days of the three steps, in order.

        Raises ValidationError where the period has one already, has not begun, or the days are not in order.
        """
        if not by.has_perm("mobilization.open_assessmentround"):
            raise PermissionDenied
        CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
        _check(period, criteria_set, dues)
        try:
            with transaction.atomic():
                row = self.create(
                    period_kind=period.kind, period_start=period.start, criteria_set=criteria_set,
                    self_due=dues[0], cross_due=dues[1], decide_due=dues[2],
                )  # fmt: skip
        except IntegrityError as error:  # also where two open it at once, by two sets of criteria
            raise ValidationError({"period": f"Đã có đợt đánh giá {period}."}) from error
        row.record(RoundEventKind.OPENED, by=by)
        row.add_groups(SelfManagedGroup.objects.valid(), by)
        return row


class RoundEvent(Event):
    round = models.ForeignKey("mobilization.AssessmentRound", models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=20, choices=RoundEventKind)
    from_status = models.CharField(max_length=10, choices=RoundStatus, blank=True)
    to_status = models.CharField(max_length=10, choices=RoundStatus)

    class Meta(Event.Meta):
        verbose_name = "diễn biến đợt đánh giá"
        verbose_name_plural = "diễn biến đợt đánh giá"


class AssessmentRound(Door):
    """One round of assessing all self-managed groups, about one period."""

    MOVES = ROUND_MOVES
    NOUN = "đợt đánh giá"

    period_kind = models.CharField("loại kỳ", max_length=10, choices=PeriodKind, default=PeriodKind.QUARTER)
    period_start = models.DateField("từ ngày")
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="rounds", verbose_name="bộ tiêu chí")
    self_due = models.DateField("tự đánh giá đến hết ngày")
    cross_due = models.DateField("kiểm tra chéo đến hết ngày")
    decide_due = models.DateField("phường quyết định đến hết ngày")
    status = models.CharField(
        "tình trạng", max_length=10, choices=RoundStatus, default=RoundStatus.OPEN, editable=False
    )

    objects = AssessmentRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt đánh giá"
        verbose_name_plural = "đợt đánh giá tổ tự quản"
        ordering = ["-period_start", "period_kind"]
        permissions = [
            ("open_assessmentround", "Mở đợt đánh giá tổ tự quản"),
            *Door.move_permissions(ROUND_MOVES, RoundEventKind, "assessmentround"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["period_kind", "period_start"], name="round_once_a_period"),
            models.CheckConstraint(
                condition=Q(cross_due__gte=F("self_due"), decide_due__gte=F("cross_due")), name="round_dues_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Đợt đánh giá {self.period}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_kind)

    @property
    def key(self) -> str:
        """quarter-2026-10, as addresses name it."""
        return f"{self.period_kind}-{self.period_start:%Y-%m}"

    @property
    def is_open(self) -> bool:
        return self.status == RoundStatus.OPEN

    def add_groups(self, groups: Iterable[SelfManagedGroup], by: User) -> int:
        """Put a sheet there for each group that has none; only opening a round and `enrol` call this."""
        known = set(self.assessments.values_list("self_managed_group", flat=True))
        model = self.assessments.model
        rows = model.objects.bulk_create(
            model(round=self, self_managed_group=group, residential_group_id=group.residential_group_id)
            for group in groups
            if group.pk not in known
        )
        event: Any = model._meta.get_field("events").related_model
        event.objects.bulk_create(
            event(assessment=row, kind=AssessmentEventKind.STARTED, by=by, to_status=AssessmentStatus.DRAFT)
            for row in rows
        )
        return len(rows)

    def missing_groups(self) -> Any:
        """Self-managed groups of today that have no sheet in this round."""
        return SelfManagedGroup.objects.valid().exclude(pk__in=self.assessments.values("self_managed_group"))

    @transaction.atomic
    def enrol(self, *, by: User, version: int | None = None) -> None:
        """Add the groups founded since the round was opened. Raises ValidationError where there are none."""
        self._move("enrol", by=by, version=version, check=self._check_missing)
        self.add_groups(self.missing_groups(), by)

    def _check_missing(self) -> None:
        if not self.missing_groups().exists():
            raise ValidationError("Mọi tổ tự quản hiện nay đều đã có trong đợt đánh giá này.")

    def close(self, *, by: User, version: int | None = None) -> None:
        """What is decided stands; the ranking counts from now. Raises ValidationError where nothing was decided."""
        self._move("close", by=by, version=version, check=self._check_decided)

    def _check_decided(self) -> None:
        if not self.assessments.filter(status=AssessmentStatus.DECIDED).exists():
            raise ValidationError("Chưa có tổ tự quản nào được quyết định kết quả.")

    def reopen(self, *, by: User, version: int | None = None) -> None:
        """Raises ValidationError once a contest has chosen from its ranking."""
        self._move("reopen", by=by, version=version, check=self._check_unused)

    def _check_unused(self) -> None:
        if self.contests.exists():
            raise ValidationError("Đã có cuộc thi đua lấy thứ hạng của đợt này nên không mở lại được.")


def _check(period: Period, criteria_set: CriteriaSet, dues: tuple[date, date, date]) -> None:
    if period.start > timezone.localdate():
        raise ValidationError({"period": "Kỳ này chưa bắt đầu."})
    if not criteria_set.criteria.exists():
        raise ValidationError({"criteria_set": "Bộ tiêu chí này chưa có tiêu chí nào."})
    if not period.start <= dues[0] <= dues[1] <= dues[2]:
        raise ValidationError({"self_due": "Ba hạn phải từ đầu kỳ trở đi và theo thứ tự các bước."})
    for day, box in zip(dues, ("self_due", "cross_due", "decide_due"), strict=True):
        check_near(day, box)
