"""Self-managed groups are assessed: by their head, the team, the ward; where they differ, each stays heard."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from mobilization.assessments.ranking import departs_from_rank, places_of, ranks
from mobilization.assessments.status import ASSESSMENT_MOVES, AssessmentStatus, Step
from mobilization.models import Assessment, AssessmentRound, CriteriaSet, Criterion, CriterionResult, Verdict
from tests.factories.assessments import a_cast, bring, decided_row, open_round, quarter, sheet_in, verdicts
from tests.factories.mobilization import MembershipFactory, SelfManagedGroupFactory
from tests.factories.petitions import UserFactory
from wardportal import figures
from wardportal.models import StaleRow
from wardportal.periods import Period

pytestmark = pytest.mark.django_db
S = AssessmentStatus


@pytest.fixture(scope="module")
def cast(module_rows):
    return a_cast()


@pytest.fixture(scope="module")
def made(cast):
    return open_round(cast.bloc).pk


@pytest.fixture
def opened(made):
    return AssessmentRound.objects.get(pk=made)


def fresh(row):
    return Assessment.objects.get(pk=row.pk)


# The criteria


def test_the_set_to_start_from_has_nine_empty_slots_six_not_and_three_have():
    rows = list(CriteriaSet.objects.get().criteria.all())
    assert [row.polarity for row in rows] == ["not"] * 6 + ["have"] * 3
    assert {row.text for row in rows} == {""}
    assert str(rows[0]) == "Tiêu chí 1 (chờ phường cập nhật)"


def test_criteria_are_edited_until_a_round_is_opened_with_them(cast):
    chosen = CriteriaSet.objects.get().new_version()
    first = chosen.criteria.first()
    first.text = "Không xả rác"
    first.save()
    open_round(cast.bloc, period=quarter(1), criteria_set=chosen)
    for change in (first.save, first.delete, Criterion(criteria_set=chosen, position=10, polarity="have").save):
        with pytest.raises(ValidationError, match="phiên bản mới"):
            change()
    chosen.name = "Tên khác"
    with pytest.raises(ValidationError, match="phiên bản mới"):
        chosen.save()


def test_a_new_version_is_a_copy_that_leaves_what_was_judged_alone(cast, opened):
    old = opened.criteria_set
    copy = old.new_version()
    criterion = copy.criteria.first()
    criterion.text = "Nội dung mới"
    criterion.save()
    assert (copy.version, copy.previous) == (2, old)
    assert copy.criteria.count() == 9 and old.criteria.first().text == ""
    assert old.new_version().version == 3


# The round


def test_a_round_holds_a_sheet_for_every_group_of_today(cast):
    SelfManagedGroupFactory(valid_to=timezone.localdate().replace(year=2001))
    opened = open_round(cast.bloc, period=quarter(1))
    assert opened.assessments.count() == 132
    assert set(opened.assessments.values_list("status", flat=True)) == {S.DRAFT}
    founded = SelfManagedGroupFactory()
    opened.enrol(by=cast.bloc)
    assert opened.assessments.filter(self_managed_group=founded).exists()
    version = opened.version
    with pytest.raises(ValidationError, match="đều đã có"):
        opened.enrol(by=cast.bloc)
    assert opened.version == version  # a plain refusal is no conflict with somebody else


def test_a_period_has_one_round_and_its_days_are_in_order(cast, opened):
    with pytest.raises(ValidationError, match="Đã có đợt"):
        open_round(cast.bloc)
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="thứ tự"):
        AssessmentRound.objects.open(quarter(1), opened.criteria_set, (today, today, quarter(1).start), by=cast.bloc)
    with pytest.raises(ValidationError, match="quá xa"):
        AssessmentRound.objects.open(
            quarter(1), opened.criteria_set, (today, today, today.replace(year=2126)), by=cast.bloc
        )
    with pytest.raises(ValidationError, match="chưa bắt đầu"):
        open_round(cast.bloc, period=quarter().next())
    with pytest.raises(PermissionDenied):
        open_round(cast.team_head, period=quarter(1))


def test_a_closed_round_takes_no_decision_until_it_is_reopened(cast, opened):
    with pytest.raises(ValidationError, match="Chưa có tổ"):
        opened.close(by=cast.bloc)
    sheet = sheet_in(S.DECIDED, cast)
    opened.close(by=cast.bloc)
    with pytest.raises(ValidationError, match="đã khóa"):
        sheet.send_back("Nhầm.", by=cast.bloc)
    opened.reopen(by=cast.bloc)
    sheet.send_back("Nhầm.", by=cast.bloc)
    assert fresh(sheet).status == S.DRAFT


# The door


def test_each_decision_is_for_its_people_and_its_states(cast, opened):
    """Every role × decision × status, compared with the table of moves and who may.

    Whoever may not is only asked, not tried, in a status that forbids it to everybody.
    """
    stranger_head, stranger_team = UserFactory(role="self_managed_head"), a_cast().team_head
    may = {
        "assess": {"head", "team_head"}, "cross_check": {"team_head"}, "object": {"head", "bloc"},
        "decide": {"bloc"}, "send_back": {"bloc"},
    }  # fmt: skip
    people = {
        "head": cast.head, "team_head": cast.team_head, "bloc": cast.bloc, "stranger_head": stranger_head,
        "stranger_team": stranger_team, "leader": UserFactory(role="leader"), "lan": UserFactory(role="reception"),
    }  # fmt: skip
    sheet = opened.assessments.get(self_managed_group=cast.group)
    failed = []
    for status in S.values:
        with transaction.atomic():
            row = bring(sheet, status, cast)
            said = {key: Verdict(one.is_met, "Lý do.") for key, one in verdicts(row).items()}
            failed += [
                (status, verb, name)
                for verb in ASSESSMENT_MOVES
                for name, person in people.items()
                if (
                    _is_taken(row, verb, person, said)
                    if name in may[verb] or status in ASSESSMENT_MOVES[verb].sources
                    else row.allows(verb, person)
                )
                != (name in may[verb] and status in ASSESSMENT_MOVES[verb].sources)
            ]
            transaction.set_rollback(True)
        sheet = fresh(sheet)
    assert failed == []


def _is_taken(row, verb, person, said):
    acts = {
        "assess": lambda one: one.assess(said, by=person, told_by="Bà Tâm"),
        "cross_check": lambda one: one.cross_check(said, by=person, basis="Đi xem."),
        "object": lambda one: one.object("Không đồng ý.", by=person),
        "decide": lambda one: one.decide(said, by=person, answer="Đã xem."),
        "send_back": lambda one: one.send_back("Nhầm.", by=person),
    }
    try:
        with transaction.atomic():
            acts[verb](fresh(row))
            transaction.set_rollback(True)
    except (PermissionDenied, ValidationError):
        return False
    return True


def test_a_head_sees_only_the_own_group_and_a_team_head_only_those_of_the_team(cast, opened):
    other = a_cast()
    opened.enrol(by=cast.bloc)
    seen = Assessment.objects.filter(round=opened)
    assert [row.self_managed_group for row in seen.visible_to(cast.head)] == [cast.group]
    assert [row.self_managed_group for row in seen.visible_to(other.team_head)] == [other.group]
    assert seen.visible_to(cast.bloc).count() == seen.count()
    assert not seen.visible_to(UserFactory(role="reception")).exists()


def test_the_post_that_heads_a_group_is_data(cast, opened):
    deputy = UserFactory(role="self_managed_head")
    seat = MembershipFactory(unit=None, self_managed_group=cast.group, user=deputy)
    assert not Assessment.objects.of_head(deputy).exists()
    seat.post.is_self_managed_head = True
    seat.post.save()
    assert Assessment.objects.of_head(deputy).exists()


def test_who_types_a_sheet_in_says_whose_it_is(cast, opened):
    sheet = opened.assessments.get(self_managed_group=cast.group)
    with pytest.raises(ValidationError, match="đã ký phiếu giấy"):
        sheet.assess(verdicts(sheet), by=cast.team_head)
    sheet.assess(verdicts(sheet), by=cast.team_head, told_by="Bà Tâm")
    said = fresh(sheet).opinion(Step.SELF)
    assert said.who == f"Bà Tâm (phiếu giấy, {cast.team_head} nhập)"


def test_every_criterion_needs_a_verdict(cast, opened):
    sheet = opened.assessments.get(self_managed_group=cast.group)
    said = dict(list(verdicts(sheet).items())[:8])
    with pytest.raises(ValidationError, match="đủ mọi tiêu chí"):
        sheet.assess(said, by=cast.head)
    assert (sheet.status, sheet.version) == (S.DRAFT, 0) == (fresh(sheet).status, fresh(sheet).version)


def test_nobody_checks_what_they_said_themselves(cast, opened):
    MembershipFactory(unit=None, self_managed_group=cast.group, user=cast.team_head,
                      post=cast.head.memberships.get().post)  # fmt: skip
    sheet = opened.assessments.get(self_managed_group=cast.group)
    sheet.assess(verdicts(sheet), by=cast.team_head)
    with pytest.raises(ValidationError, match="chính tổ tự quản của mình"):
        fresh(sheet).cross_check(verdicts(sheet), by=cast.team_head, basis="Đi xem.")


# Disagreement


def test_who_departs_from_the_step_before_gives_a_reason_and_all_opinions_are_kept(cast, opened):
    sheet = sheet_in(S.SELF_ASSESSED, cast)
    last = max(verdicts(sheet))
    with pytest.raises(ValidationError) as refusal:
        sheet.cross_check(verdicts(sheet, unmet=1), by=cast.team_head, basis="Đi xem.")
    assert list(refusal.value.message_dict) == [f"note_{last}"]
    sheet.cross_check(verdicts(sheet, unmet=1, note="Thiếu đèn."), by=cast.team_head, basis="Đi xem.")
    sheet = fresh(sheet)
    assert sheet.has_differences()
    sheet.object("Đèn đã lắp hôm 3.", by=cast.head)
    with pytest.raises(ValidationError, match="Ghi lý do"):
        fresh(sheet).decide(verdicts(sheet), by=cast.bloc, answer="Đã kiểm tra lại.")
    decided = {key: Verdict(True, "Đèn có thật." if key == last else "") for key in verdicts(sheet)}
    with pytest.raises(ValidationError, match="Trả lời ý kiến"):
        fresh(sheet).decide(decided, by=cast.bloc)
    fresh(sheet).decide(decided, by=cast.bloc, answer="Đã kiểm tra lại.")
    sheet = fresh(sheet)
    told = [(one.step, one.by, one.verdicts()[last]) for one in sheet.opinions.all()]
    assert told == [
        ("self", cast.head, Verdict(True)),
        ("cross", cast.team_head, Verdict(False, "Thiếu đèn.")),
        ("ward", cast.bloc, Verdict(True, "Đèn có thật.")),
    ]
    assert (sheet.met_count, sheet.criteria_count) == (9, 9)


def test_a_check_shows_what_it_rests_on(cast, opened):
    sheet = sheet_in(S.SELF_ASSESSED, cast)
    with pytest.raises(ValidationError, match="kiểm tra thế nào"):
        sheet.cross_check(verdicts(sheet), by=cast.team_head)


def test_what_was_said_before_it_was_sent_back_stays(cast, opened):
    sheet = sheet_in(S.CROSS_CHECKED, cast)
    sheet.send_back("Phiếu ký nhầm.", by=cast.bloc)
    sheet = fresh(sheet)
    assert sheet.opinion(Step.SELF) is None and sheet.opinions.count() == 2
    bring(sheet, S.DECIDED, cast, unmet=2)
    assert fresh(sheet).met_count == 7 and sheet.opinions.count() == 5


def test_nobody_changes_what_was_said(cast, opened):
    sheet_in(S.SELF_ASSESSED, cast)
    for change in (lambda rows: rows.update(is_met=False), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(CriterionResult.objects.all())


def test_two_at_once_are_told(cast, opened):
    sheet = sheet_in(S.SELF_ASSESSED, cast)
    version = sheet.version
    fresh(sheet).assess(verdicts(sheet, unmet=1), by=cast.head)
    with pytest.raises(StaleRow):
        sheet.cross_check(verdicts(sheet), by=cast.team_head, basis="Đi xem.", version=version)


def test_many_are_decided_at_once_where_all_agree(cast, opened):
    agreed = sheet_in(S.CROSS_CHECKED, cast)
    other = a_cast()
    opened.enrol(by=cast.bloc)
    disputed = opened.assessments.get(self_managed_group=other.group)
    disputed.assess(verdicts(disputed), by=other.head)
    disputed.cross_check(verdicts(disputed, unmet=1, note="Thiếu."), by=other.team_head, basis="Đi xem.")
    versions = {row.pk: fresh(row).version for row in (agreed, disputed)}
    done, refusals = opened.assessments.all().decide_agreeing(versions, by=cast.bloc)
    assert done == 1 and "khác nhau" in refusals[0]
    assert (fresh(agreed).status, fresh(disputed).status) == (S.DECIDED, S.CROSS_CHECKED)


# The ranking, and what the monthly report counts


def test_who_meets_as_many_shares_the_rank_and_the_next_is_left_out():
    assert ranks([7, 9, 8, 8, 5]) == {9: 1, 8: 2, 7: 4, 5: 5}
    assert departs_from_rank([1, 4], [2]) and not departs_from_rank([1, 2], [2, 3])


def test_only_what_is_decided_is_ranked_in_the_ward_and_at_home(cast, opened):
    rows = list(opened.assessments.filter(residential_group__number__in=(1, 2)).in_order())[:12]
    lacking = [0, 1, 1, 2, 0, 3, 4, 5, 6, 7, 8, 9]
    for row, unmet in zip(rows, lacking, strict=True):
        decided_row(row, cast, unmet)
    places = places_of(opened)
    assert [places[row.self_managed_group_id].rank for row in rows][:6] == [1, 3, 3, 5, 1, 6]
    assert len(places) == 12
    home = [
        places[row.self_managed_group_id] for row in rows if row.residential_group_id == rows[0].residential_group_id
    ]
    assert min(place.rank_at_home for place in home) == 1


def test_the_monthly_report_counts_what_was_decided_in_the_month(cast, opened):
    sheet_in(S.DECIDED, cast)
    month, home = Period.of(timezone.localdate()), cast.group.residential_group_id
    spans = (month.start, month.end), (month.previous().start, month.previous().end)
    for code in ("mobilization.groups_decided", "mobilization.groups_meeting_all"):
        assert [figures.count(code, home, *span) for span in spans] == [1, 0]
        assert figures.count_each(code, *spans[0])[home] == 1
