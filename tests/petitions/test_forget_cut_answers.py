"""What was stored before a cut tie took its answer along is forgotten, too."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from petitions.models import EventNote, Petition, PublicSummary
from tests.factories.petitions import ANSWER

pytestmark = pytest.mark.django_db

TOLD = "Đã thay đèn."
END = {
    "it is sealed": lambda original, petition, lan: original.seal(by=lan),
    "it is separated": lambda original, petition, lan: petition.separate(by=lan, staff_note="Hai việc."),
    "neither": lambda original, petition, lan: None,
}


@pytest.mark.parametrize("has_own_answer", [False, True])
@pytest.mark.parametrize("end", END)
def test_a_summary_forgets_the_answer_of_an_original_that_was_cut_off(end, has_own_answer, cases, lan, chu_tich):
    cases["received"].merge(cases["in_progress"], by=lan)
    cases["in_progress"].answer(**ANSWER, letter_number="1", by=chu_tich)
    Petition.objects.filter(pk=cases["received"].pk).update(consent_publish=True)
    for told in (TOLD, f"{TOLD} Tốt."):
        cases["received"].publish(title="Đèn đường", text="Đèn hỏng.", answer=told, by=lan)
    stored = PublicSummary.objects.filter(petition=cases["received"]), EventNote.objects.exclude(staff_note="")
    before = [list(rows.values()) for rows in stored]
    END[end](cases["in_progress"], cases["received"], lan)
    for rows, values in zip(stored, before, strict=True):  # as it was stored
        for value in values:
            rows.model.objects.filter(pk=value.get("id") or value["event_id"]).update(**value)
    if has_own_answer:
        day = cases["received"].public_summary.published_at.date() + timedelta(days=2)
        Petition.objects.filter(pk=cases["received"].pk).update(first_answered_on=day)
    import_module("petitions.migrations.0013_forget_cut_answers").forget(apps, None)
    summary = cases["received"].public_summary
    notes = " ".join(note.staff_note for note in EventNote.objects.filter(event__petition=cases["received"]))
    is_kept = end == "neither"
    assert [TOLD in summary.answer, "thay" in summary.search_text, TOLD in notes] == [is_kept] * 3
    assert summary.search_text == summary.words_to_search()


def test_a_summary_keeps_the_answer_of_its_own_petition(cases, lan):
    Petition.objects.filter(pk=cases["answered"].pk).update(consent_publish=True)
    cases["answered"].publish(title="Đèn đường", text="Đèn hỏng.", answer=TOLD, by=lan)
    import_module("petitions.migrations.0013_forget_cut_answers").forget(apps, None)
    assert cases["answered"].public_summary.answer == TOLD
