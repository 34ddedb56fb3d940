"""What a report asks for, to start from: rules, headings, indicators of the data file; overwrites nothing."""

import json
from typing import Any

from django.utils import timezone

from mobilization.models import Indicator, ReportHeading, ReportRule
from wardportal.models import ReferenceMark
from wardportal.reference import DATA_DIR


def load_reports(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "reports.json").read_text("utf-8"))
    today = timezone.localdate()
    begun = today.replace(day=1)
    if not ReportRule.objects.exists():
        # A ward that begins today owes nothing for the months before, nor was anybody asked for this one's before.
        ReportRule.objects.bulk_create(ReportRule(valid_from=today, **row) for row in rows["rules"])
    before = set(ReportHeading.objects.values_list("code", flat=True))
    asked = [{"under": row["code"], **one} for row in rows["headings"] for one in row.pop("indicators")]
    ReferenceMark.objects.create_new(ReportHeading, rows["headings"], "code")
    headings = {heading.code: heading for heading in ReportHeading.objects.all()}
    for one in ReferenceMark.objects.not_yet_had(Indicator, asked, "code"):
        under = one.pop("under")
        # What comes to a heading the ward has is asked from this month on: earlier reports stand as they were.
        since = {"valid_from": begun} if under in before else {}
        if under in headings:
            Indicator.objects.create(heading=headings[under], **since, **one)
