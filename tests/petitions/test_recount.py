"""Days promised over a year without holidays, counted anew once it has them, and only when somebody says so."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from petitions.models import Deadline
from tests.petitions.test_deadlines import asked, sent
from wardportal.holidays_vn import seed_calendar
from wardportal.models import CalendarDay, OutgoingMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(time_machine):
    """Make it nine in the morning of a day around New Year: `on(2027, 1, 12)`."""

    def on(*day):
        time_machine.move_to(datetime(*day, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), tick=False)

    return on


@pytest.fixture
def hoped(on):
    """Sent at the end of a year, its day counted over New Year without knowing the holiday."""
    CalendarDay.objects.filter(date__year=2027).delete()
    on(2026, 12, 21)
    petition = sent(email="hoa@thu.example")
    assert petition.due_on == date(2027, 1, 11)
    return petition


def test_holidays_that_came_late_move_a_promised_day_only_when_somebody_says_so(hoped, lan):
    assert Deadline.objects.counted_anew() == [] and not hoped.can("recount")
    seed_calendar([2027])
    hoped.refresh_from_db()
    assert hoped.due_on == date(2027, 1, 11)
    assert [count.due for _deadline, count in Deadline.objects.counted_anew()] == [date(2027, 1, 12)]
    hoped.recount(by=lan)
    assert hoped.due_on == hoped.current_deadline.due_on == date(2027, 1, 12)
    event, change = hoped.events.last(), hoped.current_deadline.changes.get()
    assert (event.kind, event.due_on, change.due_before) == ("recounted", date(2027, 1, 12), date(2027, 1, 11))
    assert OutgoingMessage.objects.filter(kind="recounted").exists()
    with pytest.raises(ValidationError):
        hoped.recount(by=lan)


def test_while_holidays_are_missing_looking_counts_and_warns_of_nothing(hoped, caplog):
    caplog.clear()
    assert Deadline.objects.counted_anew() == [] and hoped.counted_anew() is None
    assert caplog.records == []


def test_a_day_already_missed_stays_missed_when_holidays_come(hoped, on):
    seed_calendar([2027])
    on(2027, 1, 11)
    assert len(Deadline.objects.counted_anew()) == 1 and hoped.can("recount")
    on(2027, 1, 12)
    assert Deadline.objects.counted_anew() == [] and not hoped.can("recount")


def test_a_day_counted_anew_moves_once_more_with_holidays_that_came_after(hoped, lan):
    CalendarDay.objects.create(date=date(2027, 1, 1), kind="holiday", name="Tết Dương lịch")
    hoped.recount(by=lan)
    CalendarDay.objects.create(date=date(2027, 1, 12), kind="swapped_off", name="Nghỉ hoán đổi")
    hoped.recount(by=lan)
    assert hoped.due_on == date(2027, 1, 13)
    CalendarDay.objects.filter(date=date(2027, 1, 1)).update(is_confirmed=False)
    assert hoped.counted_anew() is None, "no day told is taken away"


def test_days_given_back_after_a_pause_are_counted_anew_and_a_day_set_by_decision_stays(hoped, on, lan, minh, chu_tich):
    asked(hoped, lan)
    on(2026, 12, 23)
    hoped.supply("Ngõ 5.")
    assert hoped.due_on == date(2027, 1, 13)
    seed_calendar([2027])
    assert hoped.counted_anew().due == date(2027, 1, 14)
    hoped.accept(by=lan)
    hoped.assign(minh.memberships.get().unit, by=lan)
    hoped.extend(date(2027, 1, 20), "3/QĐ", by=chu_tich, reason="Mưa")
    assert hoped.counted_anew() is None


def test_holidays_that_come_while_the_clock_stands_take_no_day_away(hoped, on, lan):
    asked(hoped, lan)
    seed_calendar([2027])
    on(2026, 12, 23)
    hoped.supply("Ngõ 5.")
    assert hoped.due_on == date(2027, 1, 14) and hoped.counted_anew() is None


def test_what_has_to_be_counted_anew_stands_on_the_desk_and_is_set_by_one_press(hoped, lan, minh, asks):
    page, desk = reverse("admin:petitions_petition_recount"), reverse("admin:index")
    client = asks(lan)
    assert page not in client.get(desk).text
    seed_calendar([2027])
    assert page in client.get(desk).text
    assert "thứ ba, 12/01/2027" in client.get(page).text.lower()
    assert "12/01/2027" in client.get(reverse("admin:petitions_petition_decide", args=[hoped.pk, "recount"])).text
    told = client.post(page, {"don": [hoped.pk]}, follow=True).text
    assert "Đã đặt hạn mới cho 1 đơn" in told and "Không có hạn nào phải tính lại" in told
    assert "Không còn phải tính lại" in client.post(page, {"don": [hoped.pk]}, follow=True).text
    hoped.refresh_from_db()
    assert hoped.due_on == date(2027, 1, 12)
    assert [asks(minh).get(page).status_code, asks(minh).post(page, {"don": [hoped.pk]}).status_code] == [403, 403]
