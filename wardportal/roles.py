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

# Who prepares a dialogue, receives those who come, writes the minutes and keeps the promises in view.
HOSTS = (
    "dialogues.view_all_questions",
    "dialogues.view_all_commitments",
    *may_do("dialoguesession", "keep", "announce", "open", "end", "submit_minutes"),
    *may_do("question", "register", "release", "promote", "check_in", "call", "answer", "defer", "decline"),
    *may_do("question", "withdraw", "hide_name", "open_petition", "seal", "reissue_secret"),
    *may_do("commitment", "promise", "assign", "start", "report_progress", "mark_done", "confirm", "object"),
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
            *may_decide("merge", "withdraw", "publish", "unpublish"),
            *PROTECT,
            "petitions.view_replytemplate",
            *HOSTS,
            *DIRECTED,
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
            GIVEN,
        ),
    ),
    Role(
        "leader",
        "Lãnh đạo",
        (
            "petitions.view_all_petitions",
            *may_decide("accept", "assign", "extend", "suspend", "resume", "answer", "return_answer", "reopen"),
            *may_decide("decline", "guide", "forward", "publish", "unpublish"),
            *PROTECT,
            *may_keep("petitions", "confidentialgrant", "deadlinerule", "replytemplate"),
            "petitions.view_confidentialview",
            "petitions.view_category",
            "wardportal.view_calendarday",
            "dialogues.view_all_questions",
            "dialogues.view_all_commitments",
            *may_do("dialoguesession", "add_session", "keep", "announce", "move", "cancel", "restore", "open", "end"),
            *may_do("dialoguesession", "return_minutes", "conclude", "correct"),
            *may_do("question", "answer", "defer", "decline", "seal"),
            *may_do("commitment", "promise", "assign", "sign_off", "send_back", "postpone", "fail", "take_up", "blank"),
            *may_keep("dialogues", "dialoguerule"),
            "mobilization.view_all_reports",
            "mobilization.direct_concern",
            "mobilization.finish_direction",
            "mobilization.issue_consolidation",
            "mobilization.view_all_briefings",
            GIVEN,
        ),
    ),
    Role(
        "mobilization",
        "Khối Dân vận",
        (*BODIES, *HOSTS, *REPORTS, *may_keep("mobilization", "reportrule", "reportheading", "indicator")),
    ),
    Role(
        "team_head",
        "Tổ trưởng tổ dân vận",
        (
            "petitions.view_group_petitions",
            "mobilization.write_teamreport",
            *(f"mobilization.{verb}_teamreport" for verb in ("submit", "take_back", "correct")),
            GIVEN,
        ),
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
            *BODIES,
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
