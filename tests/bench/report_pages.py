"""The pages of reports, consolidations and briefings that are measured."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from mobilization.models import Briefing, Consolidation, TeamReport
from mobilization.reports.status import ReportStatus
from tests.bench.limits import REPORTS

DESK = "admin:mobilization"


def report_visits(work: Callable[..., Callable[[], object]]) -> dict[str, Callable[[], object]]:
    """Return the visits by the name they are printed under. A new page is a line here."""
    months = TeamReport.objects.filter(status=ReportStatus.CONSOLIDATED).order_by("period_start")
    old = months[months.count() // 2]
    draft = TeamReport.objects.filter(status=ReportStatus.DRAFT, author__username="totruong02").first()
    whole = Consolidation.objects.filter(period_kind="year").latest("period_start")
    briefing = Briefing.objects.concluded().order_by("-held_on")[0]
    period = {"loai": "month", "ky": f"{old.period_start:%Y-%m}"}
    pages: list[tuple[str, str, str, list[Any], dict[str, str]]] = [
        ("start page of a head", "totruong01", "reports:start", [], {}),
        ("form", "totruong02", "reports:write", [draft.pk] if draft else [], {}),
        ("briefings of a head", "totruong01", "briefings:list", [], {}),
        ("staff: teams of a period", "danvan", f"{DESK}_teamreport_changelist", [], period),
        ("staff: one report", "danvan", f"{DESK}_teamreport_change", [old.pk], {}),
        ("staff: concerns", "danvan", f"{DESK}_concern_changelist", [], {}),
        ("staff: directions", "danvan", f"{DESK}_direction_changelist", [], {}),
        ("staff: numbers of a year", "danvan", f"{DESK}_consolidation_change", [whole.pk], {}),
        ("staff: texts of a year", "danvan", f"{DESK}_consolidation_texts", [whole.pk], {}),
        ("staff: briefings", "danvan", f"{DESK}_briefing_changelist", [], {}),
        ("staff: one briefing", "danvan", f"{DESK}_briefing_change", [briefing.pk], {}),
        ("staff: sheet of a briefing", "danvan", f"{DESK}_briefing_material", [briefing.pk], {}),
    ]
    return {
        f"{REPORTS}{name}": work(who, reverse(address, args=arguments), **query)
        for name, who, address, arguments, query in pages
        if arguments or not address.endswith("write")
    }
