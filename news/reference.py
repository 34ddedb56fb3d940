"""Categories to start from: creates what the ward never had, overwrites nothing."""

import json
from typing import Any

from news.models import Category
from wardportal.models import ReferenceMark
from wardportal.reference import DATA_DIR


def load_reference(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "news.json").read_text("utf-8"))
    categories = [
        {"slug": slug, "name": name, "order": position * 10}
        for position, (slug, name) in enumerate(rows["categories"], start=1)
    ]
    ReferenceMark.objects.create_new(Category, categories, "slug")
