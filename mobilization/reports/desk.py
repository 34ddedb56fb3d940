"""The queues of reports and of what leaders direct about them."""

from typing import Any

from django.db.models import DateField, Value
from django.utils import timezone

from mobilization.models import Direction, MobilizationTeam, TeamReport, Unit
from mobilization.reports.standing import last_due_month
from mobilization.reports.status import DirectionStatus, ReportKind, ReportStatus
from wardportal.models import User
from wardportal.work_queues import WorkQueue

MISSING_QUEUE = "chua-nop-thang"


def _missing(rows: Any, user: User) -> Any:
    """Teams, not reports: whoever handed nothing in has no row the office knows of."""
    teams = MobilizationTeam.objects.all()
    asked = last_due_month(timezone.localdate())
    if asked is None:
        return teams.none().annotate(due_on=Value(None, DateField()))
    month, due = asked
    there = TeamReport.objects.of_period(month, ReportKind.MONTH).known_to_office()
    late = teams.owing_month(month).exclude(pk__in=there.values("team"))
    return late.annotate(due_on=Value(due, DateField()))


# On the desk of who answers for a team, and leads to where they report; the office has its own of all teams.
OWN_REPORTS = WorkQueue(
    MISSING_QUEUE,
    "Báo cáo tháng của tổ chưa nộp",
    lambda rows, user: _missing(rows, user).filter(pk__in=MobilizationTeam.objects.answered_for(user).values("pk")),
    ("mobilization.write_teamreport",),
    since="due_on",
    is_due=True,
    tone="overdue",
)
REPORT_QUEUES = (
    WorkQueue(
        "bao-cao-nhanh",
        "Báo cáo nhanh mới",
        lambda rows, user: rows.filter(status=ReportStatus.SUBMITTED, kind=ReportKind.QUICK),
        ("mobilization.approve_teamreport", "mobilization.direct_concern"),
        since="submitted_at",
        order="submitted_at",
        tone="overdue",
    ),
    WorkQueue(
        "cho-duyet",
        "Báo cáo chờ duyệt",
        # A quick one has a queue of its own.
        lambda rows, user: rows.filter(status=ReportStatus.SUBMITTED).exclude(kind=ReportKind.QUICK),
        ("mobilization.approve_teamreport",),
        since="submitted_at",
        order="submitted_at",
    ),
    WorkQueue(
        MISSING_QUEUE,
        "Tổ chưa nộp báo cáo tháng",
        _missing,
        ("mobilization.approve_teamreport",),
        since="due_on",
        is_due=True,
        tone="overdue",
    ),
    WorkQueue(
        "dinh-chinh",
        "Phiếu đính chính tổ mới gửi",
        lambda rows, user: rows.corrected_unseen(),
        ("mobilization.approve_teamreport",),
        since="corrected_at",
        order="corrected_at",
        tone="soon",
    ),
)
CONCERN_QUEUES = (
    WorkQueue(
        "cho-chi-dao",
        "Ý kiến chờ chỉ đạo",
        lambda rows, user: rows.awaiting(),
        ("mobilization.direct_concern",),
        since="report__submitted_at",
        tone="soon",
    ),
)


def _of_my_units(rows: Any, user: User) -> Any:
    mine = Direction.objects.filter(unit__in=Unit.objects.of_user(user)) | Direction.objects.filter(owner=user)
    return rows.open().filter(pk__in=mine.values("pk"))


_DUE: dict[str, Any] = {"since": "due_on", "order": "due_on", "is_due": True}
DIRECTION_QUEUES = (
    WorkQueue(
        "cua-toi",
        "Việc được chỉ đạo của đơn vị mình",
        _of_my_units,
        ("mobilization.view_unit_directions",),
        **_DUE,
    ),
    WorkQueue(
        "qua-han",
        "Chỉ đạo quá hạn",
        lambda rows, user: rows.overdue(),
        ("mobilization.view_all_reports", "mobilization.view_unit_directions"),
        **_DUE,
        tone="overdue",
    ),
)


def direction_tone(direction: Direction) -> str:
    if direction.is_replaced():
        return "closed"
    if direction.status == DirectionStatus.DONE:
        return "done"
    return "overdue" if direction.is_overdue() else "progress"
