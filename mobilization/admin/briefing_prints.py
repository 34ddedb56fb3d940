"""What staff print for a briefing: each paper as a page to print, as PDF and for Word."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from mobilization.admin.briefing_pages import BriefingPage, briefing_url
from mobilization.briefings.material import Material
from mobilization.papers.briefings import material_paper, minutes_paper, notice_paper
from wardportal.models import Ward
from wardportal.paper_files import issuing_ward, paper_file
from wardportal.papers import Paper


class BriefingPrint(BriefingPage):
    """Mixin: a paper of one briefing."""

    name: ClassVar[str]

    @cached_property
    def office(self) -> Ward:
        return issuing_ward(self.row.held_on)

    def paper(self) -> Paper:
        raise NotImplementedError


class MaterialPrint(BriefingPrint):
    name, here = "tai-lieu", "material"

    def paper(self) -> Paper:
        return material_paper(Material.of(self.row), self.office)


class NoticePrint(BriefingPrint):
    name, here = "thong-bao", "notice"

    def paper(self) -> Paper:
        return notice_paper(self.row, self.office)


class MinutesPrint(BriefingPrint):
    name, here = "bien-ban", "minutes"

    def paper(self) -> Paper:
        return minutes_paper(self.row, self.office)


class PrintPage(BriefingPrint, TemplateView):
    """Mixin: a page that comes out of the printer as it stands on the screen."""

    template_name = "admin/mobilization/briefing/paper.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper = self.paper()
        files = {kind: briefing_url(self.row, f"{self.here}_{kind}") for kind in ("pdf", "word")}
        # The frame of the page names the ward of today: it is not asked for twice.
        today = {"ward": self.office} if self.office.is_valid(timezone.localdate()) else {}
        return super().get_context_data(**today, title=paper.title, paper=paper, files=files, **kwargs)


class PrintFile(BriefingPrint, View):
    """Mixin: the same as a file."""

    extension: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return paper_file(self.paper(), f"{self.name}-giao-ban-{self.row.held_on:%Y-%m-%d}", self.extension)


class MaterialView(MaterialPrint, PrintPage):
    pass


class MaterialPdf(MaterialPrint, PrintFile):
    extension = "pdf"


class MaterialWord(MaterialPrint, PrintFile):
    extension = "docx"


class NoticeView(NoticePrint, PrintPage):
    pass


class NoticePdf(NoticePrint, PrintFile):
    extension = "pdf"


class NoticeWord(NoticePrint, PrintFile):
    extension = "docx"


class MinutesView(MinutesPrint, PrintPage):
    pass


class MinutesPdf(MinutesPrint, PrintFile):
    extension = "pdf"


class MinutesWord(MinutesPrint, PrintFile):
    extension = "docx"
