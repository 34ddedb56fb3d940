"""The box that asks for one of the last periods, of the ward's report and of a round of assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from wardportal.forms import WardForm
from wardportal.periods import Period, PeriodKind

# How many periods of each kind are offered, the running one among them.
OFFERED = {PeriodKind.MONTH: 14, PeriodKind.QUARTER: 6, PeriodKind.HALF_YEAR: 4, PeriodKind.YEAR: 3}


def period_key(period: Period) -> str:
    """month-2026-11"""
    return f"{period.kind}-{period.start:%Y-%m}"


def offered_periods(kind: str, count: int, today: date) -> list[Period]:
    """The running period and those before it, the latest first."""
    periods = [Period.of(today, kind)]
    while len(periods) < count:
        periods.append(periods[-1].previous())
    return periods


class PeriodForm(WardForm):
    """Asks for one of the last periods of every kind."""

    period = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.offered = {
            str(kind.label): {period_key(one): one for one in offered_periods(kind, count, today)}
            for kind, count in OFFERED.items()
        }
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (label, [(key, capfirst(str(one))) for key, one in periods.items()])
            for label, periods in self.offered.items()
        ]

    def clean_period(self) -> Period:
        key = self.cleaned_data["period"]
        return next(periods[key] for periods in self.offered.values() if key in periods)
