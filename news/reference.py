"""Categories to start from: creates what is missing, overwrites nothing."""

import json
from typing import Any

from news.models import Category
from wardportal.reference import DATA_DIR


def load_reference(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "news.json").read_text("utf-8"))
    for position, (slug, name) in enumerate(rows["categories"], start=1):
        Category.objects.get_or_create(slug=slug, defaults={"name": name, "order": position * 10})
