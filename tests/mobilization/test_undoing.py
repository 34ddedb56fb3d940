"""A reorganisation is undone until the next report: every row goes back as it was, by those who may reorganise."""

from contextlib import nullcontext
from copy import deepcopy
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from mobilization.models import (
    Regrouping,
)
from tests.factories.campaigns import drafted
from tests.factories.dialogues import question_at, session_on
from tests.factories.mobilization import (
    ResidentialGroupFactory,
    SelfManagedGroupFactory,
)
from tests.factories.petitions import PetitionFactory, UserFactory
from tests.factories.reports import report_of
from tests.factories.results import WorkFactory, result
from tests.grids import undone
from tests.mobilization.neighbourhood import dump, merge, new_part, terms
from wardportal.roles import ROLES

pytestmark = pytest.mark.django_db


def actions(two):
    first = two[0].group
    return {
        "merge": lambda work: work.merge([one.group for one in two], new_part(head=two[0].head)),
        "split": lambda work: work.split(
            first, [new_part(head=two[0].head), new_part(701, self_managed_groups=[two[0].small[0].pk])], 1
        ),
        "rename": lambda work: work.rename(first, new_part(first.number, name="Tổ Mới")),
        "renumber": lambda work: work.renumber(first, new_part(740, team_name="Tổ dân vận 740")),
    }


@pytest.mark.parametrize("days", [0, 5])
def test_undoing_gives_every_row_back_as_it_was(anna, two, days):
    before = dump()
    for kind, action in actions(two).items():
        with undone():
            done = action(Regrouping(terms(days), by=anna))
            assert dump() != before, kind
            done.undo(by=anna)
            assert dump() == before, kind
            assert (done.undone_by, bool(done.undone_at)) == (anna, True), kind


@pytest.fixture(scope="module")
def bare_of_all(module_rows):
    """Two groups without teams or work."""
    groups = ResidentialGroupFactory.create_batch(2)
    small = SelfManagedGroupFactory(residential_group=groups[0])
    return [SimpleNamespace(group=group, head=None, small=[small]) for group in groups]


@pytest.fixture
def bare(bare_of_all):
    return deepcopy(bare_of_all)


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_only_the_bloc_and_administrators_reorganise(bare, role):
    user, may = UserFactory(role=role), role in ("mobilization", "administrator")
    for kind, action in actions(bare).items():
        with transaction.atomic(), nullcontext() if may else pytest.raises(PermissionDenied):
            assert action(Regrouping(terms(), by=user)).kind == kind
            transaction.set_rollback(True)


def test_what_came_to_the_new_group_meanwhile_goes_back_with_the_rest(anna, two):
    done = merge(anna, two, new_part(head=two[1].head))
    target = done.targets.get()
    petition = PetitionFactory(residential_group=target)
    draft = report_of(target.teams.get(), two[1].user)
    question = question_at(session_on(), residential_group=target)
    task = two[0].briefing.conclusions.create(text="Việc mới", team=target.teams.get())
    done.undo(by=anna)
    for row in (petition, question, task):
        row.refresh_from_db()
    assert (question.residential_group, task.team) == (two[1].group, two[1].team)
    draft.refresh_from_db()
    assert petition.residential_group == two[1].group
    assert (draft.team, draft.residential_group) == (two[1].team, two[1].group)


def test_results_works_and_campaigns_of_the_new_group_are_of_the_old_one_once_undone(anna, two):
    done = merge(anna, two, new_part(head=two[1].head))
    new, home = done.targets.get(), two[1].group
    told, work, campaign = result(5, groups=[new]), WorkFactory(), drafted(new.teams.get(), two[1].user)
    work.residential_groups.set([new, home])
    campaign.groups.set([new])
    done.undo(by=anna)
    for listed in (told.residential_groups, work.residential_groups, campaign.groups):
        assert list(listed.all()) == [home]


def test_a_draft_begun_by_the_new_team_is_due_again_when_it_was_before(anna, two, time_machine):
    time_machine.move_to("2026-11-27 08:00+07:00")  # past the day of the month's report
    done = merge(anna, two, new_part(head=two[1].head))
    draft = report_of(done.targets.get().teams.get(), two[1].user)
    assert draft.due_on == date(2026, 11, 30)
    done.undo(by=anna)
    draft.refresh_from_db()
    assert draft.due_on == date(2026, 11, 25)


def test_a_draft_of_the_new_team_holds_undoing_up_where_the_old_team_has_the_same_report(anna, two):
    report_of(two[0].team, two[0].user)
    done = merge(anna, two)
    report_of(done.targets.get().teams.get(), two[0].user)
    with pytest.raises(ValidationError, match="tổ cũ cũng đã có báo cáo"):
        done.undo(by=anna)


def test_the_last_reorganisation_is_undone_first_and_a_new_group_that_was_renamed_goes(anna, two):
    before = dump()
    done = merge(anna, two, days=3)
    renamed = Regrouping(terms(), by=anna).rename(done.targets.get(), new_part(name="Tổ dân phố Đổi"))
    with pytest.raises(ValidationError, match="hoàn tác việc ấy trước"):
        done.undo(by=anna)
    renamed.undo(by=anna)
    done.undo(by=anna)
    assert dump() == before
