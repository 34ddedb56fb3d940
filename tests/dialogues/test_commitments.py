"""A promise: counted in working days, proved before it is called done, and never quietly let go."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from dialogues.figures import CommitmentFigures, board
from dialogues.masks import only_masks
from dialogues.models import AgendaItem, Commitment, CommitmentEvent, DialogueSession, Minutes
from dialogues.notifications import keepers_of, remind, send_weekly_lists
from dialogues.standing import standing_of
from dialogues.status import PROMISED_AT, CommitmentEventKind, CommitmentStatus, SessionStatus
from tests.factories.dialogues import (
    an_officer,
    at,
    commitment_in,
    commitment_of,
    conclude,
    photo_file,
    raised_commitment,
    session_in,
    session_on,
)
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from wardportal.calendar import WorkingCalendar
from wardportal.models import OutgoingMessage, User

pytestmark = pytest.mark.django_db


def test_working_days_count_from_the_day_of_the_session(ward):
    with at(date(2026, 2, 12)):
        commitment = commitment_of(session_on(date(2026, 2, 12)), working_days=10)
    assert commitment.due_on == commitment.first_due_on == date(2026, 3, 5)
    assert any("Tết" in line for line in commitment.count.explain())


def test_the_owner_belongs_to_the_unit(session, minh, unit_a, unit_b):
    assert commitment_of(session, unit=unit_a, owner=minh).owner == minh
    with pytest.raises(ValidationError, match="phải thuộc đơn vị"):
        commitment_of(session, unit=unit_b, owner=minh)


def test_done_needs_evidence(session, unit_a, minh):
    commitment = commitment_of(session, unit=unit_a)
    with pytest.raises(ValidationError, match="minh chứng"):
        commitment.mark_done("Xong.", by=minh)
    commitment.report_progress("Được một nửa.", by=minh, files=[photo_file()])
    commitment.mark_done("Xong.", by=minh)
    assert commitment.done_on == timezone.localdate()


def test_done_again_needs_new_evidence(session, lan, chu_tich):
    commitment = raised_commitment(session)
    commitment.report_progress("Lúc chưa làm.", by=lan, files=[photo_file()])
    commitment.mark_done("Xong.", by=lan)
    commitment.sign_off(by=chu_tich)
    commitment.object("Vẫn tắc.")
    with pytest.raises(ValidationError, match="minh chứng"):
        commitment.mark_done("Xong rồi.", by=lan)
    commitment.report_progress("Đã nạo vét lại.", by=lan, files=[photo_file()])
    commitment.mark_done("Xong rồi.", by=lan)
    assert commitment.status == CommitmentStatus.DONE


@pytest.mark.parametrize("status", sorted(set(SessionStatus.values) - PROMISED_AT))
def test_nothing_is_promised_before_the_session_or_past_the_approval(status, lan, unit_a):
    session = session_on() if status == SessionStatus.PLANNED else session_in(status)
    with pytest.raises(ValidationError, match="chỉ ghi cam kết từ khi khai mạc"):
        Commitment.objects.promise(session, text="Nạo vét.", unit=unit_a, working_days=5, by=lan)
    assert not Commitment.objects.exists()


def test_who_kept_a_stale_session_promises_nothing_past_the_approval(ward, lan, unit_a):
    session = session_in(SessionStatus.HELD)
    stale = DialogueSession.objects.get(pk=session.pk)
    conclude(session)
    with pytest.raises(ValidationError, match="Đã có kết luận"):
        Commitment.objects.promise(stale, text="Nạo vét.", unit=unit_a, working_days=5, by=lan)


def test_only_hosts_and_leaders_promise(ward, minh, unit_a):
    session = session_in(SessionStatus.IN_SESSION)
    with pytest.raises(PermissionDenied):
        Commitment.objects.promise(session, text="Nạo vét.", unit=unit_a, working_days=5, by=minh)


def test_what_a_resident_said_of_a_promise_is_forgotten_with_the_question(session, lan, chu_tich):
    commitment = commitment_in(CommitmentStatus.DONE, session)
    commitment.sign_off(by=chu_tich)
    commitment.object("Ông Xấu ăn tiền.", by=lan, staff_note="Bà Hoa gọi.")
    other = commitment_in(CommitmentStatus.DONE, session)
    other.sign_off(by=chu_tich)
    other.object("Vẫn tắc.")
    Commitment.objects.forget_words_of(commitment.question)
    assert (commitment.events.last().public_note, commitment.events.last().staff_note) == ("", "")
    assert other.events.last().public_note == "Vẫn tắc." and other.events.last().shown_note == ""
    assert commitment.events.filter(note__public_note="Đã nạo vét xong.").exists()


def test_who_reported_it_done_does_not_sign_it_off(session, everything, chu_tich):
    commitment = commitment_of(session)
    commitment.mark_done("Xong.", by=everything, files=[photo_file()])
    with pytest.raises(ValidationError, match="cần lãnh đạo khác"):
        commitment.sign_off(by=everything)
    commitment.sign_off(by=chu_tich)
    assert commitment.status == CommitmentStatus.CONFIRMED


def test_what_a_resident_raised_waits_for_their_word(session, chu_tich):
    commitment = commitment_in(CommitmentStatus.DONE, session)
    commitment.sign_off(by=chu_tich)
    assert commitment.status == CommitmentStatus.DONE
    commitment.confirm()
    assert (commitment.status, commitment.confirmed_on) == (CommitmentStatus.CONFIRMED, timezone.localdate())


def test_an_objection_comes_while_the_time_for_it_lasts(session, ward):
    commitment = commitment_in(CommitmentStatus.CONFIRMED, session)
    with (
        at(timezone.localdate() + timedelta(days=ward.reopen_days + 1)),
        pytest.raises(ValidationError, match="Đã quá"),
    ):
        assert commitment.is_settled()
        commitment.object("Tắc lại.")
    assert not commitment.is_settled()
    commitment.object("Vẫn tắc.")
    assert (commitment.done_on, commitment.signed_off_at) == (None, None)


def test_nobody_objects_to_what_no_resident_raised(session):
    assert not commitment_in(CommitmentStatus.CONFIRMED, session, raised=False).can("object")


def test_staff_who_confirm_for_a_resident_say_how_they_know(session, lan, chu_tich):
    commitment = commitment_in(CommitmentStatus.DONE, session)
    commitment.sign_off(by=chu_tich)
    with pytest.raises(ValidationError, match="như thế nào"):
        commitment.confirm(by=lan)
    commitment.confirm(by=lan, staff_note="Ông Hoa gọi ngày 12.")
    assert commitment.events.last().staff_note == "Ông Hoa gọi ngày 12."


def test_each_postponement_is_counted_and_the_first_day_stays(session, chu_tich, unit_a):
    commitment = commitment_of(session, unit=unit_a)
    first = commitment.due_on
    later = first + timedelta(days=7)
    commitment.postpone(later, "Mưa bão.", by=chu_tich)
    assert (commitment.due_on, commitment.first_due_on, commitment.postponements) == (later, first, 1)
    with pytest.raises(ValidationError, match="sau hạn cũ"):
        commitment.postpone(later, "Lại mưa.", by=chu_tich)
    with pytest.raises(ValidationError, match="không làm việc"):
        commitment.postpone(later + timedelta(days=(5 - later.weekday()) % 7 or 7), "Thứ bảy.", by=chu_tich)


def test_a_promise_mistyped_is_put_right_until_its_minutes_are_approved(ward, lan, chu_tich, unit_a, unit_b):
    session = session_in(SessionStatus.IN_SESSION)
    commitment = commitment_of(session, text="Sửa nhà văn hoa.", unit=unit_a, working_days=100)
    AgendaItem.objects.carry_over()
    read = Minutes.of(session).mark()
    commitment.amend("Sửa nhà văn hóa.", unit_b, 10, by=lan)
    expected = WorkingCalendar.load(session.held_on).add_working_days(session.held_on, 10)
    assert (commitment.text, commitment.unit) == ("Sửa nhà văn hóa.", unit_b)
    assert commitment.due_on == commitment.first_due_on == expected.due and commitment.count == expected
    assert {item.title for item in commitment.agenda_items.all()} == {"Sửa nhà văn hóa."}
    assert Minutes.of(session).mark() != read
    session.end(by=lan)
    conclude(session)
    fresh = Commitment.objects.get(pk=commitment.pk)
    assert not fresh.can("amend")
    with pytest.raises(ValidationError):
        fresh.amend("Sửa sau.", unit_b, 10, by=lan)


def test_what_puts_a_promise_right_changes_it_and_leaves_no_milestone_behind_its_due_day(ward, session, lan):
    commitment = commitment_of(session, milestones=[(session.held_on + timedelta(days=9), "Khảo sát.")])
    for changed, told in (({"working_days": 10}, "chưa thay đổi"), ({"working_days": 1}, "trước mốc")):
        with pytest.raises(ValidationError, match=told):
            commitment.amend(commitment.text, commitment.unit, by=lan, **changed)
    assert commitment.amend(commitment.text, commitment.unit, 15, by=lan)


def test_a_slip_of_the_year_is_refused_and_a_day_too_far_off_can_be_put_right(session, chu_tich):
    commitment = commitment_of(session)
    right, too_late, never = (_working_day(commitment.due_on + timedelta(days=days)) for days in (30, 700, 3_700))
    with pytest.raises(ValidationError, match="quá xa"):
        commitment.postpone(never, "Mưa bão.", by=chu_tich)
    commitment.postpone(too_late, "Mưa bão.", by=chu_tich)
    commitment.fail("Ghi nhầm hạn.", by=chu_tich)
    commitment.take_up(right, "Ghi nhầm hạn.", by=chu_tich)
    assert (commitment.due_on, commitment.postponements) == (right, 2)


def _working_day(day):
    return WorkingCalendar.load(day).next_working(day)


def test_only_a_leader_postpones_or_gives_up(session, unit_a, minh, lan):
    commitment = commitment_of(session, unit=unit_a)
    for officer in (minh, lan):
        with pytest.raises(PermissionDenied):
            commitment.postpone(commitment.due_on + timedelta(days=7), "Bận.", by=officer)
        with pytest.raises(PermissionDenied):
            commitment.fail("Khó.", by=officer)


def test_another_unit_has_no_business_with_it(session, unit_a, tuan):
    commitment = commitment_of(session, unit=unit_a)
    assert not Commitment.objects.visible_to(tuan).exists()
    with pytest.raises(PermissionDenied):
        commitment.report_progress("Tôi làm hộ.", by=tuan)


def test_a_name_is_blanked_and_the_promise_stays(session, chu_tich):
    commitment = commitment_of(session, text="Đền bù cho ông Lê Văn Mẫu.")
    commitment.blank("Đền bù cho một hộ dân.", by=chu_tich)
    event = commitment.events.last()
    assert (Commitment.objects.get().text, event.kind) == ("Đền bù cho một hộ dân.", CommitmentEventKind.BLANKED)


MASKED = [
    ("Đền bù cho ông Lê Văn Mẫu.", "Đền bù cho […].", True),
    ("Đền bù cho ông Lê Văn Mẫu.", "Đền bù.", True),
    ("Ông Lê Văn Mẫu được đền bù.", "Một người dân được đền bù.", True),
    ("Làm một đường cho hộ dân bà Mẫu.", "Làm một đường cho một hộ dân.", True),
    ("300 m bê tông", "Nghiên cứu việc làm đường", False),
    ("Làm 300 m bê tông", "Làm 30 m bê tông", False),
    ("Làm 300 m bê tông", "bê tông Làm 300 m", False),
    ("Đền bù cho ông Mẫu.", "Đền bù cho một hộ nghèo.", False),
    ("Không làm đường cho bà Mẫu.", "Làm đường cho bà Mẫu.", False),
    ("Nạo vét cống, không thu tiền.", "Nạo vét cống, thu tiền.", False),
    ("Làm đường trước ngày 30/12 cho bà Mẫu.", "Làm đường cho một người dân.", False),
    ("Nạo vét cống ngõ 5.", "Cống ngõ 5.", False),
    ("Nạo vét cống ngõ 5.", "Nạo vét cống ngõ 5, một hộ dân.", False),
    ("UBND phường trả lời.", "Phường trả lời.", False),
    ("Gọi bà Lê Thị Hoa, số 0912 345 678.", "Gọi một người dân, số […].", True),
    ("Trả tiền cho bà đỗ thị na trong 15 ngày.", "Trả tiền cho […] trong 15 ngày.", True),
    ("Trả tiền cho bà lê văn an trong 15 ngày.", "Trả tiền cho […] trong 15 ngày.", False),
    ("Sẽ dọn na mục.", "Sẽ dọn mục.", False),
    # Amounts and days are no telephone numbers.
    ("Chi 1.500.000.000 đồng làm đường.", "Chi […] đồng làm đường.", False),
    ("Chi 250000000 đồng.", "Chi đồng.", False),
    ("Làm từ 10.12.2026 - 15.12.2026.", "Làm từ.", False),
    ("Làm từ 01.12.2026-15.12.2026.", "Làm từ […].", False),
    ("Gọi +84 912 345 678 trước.", "Gọi […] trước.", True),
    ("Căn cước 001099012345 của bà Mẫu.", "Căn cước […].", True),
    # Places, offices and days stay.
    ("Làm cống ở đường Mai Thúc Loan.", "Làm cống ở đường.", False),
    ("Xây trường tiểu học Hòa Bình.", "Xây trường tiểu học.", False),
    ("Xong trước 30/12, Phường không lùi.", "Xong trước 30/12, không lùi.", False),
    ("Giao Đảng ủy, Ủy ban nhân dân phường.", "Giao phường.", False),
    ("Đền bù cho ông An trước Tết.", "Đền bù cho ông An trước.", False),
    ("Trả 500.000 đồng cho bà Mẫu.", "Trả 500.000.", False),
    ("Sửa nhà cho bà Mẫu.", "Sửa.", False),
    # Names in capitals after a title go, and those that look like an office or a day.
    ("Đền bù cho ÔNG NGUYỄN VĂN AN.", "Đền bù cho một hộ dân.", True),
    ("Giao ông NGUYỄN VĂN AN UBND phường.", "Giao […] phường.", False),
    ("ĐỀN BÙ CHO ÔNG AN TRƯỚC NGÀY 5", "ĐỀN BÙ CHO ÔNG 5", False),
    ("Gặp ông Nguyễn Công An và bà Quý.", "Gặp […] và […].", True),
    ("Thăm Nguyễn Trường Giang.", "Thăm […].", True),
]


def test_names_alone_are_taken_out_or_masked():
    wrong = [row for row in MASKED if only_masks(row[0], row[1], ["Đỗ Thị Na"]) is not row[2]]
    assert not wrong


def test_the_name_of_a_unit_or_a_group_stays(session, chu_tich):
    ResidentialGroupFactory(name="Hòa Bình")
    commitment = commitment_of(session, text="Nạo vét cống, giao Hòa Bình dọn rác.")
    with pytest.raises(ValidationError, match="không sửa lời hứa"):
        commitment.blank("Nạo vét cống, giao dọn rác.", by=chu_tich)


def test_history_is_never_rewritten(session):
    commitment = commitment_of(session)
    for change in (
        lambda: commitment.events.update(kind="failed"),
        lambda: CommitmentEvent.objects.filter(commitment=commitment)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# Figures


def test_figures_tell_kept_late_missed_and_running_apart(ward, lan, chu_tich):
    session = session_on()
    today = timezone.localdate()
    kept, late, overdue, running, given_up = (commitment_of(session) for _ in range(5))
    kept.mark_done("Xong.", by=lan, files=[photo_file()])
    kept.sign_off(by=chu_tich)
    given_up.fail("Không có vốn.", by=chu_tich)
    with at(today + timedelta(days=60)):
        late.mark_done("Xong muộn.", by=lan, files=[photo_file()])
        late.sign_off(by=chu_tich)
        running.postpone(running.due_on + timedelta(days=70), "Mưa.", by=chu_tich)
        figures = CommitmentFigures.of(Commitment.objects.all())
        running.mark_done("Xong muộn.", by=lan, files=[photo_file()])
        assert CommitmentFigures.of(Commitment.objects.all()).past_first_day == 1
        Commitment.objects.filter(pk=running.pk).update(done_on=running.first_due_on)
        assert CommitmentFigures.of(Commitment.objects.all()).past_first_day == 0
    assert overdue.is_overdue(today + timedelta(days=60))
    expected = {"promised": 5, "on_time": 1, "late": 1, "not_done": 1, "overdue": 1, "running": 1, "postponed": 1}
    assert figures.as_dict() == expected | {"past_first_day": 1}
    assert figures.on_time_percent == 20  # postponed over its first day, it can be on time no more


def test_what_no_leader_signed_off_is_not_kept(ward, lan):
    commitment = commitment_of(session_on())
    commitment.mark_done("Xong.", by=lan, files=[photo_file()])
    for today, figure in ((commitment.due_on, "running"), (commitment.due_on + timedelta(days=1), "overdue")):
        figures = CommitmentFigures.of(Commitment.objects.all(), today)
        assert (getattr(figures, figure), figures.kept) == (1, 0)
        standing = standing_of(commitment, today)
        assert (standing.figure, standing.label) == (figure, "Báo đã xong, chờ lãnh đạo xác nhận")


def test_the_public_counts_promises_of_concluded_sessions_only(ward, unit_a):
    session = session_in(SessionStatus.IN_SESSION)
    commitment_of(session, unit=unit_a)
    assert board().promised == 0
    session.end(by=an_officer("reception"))
    conclude(session)
    assert board().promised == 1
    assert [(unit, row.promised) for unit, row in CommitmentFigures.by(Commitment.objects.all(), "unit__name")] == [
        ("Bộ phận địa chính", 1)
    ]
    ((month, row),) = CommitmentFigures.by_month(Commitment.objects.all())
    assert (month, row.promised) == (timezone.localdate().replace(day=1), 1)


# Reminders


@pytest.fixture
def owned(session, unit_a):
    owner = UserFactory(role="handler", unit=unit_a, email="minh@phuong.vn")
    return commitment_of(session, unit=unit_a, owner=owner, text="Nạo vét Chimhoàngyến.")


def test_owners_are_reminded_before_and_after_the_day_without_the_words(owned):
    told = []
    for days in (4, 3, 2, 0, -1, -2):
        today = owned.due_on - timedelta(days=days)
        with at(today):
            told.append(remind(today))
    assert told == [0, 1, 0, 0, 1, 0]
    messages = OutgoingMessage.objects.order_by("pk")
    assert [message.recipient for message in messages] == ["minh@phuong.vn"] * 2
    assert owned.code in messages[0].body and "quá hạn" in messages[1].subject
    assert not any("Chimhoàngyến" in message.body + message.subject for message in messages)


def test_a_day_without_the_portal_is_made_up_for(owned):
    with at(owned.due_on + timedelta(days=3)):
        assert remind(timezone.localdate()) == 1


@pytest.fixture
def of_a_unit(session, unit_a):
    """A promise no single person keeps; two of the unit may report on it, a third may not."""
    for name in ("an", "binh"):
        UserFactory(role="handler", unit=unit_a, email=f"{name}@phuong.vn")
    UserFactory(role="editor", unit=unit_a, email="chi@phuong.vn")
    UserFactory(role="handler", unit=unit_a, email="")
    UserFactory(role="handler", email="khac@phuong.vn")
    return commitment_of(session, unit=unit_a)


def test_where_nobody_is_named_the_unit_is_reminded_once(of_a_unit):
    for days in (1, 0):
        with at(of_a_unit.due_on - timedelta(days=days)):
            remind(timezone.localdate())
    recipients = OutgoingMessage.objects.values_list("recipient", flat=True)
    assert sorted(recipients) == ["an@phuong.vn", "binh@phuong.vn"]


def test_an_owner_who_is_no_longer_at_work_is_not_reminded(owned):
    User.objects.filter(pk=owned.owner_id).update(is_staff=False)
    assert not keepers_of(owned, timezone.localdate())


def test_where_nobody_is_named_the_unit_gets_the_list(of_a_unit):
    assert send_weekly_lists(timezone.localdate()) == 2
    assert all(of_a_unit.code in message.body for message in OutgoingMessage.objects.all())


def test_owners_get_one_list_a_week(owned, unit_a):
    commitment_of(owned.session, unit=unit_a, owner=owned.owner)
    raised_commitment(owned.session)
    assert send_weekly_lists(timezone.localdate()) == 1
    body = OutgoingMessage.objects.get().body
    assert body.count("CK-") == 2
