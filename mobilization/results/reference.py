"""Units of measurement and fields of work to start from; overwrites nothing."""

import json
from functools import cache
from typing import Any

from mobilization.models import MeasureUnit, ResultCategory
from wardportal.models import ReferenceMark
from wardportal.reference import DATA_DIR


@cache
def result_data() -> dict[str, Any]:
    return json.loads((DATA_DIR / "results.json").read_text("utf-8"))


def load_results(data: dict[str, Any]) -> None:
    rows = result_data()
    ReferenceMark.objects.create_new(MeasureUnit, rows["units"], "symbol")
    categories = [{"position": place * 10, **row} for place, row in enumerate(rows["categories"], start=1)]
    ReferenceMark.objects.create_new(ResultCategory, categories, "code")
