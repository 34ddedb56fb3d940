"""A matter of the dialogue as one chain: the petition asked about, the question, where it was spoken about, what was
opened and promised. Readable from each end; every row by its own gate, and a link only through a row the reader sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from dialogues.desk import tone_of
from dialogues.models import AgendaItem, Commitment, DialogueSession, Question
from petitions.desk import tone_of as petition_tone
from petitions.models import Petition
from wardportal.matters import Station
from wardportal.models import User

# A petition may be asked about by a whole neighbourhood; the list of questions finds the rest.
MOST_QUESTIONS = 20


def matter_of(row: Any, user: User) -> list[Station]:
    """Return the chain a petition, question or commitment belongs to, in the order it came about."""
    if isinstance(row, Petition):
        return list(_of_petition(row, user))
    if isinstance(row, Question):
        return list(Chain(row, [row], user).stations())
    return list(_of_commitment(row, user)) if isinstance(row, Commitment) else []


def _of_petition(petition: Petition, user: User) -> Iterator[Station]:
    """A petition may be asked about at many sessions, be opened from a question, or stand on an agenda by itself."""
    rows = Question.objects.visible_to(user).filter(Q(about_petition=petition) | Q(opened_petition=petition))
    questions = list(rows.select_related("session").order_by("-pk")[:MOST_QUESTIONS])[::-1]
    chain = Chain(petition, questions, user)
    if not questions:
        yield chain.petition(petition, "Đơn")
    yield from chain.stations()
    items = list(AgendaItem.objects.filter(petition=petition).select_related("session").order_by("pk"))
    promised = _grouped(Commitment.objects.visible_to(user).filter(item__in=items).order_by("pk"), "item_id")
    for item in items:
        yield chain.session(item.session)
        yield from (chain.commitment(commitment) for commitment in promised.get(item.pk, []))


def _of_commitment(commitment: Commitment, user: User) -> Iterator[Station]:
    question = commitment.question
    questions = [question] if question and question.is_visible_to(user) else []
    chain = Chain(commitment, questions, user)
    if questions:
        yield from chain.stations()
        return
    item = commitment.item
    if item and item.petition_id:
        yield from (
            chain.petition(petition, "Đơn")
            for petition in Petition.objects.visible_to(user).filter(pk=item.petition_id)
        )
    yield chain.session(commitment.session)
    yield chain.commitment(commitment)


class Chain:
    """What hangs on some questions, read in a few queries however many they are."""

    def __init__(self, here: Any, questions: list[Question], user: User) -> None:
        self.here, self.questions = here, questions
        self.petitions = self._petitions(user) if questions else {}
        self.commitments = self._commitments(user) if questions else {}
        spoken = AgendaItem.objects.filter(question__in=questions).select_related("session")
        self.items = _grouped(spoken, "question_id") if questions else {}

    def _commitments(self, user: User) -> dict[int, list[Commitment]]:
        rows = Commitment.objects.visible_to(user).filter(question__in=self.questions)
        return _grouped(rows.order_by("pk"), "question_id")

    def _petitions(self, user: User) -> dict[int, Petition]:
        """The petitions at either end that this person may read; a confidential one only on its own page."""
        keys = {key for each in self.questions for key in (each.about_petition_id, each.opened_petition_id) if key}
        readable = Petition.objects.visible_to(user).filter(pk__in=keys) if keys else []
        found = {petition.pk: petition for petition in readable}
        return found | ({self.here.pk: self.here} if isinstance(self.here, Petition) else {})

    def stations(self) -> Iterator[Station]:
        told: set[int] = set()
        for question in self.questions:
            about = self.petitions.get(question.about_petition_id or 0)
            if about and about.pk not in told:
                told.add(about.pk)
                yield self.petition(about, "Đơn được hỏi")
            yield self.question(question)
            yield from (self.session(session) for session in self._sessions(question))
            if opened := self.petitions.get(question.opened_petition_id or 0):
                yield self.petition(opened, "Đơn lập từ câu hỏi")
            yield from (self.commitment(commitment) for commitment in self.commitments.get(question.pk, []))

    def _sessions(self, question: Question) -> list[DialogueSession]:
        """Where it was or will be spoken about; a question moved to a later session may have been minuted before."""
        sessions = {item.session_id: item.session for item in self.items.get(question.pk, [])}
        sessions[question.session_id] = question.session
        return sorted(sessions.values(), key=lambda session: session.held_on)

    # One station each

    def petition(self, petition: Petition, what: str) -> Station:
        url = reverse("admin:petitions_petition_change", args=[petition.pk])
        state, tone = petition.staff_status, petition_tone(petition)
        return Station(what, petition.code, state, tone, url, is_here=petition == self.here)

    def question(self, question: Question) -> Station:
        url = reverse("admin:dialogues_question_change", args=[question.pk])
        state, tone = question.get_status_display(), tone_of(question)
        return Station("Câu hỏi", question.code, state, tone, url, is_here=question == self.here)

    def session(self, session: DialogueSession) -> Station:
        url = reverse("admin:dialogues_dialoguesession_change", args=[session.pk])
        return Station("Buổi đối thoại", session.title, session.get_status_display(), "neutral", url)

    def commitment(self, commitment: Commitment) -> Station:
        url = reverse("admin:dialogues_commitment_change", args=[commitment.pk])
        state, tone, due = commitment.stage, tone_of(commitment), f"Hạn {commitment.due_on:%d/%m/%Y}"
        here = commitment == self.here
        return Station("Cam kết", commitment.code, state, tone, url, is_here=here, detail=due)


def _grouped(rows: Any, column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found
