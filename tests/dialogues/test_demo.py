"""The words of the invented dialogues; what loading makes of them is tested with the rest of the demo ward."""

import pytest

from dialogues.demo import read_rows
from dialogues.demo.days import FATES, steps_of
from dialogues.demo.promises import WORDS
from petitions.models import Category
from wardportal.pictures import SCENES

ROWS = read_rows()
SESSIONS = [*ROWS["sessions"], *ROWS["besides"]]
QUESTIONS = [question for row in [*SESSIONS, ROWS["coming"]] for question in row["questions"]]
PROMISES = [question["promise"] for question in QUESTIONS if "promise" in question]
PROMISES += [promise for row in SESSIONS for promise in row.get("promises", ())]
UNSPOKEN = ("withdrawn", "declined", "petition", "denounces", "suspect")


def test_every_promise_has_the_words_of_its_decisions():
    needed = {fate: {WORDS[verb][0] for verb, *_ in steps_of(fate) if verb in WORDS} for fate in FATES}
    missing = [(row["text"], name) for row in PROMISES for name in needed[row["fate"]] if not row.get(name)]
    assert missing == []


def test_every_fate_is_somebodys_and_every_picture_is_drawn():
    assert {row["fate"] for row in PROMISES} == set(FATES)
    assert {row["scene"] for row in PROMISES} <= set(SCENES)


def test_every_question_that_is_spoken_about_has_its_answer():
    spoken = [row for row in QUESTIONS if not set(UNSPOKEN) & set(row)]
    assert [row["ask"] for row in spoken if not (row.get("summary") and row.get("answer"))] == []


def test_nobody_asks_twice_the_same():
    asked = [row["ask"] for row in QUESTIONS]
    assert len(asked) == len(set(asked))


@pytest.mark.django_db
def test_every_question_is_about_a_subject_of_the_ward():
    assert {row["topic"] for row in QUESTIONS} <= set(Category.objects.values_list("slug", flat=True))
