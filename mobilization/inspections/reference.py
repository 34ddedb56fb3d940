"""The fields of inspections to start from, of the data file; overwrites nothing."""

import json
from typing import Any

from mobilization.models import InspectionField
from wardportal.reference import DATA_DIR


def load_inspections(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "inspections.json").read_text("utf-8"))["fields"]
    known = set(InspectionField.objects.values_list("code", flat=True))
    InspectionField.objects.bulk_create(InspectionField(**row) for row in rows if row["code"] not in known)
