"""Grows the demo ward to decades of campaigns, assessments, inspections and results: its rows, each year once more."""

from django.db import connection

from mobilization.assessments.status import RoundStatus
from mobilization.models import Assessment, AssessmentRound, Campaign, Inspection, WorkResult
from mobilization.models.assessments import AssessmentEvent, AssessmentNote
from mobilization.models.campaign_parts import CampaignUpdate
from mobilization.models.campaigns import CampaignEvent, CampaignNote
from mobilization.models.inspection_parts import InspectionDecision
from mobilization.models.inspections import InspectionEvent, InspectionNote
from mobilization.models.opinions import CriterionResult, Opinion
from tests.bench.fill import copy, copy_numbered, follow_sequences, resting

# Every row of the demo so many times in each of the years before.
TIMES_A_YEAR = 10
PLAN = """
CREATE TEMP TABLE plan AS
WITH wish AS (
    SELECT row_number() OVER (ORDER BY copy, old.id) AS number, old.id AS template, 1 + copy %% %(years)s AS back
    FROM {table} AS old, generate_series(1, %(copies)s) AS copy WHERE {rows}
)
SELECT %(last)s + number AS id, number, template, back,
       (current_date - back * interval '1 year')::date - current_date AS shift
FROM wish
"""
# A decided round of every quarter of these years, copied from the newest of the demo.
ROUNDS = """
CREATE TEMP TABLE plan AS
WITH template AS (SELECT id, period_start FROM mobilization_assessmentround WHERE id = %(template)s),
wish AS (
    SELECT template.id, template.period_start,
           (template.period_start - back * interval '3 months')::date AS quarter, back
    FROM template, generate_series(1, %(quarters)s) AS back
    WHERE NOT EXISTS (
        SELECT FROM mobilization_assessmentround AS known WHERE known.period_kind = 'quarter'
        AND known.period_start = (template.period_start - back * interval '3 months')::date)
)
SELECT %(last)s + back AS id, id AS template, quarter - period_start AS shift, quarter FROM wish
"""
# Each assessment of the round that is copied, in every round that was made of it.
ASSESSMENTS = """
CREATE TEMP TABLE plan AS
SELECT %(last)s + row_number() OVER (ORDER BY old_plan.id, old.id) AS id, old.id AS template, shift,
       old_plan.id AS round
FROM rounds AS old_plan JOIN mobilization_assessment AS old ON old.round_id = old_plan.template
"""


def fill_movement(years: int) -> None:
    """Bring the ward to so many years of what the movement has done."""
    if not years:
        return
    with connection.cursor() as cursor:
        for add in (add_campaigns, add_inspections, add_results, add_rounds):
            with resting(cursor):
                add(cursor, years)
        cursor.execute("VACUUM ANALYZE")


def plan(cursor, model, years: int, rows: str = "true") -> None:
    """Say which rows of a model are copied, under which number and how far back."""
    known = {"last": model.objects.latest("pk").pk, "years": years, "copies": years * TIMES_A_YEAR}
    cursor.execute(PLAN.format(table=model._meta.db_table, rows=rows), known)


def add_campaigns(cursor, years: int) -> None:
    plan(cursor, Campaign, years)
    told = {
        "id": "plan.id",
        "year": "old.year - plan.back",
        "slug": "old.slug || '-' || plan.number",
        "former_id": "NULL",
    }
    copy(cursor, Campaign, told, "plan.template = old.id")
    copy(cursor, Campaign.groups.through, {"campaign_id": "plan.id"}, "plan.template = old.campaign_id")
    month = {"month": "date_trunc('month', old.month + plan.shift)::date", "event_id": "NULL"}
    copy(cursor, CampaignUpdate, month | {"campaign_id": "plan.id"}, "plan.template = old.campaign_id")
    copy_numbered(cursor, CampaignEvent, "campaign_id", {CampaignNote: {}})
    follow_sequences(cursor, Campaign, CampaignEvent)


def add_inspections(cursor, years: int) -> None:
    plan(cursor, Inspection, years)
    told = {"id": "plan.id", "code": "old.code || '-' || plan.number"}
    copy(cursor, Inspection, told, "plan.template = old.id")
    copy(cursor, InspectionDecision, {"inspection_id": "plan.id"}, "plan.template = old.inspection_id")
    copy_numbered(cursor, InspectionEvent, "inspection_id", {InspectionNote: {}})
    follow_sequences(cursor, Inspection, InspectionEvent)


def add_results(cursor, years: int) -> None:
    plan(cursor, WorkResult, years, "year IS NOT NULL AND supersedes_id IS NULL AND first_id IS NULL")
    copy(cursor, WorkResult, {"id": "plan.id", "year": "old.year - plan.back"}, "plan.template = old.id")
    groups = WorkResult.residential_groups.through
    copy(cursor, groups, {"workresult_id": "plan.id"}, "plan.template = old.workresult_id")
    follow_sequences(cursor, WorkResult)


def add_rounds(cursor, years: int) -> None:
    last = AssessmentRound.objects.latest("pk").pk
    newest = AssessmentRound.objects.filter(period_kind="quarter", status=RoundStatus.CLOSED).latest("period_start")
    cursor.execute(ROUNDS, {"template": newest.pk, "quarters": years * 4, "last": last})
    copy(cursor, AssessmentRound, {"id": "plan.id", "period_start": "plan.quarter"}, "plan.template = old.id")
    cursor.execute("ALTER TABLE plan RENAME TO rounds")
    cursor.execute(ASSESSMENTS, {"last": Assessment.objects.latest("pk").pk})
    copy(cursor, Assessment, {"id": "plan.id", "round_id": "plan.round"}, "plan.template = old.id")
    copy_numbered(cursor, Opinion, "assessment_id", {CriterionResult: {}}, link="opinion_id")
    copy_numbered(cursor, AssessmentEvent, "assessment_id", {AssessmentNote: {}})
    follow_sequences(cursor, AssessmentRound, Assessment, Opinion, AssessmentEvent)
    cursor.execute("DROP TABLE rounds")
