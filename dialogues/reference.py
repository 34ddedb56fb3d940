"""The rule of the monthly dialogue to start from, and the sessions it makes; overwrites nothing."""

import json
from typing import Any

from dialogues.models import DialogueRule, DialogueSession
from mobilization.models import Post
from wardportal.reference import DATA_DIR


def load_reference(data: dict[str, Any]) -> None:
    row = json.loads((DATA_DIR / "dialogues.json").read_text("utf-8"))["rule"]
    posts = row.pop("chair_posts")
    if not DialogueRule.objects.exists():
        DialogueRule.objects.create(**row).chair_posts.set(Post.objects.filter(code__in=posts))
    DialogueSession.objects.generate()
