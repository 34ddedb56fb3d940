"""What somebody believes is nobody's business here: no model may ask for it."""

import re

import pytest
from django.apps import apps

HARMLESS = re.compile(r"lãnh đạo|chỉ đạo|đạo đức", re.IGNORECASE)
RELIGION = re.compile(
    r"relig|faith|parish|clergy|catholic|buddh|tôn giáo|ton_giao|giáo dân|giáo xứ|công giáo|linh mục|\bđạo\b",
    re.IGNORECASE,
)


def names_religion(text):
    return bool(RELIGION.search(HARMLESS.sub("", text)))


def words_of(model):
    yield model._meta.label
    yield str(model._meta.verbose_name)
    for field in model._meta.get_fields():
        yield field.name
        yield str(getattr(field, "verbose_name", ""))
        yield from (str(label) for _, label in getattr(field, "flatchoices", []))


@pytest.mark.parametrize("text", ["religion", "is_religious", "tôn giáo", "Giáo dân", "theo đạo", "Đạo", "giáo xứ"])
def test_the_words_are_recognised(text):
    assert names_religion(text)


@pytest.mark.parametrize("text", ["Lãnh đạo phường", "Ban chỉ đạo", "văn hóa, giáo dục", "đào cấp phối"])
def test_other_words_are_let_through(text):
    assert not names_religion(text)


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_no_model_holds_a_religion(model):
    assert [text for text in words_of(model) if names_religion(text)] == []
