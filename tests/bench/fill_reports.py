"""Grows the demo ward to decades of reports of many teams: rows the domain methods made are copied by SQL."""

from django.db import connection
from django.utils import timezone

from mobilization.models import (
    Briefing,
    BriefingAttendance,
    BriefingConclusion,
    Concern,
    Consolidation,
    Direction,
    MobilizationTeam,
    ReportFigure,
    ReportText,
    ResidentialGroup,
    Submission,
    TeamReport,
)
from mobilization.models.briefings import BriefingEvent, BriefingNote
from mobilization.models.reports import ReportEvent, ReportNote
from tests.bench.fill import copy, copy_numbered, follow_sequences, resting
from wardportal.models import User
from wardportal.periods import Period

# Every month of the years before the demo's, of every team; and the demo's months of the teams that are new.
REPORTS = """
CREATE TEMP TABLE plan AS
WITH template AS (
    SELECT id, period_start, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS places
    FROM mobilization_teamreport WHERE status = 'consolidated' AND kind = 'month'
), wish AS (
    SELECT team.id AS team, team.residential_group_id AS home, team.name, home.name AS home_name,
           (date_trunc('month', current_date) - back * interval '1 month')::date AS month,
           row_number() OVER (ORDER BY back DESC, team.id) AS number
    FROM mobilization_mobilizationteam AS team
    JOIN mobilization_residentialgroup AS home ON home.id = team.residential_group_id
    JOIN generate_series(1, %(months)s) AS back ON NOT EXISTS (
        SELECT FROM mobilization_teamreport AS known WHERE known.team_id = team.id AND kind = 'month'
        AND known.period_start = (date_trunc('month', current_date) - back * interval '1 month')::date)
)
SELECT %(last)s + wish.number AS id, template.id AS template, month - period_start AS shift, team, home, month,
       wish.name, home_name
FROM wish JOIN template ON place = wish.number %% places
"""
REPORT = {
    "id": "plan.id",
    "team_id": "plan.team",
    "residential_group_id": "plan.home",
    "period_start": "plan.month",
    "period_end": "(plan.month + interval '1 month - 1 day')::date",
    "team_name": "plan.name",
    "group_name": "plan.home_name",
}
# A briefing of the ward for each of these months.
BRIEFINGS = """
CREATE TEMP TABLE plan AS
WITH template AS (
    SELECT id, held_on, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS places
    FROM mobilization_briefing WHERE status = 'concluded' AND level = 'ward'
), wish AS (
    SELECT back, (date_trunc('month', min(held_on)) - back * interval '1 month')::date AS month
    FROM mobilization_briefing, generate_series(1, %(months)s) AS back GROUP BY back
)
SELECT %(last)s + wish.back AS id, template.id AS template, month + 4 - held_on AS shift, month
FROM wish JOIN template ON place = wish.back %% places
"""


def fill_reports(years: int, teams: int) -> None:
    """Bring the ward to so many teams, each with a report for every month of so many years, and to its briefings."""
    add_teams(teams - MobilizationTeam.objects.count())
    with connection.cursor() as cursor, resting(cursor):
        if years:
            add_reports(cursor, years * 12)
            add_briefings(cursor, years * 12)
    Consolidation.objects.of(Period.of(timezone.localdate(), "year").previous(), by=User.objects.get(username="danvan"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def add_teams(count: int) -> None:
    for number in range(501, 501 + count):
        home = ResidentialGroup.objects.create(number=number, name=f"Tổ dân phố {number}", code=f"bench-{number}")
        MobilizationTeam.objects.create(residential_group=home, name=f"Tổ dân vận {number}", code=f"bench-{number}")


def add_reports(cursor, months: int) -> None:
    cursor.execute(REPORTS, {"months": months, "last": TeamReport.objects.latest("pk").pk})
    copy(cursor, TeamReport, REPORT, "plan.template = old.id")
    for model in (ReportText, ReportFigure, Submission):
        copy(cursor, model, {"report_id": "plan.id"}, "plan.template = old.report_id")
    copy_numbered(cursor, Concern, "report_id", {Direction: {}}, link="concern_id")
    copy_numbered(cursor, ReportEvent, "report_id", {ReportNote: {}})
    follow_sequences(cursor, TeamReport, Concern, ReportEvent)
    cursor.execute("DROP TABLE plan")


def add_briefings(cursor, months: int) -> None:
    cursor.execute(BRIEFINGS, {"months": months, "last": Briefing.objects.latest("pk").pk})
    copy(cursor, Briefing, {"id": "plan.id", "period_start": "plan.month"}, "plan.template = old.id")
    for model in (BriefingAttendance, BriefingConclusion):
        copy(cursor, model, {"briefing_id": "plan.id"}, "plan.template = old.briefing_id")
    copy_numbered(cursor, BriefingEvent, "briefing_id", {BriefingNote: {}})
    follow_sequences(cursor, Briefing, BriefingEvent)
