"""What the admin says in Vietnamese where Django's own words are none of an office."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import DateField, IntegerField, SlugField, TimeField, URLField
from django.urls import reverse
from django.utils.translation import gettext as said

from news.models import Post
from tests.factories.petitions import UserFactory
from wardportal.models import User

LOCALE = Path(__file__).resolve().parents[2] / "wardportal/locale/vi/LC_MESSAGES"
CSS = Path(__file__).resolve().parents[2] / "static/css"
ENTRY = re.compile(r'^msgid (".*")\n(?:msgid_plural ".*"\n)?msgstr(?:\[0\])? (".*")$', re.M)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_words_are_those_that_were_written(domain):
    text = source(domain)
    written = {ast.literal_eval(msgid): ast.literal_eval(words) for msgid, words in ENTRY.findall(text)}
    with (LOCALE / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    kept = {(key[0] if isinstance(key, tuple) else key): words for key, words in compiled.items() if key}
    assert kept == {msgid: words for msgid, words in written.items() if msgid}
    assert len(kept) == text.count("\nmsgid ") - 1


def test_the_words_of_the_ward_go_before_those_of_django():
    assert (said("Home"), said("History"), said("Go")) == ("Bàn làm việc", "Lịch sử", "Thực hiện")


def test_nobody_of_the_staff_is_called_by_the_word_for_friends():
    assert not re.search(r"\b[Bb]ạn\b", source("django") + source("djangojs"))


@pytest.mark.django_db
def test_the_scripts_of_the_admin_speak_the_words_of_the_ward(admin_client):
    assert '"Cancel": "\\u0110\\u00f3ng"' in admin_client.get(reverse("admin:jsi18n")).text


@pytest.mark.django_db
def test_the_marks_of_yes_and_no_are_told_in_vietnamese_in_lists_and_on_pages_that_are_only_read(admin_client):
    locked = UserFactory(is_active=False)
    listed = admin_client.get(reverse("admin:wardportal_user_changelist")).text
    own = User.objects.get(is_superuser=True)
    read = admin_client.get(reverse("admin:wardportal_user_change", args=[own.pk])).text
    assert locked.username in listed and 'alt="có"' in listed and 'alt="không"' in listed and 'alt="có"' in read
    assert 'alt="True"' not in listed + read and 'alt="False"' not in listed + read


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Post, User])
def test_a_card_of_a_list_names_every_column_that_does_not_speak_for_itself(model, admin_client):
    name, columns = model._meta.model_name, admin.site.get_model_admin(model).list_display
    assert " card-list" in admin_client.get(reverse(f"admin:{model._meta.app_label}_{name}_changelist")).text
    written = (CSS / "admin-list.css").read_text("utf-8")
    told = [column for column in columns if f".model-{name} .field-{column}::before" in written]
    assert told == [column for column in columns if column not in ("title", "state_name", "listed_name")]


@pytest.mark.parametrize("code", ["Tin tức mới", "tin tuc", "a\x00b"])
def test_a_code_typed_like_words_is_refused_in_vietnamese(code):
    with pytest.raises(ValidationError) as refused:
        SlugField().clean(code)
    assert all(re.match("Chỉ gồm chữ cái không dấu|Có ký tự không đọc được", said) for said in refused.value.messages)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (TimeField(), "7 giờ", "ví dụ 07:30"),
        (DateField(), "45/13/2026", "ví dụ 05/12/2026"),
        (URLField(assume_scheme="https"), "báo Nghệ An", "ví dụ https://"),
        (IntegerField(), "nhiều", "số nguyên"),
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(field, typed, told):
    with pytest.raises(ValidationError, match=told):
        field.clean(typed)


@pytest.mark.django_db
def test_the_editor_finds_its_words_in_vietnamese(admin_client):
    catalogue = admin_client.get(reverse("admin:jsi18n")).text
    assert all(f'"{word}": ' in catalogue for word in ("bold", "Heading 2", "Insert Table", "Edit Link", "Yes"))


def source(domain: str) -> str:
    return (LOCALE / f"{domain}.po").read_text("utf-8")
