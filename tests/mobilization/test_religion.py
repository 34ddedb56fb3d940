"""What somebody believes is nobody's business here: no model of any app may ask for it, in no language."""

import json
import re
import unicodedata

import pytest
from django.apps import apps

from wardportal.reference import DATA_DIR
from wardportal.text import fold

# With their marks, since "giao xử lý" is no "giáo xứ"; without marks only in names of the code, which are ASCII.
VIETNAMESE = (
    "tôn giáo", "giáo dân", "giáo xứ", "giáo họ", "giáo phận", "giáo hội", "giáo lý", "công giáo", "thiên chúa",
    "phật giáo", "phật tử", "tin lành", "cao đài", "hòa hảo", "hồi giáo", "linh mục", "chức sắc", "chức việc", "tu sĩ",
    "tăng ni", "nhà thờ", "tín ngưỡng", "tín đồ", "theo đạo", "có đạo", "đạo phật", "đạo chúa",
)  # fmt: skip
ENGLISH = re.compile(
    r"\b(religio\w*|faiths?|parish\w*|clergy|priest\w*|catholic\w*|buddhis\w*|christian\w*|church\w*|muslim\w*|"
    r"islam\w*|denominational|worship\w*)\b"
)
RELIGION = re.compile("|".join(rf"\b{words}\b" for words in VIETNAMESE))
RELIGION_PLAIN = re.compile("|".join(rf"\b{fold(words)}\b" for words in VIETNAMESE))
DAO = re.compile(r"\bđạo\b|\bdao\b")
# Words in which "đạo" means to lead, or a way of acting; reviewed one by one.
HARMLESS = re.compile(r"lãnh đạo|chỉ đạo|đạo đức|lanh dao|chi dao|dao duc")
# Rows of data that name a place or a body by such a word, reviewed by hand; none is needed today.
# Names by which places and models are known; none is said of a person.
ALLOWED = {"Giáo xứ bình yên gắn với xây dựng đô thị văn minh"}


def names_religion(text):
    """Whether a word of it stands for a belief; identifiers are read as words."""
    words = re.sub(r"(?<=[a-zà-ỹđ])(?=[A-Z])", " ", unicodedata.normalize("NFC", text)).replace("_", " ").lower()
    vietnamese = RELIGION_PLAIN if words.isascii() else RELIGION
    return bool(vietnamese.search(words) or ENGLISH.search(words) or DAO.search(HARMLESS.sub("", words)))


def choices_of(field):
    return [str(label) for _value, label in getattr(field, "flatchoices", [])] + [
        str(value) for value, _label in getattr(field, "flatchoices", [])
    ]


def words_of(model):
    """All a model asks and says: its names, and of each field name, label, help, choices and database comment."""
    options = model._meta
    yield from (options.object_name, str(options.verbose_name), str(options.verbose_name_plural), options.db_table)
    yield from (label for _code, label in options.permissions)
    for field in options.get_fields(include_hidden=True):
        yield field.name
        yield str(getattr(field, "verbose_name", ""))
        yield str(getattr(field, "help_text", ""))
        yield from choices_of(field)


@pytest.mark.parametrize(
    "text",
    ["religion", "is_religious", "tôn giáo", "Giáo dân", "theo đạo", "Đạo", "giáo xứ", "parishioner", "linh mục",
     "ton_giao", "Catholic", "tín ngưỡng", "chức sắc", "isBuddhist", "nhà thờ"],
)  # fmt: skip
def test_the_words_are_recognised(text):
    assert names_religion(text)


@pytest.mark.parametrize(
    "text",
    ["Lãnh đạo phường", "Ban chỉ đạo", "văn hóa, giáo dục", "đào cấp phối", "giao ban", "lead_officer", "đặc thù"],
)
def test_other_words_are_let_through(text):
    assert not names_religion(text)


@pytest.mark.parametrize("model", apps.get_models(include_auto_created=True), ids=lambda model: model._meta.label)
def test_no_model_holds_a_religion(model):
    found = [text for text in words_of(model) if names_religion(text) and text not in ALLOWED]
    assert found == []


def test_every_model_of_every_app_is_asked():
    asked = {model._meta.app_label for model in apps.get_models(include_auto_created=True)}
    assert {"wardportal", "mobilization", "petitions", "dialogues", "news", "auth"} <= asked


def values_of(data):
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from values_of(value)
    elif isinstance(data, list):
        for value in data:
            yield from values_of(value)
    else:
        yield str(data)


@pytest.mark.parametrize("name", sorted(path.name for path in DATA_DIR.glob("*.json")))
def test_no_data_file_names_a_religion(name):
    """Labels of indicators, criteria, categories and demo rows: what a form shows may come from there."""
    texts = values_of(json.loads((DATA_DIR / name).read_text("utf-8")))
    assert [text for text in texts if names_religion(text) and text not in ALLOWED] == []
