"""The list of questions and the page of one: what each person finds, how it is searched, what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.models import Question
from dialogues.sms import registration_sms
from dialogues.status import Channel
from petitions.models import Category
from tests.dialogues.paper_cast import crowd
from tests.factories.dialogues import ASKED, question_at, session_in, session_on
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import PetitionFactory
from tests.grids import undone

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/dialogues/question/"


def codes(response) -> set[str]:
    return {question.code for question in response.context["cl"].result_list}


def case(question) -> str:
    return reverse("admin:dialogues_question_change", args=[question.pk])


@pytest.fixture(scope="module")
def question_of_all(session_of_all):
    return question_at(session_of_all)


@pytest.fixture
def drain(question_of_all, db):
    return Question.objects.select_related("session").get(pk=question_of_all.pk)


def test_hosts_and_leaders_find_every_question(lan, chu_tich, everything, drain, as_user):
    assert [codes(as_user(user).get(LIST)) for user in (lan, chu_tich, everything)] == [{drain.code}] * 3


def test_others_find_neither_the_list_nor_a_question(minh, tuan, bien_tap, to_truong, drain, as_user):
    for user in (minh, tuan, bien_tap, to_truong):
        client = as_user(user)
        assert client.get(LIST).status_code == 403, user
        assert client.get(case(drain)).status_code == 404, user


def test_a_sealed_question_is_nowhere_even_for_a_superuser(lan, everything, drain, as_user):
    drain.seal(by=lan)
    for user in (lan, everything):
        client = as_user(user)
        assert codes(client.get(LIST)) == set()
        assert codes(client.get(LIST, {"q": drain.code})) == set()
        assert codes(client.get(LIST, {"tinh-trang": "sealed"})) == set()
        assert client.get(case(drain)).status_code == 404
        assert client.get(reverse("admin:dialogues_question_decide", args=[drain.pk, "seal"])).status_code == 404


def test_a_question_is_found_by_code_number_and_words_in_any_spelling(lan, session, drain, as_user):
    question_at(session, "Chợ họp trên vỉa hè.", phone="", full_name="")
    client, codes_typed = as_user(lan), (drain.code.lower(), f"{drain.year}/{drain.number}")
    for typed in (*codes_typed, "0912345678", "+84 912 345 678", "ngap moi khi", "NẠO vét"):
        assert codes(client.get(LIST, {"q": typed})) == {drain.code}, typed


def test_strange_words_find_nothing_and_break_nothing(lan, drain, as_user):
    client = as_user(lan)
    for query in ("%", "'", "\\", "a" * 500, "🙂", "& | !"):
        assert client.get(LIST, {"q": query}).status_code == 200, query


def test_each_queue_holds_its_part(lan, session, drain, as_user):
    new = drain
    session.__class__.objects.filter(pk=session.pk).update(speaker_limit=1)
    waiting = question_at(session)
    suspect = question_at(session, is_suspect=True)
    over = session_on(start_time=session.start_time)
    left = question_at(over)
    over.cancel("Bão.", by=session.events.first().by)
    client = as_user(lan)
    assert codes(client.get(LIST, {"viec": "moi"})) == {new.code, waiting.code}
    assert codes(client.get(LIST, {"viec": "danh-sach-cho"})) == {waiting.code}
    assert codes(client.get(LIST, {"viec": "nghi-thu-rac"})) == {suspect.code}
    assert codes(client.get(LIST, {"viec": "con-lai"})) == {left.code}
    for everything in ("tat-ca", "khong-co"):
        found = codes(client.get(LIST, {"viec": everything}))
        assert found == {new.code, waiting.code, suspect.code, left.code}


def test_what_seems_spam_is_marked_in_the_list(lan, session, as_user):
    question_at(session, is_suspect=True)
    assert "Nghi là thư rác</span>" in as_user(lan).get(LIST).text


def test_filters_narrow_by_session_topic_group_status_and_channel(lan, session, drain, as_user):
    topic, group = Category.objects.first(), ResidentialGroupFactory()
    later = session_on(timezone.localdate() + timedelta(days=3))
    other = question_at(later, by=lan, channel=Channel.PHONE, topic=topic, residential_group=group)
    other.withdraw("Đã giải quyết.", by=lan)
    client = as_user(lan)
    narrowed = [("buoi", later.slug), ("linh-vuc", topic.slug), ("to", group.code), ("tinh-trang", "withdrawn")]
    for name, value in [*narrowed, ("kenh", "phone")]:
        assert codes(client.get(LIST, {name: value})) == {other.code}
    assert codes(client.get(LIST, {"buoi": "khong-co", "to": "khong-co"})) == {other.code, drain.code}


def test_a_session_of_years_ago_is_found_by_its_address(lan, drain, as_user):
    with_old = session_on(start_time=drain.session.start_time)
    type(with_old).objects.filter(pk=with_old.pk).update(held_on="2005-01-15", slug="2005-01-15")
    assert codes(as_user(lan).get(LIST, {"buoi": "2005-01-15"})) == set()


def test_the_list_costs_the_same_however_long_it_is(
    lan, session, drain, as_user, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(lan)
    client.get(LIST)
    with django_assert_max_num_queries(12) as done:
        client.get(LIST, {"viec": "moi"})
    counting = [query["sql"] for query in done.captured_queries if "COUNT(" in query["sql"]]
    assert counting and all("LIMIT" in sql for sql in counting)
    crowd(session, 6)
    with django_assert_num_queries(len(done)):
        assert len(codes(client.get(LIST, {"viec": "moi"}))) == 7


def test_no_look_up_but_the_offered_ones_reaches_the_table(lan, drain, as_user):
    client = as_user(lan)
    for query in ("full_name__startswith=L", "phone=%2B84912345678", "text__icontains=a", "o=2.3"):
        response = client.get(f"{LIST}?{query}")
        assert response.status_code in (200, 302, 400), query
        assert response.status_code != 200 or codes(response) == {drain.code}, query


def test_a_question_is_neither_added_changed_nor_deleted_by_hand(everything, drain, as_user):
    client = as_user(everything)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{drain.pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    client.post(f"{LIST}{drain.pk}/change/", {"status": "answered", "text": "x"})
    assert client.get(f"{LIST}{drain.pk}/history/").status_code == 404
    assert Question.objects.get(pk=drain.pk).text == ASKED


def test_a_question_that_is_not_there_has_no_page(lan, as_user):
    client = as_user(lan)
    for pk in ("0", "999999999", "abc", "9" * 30, "1_2F"):
        assert client.get(f"{LIST}{pk}/change/").status_code == 404, pk


def test_the_page_tells_what_who_and_how_to_reach_them(lan, drain, as_user):
    page = as_user(lan).get(case(drain)).text
    for told in (ASKED, "Lê Thị Hoa", "0912 345 678", "tel:+84912345678", "Được xếp phát biểu", "Hội trường phường"):
        assert told in page


def test_the_page_tells_the_place_in_the_waiting_list(lan, session, as_user):
    type(session).objects.filter(pk=session.pk).update(speaker_limit=0)
    first, second = question_at(session), question_at(session)
    client = as_user(lan)
    assert "vị trí 2 trong danh sách chờ" in client.get(case(second)).text
    first.withdraw()
    assert "vị trí 1 trong danh sách chờ" in client.get(case(second)).text


def test_the_page_offers_what_the_person_may_decide_the_next_step_first(lan, chu_tich, session, as_user):
    suspect = question_at(session, is_suspect=True)
    buttons = as_user(lan).get(case(suspect)).context["buttons"]
    assert (buttons[0].label, buttons[0].is_next) == ("Xác nhận không phải thư rác", True)
    labels = {button.label for button in as_user(chu_tich).get(case(suspect)).context["buttons"]}
    assert {"Chuyển sang buổi sau", "Không đưa vào chương trình", "Chuyển sang hồ sơ mật"} <= labels
    assert "Cấp lại mã bí mật" not in labels


def test_answering_is_offered_once_the_minutes_have_begun(lan, session, as_user):
    question, client = question_at(session), as_user(lan)

    def offered():
        return "Đã trả lời" in {button.label for button in client.get(case(question)).context["buttons"]}

    assert not offered()
    session.open(by=lan)
    assert offered()


def test_the_page_shows_what_was_minuted(lan, as_user):
    question = question_at(session_in("in_session"))
    question.agenda_items.get().minute(by=lan, answer="Nạo vét trong tháng.")
    assert "Nạo vét trong tháng." in as_user(lan).get(case(question)).text


def test_the_page_says_what_to_tell_on_the_telephone(lan, chu_tich, session, as_user):
    question, client = question_at(session), as_user(lan)

    def said():
        return client.get(case(question)).context["said"]

    assert "Xin mời ông/bà đến phát biểu" in said()
    with undone():
        session.cancel("Bão.", by=chu_tich)
        assert "đã hủy" in said()
    session.open(by=lan)
    session.end(by=lan)
    assert "đã diễn ra" in said()


def test_what_is_said_follows_the_decision(lan, drain, as_user):
    drain.decline("Không thuộc phường.", by=lan)
    assert "đọc lý do" in as_user(lan).get(case(drain)).context["said"]


def test_the_page_costs_the_same_whatever_hangs_on_it(lan, session, as_user, django_assert_max_num_queries):
    question = question_at(session, petition_code=PetitionFactory().code)
    question.open_petition(kind="report", by=lan)
    client = as_user(lan)
    client.get(case(question))
    with django_assert_max_num_queries(12):
        client.get(case(question))


def test_that_no_place_was_left_is_told_of_who_wanted_one_and_of_nobody_who_gave_theirs_up(lan, coming, as_user):
    coming.speaker_limit, coming.waiting_limit = 1, 0
    coming.save()
    client, told = as_user(lan), "Hết chỗ phát biểu và chỗ chờ"
    has_place, has_none = question_at(coming), question_at(coming)
    assert [told in client.get(case(question)).text for question in (has_place, has_none)] == [False, True]
    for gives_up in (lambda row: row.withdraw(), lambda row: row.open_petition(kind="report", by=lan)):
        with undone():
            question = Question.objects.get(pk=has_place.pk)
            gives_up(question)
            assert told not in question.slot_told and "Da het cho" not in registration_sms(question)
