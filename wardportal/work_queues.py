"""The queues of the desk and of the lists: what waits, whose work it is, since when or until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, IntegerField, JSONField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from wardportal.admin_tools import Asked, Queue, capped, capped_keys
from wardportal.models import User, Ward

# Before `setup_ward` has run.
DUE_SOON_DAYS = 3
Rows = Callable[[Any, User], Any]


@dataclass(frozen=True)
class WorkQueue:
    """A named part of the rows. It stands on the desk of whoever has one of `permissions`; none: on every desk.

    The list shows it under `?query=slug`. `since` is the column the work waits from, or is due by where `is_due`; the
    rows come in its `order`, which an index serves.
    """

    slug: str
    label: str
    rows: Rows
    permissions: tuple[str, ...] = ()
    since: str = "created_at"
    order: str = "pk"
    is_due: bool = False
    tone: str = "neutral"
    query: str = "viec"

    def is_for(self, user: User) -> bool:
        return not self.permissions or any(user.has_perm(name) for name in self.permissions)

    def age(self, first: date | datetime | None) -> str:
        """Say how long the oldest has waited, or how late or soon the first is."""
        if first is None:
            return ""
        days = (timezone.localdate() - _day(first)).days
        if self.is_due:
            return f"trễ nhất {days} ngày" if days > 0 else f"sớm nhất {in_days(-days)}"
        return f"lâu nhất {days} ngày" if days else "trong hôm nay"

    def on_desk(self, url: str, count: int, first: date | datetime | None) -> Queue:
        age, tone = (self.age(first), self.tone) if count else ("", "neutral")
        return Queue(self.label, f"{url}?{self.query}={self.slug}", count, age, tone)


class CappedCount(Subquery):
    """How many rows there are, counted no further than staff would want to know."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet) -> None:
        super().__init__(capped_keys(rows))


class Waiting(Subquery):
    """How many rows of a queue wait, counted as by `CappedCount`, and since or until when the first of them does.

    Both in one, `[count, first]`, since a desk asks for many queues; None where nobody could wait.
    """

    template = "(SELECT jsonb_build_array(count(*), min(counted.since)) FROM (%(subquery)s) AS counted)"
    output_field = JSONField()

    def __init__(self, queue: WorkQueue, rows: QuerySet) -> None:
        super().__init__(capped(rows.order_by(queue.order).values(since=F(queue.since))))


def desk_queues(queues: Iterable[WorkQueue], seen: QuerySet, user: User, url: str) -> list[Asked]:
    """The queues of this person among the rows they see."""
    return [_asked(queue, queue.rows(seen, user), url) for queue in queues if queue.is_for(user)]


def _asked(queue: WorkQueue, rows: QuerySet, url: str) -> Asked:
    def tell(found: dict[str, Any]) -> list[Queue]:
        count, first = found["waiting"] or (0, None)
        return [queue.on_desk(url, count, first and _moment(first))]

    return Asked({"waiting": Waiting(queue, rows)}, tell)


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def due_soon(rows: Any, user: User) -> Any:
    """What comes due within the days the ward has set for that, asked along with the rows."""
    today = timezone.localdate()
    days = Coalesce(Ward.objects.valid(today).order_by("-valid_from").values("due_soon_days")[:1], DUE_SOON_DAYS)
    last = ExpressionWrapper(Value(today, DateField()) + days, output_field=DateField())
    return rows.due_between(today, last)


def in_days(days: int) -> str:
    return f"còn {days} ngày" if days else "hôm nay"


def days_left(due: date, today: date) -> str:
    """How a list tells a due day: days left, or late."""
    days = (due - today).days
    return f"quá hạn {-days} ngày" if days < 0 else in_days(days)


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value
