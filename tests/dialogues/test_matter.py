"""Where a matter came from and what came of it, from each end, to each reader no more than they may read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from petitions.models import ConfidentialGrant
from tests.dialogues.paper_cast import crowd
from tests.factories.dialogues import an_officer, commitment_of, question_at, session_on
from tests.factories.petitions import PetitionFactory, UserFactory, confidential_petition, petition_in
from wardportal.matters import stations_of

pytestmark = pytest.mark.django_db


def labels(row, user) -> list[str]:
    return [station.label for station in stations_of(row, user)]


@pytest.fixture(scope="module")
def matter_of_all(session_of_all):
    about = PetitionFactory()
    question = question_at(session_of_all, petition_code=about.code)
    commitment = commitment_of(session_of_all, item=question.agenda_items.get())
    question.open_petition(kind="report", by=an_officer("reception"))
    return about, question, question.opened_petition, commitment


@pytest.fixture
def matter(matter_of_all, ward):
    """A petition asked about, the question, what was promised, and the petition opened from it."""
    return tuple(type(row).objects.get(pk=row.pk) for row in matter_of_all)


@pytest.fixture
def minh(matter):
    """Works for the unit that keeps the promise."""
    return UserFactory(role="handler", unit=matter[3].unit)


def test_every_end_shows_the_whole_chain_in_its_order(lan, session, matter):
    about, question, opened, commitment = matter
    chain = [about.code, question.code, session.title, opened.code, commitment.code]
    for row in (about, question, opened, commitment):
        assert labels(row, lan) == chain
        assert [station.label for station in stations_of(row, lan) if station.is_here] == [row.code]


def test_nobody_typed_the_day_of_a_petition_made_of_a_question(matter):
    opened = matter[2]
    assert opened.entered_by and not opened.can("correct")


def test_a_handler_sees_what_their_unit_keeps_and_no_question(minh, session, matter):
    about, question, _opened, commitment = matter
    assert labels(commitment, minh) == [session.title, commitment.code]
    assert question.code not in labels(about, minh)


def test_a_petition_that_went_the_confidential_way_is_left_out(lan, everything, matter):
    about, question, opened, commitment = matter
    opened.seal(by=lan)
    about.seal(by=lan)
    question.refresh_from_db()
    commitment.refresh_from_db()
    for user in (lan, everything):
        assert {about.code, opened.code}.isdisjoint(labels(question, user) + labels(commitment, user))


def test_a_grant_opens_no_link_from_the_question(lan, chu_tich, matter):
    _about, question, opened, _commitment = matter
    opened.seal(by=lan)
    ConfidentialGrant.objects.create(user=lan, reason="Xử lý", valid_to="2099-12-31", granted_by=chu_tich)
    assert opened.code not in labels(question, lan)


def test_a_sealed_question_is_shown_from_no_end(lan, everything, matter):
    about, question, opened, commitment = matter
    question.seal(by=lan)
    for user in (lan, everything):
        for row in (about, opened, commitment):
            assert question.code not in labels(type(row).objects.get(pk=row.pk), user)


def test_a_petition_about_the_reader_is_left_out(session, matter):
    about, question, _opened, _commitment = matter
    host = UserFactory(role="reception")
    about.parties.create(user=host)
    assert about.code not in labels(question, host)


def test_a_petition_placed_on_an_agenda_shows_what_was_promised_of_it(lan, session, unit_a):
    petition = petition_in("in_progress", unit=unit_a)
    item = session.agenda.place_petition(petition, session)
    commitment = commitment_of(session, unit=unit_a, item=item)
    assert labels(petition, lan) == [petition.code, session.title, commitment.code]
    assert labels(commitment, lan) == [petition.code, session.title, commitment.code]


def test_a_petition_nobody_asked_about_shows_nothing(lan, ward):
    assert labels(PetitionFactory(), lan) == []


def test_a_code_that_names_a_confidential_petition_links_nothing(lan, session):
    hidden = confidential_petition()
    question = question_at(session, petition_code=hidden.code)
    assert labels(question, lan) == [question.code, session.title]


def test_the_pages_of_each_end_show_it(lan, minh, matter, as_user):
    about, question, opened, commitment = matter
    for row, name in (
        (about, "petitions_petition"),
        (question, "dialogues_question"),
        (opened, "petitions_petition"),
        (commitment, "dialogues_commitment"),
    ):
        page = as_user(lan).get(reverse(f"admin:{name}_change", args=[row.pk])).text
        assert "Việc này đi từ đâu đến đâu" in page
        assert all(other.code in page for other in matter)
    assert (
        question.code not in as_user(minh).get(reverse("admin:dialogues_commitment_change", args=[commitment.pk])).text
    )


def test_a_petition_a_neighbourhood_asked_about_costs_no_more(lan, django_assert_max_num_queries):
    petition, session = PetitionFactory(), session_on()
    question_at(session, petition_code=petition.code)
    crowd(session, 24)
    stations_of(petition, lan)
    with django_assert_max_num_queries(7):
        stations = stations_of(petition, lan)
    assert sum(station.what == "Câu hỏi" for station in stations) == 20


def test_a_question_moved_on_shows_both_sessions(lan, session, matter):
    later = session_on(session.held_on + timedelta(days=1))
    question = question_at(session)
    question.agenda_items.get().minute(by=lan, summary="Hết giờ, chuyển buổi sau.")
    question.defer(later, by=lan)
    assert labels(question, lan) == [question.code, session.title, later.title]
