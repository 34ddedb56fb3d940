"""Categories, deadline rules and reply templates to start from: creates what the ward never had, overwrites nothing."""

import json
from typing import Any

from petitions.models import Category, DeadlineRule, ReplyTemplate
from wardportal.models import ReferenceMark
from wardportal.reference import DATA_DIR


def load_reference(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "petitions.json").read_text("utf-8"))
    create_new = ReferenceMark.objects.create_new
    categories = [
        {"slug": slug, "name": name, "position": position * 10}
        for position, (slug, name) in enumerate(rows["categories"], start=1)
    ]
    create_new(Category, categories, "slug")
    create_new(DeadlineRule, rows["deadline_rules"], "kind", "step")
    create_new(ReplyTemplate, rows["reply_templates"], "title")
