"""The series runs itself: sessions a year ahead by the ward's rule, moved by its calendar, never twice."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from dialogues.admin.session_desk import MOVED_BY_ITSELF, desk_of
from dialogues.models import DialogueRule, DialogueSession
from dialogues.models.rules import session_day
from dialogues.status import Channel, SessionEventKind, SessionStatus
from tests.factories.dialogues import an_officer, at, question_at, session_on
from wardportal.calendar import WorkingCalendar
from wardportal.models import CalendarDay, Ward

pytestmark = pytest.mark.django_db

# The 15th where the ward does not work, and the working day it moves to (2026: Tết block, Sundays, a Saturday).
MOVED = [
    (2026, 2, date(2026, 2, 23), date(2026, 2, 13)),
    (2026, 3, date(2026, 3, 16), date(2026, 3, 13)),
    (2026, 8, date(2026, 8, 17), date(2026, 8, 14)),
    (2026, 11, date(2026, 11, 16), date(2026, 11, 13)),
    (2026, 12, date(2026, 12, 15), date(2026, 12, 15)),
]


@pytest.mark.parametrize(("year", "month", "following", "before"), MOVED)
def test_the_day_moves_where_the_ward_does_not_work(year, month, following, before, ward):
    calendar = WorkingCalendar.load(date(year, 1, 1))
    days = []
    for rule in (Ward.WeekendRule.NEXT, Ward.WeekendRule.PREVIOUS, Ward.WeekendRule.KEEP):
        ward.dialogue_weekend_rule = rule
        days.append(session_day(ward, year, month, calendar))
    assert days == [following, before, date(year, month, 15)]


def test_a_year_of_sessions_is_made_once(ward):
    made = DialogueSession.objects.planned()
    rule = DialogueRule.objects.current()
    months = set(made.values_list("series_month", flat=True))
    assert len(months) == made.count() >= rule.months_ahead
    assert DialogueSession.objects.generate() == []
    assert made.first().chairs() == [("Bí thư Đảng ủy phường", ""), ("Chủ tịch UBND phường", "")]


def test_a_month_later_one_more_is_made(ward):
    last = DialogueSession.objects.planned().order_by("-held_on").first()
    with at(timezone.localdate() + timedelta(days=31)):
        (made,) = DialogueSession.objects.generate()
    assert made.held_on > last.held_on and made.events.get().kind == SessionEventKind.GENERATED


def test_without_a_rule_nothing_is_made(ward):
    DialogueRule.objects.update(valid_to=date(2021, 1, 1))
    with at(timezone.localdate() + timedelta(days=90)):
        assert DialogueSession.objects.generate() == []


def test_registration_opens_and_closes_by_the_rule(ward):
    session = DialogueSession.objects.planned().order_by("held_on")[2]
    assert session.intake_opens_on == session.held_on - timedelta(days=30)
    assert not session.intake_is_open(session.intake_opens_on - timedelta(days=1))
    assert session.intake_is_open(session.intake_opens_on) and session.intake_is_open(session.intake_closes_on)
    assert not session.intake_is_open(session.held_on)


def test_an_unannounced_session_follows_a_holiday_entered_later(ward):
    session = DialogueSession.objects.planned().order_by("held_on")[3]
    CalendarDay.objects.create(date=session.held_on, kind=CalendarDay.Kind.CLOSURE, name="Phường nghỉ")
    DialogueSession.objects.follow_calendar()
    moved = DialogueSession.objects.get(pk=session.pk)
    assert moved.held_on > session.held_on and DialogueSession.objects.moved_from(session.slug) == moved
    assert moved.last_told() is None and moved.last_move() is None
    assert [one.last_told() for one in DialogueSession.objects.filter(pk=moved.pk).with_told()] == [None]


CHANGES = [
    (lambda day: Ward.objects.update(dialogue_day=10), "Phường tổ chức đối thoại vào ngày 10 hằng tháng, trùng ngày"),
    (lambda day: CalendarDay.objects.create(date=day, kind=CalendarDay.Kind.CLOSURE, name="Nghỉ"), "không làm việc."),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES)
def test_who_registered_for_a_session_that_follows_reads_why_and_is_telephoned(ward, change, reason):
    session = DialogueSession.objects.planned().order_by("held_on")[3]
    lan = an_officer("reception")
    question_at(session, by=lan, channel=Channel.PHONE)
    assert MOVED_BY_ITSELF not in {queue.label for queue in desk_of(lan, "/")}
    change(session.held_on)
    DialogueSession.objects.follow_calendar()
    moved = DialogueSession.objects.get(pk=session.pk)
    assert moved.held_on != session.held_on and reason in moved.last_reason()
    (queue,) = [queue for queue in desk_of(lan, "/") if queue.label == MOVED_BY_ITSELF]
    assert queue.count == 1 and queue.url.endswith("/goi-dien/")
    moved.announce(by=lan)
    assert MOVED_BY_ITSELF not in {queue.label for queue in desk_of(lan, "/")}


def test_an_announced_session_is_moved_by_people_only(ward):
    session = DialogueSession.objects.planned().order_by("held_on")[3]
    session.announce(by=an_officer("reception"))
    CalendarDay.objects.create(date=session.held_on, kind=CalendarDay.Kind.CLOSURE, name="Phường nghỉ")
    assert DialogueSession.objects.follow_calendar() == []


def test_a_moved_session_keeps_its_identity_and_takes_a_new_address(ward):
    session = DialogueSession.objects.planned().order_by("held_on")[1]
    old, uid = session.slug, session.uid
    day = session.held_on + timedelta(days=1)
    session.move(day, "Hội trường bận.", by=an_officer("leader"))
    session.refresh_from_db()
    assert (session.uid, session.slug, session.version) == (uid, day.isoformat(), 1)
    assert DialogueSession.objects.moved_from(old) == session
    assert session.last_reason() == "Hội trường bận."


def test_an_officer_neither_adds_nor_moves_a_session_to_be_like_another(session):
    leader, other = an_officer("leader"), session_on(session.held_on + timedelta(days=1))
    with pytest.raises(ValidationError, match="Đã có một buổi như vậy"):
        other.move(session.held_on, "Nhầm.", by=leader)
    told = {"kind": session.kind, "held_on": session.held_on, "start_time": session.start_time}
    with pytest.raises(ValidationError, match="Đã có một buổi như vậy"):
        DialogueSession.objects.add(by=leader, reason="Nhầm.", chair_posts=[], **told)
    other.move(session.held_on, "Lịch làm việc thay đổi.", by=None)
    assert other.held_on == session.held_on


def test_a_session_is_not_moved_into_the_past_or_to_end_before_it_starts(session):
    leader = an_officer("leader")
    with pytest.raises(ValidationError, match="đã qua"):
        session.move(timezone.localdate() - timedelta(days=1), "Nhầm.", by=leader)
    with pytest.raises(ValidationError, match="sau giờ bắt đầu"):
        session.move(session.held_on, "Nhầm.", by=leader, end_time=session.start_time)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"end_time": time(7, 30)}, "sau giờ bắt đầu"),
        ({"intake_closes_on": date(2020, 1, 1)}, "từ ngày bắt đầu nhận trở đi"),
    ],
)
def test_no_session_is_added_whose_hours_or_days_stand_in_the_wrong_order(fields, words, ward):
    with pytest.raises(ValidationError, match=words) as refusal:
        session_on(**fields)
    assert len(refusal.value.messages) == 1


def test_two_sessions_of_a_day_have_two_addresses(ward):
    day = timezone.localdate() + timedelta(days=1)
    assert [session_on(day).slug, session_on(day).slug] == [day.isoformat(), f"{day.isoformat()}-2"]


def test_a_session_is_opened_on_its_day(ward):
    session = DialogueSession.objects.planned().order_by("held_on")[1]
    with pytest.raises(ValidationError, match="chưa đến ngày"):
        session.open(by=an_officer("reception"))
    assert DialogueSession.objects.get(pk=session.pk).status == SessionStatus.PLANNED


def test_an_old_address_is_given_to_no_other_session(ward):
    session = session_on(timezone.localdate() + timedelta(days=3))
    old = session.slug
    session.move(session.held_on + timedelta(days=1), "Bão.", by=an_officer("leader"))
    other = session_on(session.held_on - timedelta(days=1))
    assert other.slug == f"{old}-2" and DialogueSession.objects.moved_from(old) == session


def test_another_hour_or_place_leaves_the_days_of_registration(ward):
    closes = timezone.localdate() + timedelta(days=2)
    session = session_on(timezone.localdate() + timedelta(days=3), intake_closes_on=closes)
    session.move(session.held_on, "Đổi phòng.", by=an_officer("leader"), place="Nhà văn hóa")
    assert (session.place, session.intake_closes_on) == ("Nhà văn hóa", closes)


def test_a_slip_of_the_hand_is_not_taken_for_a_day(session):
    with pytest.raises(ValidationError, match="quá xa"):
        session.move(date(9999, 12, 31), "Nhầm.", by=an_officer("leader"))


def test_each_month_follows_the_rule_of_its_own_day(ward):
    rule = DialogueRule.objects.get()
    change = timezone.localdate() + timedelta(days=400)
    rule.valid_to = change
    rule.save()
    later = DialogueRule.objects.get(pk=rule.pk)
    later.pk, later._state.adding = None, True
    later.valid_from, later.valid_to, later.place = change + timedelta(days=1), None, "Nhà văn hóa mới"
    later.save()
    with at(timezone.localdate() + timedelta(days=80)):
        made = DialogueSession.objects.generate()
    assert {made_one.place for made_one in made if made_one.held_on > change} == {"Nhà văn hóa mới"}
