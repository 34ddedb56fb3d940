"""What this app counts of a residential group for its monthly report."""

from datetime import date

from mobilization.models import SelfManagedGroup
from wardportal import figures


def register_figures() -> None:
    figures.register("mobilization.self_managed_groups", "Số tổ tự quản cuối kỳ", self_managed_groups)


def self_managed_groups(group: int, first: date, last: date) -> int:
    return SelfManagedGroup.objects.valid(last).filter(residential_group=group).count()
