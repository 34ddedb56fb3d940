"""What everybody reads of the sessions: the list, one session before, during and after, the screen, the photos."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.generic import ListView, TemplateView, View

from dialogues import figures
from dialogues.models import AgendaItem, Commitment, DialogueSession, Minutes, MinutesCorrection, Section
from dialogues.models.session_queries import DialogueSessionQuerySet
from dialogues.places import Places
from dialogues.standing import with_askers_word
from dialogues.status import COMING, SessionStatus
from dialogues.topics import NO_TOPIC
from wardportal.pages import ReadPage
from wardportal.uploads import serve_picture

PER_PAGE = 12
AHEAD = 16
NEXT_NUMBERS = 6
SCREEN_SECONDS = 5
NOTICE_PAPERS = (
    ("notice_pdf", "Thông báo (PDF)"),
    ("notice_docx", "Thông báo (Word)"),
    ("board_notice", "Tờ dán bảng tin, có mã QR (PDF)"),
    ("spoken", "Bài đọc loa"),
)
MINUTES_PAPERS = (
    ("conclusion_pdf", "Thông báo kết luận (PDF)"),
    ("conclusion_docx", "Thông báo kết luận (Word)"),
    ("minutes_pdf", "Biên bản (PDF)"),
    ("minutes_docx", "Biên bản (Word)"),
)


class SessionListView(ReadPage, ListView):
    """Coming sessions, how promises were kept, past sessions; `?truoc=<slug>` continues below the one last seen."""

    template_name = "dialogues/session_list.html"
    context_object_name = "past"

    def get_queryset(self) -> DialogueSessionQuerySet:
        rows = DialogueSession.objects.earlier().with_told()
        if slug := self.request.GET.get("truoc"):
            last = get_object_or_404(DialogueSession, slug=slug[:20])
            rows = rows.filter(held_on__lt=last.held_on) | rows.filter(held_on=last.held_on, pk__lt=last.pk)
        return rows[: PER_PAGE + 1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(self.object_list)
        past, goes_on = found[:PER_PAGE], "truoc" in self.request.GET
        ahead = [] if goes_on else coming_sessions()
        to_come_to = (row for row in ahead if row.status != SessionStatus.CANCELLED and row.is_for_residents)
        nearest = next(to_come_to, None)
        before = ahead[: ahead.index(nearest)] if nearest else []
        called_off = [row for row in before if row.status == SessionStatus.CANCELLED and row.is_for_residents]
        tell_places(ahead)
        return super().get_context_data(
            object_list=past,
            goes_on=goes_on,
            nearest=nearest,
            called_off=called_off,
            later=[session for session in ahead if session is not nearest and session not in called_off],
            today=timezone.localdate(),
            figures=figures.board().cards(),
            webcal=f"webcal://{urlsplit(settings.SITE_URL).netloc}{reverse('dialogues:calendar')}",
            older_url=f"?truoc={past[-1].slug}" if len(found) > PER_PAGE else "",
            newer_url=self.request.path if goes_on else "",
            **kwargs,
        )


def coming_sessions() -> list[DialogueSession]:
    """The next sessions in their order, those that were called off among them, with who chairs and why they moved."""
    rows = DialogueSession.objects.ahead() | DialogueSession.objects.called_off()
    return list(rows.with_chairs().with_told()[:AHEAD])


def tell_places(sessions: Iterable[DialogueSession]) -> None:
    """Give each session on which people may register now what is left of its places."""
    taking = [session for session in sessions if session.intake_is_open()]
    left = Places.of_each(taking)
    for session in taking:
        session.places = left[session.pk]  # type: ignore[attr-defined]


def next_to_come_to(session: DialogueSession) -> DialogueSession | None:
    """The next session people can come to, for whoever reads of one they cannot come to or not yet register for."""
    if session.status == SessionStatus.IN_SESSION or session.intake_is_open():
        return None
    nearest = DialogueSession.objects.ahead().for_residents().first()
    return nearest if nearest != session else None


class SessionPage:
    """Mixin before a view: finds the session; the address it had before it was moved leads to the one it has now."""

    session: DialogueSession

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = self.rows().of_slug(kwargs["slug"][:20])
        moved = None if found else DialogueSession.objects.moved_from(kwargs["slug"][:20])
        if moved and request.method in ("GET", "HEAD") and request.resolver_match:
            address = f"dialogues:{request.resolver_match.url_name}"
            return HttpResponsePermanentRedirect(reverse(address, kwargs=kwargs | {"slug": moved.slug}))
        if not (session := found or moved):
            raise Http404
        self.session = session
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def rows(self) -> DialogueSessionQuerySet:
        return DialogueSession.objects.with_told()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(session=self.session, **kwargs)  # type: ignore[misc]


class SessionView(ReadPage, SessionPage, TemplateView):
    """The announcement before, the way to the screen during, the minutes after."""

    template_name = "dialogues/session_detail.html"

    def rows(self) -> DialogueSessionQuerySet:
        return super().rows().with_chairs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.session
        minutes = session.published_minutes()
        tell_places([session])
        return super().get_context_data(
            today=timezone.localdate(),
            papers=papers_of(session),
            next_session=next_to_come_to(session),
            **(self._before() if session.status in COMING else {}),
            **(after(minutes) if minutes else {"minutes": None}),
            **kwargs,
        )

    def _before(self) -> dict[str, Any]:
        """How many ask about what; their words and names are theirs."""
        rows = self.session.questions.listed().order_by().values("topic__name").annotate(number=Count("pk"))
        subjects = [(row["topic__name"] or NO_TOPIC, row["number"]) for row in rows.order_by("-number")]
        return {"subjects": subjects, "asked": sum(number for _name, number in subjects)}


def papers_of(session: DialogueSession) -> list[tuple[str, str]]:
    """Label and address of the papers the public may print by now; what came of the session before its notice."""
    is_on = session.announced_at and session.status != SessionStatus.CANCELLED
    names = [*(MINUTES_PAPERS if session.status == SessionStatus.CONCLUDED else ())]
    names += NOTICE_PAPERS if is_on else ()
    return [(label, reverse(f"dialogues:{name}", args=[session.slug])) for name, label in names]


def after(minutes: Minutes) -> dict[str, Any]:
    """What approved minutes say, point by point, with what was put right in them since."""
    session = minutes.session
    items = list(session.agenda.to_publish().in_order().with_matters())
    corrections = [
        change
        for change in minutes.corrections.select_related("item__topic", "item__commitment")
        if change.item_id is None or change.item_id in {item.pk for item in items}
    ]
    _hand_out(corrections, items)
    promises = Commitment.objects.published().filter(session=session)
    commitments = list(with_askers_word(promises).select_related("unit"))
    return {
        "minutes": minutes,
        "groups": grouped(items),
        "corrections": corrections,
        "answered": sum(bool(item.answer_told) for item in items),
        "commitments": commitments,
        "overdue": sum(commitment.is_overdue() for commitment in commitments),
        "photos": session.photos.filter(published_at__isnull=False),
    }


def _hand_out(corrections: list[MinutesCorrection], items: list[AgendaItem]) -> None:
    """Give each point the corrections made to it, so that they are told where they were made."""
    for item in items:
        item.changes = [change for change in corrections if change.item_id == item.pk]  # type: ignore[attr-defined]


def grouped(items: Iterable[AgendaItem]) -> list[tuple[str, list[AgendaItem]]]:
    """The points under the heading of their part; questions under their subject."""
    groups: dict[str, list[AgendaItem]] = {}
    for item in items:
        heading = str(Section(item.section).label)
        if item.section == Section.QUESTIONS:
            heading = item.topic.name if item.topic else NO_TOPIC
        groups.setdefault(heading, []).append(item)
    return list(groups.items())


class ScreenView(ReadPage, SessionPage, TemplateView):
    """The screen in the room: which number is called, which come next. Numbers only.

    It loads itself again every few seconds; `?dung=1` stands still, for whoever reads slowly.
    """

    template_name = "dialogues/screen.html"

    def rows(self) -> DialogueSessionQuerySet:
        return DialogueSession.objects.all()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=SCREEN_SECONDS - 2)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.session.questions.to_call()
        return super().get_context_data(
            numbers=list(waiting.values_list("queue_number", flat=True)[:NEXT_NUMBERS]),
            seconds=SCREEN_SECONDS,
            stands_still="dung" in self.request.GET,
            **kwargs,
        )


class PhotoView(ReadPage, SessionPage, View):
    """A photo of a session, while it is published."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
        photos = self.session.photos.filter(published_at__isnull=False, session__status=SessionStatus.CONCLUDED)
        photo = get_object_or_404(photos, pk=pk)
        name = f"doi-thoai-{self.session.slug}-{photo.pk}.jpg"
        response = serve_picture(photo.file, request.GET.get("rong", ""), name=name)
        response["Cache-Control"] = "public"
        return response
