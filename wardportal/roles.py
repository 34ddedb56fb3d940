"""Who may do what: each role of the ward and its permissions, as data. The ward adds to them; nothing takes away."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet

LOOK_AND_KEEP = ("view", "add", "change")


def may_keep(app: str, *models: str) -> tuple[str, ...]:
    """Permissions to see, add and change rows of these models."""
    return tuple(f"{app}.{action}_{model}" for model in models for action in LOOK_AND_KEEP)


def may_decide(*verbs: str) -> tuple[str, ...]:
    return tuple(f"petitions.{verb}_petition" for verb in verbs)


def may_do(model: str, *verbs: str) -> tuple[str, ...]:
    """Permissions to take these decisions about what the dialogue knows: a session, a question, a commitment."""
    return tuple(f"dialogues.{verb}_{model}" for verb in verbs)


@dataclass(frozen=True)
class Role:
    """A group of the admin. `code` is what programs call it, `name` what the ward does."""

    code: str
    name: str
    permissions: tuple[str, ...]


# A group that carries one of these leads the ward; only its superuser says who is in it.
LEADS = ("petitions.add_confidentialgrant", "petitions.answer_petition")


def leading_groups() -> QuerySet[Group]:
    carried = Q(pk=None)
    for name in LEADS:
        app, codename = name.split(".")
        carried |= Q(permissions__content_type__app_label=app, permissions__codename=codename)
    return Group.objects.filter(carried)


# What a briefing gives somebody to do is told back by whoever it was given to.
GIVEN = "mobilization.report_briefingconclusion"
BODIES = (
    *may_keep("mobilization", "unit", "residentialgroup", "mobilizationteam", "selfmanagedgroup", "membership", "post"),
    "mobilization.reorganise_residentialgroup",
)
# Who writes down works, what came of them, and the plates of the streets; results are recorded, never changed.
RESULTS = (
    *may_keep("mobilization", "measure", "measureunit", "resultcategory", "work", "street", "housenumberplate"),
    "mobilization.view_workresult",
    "mobilization.view_staff_results",
    "mobilization.record_workresult",
    "mobilization.delete_housenumberplate",
)
# What those who keep denunciations safe need: whom it is about, and that nobody else sees it.
PROTECT = may_decide("seal", "name_parties", "reissue_secret", "release")

# Who may be given something to do by a leader's direction.
DIRECTED = ("mobilization.view_unit_directions", "mobilization.finish_direction")
# Who gathers what the teams report, and keeps the briefings.
REPORTS = (
    "mobilization.view_all_reports",
    "petitions.open_from_report",
    *(f"mobilization.{verb}_teamreport" for verb in ("send_back", "approve", "correct")),
    "mobilization.write_consolidation",
    "mobilization.finish_direction",
    "mobilization.view_all_briefings",
    "mobilization.plan_briefing",
    *(f"mobilization.{verb}_briefing" for verb in ("move", "cancel", "keep", "hold", "conclude")),
)

# Who judges the self-managed groups for the ward, and holds their contests.
EMULATION = (
    "mobilization.view_all_assessments",
    "mobilization.open_assessmentround",
    *(f"mobilization.{verb}_assessmentround" for verb in ("enrol", "close", "reopen")),
    *(f"mobilization.{verb}_assessment" for verb in ("object", "decide", "send_back")),
    "mobilization.start_contest",
    *(
        f"mobilization.{verb}_contest"
        for verb in ("enter", "withdraw", "score", "advance", "award", "send_on", "record_outcome")
    ),
)
CRITERIA = may_keep("mobilization", "criteriaset", "criterion")
# Whose team or unit registers campaigns, and who looks after all of them.
CAMPAIGNS_OF_BODY = (
    "mobilization.begin_campaign",
    *(f"mobilization.{verb}_campaign" for verb in ("consent", "withdraw_consent")),
)
CAMPAIGNS_JUDGED = (
    "mobilization.view_all_campaigns",
    *(f"mobilization.{verb}_campaign" for verb in ("recognise", "refuse", "reward", "correct")),
)
CAMPAIGNS = (
    *CAMPAIGNS_OF_BODY,
    *CAMPAIGNS_JUDGED,
    "mobilization.enter_campaigns",
    *(f"mobilization.{verb}_campaign" for verb in ("send_back", "decline", "approve", "assign", "correct_target")),
    *(f"mobilization.{verb}_campaign" for verb in ("show", "review", "judge", "replicate", "end")),
    *may_keep("mobilization", "campaignfield", "campaignrule", "scoringtemplate", "councilseat"),
    *may_keep("mobilization", "scoringcriterion", "scoringgrade"),
)

# Who prepares a dialogue, receives those who come, writes the minutes and keeps the promises in view.
HOSTS = (
    "dialogues.view_all_questions",
    "dialogues.view_all_commitments",
    *may_do("dialoguesession", "keep", "announce", "open", "end", "reopen", "submit_minutes"),
    *may_do("question", "register", "release", "promote", "check_in", "call", "answer", "defer", "decline"),
    *may_do("question", "withdraw", "hide_name", "open_petition", "seal", "reissue_secret"),
    *may_do("commitment", "promise", "amend", "assign", "start", "report_progress", "mark_done", "confirm", "object"),
)

# Who may ask the rapid-response team to look at what a petition is about, or say which look was about it.
ASK_INSPECTIONS = ("mobilization.plan_inspection", "petitions.link_inspection")
# Who goes there, writes down what was found and sees to it that it is put right.
INSPECT = (
    "mobilization.view_all_inspections",
    "mobilization.view_inspectionsubject",
    *(f"mobilization.{verb}_inspection" for verb in ("take_down", "revise", "decide", "escalate", "follow", "visit")),
    *(f"mobilization.{verb}_inspection" for verb in ("close", "cancel", "name", "blank")),
)
# Who answers for the team.
OVERSEE = (
    "mobilization.view_all_inspections",
    "mobilization.view_inspectionsubject",
    *(f"mobilization.{verb}_inspection" for verb in ("escalate", "follow", "reopen", "cancel", "blank")),
)

ROLES = (
    Role(
        "reception",
        "Tiếp dân",
        (
            "petitions.view_all_petitions",
            "petitions.register_petition",
            "petitions.open_from_report",
            *may_decide("review", "classify", "ask", "supply", "accept", "assign", "close", "decline", "guide"),
            *may_decide("merge", "separate", "withdraw", "publish", "unpublish", "chase", "relay", "recount"),
            *may_decide("correct"),
            *PROTECT,
            "petitions.view_replytemplate",
            *HOSTS,
            *DIRECTED,
            *ASK_INSPECTIONS,
            *CAMPAIGNS_OF_BODY,
            GIVEN,
        ),
    ),
    Role(
        "handler",
        "Chuyên môn",
        (
            "petitions.view_unit_petitions",
            *may_decide("ask", "draft_answer", "close"),
            "petitions.view_replytemplate",
            "dialogues.view_unit_commitments",
            *may_do("commitment", "start", "report_progress", "mark_done"),
            *DIRECTED,
            *ASK_INSPECTIONS,
            *CAMPAIGNS_OF_BODY,
            GIVEN,
        ),
    ),
    Role(
        "leader",
        "Lãnh đạo",
        (
            "petitions.view_all_petitions",
            *may_decide("accept", "assign", "extend", "suspend", "resume", "answer", "return_answer", "reopen"),
            *may_decide("decline", "guide", "forward", "chase", "relay", "publish", "unpublish", "recount"),
            *PROTECT,
            *may_keep("petitions", "confidentialgrant", "deadlinerule", "replytemplate"),
            "petitions.view_confidentialview",
            "petitions.view_category",
            "wardportal.view_calendarday",
            "dialogues.view_all_questions",
            "dialogues.view_all_commitments",
            *may_do("dialoguesession", "add_session", "keep", "announce", "move", "cancel", "restore", "open", "end"),
            *may_do("dialoguesession", "reopen", "return_minutes", "conclude", "correct"),
            *may_do("question", "answer", "defer", "decline", "seal"),
            *may_do("commitment", "promise", "assign", "sign_off", "send_back", "postpone", "fail", "take_up", "blank"),
            *may_keep("dialogues", "dialoguerule"),
            "mobilization.view_all_reports",
            "mobilization.direct_concern",
            "mobilization.finish_direction",
            "mobilization.issue_consolidation",
            "mobilization.view_all_briefings",
            *ASK_INSPECTIONS,
            *OVERSEE,
            "mobilization.view_workresult",
            "mobilization.view_staff_results",
            "mobilization.view_all_assessments",
            *CAMPAIGNS_JUDGED,
            GIVEN,
        ),
    ),
    Role("inspector", "Tổ phản ứng nhanh", (*INSPECT, *ASK_INSPECTIONS, GIVEN)),
    Role(
        "mobilization",
        "Khối Dân vận",
        (
            *BODIES,
            *HOSTS,
            *REPORTS,
            *RESULTS,
            *CAMPAIGNS,
            *may_keep("mobilization", "reportrule", "reportheading", "indicator"),
            *EMULATION,
            *CRITERIA,
            "mobilization.delete_criterion",
            "mobilization.view_all_inspections",
            "mobilization.plan_inspection",
        ),
    ),
    Role(
        "team_head",
        "Tổ trưởng tổ dân vận",
        (
            "petitions.view_group_petitions",
            "mobilization.write_teamreport",
            *(f"mobilization.{verb}_teamreport" for verb in ("submit", "take_back", "correct")),
            *(f"mobilization.{verb}_assessment" for verb in ("assess", "cross_check")),
            *CAMPAIGNS_OF_BODY,
            GIVEN,
        ),
    ),
    Role(
        "self_managed_head",
        "Tổ trưởng tổ tự quản",
        tuple(f"mobilization.{verb}_assessment" for verb in ("assess", "object")),
    ),
    Role("treasurer", "Thủ quỹ", ()),
    Role(
        "editor",
        "Biên tập viên",
        (
            *may_keep("news", "post", "postphoto"),
            "news.delete_post",
            "news.delete_postphoto",
            "news.publish_post",
            "news.view_category",
            "mobilization.view_workresult",
        ),
    ),
    Role(
        "administrator",
        "Quản trị",
        (
            *may_keep("wardportal", "user", "ward", "signatory", "calendarday"),
            "wardportal.delete_calendarday",
            "wardportal.view_outgoingmessage",
            "wardportal.change_outgoingmessage",
            "auth.view_group",
            *may_keep("petitions", "category", "deadlinerule", "replytemplate"),
            *may_keep("news", "category"),
            *may_keep("dialogues", "dialoguerule"),
            *may_keep("mobilization", "inspectionfield"),
            *BODIES,
            *CRITERIA,
            "mobilization.delete_criterion",
        ),
    ),
)


@transaction.atomic
def grant_roles() -> None:
    """Create the groups and give them what their role lacks; what the ward gave besides stays.

    A permission no installed app declares is passed over.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.add(*(known[name] for name in role.permissions if name in known))


def group_of(code: str) -> Group:
    """Return the group of a role by the name programs use."""
    return Group.objects.get(name=next(role.name for role in ROLES if role.code == code))
