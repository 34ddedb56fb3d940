from django.urls import path

from dialogues.views import papers
from wardportal.paper_files import DOCX

paper_urls = [
    path("<slug:slug>/thong-bao.pdf", papers.NoticeView.as_view(), name="notice_pdf"),
    path("<slug:slug>/thong-bao.docx", papers.NoticeView.as_view(content_type=DOCX), name="notice_docx"),
    path("<slug:slug>/to-dan.pdf", papers.BoardNoticeView.as_view(), name="board_notice"),
    path("<slug:slug>/loa/", papers.SpokenView.as_view(), name="spoken"),
    path("<slug:slug>/bien-ban.pdf", papers.MinutesView.as_view(), name="minutes_pdf"),
    path("<slug:slug>/bien-ban.docx", papers.MinutesView.as_view(content_type=DOCX), name="minutes_docx"),
    path("<slug:slug>/ket-luan.pdf", papers.ConclusionView.as_view(), name="conclusion_pdf"),
    path("<slug:slug>/ket-luan.docx", papers.ConclusionView.as_view(content_type=DOCX), name="conclusion_docx"),
]
