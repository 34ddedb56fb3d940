"""The agenda of a session: what stands on it, what the portal proposes, and what staff add."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from dialogues.models import AgendaItem, DialogueSession, Section
from dialogues.status import CommitmentStatus, SessionStatus
from petitions.models import Category
from tests.factories.dialogues import (
    an_officer,
    commitment_in,
    commitment_of,
    conclude,
    question_at,
    session_in,
)
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import PetitionFactory, confidential_petition, petition_in
from tests.grids import undone

pytestmark = pytest.mark.django_db


def page(session):
    return reverse("admin:dialogues_dialoguesession_agenda", args=[session.pk])


def shown(client, session, section):
    sections = dict(client.get(page(session)).context["sections"])
    return [row.item for row in sections[section.label]]


def test_codes_and_titles_lead_to_what_they_are_of(lan, session, as_user):
    petition, client = PetitionFactory(), as_user(lan)
    AgendaItem.objects.put_petition(petition, session)
    question = question_at(session)
    commitment = commitment_of(session, item=question.agenda_items.get())
    AgendaItem.objects.place_commitments([commitment], session, after=0)
    rows = {"petitions_petition": petition, "dialogues_question": question, "dialogues_commitment": commitment}
    for name in ("agenda", "minutes"):
        text = client.get(reverse(f"admin:dialogues_dialoguesession_{name}", args=[session.pk])).text
        for kind, row in rows.items():
            address = reverse(f"admin:{kind}_change", args=[row.pk])
            assert re.search(rf'<a href="{address}">[^/]*{row.code}', text), (name, kind)


def test_promises_come_first_with_what_happened_since_the_last_session(lan, ward, as_user):
    commitment = commitment_in(CommitmentStatus.IN_PROGRESS, session_in(SessionStatus.IN_SESSION))
    coming = DialogueSession.objects.planned().order_by("held_on").first()
    client = as_user(lan)
    sections = client.get(page(coming)).context["sections"]
    assert sections[0][0] == Section.COMMITMENTS.label
    row = sections[0][1][0]
    assert row.item.commitment == commitment
    assert [event.kind for event in row.events] == ["promised", "started"]


def test_what_happened_later_on_the_day_of_the_last_session_is_told(lan, ward, as_user):
    session = session_in(SessionStatus.IN_SESSION)
    commitment = commitment_of(session)
    session.end(by=lan)
    commitment.start(by=lan)
    coming = DialogueSession.objects.planned().filter(held_on__gt=session.held_on).earliest("held_on")
    AgendaItem.objects.carry_over(coming)
    (_label, (row,)), *_rest = as_user(lan).get(page(coming)).context["sections"]
    assert [event.kind for event in row.events] == ["started"]


def test_questions_stand_together_by_subject(lan, session, as_user):
    waste, road = Category.objects.all()[:2]
    for topic in (waste, road, waste):
        question_at(session, topic=topic)
    assert [item.topic for item in shown(as_user(lan), session, Section.QUESTIONS)] == [waste, waste, road]


def test_an_overdue_petition_is_proposed_and_added_with_one_press(lan, session, as_user):
    petition = petition_in("in_progress")
    type(petition).objects.filter(pk=petition.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    client = as_user(lan)
    assert [row.pk for row in client.get(page(session)).context["petitions"]] == [petition.pk]
    client.post(page(session), {"add_petition": petition.pk})
    assert shown(client, session, Section.PETITIONS)[0].petition == petition
    assert client.get(page(session)).context["petitions"] == []


def test_a_petition_that_came_back_is_proposed(lan, chu_tich, session, as_user):
    petition = petition_in("answered")
    petition.reopen("Đèn lại tắt.", by=chu_tich)
    proposals = as_user(lan).get(page(session)).context["petitions"]
    assert [(row.code, row.why) for row in proposals] == [(petition.code, "người gửi đề nghị giải quyết lại")]


def test_a_petition_put_onto_the_agenda_again_stands_there_once(session):
    petition = PetitionFactory()
    placed = AgendaItem.objects.put_petition(petition, session)
    assert AgendaItem.objects.put_petition(petition, session) == placed
    assert session.agenda.get() == placed


def test_many_petitions_alike_are_proposed_as_one_topic_that_names_none(lan, session, as_user):
    group, topic = ResidentialGroupFactory(), Category.objects.first()
    made = [PetitionFactory(category=topic, residential_group=group) for _ in range(3)]
    PetitionFactory(category=topic, residential_group=ResidentialGroupFactory())
    client = as_user(lan)
    proposal = client.get(page(session)).context["topics"][0]
    assert (proposal.title, proposal.number) == (f"{topic.name}: {group.name}", 3)
    client.post(page(session), {"add_topic": proposal.title})
    added = shown(client, session, Section.OTHER)[0]
    assert not any(petition.code in added.title for petition in made)
    assert client.get(page(session)).context["topics"] == []


def test_no_confidential_petition_is_proposed_or_added(lan, session, as_user):
    petition = confidential_petition()
    type(petition).objects.filter(pk=petition.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    client = as_user(lan)
    assert petition.code not in client.get(page(session)).text
    assert client.post(page(session), {"add_petition": petition.pk}).status_code == 404


def test_a_petition_sealed_after_it_was_placed_leaves_the_page(lan, session, as_user):
    petition = PetitionFactory()
    AgendaItem.objects.put_petition(petition, session)
    petition.seal(by=lan)
    assert petition.code not in as_user(lan).get(page(session)).text


def test_who_reads_no_petition_is_proposed_none(session, as_user):
    petition = petition_in("in_progress")
    type(petition).objects.filter(pk=petition.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    client = as_user(an_officer("mobilization"))
    assert client.get(page(session)).context["petitions"] == []
    assert client.post(page(session), {"add_petition": petition.pk}).status_code == 404


def test_any_petition_somebody_reads_is_added_by_its_code(lan, session, as_user):
    petition, client = PetitionFactory(), as_user(lan)
    written = (petition.code.lower(), petition.code.replace("-", ""), petition.code[3:], petition.code)
    for code in written:
        session.agenda.all().delete()
        client.post(page(session), {"add_code": "1", "code": f" {code} "})
        assert [item.petition for item in session.agenda.filter(section=Section.PETITIONS)] == [petition], code
    again = client.post(page(session), {"add_code": "1", "code": petition.code})
    assert again.status_code == 422 and "đã có trong chương trình" in again.context["code_error"]
    assert shown(client, session, Section.PETITIONS)[0].petition == petition


def test_a_code_that_can_be_none_is_refused_beside_its_box_and_kept(lan, session, as_user):
    client = as_user(lan)
    for code in ("", "  ", "abc", "2026", "🙂", "x" * 5000):
        response = client.post(page(session), {"add_code": "1", "code": code})
        assert response.status_code == 422 and response.context["code_error"], code
        assert response.context["typed_code"] == code.strip()[:300]


def test_a_petition_there_is_not_a_hidden_one_and_one_about_the_reader_are_told_of_alike(
    lan, chu_tich, session, as_user
):
    about = PetitionFactory()
    about.name_parties(users=[chu_tich], units=[], by=lan)
    client = as_user(chu_tich)
    codes = ("KN-2026-999999", confidential_petition().code, about.code)
    answers = [client.post(page(session), {"add_code": "1", "code": code}) for code in codes]
    assert {(answer.status_code, answer.context["code_error"]) for answer in answers} == {
        (422, "Không tìm thấy đơn này trong những đơn đồng chí được xem.")
    }
    assert not session.agenda.exists()


def test_who_reads_no_petitions_sees_that_one_is_there_and_nothing_of_it(lan, session, as_user):
    petition = petition_in("in_progress")
    AgendaItem.objects.put_petition(petition, session)
    reader, other = as_user(lan), as_user(an_officer("mobilization"))
    for name in ("agenda", "agenda_print", "minutes"):
        address = reverse(f"admin:dialogues_dialoguesession_{name}", args=[session.pk])
        text = other.get(address).text
        assert "Đơn (đồng chí không có quyền xem)" in text, name
        assert petition.code not in text and str(petition.unit) not in text, name
        assert petition.code in reader.get(address).text, name
    assert session.agenda.get().title == f"Đơn {petition.code}"


def test_who_is_named_in_a_petition_finds_no_point_and_no_print_about_it(lan, chu_tich, session, as_user):
    petition = PetitionFactory()
    AgendaItem.objects.put_petition(petition, session)
    petition.name_parties(users=[chu_tich], units=[], by=lan)
    reader, named = as_user(lan), as_user(chu_tich)
    for name in ("agenda", "agenda_print"):
        address = reverse(f"admin:dialogues_dialoguesession_{name}", args=[session.pk])
        assert petition.code in reader.get(address).text, name
        text = named.get(address).text
        assert petition.code not in text and "không có quyền xem" not in text, name


def test_staff_add_a_topic_of_their_own_and_take_it_off_again(lan, session, as_user):
    client = as_user(lan)
    client.post(page(session), {"add_own": "1", "title": "  Kế hoạch  dọn vệ sinh "})
    item = shown(client, session, Section.OTHER)[0]
    assert item.title == "Kế hoạch dọn vệ sinh"
    client.post(page(session), {"drop": item.pk})
    assert shown(client, session, Section.OTHER) == []


def test_a_topic_that_was_written_about_meanwhile_or_whose_session_is_over_is_not_taken_off(lan, minh, session):
    AgendaItem.objects.put_topic("Chợ tạm", session)
    seen, opened = session.agenda.get(), session.agenda.get()
    with pytest.raises(PermissionDenied):
        seen.drop(by=minh)
    opened.minute(by=lan, summary="Dời chợ ra khỏi lòng đường.")
    with pytest.raises(ValidationError, match="Không bỏ được"):
        seen.drop(by=lan)
    AgendaItem.objects.put_topic("Cây xanh", session)
    session.open(by=lan)
    session.end(by=lan)
    with pytest.raises(ValidationError, match="Không bỏ được"):
        session.agenda.get(title="Cây xanh").drop(by=lan)
    assert session.agenda.count() == 2


def test_a_topic_without_words_or_with_too_many_is_refused_beside_its_box(lan, session, as_user):
    client = as_user(lan)
    for title in ("", "   ", "x" * 301):
        response = client.post(page(session), {"add_own": "1", "title": title})
        assert response.status_code == 422
        assert response.context["title_error"], title
        assert title.strip() in response.text


def test_a_topic_nobody_proposed_is_not_added_by_a_link(lan, session, as_user):
    assert as_user(lan).post(page(session), {"add_topic": "Gì đó"}).status_code == 404


def test_refreshing_carries_open_promises_over(lan, ward, as_user):
    commitment_in(CommitmentStatus.OPEN, session_in(SessionStatus.IN_SESSION))
    coming = DialogueSession.objects.planned().order_by("held_on").first()
    coming.agenda.all().delete()
    as_user(lan).post(page(coming), {"refresh": "1"})
    assert coming.agenda.filter(section=Section.COMMITMENTS).count() == 1


def test_the_agenda_of_a_session_that_is_over_stays_as_it_was(lan, chu_tich, session, as_user):
    client = as_user(lan)

    def stays():
        client.post(page(session), {"add_own": "1", "title": "Muộn"})
        assert not session.agenda.filter(title="Muộn").exists(), session.status
        assert 'name="add_own"' not in client.get(page(session)).text, session.status

    with undone():
        session.cancel("Bão.", by=chu_tich)
        stays()
    session.open(by=lan)
    session.end(by=lan)
    conclude(session, host=lan, leader=chu_tich)
    stays()


def test_what_was_spoken_about_besides_is_added_until_the_minutes_are_approved(lan, session, as_user):
    session.open(by=lan)
    session.end(by=lan)
    client = as_user(lan)
    assert 'name="add_own"' in client.get(page(session)).text
    client.post(page(session), {"add_own": "1", "title": "Chợ tạm"})
    client.post(page(session), {"add_code": "1", "code": "2026/1"})
    client.post(page(session), {"drop": session.agenda.get().pk})
    assert session.agenda.get().title == "Chợ tạm"


def test_only_who_prepares_sessions_opens_the_agenda(minh, bien_tap, session, as_user):
    client = as_user(minh)
    assert client.get(page(session)).status_code == 403
    assert client.post(page(session), {"refresh": "1"}).status_code == 403
    assert as_user(bien_tap).get(page(session)).status_code == 403
