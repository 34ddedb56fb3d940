"""What this app counts of a residential group for its monthly report: the rows of one, the numbers of all at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet

from mobilization.models import Assessment, Campaign, CampaignUpdate, Inspection, SelfManagedGroup, WorkResult
from wardportal import figures
from wardportal.periods import Period

OF_GROUP = "team__residential_group"


def register_figures() -> None:
    figures.register("mobilization.self_managed_groups", "Số tổ tự quản cuối kỳ", self_managed_groups)
    figures.register("mobilization.inspections", "Cuộc kiểm tra tại chỗ trong kỳ", inspections, inspections_each)
    figures.register("mobilization.removals", "Vi phạm đã tháo dỡ, giải tỏa trong kỳ", removals, removals_each)
    figures.register(
        "mobilization.results_recorded",
        "Kết quả công trình, đóng góp của tổ được ghi trong kỳ",
        results_recorded,
        results_recorded_each,
    )
    figures.register("mobilization.groups_decided", "Tổ tự quản được phường quyết định kết quả", decided, decided_each)
    figures.register("mobilization.groups_meeting_all", "Trong đó đạt mọi tiêu chí", meeting_all, meeting_all_each)
    figures.register(
        "mobilization.campaigns_running",
        "Mô hình Dân vận khéo của tổ đang thực hiện cuối kỳ",
        campaigns_running,
        campaigns_running_each,
    )
    figures.register(
        "mobilization.campaigns_told",
        "Mô hình Dân vận khéo của tổ có cập nhật tiến độ trong kỳ",
        campaigns_told,
        campaigns_told_each,
    )


def self_managed_groups(group: int, first: date, last: date) -> QuerySet[SelfManagedGroup]:
    return SelfManagedGroup.objects.valid(last).filter(residential_group=group)


def inspections(group: int, first: date, last: date) -> QuerySet[Inspection]:
    return Inspection.objects.held_between(first, last).filter(residential_group=group)


def removals(group: int, first: date, last: date) -> QuerySet[Inspection]:
    """By the day it was closed: ordered before, seen done within the period."""
    return Inspection.objects.removed_between(first, last).filter(residential_group=group)


def inspections_each(first: date, last: date) -> Mapping[int, int]:
    return _each(Inspection.objects.held_between(first, last), "residential_group")


def removals_each(first: date, last: date) -> Mapping[int, int]:
    return _each(Inspection.objects.removed_between(first, last), "residential_group")


def recorded_within(first: date, last: date) -> QuerySet[WorkResult]:
    """Results of groups written down between these days; a correction is no new result."""
    return WorkResult.objects.filter(supersedes=None, at__date__range=(first, last)).exclude(residential_groups=None)


def results_recorded(group: int, first: date, last: date) -> QuerySet[WorkResult]:
    return recorded_within(first, last).filter(residential_groups=group)


def results_recorded_each(first: date, last: date) -> Mapping[int, int]:
    rows = recorded_within(first, last).values_list("residential_groups").annotate(number=Count("pk")).order_by()
    return dict(rows)


def decided(group: int, first: date, last: date) -> QuerySet[Assessment]:
    """The assessments the ward decided about from one day to the other."""
    return _decided(first, last).filter(residential_group=group)


def decided_each(first: date, last: date) -> Mapping[int, int]:
    return _each(_decided(first, last), "residential_group")


def meeting_all(group: int, first: date, last: date) -> QuerySet[Assessment]:
    """Those of them that meet every criterion."""
    return _meeting_all(first, last).filter(residential_group=group)


def meeting_all_each(first: date, last: date) -> Mapping[int, int]:
    return _each(_meeting_all(first, last), "residential_group")


def _decided(first: date, last: date) -> QuerySet[Assessment]:
    return Assessment.objects.published().filter(decided_at__date__range=(first, last)).order_by()


def _meeting_all(first: date, last: date) -> QuerySet[Assessment]:
    return _decided(first, last).filter(met_count=F("criteria_count"))


def campaigns_running(group: int, first: date, last: date) -> QuerySet[Campaign]:
    return Campaign.objects.running(last).filter(**{OF_GROUP: group})


def campaigns_running_each(first: date, last: date) -> dict[int, int]:
    return _each(Campaign.objects.running(last), OF_GROUP)


def campaigns_told(group: int, first: date, last: date) -> QuerySet[CampaignUpdate, Any]:
    """One row of each campaign, however often it was told."""
    return _told(first, last).filter(**{f"campaign__{OF_GROUP}": group}).values("campaign").distinct()


def campaigns_told_each(first: date, last: date) -> dict[int, int]:
    return _each(_told(first, last), f"campaign__{OF_GROUP}", Count("campaign", distinct=True))


def _told(first: date, last: date) -> QuerySet[CampaignUpdate]:
    return CampaignUpdate.objects.filter(month__gte=Period.of(first).start, month__lte=last)


def _each(rows: Any, column: str, counted: Count | None = None) -> dict[int, int]:
    found = rows.exclude(**{column: None}).order_by().values(column).annotate(counted=counted or Count("pk"))
    return {row[column]: row["counted"] for row in found}
