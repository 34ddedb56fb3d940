"""The papers everybody may read: the notice once the session is announced, the rest once it is concluded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from dialogues import papers
from dialogues.models import DialogueSession, SessionEvent
from dialogues.models.events import newest_change
from dialogues.status import SessionStatus
from wardportal.downloads import kept
from wardportal.models import Ward
from wardportal.pages import ReadPage
from wardportal.paper_files import PDF, issuing_ward, paper_response
from wardportal.papers import Paper, notice_pdf, to_docx, to_pdf
from wardportal.spoken import reading_time


class SessionPaper(ReadPage):
    """Mixin: about the session of this address; the address it had before it was moved leads to the new one."""

    request: HttpRequest
    session: DialogueSession
    ward: Ward

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        slug = kwargs["slug"]
        session = DialogueSession.objects.with_chairs().filter(slug=slug).first()
        if session is None:
            return self._moved(slug, request)
        if not self.is_out(session):
            raise Http404
        self.session, self.ward = session, issuing_ward(session.held_on)
        return super().dispatch(request, *args, **kwargs)

    def _moved(self, slug: str, request: HttpRequest) -> HttpResponseBase:
        session = DialogueSession.objects.moved_from(slug)
        if session is None or not self.is_out(session) or request.resolver_match is None:
            raise Http404
        return redirect(reverse(request.resolver_match.view_name, args=[session.slug]))

    def is_out(self, session: DialogueSession) -> bool:
        raise NotImplementedError


class Announced(SessionPaper):
    """Mixin: there once the session has been announced, and of what was made known last."""

    def is_out(self, session: DialogueSession) -> bool:
        return session.announced_at is not None

    @property
    def told(self) -> SessionEvent | None:
        return papers.last_told(self.session)


class Concluded(SessionPaper):
    """Mixin: there once the chair has approved the minutes."""

    def is_out(self, session: DialogueSession) -> bool:
        return session.status == SessionStatus.CONCLUDED


class PaperView(View):
    """One paper as a file."""

    session: DialogueSession
    name = ""
    content_type = PDF

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return kept(request.path, newest_change(), self.file)

    def file(self) -> HttpResponse:
        printed: Callable[[Paper], bytes] = to_pdf if self.content_type == PDF else to_docx
        extension = "pdf" if self.content_type == PDF else "docx"
        content = printed(self.paper())
        return paper_response(content, f"{self.name}-{self.session.slug}.{extension}", self.content_type)

    def paper(self) -> Paper:
        raise NotImplementedError


class NoticeView(Announced, PaperView):
    name = "thong-bao-doi-thoai"

    def paper(self) -> Paper:
        return papers.notice(self.session, self.ward, self.told)


class MinutesView(Concluded, PaperView):
    name = "bien-ban-doi-thoai"

    def paper(self) -> Paper:
        return papers.minutes_paper(papers.Record.of(self.session, self.ward))


class ConclusionView(Concluded, PaperView):
    name = "ket-luan-doi-thoai"

    def paper(self) -> Paper:
        return papers.conclusion_paper(papers.Record.of(self.session, self.ward))


class BoardNoticeView(Announced, View):
    """The sheet for the notice boards of the groups."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        content = notice_pdf(papers.board_notice(self.session, self.ward, self.told))
        return paper_response(content, f"bang-tin-doi-thoai-{self.session.slug}.pdf", PDF)


class SpokenView(Announced, TemplateView):
    """What is read over the loudspeakers, with how long that takes."""

    template_name = "dialogues/spoken.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = papers.loudspeaker_text(self.session, self.ward, self.told)
        minutes, seconds = divmod(round(reading_time(text).total_seconds()), 60)
        return super().get_context_data(
            session=self.session, text=text, reading_minutes=minutes, reading_seconds=seconds, **kwargs
        )
