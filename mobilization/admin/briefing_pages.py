"""The pages about one briefing: where it stands, its decisions, a new one."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from mobilization.admin.briefing_forms import PlanForm
from mobilization.briefings.status import BriefingStatus
from mobilization.decisions.briefings import DECISIONS
from mobilization.models import Briefing
from wardportal.dates import date_vi
from wardportal.decision_pages import Button, DecisionPage, StaffPage, buttons_of
from wardportal.models import User
from wardportal.numbers import plain_number
from wardportal.pages import OnceView
from wardportal.row_pages import admin_url

AFTER = "sau"
TONES = {
    BriefingStatus.PLANNED: "neutral",
    BriefingStatus.HELD: "progress",
    BriefingStatus.CONCLUDED: "done",
    BriefingStatus.CANCELLED: "closed",
}


def briefing_url(briefing: Briefing, page: str = "change", *args: Any) -> str:
    return admin_url(briefing, page, *args)


def may_see_briefings(user: User) -> bool:
    """Those who keep all briefings or lead the ward; team heads read theirs on pages of their own."""
    return user.is_active and user.is_staff and user.has_perm("mobilization.view_all_briefings")


class BriefingPage(StaffPage):
    """Mixin: a page about one briefing; for whoever may not see all of them it does not exist."""

    about = Briefing
    row: Briefing
    # Which of the pages of a briefing this is.
    here: ClassVar[str] = ""
    permission: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_briefings(self.user):
            raise Http404
        if self.permission and not self.user.has_perm(self.permission):
            raise PermissionDenied
        self.row = get_object_or_404(self.rows(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def rows(self) -> Any:
        return Briefing.objects.visible_to(self.user).select_related("team__residential_group")

    def row_url(self) -> str:
        return briefing_url(self.row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = {"list_url": reverse("admin:mobilization_briefing_changelist"), "list_title": "Giao ban"}
        may_keep = self.user.has_perm(Briefing.permission("keep")) and self.row.is_written
        frame = {"row": self.row, "row_url": self.row_url(), "here": self.here, "may_keep": may_keep}
        return super().get_context_data(**crumbs | frame | kwargs)


class BriefingView(BriefingPage, TemplateView):
    """What was concluded before comes first; then what was concluded now, who came, what was said."""

    template_name = "admin/mobilization/briefing/detail.html"
    here = "overview"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        briefing = self.row
        people = list(briefing.attendances.all())
        return super().get_context_data(
            title=str(briefing),
            tone=TONES[BriefingStatus(briefing.status)],
            told_first=briefing.told_first(),
            conclusions=briefing.conclusions.with_owners(),
            people=people,
            came=sum(row.is_present for row in people),
            buttons=buttons_for(briefing, self.user),
            may_plan=self.user.has_perm("mobilization.plan_briefing"),
            events=briefing.events.select_related("note", "by"),
            **kwargs,
        )


def buttons_for(briefing: Briefing, user: User) -> list[Button]:
    """The decisions that are this person's and legal; before its day nobody can note that it took place."""
    verbs = briefing.decisions_left(user)
    if briefing.held_on > timezone.localdate():
        verbs = [verb for verb in verbs if verb != "hold"]
    usual = "conclude" if briefing.status == BriefingStatus.HELD else "hold"
    return buttons_of(verbs, DECISIONS, lambda verb: briefing_url(briefing, "decide", verb), usual)


class BriefingDecisionView(BriefingPage, DecisionPage):
    forms = DECISIONS
    event_template = "admin/mobilization/briefing/_event.html"

    def get_template_names(self) -> list[str]:
        names = ["admin/mobilization/briefing/decide.html"]
        return ["admin/mobilization/briefing/decide_conclude.html", *names] if self._concludes else names

    @property
    def _concludes(self) -> bool:
        return bool(self.kwargs["verb"] == "conclude")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self._concludes:
            context["conclusions"] = self.row.conclusions.with_owners()
        return context


class PlanView(StaffPage, OnceView, FormView):
    """Put a briefing onto the calendar; `?sau=` names the one whose body, place and hour it takes over."""

    about = Briefing
    form_class = PlanForm
    template_name = "admin/mobilization/briefing/plan.html"
    page_title = "Xếp giao ban"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm("mobilization.plan_briefing"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"after": self._after()}

    def _after(self) -> Briefing | None:
        key = plain_number(self.request.GET.get(AFTER, ""))
        return Briefing.objects.visible_to(self.user).filter(pk=key).first()  # type: ignore[misc]

    def sent_before(self, submission_id: UUID) -> Briefing | None:
        return Briefing.objects.filter(events__submission_id=submission_id, events__by=self.user).first()

    def take(self, form: PlanForm) -> HttpResponse:
        briefing = form.save(by=self.user)
        for other in briefing.others_of_period()[:1]:
            told = f"{other} còn có một buổi ngày {date_vi(other.held_on)}. Nếu xếp nhầm, xin hủy một buổi."
            messages.warning(self.request, told)
        return self.answer_again(briefing)

    def answer_again(self, sent: Briefing) -> HttpResponse:
        messages.success(self.request, f"Đã xếp {sent}.")
        return redirect(briefing_url(sent))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = {"list_url": reverse("admin:mobilization_briefing_changelist"), "list_title": "Giao ban"}
        return super().get_context_data(**crumbs | kwargs)
