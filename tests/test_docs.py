"""What the documents say of the code is compared with the code, so that they cannot grow old unnoticed."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from dialogues import status as dialogue
from dialogues.decisions import commitments, questions, sessions
from mobilization.assessments.status import (
    ASSESSMENT_MOVES,
    CONTEST_MOVES,
    ROUND_MOVES,
    AssessmentEventKind,
    AssessmentStatus,
    ContestEventKind,
    ContestStatus,
    EntrantStatus,
    RoundEventKind,
    RoundStatus,
    Step,
)
from mobilization.briefings.status import BRIEFING_MOVES, BriefingEventKind, BriefingLevel, BriefingStatus, TaskStatus
from mobilization.campaigns import status as campaign_status
from mobilization.decisions import assessments, briefings, campaigns, contests, inspections, reports
from mobilization.inspections.status import (
    INSPECTION_MOVES,
    InspectionDecisionKind,
    InspectionEnding,
    InspectionEventKind,
    InspectionStatus,
)
from mobilization.models.plates import PlateState
from mobilization.reports.status import REPORT_MOVES, ReportEventKind, ReportStatus
from mobilization.results.words import Qualifier, ResultKind, Scope, WorkState
from petitions.decisions import DECISIONS
from petitions.notifications import SENTENCES
from petitions.status import ANY, MOVES, OPEN, Channel, Kind, Outcome, Status, Visibility
from wardportal.roles import ROLES

ROOT = Path(__file__).parent.parent
APPS = ("wardportal", "mobilization", "petitions", "dialogues", "news")
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *(path for app in APPS for path in ROOT.glob(f"{app}/*.md"))]
)


def rows_of(document: str) -> list[list[str]]:
    """The cells of every row of every table, without the marks of code."""
    lines = (ROOT / document).read_text("utf-8").splitlines()
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines if line[:1] == "|"]


def told(names: frozenset) -> str:
    if names == ANY:
        return "any"
    if names == OPEN:
        return "open"
    if names == OPEN - {Status.WAITING}:
        return "open but waiting"
    return ", ".join(status.value for status in Status if status in names)


def target_of(verb: str) -> str:
    if verb in ("supply", "separate"):
        return "where it was"
    move = MOVES[verb]
    return move.target.value if move.target else "stays"


def roles_of(verb: str) -> str:
    officers = [role.code for role in ROLES if f"petitions.{verb}_petition" in role.permissions]
    return ", ".join(["sender"] * MOVES[verb].by_sender + officers)


def test_the_table_of_decisions_lists_every_decision_once_in_order():
    told_verbs = [row[0] for row in rows_of("docs/architecture.md") if len(row) == 8 and row[0] in MOVES]
    assert told_verbs == list(MOVES)


@pytest.mark.parametrize("verb", MOVES)
def test_the_table_of_decisions_tells_what_the_code_does(verb):
    (row,) = [row for row in rows_of("docs/architecture.md") if len(row) == 8 and row[0] == verb]
    move = MOVES[verb]
    mail = "yes" if move.event in SENTENCES else "no"
    assert row[1:5] + row[7:] == [told(move.sources), target_of(verb), move.clock.value, roles_of(verb), mail]


# Of each thing the dialogue decides about: its table of moves, its statuses, what permissions call it, and who may act
# without an account. Where a method says where the move leads, the document says it in words.
DIALOGUE = {
    "session": (dialogue.SESSION_MOVES, dialogue.SessionStatus, "dialoguesession"),
    "question": (dialogue.QUESTION_MOVES, dialogue.QuestionStatus, "question"),
    "commitment": (dialogue.COMMITMENT_MOVES, dialogue.CommitmentStatus, "commitment"),
}
SAID_IN_WORDS = {"open_petition": "forwarded, or stays answered"}
SAID_IN_WORDS |= {"sign_off": "confirmed, or stays where a resident raised it"}
BY_THE_PORTAL = {"move", "promote"}


def dialogue_rows(thing: str) -> list[list[str]]:
    """The rows of the table whose first heading is this thing."""
    rows, inside = [], False
    for row in rows_of("docs/architecture.md"):
        if row[1:3] == ["from", "to"]:
            inside = row[0] == thing
        elif inside and len(row) == 5 and set(row[0]) != {"-"}:
            rows.append(row)
    return rows


def table_under(document: str, heading: str) -> list[list[str]]:
    """The rows of the one table that stands under this heading."""
    lines = (ROOT / document).read_text("utf-8").partition(f"## {heading}\n\n")[2].partition("\n\n")[0].splitlines()
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines[2:]]


def sources_told(move, statuses) -> str:
    if move.sources == frozenset(statuses.values):
        return "any"
    if len(move.sources) == len(statuses) - 1:
        return f"any but {next(value for value in statuses.values if value not in move.sources)}"
    return ", ".join(value for value in statuses.values if value in move.sources)


@pytest.mark.parametrize("thing", DIALOGUE)
def test_the_tables_of_the_dialogue_tell_what_the_code_does(thing):
    moves, statuses, model = DIALOGUE[thing]
    expected = []
    for verb, move in moves.items():
        officers = [role.code for role in ROLES if f"dialogues.{verb}_{model}" in role.permissions]
        anybody = ["portal" if verb in BY_THE_PORTAL else "resident"] * move.by_anybody
        target = SAID_IN_WORDS.get(verb) or move.target or "stays"
        expected.append([verb, sources_told(move, statuses), target, ", ".join(anybody + officers)])
    assert [row[:4] for row in dialogue_rows(thing)] == expected


def test_the_table_of_a_briefing_tells_what_the_code_does():
    expected = []
    for verb, move in BRIEFING_MOVES.items():
        officers = [role.code for role in ROLES if f"mobilization.{verb}_briefing" in role.permissions]
        told_target = move.target or "stays"
        expected.append([verb, sources_told(move, BriefingStatus), told_target, ", ".join(officers)])
    assert [row[:4] for row in dialogue_rows("briefing")] == expected


INSPECTED_IN_WORDS = dict.fromkeys(("decide", "escalate", "visit"), "decided, or following where a day follows")
INSPECTED_IN_WORDS["take_back"] = "stays, or cancelled where it was planned"


def test_the_table_of_an_inspection_tells_what_the_code_does():
    expected = []
    for verb, move in INSPECTION_MOVES.items():
        officers = [role.code for role in ROLES if f"mobilization.{verb}_inspection" in role.permissions]
        target = INSPECTED_IN_WORDS.get(verb) or move.target or "stays"
        who = ", ".join(["portal"] * move.by_anybody + officers)
        expected.append([verb, sources_told(move, InspectionStatus), target, who])
    assert [row[:4] for row in dialogue_rows("inspection")] == expected


@pytest.mark.parametrize("verb", inspections.DECISIONS)
def test_the_glossary_and_the_guide_name_every_button_of_an_inspection(verb):
    event, heading = INSPECTION_MOVES[verb].event, inspections.DECISIONS[verb].heading
    row = [verb, event, str(InspectionEventKind(event).label), heading]
    assert row in table_under("docs/glossary.md", "Decisions about an inspection")
    assert heading in quoted_in_the_guide(of_dialogue=False)


# Decisions about assessments and contests: their moves, their events, what permissions call them, their forms.
EMULATION = {
    "round": (ROUND_MOVES, RoundStatus, "assessmentround"),
    "sheet": (ASSESSMENT_MOVES, AssessmentStatus, "assessment"),
    "contest": (CONTEST_MOVES, ContestStatus, "contest"),
}


@pytest.mark.parametrize("thing", EMULATION)
def test_the_tables_of_assessments_and_contests_tell_what_the_code_does(thing):
    moves, statuses, model = EMULATION[thing]
    expected = []
    for verb, move in moves.items():
        officers = [role.code for role in ROLES if f"mobilization.{verb}_{model}" in role.permissions]
        expected.append([verb, sources_told(move, statuses), move.target or "stays", ", ".join(officers)])
    assert [row[:4] for row in dialogue_rows(thing)] == expected


STAFF_FORMS = {
    "round": (assessments.ROUND_DECISIONS, RoundEventKind),
    "sheet": (assessments.ASSESSMENT_DECISIONS, AssessmentEventKind),
    "contest": (contests.DECISIONS, ContestEventKind),
}
STAFF_BUTTONS = [(thing, verb) for thing, (forms, _kinds) in STAFF_FORMS.items() for verb in forms]


@pytest.mark.parametrize(("thing", "verb"), STAFF_BUTTONS)
def test_the_glossary_and_the_guide_name_every_button_of_assessments_and_contests(thing, verb):
    forms, kinds = STAFF_FORMS[thing]
    event, heading = EMULATION[thing][0][verb].event, forms[verb].heading
    row = [verb, event, str(kinds(event).label), heading]
    assert row in table_under("docs/glossary.md", f"Decisions about a {thing}")
    assert heading in quoted_in_the_guide(of_dialogue=False)


# Who may, where a permission alone does not say it.
OF_CAMPAIGN = dict.fromkeys(campaign_status.OWN, "body, mobilization") | {"score": "council"}
OF_CAMPAIGN |= {"replicate": "team_head, reception, handler, mobilization"}


def test_the_table_of_a_campaign_tells_what_the_code_does():
    expected = []
    for verb, move in campaign_status.CAMPAIGN_MOVES.items():
        officers = [role.code for role in ROLES if f"mobilization.{verb}_campaign" in role.permissions]
        who = OF_CAMPAIGN.get(verb) or ", ".join(["follower"] * (verb == "review") + officers)
        expected.append([verb, sources_told(move, campaign_status.CampaignStatus), move.target or "stays", who])
    assert [row[:4] for row in dialogue_rows("campaign")] == expected


@pytest.mark.parametrize("verb", campaigns.DECISIONS)
def test_the_glossary_and_the_guide_name_every_button_about_a_campaign(verb):
    event, heading = campaign_status.CAMPAIGN_MOVES[verb].event, campaigns.DECISIONS[verb].heading
    row = [verb, event, str(campaign_status.CampaignEventKind(event).label), heading]
    assert row in table_under("docs/glossary.md", "Decisions about a campaign")
    assert heading in quoted_in_the_guide(of_dialogue=False)


@pytest.mark.parametrize("verb", briefings.DECISIONS)
def test_the_glossary_and_the_guide_name_every_button_of_a_briefing(verb):
    event, heading = BRIEFING_MOVES[verb].event, briefings.DECISIONS[verb].heading
    row = [verb, event, str(BriefingEventKind(event).label), heading]
    assert row in table_under("docs/glossary.md", "Decisions about a briefing")
    assert heading in quoted_in_the_guide(of_dialogue=False)


@pytest.mark.parametrize("app", APPS)
def test_the_glossary_names_every_model(app):
    told_models = {(row[0], row[1]) for row in rows_of("docs/glossary.md")}
    models = apps.get_app_config(app).get_models()
    assert {(model.__name__, str(model._meta.verbose_name)) for model in models} <= told_models


OF_REPORTS = [ReportStatus, BriefingLevel, BriefingStatus, TaskStatus]
OF_INSPECTIONS = [InspectionStatus, InspectionDecisionKind, InspectionEnding]
OF_EMULATION = [RoundStatus, AssessmentStatus, Step, ContestStatus, EntrantStatus]
OF_CAMPAIGNS = [
    campaign_status.CampaignStatus,
    campaign_status.CampaignSubject,
    campaign_status.CampaignScope,
    campaign_status.PhotoMoment,
    campaign_status.SheetKind,
    campaign_status.CouncilRole,
]
OF_PETITIONS = [Status, Outcome, Visibility, Kind, Channel]
OF_DIALOGUES = [
    dialogue.SessionKind,
    dialogue.Issuer,
    dialogue.SessionStatus,
    dialogue.QuestionStatus,
    dialogue.Slot,
    dialogue.Channel,
    dialogue.CommitmentStatus,
]


OF_RESULTS = [Qualifier, ResultKind, Scope, WorkState, PlateState]
OF_ALL = [*OF_REPORTS, *OF_EMULATION, *OF_CAMPAIGNS, *OF_RESULTS, *OF_INSPECTIONS, *OF_PETITIONS, *OF_DIALOGUES]


@pytest.mark.parametrize("words", OF_ALL)
def test_the_glossary_names_every_word_of_a_state(words):
    told_words = {tuple(row) for row in rows_of("docs/glossary.md")}
    assert {(word.value, str(word.label)) for word in words} <= told_words


def test_the_glossary_names_every_role():
    told_roles = {tuple(row) for row in rows_of("docs/glossary.md")}
    assert {(role.code, role.name) for role in ROLES} <= told_roles


@pytest.mark.parametrize("verb", DECISIONS)
def test_the_glossary_and_the_guide_name_every_button(verb):
    told_verbs = {(row[0], row[-1]) for row in table_under("docs/glossary.md", "Decisions and events")}
    assert (verb, DECISIONS[verb].heading) in told_verbs
    assert DECISIONS[verb].heading in quoted_in_the_guide(of_dialogue=False)


# The decisions of the dialogue by the thing they are about: its forms, and the words of its events.
FORMS = {
    "session": (sessions.DECISIONS, dialogue.SessionEventKind),
    "question": (questions.DECISIONS, dialogue.QuestionEventKind),
    "commitment": (commitments.DECISIONS, dialogue.CommitmentEventKind),
}
BUTTONS = [(thing, verb) for thing, (forms, _kinds) in FORMS.items() for verb in forms]


@pytest.mark.parametrize(("thing", "verb"), BUTTONS)
def test_the_glossary_and_the_guide_name_every_button_of_the_dialogue(thing, verb):
    forms, kinds = FORMS[thing]
    event, heading = DIALOGUE[thing][0][verb].event, forms[verb].heading
    row = [verb, event, str(kinds(event).label), heading]
    assert row in table_under("docs/glossary.md", f"Decisions about a {thing}")
    assert heading in quoted_in_the_guide(of_dialogue=True)


def quoted_in_the_guide(*, of_dialogue: bool) -> set[str]:
    """What stands in quotation marks in the chapter of the dialogue, or in all others: some buttons have one name."""
    chapters = (ROOT / "docs/huong-dan-can-bo.md").read_text("utf-8").split("\n## ")
    chosen = [chapter for chapter in chapters if chapter.startswith("Đối thoại") == of_dialogue]
    return set(re.findall('"([^"]+)"', " ".join(" ".join(chosen).split())))


@pytest.mark.parametrize("verb", reports.DECISIONS)
def test_the_glossary_and_the_guide_name_every_button_about_a_report(verb):
    event, heading = REPORT_MOVES[verb].event, reports.DECISIONS[verb].heading
    assert [verb, event, str(ReportEventKind(event).label), heading] in table_under(
        "docs/glossary.md", "Decisions about a report"
    )
    assert heading in quoted_in_the_guide(of_dialogue=False)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(document):
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
