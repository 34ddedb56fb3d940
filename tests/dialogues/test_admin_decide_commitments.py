"""Each decision about a promise through its page: taken, refused by state, by person, by what was typed."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dialogues.decisions.commitments import DECISIONS
from dialogues.models import Commitment
from dialogues.status import COMMITMENT_MOVES
from dialogues.status import CommitmentStatus as Status
from tests.factories.dialogues import commitment_in, photo_file, raised_commitment
from tests.grids import undone
from tests.petitions.test_submit import photo
from wardportal.calendar import WorkingCalendar
from wardportal.forms import new_submission_id
from wardportal.models import CalendarDay

pytestmark = pytest.mark.django_db

WORDS = "Đã nạo vét xong 200 mét cống."
NAMED = "Bà Lê Thị Hoa (dữ liệu mẫu) gọi số 0912 345 678."


def page(commitment, verb: str) -> str:
    return reverse("admin:dialogues_commitment_decide", args=[commitment.pk, verb])


def fresh(commitment) -> Commitment:
    return Commitment.objects.get(pk=commitment.pk)


def form_of(commitment, **typed) -> dict:
    return {"version": commitment.version, **typed}


def report_on(commitment, **typed) -> dict:
    return form_of(commitment, submission_id=new_submission_id(), text=WORDS, **typed)


def later_than(day: date, days: int = 14) -> str:
    last = day + timedelta(days=days)
    return f"{WorkingCalendar.load(day).next_working(last):%d/%m/%Y}"


def looked_at(client, commitment, typed):
    """Press twice, as the page asks: the first shows the words before and after."""
    shown = client.post(page(commitment, "blank"), typed)
    assert shown.status_code == 422
    again = typed | {"previewed": shown.context["form"]["previewed"].value(), "sure": "on"}
    return client.post(page(commitment, "blank"), again)


def test_every_decision_of_the_table_has_a_form():
    assert set(DECISIONS) == set(COMMITMENT_MOVES)


def test_it_is_given_to_another_unit_and_one_of_its_people(lan, tuan, unit_b, drain, as_user):
    as_user(lan).post(page(drain, "assign"), form_of(drain, unit=unit_b.pk, owner=tuan.pk))
    assert (fresh(drain).unit, fresh(drain).owner) == (unit_b, tuan)


def test_it_is_not_given_to_somebody_of_another_unit(lan, minh, unit_b, drain, as_user):
    response = as_user(lan).post(page(drain, "assign"), form_of(drain, unit=unit_b.pk, owner=minh.pk))
    assert response.status_code == 422
    assert "owner" in response.context["form"].errors
    assert fresh(drain).owner is None


def test_whoever_signs_off_hears_what_each_picture_opens(minh, chu_tich, drain, as_user):
    drain.mark_done(WORDS, by=minh, files=[photo_file("cong.jpg")], caption="Cống sau khi nạo vét")
    text = as_user(chu_tich).get(page(fresh(drain), "sign_off")).text
    assert 'alt="Cống sau khi nạo vét"' in text and 'alt=""' not in text


def test_its_unit_begins_and_reports_with_files(minh, drain, as_user):
    client = as_user(minh)
    client.post(page(drain, "start"), form_of(drain))
    typed = report_on(fresh(drain), evidence=[photo("cong.jpg"), photo("cong-2.jpg")], caption="Cống ngõ 5")
    client.post(page(drain, "report_progress"), typed)
    assert fresh(drain).status == Status.IN_PROGRESS
    evidence = list(drain.evidence.all())
    assert [(file.name, file.caption, file.published_at) for file in evidence] == [
        ("cong.jpg", "Cống ngõ 5", None),
        ("cong-2.jpg", "Cống ngõ 5", None),
    ]
    assert fresh(drain).events.last().public_note == WORDS


def test_done_needs_evidence_now_or_before(minh, drain, as_user):
    client = as_user(minh)
    response = client.post(page(drain, "mark_done"), report_on(drain))
    assert response.status_code == 422
    assert "minh chứng" in str(response.context["form"].errors["evidence"])
    drain.report_progress("Đang làm.", by=minh, files=[photo_file()])
    client.post(page(drain, "mark_done"), report_on(fresh(drain)))
    assert fresh(drain).status == Status.DONE


def test_a_good_file_of_a_refused_report_waits_for_the_next_press(minh, drain, as_user):
    client, typed = as_user(minh), report_on(drain) | {"text": ""}
    assert "cong.jpg" in client.post(page(drain, "mark_done"), typed | {"evidence": [photo("cong.jpg")]}).text
    client.post(page(drain, "mark_done"), typed | {"text": WORDS})
    assert fresh(drain).status == Status.DONE
    assert [file.name for file in drain.evidence.all()] == ["cong.jpg"]


def test_a_good_file_waits_while_two_decide_at_once(minh, lan, drain, as_user):
    client, typed = as_user(minh), report_on(drain)
    drain.start(by=lan)
    conflict = client.post(page(drain, "mark_done"), typed | {"evidence": [photo("cong.jpg")]})
    assert conflict.status_code == 409
    assert WORDS in conflict.text and "cong.jpg" in conflict.text
    client.post(page(drain, "mark_done"), typed | {"version": fresh(drain).version})
    assert [file.name for file in drain.evidence.all()] == ["cong.jpg"]


def test_a_file_that_is_none_is_refused_by_name(minh, drain, as_user):
    bad = SimpleUploadedFile("xau.exe", b"MZ\x90\x00", content_type="image/jpeg")
    response = as_user(minh).post(page(drain, "report_progress"), report_on(drain, evidence=[bad]))
    assert "xau.exe" in str(response.context["form"].errors["evidence"])


def test_the_leader_signs_off_and_chooses_what_the_public_sees(chu_tich, minh, drain, as_user):
    drain.mark_done(WORDS, by=minh, files=[photo_file("a.jpg"), photo_file("b.jpg")])
    shown, hidden = drain.evidence.all()
    client = as_user(chu_tich)
    offered = client.get(page(drain, "sign_off"))
    assert reverse("admin:dialogues_commitment_evidence", args=[drain.pk, shown.pk]) in offered.text
    client.post(page(drain, "sign_off"), form_of(fresh(drain), evidence=[shown.pk]))
    assert fresh(drain).status == Status.CONFIRMED
    assert [bool(file.published_at) for file in drain.evidence.all()] == [True, False]
    assert hidden.name not in str(drain.evidence.filter(published_at__isnull=False))


def test_who_reported_it_done_does_not_sign_it_off(everything, drain, as_user):
    drain.mark_done(WORDS, by=everything, files=[photo_file()])
    response = as_user(everything).post(page(drain, "sign_off"), form_of(fresh(drain)))
    assert response.status_code == 422
    assert "cần lãnh đạo khác" in response.text


def test_the_leader_sends_it_back_with_a_reason(chu_tich, minh, drain, as_user):
    drain.mark_done(WORDS, by=minh, files=[photo_file()])
    as_user(chu_tich).post(page(drain, "send_back"), form_of(fresh(drain), reason="Còn đoạn cuối ngõ."))
    assert (fresh(drain).status, fresh(drain).done_on) == (Status.IN_PROGRESS, None)
    assert fresh(drain).events.last().public_note == "Còn đoạn cuối ngõ."


@pytest.fixture(scope="module")
def done_of_all(session_of_all) -> Commitment:
    return commitment_in(Status.DONE, session_of_all)


@pytest.fixture
def done(done_of_all, db) -> Commitment:
    """A promise to a resident that waits for the leader's word."""
    return fresh(done_of_all)


@pytest.fixture
def signed_off(done, chu_tich) -> Commitment:
    done.sign_off(by=chu_tich)
    return fresh(done)


def test_staff_enter_a_confirmation_and_how_they_know(lan, signed_off, as_user):
    client = as_user(lan)
    refused = client.post(page(signed_off, "confirm"), form_of(signed_off))
    assert "staff_note" in refused.context["form"].errors
    client.post(page(signed_off, "confirm"), form_of(signed_off, staff_note="Gọi điện, bà nói đã hết ngập."))
    event = fresh(signed_off).events.last()
    assert fresh(signed_off).status == Status.CONFIRMED
    assert (event.public_note, event.staff_note) == ("", "Gọi điện, bà nói đã hết ngập.")


def test_staff_enter_an_objection_which_opens_it_again(lan, signed_off, as_user):
    client = as_user(lan)
    refused = client.post(page(signed_off, "object"), form_of(signed_off))
    assert {"reason", "staff_note"} <= set(refused.context["form"].errors)
    client.post(page(signed_off, "object"), form_of(signed_off, reason="Vẫn ngập.", staff_note="Đến trụ sở."))
    assert fresh(signed_off).status == Status.IN_PROGRESS


def test_nobody_confirms_before_the_leader_has_signed_off(lan, done, as_user):
    response = as_user(lan).post(page(done, "confirm"), form_of(done, staff_note="Gọi điện."))
    assert response.status_code == 422
    assert fresh(done).status == Status.DONE


def test_a_leader_postpones_with_a_reason_and_it_is_counted(chu_tich, drain, as_user):
    client, due = as_user(chu_tich), later_than(drain.due_on)
    assert "lần lùi hạn thứ 1" in client.get(page(drain, "postpone")).text
    client.post(page(drain, "postpone"), form_of(drain, due=due, reason="Chờ vốn."))
    assert (f"{fresh(drain).due_on:%d/%m/%Y}", fresh(drain).postponements) == (due, 1)
    assert "lần lùi hạn thứ 2" in client.get(page(drain, "postpone")).text
    assert fresh(drain).first_due_on == drain.first_due_on


def sunday_after(day: date) -> str:
    return f"{day + timedelta(days=13 - day.weekday()):%d/%m/%Y}"


def test_a_new_day_is_later_and_worked(chu_tich, drain, as_user):
    client = as_user(chu_tich)
    too_far = f"{drain.due_on + timedelta(days=36 * 366):%d/%m/%Y}"
    for day in ("01/01/2001", "hôm nào", too_far, sunday_after(drain.due_on)):
        response = client.post(page(drain, "postpone"), form_of(drain, due=day, reason="Chờ vốn."))
        assert response.status_code == 422, day
        assert set(response.context["form"].errors) == {"due"}, day
    assert fresh(drain).postponements == 0


def test_a_day_in_a_year_without_holidays_has_to_be_meant(chu_tich, drain, as_user):
    CalendarDay.objects.all().delete()
    client, typed = as_user(chu_tich), form_of(drain, due=later_than(drain.due_on), reason="Chờ vốn.")
    assert "unknown_year" in client.post(page(drain, "postpone"), typed).context["form"].errors
    assert client.post(page(drain, "postpone"), typed | {"unknown_year": "on"}).status_code == 302
    assert fresh(drain).postponements == 1


def test_a_promise_is_given_up_openly_and_taken_up_again(chu_tich, drain, as_user):
    client = as_user(chu_tich)
    client.post(page(drain, "fail"), form_of(drain, reason="Không bố trí được vốn.", sure="on"))
    assert fresh(drain).status == Status.NOT_DONE
    typed = form_of(fresh(drain), due=later_than(drain.due_on), reason="Đã có vốn.")
    client.post(page(drain, "take_up"), typed)
    assert (fresh(drain).status, fresh(drain).ended_on) == (Status.IN_PROGRESS, None)


def test_done_again_asks_for_new_evidence_beside_its_box(lan, chu_tich, drain, as_user):
    drain.mark_done("Xong.", by=lan, files=[photo_file()])
    drain.send_back("Còn 20 m.", by=chu_tich)
    answer = as_user(lan).post(page(drain, "mark_done"), report_on(drain))
    assert set(answer.context["form"].errors) == {"evidence"}
    assert "chưa có minh chứng mới" in answer.text


PUBLIC = {
    "amend": "text",
    "report_progress": "text",
    "mark_done": "text",
    "postpone": "reason",
    "fail": "reason",
    "blank": "text",
}


def test_words_everybody_reads_are_checked_for_who_asked(everything, session, as_user):
    commitment, client = raised_commitment(session, text=f"{NAMED} Cho bà Na."), as_user(everything)
    for verb, box in PUBLIC.items():
        typed = form_of(commitment, submission_id=new_submission_id(), sure="on", due=later_than(commitment.due_on))
        typed |= {"unit": commitment.unit_id, "working_days": "20", box: NAMED}
        with undone():
            warned = client.post(page(commitment, verb), typed | {"evidence": [photo("cong.jpg")]})
            assert warned.status_code == 422, verb
            told = " ".join(warned.context["form"].errors["heeded"])
            assert "họ tên người hỏi" in told and "số điện thoại" in told, verb
            assert fresh(commitment).version == commitment.version, verb
            typed |= {"heeded": "on"}
            looked_at(client, commitment, typed) if verb == "blank" else client.post(page(commitment, verb), typed)
            assert fresh(commitment).version == commitment.version + 1, verb


EMPTY = {
    "amend": {"text", "unit", "working_days"},
    "assign": {"unit"},
    "report_progress": {"text", "submission_id"},
    "mark_done": {"text", "evidence", "submission_id"},
    "send_back": {"reason"},
    "confirm": {"staff_note"},
    "object": {"reason", "staff_note"},
    "postpone": {"due", "reason"},
    "fail": {"reason", "sure"},
    "take_up": {"due", "reason"},
    "blank": {"text"},
}
AT_STATUS = {"send_back": Status.DONE, "sign_off": Status.DONE, "confirm": Status.DONE}
AT_STATUS |= {"object": Status.CONFIRMED, "take_up": Status.NOT_DONE}


def test_an_empty_form_says_what_is_missing_beside_its_box(everything, session, lan, chu_tich, as_user):
    raised, client, asked = raised_commitment(session), as_user(everything), set()

    def empty(status):
        version = fresh(raised).version
        for verb in (verb for verb in DECISIONS if AT_STATUS.get(verb, Status.OPEN) == status):
            response = client.post(page(raised, verb), {})
            assert response.status_code == 422, verb
            assert set(response.context["form"].errors) == {"version"} | EMPTY.get(verb, set()), verb
            asked.add(verb)
        assert fresh(raised).version == version

    empty(Status.OPEN)
    with undone():
        raised.fail("Không bố trí được vốn.", by=chu_tich)
        empty(Status.NOT_DONE)
    raised.mark_done(WORDS, by=lan, files=[photo_file()])
    empty(Status.DONE)
    raised.sign_off(by=chu_tich)
    raised.confirm()
    empty(Status.CONFIRMED)
    assert asked == set(DECISIONS)


def test_what_the_state_forbids_is_refused_in_words(everything, signed_off, as_user):
    signed_off.confirm()
    confirmed, client = signed_off, as_user(everything)
    forbidden = set(DECISIONS) - {"object", "blank"}
    for verb in forbidden:
        assert client.get(page(confirmed, verb)).status_code == 302, verb
    # The words wait for the page that is opened next.
    told = client.get(reverse("admin:dialogues_commitment_change", args=[confirmed.pk])).text
    for verb in forbidden:
        assert f"Không thể “{DECISIONS[verb].heading}” khi cam kết đang ở tình trạng “Hoàn thành”" in told, verb


def test_who_may_not_read_a_promise_decides_nothing(tuan, bien_tap, to_truong, drain, decides_nothing):
    decides_nothing((tuan, bien_tap, to_truong), drain, DECISIONS, page)


LEADERS = ("sign_off", "send_back", "postpone", "fail", "take_up", "blank")


def test_neither_unit_nor_hosts_do_the_leaders_work(lan, minh, drain, as_user):
    for user in (lan, minh):
        client = as_user(user)
        assert [client.get(page(drain, verb)).status_code for verb in LEADERS] == [403] * len(LEADERS), user


def test_a_leader_does_not_report_in_the_units_place(chu_tich, drain, as_user):
    client = as_user(chu_tich)
    for verb in ("start", "report_progress", "mark_done", "confirm", "object"):
        assert client.get(page(drain, verb)).status_code == 403, verb
