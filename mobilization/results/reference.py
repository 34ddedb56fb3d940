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
    units = ReferenceMark.objects.not_yet_had(MeasureUnit, rows["units"], "symbol")
    MeasureUnit.objects.bulk_create(MeasureUnit(**row) for row in units)
    categories = [{"position": place * 10, **row} for place, row in enumerate(rows["categories"], start=1)]
    fresh = ReferenceMark.objects.not_yet_had(ResultCategory, categories, "code")
    ResultCategory.objects.bulk_create(ResultCategory(**row) for row in fresh)
