"""What a report asks for, to start from: rules, headings, indicators of the data file; overwrites nothing."""

import json
from typing import Any

from django.utils import timezone

from mobilization.models import Indicator, ReportHeading, ReportRule
from wardportal.reference import DATA_DIR


def load_reports(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "reports.json").read_text("utf-8"))
    today = timezone.localdate()
    begun = today.replace(day=1)
    if not ReportRule.objects.exists():
        # A ward that begins today owes nothing for the months before, nor was anybody asked for this one's before.
        ReportRule.objects.bulk_create(ReportRule(valid_from=today, **row) for row in rows["rules"])
    headings = {heading.code: heading for heading in ReportHeading.objects.all()}
    counted = set(Indicator.objects.values_list("code", flat=True))
    fresh: list[Indicator] = []
    for row in rows["headings"]:
        asked = [one for one in row.pop("indicators") if one["code"] not in counted]
        # What comes to a heading the ward has is asked from this month on: earlier reports stand as they were.
        since = {"valid_from": begun} if row["code"] in headings else {}
        heading = headings.get(row["code"]) or ReportHeading.objects.create(**row)
        fresh += [Indicator(heading=heading, **since, **one) for one in asked]
    Indicator.objects.bulk_create(fresh)
