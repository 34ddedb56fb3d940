from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardportal.calendar import Count, WorkingCalendar
from wardportal.holidays_vn import calendar_days
from wardportal.models import CalendarDay

Kind = CalendarDay.Kind
ROWS = calendar_days(range(2023, 2038))
CALENDAR = WorkingCalendar(ROWS)

days = st.dates(date(2024, 1, 1), date(2035, 12, 31))
amounts = st.integers(1, 120)


def calendar_with(*rows):
    return WorkingCalendar([*ROWS, *rows])


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        (date(2026, 2, 12), 10, date(2026, 3, 5)),
        (date(2025, 12, 31), 6, date(2026, 1, 10)),
        (date(2026, 8, 20), 7, date(2026, 8, 28)),
    ],
)
def test_working_days_pass_over_holidays_and_count_worked_saturdays(start, amount, due):
    assert CALENDAR.add_working_days(start, amount).due == due


def test_a_period_of_calendar_days_that_ends_in_tet_ends_on_the_next_working_day():
    count = CALENDAR.add_calendar_days(date(2026, 1, 20), 30)
    assert count.last_counted == date(2026, 2, 19)
    assert count.due == date(2026, 2, 23)
    assert [day.date.day for day in count.skipped] == [19, 20, 21, 22]


@pytest.mark.parametrize(
    "day",
    [date(2026, 2, 15), date(2026, 3, 15), date(2026, 8, 15), date(2026, 11, 15), date(2027, 5, 15), date(2027, 8, 15)],
)
def test_these_fifteenths_are_free(day):
    assert not CALENDAR.is_working(day)


def test_every_other_fifteenth_of_2026_is_worked():
    worked = [month for month in range(1, 13) if CALENDAR.is_working(date(2026, month, 15))]
    assert worked == [1, 4, 5, 6, 7, 9, 10, 12]


def test_the_free_weekdays_and_worked_saturdays_of_2026_are_those_announced():
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    changed = [f"{day:%d/%m}" for day in year if CALENDAR.is_working(day) != (day.weekday() < 5)]
    assert " ".join(changed) == (
        "01/01 02/01 10/01 16/02 17/02 18/02 19/02 20/02 27/04 30/04 01/05 22/08 31/08 01/09 02/09"
    )


def test_the_explanation_names_every_day_left_out():
    count = CALENDAR.add_working_days(date(2026, 2, 12), 10)
    lines = count.explain()
    assert lines[0] == "10 ngày làm việc, tính từ ngày liền sau thứ năm, 12/02/2026."
    assert lines[1].startswith("Không tính ngày nghỉ cuối tuần: 14/02/2026, 15/02/2026, 21/02/2026")
    assert "Không tính thứ ba, 17/02/2026: Mùng một Tết Nguyên Đán." in lines
    assert lines[-1] == "Hạn: thứ năm, 05/03/2026."
    assert len(count.holidays) == 5


def test_a_worked_saturday_is_named_too():
    count = CALENDAR.add_working_days(date(2025, 12, 31), 6)
    assert [day.kind for day in count.noted] == [Kind.SWAPPED_WORK]
    assert "Có tính thứ bảy, 10/01/2026: Làm bù cho thứ sáu, 02/01/2026." in count.explain()


def test_a_period_moved_to_a_working_day_says_so():
    lines = CALENDAR.add_calendar_days(date(2026, 1, 20), 30).explain()
    assert lines[0] == "30 ngày, kể cả ngày nghỉ, tính từ ngày liền sau thứ ba, 20/01/2026."
    assert lines[1].startswith("Ngày cuối là thứ năm, 19/02/2026, không phải ngày làm việc")


def test_an_unconfirmed_holiday_is_worked_but_named():
    count = CALENDAR.add_working_days(date(2026, 11, 23), 1)
    assert count.due == date(2026, 11, 24)
    assert "chờ xác nhận, vẫn tính là ngày làm việc" in count.explain()[1]


def test_an_unconfirmed_worked_saturday_stays_free():
    saturday = CalendarDay(date=date(2026, 6, 6), kind=Kind.SWAPPED_WORK, name="Làm bù", is_confirmed=False)
    count = calendar_with(saturday).add_working_days(date(2026, 6, 5), 1)
    assert count.due == date(2026, 6, 8)
    assert "chờ xác nhận" in count.skipped[0].name


def test_a_storm_closes_the_ward_and_a_half_day_counts():
    storm = CalendarDay(date=date(2026, 6, 2), kind=Kind.CLOSURE, name="Nghỉ phòng chống bão")
    half = CalendarDay(date=date(2026, 6, 3), kind=Kind.HALF_DAY, name="Chiều nghỉ dọn vệ sinh")
    count = calendar_with(storm, half).add_working_days(date(2026, 6, 1), 1)
    assert count.due == half.date
    assert [day.name for day in (*count.skipped, *count.noted)] == [storm.name, half.name]


def test_a_year_without_holidays_is_a_loud_warning(caplog):
    closure = CalendarDay(date=date(2040, 1, 5), kind=Kind.CLOSURE, name="Nghỉ bão")
    count = calendar_with(closure).add_working_days(date(2037, 12, 30), 600)
    assert count.missing_years == (2038, 2039, 2040)
    assert any("Chưa có lịch nghỉ lễ năm 2038" in line for line in count.explain())
    assert "2038" in caplog.text


def test_a_period_that_starts_on_new_years_eve_does_not_need_the_old_year():
    calendar = WorkingCalendar(calendar_days([2026]))
    assert calendar.add_working_days(date(2025, 12, 31), 6).missing_years == ()


@pytest.mark.parametrize("amount", [0, -3])
def test_a_period_has_at_least_one_day(amount):
    with pytest.raises(ValueError, match="at least one day"):
        CALENDAR.add_working_days(date(2026, 3, 2), amount)
    with pytest.raises(ValueError, match="at least one day"):
        CALENDAR.add_calendar_days(date(2026, 3, 2), amount)


def test_days_left_are_counted_forwards_and_backwards():
    assert CALENDAR.working_days_between(date(2026, 2, 12), date(2026, 3, 5)) == 10
    assert CALENDAR.working_days_between(date(2026, 3, 5), date(2026, 2, 12)) == -10
    assert CALENDAR.working_days_between(date(2026, 3, 5), date(2026, 3, 5)) == 0


def test_the_nearest_working_days_around_a_holiday():
    assert CALENDAR.next_working(date(2026, 2, 15)) == date(2026, 2, 23)
    assert CALENDAR.previous_working(date(2026, 2, 15)) == date(2026, 2, 13)
    assert CALENDAR.next_working(date(2026, 4, 15)) == date(2026, 4, 15)


@given(days, amounts)
def test_the_due_day_is_worked_and_as_many_worked_days_lie_before_it(start, amount):
    count = CALENDAR.add_working_days(start, amount)
    assert CALENDAR.is_working(count.due)
    assert CALENDAR.working_days_between(start, count.due) == amount
    assert (count.due - start).days == amount + len(count.skipped)


@given(days, amounts)
def test_a_longer_or_later_period_never_ends_earlier(start, amount):
    later = start + timedelta(days=1)
    assert CALENDAR.add_working_days(start, amount).due < CALENDAR.add_working_days(start, amount + 1).due
    assert CALENDAR.add_working_days(start, amount).due <= CALENDAR.add_working_days(later, amount).due
    assert CALENDAR.add_calendar_days(start, amount).due <= CALENDAR.add_calendar_days(start, amount + 1).due
    assert CALENDAR.add_calendar_days(start, amount).due <= CALENDAR.add_calendar_days(later, amount).due


@given(days, st.integers(1, 60), st.integers(1, 60))
def test_a_period_may_be_counted_in_two_parts(start, first, second):
    halfway = CALENDAR.add_working_days(start, first).due
    assert CALENDAR.add_working_days(halfway, second).due == CALENDAR.add_working_days(start, first + second).due


@given(days, amounts)
def test_a_period_of_calendar_days_moves_only_over_free_days(start, amount):
    count = CALENDAR.add_calendar_days(start, amount)
    end = start + timedelta(days=amount)
    assert CALENDAR.is_working(count.due)
    assert end <= count.due <= end + timedelta(days=12)
    assert [day.date for day in count.skipped] == [
        end + timedelta(days=number) for number in range((count.due - end).days)
    ]


@settings(max_examples=20)
@given(days, amounts, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(start, amount, random):
    shuffled = random.sample(ROWS, len(ROWS))
    assert WorkingCalendar(shuffled).add_working_days(start, amount) == CALENDAR.add_working_days(start, amount)


@given(days, amounts)
def test_a_count_survives_json(start, amount):
    for count in (CALENDAR.add_working_days(start, amount), CALENDAR.add_calendar_days(start, amount)):
        assert Count.from_json(count.as_json()) == count
