from datetime import date

import pytest

from wardportal.calendar import WorkingCalendar
from wardportal.holidays_vn import calendar_days, seed_calendar
from wardportal.models import CalendarDay

Kind = CalendarDay.Kind
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_calendar():
    CalendarDay.objects.all().delete()


def test_seeding_enters_holidays_swaps_and_compensations():
    seed_calendar([2026])
    kinds = dict(CalendarDay.objects.values_list("date", "kind"))
    assert kinds[date(2026, 1, 2)] == Kind.SWAPPED_OFF
    assert kinds[date(2026, 1, 10)] == Kind.SWAPPED_WORK
    assert kinds[date(2026, 2, 17)] == Kind.HOLIDAY
    assert kinds[date(2026, 4, 27)] == Kind.COMPENSATORY
    assert kinds[date(2026, 8, 31)] == Kind.SWAPPED_OFF
    assert kinds[date(2026, 8, 22)] == Kind.SWAPPED_WORK


def test_the_24th_of_november_waits_for_confirmation_every_year():
    seed_calendar(range(2026, 2031))
    waiting = CalendarDay.objects.filter(is_confirmed=False)
    assert {(day.date.year, day.date.month) for day in waiting} == {(year, 11) for year in range(2026, 2031)}


def test_days_the_government_has_not_announced_say_so():
    names = {day.date: day.name for day in calendar_days([2026, 2027])}
    assert names[date(2027, 2, 8)] == "Mùng ba Tết Nguyên Đán (dự kiến)"
    assert names[date(2027, 4, 30)] == "Ngày Chiến thắng"
    assert "dự kiến" not in names[date(2026, 2, 17)]


def test_seeding_twice_changes_nothing():
    assert seed_calendar([2025, 2026]) > 20
    assert seed_calendar([2025, 2026]) == 0


def test_seeding_keeps_what_staff_entered():
    CalendarDay.objects.create(date=date(2026, 11, 24), kind=Kind.HOLIDAY, name="Ngày Văn hóa", source="Luật mới")
    seed_calendar([2026])
    kept = CalendarDay.objects.get(date=date(2026, 11, 24))
    assert (kept.source, kept.is_confirmed) == ("Luật mới", True)


def test_no_name_or_source_is_longer_than_its_column():
    for day in calendar_days(range(2012, 2041)):
        day.clean_fields(exclude=["id"])


def test_a_year_is_missing_until_it_has_a_holiday():
    CalendarDay.objects.create(date=date(2027, 9, 20), kind=Kind.CLOSURE, name="Nghỉ bão")
    seed_calendar([2026])
    assert [year for year in (2025, 2026, 2027) if not CalendarDay.objects.holidays_of(year)] == [2025, 2027]


def test_a_calendar_is_read_in_one_query_with_all_that_follows(django_assert_num_queries):
    seed_calendar([2025, 2026, 2027])
    with django_assert_num_queries(1):
        calendar = WorkingCalendar.load(date(2026, 12, 1))
    assert calendar.add_working_days(date(2026, 12, 30), 30).missing_years == ()
    assert calendar.missing_years(date(2025, 1, 1), date(2027, 1, 1)) == (2025,)


def test_a_calendar_may_be_read_for_some_years_only():
    seed_calendar([2025, 2026, 2027])
    calendar = WorkingCalendar.load(date(2026, 3, 1), date(2026, 4, 1))
    assert calendar.missing_years(date(2025, 1, 1), date(2027, 1, 1)) == (2025, 2027)
