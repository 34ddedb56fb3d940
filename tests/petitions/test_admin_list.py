"""The list of petitions: what each person finds in it, how it is searched, what it costs."""

import pytest
from django.urls import reverse

from petitions.models import Petition
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import PetitionFactory, confidential_petition, petition_in

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/petitions/petition/"


def codes(response) -> set[str]:
    return {petition.code for petition in response.context["cl"].result_list}


@pytest.fixture
def lamp(group):
    return PetitionFactory(title="Đèn đường hỏng", residential_group=group)


def test_reception_sees_all_but_confidential_ones(lan, lamp, as_user):
    confidential_petition()
    assert codes(as_user(lan).get(LIST)) == {lamp.code}


def test_a_handler_sees_what_their_unit_has_and_no_other(minh, tuan, unit_a, as_user):
    petition = petition_in("in_progress", unit=unit_a)
    assert codes(as_user(minh).get(LIST)) == {petition.code}
    assert codes(as_user(tuan).get(LIST)) == set()
    url = reverse("admin:petitions_petition_change", args=[petition.pk])
    assert [as_user(user).get(url).status_code for user in (minh, tuan)] == [200, 404]


@pytest.mark.parametrize("query", ["{code}", "{short}", "0912345678", "+84 912 345 678", "den duong", "ĐÈN hỏng"])
def test_a_petition_is_found_by_code_number_and_words_in_any_spelling(query, lan, lamp, as_user):
    PetitionFactory(title="Rác", body="Rác ở chợ", phone="")
    typed = query.format(code=lamp.code.lower(), short=f"{lamp.year}/{lamp.number}")
    assert codes(as_user(lan).get(LIST, {"q": typed})) == {lamp.code}


@pytest.mark.parametrize("query", ["%", "'", "\\", "a" * 500, "🙂", "& | !"])
def test_strange_words_find_nothing_and_break_nothing(query, lan, lamp, as_user):
    assert as_user(lan).get(LIST, {"q": query}).status_code == 200


@pytest.mark.parametrize("query", ["full_name__startswith=L", "phone=%2B84912345678", "body__icontains=a", "o=2.3"])
def test_no_look_up_but_the_offered_ones_reaches_the_table(query, to_truong, lamp, as_user):
    response = as_user(to_truong).get(f"{LIST}?{query}")
    assert response.status_code in (200, 302, 400)
    assert response.status_code != 200 or codes(response) == {lamp.code}


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
    assert codes(client.get(LIST, {"q": "đèn đường"})) == set()
    assert codes(client.get(LIST, {"q": "0912345678"})) == set()
    assert codes(client.get(LIST, {"q": lamp.code})) == {lamp.code}


def test_a_team_head_reads_what_their_own_team_handed_in(to_truong, team, group, as_user):
    own = PetitionFactory(team=team, residential_group=group, title="Cống nghẹt")
    response = as_user(to_truong).get(reverse("admin:petitions_petition_change", args=[own.pk]))
    assert "Cống nghẹt" in response.text


def test_a_team_head_sees_nothing_of_other_groups(to_truong, as_user):
    other = PetitionFactory(residential_group=ResidentialGroupFactory())
    assert codes(as_user(to_truong).get(LIST)) == set()
    assert as_user(to_truong).get(reverse("admin:petitions_petition_change", args=[other.pk])).status_code == 404


def test_a_queue_of_the_desk_is_a_filter_of_the_list(lan, lamp, as_user):
    reviewed = petition_in("reviewing")
    assert codes(as_user(lan).get(LIST, {"viec": "moi"})) == {lamp.code}
    assert codes(as_user(lan).get(LIST, {"viec": "dang-xem-xet"})) == {reviewed.code}


def test_filters_narrow_by_kind_category_channel_unit_and_status(lan, lamp, unit_a, as_user):
    given = petition_in("in_progress", unit=unit_a, declared_kind="question", category_id=None)
    client = as_user(lan)
    assert codes(client.get(LIST, {"loai": "question"})) == {given.code}
    assert codes(client.get(LIST, {"don-vi": unit_a.code})) == {given.code}
    assert codes(client.get(LIST, {"tinh-trang": "received"})) == {lamp.code}
    assert codes(client.get(LIST, {"kenh": "paper"})) == set()
    assert codes(client.get(LIST, {"linh-vuc": "khong-co", "kenh": "khong-co"})) == {lamp.code, given.code}


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_costs_the_same_however_long_it_is(number, lan, unit_a, as_user, django_assert_max_num_queries):
    for _ in range(number):
        PetitionFactory()
    client = as_user(lan)
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_no_query_counts_the_whole_table(lan, lamp, as_user, django_assert_max_num_queries):
    client = as_user(lan)
    with django_assert_max_num_queries(12) as done:
        client.get(LIST)
    counting = [query["sql"] for query in done.captured_queries if "COUNT(" in query["sql"]]
    assert all("LIMIT" in sql for sql in counting)


def test_a_petition_is_neither_added_changed_nor_deleted_by_hand(quan_tri, lamp, as_user):
    client = as_user(quan_tri)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{lamp.pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    client.post(f"{LIST}{lamp.pk}/change/", {"status": "closed", "title": "x"})
    assert client.get(f"{LIST}{lamp.pk}/history/").status_code == 404
    assert Petition.objects.get(pk=lamp.pk).title == "Đèn đường hỏng"


@pytest.mark.parametrize("pk", ["0", "999999999", "abc", "9" * 30, "1_2F"])
def test_a_petition_that_is_not_there_has_no_page(pk, lan, as_user):
    assert as_user(lan).get(f"{LIST}{pk}/change/").status_code == 404


@pytest.mark.parametrize("role", ["minh", "to_truong", "quan_tri"])
def test_every_list_page_answers_each_role(role, request, lamp, as_user):
    user = request.getfixturevalue(role)
    assert as_user(user).get(LIST).status_code == 200
