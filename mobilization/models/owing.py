"""Which team owes the ward which report: said once, for desk, list, consolidation, briefing and reminders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from mobilization.models.rules import ReportRule, due_date
from mobilization.models.validity import ValidityQuerySet
from mobilization.reports.status import ReportKind
from wardportal.calendar import WorkingCalendar
from wardportal.periods import Period

if TYPE_CHECKING:
    from mobilization.models.organisation import MobilizationTeam


class OwingQuerySet(ValidityQuerySet):
    """The part of the teams' queryset that knows of reports."""

    def owed(
        self, periods: Iterable[Period], kind: str = ReportKind.MONTH, at: date | None = None
    ) -> list[tuple[MobilizationTeam, Period]]:
        """Which of these teams owes the ward its report of which of these periods, as of this day (today).

        A monthly report is owed by every team that worked on a day of the month, and is of its own days alone: of a
        team that ended, up to its last day (who heads its successor writes it); of one that began, from its first day
        on. So the sums of both are those of the month. A review is owed by who stands at the end of its period; of
        half a year it is that of the first half.
        Nobody owes what has not begun, nor a period at whose end no rule of the ward asks.
        """
        asked = list(periods)
        return self.owing(self.with_rules(asked, kind), asked, kind, at)

    def owing_month(self, month: Period, at: date | None = None) -> Self:
        """`owed` for one month, as a queryset to count in SQL."""
        day = at or timezone.localdate()
        asked = ReportRule.objects.filter(kind=ReportKind.MONTH).valid(month.end)
        return (
            self.within(month.start, min(month.end, day)).filter(Exists(asked)) if month.start <= day else self.none()
        )

    def with_rules(self, periods: Sequence[Period], kind: str = ReportKind.MONTH) -> Self:
        """Mark each row with the rule that asks at the end of each of these periods, for `owing`."""
        said = JSONObject(due_day="due_day", since="begun")
        rules = [ReportRule.objects.latest_first(kind, one.end).values(said=said)[:1] for one in periods]
        return self.annotate(**{_mark(kind, one): Subquery(rule) for one, rule in zip(periods, rules, strict=True)})

    @staticmethod
    def owing(
        teams: Iterable[Any], periods: Sequence[Period], kind: str = ReportKind.MONTH, at: date | None = None
    ) -> list[tuple[MobilizationTeam, Period]]:
        """`owed` for teams already annotated by `with_rules` for these periods; no further query."""
        day, teams = at or timezone.localdate(), list(teams)
        return [
            (team, period)
            for period in periods
            if period.start <= day
            for team in teams
            if _rule_of(team, kind, period) and team.reports_on(period, kind, day)
        ]


def due_on(team: Any, kind: str, period: Period, calendar: WorkingCalendar) -> date | None:
    """Until when the rule asks a row that was read `with_rules`; None where none does."""
    rule = _rule_of(team, kind, period)
    if rule is None:
        return None
    since = date.fromisoformat(rule["since"]) if rule["since"] else None
    return due_date(rule["due_day"], period, calendar, since, team.valid_from)


def _rule_of(team: Any, kind: str, period: Period) -> dict[str, Any] | None:
    rule: dict[str, Any] | None = getattr(team, _mark(kind, period))
    return rule


def _mark(kind: str, period: Period) -> str:
    return f"rule_{kind}_{period.start:%Y%m%d}"
