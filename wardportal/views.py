from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from dialogues.figures import board
from dialogues.models import DialogueSession
from mobilization.models import Membership, Unit
from mobilization.together import Together
from news.models import Post
from petitions.figures import PetitionFigures
from wardportal import unsent
from wardportal.models import Ward
from wardportal.pages import ReadPage, private_page, read_page

NOT_FOR_ROBOTS = (
    "/quan-tri/",
    "/dang-nhap/",
    "/kien-nghi/gui/",
    "/kien-nghi/cua-toi/",
    "/doi-thoai/cua-toi/",
    "/doi-thoai/bien-nhan/",
    "/doi-thoai/*/dang-ky/",
    "/doi-thoai/*/man-hinh/",
)


class HomeView(ReadPage, TemplateView):
    """What people come for: send, look up, the next dialogue, promises kept, what people do together, the news."""

    template_name = "wardportal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        month = PetitionFigures.of(today.replace(day=1), today)
        posts = Post.objects.published().newest_first().select_related("category").prefetch_related("photos")[:6]
        dialogue = DialogueSession.objects.ahead(today).for_residents().with_told().first()
        called_off = DialogueSession.objects.called_off(today).for_residents().with_told()
        return super().get_context_data(
            figures=month.cards(),
            promises=board(today),
            dialogue=dialogue,
            called_off=called_off.filter(held_on__lte=dialogue.held_on) if dialogue else (),
            today=today,
            posts=posts,
            together=Together.now(),
            **kwargs,
        )


class AboutView(ReadPage, TemplateView):
    """What the office does, its bodies and who answers for what."""

    template_name = "wardportal/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = Membership.objects.valid().exclude(full_name="").select_related("post")
        units = Unit.objects.valid().exclude(kind=Unit.Kind.UPPER).prefetch_related(Prefetch("memberships", people))
        told = [unit for unit in units if unit.duties or unit.phone or unit.email or unit.memberships.all()]
        return super().get_context_data(**kwargs) | {
            "units": told,
            "named_only": [unit for unit in units if unit not in told],
        }


class ContactView(ReadPage, TemplateView):
    template_name = "wardportal/contact.html"


class InformationAccessView(ReadPage, TemplateView):
    template_name = "wardportal/information_access.html"


class SiteMapView(ReadPage, TemplateView):
    template_name = "wardportal/site_map.html"


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nothing else, so that a database that is down does not restart it."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether pages can be served: the database answers and the ward is set up."""
    try:
        ready = Ward.objects.current() is not None
    except DatabaseError:
        ready = False
    return HttpResponse("ready" if ready else "not ready", content_type="text/plain", status=200 if ready else 503)


@read_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = [f"Disallow: {path}" for path in NOT_FOR_ROBOTS]
    body = "\n".join(["User-agent: *", *lines, f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""])
    return HttpResponse(body, content_type="text/plain")


# Django's own error pages read the form that was sent, and break where it cannot be read.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


@private_page
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without asking the database or whoever fills in templates: they may be what broke."""
    return HttpResponse(get_template("500.html").render(), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    words = unsent.words_of(request) if unsent.comes_from_here(request) else []
    if words:
        return unsent.show(request, words, had_files=any(request.FILES.values()), is_kept=False, status=403)
    return render(request, "403_csrf.html", status=403)


@private_page
@require_POST
def drop_unsent(request: HttpRequest) -> HttpResponse:
    """Give up what waited, and open the page it was meant for as it is."""
    return redirect(request.session.pop(unsent.KEY, {}).get("path", "/"))
