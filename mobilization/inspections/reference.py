"""The fields of inspections to start from, of the data file; overwrites nothing."""

import json
from typing import Any

from mobilization.models import InspectionField
from wardportal.models import ReferenceMark
from wardportal.reference import DATA_DIR


def load_inspections(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "inspections.json").read_text("utf-8"))["fields"]
    ReferenceMark.objects.create_new(InspectionField, rows, "code")
