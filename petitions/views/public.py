from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, ListView

from petitions.figures import PetitionFigures
from petitions.models import Petition
from petitions.status import CODE_PREFIX, EventKind
from petitions.views.follow import INTERNAL_EVENTS
from wardportal.codes import read_code
from wardportal.pages import ReadPage

PAGE_SIZE = 20
# What the sender did by themselves or had done at the counter is nobody else's business.
SENDERS_OWN = frozenset({EventKind.ADDED, EventKind.SECRET_REISSUED, EventKind.OBJECTED})


class PetitionListView(ReadPage, ListView):
    """The published summaries, newest first, and how fast the ward answers."""

    template_name = "petitions/petition_list.html"
    context_object_name = "petitions"

    def get_queryset(self) -> QuerySet[Petition]:
        rows = Petition.objects.published().select_related("public_summary", "category", "unit")
        if after := self._cursor():
            at, pk = after
            rows = rows.filter(
                Q(public_summary__published_at__lt=at) | Q(public_summary__published_at=at, public_summary__pk__lt=pk)
            )
        return rows.order_by("-public_summary__published_at", "-public_summary__pk")[: PAGE_SIZE + 1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.object_list)
        older = ""
        if len(rows) > PAGE_SIZE:
            last = rows[PAGE_SIZE - 1].public_summary
            older = f"?truoc={last.published_at.timestamp()}-{last.pk}"
        today = timezone.localdate()
        return super().get_context_data(
            object_list=rows[:PAGE_SIZE],
            older_url=older,
            newer_url=self.request.path if self._cursor() else "",
            today=today,
            periods=[
                ("Tháng này", PetitionFigures.of(today.replace(day=1), today)),
                ("Năm nay", PetitionFigures.of(date(today.year, 1, 1), today)),
            ],
            **kwargs,
        )

    def _cursor(self) -> tuple[datetime, int] | None:
        """Return where the page before ended; None on the first page or for an address nobody made."""
        stamp, _, pk = self.request.GET.get("truoc", "").partition("-")
        try:
            return datetime.fromtimestamp(float(stamp), tz=timezone.get_default_timezone()), int(pk)
        except (ValueError, OverflowError, OSError):
            return None


class PublishedPetition(ReadPage, DetailView):
    """Mixin: only what is published has a page; a private code and an unknown one give the same 404.

    A code typed as it was told leads to the one address of the page.
    """

    slug_field = slug_url_kwarg = "code"
    context_object_name = "petition"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = read_code(kwargs["code"], CODE_PREFIX)
        if code is None or code == kwargs["code"]:
            return super().get(request, *args, **kwargs)
        petition = get_object_or_404(Petition.objects.published(), code=code)
        return redirect(request.resolver_match.view_name, petition.code)  # type: ignore[union-attr]

    def get_queryset(self) -> QuerySet[Petition]:
        return Petition.objects.published().select_related("public_summary", "category", "unit")


class PetitionView(PublishedPetition):
    template_name = "petitions/petition_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = self.object.events.exclude(kind__in=INTERNAL_EVENTS | SENDERS_OWN)
        return super().get_context_data(
            summary=self.object.public_summary, events=events, deadline=self.object.current_deadline, **kwargs
        )


class DeadlineView(PublishedPetition):
    template_name = "petitions/deadline_counted.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deadlines = self.object.deadlines.select_related("rule").prefetch_related("changes")
        back_url = reverse("petitions:detail", args=[self.object.code])
        return super().get_context_data(deadlines=deadlines, base="base.html", back_url=back_url, **kwargs)
