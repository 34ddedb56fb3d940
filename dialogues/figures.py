"""How many promises were made and kept: the only place that counts them, for board, home page, brief and open data."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from dialogues.models import Commitment
from dialogues.models.commitment_queries import CommitmentQuerySet
from dialogues.models.commitments import KEPT
from dialogues.standing import list_of
from dialogues.status import WORKED_ON, CommitmentStatus
from wardportal.numbers import percent

CARDS = (
    ("promised", "đã hứa"),
    ("on_time", "làm xong đúng hẹn"),
    ("late", "làm xong muộn"),
    ("overdue", "đang quá hạn"),
)


@dataclass(frozen=True)
class CommitmentFigures:
    """Figures of some promises. On time means by the day first promised, however often it was postponed.

    A promise is kept once a leader signed it off; what is only reported done is overdue or running by its due day.
    `promised` is the sum of `on_time`, `late`, `not_done`, `overdue` and `running`; `past_first_day` are those running
    that were postponed over the day first promised and not reported done by then: not overdue, never on time any more.
    """

    promised: int
    on_time: int
    late: int
    not_done: int
    overdue: int
    running: int
    postponed: int
    past_first_day: int

    @property
    def kept(self) -> int:
        return self.on_time + self.late

    @property
    def on_time_percent(self) -> int | None:
        """Of those whose first day came or that are done, how many were kept on time; None while there is none."""
        due = self.kept + self.not_done + self.overdue + self.past_first_day
        return percent(self.on_time, due) if due else None

    @classmethod
    def of(cls, rows: CommitmentQuerySet, at: date | None = None) -> CommitmentFigures:
        return cls(**rows.aggregate(**_counts(at)))

    @classmethod
    def by(cls, rows: CommitmentQuerySet, column: str, at: date | None = None) -> list[tuple[Any, CommitmentFigures]]:
        """Figures for each value of a column, such as `unit__name`, in its order."""
        grouped = rows.order_by().values(column).annotate(**_counts(at)).order_by(column)
        return [(row.pop(column), cls(**row)) for row in grouped]

    @classmethod
    def by_each(
        cls, rows: CommitmentQuerySet, *columns: str, at: date | None = None
    ) -> list[list[tuple[Any, CommitmentFigures]]]:
        """As `by`, for several columns in one query: it counts each combination, which is summed up here."""
        counted = list(rows.order_by().values(*columns).annotate(**_counts(at)))
        return [_summed(column, counted) for column in columns]

    @classmethod
    def by_month(cls, rows: CommitmentQuerySet, at: date | None = None) -> list[tuple[date, CommitmentFigures]]:
        """Figures for each month in which something was promised, the latest first."""
        return cls.by(rows.annotate(month=TruncMonth("promised_on")), "month", at)[::-1]

    def cards(self) -> list[dict[str, str]]:
        """The figures of a start page, each leading to the promises it counts."""
        board_url = reverse("dialogues:board")
        return [
            {"label": label, "value": str(getattr(self, name)), "url": f"{board_url}{list_of(name)}"}
            for name, label in CARDS
        ]

    def as_dict(self) -> dict[str, int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _summed(column: str, counted: list[dict[str, Any]]) -> list[tuple[Any, CommitmentFigures]]:
    names = [field.name for field in fields(CommitmentFigures)]
    sums: dict[Any, Counter[str]] = defaultdict(Counter)
    for row in counted:
        sums[row[column]].update({name: row[name] for name in names})
    return [(value, CommitmentFigures(**{name: total[name] for name in names})) for value, total in sums.items()]


def conditions(at: date | None = None) -> dict[str, Q]:
    """What makes a promise count under which figure; every promise is under exactly one of them."""
    today = at or timezone.localdate()
    kept = Q(status__in=KEPT, signed_off_at__isnull=False)
    worked = Q(status__in=WORKED_ON) | Q(status=CommitmentStatus.DONE, signed_off_at=None)
    return {
        "on_time": kept & Q(done_on__lte=F("first_due_on")),
        "late": kept & Q(done_on__gt=F("first_due_on")),
        "not_done": Q(status=CommitmentStatus.NOT_DONE),
        "overdue": worked & Q(due_on__lt=today),
        "running": worked & Q(due_on__gte=today),
    }


def _counts(at: date | None) -> dict[str, Count]:
    told = conditions(at)
    # What was reported done by its first day may still be on time: it waits for a leader's word alone.
    was_late = Q(done_on=None) | Q(done_on__gt=F("first_due_on"))
    past_first_day = told["running"] & Q(first_due_on__lt=at or timezone.localdate()) & was_late
    return {
        "promised": Count("pk"),
        **{name: Count("pk", filter=condition) for name, condition in told.items()},
        "past_first_day": Count("pk", filter=past_first_day),
        "postponed": Count("pk", filter=Q(postponements__gt=0)),
    }


def board(at: date | None = None) -> CommitmentFigures:
    """The figures everybody reads: of all published promises."""
    return CommitmentFigures.of(Commitment.objects.published(), at)
