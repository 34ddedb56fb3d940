"""A campaign from its registration to its end: who may decide what, with what evidence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from mobilization.campaigns.status import CAMPAIGN_MOVES, CampaignStatus
from mobilization.models import Campaign, CampaignUpdate, CouncilSeat, ScoringPoint
from mobilization.models.scoring import ScoringTemplate
from tests.factories.campaigns import (
    RESULT,
    SHEET,
    a_field,
    campaign_in,
    drafted,
    new_photo,
    points_of,
    seated,
    target,
)
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, team_with_head
from wardportal.models import StaleRow

pytestmark = pytest.mark.django_db
S = CampaignStatus

BODY = {"consent", "withdraw_consent"}
JUDGED = {"recognise", "refuse", "reward", "correct"}
OFFICE = {"send_back", "decline", "approve", "assign", "correct_target", "show", "review", "judge", "replicate", "end"}
WRITES = {"write", "discard", "register", "progress", "self_score"}
# Role: the verbs it may take about a campaign of another's team; `replicate` is for whoever registers campaigns.
ROLES = {
    "reception": {"replicate"},
    "handler": {"replicate"},
    "leader": JUDGED,
    "mobilization": BODY | JUDGED | OFFICE | WRITES,
    "team_head": {"replicate"},
    "treasurer": set(),
    "editor": set(),
    "administrator": set(),
}


@pytest.fixture(scope="module")
def team(module_rows):
    return team_with_head()


@pytest.fixture(scope="module")
def approved(team):
    return campaign_in(S.RUNNING, team=team[0], head=team[1]).pk


@pytest.fixture
def running(approved):
    return Campaign.objects.get(pk=approved)


def test_the_door_opens_for_the_roles_and_statuses_of_the_table_alone(campaigns):
    """One grid: every role with every verb, and every verb in every status."""
    failures = [] if set(campaigns) == set(S.values) else [set(campaigns) ^ set(S.values)]
    for role, verbs in ROLES.items():
        user = UserFactory(role=role)
        allowed = {verb for verb in CAMPAIGN_MOVES if campaigns[S.RUNNING].allows(verb, user)}
        failures += [(role, allowed ^ verbs)] if allowed != verbs else []
    for status, row in campaigns.items():
        can = {verb for verb in CAMPAIGN_MOVES if row.can(verb)}
        told = {verb for verb, move in CAMPAIGN_MOVES.items() if status in move.sources}
        failures += [(status, can ^ told)] if can != told else []
    assert failures == []


def test_only_what_was_approved_has_a_page_and_stands_in_the_list(campaigns, client):
    listed, failures = client.get("/mo-hinh/").content.decode(), []
    for status, campaign in campaigns.items():
        is_open = client.get(campaign.get_absolute_url()).status_code == 200
        is_listed = campaign.get_absolute_url() in listed
        if {is_open, is_listed} != {campaign.approved_on is not None}:
            failures.append((status, is_open, is_listed))
    assert failures == []


def test_a_team_head_writes_and_tells_of_the_own_team_alone(team, running):
    _team, stranger = team_with_head()
    assert Campaign.objects.visible_to(team[1]).get() == running
    assert not Campaign.objects.visible_to(stranger).exists()
    for verb in WRITES:
        assert running.allows(verb, team[1]) and not running.allows(verb, stranger)
    with pytest.raises(PermissionDenied):
        running.progress(timezone.localdate(), by=stranger, text="Không phải tổ tôi.", reason="x")
    with pytest.raises(PermissionDenied):
        Campaign.objects.begin(by=stranger, team=team[0], name="Của tổ khác", field=running.field)


def test_an_officer_registers_for_the_own_unit(ward):
    unit = UnitFactory()
    officer = UserFactory(role="handler", unit=unit)
    assert Campaign.objects.begin(by=officer, unit=unit, name="Một cửa thân thiện", field=a_field()).body == unit
    with pytest.raises(PermissionDenied):
        Campaign.objects.begin(by=officer, unit=UnitFactory(), name="Của nơi khác", field=a_field())


def test_a_sheet_that_lacks_something_stays_with_its_team(team):
    campaign = drafted(*team, targets=[], content="", in_charge="")
    with pytest.raises(ValidationError) as refused:
        campaign.register(by=team[1])
    assert set(refused.value.message_dict) == {"targets", "content", "in_charge"}
    campaign.write(by=team[1], targets=[target()], content="Làm mỗi tuần.", in_charge="Bà A")
    campaign.register(by=team[1])
    assert campaign.status == S.REGISTERED and campaign.registered_on


def test_an_old_model_comes_back_only_with_something_new(team, later):
    old = campaign_in(S.RUNNING, team=team[0], head=team[1], year=timezone.localdate().year - 1)
    again = drafted(*team)
    with pytest.raises(ValidationError) as refused:
        again.register(by=team[1])
    assert "former" in refused.value.message_dict
    again.write(by=team[1], former=old)
    with pytest.raises(ValidationError) as refused:
        again.register(by=team[1])
    assert "new_content" in refused.value.message_dict
    again.write(by=team[1], new_content="Thêm thu gom phế liệu.")
    again.register(by=team[1])
    assert list(old.later_years.all()) == [again]


def test_who_was_not_first_is_told(team):
    campaign = drafted(*team)
    version = campaign.version
    campaign.write(by=team[1], version=version, content="Bản của tôi.")
    with pytest.raises(StaleRow):
        Campaign.objects.get(pk=campaign.pk).write(by=team[1], version=version, content="Bản của người khác.")


@pytest.mark.parametrize(
    ("status", "verb", "arguments"),
    [
        (S.JUDGED, "recognise", ("1/QĐ", timezone.localdate() + timedelta(days=1))),
        (S.RECOGNISED, "reward", ()),
        (S.RECOGNISED, "correct", ("1/QĐ", date(1990, 1, 1), "Nhầm")),
        (S.ENDED, "correct", ("1/QĐ", timezone.localdate(), "Nhầm")),  # it was never recognised
        (S.RUNNING, "end", ("Đã xong",)),
        (S.RUNNING, "show", ([], [object()])),
        (S.RUNNING, "consent", (timezone.localdate(),)),
        (S.RUNNING, "withdraw_consent", ()),
    ],
)
def test_a_decision_without_its_evidence_is_refused(campaigns, status, verb, arguments):
    more = {"end": {"effect": " "}, "reward": {"decided_on": timezone.localdate().replace(year=2099)}}
    with pytest.raises(ValidationError):
        getattr(campaigns[status], verb)(*arguments, by=a_reader(), **more.get(verb, {}))
    assert Campaign.objects.get(pk=campaigns[status].pk).status == status


def test_a_month_is_told_once_and_put_right_by_a_further_row(team, running):
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="Ghi vì sao"):
        running.progress(today, by=team[1], text="Lần nữa.")
    running.progress(today, by=team[1], text="Sửa số tiền.", money=3_000_000, reason="Cộng nhầm.")
    assert [row.money for row in running.updates.all()] == [2_000_000, 3_000_000]
    assert [row.money for row in running.updates.current()] == [3_000_000]
    with pytest.raises(ValidationError, match="chưa đến"):
        running.progress(today + timedelta(days=40), by=team[1], text="Sang tháng.")
    with pytest.raises(ValidationError, match="trước khi"):
        running.progress(today - timedelta(days=400), by=team[1], text="Năm ngoái.")


@pytest.mark.parametrize("change", [{"text": "khác"}, {"money": 9}, None])
def test_what_was_told_cannot_be_edited_or_deleted(running, change):
    rows = CampaignUpdate.objects.filter(campaign=running)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change) if change else rows.delete()


def test_everybody_sees_what_the_office_showed_and_nothing_else(team, running):
    office = a_reader()
    update = running.progress(
        timezone.localdate(), by=team[1], text="Có ảnh.", photos=[new_photo()], reason="Thêm ảnh."
    )
    photo = running.photos.get()
    assert not running.updates.published() and not running.photos.published()
    running.show([update], [photo], "Ảnh không có người", by=office)
    assert list(running.updates.published()) == [update] and list(running.photos.published()) == [photo]
    running.show([update], [], by=office)
    assert not running.photos.published()


def test_every_point_links_to_one_record(running, campaigns, team):
    other = campaigns[S.RUNNING]
    points = points_of(running)
    points[0] = ScoringPoint(criterion=points[0].criterion, points=Decimal(5))
    with pytest.raises(ValidationError, match="đúng một minh chứng"):
        running.self_score(points, by=team[1], **RESULT)
    points[0].update, points[0].paper = running.updates.first(), "Sổ họp"
    with pytest.raises(ValidationError, match="đúng một minh chứng"):
        running.self_score(points, by=team[1], **RESULT)
    points[0].update, points[0].paper = other.updates.first(), ""
    with pytest.raises(ValidationError, match="không thuộc mô hình"):
        running.self_score(points, by=team[1], **RESULT)
    points[0].update, points[0].points = running.updates.first(), Decimal(11)
    with pytest.raises(ValidationError, match="từ 0 đến 10"):
        running.self_score(points, by=team[1], **RESULT)
    with pytest.raises(ValidationError, match="đủ các tiêu chí"):
        running.self_score(points[1:], by=team[1], **RESULT)
    points[0].points = Decimal(10)
    running.self_score(points, by=team[1], **RESULT)
    assert running.sheets.get().total == 100
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoringPoint.objects.bulk_create(
            [ScoringPoint(sheet=running.sheets.get(), criterion=points[0].criterion, points=1)]
        )


def test_sheets_by_a_former_template_count_no_more_also_of_who_left(campaigns):
    members, office = seated(4), a_reader()
    campaign = campaigns[S.SELF_SCORED]
    for member in members[:3]:
        campaign.score(points_of(campaign), by=member)
    template = ScoringTemplate.objects.create(name="Mẫu mới")
    template.criteria.create(position=1, name="Hiệu quả", most=50)
    CouncilSeat.objects.filter(user=members[0]).update(valid_to=timezone.localdate() - timedelta(days=1))
    for member in members[1:]:
        campaign.score(points_of(campaign), by=member)
        if member != members[-1]:
            with pytest.raises(ValidationError, match="Không tính . phiếu theo mẫu cũ"):
                campaign.judge(by=office)
    assert campaign.sheets.outcome(campaign).outdated == 1
    campaign.judge(by=office)
    assert campaign.council_score == 50


def test_a_draft_is_given_up_though_a_name_makes_a_like_address(team, running):
    draft = drafted(*team)
    Campaign.objects.filter(pk=running.pk).update(slug=f"bo-{draft.pk}")  # of a campaign named "Bò"
    draft.discard(by=team[1])
    assert draft.slug not in (running.slug, Campaign.objects.free_slug("", 0))


def test_the_council_scores_by_seat_and_the_average_is_of_the_last_sheets(campaigns):
    members, office = seated(3), a_reader()
    campaign = campaigns[S.SELF_SCORED]
    with pytest.raises(PermissionDenied):
        campaign.score(points_of(campaign), by=office)
    campaign.score(points_of(campaign, 0.5), by=members[0])
    campaign.score(points_of(campaign, 0.8), by=members[0])
    campaign.score(points_of(campaign, 0.9), by=members[1], dissent="Hiệu quả chưa rõ.")
    with pytest.raises(ValidationError, match="cần ít nhất 3"):
        campaign.judge(by=office)
    campaign.score(points_of(campaign, 0.7), by=members[2])
    campaign.judge(by=office)
    assert (campaign.council_score, campaign.grade) == (Decimal("80.00"), "Tốt")
    assert campaign.sheets.filter(kind="council").count() == 4
    assert campaign.sheets.exclude(dissent="").get().dissent == "Hiệu quả chưa rõ."
    CouncilSeat.objects.filter(user=members[0]).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert not campaign.allows("score", members[0])


def test_a_grade_that_is_not_enough_is_not_recognised(campaigns):
    members, office = seated(3), a_reader()
    campaign = campaigns[S.SELF_SCORED]
    for member in members:
        campaign.score(points_of(campaign, 0.4), by=member)
    campaign.judge(by=office)
    with pytest.raises(ValidationError, match="chưa đủ"):
        campaign.recognise("1/QĐ", timezone.localdate(), by=office)
    campaign.refuse("Chưa đủ điểm.", by=office)
    assert campaign.status == S.NOT_RECOGNISED


def test_a_reward_is_a_row_of_the_campaign(campaigns):
    campaign, office = campaigns[S.RECOGNISED], a_reader("leader")
    campaign.reward(by=office, kind="ward_merit", level="ward", title="Mô hình tiêu biểu", decision_no="3/QĐ",
                    decided_on=timezone.localdate())  # fmt: skip
    assert campaign.awards.get().campaign == campaign


def test_no_decision_is_older_than_what_it_is_about(campaigns):
    office, today = a_reader(), timezone.localdate()
    judged, campaign = campaigns[S.JUDGED], campaigns[S.RECOGNISED]
    with pytest.raises(ValidationError, match="trước năm đăng ký") as refusal:
        judged.recognise("1/QĐ", today.replace(year=1990, day=1), by=office)
    assert set(refusal.value.error_dict) == {"decided_on"}
    award = {"kind": "ward_merit", "level": "ward", "title": "Mô hình tiêu biểu", "decision_no": "3/QĐ"}
    with pytest.raises(ValidationError, match="trước ngày công nhận"):
        campaign.reward(by=office, decided_on=campaign.recognised_on - timedelta(days=1), **award)
    assert not campaign.awards.exists()


def test_a_slip_in_a_decision_is_put_right_and_stays_in_the_history(campaigns):
    office, today = a_reader("leader"), timezone.localdate()
    campaign = campaigns[S.RECOGNISED]
    campaign.reward(by=office, kind="ward_merit", level="ward", title="Tiêu biểu", decision_no="3/QD", decided_on=today)
    campaign.correct("13/QĐ-ĐU", today, "Gõ nhầm số.", by=office)
    campaign.correct("3/QĐ", today, "Thiếu dấu.", by=office, award=campaign.awards.get())
    campaign.refresh_from_db()
    assert (campaign.status, campaign.decision_no, campaign.awards.get().decision_no) == (
        S.RECOGNISED, "13/QĐ-ĐU", "3/QĐ",
    )  # fmt: skip
    was = [event.public_note for event in campaign.events.filter(kind="corrected")]
    assert "số 12/QĐ-ĐU" in was[0] and "số 3/QD" in was[1]


def test_who_learned_from_whom_is_one_tree_whatever_its_depth(campaigns, team, django_assert_num_queries):
    office, campaign = a_reader(), campaigns[S.RUNNING]
    for depth in (2, 3, 4):
        copy = campaign.replicate(by=team[1], team=team[0])
        assert copy.model == campaign and copy.targets.count() == 1
        copy.write(by=team[1], starts_on=timezone.localdate(), ends_on=timezone.localdate(), **SHEET)
        copy.register(by=team[1])
        copy.approve(office, by=office)
        campaign = copy
        with django_assert_num_queries(1):
            assert len(Campaign.objects.in_tree(campaign)) == depth
    assert campaign.root == campaigns[S.RUNNING]


def test_a_person_is_named_only_with_consent(team):
    person = {"subject": "individual", "person_name": "Trần Thị Gương"}
    campaign = campaign_in(S.RUNNING, team=team[0], head=team[1], **person)
    assert campaign.public_subject == f"một cá nhân ở {team[0].residential_group}"
    assert campaign.public_words("bà Trần Thị Gương làm") == "bà một cá nhân làm"
    campaign.consent(timezone.localdate(), by=team[1])
    assert campaign.public_subject == "Trần Thị Gương" and campaign.public_in_charge == ""
    campaign.withdraw_consent(by=team[1])
    assert "Gương" not in campaign.public_subject
    named = drafted(*team, name="Gương sáng tran thi guong", **person)
    with pytest.raises(ValidationError, match="không ghi tên riêng"):
        named.register(by=team[1])


def test_who_learns_from_a_person_does_not_take_the_name_along(team):
    person = {"subject": "individual", "person_name": "Trần Thị Gương", "targets": [target("Ngõ bà Trần Thị Gương")]}
    campaign = campaign_in(S.RUNNING, team=team[0], head=team[1], content="Trần Thị Gương quét.", **person)
    copy = campaign.replicate(by=team[1], team=team[0])
    assert (copy.content, copy.targets.get().text) == ("một cá nhân quét.", "Ngõ bà một cá nhân")
