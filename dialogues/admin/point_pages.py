"""Where a point of the agenda leads: the code and the page of what it is about, for those who may open that."""

from typing import Any

from django.urls import reverse

from dialogues.admin.pages import admin_url
from dialogues.models import AgendaItem
from dialogues.models.question_queries import reads_questions
from wardportal.models import User


def code_of(item: AgendaItem) -> str:
    """The code of the matter; a petition's stands in the title already, a topic has none."""
    matter = item.question or item.commitment
    return matter.code if matter else ""


def url_of(item: AgendaItem, user: User) -> str:
    """The matter's page; nothing for a topic, and where the person may not open it.

    The item is one of `points_for`, which left out the petition this person may not read.
    """
    if item.petition:
        return reverse("admin:petitions_petition_change", args=[item.petition.pk])
    matter: Any = item.question or item.commitment
    if matter is None:
        return ""
    may_open = reads_questions(user) if item.question else user.has_perm("dialogues.view_all_commitments")
    return admin_url(matter) if may_open else ""
