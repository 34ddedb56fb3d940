"""What staff print for a session: the leader's brief, lists of questions and seats, the agenda, drafts of papers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from dialogues import papers
from dialogues.admin.agenda_sections import sections_of
from dialogues.admin.pages import RowPage
from dialogues.brief import Brief, brief_sheet
from dialogues.models import DialogueSession
from wardportal.models import Ward
from wardportal.paper_files import DOCX, PDF, issuing_ward, paper_response
from wardportal.papers import Paper, sheet_pdf, to_docx, to_pdf


class SessionPrint(RowPage):
    """Mixin: a print of one session, for those who prepare sessions or lead them."""

    about = DialogueSession
    permission = "dialogues.view_all_questions"
    row: DialogueSession

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def rows(self) -> Any:
        return super().rows().with_chairs()

    @cached_property
    def ward(self) -> Ward | None:
        """The ward of today, which the frame of the page names as well."""
        return Ward.objects.current()

    @cached_property
    def office(self) -> Ward:
        """The ward of the day of the session, which issues the paper."""
        day, ward = self.row.held_on, self.ward
        return ward if ward and ward.is_valid(day) else issuing_ward(day)


class PrintPage(SessionPrint, TemplateView):
    """Mixin: a page that comes out of the printer as it stands on the screen."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = f"{self.page_title}, {self.row.title}"
        page = {"title": title, "session": self.row, "office": self.office, "ward": self.ward}
        return super().get_context_data(**page | kwargs)


class PrintFile(SessionPrint, View):
    """Mixin: the same as a file."""

    name = ""
    content_type = PDF

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        extension = "pdf" if self.content_type == PDF else "docx"
        return paper_response(self.content(), f"{self.name}-{self.row.slug}.{extension}", self.content_type)

    def content(self) -> bytes:
        return to_pdf(self.paper()) if self.content_type == PDF else to_docx(self.paper())

    def paper(self) -> Paper:
        raise NotImplementedError


class BriefView(PrintPage):
    template_name = "admin/dialogues/brief.html"
    page_title = "Tóm tắt cho lãnh đạo"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(brief=Brief.of(self.row, self.user), **kwargs)


class BriefFile(PrintFile):
    name = "tom-tat-lanh-dao"

    def content(self) -> bytes:
        return sheet_pdf(brief_sheet(Brief.of(self.row, self.user), self.office))


class QuestionsView(PrintPage):
    template_name = "admin/dialogues/questions_print.html"
    page_title = "Danh sách câu hỏi"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=papers.question_rows(self.row, self.user), **kwargs)


class QuestionsFile(PrintFile):
    name = "danh-sach-cau-hoi"

    def paper(self) -> Paper:
        return papers.questions_paper(self.row, self.office, papers.question_rows(self.row, self.user))


class SeatsView(PrintPage):
    template_name = "admin/dialogues/seats_print.html"
    page_title = "Danh sách đón tiếp"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seats = papers.Seats.of(self.row, self.user)
        return super().get_context_data(seats=seats, free_rows=range(papers.FREE_ROWS), **kwargs)


class SeatsFile(PrintFile):
    name = "danh-sach-don-tiep"

    def paper(self) -> Paper:
        return papers.seats_paper(self.row, self.office, papers.Seats.of(self.row, self.user))


class AgendaView(PrintPage):
    template_name = "admin/dialogues/agenda_print.html"
    page_title = "Chương trình cho chủ trì"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As the agenda page has it, with what happened to each promise since the last session."""
        sections = [(label, points) for label, points in sections_of(self.row, self.user) if points]
        return super().get_context_data(sections=sections, **kwargs)


class DraftFile(PrintFile):
    """Mixin: a paper before it is out, for those who keep the session."""

    permission = "dialogues.keep_dialoguesession"
    content_type = DOCX


class NoticeDraftFile(DraftFile):
    name = "thong-bao-du-thao"

    def paper(self) -> Paper:
        return papers.notice(self.row, self.office)


class MinutesDraftFile(DraftFile):
    name = "bien-ban-du-thao"

    def paper(self) -> Paper:
        return papers.minutes_paper(papers.Record.of(self.row, self.office))


class MinutesDraftPdf(MinutesDraftFile):
    content_type = PDF


class ConclusionDraftFile(DraftFile):
    name = "ket-luan-du-thao"

    def paper(self) -> Paper:
        return papers.conclusion_paper(papers.Record.of(self.row, self.office))
