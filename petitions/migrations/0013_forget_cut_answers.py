from typing import Any

from django.db import migrations
from django.db.models import F, Q

from wardportal.text import fold

FORMER_SUMMARY = "Bản tóm tắt trước đó:"
FORMER_ANSWER = "\n\nTóm tắt trả lời: "


def forget(apps: Any, schema_editor: Any) -> None:
    summaries = apps.get_model("petitions", "PublicSummary").objects.exclude(answer="").select_related("petition")
    for summary in summaries.filter(_before_its_own_answer("petition__", "published_at")):
        if not _follows_an_answer(summary.petition):
            summary.answer = ""
            summary.search_text = fold(f"{summary.petition.code} {summary.title} {summary.text}")
            summary.save(update_fields=["answer", "search_text"])
    notes = apps.get_model("petitions", "EventNote").objects.select_related("event__petition")
    notes = notes.filter(_before_its_own_answer("event__petition__", "event__at"), event__kind="published")
    for note in notes.filter(staff_note__contains=FORMER_SUMMARY).filter(staff_note__contains=FORMER_ANSWER):
        if not _follows_an_answer(note.event.petition):
            note.staff_note = note.staff_note.partition(FORMER_SUMMARY)[0].strip()
            note.save(update_fields=["staff_note"])


def _before_its_own_answer(petition: str, moment: str) -> Q:
    answered_on = f"{petition}first_answered_on"
    return Q(**{answered_on: None}) | Q(**{f"{moment}__date__lt": F(answered_on)})


def _follows_an_answer(petition: Any) -> bool:
    original = petition.duplicate_of
    while original and (original.visibility == "confidential" or not original.first_answered_on):
        original = original.duplicate_of
    return original is not None


class Migration(migrations.Migration):
    """A summary tells no answer of an original that was sealed, or that its petition was separated from."""

    dependencies = [("petitions", "0012_confidential_index")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
