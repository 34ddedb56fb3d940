"""The rule of the monthly dialogue to start from, and the sessions it makes; overwrites nothing."""

import json
from typing import Any

from dialogues.models import DialogueRule, DialogueSession
from mobilization.models import Post
from wardportal.reference import DATA_DIR


def load_reference(data: dict[str, Any]) -> None:
    standing = json.loads((DATA_DIR / "dialogues.json").read_text("utf-8"))["rule"]
    # A ward that has yet to say when and where it meets announces no day.
    row = data.get("dialogue_rule", standing)
    if row and not DialogueRule.objects.exists():
        posts = row.pop("chair_posts")
        rule = DialogueRule(**row)
        rule.clean_fields()
        rule.save()
        rule.chair_posts.set(Post.objects.filter(code__in=posts))
    DialogueSession.objects.generate()
