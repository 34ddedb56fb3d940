"""A contest of self-managed groups: from the ranking to first prize, and to the upper level."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mobilization.assessments.status import CONTEST_MOVES, ContestStatus
from mobilization.models import Award, Contest, Prize
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.assessments import a_cast, decided_row, open_round
from tests.factories.petitions import UserFactory

pytestmark = pytest.mark.django_db
NAME = "Văn minh, an toàn, tiêu biểu"


@pytest.fixture(scope="module")
def cast(module_rows):
    return a_cast()


@pytest.fixture(scope="module")
def ranked(cast):
    """Two groups each of two residential groups: 9 and 8 criteria met, 7 and 9."""
    opened = open_round(cast.bloc)
    rows = [*_two(opened, 1), *_two(opened, 2)]
    for row, unmet in zip(rows, (0, 1, 2, 0), strict=True):
        decided_row(row, cast, unmet)
    opened.close(by=cast.bloc)
    return opened


def _two(opened, number):
    return list(opened.assessments.filter(residential_group__number=number).in_order()[:2])


@pytest.fixture
def groups(ranked):
    return [row.self_managed_group for row in (*_two(ranked, 1), *_two(ranked, 2))]


@pytest.fixture
def contest(ranked, cast):
    return Contest.objects.start(NAME, timezone.localdate().year, ranked, by=cast.bloc)


def in_ward_round(contest, groups, cast):
    first, other = (contest.enter(group, by=cast.bloc) for group in (groups[0], groups[3]))
    contest.advance([first, other], by=cast.bloc)
    return first, other


def test_a_contest_is_chosen_from_a_ranking_that_stands(cast, ranked, contest):
    with pytest.raises(ValidationError, match="thứ hạng của đợt"):
        ranked.reopen(by=cast.bloc)
    with pytest.raises(PermissionDenied):
        Contest.objects.start(NAME, 2026, ranked, by=cast.team_head)
    with pytest.raises(ValidationError, match="đã mở cuộc thi đua mang tên này"):
        Contest.objects.start(NAME, contest.year, ranked, by=cast.bloc)


def test_who_is_not_first_at_home_enters_with_a_reason(contest, groups, cast):
    contest.enter(groups[0], by=cast.bloc)
    with pytest.raises(ValidationError, match="không đứng đầu"):
        contest.enter(groups[1], by=cast.bloc)
    entrant = contest.enter(groups[1], by=cast.bloc, reason="Tuyến đường mẫu.")
    assert (entrant.rank, entrant.met_count, entrant.reason) == (3, 8, "Tuyến đường mẫu.")
    with pytest.raises(ValidationError, match="đã được đề cử"):
        contest.enter(groups[0], by=cast.bloc)
    with pytest.raises(ValidationError, match="không có kết quả"):
        contest.enter(cast.group, by=cast.bloc)


def test_who_stands_higher_is_left_out_with_a_reason_only(contest, groups, cast):
    high = contest.enter(groups[0], by=cast.bloc)
    low = contest.enter(groups[1], by=cast.bloc, reason="Tuyến mẫu.")
    with pytest.raises(ValidationError, match="xếp cao hơn"):
        contest.advance([low], by=cast.bloc)
    contest.advance([low], by=cast.bloc, reason="Tổ kia đã đạt giải năm trước.")
    high.refresh_from_db(), low.refresh_from_db()
    assert (high.status, low.status) == ("group_round", "ward_round")
    assert low.chosen_because == "Tổ kia đã đạt giải năm trước."


def test_from_scores_to_first_prize_and_on_to_the_province(contest, groups, cast):
    first, other = in_ward_round(contest, groups, cast)
    contest.score("Ông Hà", {first: Decimal("9.5"), other: Decimal(8)}, by=cast.bloc)
    contest.score("Ông Hà", {first: Decimal(9)}, by=cast.bloc)
    assert first.scores.get().points == 9
    prizes = [Prize(first, Award.Kind.FIRST), Prize(other, Award.Kind.SECOND)]
    contest.award(prizes, "12/QĐ-UBND", timezone.localdate(), by=cast.bloc)
    assert contest.status == ContestStatus.AWARDED
    assert [(one.kind, one.self_managed_group, one.decision_no) for one in contest.awards.order_by("pk")] == [
        ("first", groups[0], "12/QĐ-UBND"),
        ("second", groups[3], "12/QĐ-UBND"),
    ]
    with pytest.raises(ValidationError, match="chưa được cử"):
        contest.record_outcome(first, "Đạt giải ba", by=cast.bloc)
    contest.send_on(first, "UBND tỉnh", timezone.localdate(), by=cast.bloc)
    contest.record_outcome(first, "Đạt giải ba", by=cast.bloc)
    first.refresh_from_db()
    assert (first.sent_to, first.outcome) == ("UBND tỉnh", "Đạt giải ba")


def test_an_entrant_of_another_contest_is_not_scored(contest, groups, cast, ranked):
    other = Contest.objects.start("Khác", contest.year, ranked, by=cast.bloc).enter(groups[0], by=cast.bloc)
    with pytest.raises(ValueError, match="another contest"):
        contest.score("Ông Hà", {other: Decimal(9)}, by=cast.bloc)


def test_no_prize_without_a_decision_and_without_a_ground(contest, groups, cast):
    first, _other = in_ward_round(contest, groups, cast)
    prizes, today = [Prize(first, Award.Kind.FIRST)], timezone.localdate()
    with pytest.raises(ValidationError, match="số quyết định"):
        contest.award(prizes, "", today, by=cast.bloc, basis="Biên bản.")
    with pytest.raises(ValidationError, match="Chưa có điểm"):
        contest.award(prizes, "12", today, by=cast.bloc)
    with pytest.raises(ValidationError, match="Chọn giải"):
        contest.award([], "12", today, by=cast.bloc, basis="Biên bản.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.create(kind="first", title="x", self_managed_group=groups[0], decision_no="", decided_on=today)
    assert not Award.objects.exists()


def test_prizes_that_do_not_follow_the_points_need_a_record(contest, groups, cast):
    first, other = in_ward_round(contest, groups, cast)
    contest.score("Ông Hà", {first: Decimal("8"), other: Decimal("9")}, by=cast.bloc)
    prizes, today = [Prize(first, Award.Kind.FIRST), Prize(other, Award.Kind.SECOND)], timezone.localdate()
    for given in (prizes, prizes[:1]):
        with pytest.raises(ValidationError, match="không theo điểm"):
            contest.award(given, "12", today, by=cast.bloc)
    contest.award(prizes, "12", today, by=cast.bloc, basis="Biên bản ngày 5.")
    assert contest.status == ContestStatus.AWARDED


def test_a_contest_offers_only_what_there_is_a_group_for(contest, groups, cast, as_user, django_assert_max_num_queries):
    client, url = as_user(cast.bloc), reverse("admin:mobilization_contest_change", args=[contest.pk])
    assert "Đề cử tổ dự thi" in client.get(url).content.decode()
    assert "Ghi điểm của giám khảo" not in client.get(url).content.decode()
    first, _other = in_ward_round(contest, groups, cast)
    contest.award([Prize(first, Award.Kind.FIRST)], "12", timezone.localdate(), by=cast.bloc, basis="Biên bản.")
    assert "Ghi kết quả thi cấp trên" not in client.get(url).content.decode()
    contest.send_on(first, "UBND tỉnh", timezone.localdate(), by=cast.bloc)
    with django_assert_max_num_queries(STATEMENTS_AT_MOST):
        page = client.get(url).content.decode()
    assert "quyet-dinh/record_outcome/" in page and "quyet-dinh/send_on/" not in page


def test_only_who_won_is_sent_on(contest, groups, cast):
    first, other = in_ward_round(contest, groups, cast)
    contest.award([Prize(first, Award.Kind.FIRST)], "12", timezone.localdate(), by=cast.bloc, basis="Biên bản.")
    with pytest.raises(ValidationError, match="đã được trao giải"):
        contest.send_on(other, "UBND tỉnh", timezone.localdate(), by=cast.bloc)


def test_who_left_is_in_no_round(contest, groups, cast):
    first = contest.enter(groups[0], by=cast.bloc)
    contest.withdraw(first, "Xin rút.", by=cast.bloc)
    with pytest.raises(ValidationError, match="Chọn ít nhất"):
        contest.advance([], by=cast.bloc)
    assert list(contest.competing()) == []


def test_each_decision_is_for_the_bloc_and_its_states(contest, groups, cast):
    entrant = contest.enter(groups[0], by=cast.bloc)
    calls = {
        "enter": lambda row, by: row.enter(groups[3], by=by),
        "withdraw": lambda row, by: row.withdraw(entrant, "x", by=by),
        "score": lambda row, by: row.score("A", {entrant: Decimal(1)}, by=by),
        "advance": lambda row, by: row.advance([entrant], by=by, reason="x"),
        "award": lambda row, by: row.award([Prize(entrant, "first")], "1", timezone.localdate(), by=by, basis="x"),
        "send_on": lambda row, by: row.send_on(entrant, "x", timezone.localdate(), by=by),
        "record_outcome": lambda row, by: row.record_outcome(entrant, "x", by=by),
    }
    roles = ("leader", "team_head", "self_managed_head", "editor", "reception")
    strangers = [UserFactory(role=role) for role in roles]
    failed = []
    for verb, call in calls.items():
        for person in strangers:
            with pytest.raises(PermissionDenied):
                call(Contest.objects.get(pk=contest.pk), person)
        for status in ContestStatus.values:
            if status not in CONTEST_MOVES[verb].sources:
                Contest.objects.filter(pk=contest.pk).update(status=status)
                try:
                    call(Contest.objects.get(pk=contest.pk), cast.bloc)
                    failed.append((verb, status))
                except ValidationError:
                    pass
    assert failed == []


def test_staff_lead_a_contest_from_the_list_to_the_prizes(ranked, groups, cast, as_user):
    client, url = as_user(cast.bloc), reverse("admin:mobilization_contest_start")
    assert client.post(url, {"name": "", "year": "26", "round": ""}).status_code == 422
    page = client.post(url, {"name": NAME, "year": 2026, "round": ranked.pk}, follow=True)
    contest = Contest.objects.get()
    assert page.status_code == 200 and "Chưa có tổ nào" in page.content.decode()
    again = client.post(url, {"name": NAME, "year": 2026, "round": ranked.pk})  # a bad line sends it twice
    assert again.status_code == 422 and "đã mở" in again.content.decode() and Contest.objects.count() == 1

    def decide(verb, **typed):
        contest.refresh_from_db()
        address = reverse("admin:mobilization_contest_decide", args=[contest.pk, verb])
        assert client.get(address).status_code == 200, verb
        return client.post(address, {"version": contest.version, **typed})

    assert "không đứng đầu" in decide("enter", group=groups[1].pk).content.decode()
    assert decide("enter", group=groups[0].pk).status_code == 302
    entrant = contest.entrants.get()
    assert decide("score", judge="Ông Hà", **{f"points_{entrant.pk}": "9,5"}).status_code == 302
    assert decide("advance", entrants=[entrant.pk]).status_code == 302
    prize = {f"prize_{entrant.pk}": "first", "basis": "Biên bản ngày 5.", "sure": "on"}
    refused = decide("award", decision_no="", decided_on="", **prize)
    assert refused.status_code == 422 and "Biên bản ngày 5." in refused.content.decode()
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert decide("award", decision_no="12/QĐ", decided_on=today, **prize).status_code == 302
    assert decide("send_on", entrant=entrant.pk, organiser="UBND tỉnh", sent_on=today).status_code == 302
    assert decide("record_outcome", entrant=entrant.pk, outcome="Đạt giải ba").status_code == 302
    told = client.get(reverse("admin:mobilization_contest_change", args=[contest.pk])).content.decode()
    assert "Giải nhất" in told and "12/QĐ" in told and "Đạt giải ba" in told
    public = client.get(groups[0].get_absolute_url()).content.decode()
    assert "Giải nhất" in public and "UBND tỉnh" in public and "Biên bản" not in public


def test_two_who_lead_a_contest_at_once_are_told(contest, groups, cast, as_user):
    version = contest.version
    contest.enter(groups[0], by=cast.bloc)
    address = reverse("admin:mobilization_contest_decide", args=[contest.pk, "enter"])
    page = as_user(cast.bloc).post(address, {"version": version, "group": groups[3].pk, "reason": "Giữ lời này"})
    assert page.status_code == 409 and "Giữ lời này" in page.content.decode()
