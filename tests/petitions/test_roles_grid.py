"""Who may take which decision where, through the pages: a button that is missing is a page that is refused."""

import pytest
from django.urls import reverse

from petitions.admin.case import buttons_for
from petitions.decisions import DECISIONS
from petitions.models import Petition
from petitions.status import MOVES
from tests.factories.petitions import UserFactory, confidential_petition
from tests.petitions.conftest import STATUSES
from tests.petitions.test_moves_grid import EXPECTED
from wardportal.roles import ROLES

pytestmark = pytest.mark.django_db

PROTECT = {"seal", "name_parties", "reissue_secret", "release"}
MAY = {
    "reception": {"review", "classify", "ask", "supply", "accept", "assign", "close", "decline", "guide", "merge"}
    | {"separate", "withdraw", "publish", "unpublish", "chase", "relay", "recount"}
    | {"correct"}
    | PROTECT,
    "handler": {"ask", "draft_answer", "close"},
    "leader": {"accept", "assign", "extend", "suspend", "resume", "answer", "return_answer", "decline", "guide"}
    | {"forward", "chase", "relay", "reopen", "publish", "unpublish", "recount"}
    | PROTECT,
    "mobilization": set(),
    "team_head": set(),
    "treasurer": set(),
    "editor": set(),
    "administrator": set(),
    "inspector": set(),
    "self_managed_head": set(),
}
GIVEN_TO_A_UNIT = {"in_progress", "suspended", "answered", "closed"}


def legal_in(status: str) -> set[str]:
    return {verb for verb, (sources, _target) in EXPECTED.items() if status in sources}


def readable(role: str, status: str) -> bool:
    return role in ("reception", "leader") or (role == "handler" and status in GIVEN_TO_A_UNIT)


def page(petition, verb: str) -> str:
    return reverse("admin:petitions_petition_decide", args=[petition.pk, verb])


def open_to(user, petition) -> set[str]:
    """What the door itself lets this person decide now."""
    return {verb for verb in DECISIONS if petition.can(verb) and petition.allows(verb, user)}


def one_of(verbs: set[str], status: str) -> set[str]:
    """One of these, another in most statuses."""
    return {sorted(verbs)[STATUSES.index(status) % len(verbs)]} if verbs else set()


WITH_PETITIONS = ("reception", "handler", "leader")


@pytest.fixture(scope="module")
def unit_a(cases):
    return cases.unit


@pytest.mark.parametrize("role", MAY)
def test_each_role_reaches_its_own_decisions_and_no_others(role, cases, asks):
    user = UserFactory(role=role, unit=cases.unit)
    client = asks(user)
    answered = set()
    for status in STATUSES if role in WITH_PETITIONS else ["in_progress"]:
        petition = cases[status]
        legal = legal_in(status) & MAY[role] if readable(role, status) else set()
        # The door for every decision, a page for each way to answer; what is not the role's is refused once for each
        # decision below.
        assert open_to(user, petition) == legal, status
        if readable(role, status):
            assert {button.url for button in buttons_for(petition, user)} == {page(petition, verb) for verb in legal}
        verb = next(iter(one_of(legal, status) or one_of(MAY[role] or {"review"}, status)))
        answer = 404 if not readable(role, status) else 200 if legal else 302
        if answer not in answered:
            assert client.get(page(petition, verb)).status_code == answer, (status, verb)
            answered.add(answer)


@pytest.mark.parametrize("role", WITH_PETITIONS)
def test_the_file_offers_what_is_legal_and_the_pages_of_the_rest_lead_back_to_it(role, cases, asks):
    client, petition = asks(UserFactory(role=role, unit=cases.unit)), cases["in_progress"]
    legal = legal_in("in_progress") & MAY[role]
    shown = client.get(reverse("admin:petitions_petition_change", args=[petition.pk]))
    assert {button.url for button in shown.context["buttons"]} == {page(petition, verb) for verb in legal}
    asked = legal | set(sorted(MAY[role] - legal)[:2])
    answers = {verb: client.get(page(petition, verb)).status_code for verb in asked}
    assert answers == {verb: 200 if verb in legal else 302 for verb in asked}


@pytest.mark.parametrize("role", ["reception", "leader"])
def test_a_decision_of_another_role_is_a_page_refused(role, cases, asks):
    client, petition = asks(UserFactory(role=role, unit=cases.unit)), cases["in_progress"]
    answers = {verb: client.get(page(petition, verb)).status_code for verb in DECISIONS.keys() - MAY[role]}
    assert answers == dict.fromkeys(answers, 403)


def test_a_superuser_reaches_every_decision_that_is_legal(cases, quan_tri, asks):
    client = asks(quan_tri)
    for status in STATUSES:
        petition, legal = cases[status], legal_in(status)
        assert {verb for verb in DECISIONS if petition.can(verb)} == legal, status
        (verb,) = one_of(legal, status)
        assert client.get(page(petition, verb)).status_code == 200, (status, verb)
    (illegal,) = one_of(DECISIONS.keys() - legal, status)
    assert client.get(page(petition, illegal)).status_code == 302
    assert all(petition.allows(verb, quan_tri) for verb in DECISIONS)


# What a confidential petition refuses whoever asks: it is not shown, not merged, and it is sealed already.
NEVER_CONFIDENTIAL = {"publish", "unpublish", "seal", "merge"}


@pytest.fixture(scope="module")
def denunciation(module_rows):
    return confidential_petition()


@pytest.mark.parametrize("role", [*MAY, "superuser"])
def test_a_confidential_petition_opens_by_grant_alone_and_then_by_role(role, denunciation, grant, asks):
    user = UserFactory(is_superuser=True) if role == "superuser" else UserFactory(role=role)
    client, petition = asks(user), Petition.objects.get(pk=denunciation.pk)
    case = reverse("admin:petitions_petition_confidential", args=[petition.pk])
    reason = reverse("admin:petitions_petition_confidential_open", args=[petition.pk])
    assert client.get(case).status_code == 404
    grant(user)
    assert client.get(page(petition, "review")).headers.get("Location") == reason
    may = MAY.get(role, MOVES.keys())
    legal = (legal_in("received") & may) - NEVER_CONFIDENTIAL
    assert open_to(user, petition) == legal
    if role in ("treasurer", "superuser", *WITH_PETITIONS):
        # Once a reason is given, the pages say what the door says; of those who may decide nothing one asks.
        assert client.get(case).headers.get("Location") == reason
        client.post(reason, {"reason": "Xác minh"})
        asked = legal | NEVER_CONFIDENTIAL | {"accept"} if legal else {"seal"}
        assert {verb for verb in asked if client.get(page(petition, verb)).status_code == 200} == legal


def test_a_sent_decision_without_the_permission_is_refused(cases, minh, asks):
    client, petition = asks(minh), cases["in_progress"]
    sent = {"version": petition.version}
    answers = {verb: client.post(page(petition, verb), sent).status_code for verb in DECISIONS}
    assert answers == {verb: 422 if verb in {"ask", "draft_answer", "close"} else 403 for verb in DECISIONS}


def test_the_grid_knows_every_role():
    assert MAY.keys() == {role.code for role in ROLES}


def test_a_decision_nobody_knows_has_no_page(cases, lan, asks):
    client, petition = asks(lan), cases["received"]
    assert client.get(page(petition, "add_information")).status_code == 404
    assert client.get(page(petition, "delete")).status_code == 404
