"""The sessions as a calendar that telephones subscribe to, or as one entry to add."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import View
from icalendar import Calendar, Event, Timezone, vDuration, vText

from dialogues.models import DialogueSession
from dialogues.models.session_queries import DialogueSessionQuerySet
from dialogues.status import SessionEventKind, SessionStatus
from wardportal.downloads import download
from wardportal.models import Ward
from wardportal.pages import ReadPage

KEPT_FOR = timedelta(days=92)
REFRESH = timedelta(hours=6)
CONTENT_TYPE = "text/calendar; charset=utf-8"


class CalendarView(ReadPage, View):
    """All sessions from three months ago on; `?buoi=<slug>` gives one alone, to be added to a calendar."""

    def get(self, request: HttpRequest) -> HttpResponse:
        ward = Ward.objects.current()
        sessions = list(self._rows(request.GET.get("buoi", "")).with_chairs().with_told())
        if "buoi" in request.GET and not sessions:
            raise Http404
        return download(calendar_of(sessions, ward).to_ical(), "doi-thoai.ics", CONTENT_TYPE, shown=True)

    @staticmethod
    def _rows(slug: str) -> DialogueSessionQuerySet:
        rows = DialogueSession.objects.order_by("held_on", "start_time")
        if not slug:
            return rows.filter(held_on__gte=timezone.localdate() - KEPT_FOR)
        found = rows.filter(slug=slug[:20])
        moved = None if found.exists() else DialogueSession.objects.moved_from(slug[:20])
        return rows.filter(pk=moved.pk) if moved else found


def calendar_of(sessions: list[DialogueSession], ward: Ward | None) -> Calendar:
    calendar = Calendar()
    name = f"Đối thoại với người dân – {ward}" if ward else "Đối thoại với người dân"
    calendar.add("prodid", "-//Cổng thông tin phường//Đối thoại//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add_component(own_time_zone())
    for session in sessions:
        calendar.add_component(entry_of(session))
    return calendar


@cache
def own_time_zone() -> Timezone:
    """Return the ward's time zone as calendars write it, which takes longer to find out than all the rest."""
    return Timezone.from_tzid(settings.TIME_ZONE)


def entry_of(session: DialogueSession) -> Event:
    """The session as telephones keep it: known by its uid wherever it moves, newer by its version."""
    entry = Event()
    called_off = session.status == SessionStatus.CANCELLED
    entry.add("uid", f"{session.uid}@doi-thoai")
    entry.add("sequence", session.version)
    entry.add("dtstamp", session.updated_at)
    entry.add("last-modified", session.updated_at)
    entry.add("dtstart", _local(session.starts_at))
    entry.add("dtend", _local(session.ends_at))
    entry.add("summary", f"{'ĐÃ HỦY: ' if called_off else ''}{session.get_kind_display()}")
    entry.add("location", session.place)
    entry.add("description", description_of(session))
    entry.add("url", f"{settings.SITE_URL}{session.get_absolute_url()}")
    entry.add("status", vText("CANCELLED" if called_off else "CONFIRMED"))
    return entry


def description_of(session: DialogueSession) -> str:
    chairs = [f"{post} {name}".strip() for post, name in session.chairs()]
    lines: list[Any] = [
        _what_changed(session),
        f"Nội dung: {session.subject}.",
        f"Chủ trì: {', '.join(chairs)}." if chairs else "",
        f"Thông tin, đăng ký: {settings.SITE_URL}{session.get_absolute_url()}",
    ]
    return "\n".join(line for line in lines if line)


def _what_changed(session: DialogueSession) -> str:
    told, reason = session.last_told(), session.last_reason()
    if told is None or not reason or told.kind == SessionEventKind.ADDED:
        return ""
    return f"{told.get_kind_display()}: {reason}"


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)
