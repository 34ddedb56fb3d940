"""The criteria to start from: how many there are and of which kind. Their texts are the ward's to fill in."""

import json
from typing import Any

from mobilization.models import CriteriaSet, Criterion
from wardportal.models import ReferenceMark
from wardportal.reference import DATA_DIR


def load_criteria(data: dict[str, Any]) -> None:
    """Create the sets of the data file the ward never had; overwrite nothing."""
    standing = json.loads((DATA_DIR / "criteria.json").read_text("utf-8"))["sets"]
    sets = data.get("criteria_sets", standing)
    for row in ReferenceMark.objects.not_yet_had(CriteriaSet, sets, "name"):
        created = CriteriaSet.objects.create(name=row["name"], legal_basis=row["legal_basis"])
        Criterion.objects.bulk_create(Criterion(criteria_set=created, **one) for one in row["criteria"])
