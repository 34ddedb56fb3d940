"""What was promised, what stops and moves it, and that nobody changes it silently."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from petitions.decisions.reviewing import AcceptForm
from petitions.decisions.settling import ExtendForm
from petitions.desk import left_text
from petitions.figures import PetitionFigures
from petitions.models import DeadlineRule, Petition
from petitions.status import Kind
from tests.factories.petitions import ANSWER
from tests.forms import unbroken
from tests.petitions.test_mine import sender_of
from wardportal.dates import day_date
from wardportal.models import OutgoingMessage

pytestmark = pytest.mark.django_db


def sent(kind="recommendation", **fields):
    return Petition.objects.submit(declared_kind=kind, body="Cống nghẹt", full_name="Hoa (dữ liệu mẫu)", **fields)


def asked(petition, lan):
    petition.review(by=lan)
    petition.ask("Ở đâu?", by=lan)
    return petition


def test_fifteen_working_days_from_receipt(on):
    assert sent().due_on == date(2026, 3, 23)


def test_a_petition_typed_late_counts_from_the_day_it_was_received(on, lan):
    petition = Petition.objects.register(
        by=lan, channel="paper", received_on=date(2026, 2, 12), declared_kind="question", body="Hỏi"
    )
    assert petition.due_on == date(2026, 3, 5)
    names = [day.name for day in petition.current_deadline.count.holidays]
    assert any("Tết" in name or "tết" in name or "Âm lịch" in name for name in names)


def test_over_a_weekend_a_petition_that_was_due_on_friday_is_late(on, lan):
    received = {"channel": "paper", "received_on": date(2026, 2, 27), "declared_kind": "question", "body": "Hỏi"}
    deadline = Petition.objects.register(by=lan, **received).current_deadline
    told = [left_text(deadline, date(2026, 3, day)) for day in (12, 13, 14, 15, 16)]
    assert told == ["còn 1 ngày làm việc", "hôm nay", "quá hạn", "quá hạn", "quá hạn 1 ngày làm việc"]


def test_the_days_that_were_left_are_given_back_after_a_pause(on, lan):
    petition = sent()
    on(9, 3)
    asked(petition, lan)
    assert petition.due_on is None
    on(16, 3)
    petition.supply("Ngõ 5.")
    assert petition.due_on == date(2026, 3, 30)


def test_a_question_asked_on_the_last_day_does_not_make_the_ward_late(on, lan):
    petition = sent()
    on(23, 3)
    asked(petition, lan)
    on(2, 4)
    petition.supply("Ngõ 5.")
    assert petition.due_on == date(2026, 4, 2)
    assert not petition.is_overdue()


def test_a_day_already_missed_stays_missed(on, lan):
    petition = sent()
    on(24, 3)
    asked(petition, lan)
    on(2, 4)
    petition.supply("Ngõ 5.")
    assert petition.due_on == date(2026, 3, 23)
    assert petition.is_overdue()


def test_a_day_missed_before_a_weekend_stays_missed_when_the_clock_stops_on_it(on, lan):
    on(6, 3)
    petition = sent("report")
    on(14, 3)
    asked(petition, lan)
    on(22, 3)
    petition.supply("Ngõ 5.")
    assert petition.due_on == date(2026, 3, 13)


def test_another_kind_is_counted_by_its_rule_and_the_sender_is_told(on, lan):
    petition = sent(email="hoa@thu.example")
    petition.review(by=lan)
    petition.classify(Kind.REPORT, by=lan)
    assert petition.due_on == date(2026, 3, 9)
    event = petition.events.last()
    assert (event.kind, event.due_on) == ("redated", date(2026, 3, 9))
    assert OutgoingMessage.objects.filter(kind="redated").exists()


def test_another_kind_keeps_the_pauses_and_promises_no_day_that_has_passed(on, lan):
    petition = sent()
    on(9, 3)
    asked(petition, lan)
    on(27, 3)
    petition.supply("Ngõ 5.")
    petition.classify(Kind.COMPLAINT, by=lan)
    assert petition.due_on >= date(2026, 3, 27)


def test_a_kind_without_a_rule_keeps_what_was_promised(on, lan):
    petition = sent()
    petition.review(by=lan)
    DeadlineRule.objects.filter(kind=Kind.MIXED).delete()
    petition.classify(Kind.MIXED, by=lan)
    assert petition.due_on == date(2026, 3, 23)
    assert petition.events.last().kind == "classified"


def accepted(petition, by):
    """Accept it, which gives the day that the form for it promised."""
    promised = AcceptForm(petition=petition, user=by).promised_day()
    petition.accept(by=by)
    assert promised == day_date(petition.due_on)


def test_a_complaint_counts_settling_from_acceptance(on, lan):
    complaint = sent(Kind.COMPLAINT, complained_of="X", demand="Y")
    assert complaint.due_on == date(2026, 3, 12)
    complaint.review(by=lan)
    accepted(complaint, lan)
    assert complaint.due_on == date(2026, 4, 1)


def test_settling_counted_from_receipt_replaces_the_deadline_of_accepting(on, lan):
    DeadlineRule.objects.filter(kind=Kind.COMPLAINT, step="settle").update(starts_on="received")
    complaint = sent(Kind.COMPLAINT, complained_of="X", demand="Y")
    complaint.review(by=lan)
    accepted(complaint, lan)
    assert complaint.current_deadline.rule.step == "settle"
    assert complaint.due_on == date(2026, 4, 1)


def test_settling_counted_from_receipt_goes_by_the_rule_of_that_day(on, lan):
    before = DeadlineRule.objects.filter(kind=Kind.COMPLAINT, step="settle")
    before.update(starts_on="received", valid_to=date(2026, 3, 4))
    after = before.get()
    after.pk, after.valid_from, after.valid_to, after.amount = None, date(2026, 3, 5), None, 1
    after.save()
    complaint = sent(Kind.COMPLAINT, complained_of="X", demand="Y")
    on(9, 3)
    complaint.review(by=lan)
    accepted(complaint, lan)
    assert complaint.due_on == date(2026, 4, 1)


def rule(**fields):
    known = {"kind": Kind.REPORT, "step": "settle", "amount": 3, "day_type": "working", "legal_basis": "Quy chế"}
    return DeadlineRule(**known | fields)


def test_a_second_rule_begins_after_the_first_was_ended(ward):
    first = DeadlineRule.objects.get(kind=Kind.REPORT, step="settle")
    with pytest.raises(ValidationError, match="5 ngày làm việc"):
        rule(valid_from=date(2026, 11, 1)).full_clean()
    first.valid_to = date(2026, 10, 31)
    first.full_clean()
    first.save()
    rule(valid_from=date(2026, 11, 1)).full_clean()
    with pytest.raises(ValidationError, match="quy định khác"):
        rule(valid_from=date(2026, 10, 31)).full_clean()


@pytest.mark.parametrize("name", ["amount", "extension_amount"])
def test_no_rule_gives_more_than_a_year(ward, name):
    with pytest.raises(ValidationError, match="Dài hơn 366 ngày"):
        rule(**{"kind": Kind.REPORT, "valid_to": date(1900, 1, 1), name: 30_000}).full_clean()


def in_progress(petition, lan, minh):
    petition.review(by=lan)
    petition.accept(by=lan)
    petition.assign(minh.memberships.get().unit, by=lan)
    return petition


def typed_in(lan, **fields):
    return Petition.objects.register(
        by=lan, channel="paper", received_on=date(2026, 2, 6), declared_kind="report", body="Rác", **fields
    )


def test_a_day_already_missed_stays_missed_whatever_kind_it_becomes(on, lan, minh, chu_tich):
    petition = typed_in(lan)
    missed = petition.due_on
    assert missed < date(2026, 3, 2)
    petition.review(by=lan)
    petition.classify(Kind.RECOMMENDATION, by=lan)
    assert petition.due_on == missed
    petition.classify(Kind.COMPLAINT, by=lan)
    petition.accept(by=lan)
    assert petition.due_on == date(2026, 4, 1)
    petition.assign(minh.memberships.get().unit, by=lan)
    petition.answer(**ANSWER, letter_number="1", by=chu_tich)
    assert petition.promised_on == missed
    assert PetitionFigures.of(date(2026, 3, 1), date(2026, 3, 31)).on_time == 0


def test_the_former_kind_brings_back_its_day_with_its_extension(on, lan, minh, chu_tich):
    petition = in_progress(sent(), lan, minh)
    petition.extend(date(2026, 3, 30), "77/QĐ", by=chu_tich, reason="Mưa")
    for kind in (Kind.QUESTION, Kind.RECOMMENDATION):
        petition.classify(kind, by=lan)
        assert petition.due_on == date(2026, 3, 30)
        with pytest.raises(ValidationError):
            petition.extend(date(2026, 3, 31), "78/QĐ", by=chu_tich, reason="Lại mưa")


def test_what_was_extended_in_time_is_in_time_for_another_kind_too(on, lan, minh, chu_tich):
    petition = in_progress(sent(), lan, minh)
    on(20, 3)
    petition.extend(date(2026, 3, 30), "77/QĐ", by=chu_tich, reason="Mưa to nhiều ngày")
    petition.classify(Kind.REPORT, by=lan)
    on(26, 3)
    petition.answer(**ANSWER, letter_number="1", by=chu_tich)
    assert petition.promised_on == date(2026, 3, 30)


def test_a_kind_whose_day_has_passed_leaves_what_was_told_unless_it_was_told_itself(on, lan):
    never, before = sent(), sent("report")
    for petition in (never, before):
        petition.review(by=lan)
    before.classify(Kind.RECOMMENDATION, by=lan)
    on(11, 3)
    for petition in (never, before):
        petition.classify(Kind.REPORT, by=lan)
    assert (never.due_on, before.due_on) == (date(2026, 3, 23), date(2026, 3, 9))


def test_taken_up_again_another_kind_counts_from_that_day(on, lan, minh, chu_tich):
    petition = in_progress(sent("report"), lan, minh)
    petition.answer(**ANSWER, letter_number="1", by=chu_tich)
    on(9, 3)
    petition.reopen("Chưa xong", by=chu_tich)
    petition.classify(Kind.RECOMMENDATION, by=lan)
    assert petition.due_on == date(2026, 3, 30)


def test_where_no_day_is_left_to_extend_to_the_page_says_so_instead_of_asking(on, lan, minh, chu_tich):
    petition = in_progress(sent("report"), lan, minh)
    on(9, 3)
    assert ExtendForm(petition=petition, user=chu_tich).barred == ""
    on(30, 4)
    assert "không còn được gia hạn" in ExtendForm(petition=petition, user=chu_tich).barred
    with pytest.raises(ValidationError):
        petition.extend(date(2026, 5, 4), "3/QĐ", by=chu_tich, reason="Mưa")


def test_a_kind_that_came_between_leaves_no_trace_in_what_is_told_of_an_extension(on, lan, minh, chu_tich):
    petition = in_progress(sent(), lan, minh)
    petition.extend(date(2026, 3, 24), "77/QĐ", by=chu_tich, reason="Mưa to nhiều ngày")
    petition.classify(Kind.COMPLAINT, by=lan)
    assert petition.current_deadline.changes.get().due_before == date(2026, 4, 1)
    petition.classify(Kind.RECOMMENDATION, by=lan)
    told = petition.current_deadline.changes.get()
    assert [told.due_before, told.due_after, petition.due_on] == [date(2026, 3, 23), *[date(2026, 3, 24)] * 2]


def test_an_extension_ends_on_a_working_day_after_today_and_within_the_rule(on, lan, minh, chu_tich):
    petition = in_progress(sent(), lan, minh)
    on(30, 3)
    for due in (date(2026, 3, 26), date(2026, 3, 30), date(2026, 4, 4), date(2026, 5, 30)):
        with pytest.raises(ValidationError):
            petition.extend(due, "3/QĐ", by=chu_tich, reason="Mưa")
    petition.extend(date(2026, 4, 3), "3/QĐ", by=chu_tich, reason="Mưa")
    assert petition.due_on == date(2026, 4, 3)
    with pytest.raises(ValidationError):
        petition.extend(date(2026, 4, 6), "4/QĐ", by=chu_tich, reason="Lại mưa")


def test_a_day_that_had_passed_stays_missed_however_it_is_extended(on, lan, minh, chu_tich):
    petition = in_progress(sent(), lan, minh)
    missed = petition.due_on
    on(30, 3)
    petition.extend(date(2026, 4, 3), "3/QĐ", by=chu_tich, reason="Mưa")
    petition.answer(**ANSWER, letter_number="1", by=chu_tich)
    assert petition.promised_on == missed
    assert PetitionFigures.of(date(2026, 3, 1), date(2026, 3, 31)).on_time == 0


def test_what_is_freed_from_its_original_keeps_the_later_day_it_was_told_but_no_missed_one(on, lan):
    told, missed, original = sent("report", email="hoa@thu.example"), sent("report"), sent()
    told.merge(original, by=lan)
    on(11, 3)
    missed.merge(original, by=lan)
    original.withdraw("Thôi")
    told, missed = (Petition.objects.get(pk=row.pk) for row in (told, missed))
    assert (told.due_on, missed.due_on) == (date(2026, 3, 23), date(2026, 3, 9))
    assert "Hạn: 23/03/2026" in OutgoingMessage.objects.get(kind="separated").body
    told.review(by=lan)
    told.classify(Kind.QUESTION, by=lan)
    assert told.due_on == date(2026, 3, 23)
    page = unbroken(sender_of(told).get("/kien-nghi/cua-toi/han/").text)
    assert "Hạn đã báo của vụ việc giải quyết chung muộn hơn 16/03/2026" in page


def test_what_waits_for_its_sender_keeps_the_days_left_of_the_common_matter(on, lan):
    told, original = sent("report"), sent()
    asked(told, lan).merge(original, by=lan)
    on(5, 3)
    original.withdraw("Thôi")
    told = Petition.objects.get(pk=told.pk)
    assert (told.due_on, told.current_deadline.paused_on) == (None, date(2026, 3, 5))
    on(6, 3)
    told.supply("Ngõ 5.")
    assert told.due_on == date(2026, 3, 24)


def test_the_days_for_which_the_common_clock_stood_do_not_make_the_freed_one_late(on, lan):
    told, original = sent("report"), sent("report", email="hoa@thu.example")
    told.merge(original, by=lan)
    on(4, 3)
    asked(original, lan)
    on(20, 3)
    original.withdraw("Thôi")
    assert Petition.objects.get(pk=told.pk).due_on == date(2026, 3, 25)
