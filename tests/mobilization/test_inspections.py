"""Each decision about an inspection: who may take it, where it leads, what it has to say."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from mobilization.inspections.status import (
    EVIDENCE,
    HELD,
    INSPECTION_MOVES,
    InspectionDecisionKind,
    InspectionEnding,
    InspectionStatus,
)
from mobilization.models import FollowUp, Inspection, InspectionEvent, InspectionSubject, Street
from tests.factories.dialogues import photo_file
from tests.factories.inspections import (
    EVIDENCE_SAID,
    a_field,
    an_inspector,
    asked_inspection,
    decided,
    inspection_in,
    inspection_of,
    seat_of,
    tomorrow,
)
from tests.factories.mobilization import MembershipFactory, ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from wardportal.models import Ward
from wardportal.models.door import StaleRow
from wardportal.roles import ROLES

pytestmark = pytest.mark.django_db

S, D, E = InspectionStatus, InspectionDecisionKind, InspectionEnding
TEAM_WORK = {"take_down", "revise", "decide", "escalate", "follow", "visit", "close", "cancel", "name", "blank"}
LEADING = {"escalate", "follow", "reopen", "cancel", "blank"}
# Role: sees all, sees whom it is about, may ask; the decisions.
MAY = {
    "inspector": ("see subject ask", TEAM_WORK),
    "leader": ("see subject ask", LEADING),
    "mobilization": ("see ask", set()),
    "reception": ("ask", set()),
    "handler": ("ask", set()),
}


@pytest.fixture(scope="module")
def user(module_rows):
    assert Ward.objects.exists()
    return an_inspector()


@pytest.fixture(scope="module")
def made(user):
    """One that stopped work and is followed, and one that was put on record."""
    return {kind: decided(kind, by=user).pk for kind in (D.STOP_WORK, D.MINUTES)}


@pytest.fixture
def stopped(made):
    return Inspection.objects.get(pk=made[D.STOP_WORK])


@pytest.fixture
def on_record(made):
    return Inspection.objects.get(pk=made[D.MINUTES])


def refused(call, box):
    with pytest.raises(ValidationError) as told:
        call()
    assert box in told.value.message_dict
    return told.value.message_dict[box][0]


def test_each_role_may_do_what_the_table_says(user):
    row, wrong = inspection_of(user), []
    for role in ROLES:
        somebody = UserFactory(role=role.code)
        words, verbs = MAY.get(role.code, ("", set()))
        found = {verb for verb in INSPECTION_MOVES if verb != "take_back" and row.allows(verb, somebody)}
        seen = {
            "see": Inspection.objects.visible_to(somebody).exists(),
            "subject": somebody.has_perm("mobilization.view_inspectionsubject"),
            "ask": somebody.has_perm("mobilization.plan_inspection"),
        }
        if found != verbs or {name for name, may in seen.items() if may} != set(words.split()):
            wrong.append((role.code, found, seen))
    assert wrong == []


def calls(row, by, seats):
    """Each decision with all it asks for."""
    words = {name: getattr(row, name) for name in ("field", "place")}
    written = words | {"inspected_on": timezone.localdate(), "found": "Còn bàn ghế.", "has_violation": True}
    return {
        "take_down": lambda: row.take_down(by=by, members=seats, **written),
        "revise": lambda: row.revise(by=by, members=seats, **written),
        "decide": lambda: row.decide(D.REMINDED, by=by, **EVIDENCE_SAID),
        "escalate": lambda: row.escalate(D.REMOVAL, "Không chấp hành.", by=by, **EVIDENCE_SAID),
        "follow": lambda: row.follow(tomorrow(), by=by),
        "visit": lambda: row.visit("Đã dọn.", True, by=by),
        "close": lambda: row.close(E.COMPLIED, "Đã dọn.", by=by, photos=[photo_file()]),
        "reopen": lambda: row.reopen(tomorrow(), "Tái phạm.", by=by),
        "cancel": lambda: row.cancel("Đã tự dọn.", by=by),
        "name": lambda: row.name("Nguyễn Văn Mẫu", by=by),
        "blank": lambda: row.blank("Theo yêu cầu.", by=by),
        "take_back": lambda: row.take_back(by=None),
    }


def test_the_door_opens_where_the_table_says_and_nowhere_else(user):
    """Every decision in every state: it goes through and leaves one event, or is refused and leaves nothing."""
    master, seats, wrong = UserFactory(is_superuser=True), [seat_of()], []
    for status in S:
        made = inspection_in(status, by=user).pk
        before = InspectionEvent.objects.filter(inspection=made).count()
        for verb, move in INSPECTION_MOVES.items():
            with transaction.atomic():
                row = Inspection.objects.get(pk=made)
                if verb == "blank" and status in HELD:
                    row.name("Nguyễn Văn Mẫu", by=master)
                events = before + (verb == "blank" and status in HELD)
                try:
                    with transaction.atomic():
                        calls(row, master, seats)[verb]()
                    went = True
                except ValidationError:
                    went = False
                stored = Inspection.objects.get(pk=made)
                left = InspectionEvent.objects.filter(inspection=row).count() - events
                if (
                    went != (status in move.sources)
                    or left != went
                    or (went and move.target not in (None, stored.status))
                ):
                    wrong.append((status.value, verb, went, stored.status))
                transaction.set_rollback(True)
    assert wrong == []


def test_nobody_without_the_permission_gets_through(user):
    row, stranger, seats = inspection_in(S.FOLLOWING, by=user), UserFactory(role="editor"), [seat_of()]
    for verb in ("follow", "visit", "close", "name", "escalate"):
        with pytest.raises(PermissionDenied):
            calls(row, stranger, seats)[verb]()
    with pytest.raises(PermissionDenied):
        inspection_of(stranger)
    with pytest.raises(PermissionDenied):
        asked_inspection(by=stranger)


@pytest.mark.parametrize("kind", D.values)
def test_each_decision_asks_for_its_evidence(kind, user):
    row = inspection_of(user, has_violation=kind != D.NOTHING)
    for name in EVIDENCE[kind].needs:
        lacking = EVIDENCE_SAID | {name: None if name == "working_days" else ""}
        refused(lambda said=lacking: row.decide(kind, by=user, follow_up_on=tomorrow(), **said), name)
    if EVIDENCE[kind].is_followed and kind != D.REMOVAL:
        refused(lambda: row.decide(kind, by=user, **EVIDENCE_SAID), "follow_up_on")
    row.decide(kind, by=user, follow_up_on=None if kind == D.NOTHING else tomorrow(), **EVIDENCE_SAID)
    decision = row.decisions.get()
    kept = {name for name in EVIDENCE_SAID if getattr(decision, name)}
    assert kept == set(EVIDENCE[kind].needs)
    assert (row.status, row.decision) == (S.DECIDED if kind == D.NOTHING else S.FOLLOWING, kind)


def test_nothing_found_and_a_violation_shut_each_other_out(user):
    bad, good = inspection_of(user), inspection_of(user, has_violation=False)
    refused(lambda: bad.decide(D.NOTHING, by=user), "kind")
    refused(lambda: good.decide(D.REMINDED, by=user, **EVIDENCE_SAID), "kind")
    bad.name("Nguyễn Văn Mẫu", by=user)
    with pytest.raises(ValidationError, match="không ghi tên ai"):
        good.name("Nguyễn Văn Mẫu", by=user)
    written = {"members": list(bad.members.all()), "has_violation": False}
    refused(lambda: bad.revise(by=user, **written), "has_violation")


def test_a_removal_ends_in_working_days_and_is_looked_at_the_working_day_after(user, time_machine):
    """Over the weekend and the swapped days of Quốc khánh 2026: asked on 27/8, two days are 28/8 and 3/9."""
    time_machine.move_to("2026-08-27 09:00+07:00")
    row = decided(D.REMOVAL, by=user)
    decision, follow_up = row.decisions.get(), row.follow_ups.get()
    assert decision.due_on == date(2026, 9, 8) and follow_up.due_on == row.due_on == date(2026, 9, 9)
    assert any("Quốc khánh" in line for line in decision.count.explain())


@pytest.mark.parametrize(
    ("changes", "box"),
    [
        ({"place": ""}, "place"),
        ({"found": "  "}, "found"),
        ({"has_violation": None}, "has_violation"),
        ({"inspected_on": date(2999, 1, 1)}, "inspected_on"),
        ({"members": "others"}, "members"),
    ],
)
def test_what_is_written_down_is_complete(changes, box, user):
    if changes.get("members"):
        changes = {"members": [MembershipFactory()]}
    refused(lambda: inspection_of(user, **changes), box)


@pytest.mark.parametrize(
    ("place", "where"),
    [("số 12", "số 12 Nguyễn Huệ"), ("7A/3", "7A/3 Nguyễn Huệ"), ("đối diện chợ", "đối diện chợ, Nguyễn Huệ"),
     ("ngõ 12", "ngõ 12, Nguyễn Huệ"), ("", "Nguyễn Huệ")],
)  # fmt: skip
def test_a_house_number_is_read_with_its_street_and_any_other_place_apart(place, where):
    assert Inspection(place=place, street=Street(name="Nguyễn Huệ")).where == where


def test_only_those_of_the_day_are_among_the_people(user):
    left = seat_of(valid_to=timezone.localdate() - timedelta(days=5))
    refused(lambda: inspection_of(user, members=[left]), "members")
    row = inspection_of(user, members=[left], inspected_on=timezone.localdate() - timedelta(days=6))
    assert list(row.members.all()) == [left]


def test_follow_ups_are_a_chain_until_it_is_done(user, stopped):
    row = stopped
    refused(lambda: row.visit("Vẫn xây.", False, by=user), "next_on")
    refused(lambda: row.visit("Đã dừng.", True, by=user, next_on=tomorrow()), "next_on")
    row.visit("Vẫn xây.", False, by=user, next_on=tomorrow(), photos=[photo_file()])
    row.escalate(D.REMOVAL, "Không dừng thi công.", by=user, **EVIDENCE_SAID)
    assert [one.kind for one in row.decisions.all()] == [D.STOP_WORK, D.REMOVAL]
    assert FollowUp.objects.open().filter(inspection=row).count() == 1
    row.visit("Đã tháo dỡ.", True, by=user)
    assert row.status == S.DECIDED and row.due_on is None
    row.close(E.ENFORCED, "Đã tháo dỡ xong.", by=user)
    assert [one.is_done for one in row.follow_ups.all()] == [False, True]
    assert (row.status, row.closed_on) == (S.CLOSED, timezone.localdate())
    row.reopen(tomorrow(), "Xây lại.", by=UserFactory(role="leader"))
    assert (row.status, row.ending, row.due_on) == (S.FOLLOWING, "", tomorrow())
    assert row.events.filter(kind="closed").get().staff_note == "Đã tháo dỡ xong."


def test_nothing_is_closed_without_proof(user, on_record):
    row = on_record
    refused(lambda: row.close(E.COMPLIED, "Đã dọn.", by=user), "photos")
    refused(lambda: row.close(E.NOTHING, "Không có gì.", by=user), "ending")
    refused(lambda: row.close(E.COMPLIED, "  ", by=user, photos=[photo_file()]), "text")
    row.close(E.COMPLIED, "Đã dọn.", by=user, photos=[photo_file()])
    assert row.photos.get().event.kind == "closed"


def test_a_day_that_is_put_off_replaces_the_one_before(user, stopped):
    row = stopped
    row.follow(tomorrow() + timedelta(days=3), by=user)
    assert row.follow_ups.get().due_on == row.due_on == tomorrow() + timedelta(days=3)
    refused(lambda: row.follow(timezone.localdate() - timedelta(days=1), by=user), "due_on")


@pytest.mark.parametrize(
    ("appoint", "box"),
    [
        (lambda row, user, day: row.follow(day, by=user), "due_on"),
        (lambda row, user, day: row.visit("Vẫn xây.", False, by=user, next_on=day), "next_on"),
        (lambda row, user, day: asked_inspection(due_on=day), "due_on"),
    ],
)
def test_a_mistyped_year_does_not_put_an_inspection_out_of_sight(user, stopped, appoint, box):
    assert "quá xa" in refused(lambda: appoint(stopped, user, tomorrow() + timedelta(days=36_500)), box)


def test_the_queues_of_the_team(user, stopped):
    assert not Inspection.objects.due().exists()
    assert list(Inspection.objects.due(tomorrow())) == [stopped]
    assert inspection_of(user) in Inspection.objects.undecided()


def test_the_name_stands_apart_and_can_be_forgotten(user, on_record):
    row = on_record
    with pytest.raises(ValidationError):
        row.blank("Theo yêu cầu.", by=user)
    row.name("Nguyễn Văn Mẫu", "số 12", by=user)
    assert "Mẫu" not in str(row.subject) and "Mẫu" not in str(list(row.events.values()))
    row.blank("Người dân yêu cầu.", by=user)
    assert not InspectionSubject.objects.exists()


def test_who_decides_second_is_told(user, on_record):
    first = on_record
    second = Inspection.objects.get(pk=first.pk)
    first.follow(tomorrow(), by=user)
    with pytest.raises(StaleRow):
        second.follow(tomorrow(), by=user, version=second.version - 1)


def test_history_cannot_be_rewritten(user):
    event = inspection_of(user).events.get()
    for change in (lambda: InspectionEvent.objects.filter(pk=event.pk).update(kind="closed"), event.delete):
        with pytest.raises(Exception, match=r"append_only|Cannot"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    "change",
    [{"found": ""}, {"decision": ""}, {"has_violation": False}, {"due_on": None}, {"status": S.CLOSED}],
)
def test_the_database_keeps_what_is_always_true(change, stopped):
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.filter(pk=stopped.pk).update(**change)


def test_a_request_that_is_taken_back_keeps_no_place(user):
    group = ResidentialGroupFactory()
    asked, held = asked_inspection(residential_group=group), inspection_of(user, residential_group=group)
    for row in (asked, held):
        row.take_back(by=None)
    assert (asked.status, asked.where, asked.reason, asked.due_on) == (S.CANCELLED, "", "", None)
    assert held.status == S.RECORDED and held.residential_group == group
    assert a_field() == held.field
