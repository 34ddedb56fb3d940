"""The list of petitions: what each person finds in it, how it is searched, what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.models import MobilizationTeam, Unit
from petitions.desk import QUEUES
from petitions.models import DeadlineRule, Petition
from tests.factories.mobilization import (
    MembershipFactory,
    MobilizationTeamFactory,
    ResidentialGroupFactory,
    UnitFactory,
)
from tests.factories.petitions import ANSWER, PetitionFactory, UserFactory, confidential_petition, petition_in
from wardportal.admin_tools import ask_at_once
from wardportal.models import User, Ward
from wardportal.work_queues import desk_queues

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/petitions/petition/"
DRAFTING = (("change", ()), ("decide", ("draft_answer",)))


def codes(response) -> set[str]:
    return {petition.code for petition in response.context["cl"].result_list}


@pytest.fixture(scope="module")
def ward(module_rows):
    return Ward.objects.get()


@pytest.fixture(scope="module")
def unit_a(ward):
    return UnitFactory(name="Bộ phận địa chính")


@pytest.fixture(scope="module")
def kept(ward):
    """Everybody who asks for the list, and a petition of a group, by their keys."""
    team = MobilizationTeamFactory()
    people = {"lan": UserFactory(role="reception"), "to_truong": UserFactory(role="team_head")}
    MembershipFactory(head=True, team=team, user=people["to_truong"])
    lamp = PetitionFactory(title="Đèn đường hỏng", residential_group=team.residential_group)
    return {name: user.pk for name, user in people.items()} | {"lamp": lamp.pk, "team": team.pk}


@pytest.fixture
def lan(kept):
    return User.objects.get(pk=kept["lan"])


@pytest.fixture
def to_truong(kept):
    return User.objects.get(pk=kept["to_truong"])


@pytest.fixture
def team(kept):
    return MobilizationTeam.objects.get(pk=kept["team"])


@pytest.fixture
def lamp(kept):
    return Petition.objects.get(pk=kept["lamp"])


def test_a_list_tells_how_many_there_are_of_all_where_it_was_narrowed_and_by_what(lan, lamp, as_user):
    def told(query):
        page = as_user(lan).get(LIST + query).text
        return "xem tất cả</a>" in page, "<strong>Tất cả</strong>" in page, "<strong>Mới</strong>" in page

    assert told("") == (False, False, False)
    assert told("?viec=moi") == (True, False, True)


def test_reception_sees_all_but_confidential_ones(lan, lamp, as_user):
    confidential_petition()
    assert codes(as_user(lan).get(LIST)) == {lamp.code}


def test_a_handler_sees_what_their_unit_has_and_no_other(minh, tuan, unit_a, as_user):
    petition = petition_in("in_progress", unit=unit_a)
    url = reverse("admin:petitions_petition_change", args=[petition.pk])
    for client, listed, answer in ((as_user(minh), {petition.code}, 200), (as_user(tuan), set(), 404)):
        assert codes(client.get(LIST)) == listed
        assert client.get(url).status_code == answer


def test_a_petition_is_found_by_code_number_and_words_in_any_spelling(lan, lamp, as_user):
    PetitionFactory(title="Rác", body="Rác ở chợ", phone="")
    client, short = as_user(lan), f"{lamp.year}/{lamp.number}"
    for typed in (lamp.code.lower(), short, "0912345678", "+84 912 345 678", "den duong", "ĐÈN hỏng"):
        assert codes(client.get(LIST, {"q": typed})) == {lamp.code}, typed


def test_strange_words_find_nothing_and_break_nothing(lan, lamp, as_user):
    client = as_user(lan)
    for query in ("% ' \\", "& | ! 🙂", "a" * 500):
        assert client.get(LIST, {"q": query}).status_code == 200, query


def test_no_look_up_but_the_offered_ones_reaches_the_table(to_truong, lamp, as_user):
    client = as_user(to_truong)
    for query in ("full_name__startswith=L", "phone=%2B84912345678", "body__icontains=a", "o=2.3"):
        response = client.get(f"{LIST}?{query}")
        assert response.status_code in (200, 302, 400), query
        assert response.status_code != 200 or codes(response) == {lamp.code}, query


def test_a_team_head_sees_where_a_neighbours_petition_stands_but_not_what_it_says(to_truong, lamp, as_user):
    client = as_user(to_truong)
    for url in (LIST, reverse("admin:petitions_petition_change", args=[lamp.pk])):
        response = client.get(url)
        assert lamp.code in response.text
        assert "Đèn đường" not in response.text
        assert lamp.full_name not in response.text
        assert "Phản ánh" not in response.text


def test_a_team_heads_search_reads_no_words_they_may_not_read(to_truong, lamp, as_user):
    client = as_user(to_truong)
    assert "do tổ của đồng chí chuyển đến" in client.get(LIST).text
    assert codes(client.get(LIST, {"q": "đèn đường"})) == set()
    assert codes(client.get(LIST, {"q": "0912345678"})) == set()
    assert codes(client.get(LIST, {"q": lamp.code})) == {lamp.code}


def test_a_team_head_reads_what_their_own_team_handed_in(to_truong, team, group, as_user):
    own = PetitionFactory(team=team, residential_group=group, title="Cống nghẹt")
    response = as_user(to_truong).get(reverse("admin:petitions_petition_change", args=[own.pk]))
    assert "Cống nghẹt" in response.text


def test_a_team_head_sees_nothing_of_other_groups(to_truong, lamp, as_user):
    other = PetitionFactory(residential_group=ResidentialGroupFactory())
    client = as_user(to_truong)
    assert codes(client.get(LIST)) == {lamp.code}
    assert client.get(reverse("admin:petitions_petition_change", args=[other.pk])).status_code == 404


def test_a_queue_of_the_desk_is_a_filter_of_the_list(lan, lamp, as_user):
    reviewed, client = petition_in("reviewing"), as_user(lan)
    assert codes(client.get(LIST, {"viec": "moi"})) == {lamp.code}
    assert codes(client.get(LIST, {"viec": "dang-xem-xet"})) == {reviewed.code}


def ages(user: User) -> dict[str, str]:
    """What each queue says on this person's desk."""
    (queues,) = ask_at_once([desk_queues(QUEUES, Petition.objects.listed_for(user), user, LIST)], user)
    return {queue.label: queue.age for queue in queues}


def test_a_queue_is_as_old_as_what_was_received_first_whenever_it_was_typed(lan, lamp, as_user):
    day = timezone.localdate() - timedelta(days=15)
    late = Petition.objects.register(by=lan, channel="paper", received_on=day, declared_kind="question", body="Hỏi")
    PetitionFactory()
    assert ages(lan)["Mới"] == "lâu nhất 15 ngày"
    assert as_user(lan).get(LIST, {"viec": "moi"}).context["cl"].result_list[0].pk == late.pk


def test_what_is_suspended_waits_for_a_leader_since_its_clock_stopped(lan, chu_tich, unit_a, as_user, later):
    petition = petition_in("in_progress", unit=unit_a)
    later(days=2)
    petition.suspend("Chờ giám định.", by=chu_tich)
    assert ages(chu_tich)["Tạm đình chỉ, chờ tiếp tục"] == "trong hôm nay"
    assert codes(as_user(chu_tich).get(LIST, {"viec": "tam-dinh-chi"})) == {petition.code}
    assert "Tạm đình chỉ, chờ tiếp tục" not in ages(lan)
    petition.resume(by=chu_tich)
    petition.ask("Đèn nào?", by=lan)
    later(days=1)
    assert ages(lan)["Chờ người gửi"] == "lâu nhất 1 ngày"


def test_what_waits_without_a_running_deadline_stands_in_its_queue_too(lan, chu_tich, unit_a, as_user):
    petition, paused = petition_in("answered", unit=unit_a), petition_in("waiting")
    DeadlineRule.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    petition.reopen("Vẫn tắt.", by=chu_tich)
    petition.ask("Đèn nào?", by=lan)
    rows = as_user(lan).get(LIST, {"viec": "cho-nguoi-gui"}).context["cl"].result_list
    assert [row.pk for row in rows] == [paused.pk, petition.pk]
    assert ages(lan)["Chờ người gửi"] == "trong hôm nay"


def test_a_draft_sent_back_waits_for_who_wrote_it_with_what_has_to_be_better(minh, chu_tich, unit_a, as_user):
    petition, client = petition_in("in_progress", unit=unit_a), as_user(minh)
    pages = [reverse(f"admin:petitions_petition_{name}", args=[petition.pk, *verb]) for name, verb in DRAFTING]
    petition.draft_answer(**ANSWER, by=minh)
    assert codes(client.get(LIST, {"viec": "tra-lai"})) == set()
    petition.return_answer("Cần nêu rõ ai thay.", by=chu_tich)
    assert ages(minh)["Dự thảo bị trả lại"]
    assert codes(client.get(LIST, {"viec": "tra-lai"})) == {petition.code}
    for page in pages:
        assert "Dự thảo bị trả lại, cần làm lại" in client.get(page).text
    petition.draft_answer(**ANSWER, by=minh)
    assert codes(client.get(LIST, {"viec": "tra-lai"})) == set()
    for page in pages:
        assert "Dự thảo bị trả lại, cần làm lại" not in client.get(page).text


YESTERDAY = {"valid_to": timezone.localdate() - timedelta(days=1)}
LEAVING = {
    "the account is locked": lambda minh: User.objects.filter(pk=minh.pk).update(is_active=False),
    "the post has ended": lambda minh: minh.memberships.update(**YESTERDAY),
    "the unit has ended": lambda minh: Unit.objects.filter(memberships__user=minh).update(**YESTERDAY),
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING)
def test_what_somebody_leaves_behind_waits_to_be_given_to_another(leave, lan, minh, unit_a, as_user):
    petition, client = petition_in("accepted"), as_user(lan)
    petition.assign(unit_a, officer=minh, by=lan)
    assert codes(client.get(LIST, {"viec": "giao-lai"})) == set()
    leave(minh)
    assert codes(client.get(LIST, {"viec": "giao-lai"})) == {petition.code}
    petition.ask("Đèn nào?", by=lan)  # nobody else may be given it while the sender is asked
    assert codes(client.get(LIST, {"viec": "giao-lai"})) == set()
    petition.supply("Đèn số 3.")
    petition.assign(UnitFactory(), by=lan, staff_note="Anh Minh đã nghỉ.")
    assert codes(client.get(LIST, {"viec": "giao-lai"})) == set()


def test_filters_narrow_by_kind_category_channel_unit_and_status(lan, lamp, unit_a, as_user):
    given = petition_in("in_progress", unit=unit_a, declared_kind="question", category_id=None)
    client = as_user(lan)
    assert codes(client.get(LIST, {"loai": "question"})) == {given.code}
    assert codes(client.get(LIST, {"don-vi": unit_a.code})) == {given.code}
    assert codes(client.get(LIST, {"tinh-trang": "received"})) == {lamp.code}
    assert codes(client.get(LIST, {"kenh": "paper"})) == set()
    assert codes(client.get(LIST, {"linh-vuc": "khong-co", "kenh": "khong-co"})) == {lamp.code, given.code}


def test_staff_read_their_own_words_for_a_petition_that_waits_for_its_sender(lan, as_user):
    petition, client = petition_in("waiting"), as_user(lan)
    for url in (LIST, reverse("admin:petitions_petition_change", args=[petition.pk])):
        text = client.get(url).text
        assert "Chờ bổ sung" in text, url
        assert "Chờ ông/bà" not in text, url


def test_the_list_tells_the_days_left_as_the_petitions_own_page_does(lan, lamp, as_user):
    client = as_user(lan)
    told = client.get(reverse("admin:petitions_petition_change", args=[lamp.pk])).context["deadline_text"]
    (row,) = client.get(LIST).context["cl"].result_list
    assert "ngày làm việc" in row.due_text
    assert told.endswith(f", {row.due_text}.")


def test_the_list_costs_the_same_however_long_it_is(lan, unit_a, as_user, django_assert_max_num_queries):
    client = as_user(lan)
    for number in (2, 12):
        PetitionFactory.create_batch(number)
        client.get(LIST)
        with django_assert_max_num_queries(12):
            client.get(LIST)


def test_no_query_counts_the_whole_table(lan, lamp, as_user, django_assert_max_num_queries):
    client = as_user(lan)
    with django_assert_max_num_queries(12) as done:
        client.get(LIST)
    counting = [query["sql"] for query in done.captured_queries if "COUNT(" in query["sql"]]
    assert counting and all("LIMIT" in sql for sql in counting)


def test_a_petition_is_neither_added_changed_nor_deleted_by_hand(quan_tri, lamp, as_user):
    client = as_user(quan_tri)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{lamp.pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    client.post(f"{LIST}{lamp.pk}/change/", {"status": "closed", "title": "x"})
    assert client.get(f"{LIST}{lamp.pk}/history/").status_code == 404
    assert Petition.objects.get(pk=lamp.pk).title == "Đèn đường hỏng"


def test_a_petition_that_is_not_there_has_no_page(lan, asks):
    client = asks(lan)
    for pk in ("0", "999999999", "abc", "9" * 30, "1_2F"):
        assert client.get(f"{LIST}{pk}/change/").status_code == 404, pk


def test_the_list_answers_who_may_do_everything(quan_tri, lamp, as_user):
    assert codes(as_user(quan_tri).get(LIST)) == {lamp.code}
