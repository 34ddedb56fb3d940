"""What the team prints: minutes of an inspection, and the list of a day, as a page and as files."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from mobilization.inspections.status import HELD
from mobilization.models import Inspection, InspectionSubject
from mobilization.papers.inspections import DayList, day_paper, minutes_paper
from wardportal.fields import VietnameseDateField
from wardportal.paper_files import issuing_ward, paper_file
from wardportal.papers import Paper
from wardportal.row_pages import RowPage, StaffPage, admin_url

PAGE = "admin/mobilization/inspection/paper.html"


def shown(paper: Paper, files: dict[str, str]) -> dict[str, Any]:
    """What the template of a paper asks for."""
    return {"title": paper.title, "paper": paper, "files": files}


class MinutesPrint(RowPage):
    """Mixin: the minutes of one inspection that took place; whom it is about for those who work on it."""

    about = Inspection

    def rows(self) -> Any:
        return super().rows().filter(status__in=HELD).select_related("field", "street", "residential_group")

    def paper(self) -> Paper:
        subject = None
        if self.user.has_perm("mobilization.view_inspectionsubject"):
            subject = InspectionSubject.objects.filter(inspection=self.row).first()
        return minutes_paper(self.row, issuing_ward(self.row.inspected_on), subject)


class MinutesView(MinutesPrint, TemplateView):
    template_name = PAGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = {kind: admin_url(self.row, f"minutes_{kind}") for kind in ("pdf", "word")}
        return super().get_context_data(**shown(self.paper(), files), **kwargs)


class MinutesFile(MinutesPrint, View):
    """Mixin: the same as a file."""

    extension: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return paper_file(self.paper(), f"bien-ban-{self.row.code}", self.extension)


class MinutesPdf(MinutesFile):
    extension = "pdf"


class MinutesWord(MinutesFile):
    extension = "docx"


class DayPrint(StaffPage):
    """Mixin: the list of the day the address names; of today where it names none."""

    about = Inspection

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm("mobilization.view_all_inspections"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def day(self) -> date:
        try:
            asked = VietnameseDateField(required=False).clean(self.request.GET.get("ngay", "")[:20])
        except ValidationError:
            asked = None
        return asked or timezone.localdate()

    def paper(self) -> Paper:
        return day_paper(DayList.of(Inspection.objects.visible_to(self.user), self.day()), issuing_ward(self.day()))


class DayView(DayPrint, TemplateView):
    template_name = PAGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.day()
        files = {"pdf": f"{reverse('admin:mobilization_inspection_day_pdf')}?ngay={day:%Y-%m-%d}"}
        return super().get_context_data(**shown(self.paper(), files), day=day, **kwargs)


class DayPdf(DayPrint, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return paper_file(self.paper(), f"kiem-tra-{self.day():%Y-%m-%d}", "pdf")
