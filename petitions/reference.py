"""Categories, deadline rules and reply templates to start from: creates what the ward never had, overwrites nothing."""

import json
from typing import Any

from petitions.models import Category, DeadlineRule, ReplyTemplate
from wardportal.models import ReferenceMark
from wardportal.reference import DATA_DIR


def load_reference(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "petitions.json").read_text("utf-8"))
    not_yet_had = ReferenceMark.objects.not_yet_had
    categories = [
        {"slug": slug, "name": name, "position": position * 10}
        for position, (slug, name) in enumerate(rows["categories"], start=1)
    ]
    Category.objects.bulk_create(Category(**row) for row in not_yet_had(Category, categories, "slug"))
    rules = not_yet_had(DeadlineRule, rows["deadline_rules"], "kind", "step")
    DeadlineRule.objects.bulk_create(DeadlineRule(**row) for row in rules)
    templates = not_yet_had(ReplyTemplate, rows["reply_templates"], "title")
    ReplyTemplate.objects.bulk_create(ReplyTemplate(**row) for row in templates)
