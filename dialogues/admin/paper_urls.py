from typing import Any

from django.urls import URLPattern

from dialogues.admin import papers
from dialogues.admin.calls import CallsView
from dialogues.admin.pages import page


def paper_pages(model_admin: Any) -> list[URLPattern]:
    """The addresses of a session's prints, for `get_urls` of its admin: `*paper_pages(self)`."""
    return [
        page(model_admin, "<int:pk>/goi-dien/", CallsView, "calls_print"),
        page(model_admin, "<int:pk>/tom-tat/", papers.BriefView, "brief"),
        page(model_admin, "<int:pk>/tom-tat.pdf", papers.BriefFile, "brief_pdf"),
        page(model_admin, "<int:pk>/cau-hoi/", papers.QuestionsView, "questions_print"),
        page(model_admin, "<int:pk>/cau-hoi.pdf", papers.QuestionsFile, "questions_pdf"),
        page(model_admin, "<int:pk>/don-tiep/in/", papers.SeatsView, "seats_print"),
        page(model_admin, "<int:pk>/don-tiep.pdf", papers.SeatsFile, "seats_pdf"),
        page(model_admin, "<int:pk>/chuong-trinh/in/", papers.AgendaView, "agenda_print"),
        page(model_admin, "<int:pk>/thong-bao-du-thao.docx", papers.NoticeDraftFile, "notice_draft"),
        page(model_admin, "<int:pk>/bien-ban-du-thao.docx", papers.MinutesDraftFile, "minutes_draft"),
        page(model_admin, "<int:pk>/bien-ban-du-thao.pdf", papers.MinutesDraftPdf, "minutes_draft_pdf"),
        page(model_admin, "<int:pk>/ket-luan-du-thao.docx", papers.ConclusionDraftFile, "conclusion_draft"),
    ]
