"""Units of measurement and fields of work to start from; overwrites nothing."""

import json
from functools import cache
from typing import Any

from mobilization.models import MeasureUnit, ResultCategory
from wardportal.reference import DATA_DIR


@cache
def result_data() -> dict[str, Any]:
    return json.loads((DATA_DIR / "results.json").read_text("utf-8"))


def load_results(data: dict[str, Any]) -> None:
    rows = result_data()
    symbols = set(MeasureUnit.objects.values_list("symbol", flat=True))
    MeasureUnit.objects.bulk_create(MeasureUnit(**row) for row in rows["units"] if row["symbol"] not in symbols)
    codes = set(ResultCategory.objects.values_list("code", flat=True))
    fresh = [
        ResultCategory(position=place * 10, **row)
        for place, row in enumerate(rows["categories"], start=1)
        if row["code"] not in codes
    ]
    ResultCategory.objects.bulk_create(fresh)
