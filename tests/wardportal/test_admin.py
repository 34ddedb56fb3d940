"""The admin's foundation: the desk, the calendar's warning, the outbox."""

from dataclasses import dataclass
from smtplib import SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib import admin
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html
from procrastinate.contrib.django.models import ProcrastinateJob

from mobilization.models import MobilizationTeam
from petitions.models import DeadlineRule, Petition
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.mobilization import MembershipFactory
from tests.factories.petitions import PetitionFactory, UserFactory, confidential_petition, petition_in
from wardportal.admin_tools import DeskPart, Queue, ask_at_once
from wardportal.models import CalendarDay, OutgoingMessage, User
from wardportal.roles import ROLES
from wardportal.text import sort_key

pytestmark = pytest.mark.django_db

DESK = "/quan-tri/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queues_of(response: HttpResponse) -> dict[str, Queue]:
    return {queue.label: queue for part in response.context["desk"] for queue in part.queues}


def told(kind: str, model: type, user: User) -> list[Any]:
    """What the rows of one model put on this person's desk: `queues` or `notices`."""
    request = RequestFactory().get(DESK)
    request.user = user
    (found,) = ask_at_once([getattr(admin.site.get_model_admin(model), kind)(request)], user)
    return found


@pytest.fixture
def reception(ward):
    return UserFactory(role="reception")


@pytest.fixture
def administrator(ward):
    return UserFactory(role="administrator")


@pytest.fixture(scope="module")
def kept(module_rows):
    """A message that was tried in vain until nobody tries any more."""
    message = OutgoingMessage.objects.enqueue(
        kind="submitted", recipient="hoa@vidu.vn", subject="KN", body="Đã tiếp nhận", about="KN-2026-000001"
    )
    OutgoingMessage.objects.filter(pk=message.pk).update(attempts=3, last_error="Timeout")
    return message.pk


@pytest.fixture
def stuck(kept):
    return OutgoingMessage.objects.get(pk=kept)


@dataclass
class Desk:
    response: HttpResponse
    statements: int

    @property
    def queues(self) -> dict[str, Queue]:
        return queues_of(self.response)


@pytest.fixture(scope="module")
def desks(kept):
    """Everybody's desk, opened once: a petition is new, one late, one reviewed, one sealed; a message is stuck."""
    with transaction.atomic(), time_machine.travel("2026-06-01 08:00+07:00") as clock:
        PetitionFactory()
        clock.move_to("2026-07-01 08:00+07:00")
        PetitionFactory()
        petition_in("reviewing")
        confidential_petition()
        people = {role.code: UserFactory(role=role.code) for role in ROLES}
        people["superuser"] = UserFactory(is_superuser=True)
        signed_in(people["editor"]).get(DESK)  # what is asked once in a process is asked now
        opened = {}
        for name, user in people.items():
            client = signed_in(user)
            with CaptureQueriesContext(connection) as asked:
                response = client.get(DESK)
            opened[name] = Desk(response, len(asked))
        transaction.set_rollback(True)
    return opened


def test_the_desk_counts_what_waits_and_links_to_it(desks, reception):
    queues = desks["reception"].queues
    assert (queues["Mới"].count, queues["Đang xem xét"].count, queues["Quá hạn"].count) == (2, 1, 1)
    assert signed_in(reception).get(queues["Mới"].url).status_code == 200


def test_the_desk_says_how_late_the_oldest_is(desks):
    assert desks["reception"].queues["Quá hạn"].age == "trễ nhất 23 ngày"


def test_each_role_has_its_own_work_on_the_desk(desks):
    assert "Dự thảo chờ duyệt" in desks["leader"].queues
    assert "Dự thảo chờ duyệt" not in desks["reception"].queues
    assert "Giao cho tôi" in desks["handler"].queues
    assert desks["team_head"].queues["Báo cáo tháng của tổ chưa nộp"].url.startswith("/bao-cao/")
    assert desks["editor"].queues == {}


PARTS = (("mới", 1, "neutral"), ("không", 0, "overdue"), ("sắp", 2, "soon"), ("trễ", 1, "overdue"))


def test_what_is_late_stands_first_on_the_desk_then_what_soon_will_be():
    tones = ("neutral", "soon", "confidential", "overdue", "neutral", "overdue")
    queues = [Queue(f"{number}", "/", 1, tone=tone) for number, tone in enumerate(tones)]
    part = DeskPart("Đơn", [*queues, Queue("không có gì", "/", 0, tone="overdue")])
    assert [queue.label for queue in part.waiting] == ["3", "5", "1", "0", "2", "4"]
    parts = [DeskPart(name, [Queue("", "/", count, tone=tone)]) for name, count, tone in PARTS]
    assert [part.name for part in sorted(parts, key=lambda part: part.urgency)] == ["trễ", "sắp", "mới", "không"]


def test_no_desk_costs_more_than_its_statements(desks):
    for name, opened in desks.items():
        assert opened.response.status_code == 200, name
        assert opened.statements <= STATEMENTS_AT_MOST, name


def test_confidential_petitions_are_on_nobodys_desk_without_a_grant(desks):
    assert not [name for name, opened in desks.items() if "Hồ sơ mật đang xử lý" in opened.queues]
    assert desks["superuser"].queues["Mới"].count == 2


def test_counts_stop_at_the_cap(reception, monkeypatch):
    monkeypatch.setattr("wardportal.admin_tools.MOST_COUNTED", 2)
    PetitionFactory.create_batch(3)
    assert "1+" in [queue.count_text for queue in told("queues", Petition, reception) if queue.label == "Mới"]


def test_a_year_without_holidays_is_a_loud_warning(desks, reception):
    assert "Chưa có lịch nghỉ lễ" not in desks["reception"].response.text
    CalendarDay.objects.filter(date__year=timezone.localdate().year + 1).delete()
    (warning,) = told("notices", CalendarDay, reception)
    assert f"Chưa có lịch nghỉ lễ năm {timezone.localdate().year + 1}" in warning.text


def test_rules_for_deadlines_wait_to_be_confirmed_by_who_may(reception, administrator):
    (notice,) = told("notices", DeadlineRule, administrator)
    assert "chưa xác nhận" in notice.text and signed_in(administrator).get(notice.url).status_code == 200
    assert told("notices", DeadlineRule, reception) == []
    DeadlineRule.objects.update(is_confirmed=True)
    assert told("notices", DeadlineRule, administrator) == []


@pytest.mark.parametrize(
    ("role", "place", "told_by"),
    [("handler", {}, Petition), ("team_head", {"head": True}, MobilizationTeam)],
)
def test_who_is_entered_in_no_body_reads_so_on_the_desk(ward, role, place, told_by):
    user = UserFactory(role=role)
    (line,) = told("notices", told_by, user)
    assert "chưa được ghi" in line.text and "Người giữ chức danh" in line.text
    MembershipFactory(user=user, **place)
    assert told("notices", told_by, user) == []


@pytest.mark.parametrize("role", ["reception", "leader", "administrator"])
def test_whose_work_is_of_no_body_reads_nothing_of_it(ward, role):
    user = UserFactory(role=role)
    assert told("notices", Petition, user) == told("notices", MobilizationTeam, user) == []


def test_a_holiday_says_what_becomes_of_the_days_promised(administrator):
    day = CalendarDay.objects.first()
    for url in (reverse("admin:wardportal_calendarday_add"), f"/quan-tri/wardportal/calendarday/{day.pk}/delete/"):
        assert "Hạn đã hứa của đơn, cam kết giữ nguyên" in signed_in(administrator).get(url).text


def test_a_stuck_message_is_on_the_desk_and_is_sent_again_or_given_up(desks, administrator, stuck):
    assert desks["administrator"].queues["Thư kẹt"].count == 1
    client, url = signed_in(administrator), reverse("admin:wardportal_outgoingmessage_changelist")
    jobs = ProcrastinateJob.objects.count()
    client.post(url, {"action": "send_again", "_selected_action": [stuck.pk]})
    assert ProcrastinateJob.objects.count() == jobs + 1
    client.post(url, {"action": "drop", "_selected_action": [stuck.pk], "confirmed": "yes"})
    stuck.refresh_from_db()
    assert stuck.dropped_at
    assert [(queue.label, queue.count) for queue in told("queues", OutgoingMessage, administrator)] == [("Thư kẹt", 0)]


def test_a_message_that_was_forgotten_is_not_taken_up_again(stuck):
    OutgoingMessage.objects.forget(stuck.about)
    assert not stuck.send_again() and not OutgoingMessage.objects.waiting().filter(pk=stuck.pk).exists()


def test_giving_up_messages_is_asked_once_more_and_says_what_was_left_alone(administrator, stuck):
    sent = OutgoingMessage.objects.create(subject="KN", about="KN-2026-000002", sent_at=timezone.now())
    client, url = signed_in(administrator), reverse("admin:wardportal_outgoingmessage_changelist")
    chosen = {"action": "drop", "_selected_action": [stuck.pk, sent.pk], "select_across": "0"}
    asked = client.post(url, chosen)
    assert asked.context["left_out"] == 1 and "h…@vidu.vn" in asked.text
    assert not OutgoingMessage.objects.filter(dropped_at__isnull=False).exists()
    client.post(url, chosen | {"confirmed": "yes"})
    again = client.post(url, chosen, follow=True)
    told = [(message.level_tag, message.message) for message in again.context["messages"]]
    assert told == [
        ("success", "Đã bỏ 1 thư."),
        ("warning", "Để nguyên 1 thư vì đã gửi hoặc đã bỏ từ trước."),
        ("warning", "Để nguyên 2 thư vì đã gửi hoặc đã bỏ từ trước."),
    ]


def test_only_the_messages_the_question_named_are_given_up(administrator, stuck, monkeypatch):
    monkeypatch.setattr("wardportal.admin.MOST_DROPPED", 2)
    first, second, late = (OutgoingMessage(subject="KN", about=f"KN-2026-00000{number}") for number in (2, 3, 4))
    OutgoingMessage.objects.bulk_create([first, second])
    client, url = signed_in(administrator), reverse("admin:wardportal_outgoingmessage_changelist")
    asked = client.post(url, {"action": "drop", "_selected_action": [stuck.pk], "select_across": "1"})
    assert "1 thư khác đã chọn vẫn chờ gửi" in asked.text
    late.save()
    (form,) = [form for form in html.fromstring(asked.text).forms if "confirmed" in form.fields]
    client.post(url, urlencode(form.form_values()), content_type="application/x-www-form-urlencoded")
    assert set(OutgoingMessage.objects.filter(dropped_at__isnull=False)) == {first, second}


def test_no_year_in_the_address_breaks_the_calendar(administrator):
    client, url = signed_in(administrator), reverse("admin:wardportal_calendarday_changelist")
    assert {client.get(url, {"nam": year}).status_code for year in ("0000", "9999", "abcd")} == {200}


@pytest.mark.parametrize("role", [role.code for role in ROLES if role.code != "administrator"])
def test_the_outbox_is_the_administrators_alone(role, desks, stuck):
    client, url = signed_in(UserFactory(role=role)), reverse("admin:wardportal_outgoingmessage_changelist")
    assert client.get(url).status_code == 403
    assert client.post(url, {"action": "drop", "_selected_action": [stuck.pk]}).status_code == 403
    assert "Thư kẹt" not in desks[role].response.text


def test_the_outbox_tells_neither_the_address_nor_the_words_of_a_message(administrator, stuck):
    for name, args in (("changelist", []), ("change", [stuck.pk])):
        text = signed_in(administrator).get(reverse(f"admin:wardportal_outgoingmessage_{name}", args=args)).text
        assert "h…@vidu.vn" in text
        assert "hoa@" not in text and "Đã tiếp nhận" not in text


class RefusingMail(BaseEmailBackend):
    """A mail server that repeats the address it refuses."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such mailbox hoa@vidu.vn")})


def test_of_an_error_only_its_kind_is_kept(stuck, settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingMail"
    with pytest.raises(SMTPRecipientsRefused):
        stuck.deliver()
    stuck.refresh_from_db()
    assert stuck.last_error == "SMTPRecipientsRefused"


@pytest.mark.ignore_template_errors  # the password widget of Django itself leaves a variable undefined
@pytest.mark.parametrize("model", ["user", "ward", "calendarday", "outgoingmessage"])
def test_every_foundation_list_and_form_opens(model, ward, stuck):
    client = signed_in(UserFactory(is_superuser=True))
    rows = {"user": User, "ward": type(ward), "calendarday": CalendarDay, "outgoingmessage": OutgoingMessage}[model]
    assert client.get(reverse(f"admin:wardportal_{model}_changelist")).status_code == 200
    row = rows.objects.first()
    assert client.get(reverse(f"admin:wardportal_{model}_change", args=[row.pk])).status_code == 200


def test_the_desk_lists_its_parts_in_the_order_of_the_alphabet(ward):
    response = signed_in(UserFactory(is_superuser=True)).get(DESK)
    for names in ([app["name"] for app in response.context["app_list"]], *(
        [model["name"] for model in app["models"]] for app in response.context["app_list"]
    )):  # fmt: skip
        keys = [sort_key(str(name)) for name in names]
        assert keys == sorted(keys), names


def test_who_works_elsewhere_is_led_there_from_an_empty_desk(ward):
    page = signed_in(UserFactory(role="self_managed_head")).get(DESK).text
    assert f'href="{reverse("assessments:start")}"' in page and "chưa được giao vai trò" not in page


def test_who_has_no_role_has_no_desk_and_is_told_whom_to_ask(ward):
    response = signed_in(UserFactory(is_staff=False)).get(DESK, follow=True)
    assert response.status_code == 403
    assert "Xin nhờ người quản trị" in response.text and reverse("account_logout") in response.text
