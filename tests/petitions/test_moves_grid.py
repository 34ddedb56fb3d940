"""Every decision in every status: the table of the regulation, written out, against what the petition allows."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from petitions.decisions import DECISIONS
from petitions.models import Petition
from petitions.models.petition import new_nonce
from petitions.status import MOVES, Status
from tests.factories.petitions import ANSWER, PetitionFactory, UserFactory, petition_in
from tests.grids import undone
from tests.petitions.conftest import STATUSES
from wardportal.models import OutgoingMessage

pytestmark = pytest.mark.django_db

OPEN = {"received", "reviewing", "waiting", "accepted", "in_progress", "suspended"}
# Verb: the statuses it is legal in, and where it leads ("": it stays).
EXPECTED = {
    "review": ({"received"}, "reviewing"),
    "classify": ({"reviewing", "accepted", "in_progress"}, ""),
    "ask": ({"reviewing", "accepted", "in_progress"}, "waiting"),
    "supply": ({"waiting"}, "reviewing"),
    "accept": ({"reviewing"}, "accepted"),
    "assign": ({"accepted", "in_progress"}, "in_progress"),
    "extend": ({"accepted", "in_progress"}, ""),
    "suspend": ({"in_progress"}, "suspended"),
    "resume": ({"suspended"}, "in_progress"),
    "draft_answer": ({"in_progress"}, ""),
    "answer": ({"in_progress"}, "answered"),
    "close": ({"answered"}, "closed"),
    "decline": ({"reviewing"}, "closed"),
    "guide": ({"reviewing"}, "closed"),
    "forward": ({"reviewing", "accepted"}, "closed"),
    "merge": (OPEN, "closed"),
    "withdraw": (OPEN, "closed"),
    "reopen": ({"answered", "closed"}, "in_progress"),
    "publish": (set(STATUSES), ""),
    "seal": (set(STATUSES), ""),
    "name_parties": (set(STATUSES), ""),
    "reissue_secret": (set(STATUSES), ""),
}
# What the fresh petition of the grid lacks: an officer who entered it, a draft, a published summary, a suspicion, a
# consent, an authority, a year whose holidays came late, an original.
NEED_MORE = {"return_answer", "unpublish", "release", "object", "chase", "relay", "recount", "correct", "separate"}


def take(verb: str, petition: Petition, by, elsewhere: Petition) -> None:
    """Take the decision with whatever evidence it demands; `elsewhere` is another petition, that a unit has."""
    arguments = {
        "classify": lambda: {"kind": "question"},
        "ask": lambda: {"question": "Ở đâu?"},
        "supply": lambda: {"text": "Ở ngõ 5."},
        "assign": lambda: {"unit": elsewhere.unit},
        "extend": lambda: {
            "due": petition.current_deadline.latest_extension() if petition.current_deadline else petition.received_on,
            "decision_number": "01/QĐ",
            "reason": "Cần giám định.",
        },
        "suspend": lambda: {"reason": "Chờ giám định."},
        "draft_answer": lambda: ANSWER,
        "answer": lambda: ANSWER | {"letter_number": "12/TB"},
        "close": lambda: {"outcome": "resolved"},
        "decline": lambda: {"reason": "Không rõ nội dung."},
        "guide": lambda: {"guidance": "Gửi đến điện lực."},
        "forward": lambda: {"agency": "Điện lực", "letter_number": "13/CV"},
        "merge": lambda: {"original": elsewhere},
        "withdraw": lambda: {"reason": "Đã ổn."},
        "reopen": lambda: {"reason": "Vẫn còn."},
        "publish": lambda: {"title": "Đèn đường", "text": "Đã thay đèn.", "legal_basis": "Luật"},
        "name_parties": lambda: {"users": [], "units": []},
        "reissue_secret": lambda: {"nonce": new_nonce()},
    }
    getattr(petition, verb)(by=by, **arguments.get(verb, dict)())


@pytest.fixture(scope="module")
def everything(module_rows):
    """Somebody with every permission, so that only the state of the petition refuses."""
    return UserFactory(is_superuser=True)


@pytest.fixture(scope="module")
def elsewhere(module_rows):
    return petition_in("in_progress")


@pytest.mark.parametrize("status", STATUSES)
def test_a_decision_leads_where_the_regulation_says(status, cases, everything, elsewhere):
    led = {}
    legal = {verb: target or status for verb, (sources, target) in EXPECTED.items() if status in sources}
    for verb in legal:
        with undone():
            take(verb, cases[status], everything, elsewhere)
            led[verb] = cases[status].status
    assert led == legal


@pytest.mark.parametrize("status", STATUSES)
def test_every_other_decision_is_refused_and_leaves_the_petition_as_it_was(status, cases, everything, elsewhere):
    petition = cases[status]
    before, events = Petition.objects.values().get(pk=petition.pk), petition.events.count()
    refused = [verb for verb, (sources, _target) in EXPECTED.items() if status not in sources]
    assert refused
    taken = []
    for verb in refused:
        with suppress(ValidationError):
            take(verb, petition, everything, elsewhere)
            taken.append(verb)
    assert taken == []
    assert (Petition.objects.values().get(pk=petition.pk), petition.events.count()) == (before, events)


def test_the_grid_knows_every_status_and_every_decision():
    assert set(STATUSES) == set(Status.values)
    assert EXPECTED.keys() | NEED_MORE | {"add_information"} == MOVES.keys()
    assert DECISIONS.keys() == MOVES.keys() - {"add_information", "object"}


def test_only_a_drafted_answer_is_returned(cases, everything):
    petition = cases["in_progress"]
    assert not petition.can("return_answer")
    petition.draft_answer(**ANSWER, by=everything)
    petition.return_answer("Nêu rõ ngày thay.", by=everything)
    assert not petition.has_draft


def test_only_a_published_summary_is_taken_off(cases, everything):
    petition = cases["answered"]
    assert not petition.can("unpublish")
    petition.publish(title="Đèn đường", text="Đã thay.", legal_basis="Luật", by=everything)
    petition.unpublish(by=everything)
    assert petition.visibility == "private"


@pytest.mark.parametrize("status", STATUSES)
def test_only_who_agreed_or_was_published_takes_that_back_and_once(status, cases, everything):
    petition = cases[status]
    assert not petition.can("object")
    petition.consent_publish = True
    assert petition.can("object")
    petition.publish(title="Đèn đường", text="Đã thay.", legal_basis="Luật", by=everything)
    petition.object()
    with pytest.raises(ValidationError):
        petition.object()
    petition.consent_publish, petition.visibility = True, "confidential"
    assert not petition.can("object")


def test_only_a_suspect_petition_is_released(everything):
    assert not PetitionFactory().can("release")
    suspect = PetitionFactory(is_suspect=True)
    suspect.release(by=everything)
    assert not suspect.is_suspect


@pytest.mark.parametrize(
    ("verb", "is_suspect"), [("accept", False), ("ask", False), ("guide", False), ("decline", True)]
)
def test_who_takes_a_suspect_petition_seriously_releases_it(verb, is_suspect, everything, elsewhere):
    petition = PetitionFactory(is_suspect=True, email="hoa@vidu.vn")
    petition.review(by=everything)
    assert petition.is_suspect
    take(verb, petition, everything, elsewhere)
    petition.refresh_from_db()
    assert (petition.is_suspect, petition.version, petition.can("release")) == (is_suspect, 3 - is_suspect, is_suspect)
    assert OutgoingMessage.objects.filter(kind="submitted").exists() is not is_suspect


def test_the_door_refuses_who_lacks_the_permission(cases):
    with pytest.raises(PermissionDenied):
        cases["received"].review(by=UserFactory(role="handler"))
