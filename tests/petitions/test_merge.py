"""What was merged into another petition follows its answer, and goes its own way again where none comes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from petitions.admin.pages import case_url
from petitions.models import Petition
from petitions.notifications import FOLLOWED
from petitions.status import MOVES, Clock, EventKind, Outcome, Visibility
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import ANSWER, PetitionFactory
from tests.petitions.test_mine import MINE, sender_of
from tests.petitions.test_roles_grid import page
from wardportal.models import OutgoingMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(cases, lan):
    """Merge the petition of a status into that under review: `merged("waiting")`."""

    def merge(status="received"):
        petition = cases[status]
        petition.merge(cases["reviewing"], by=lan)
        return petition

    return merge


@pytest.mark.parametrize("status", ["received", "waiting", "in_progress", "suspended"])
def test_what_is_separated_is_back_where_it_was_with_the_day_it_was_told(status, cases, merged, lan):
    before, petition = cases[status], merged(status)
    petition.separate(by=lan, staff_note="Gộp nhầm.")
    left = ("status", "outcome", "due_on", "closed_on", "duplicate_of", "unit")
    assert [getattr(petition, name) for name in left] == [getattr(before, name) for name in left]
    assert petition.current_deadline.paused_on == before.current_deadline.paused_on
    assert not petition.can("separate")


def test_what_is_separated_belongs_to_the_group_of_today(lan):
    old, today = ResidentialGroupFactory(), ResidentialGroupFactory()
    petition = PetitionFactory(residential_group=old)
    petition.merge(PetitionFactory(), by=lan)
    type(old).objects.filter(pk=old.pk).update(valid_to=timezone.localdate() - timedelta(days=1), successor=today)
    petition = Petition.objects.get(pk=petition.pk)
    petition.separate(by=lan, staff_note="Gộp nhầm.")
    assert petition.residential_group == today


# What ends a matter for one sender alone, by whoever may decide it.
ENDED = {
    "its sender withdraws": lambda petition, lan, leader: petition.withdraw("Thôi"),
    "the withdrawal is written down": lambda petition, lan, leader: petition.withdraw("Thôi", by=lan),
    "it is declined": lambda petition, lan, leader: petition.decline("Không rõ nội dung.", by=leader),
    "it is guided": lambda petition, lan, leader: petition.guide("Gửi điện lực.", by=leader),
    "it is sealed": lambda petition, lan, leader: petition.seal(by=leader),
    "it denounces": lambda petition, lan, leader: petition.classify("denunciation", by=lan),
}


@pytest.mark.parametrize("end", ENDED)
def test_nobodys_matter_ends_with_anothers(end, cases, merged, lan, chu_tich):
    petition = merged()
    Petition.objects.filter(pk=petition.pk).update(email="hoa@vidu.vn")
    ENDED[end](cases["reviewing"], lan, chu_tich)
    petition = cases["received"]
    assert (petition.status, petition.duplicate_of) == ("received", None)
    event, mail = petition.events.last(), OutgoingMessage.objects.get(kind="separated")
    assert (event.kind, event.actor) == ("separated", "portal" if "sender" in end else "staff")
    assert cases["reviewing"].code not in f"{event.staff_note} {mail.body}"


@pytest.fixture
def answered(cases, lan, chu_tich):
    """An original that was answered and closed, with what was merged into it before."""
    cases["received"].merge(cases["in_progress"], by=lan)
    original = cases["in_progress"]
    original.answer(**ANSWER, letter_number="1", by=chu_tich)
    original.close(Outcome.RESOLVED, by=lan)
    return original


def test_an_original_that_was_answered_keeps_what_was_merged_into_it(answered, cases, lan):
    answered.seal(by=lan)
    assert (cases["received"].outcome, answered.visibility) == (Outcome.DUPLICATE, Visibility.CONFIDENTIAL)


@pytest.mark.parametrize("end", ["its sender withdraws", "it is sealed", "it denounces"])
def test_an_answer_stays_one_also_where_the_original_was_taken_up_again(end, answered, cases, lan, chu_tich):
    answered.reopen("Đèn lại tắt.")
    ENDED[end](answered, lan, chu_tich)
    assert cases["received"].outcome == Outcome.DUPLICATE


def test_what_was_merged_since_the_original_was_taken_up_again_is_freed_with_it(answered, cases, lan):
    answered.reopen("Đèn lại tắt.")
    late = cases["reviewing"]
    late.merge(answered, by=lan)
    answered.withdraw("Thôi", by=lan)
    assert (cases["reviewing"].status, cases["received"].outcome) == ("reviewing", Outcome.DUPLICATE)


@pytest.mark.parametrize("end", ["it is sealed", "it is separated"])
def test_nothing_tells_the_answer_of_an_original_that_is_none_to_this_matter_any_more(end, answered, cases, lan):
    petition = cases["received"]
    Petition.objects.filter(pk=petition.pk).update(consent_publish=True)
    for told in ("Đã thay đèn.", "Đèn đã sáng."):
        cases["received"].publish(title="Đèn đường", text="Đèn hỏng.", answer=told, by=lan)
    assert cases["received"].public_summary.told_answer == "Đèn đã sáng."
    answered.seal(by=lan) if end == "it is sealed" else cases["received"].separate(by=lan, staff_note="Hai việc.")
    summary = cases["received"].public_summary
    kept = [summary.answer, summary.search_text, *(event.staff_note for event in petition.events.all())]
    assert summary.published_at
    assert not [words for words in kept if "thay" in words or "sang" in words or "sáng" in words]


def test_a_summary_keeps_the_answer_that_was_published_before_the_merge(cases, lan):
    petition = cases["answered"]
    Petition.objects.filter(pk=petition.pk).update(consent_publish=True)
    cases["answered"].publish(title="Đèn đường", text="Đèn hỏng.", answer="Đã thay đèn.", by=lan)
    petition = cases["answered"]
    petition.reopen("Đèn lại tắt.")
    petition.merge(cases["in_progress"], by=lan)
    summary = cases["answered"].public_summary
    assert (summary.told_answer, summary.is_answer_earlier) == ("Đã thay đèn.", True)
    petition.separate(by=lan, staff_note="Hai việc.")
    assert cases["answered"].public_summary.told_answer == "Đã thay đèn."


def test_a_summary_keeps_the_common_answer_where_its_original_goes_into_another(answered, cases, lan):
    Petition.objects.filter(pk=cases["received"].pk).update(consent_publish=True)
    cases["received"].publish(title="Đèn đường", text="Đèn hỏng.", answer="Đã thay đèn.", by=lan)
    answered.reopen("Đèn lại tắt.")
    answered.merge(cases["reviewing"], by=lan)
    assert cases["received"].public_summary.told_answer == "Đã thay đèn."


BACK = "1 đơn đã gộp vào đơn này trở lại tình trạng trước khi gộp"


def test_who_ends_an_original_is_told_first_what_comes_back(merged, cases, lan, asks):
    client, original = asks(lan), cases["reviewing"]
    assert "trở lại tình trạng trước khi gộp" not in client.get(page(original, "withdraw")).text
    merged()
    assert BACK in client.get(page(original, "withdraw")).text
    assert BACK not in client.get(page(original, "classify")).text
    typed = {"version": original.version, "kind": "denunciation"}
    assert BACK in client.post(page(original, "classify"), typed).text


def test_who_seals_an_answered_original_is_told_what_others_lose(answered, lan, asks):
    text = asks(lan).get(page(answered, "seal")).text
    assert BACK not in text and "Người gửi 1 đơn đã gộp vào đơn này không còn đọc được trả lời chung." in text


def test_reception_separates_with_a_reason(merged, cases, lan, asks):
    petition = merged()
    asks(lan).post(page(petition, "separate"), {"version": petition.version, "staff_note": "Hai việc khác nhau."})
    assert cases["received"].status == "received"


def test_the_merged_senders_hear_of_the_answer_under_their_own_code(merged, cases, lan, chu_tich, unit_a):
    petition, original = merged(), cases["reviewing"]
    Petition.objects.update(email="hoa@vidu.vn")
    original.accept(by=lan)
    original.assign(unit_a, by=lan)
    original.answer(**ANSWER, letter_number="1", by=chu_tich)
    told = OutgoingMessage.objects.filter(about=petition.code).order_by("pk")
    assert [mail.kind for mail in told] == ["accepted", "answered"]
    assert told[1].subject == f"{petition.code}: Đã trả lời"
    assert original.code not in f"{told[1].subject} {told[1].body}"


def test_whatever_moves_the_common_day_is_told_to_the_merged_senders(cases, merged, lan):
    told_else = {Clock.KEEP, Clock.PAUSE, Clock.STOP, Clock.CONTINUE}
    moved = {move.event for move in MOVES.values() if move.clock not in told_else}
    assert moved - {EventKind.CLASSIFIED} | {EventKind.REDATED} <= FOLLOWED.keys()
    petition, original = merged(), cases["reviewing"]
    Petition.objects.filter(pk=petition.pk).update(email="hoa@vidu.vn")
    original.ask("Đèn nào bị tắt?", by=lan)
    original.supply("Đèn thứ ba.")
    mail = OutgoingMessage.objects.get(kind="supplied")
    assert (mail.about, f"Hạn: {original.due_on:%d/%m/%Y}" in mail.body) == (petition.code, True)


@pytest.fixture
def chain(cases, lan):
    """A petition that was merged into another, which then went into a third: from the first to the one worked on."""
    rows = [cases["received"], cases["reviewing"], cases["in_progress"]]
    for row, name in zip(rows, "abc", strict=True):
        Petition.objects.filter(pk=row.pk).update(email=f"{name}@vidu.vn")
    rows[0].merge(rows[1], by=lan)
    rows[1].merge(rows[2], by=lan)
    return [Petition.objects.get(pk=row.pk) for row in rows]


def mails_to(petition):
    return OutgoingMessage.objects.filter(about=petition.code, kind__in=MAILED).order_by("pk")


MAILED = [EventKind.MERGED, EventKind.SEPARATED, EventKind.WITHDRAWN]


def test_every_sender_is_told_the_day_that_counts_since_a_merge(chain):
    first, second, third = chain
    for petition, mails in ((first, 2), (second, 1)):
        told = mails_to(petition)
        assert [mail.kind for mail in told] == ["merged"] * mails
        assert told.last().subject == f"{petition.code}: Đang giải quyết"
        assert f"Hạn: {third.due_on:%d/%m/%Y}" in told.last().body
    pages = [sender_of(row).get(MINE).text for row in (first, second)]
    own = f"Đã gộp với vụ việc đang xử lý, hạn {third.due_on:%d/%m/%Y}"
    common = f"{FOLLOWED[EventKind.MERGED]} Hạn: {third.due_on:%d/%m/%Y}."
    assert [(text.count(own), text.count(common)) for text in pages] == [(1, 1), (1, 0)]


@pytest.mark.parametrize("end", ["separate", "withdraw"])
def test_what_came_along_with_a_petition_comes_back_with_it(end, chain, lan):
    first, second, third = chain
    second.separate(by=lan, staff_note="Hai việc.") if end == "separate" else third.withdraw("Thôi", by=lan)
    first, second = (Petition.objects.get(pk=row.pk) for row in (first, second))
    assert (first.told_original(), second.status) == (second, "reviewing")
    assert [mails_to(row).last().kind for row in (first, second)] == ["separated"] * 2
    assert f"Hạn: {second.due_on:%d/%m/%Y}" in mails_to(first).last().body


def test_an_answer_that_was_read_stays_readable_where_its_petition_goes_into_another(answered, cases, lan):
    answered.reopen("Đèn lại tắt.")
    answered.merge(cases["reviewing"], by=lan)
    told = sender_of(cases["received"]).get(MINE).text
    assert "Vụ việc đó: Đang xem xét" in told and "Phường đã trả lời trước đây như sau" in told
    assert ANSWER["conclusion"] in told
    cases["reviewing"].withdraw("Thôi", by=lan)
    assert cases["received"].told_original() == cases["in_progress"]


def test_a_sealed_petition_between_hides_nothing_and_lets_all_go_once_it_stands_alone(chain, lan, asks):
    first, second, third = chain
    second.seal(by=lan)
    assert Petition.objects.get(pk=first.pk).told_original() == third
    assert BACK in asks(lan).get(page(third, "withdraw")).text
    third.withdraw("Thôi", by=lan)
    assert Petition.objects.get(pk=first.pk).status == "received"


def test_a_sealed_petition_between_takes_its_answer_along_and_holds_nobody(answered, cases, lan, asks):
    answered.reopen("Đèn lại tắt.")
    answered.merge(cases["reviewing"], by=lan)
    assert "Người gửi 1 đơn đã gộp vào đơn này không còn đọc được trả lời của đơn này." in (
        asks(lan).get(page(answered, "seal")).text
    )
    answered.seal(by=lan)
    assert cases["received"].outcome == Outcome.DUPLICATE
    cases["reviewing"].withdraw("Thôi", by=lan)
    assert (cases["received"].status, cases["received"].duplicate_of) == ("received", None)


def test_who_keeps_an_answer_hears_that_the_matter_is_not_taken_up_again(answered, cases, lan):
    answered.reopen("Đèn lại tắt.")
    cases["reviewing"].merge(answered, by=lan)
    Petition.objects.exclude(pk=answered.pk).update(email="hoa@vidu.vn")
    answered.withdraw("Thôi", by=lan)
    assert [mail.kind for mail in mails_to(cases["received"])] == ["withdrawn"]
    told = sender_of(cases["received"]).get(MINE).text
    assert FOLLOWED[EventKind.WITHDRAWN] in told and "Đã rút đơn" not in told
    assert [mail.kind for mail in mails_to(cases["reviewing"])] == ["separated"]


@pytest.mark.parametrize(("by_office", "told"), [(True, ["withdrawn"]), (False, [])])
def test_a_withdrawal_that_the_office_writes_down_is_told_to_the_sender(by_office, told, lan):
    petition = PetitionFactory(email="hoa@vidu.vn")
    petition.withdraw("Thôi", by=lan if by_office else None)
    assert [mail.kind for mail in mails_to(petition)] == told


def test_pages_say_how_many_come_along_and_the_case_names_them_all(chain, lan, asks):
    client, (first, second, third) = asks(lan), chain
    assert "1 đơn đã gộp vào đơn này trở lại theo" in client.get(page(second, "separate")).text
    assert "1 đơn gộp vào các đơn ấy từ trước đi theo" in client.get(page(third, "withdraw")).text
    second.separate(by=lan, staff_note="Hai việc.")
    assert "1 đơn đã gộp vào đơn này đi theo" in client.get(page(second, "merge")).text
    second.merge(third, by=lan)
    for _ in range(5):
        PetitionFactory().merge(third, by=lan)
    told = client.get(case_url(third)).text
    assert "Đơn gộp vào đây (7)" in told and f"(qua {second.code})" in told
    assert third.code in client.get(case_url(first)).text


def test_pages_count_no_confidential_petition_among_those_that_come_along(chain, lan, asks):
    client, (first, second, third) = asks(lan), chain
    first.seal(by=lan)
    assert "đơn đã gộp vào đơn này" not in client.get(page(second, "separate")).text
    assert "gộp vào các đơn ấy" not in client.get(page(third, "withdraw")).text
    second.separate(by=lan, staff_note="Hai việc.")
    assert "đơn đã gộp vào đơn này" not in client.get(page(second, "merge")).text
    assert "đơn đã gộp vào đơn này" not in client.get(page(second, "withdraw")).text


def test_the_case_tells_no_petition_on_the_way_to_whom_it_names(chain, lan, chu_tich, asks):
    _first, second, third = chain
    second.name_parties(users=[chu_tich], units=[], by=lan)
    told = {user: asks(user).get(case_url(third)).text for user in (lan, chu_tich)}
    assert ["Đơn gộp vào đây (2)" in told[lan], "Đơn gộp vào đây (1)" in told[chu_tich]] == [True, True]
    assert [second.code in told[user] for user in (lan, chu_tich)] == [True, False]


def test_a_merge_shows_whose_petition_the_code_means_before_it_is_done(cases, lan, asks):
    client, petition, original = asks(lan), cases["received"], cases["reviewing"]
    typed = {
        "version": petition.version,
        "original": original.code.lower(),
        "sender_note": "Xin theo dõi.",
        "sure": "on",
    }
    look = client.post(page(petition, "merge"), typed)
    form = look.context["form"]
    assert (look.status_code, cases["received"].status) == (200, "received")
    assert original.title in look.text and "Gộp đơn" in look.text
    shown = {name: form[name].value() for name in ("version", "original", "sender_note", "seen")}
    assert shown["sender_note"] == "Xin theo dõi." and not form["sure"].value()
    # Another code was not looked at yet; without the tick nothing is done.
    other = client.post(page(petition, "merge"), shown | {"original": cases["accepted"].code, "sure": "on"})
    assert other.context["original"] == cases["accepted"]
    assert client.post(page(petition, "merge"), shown).context["original"] == original
    assert cases["received"].status == "received"
    assert client.post(page(petition, "merge"), shown | {"sure": "on"}).status_code == 302
    assert cases["received"].duplicate_of == original


@pytest.mark.parametrize("both", [False, True])
def test_a_suspect_of_one_matter_with_a_petition_that_is_none_is_none_either(both, lan):
    petition, original = PetitionFactory(is_suspect=True, email="hoa@vidu.vn"), PetitionFactory(is_suspect=both)
    petition.merge(original, by=lan, version=petition.version)
    petition.refresh_from_db()
    assert (petition.is_suspect, petition.duplicate_of) == (both, original)
    assert OutgoingMessage.objects.filter(about=petition.code, kind="merged").exists() is not both


FOUND_REAL = {
    "it is released": lambda petition, real, lan: petition.release(by=lan),
    "it is merged into a real one": lambda petition, real, lan: petition.merge(real, by=lan),
    "it is taken seriously": lambda petition, real, lan: (petition.review(by=lan), petition.accept(by=lan)),
}


@pytest.mark.parametrize("found_real", FOUND_REAL.values(), ids=FOUND_REAL)
def test_a_merged_suspect_is_none_any_more_once_its_original_is_none(found_real, cases, lan):
    petitions = [PetitionFactory(is_suspect=True, email="hoa@vidu.vn") for _ in range(3)]
    first, second, original = petitions
    first.merge(second, by=lan)
    second.merge(original, by=lan)
    found_real(original, cases["reviewing"], lan)
    for petition in petitions:
        petition.refresh_from_db()
        assert not petition.is_suspect
        assert OutgoingMessage.objects.filter(about=petition.code, kind="submitted").exists()


def test_what_cannot_take_another_in_is_refused_at_its_code_and_not_shown(cases, lan, asks):
    petition = cases["received"]
    for original in (petition, cases["closed"]):
        answer = asks(lan).post(page(petition, "merge"), {"version": petition.version, "original": original.code})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"original"})
        assert answer.context["original"] is None


def test_who_looked_first_is_still_told_what_others_did_meanwhile(cases, lan, asks):
    client, petition, original = asks(lan), cases["received"], cases["accepted"]
    cases["received"].review(by=lan)
    typed = {"version": petition.version, "original": original.code}
    form = client.post(page(petition, "merge"), typed).context["form"]
    shown = {name: form[name].value() for name in ("version", "original", "seen")} | {"sure": "on"}
    assert client.post(page(petition, "merge"), shown).status_code == 409
