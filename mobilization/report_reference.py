"""What a report asks for, to start from: rules, headings, indicators of the data file; overwrites nothing."""

import json
from typing import Any

from mobilization.models import Indicator, ReportHeading, ReportRule
from wardportal.reference import DATA_DIR


def load_reports(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "reports.json").read_text("utf-8"))
    if not ReportRule.objects.exists():
        ReportRule.objects.bulk_create(ReportRule(**row) for row in rows["rules"])
    known = set(ReportHeading.objects.values_list("code", flat=True))
    for row in rows["headings"]:
        indicators = row.pop("indicators")
        if row["code"] not in known:
            heading = ReportHeading.objects.create(**row)
            Indicator.objects.bulk_create(Indicator(heading=heading, **indicator) for indicator in indicators)
