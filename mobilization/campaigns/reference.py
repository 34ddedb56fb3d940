"""Fields, dates and scoring of campaigns to start from, out of the data file; overwrites nothing."""

import json
from typing import Any

from mobilization.models import CampaignField, CampaignRule, ScoringCriterion, ScoringGrade, ScoringTemplate
from wardportal.models import ReferenceMark
from wardportal.reference import DATA_DIR


def load_campaigns(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "campaigns.json").read_text("utf-8"))
    ReferenceMark.objects.create_new(CampaignField, rows["fields"], "code")
    if not CampaignRule.objects.exists():
        CampaignRule.objects.create(**rows["rule"])
    if not ScoringTemplate.objects.exists():
        _load_template(rows["template"])


def _load_template(row: dict[str, Any]) -> None:
    template = ScoringTemplate.objects.create(name=row["name"])
    ScoringCriterion.objects.bulk_create(
        ScoringCriterion(template=template, position=position, name=name, most=most)
        for position, (name, most) in enumerate(row["criteria"], 1)
    )
    ScoringGrade.objects.bulk_create(ScoringGrade(template=template, **grade) for grade in row["grades"])
