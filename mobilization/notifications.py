"""What heads of teams, the office and units that were directed are written to about. The only file that knows.

Mails repeat no word of a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mobilization.models.organisation import Membership, MobilizationTeam
from wardportal.models import OutgoingMessage, User, Ward

if TYPE_CHECKING:
    from mobilization.models import Direction, TeamReport


def heads_of(team: MobilizationTeam) -> list[User]:
    """Who heads the team today, or the one it became, has an account and an address to write to."""
    seats = Membership.objects.valid().filter(team__in=(team.pk, team.of_today().pk), post__is_team_head=True)
    return list(User.objects.filter(pk__in=seats.values("user"), is_active=True).exclude(email="").order_by("pk"))


def tell_quick(report: TeamReport) -> None:
    """Write to those who read what cannot wait: who approves reports, and leaders."""
    body = render_to_string(
        "mobilization/reports/emails/quick.txt",
        {
            "report": report,
            "ward": Ward.objects.current(timezone.localdate()),
            "url": f"{settings.SITE_URL}{reverse('admin:mobilization_teamreport_change', args=[report.pk])}",
        },
    )
    office = Q(groups__permissions__codename__in=("approve_teamreport", "direct_concern"))
    people = User.objects.at_work().filter(office).exclude(email="").distinct().order_by("pk")
    for user in people:
        OutgoingMessage.objects.enqueue(
            kind="report_quick",
            recipient=user.email,
            subject=f"{report.title}, {report.team}",
            body=body,
            about=f"báo cáo {report.pk}",
        )


def tell_returned(report: TeamReport) -> None:
    sentence = f"{report.title} của {report.team} cần bổ sung. Lý do và báo cáo có tại trang làm việc của tổ."
    tell(report.team, "report_returned", f"{report.title}: cần bổ sung", sentence, about=f"báo cáo {report.pk}")


def tell_directed(direction: Direction) -> None:
    report = direction.concern.report
    sentence = (
        f"Lãnh đạo phường có ý kiến chỉ đạo về một ý kiến trong {_lower(report.title)} của {report.team}. "
        f"Đơn vị thực hiện: {direction.unit}, hạn {direction.due_on:%d/%m/%Y}."
    )
    tell(report.team, "direction_given", "Ý kiến chỉ đạo về báo cáo của tổ", sentence, about=f"báo cáo {report.pk}")


def tell_done(direction: Direction) -> None:
    report = direction.concern.report
    sentence = f"Đã có kết quả về một ý kiến trong {_lower(report.title)} của {report.team}."
    tell(report.team, "direction_done", "Kết quả về báo cáo của tổ", sentence, about=f"báo cáo {report.pk}")


def keepers_of(direction: Direction) -> list[User]:
    """Who carries it out: the owner or, where none is named, those of the unit who may write its result."""
    staff = User.objects.at_work().exclude(email="")
    if direction.owner_id is not None:
        return list(staff.filter(pk=direction.owner_id))
    seats = Membership.objects.valid().filter(unit=direction.unit_id)
    people = staff.filter(pk__in=seats.values("user")).order_by("pk")
    return [user for user in people if user.has_perm("mobilization.finish_direction")]


def tell_keepers(direction: Direction, kind: str, what: str, *, about: str) -> int:
    """Write to those who carry the direction out; return to how many."""
    body = render_to_string(
        "mobilization/reports/emails/direction.txt",
        {
            "direction": direction,
            "what": what,
            "ward": Ward.objects.current(timezone.localdate()),
            "url": f"{settings.SITE_URL}{reverse('admin:mobilization_direction_change', args=[direction.pk])}",
        },
    )
    keepers = keepers_of(direction)
    for keeper in keepers:
        OutgoingMessage.objects.enqueue(
            kind=kind, recipient=keeper.email, subject=f"Việc được chỉ đạo: {what}", body=body, about=about
        )
    return len(keepers)


def tell(team: MobilizationTeam, kind: str, subject: str, sentence: str, *, about: str) -> int:
    """Write to the heads of the team; return to how many. Without an address they read it on their start page."""
    body = render_to_string(
        "mobilization/reports/emails/notice.txt",
        {
            "sentence": sentence,
            "ward": Ward.objects.current(timezone.localdate()),
            "url": f"{settings.SITE_URL}{reverse('reports:start')}",
        },
    )
    heads = heads_of(team)
    for head in heads:
        OutgoingMessage.objects.enqueue(kind=kind, recipient=head.email, subject=subject, body=body, about=about)
    return len(heads)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
