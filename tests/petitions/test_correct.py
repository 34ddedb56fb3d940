"""A day of receipt that staff mistyped is put right, and with it the day promised."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from petitions.models import Petition
from tests.factories.petitions import ANSWER, PetitionFactory
from wardportal.models import OutgoingMessage

pytestmark = pytest.mark.django_db

REASON = "Gõ nhầm tháng."


@pytest.fixture
def typed(on, lan):
    """Entered on the second of March as if it had come on the second of February, which makes it late at once."""
    words = {"declared_kind": "recommendation", "body": "Cống nghẹt", "full_name": "Hoa (dữ liệu mẫu)"}
    return Petition.objects.register(
        by=lan, channel="dialogue", received_on=date(2026, 2, 2), email="hoa@thu.example", **words
    )


def test_the_right_day_counts_the_promised_day_anew_and_the_sender_is_told(typed, lan, chu_tich, client):
    typed.correct(date(2026, 3, 2), by=lan, reason=REASON)
    assert (typed.due_on, typed.current_deadline.starts_on) == (date(2026, 3, 23), date(2026, 3, 2))
    assert not typed.is_overdue() and typed.deadlines.count() == 2
    event = typed.events.last()
    assert (event.kind, event.due_on) == ("corrected", date(2026, 3, 23))
    assert all(told in event.sender_note for told in ("02/02/2026", "02/03/2026", REASON))
    assert OutgoingMessage.objects.filter(kind="corrected").count() == 1
    typed.publish(title="Cống", text="Đã ghi nhận.", legal_basis="Luật", by=chu_tich)
    page = client.get(f"/kien-nghi/{typed.code}/han/").text
    assert "ngày nhận ghi trước khi sửa, thứ hai, 02/02/2026" in page


def test_a_day_missed_by_the_mistake_alone_is_not_counted_as_late(typed, on, lan, minh, chu_tich):
    typed.review(by=lan)
    typed.accept(by=lan)
    typed.assign(minh.memberships.get().unit, by=lan)
    typed.extend(date(2026, 3, 5), "3/QĐ", by=chu_tich, reason="Mưa")
    typed.suspend("Chờ giám định.", by=chu_tich)
    typed.correct(date(2026, 2, 26), by=lan, reason=REASON)
    assert typed.due_on is None and typed.current_deadline.paused_on
    typed.resume(by=chu_tich)
    assert typed.due_on == date(2026, 3, 19), "counted from the right day, which the extension did not reach"
    typed.answer(**ANSWER, letter_number="1", by=chu_tich)
    assert typed.promised_on == date(2026, 3, 19) and not typed.can("correct")


def test_a_deadline_that_counts_from_acceptance_goes_on(typed, lan):
    typed.review(by=lan)
    typed.classify("complaint", by=lan)
    typed.accept(by=lan)
    running = typed.current_deadline
    typed.correct(date(2026, 2, 27), by=lan, reason=REASON)
    assert typed.current_deadline == running and typed.due_on == running.due_on
    mail = OutgoingMessage.objects.get(kind="corrected").body
    assert "đã sửa ngày nhận" in mail and "tính lại" not in mail


def test_only_a_day_that_can_be_is_taken_and_only_by_reception(typed, lan, chu_tich):
    Petition.objects.filter(pk=typed.pk).update(occurred_on=date(2026, 1, 20))
    for day in (typed.received_on, date(2026, 3, 3), date(2026, 1, 19)):
        with pytest.raises(ValidationError):
            typed.correct(day, by=lan, reason=REASON)
    with pytest.raises(PermissionDenied):
        typed.correct(date(2026, 3, 2), by=chu_tich, reason=REASON)
    assert not PetitionFactory().can("correct"), "what came through the portal has the day of the portal"


def test_the_form_demands_a_reason_and_asks_about_a_day_long_ago(typed, lan, as_user):
    page = reverse("admin:petitions_petition_decide", args=[typed.pk, "correct"])
    client, sent = as_user(lan), {"version": typed.version, "reason": REASON}
    assert "Đang ghi: thứ hai, 02/02/2026" in client.get(page).text
    refused = client.post(page, {"version": typed.version})
    assert refused.context["form"].errors.keys() == {"received_on", "reason"}
    long_ago = client.post(page, sent | {"received_on": "02/12/2025"})
    assert "90 ngày" in long_ago.text and long_ago.context["form"].errors.keys() == {"sure"}
    assert client.post(page, sent | {"received_on": "hôm qua"}).context["form"].errors.keys() == {"received_on"}
    client.post(page, sent | {"received_on": "01/03/2026"})
    typed.refresh_from_db()
    assert typed.received_on == date(2026, 3, 1)
