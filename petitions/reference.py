"""Categories, deadline rules and reply templates to start from: creates what is missing, overwrites nothing."""

import json
from typing import Any

from petitions.models import Category, DeadlineRule, ReplyTemplate
from wardportal.reference import DATA_DIR


def load_reference(data: dict[str, Any]) -> None:
    rows = json.loads((DATA_DIR / "petitions.json").read_text("utf-8"))
    for position, (slug, name) in enumerate(rows["categories"], start=1):
        Category.objects.get_or_create(slug=slug, defaults={"name": name, "position": position * 10})
    for rule in rows["deadline_rules"]:
        DeadlineRule.objects.get_or_create(kind=rule["kind"], step=rule["step"], defaults=rule)
    for template in rows["reply_templates"]:
        ReplyTemplate.objects.get_or_create(title=template["title"], defaults=template)
