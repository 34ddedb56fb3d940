"""The order of an agenda's points: by numbers, by buttons, and what is refused of it."""

import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from dialogues.models import Section
from tests.dialogues.test_admin_agenda import page
from tests.factories.dialogues import question_at, session_on
from tests.grids import undone

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def asked_of_all(module_rows):
    session = session_on(timezone.localdate() + timedelta(days=1))
    for number in (1, 2, 3):
        question_at(session, f"Câu hỏi số {number}")
    return session


@pytest.fixture
def asked(asked_of_all, ward):
    """A session of tomorrow at which three questions are asked."""
    return deepcopy(asked_of_all)


@pytest.fixture
def three(asked):
    return list(asked.agenda.in_order())


def order(session, section=Section.QUESTIONS):
    return list(session.agenda.in_order().filter(section=section).values_list("pk", flat=True))


# What is pressed at which point, the order that makes, and the button it leads back to.
BUTTONS = [
    ("up", 2, [0, 2, 1], "len"),
    ("up", 1, [1, 0, 2], "xuong"),
    ("down", 0, [1, 0, 2], "xuong"),
    ("down", 1, [0, 2, 1], "len"),
    ("up", 0, [0, 1, 2], "xuong"),
]


def test_a_point_moves_by_a_plain_button_and_leads_back_to_one_that_moves_it_on(lan, asked, three, as_user):
    client = as_user(lan)
    for action, which, expected, button in BUTTONS:
        key = three[which].pk
        with undone():
            response = client.post(page(asked), {action: key})
            assert response.url == f"{page(asked)}#{button}-{key}"
            assert order(asked) == [three[place].pk for place in expected], (action, which)
            shown_button = re.search(rf'<button[^>]*id="{button}-{key}"[^>]*>', client.get(page(asked)).text)
            assert "disabled" not in shown_button.group(), (action, which)


def test_the_only_point_of_its_section_leads_back_to_itself(lan, session, as_user):
    item = question_at(session).agenda_items.get()
    response = as_user(lan).post(page(session), {"up": item.pk})
    assert response.url == f"{page(session)}#diem-{item.pk}"


def test_numbers_put_the_points_in_order(lan, asked, three, as_user):
    numbers = {f"number-{item.pk}": number for item, number in zip(three, ("3", "1", "2"), strict=True)}
    as_user(lan).post(page(asked), {"order": "1"} | numbers)
    assert order(asked) == [three[1].pk, three[2].pk, three[0].pk]


def test_a_number_that_is_none_is_refused_beside_its_box_and_loses_nothing(lan, asked, three, as_user):
    client = as_user(lan)
    for number in ("", "-1", "²"):
        numbers = dict(zip((item.pk for item in three), (number, "3", "1"), strict=True))
        typed = {f"number-{key}": typed for key, typed in numbers.items()}
        response = client.post(page(asked), {"order": "1"} | typed)
        assert response.status_code == 422, number
        rows = dict(response.context["sections"])[Section.QUESTIONS.label]
        assert {row.item.pk: row.number_shown for row in rows} == numbers
        assert [row.item for row in rows if row.error] == [three[0]], number
        assert f'aria-describedby="loi-{three[0].pk}" autofocus' in response.text
    assert order(asked) == [item.pk for item in three]


def test_the_script_is_told_that_a_number_is_none(lan, asked, three, as_user):
    client = as_user(lan)
    for number in ("abc", "99999999999", "1.5"):
        typed = {"order": "1", f"number-{three[0].pk}": number}
        response = client.post(page(asked), typed, headers={"Accept": "application/json"})
        assert (response.status_code, response.json()) == (422, {"error": "Nhập số thứ tự, ví dụ 3."}), number
    assert order(asked) == [item.pk for item in three]


def test_a_point_placed_meanwhile_goes_last(lan, asked, three, as_user):
    as_user(lan).post(page(asked), {"order": "1", f"number-{three[1].pk}": "2", f"number-{three[2].pk}": "1"})
    assert order(asked) == [three[2].pk, three[1].pk, three[0].pk]


def test_the_script_saves_the_same_way_and_is_told_so(lan, asked, three, as_user):
    numbers = {f"number-{item.pk}": number for item, number in zip(three, ("2", "1", "3"), strict=True)}
    response = as_user(lan).post(page(asked), {"order": "1"} | numbers, headers={"Accept": "application/json"})
    assert response.status_code == 204
    assert order(asked) == [three[1].pk, three[0].pk, three[2].pk]


def test_a_point_nobody_placed_is_not_found(lan, session, as_user):
    client = as_user(lan)
    named = [("up", key) for key in ("0", "abc", "99999999999999999999", "-1")]
    for action, key in (*named, ("down", "0"), ("drop", "abc"), ("add_petition", "0"), ("add_petition", "abc")):
        assert client.post(page(session), {action: key}).status_code == 404, (action, key)


def test_a_point_of_another_session_is_not_moved_here(lan, asked, three, as_user):
    other = session_on(timezone.localdate() + timedelta(days=1))
    for action in ("up", "drop"):
        assert as_user(lan).post(page(other), {action: three[1].pk}).status_code == 404


def test_nothing_to_do_is_not_found(lan, session, as_user):
    assert as_user(lan).post(page(session), {}).status_code == 404


def test_a_question_leaves_by_its_own_decisions_only(lan, asked, three, as_user):
    response = as_user(lan).post(page(asked), {"drop": three[0].pk}, follow=True)
    assert "Không bỏ được nội dung này" in response.text
    assert len(order(asked)) == 3


def test_numbers_typed_beside_the_button_that_was_pressed_count_too(lan, asked, three, as_user):
    (first, second, third), client, url = three, as_user(lan), page(asked)
    typed = {f"number-{first.pk}": "3", f"number-{second.pk}": "1", f"number-{third.pk}": "2"}
    client.post(url, typed | {"up": third.pk})
    assert list(asked.agenda.in_order()) == [third, second, first]
    refused = client.post(url, typed | {f"number-{second.pk}": "xyz", "up": first.pk})
    assert refused.status_code == 422 and 'value="xyz"' in refused.text
    assert list(asked.agenda.in_order()) == [third, second, first]
