"""What was stored before a column was there is filled in by what it would have held."""

from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from mobilization.campaigns.status import CampaignStatus
from mobilization.models import Campaign, Contest, CorrectionSlip, Indicator
from mobilization.reports.status import ReportStatus
from tests.factories.assessments import open_round
from tests.factories.campaigns import RESULT, campaign_in
from tests.factories.petitions import UserFactory
from tests.factories.reports import report_in

pytestmark = pytest.mark.django_db


def migrated(name, function):
    with connection.schema_editor() as editor:
        getattr(import_module(f"mobilization.migrations.{name}"), function)(apps, editor)


@pytest.mark.parametrize(("year", "is_seen"), [(2025, True), (2099, False)])
def test_a_slip_made_before_anybody_looked_at_them_does_not_wait(year, is_seen):
    report = report_in(ReportStatus.APPROVED, ngay_cong=12)
    report.correct(Indicator.objects.get(code="ngay-cong"), Decimal(9), "Đếm nhầm.", by=report.author)
    CorrectionSlip.objects.update(seen_by=None, at=datetime(year, 1, 1, tzinfo=UTC))
    migrated("0013_slips_seen_before", "see")
    assert (CorrectionSlip.objects.get().seen_by == report.author) is is_seen


def test_the_result_of_a_campaign_that_had_ended_is_still_read():
    campaign = campaign_in(CampaignStatus.ENDED)
    Campaign.objects.update(public_effect="", public_lessons="", result_seen_at=None)
    migrated("0014_results_shown_before", "show")
    campaign.refresh_from_db()
    assert campaign.public_effect == RESULT["effect"] and campaign.result_seen_at.date() == campaign.ended_on


def test_contests_of_one_name_are_told_apart_by_a_name_nobody_uses():
    with connection.schema_editor() as editor:
        editor.remove_constraint(Contest, Contest._meta.constraints[0])  # undone after the test
    opened = open_round(UserFactory(role="mobilization"))
    names = ("Hội thi", "Hội thi", "Hội thi (2)", "Hội thi", "Hội thi (2)")
    rows = [Contest.objects.create(name=name, year=2026, round=opened) for name in names]
    connection.check_constraints()  # a table cannot be altered while a check is pending
    migrated("0016_tell_contests_apart", "tell_apart")
    told = [Contest.objects.get(pk=row.pk).name for row in rows]
    assert told == ["Hội thi", "Hội thi (3)", "Hội thi (2)", "Hội thi (4)", "Hội thi (2) (2)"]
