"""What was said at a briefing is written down on one page: people ticked, work given, two who write at once."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mobilization.briefings.status import BriefingStatus
from mobilization.models import Briefing, BriefingAttendance, BriefingConclusion
from tests.factories.reports import briefing_concluded, briefing_in, briefing_on, team_with_head
from tests.mobilization.test_briefings_admin import text, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(danvan, as_user):
    return as_user(danvan)


@pytest.fixture(scope="module")
def three_of_all(danvan):
    """A briefing with three tasks and somebody who came, and what its page would send if nothing was typed."""
    briefing, client = briefing_on(), Client()
    rows = [BriefingConclusion(position=number, text=f"Việc {number}") for number in (1, 2, 3)]
    rows.append(BriefingAttendance(full_name="Nguyễn Văn Dự", is_present=True))
    briefing.keep(by=danvan, rows=rows, conclusion="Chung.")
    client.force_login(danvan)
    return briefing.pk, typed(client.get(url_of(briefing, "keep")))


@pytest.fixture
def three(three_of_all):
    briefing = Briefing.objects.get(pk=three_of_all[0])
    return briefing, *briefing.conclusions.all()


@pytest.fixture
def shown(three_of_all):
    return three_of_all[1]


def typed(page, **changes):
    """What the page would send: every box of it with what stands in it."""
    sheet, shown = page.context["sheet"], text(page)
    data = {}
    for form in (sheet.form, *sheet.row_forms):
        for box in form:
            assert f'name="{box.html_name}"' in shown, box.html_name
            value = box.value()
            if value not in (None, "") and value is not False:
                data[box.html_name] = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
    return data | changes


def test_people_are_ticked_words_kept_and_work_given_on_one_page(client):
    team, _head = team_with_head()
    briefing = briefing_on(team=team, invites=True)
    person, page = briefing.attendances.get(), client.get(url_of(briefing, "keep"))
    data = typed(page, discussion="Bàn về cống.", conclusion="Làm đúng hạn.")
    data |= {
        f"nguoi-{person.pk}-is_present": "on",
        "nguoi-moi-0-full_name": "Lê Văn Khách",
        "viec-moi-1-text": "Nạo vét",
    }
    due = timezone.localdate() + timedelta(days=400)
    data |= {"viec-moi-1-who": f"team:{team.pk}", "viec-moi-1-due_on": f"{due:%d/%m/%Y}"}
    assert client.post(url_of(briefing, "keep"), data).status_code == 302
    briefing.refresh_from_db()
    given = briefing.conclusions.get()
    assert (given.text, given.team, given.due_on) == ("Nạo vét", team, due)
    assert [(row.full_name, row.is_present) for row in briefing.attendances.all()] == [
        (person.full_name, True),
        ("Lê Văn Khách", False),
    ]
    assert (briefing.discussion, briefing.conclusion) == ("Bàn về cống.", "Làm đúng hạn.")
    # Sent once more, it writes nothing down twice.
    assert client.post(url_of(briefing, "keep"), data).status_code == 302
    assert (briefing.conclusions.count(), briefing.attendances.count()) == (1, 2)


def test_saving_what_stands_there_changes_no_row_and_leaves_no_event(client, three, shown):
    def rows():
        return [list(some.values()) for some in (briefing.conclusions, briefing.attendances, briefing.events)]

    briefing = three[0]
    before = rows()
    client.post(url_of(briefing, "keep"), shown)
    assert rows() == before and all(before)


def test_a_row_is_taken_out_and_who_is_missing_is_added(client):
    team, _head = team_with_head()
    briefing = briefing_in(BriefingStatus.HELD, team=team)
    task = briefing.conclusions.get()
    data = typed(client.get(url_of(briefing, "keep")), **{f"viec-{task.pk}-gone": "on", "invite": "1"})
    client.post(url_of(briefing, "keep"), data)
    assert not briefing.conclusions.exists() and briefing.attendances.count() == 2


@pytest.mark.parametrize("change", [{"gone": "on"}, {"text": "Việc khác"}])
def test_what_a_row_said_is_kept_as_a_new_one_where_that_row_goes(client, three, shown, change):
    briefing, first, *_others = three
    data = shown | {f"viec-{first.pk}-{box}": value for box, value in change.items()}
    client.post(url_of(briefing, "keep"), data | {"viec-moi-0-text": first.text})
    assert briefing.conclusions.filter(text=first.text).exclude(pk=first.pk).exists()


@pytest.mark.parametrize(("due", "told"), [("01/01/2020", "Hạn phải từ ngày họp"), ("01/01/2126", "Ngày này quá xa")])
def test_a_row_that_is_wrong_saves_nothing(client, three, shown, due, told):
    briefing = three[0]
    data = shown | {"discussion": "Bàn.", "viec-moi-0-text": "Việc", "viec-moi-0-due_on": due}
    response = client.post(url_of(briefing, "keep"), data)
    assert response.status_code == 422 and told in text(response)
    briefing.refresh_from_db()
    assert briefing.discussion == "" and briefing.conclusions.count() == 3


def test_who_writes_second_sees_what_the_first_wrote_and_loses_nothing(client, danvan):
    briefing = briefing_on(date(2026, 1, 6))
    data = typed(client.get(url_of(briefing, "keep")), discussion="Bản của tôi.")
    rows = [BriefingConclusion(text="Việc của người kia")]
    Briefing.objects.get(pk=briefing.pk).keep(by=danvan, discussion="Bản của người kia.", rows=rows)
    response = client.post(url_of(briefing, "keep"), data | {"viec-moi-0-text": "Việc của tôi"})
    page = text(response)
    assert response.status_code == 409
    assert all(words in page for words in ("Bản của tôi.", "Bản của người kia.", "Việc của tôi", "Việc của người kia"))
    assert client.post(url_of(briefing, "keep"), typed(response)).status_code == 302
    briefing.refresh_from_db()
    assert briefing.discussion == "Bản của tôi."
    assert [row.text for row in briefing.conclusions.all()] == ["Việc của người kia", "Việc của tôi"]


def rewrite(row, danvan, words):
    row.text = words
    row.briefing.keep(by=danvan, rows=[row])


def test_only_what_this_person_changed_is_written(client, danvan, three, shown):
    briefing, first, second, third = three
    data = shown | {f"viec-{first.pk}-text": "Tôi sửa"}
    rewrite(second, danvan, "Người kia sửa")
    third.delete()
    assert client.post(url_of(briefing, "keep"), data).status_code == 302
    assert [row.text for row in briefing.conclusions.all()] == ["Tôi sửa", "Người kia sửa"]


def test_both_wordings_of_a_row_that_two_changed_are_shown_and_the_rest_is_saved(client, danvan, three, shown):
    briefing, first, second, third = three
    mine = {f"viec-{first.pk}-text": "Tôi sửa một", f"viec-{second.pk}-text": "Tôi sửa hai"}
    data = shown | mine | {"discussion": "Bàn."}
    rewrite(first, danvan, "Người kia sửa một")
    rewrite(third, danvan, "Người kia sửa ba")
    response = client.post(url_of(briefing, "keep"), data)
    page = text(response)
    assert response.status_code == 409 and "Tôi sửa một" in page and "Người khác vừa lưu: Người kia sửa một" in page
    stored = ["Người kia sửa một", "Tôi sửa hai", "Người kia sửa ba"]
    assert [row.text for row in briefing.conclusions.all()] == stored
    briefing.refresh_from_db()
    assert (briefing.discussion, briefing.conclusion) == ("Bàn.", "Chung.")
    assert client.post(url_of(briefing, "keep"), typed(response)).status_code == 302
    assert [row.text for row in briefing.conclusions.all()] == ["Tôi sửa một", *stored[1:]]


def test_a_row_that_another_changed_is_not_taken_out_unseen(client, danvan, three, shown):
    briefing, first, *_others = three
    data = shown | {f"viec-{first.pk}-gone": "on"}
    rewrite(first, danvan, "Người kia sửa")
    response = client.post(url_of(briefing, "keep"), data)
    assert response.status_code == 409 and briefing.conclusions.count() == 3
    assert client.post(url_of(briefing, "keep"), typed(response)).status_code == 302
    assert briefing.conclusions.count() == 2


def test_a_row_somebody_writes_in_comes_back_when_another_took_it_out(client, danvan, three, shown):
    briefing, first, second, third = three
    data = shown | {f"viec-{first.pk}-text": "Tôi viết tiếp"}
    briefing.keep(by=danvan, gone=[first, second])
    assert client.post(url_of(briefing, "keep"), data).status_code == 302
    assert {row.text for row in briefing.conclusions.all()} == {third.text, "Tôi viết tiếp"}


def test_a_concluded_briefing_is_read_not_written(client):
    briefing = briefing_concluded("Việc", on=date(2026, 1, 7))
    assert client.get(url_of(briefing, "keep")).url == url_of(briefing)
    assert client.post(url_of(briefing, "keep"), {"discussion": "Sửa."}).url == url_of(briefing)
