"""The criteria to start from: how many there are and of which kind. Their texts are the ward's to fill in."""

import json
from typing import Any

from mobilization.models import CriteriaSet, Criterion
from wardportal.reference import DATA_DIR


def load_criteria(data: dict[str, Any]) -> None:
    """Create the sets of the data file whose name no set has; overwrite nothing."""
    rows = json.loads((DATA_DIR / "criteria.json").read_text("utf-8"))
    known = set(CriteriaSet.objects.values_list("name", flat=True))
    for row in rows["sets"]:
        if row["name"] not in known:
            created = CriteriaSet.objects.create(name=row["name"], legal_basis=row["legal_basis"])
            Criterion.objects.bulk_create(Criterion(criteria_set=created, **one) for one in row["criteria"])
