"""How many petitions came and how fast they were answered: the only place that counts them for the public."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.urls import reverse

from petitions.models import Petition
from petitions.status import REDIRECTED
from wardportal.numbers import percent


class Median(Aggregate):
    """The middle value; PostgreSQL computes it."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class PetitionFigures:
    """Figures of a period. First answers count, so that a matter taken up again does not change a past month.

    `redirected` were guided, forwarded or not qualified; `median_days` is None while nothing has been answered.
    """

    first: date
    last: date
    received: int
    answered: int
    on_time: int
    redirected: int
    median_days: float | None

    @property
    def on_time_percent(self) -> int | None:
        return percent(self.on_time, self.answered) if self.answered else None

    def cards(self) -> list[dict[str, str]]:
        """The four figures of a start page, each leading to the table they come from."""
        share, median = self.on_time_percent, self.median_days
        days = "–" if median is None else f"{median:.1f}".replace(".", ",").removesuffix(",0") + " ngày"
        url = reverse("petitions:list")
        return [
            {"label": "kiến nghị đã nhận", "value": str(self.received), "url": url},
            {"label": "đã trả lời", "value": str(self.answered), "url": url},
            {"label": "trả lời đúng hạn", "value": "–" if share is None else f"{share} %", "url": url},
            {"label": "thời gian trả lời thường gặp (trung vị)", "value": days, "url": url},
        ]

    @classmethod
    def of(cls, first: date, last: date) -> "PetitionFigures":
        """Count what was received and what was answered within the days, both included; confidential ones left out."""
        period = (first, last)
        counted = Petition.objects.counted()
        answered = counted.filter(first_answered_on__range=period).aggregate(
            answered=Count("first_answered_on"),
            on_time=Count("first_answered_on", filter=Q(first_answered_on__lte=F("promised_on"))),
            median=Median(F("first_answered_on") - F("received_on")),
        )
        median = answered.pop("median")
        return cls(
            first,
            last,
            received=counted.filter(received_on__range=period).count(),
            redirected=counted.filter(closed_on__range=period, outcome__in=REDIRECTED).count(),
            median_days=None if median is None else median / timedelta(days=1),
            **answered,
        )
