"""The pages of the dialogue that are measured. A page this portal does not have yet is told, not measured."""

from collections.abc import Callable
from typing import Any

from django.urls import NoReverseMatch, reverse

from dialogues.models import Commitment, DialogueSession, Question
from dialogues.status import CommitmentStatus, QuestionStatus, SessionStatus
from tests.bench.limits import MARK

SESSION, QUESTION, COMMITMENT = (f"admin:dialogues_{name}" for name in ("dialoguesession", "question", "commitment"))


class Samples:
    """Old and new rows to look at; the old ones lie in the middle of the years."""

    def __init__(self) -> None:
        concluded = DialogueSession.objects.filter(status=SessionStatus.CONCLUDED).order_by("held_on")
        self.old_session = concluded[concluded.count() // 2]
        self.last_session = DialogueSession.objects.past()[0]
        self.coming = DialogueSession.objects.next() or self.last_session
        questions = Question.objects.filter(session=self.old_session, status=QuestionStatus.ANSWERED)
        self.question = questions.exclude(phone="").order_by("pk")[0]
        self.open_question = Question.objects.registered().order_by("pk")[0]
        self.promise = Commitment.objects.filter(session=self.old_session, status=CommitmentStatus.CONFIRMED)[0]
        self.open_promise = Commitment.objects.unfinished().order_by("pk")[0]


# What is printed, who looks ("" is a resident), the name of the address, what stands in it, what is asked for.
Page = tuple[str, str, str, list[Any], dict[str, str]]


def pages(samples: Samples) -> list[Page]:
    """Every measured page of the dialogue. A new one is a line here."""
    old, coming, promise = samples.old_session, samples.coming, samples.promise
    return [
        ("list", "", "dialogues:list", [], {}),
        ("old session", "", "dialogues:session", [old.slug], {}),
        ("coming session", "", "dialogues:session", [coming.slug], {}),
        ("register, empty form", "", "dialogues:register", [coming.slug], {}),
        ("screen of the room", "", "dialogues:screen", [coming.slug], {}),
        ("board", "", "dialogues:board", [], {}),
        ("board as CSV", "", "dialogues:board_csv", [], {}),
        ("board as JSON", "", "dialogues:board_json", [], {}),
        ("commitment", "", "dialogues:commitment", [promise.code.lower()], {}),
        ("calendar feed", "", "dialogues:calendar", [], {}),
        ("notice as PDF", "", "dialogues:notice_pdf", [coming.slug], {}),
        ("minutes as DOCX", "", "dialogues:minutes_docx", [old.slug], {}),
        ("conclusion as PDF", "", "dialogues:conclusion_pdf", [old.slug], {}),
        ("staff: sessions", "tiepdan", f"{SESSION}_changelist", [], {}),
        ("staff: old session", "tiepdan", f"{SESSION}_change", [old.pk], {}),
        ("staff: coming session", "lanhdao", f"{SESSION}_change", [coming.pk], {}),
        ("staff: agenda", "tiepdan", f"{SESSION}_agenda", [coming.pk], {}),
        ("staff: room", "tiepdan", f"{SESSION}_room", [coming.pk], {}),
        ("staff: minutes", "danvan", f"{SESSION}_minutes", [samples.last_session.pk], {}),
        ("staff: brief", "lanhdao", f"{SESSION}_brief", [coming.pk], {}),
        ("staff: print of agenda", "lanhdao", f"{SESSION}_agenda_print", [coming.pk], {}),
        ("staff: print of questions", "tiepdan", f"{SESSION}_questions_print", [coming.pk], {}),
        ("staff: print of seats", "tiepdan", f"{SESSION}_seats_print", [coming.pk], {}),
        ("staff: questions", "tiepdan", f"{QUESTION}_changelist", [], {}),
        ("staff: questions, common words", "tiepdan", f"{QUESTION}_changelist", [], {"q": "đường tổ"}),
        ("staff: questions, rare words", "tiepdan", f"{QUESTION}_changelist", [], {"q": "ngo 1234"}),
        ("staff: questions, telephone", "tiepdan", f"{QUESTION}_changelist", [], {"q": str(samples.question.phone)}),
        ("staff: question", "tiepdan", f"{QUESTION}_change", [samples.question.pk], {}),
        ("staff: question, a decision", "tiepdan", f"{QUESTION}_decide", [samples.open_question.pk, "decline"], {}),
        ("staff: question, entry", "tiepdan", f"{QUESTION}_entry", [], {}),
        ("staff: commitments", "tiepdan", f"{COMMITMENT}_changelist", [], {}),
        ("staff: commitments, own unit", "xuly", f"{COMMITMENT}_changelist", [], {}),
        ("staff: commitment", "xuly", f"{COMMITMENT}_change", [samples.open_promise.pk], {}),
        ("staff: commitment, a decision", "lanhdao", f"{COMMITMENT}_decide", [samples.open_promise.pk, "assign"], {}),
        ("staff: commitment, promise", "tiepdan", f"{COMMITMENT}_promise", [samples.last_session.pk], {}),
        ("staff: old commitment", "lanhdao", f"{COMMITMENT}_change", [promise.pk], {}),
    ]


def dialogue_visits(
    read: Callable[..., Callable[[], object]], work: Callable[..., Callable[[], object]]
) -> tuple[dict[str, Callable[[], object]], list[str]]:
    """Return the visits by the name they are printed under, and the pages that are not there yet."""
    visits, missing = {}, []
    for name, who, address, arguments, query in pages(Samples()):
        try:
            path = reverse(address, args=arguments)
        except NoReverseMatch:
            missing.append(f"{MARK}{name} ({address})")
            continue
        visits[f"{MARK}{name}"] = work(who, path, **query) if who else read(path)
    return visits, missing
