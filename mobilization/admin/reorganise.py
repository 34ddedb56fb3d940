"""Merging, splitting, renaming and renumbering groups: choose, say, see what will move, confirm; and undo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView

from mobilization.admin.reorganise_forms import FORMS, MOST_PARTS, ReorganiseForm, SplitForm
from mobilization.models import Reorganisation, ResidentialGroup, TeamReport
from mobilization.models.reorganising import PERMISSION
from mobilization.organisation.status import ReorganisationKind
from mobilization.reports.status import WRITTEN
from wardportal.decision_pages import StaffPage
from wardportal.numbers import plain_number
from wardportal.pages import FormPage

# What the links and forms of these pages call the chosen groups, and how many a split makes.
GROUPS, PARTS = "nhom", "so"


class ReorganisePage(StaffPage):
    """Mixin: a page for those who may reorganise groups."""

    about = ResidentialGroup

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {
            "list_url": reverse("admin:mobilization_residentialgroup_changelist"),
            "list_title": ResidentialGroup._meta.verbose_name_plural,
            "home_url": reverse("admin:mobilization_residentialgroup_reorganise"),
        }
        return super().get_context_data(**crumb | kwargs)


class ReorganiseHomeView(ReorganisePage, TemplateView):
    """The four verbs, and what was done before."""

    template_name = "admin/mobilization/organisation/home.html"
    page_title = "Sáp nhập, chia tách, đổi tên…"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = "admin:mobilization_residentialgroup_reorganise_form"
        verbs = [(kind.label, FORMS[kind].consequence, reverse(address, args=[kind])) for kind in ReorganisationKind]
        done = Reorganisation.objects.select_related("by", "undone_by")[:50]
        return super().get_context_data(verbs=verbs, done=done, **kwargs)


class ReorganiseView(ReorganisePage, FormPage, FormView):
    """Lets groups be chosen, then asks the rest; sent once it shows what will move, sent again it is done."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["kind"] not in FORMS:
            raise Http404
        self.kind = ReorganisationKind(kwargs["kind"])
        self.keys = {key for typed in request.GET.getlist(GROUPS) if (key := plain_number(typed)) is not None}
        self.groups = list(self._choices().filter(pk__in=self.keys))
        return super().dispatch(request, *args, **kwargs)

    @property
    def page_title(self) -> str:  # type: ignore[override]
        return f"{self.kind.label} tổ dân phố"

    def _choices(self) -> QuerySet[ResidentialGroup]:
        return ResidentialGroup.objects.valid()

    @property
    def is_chosen(self) -> bool:
        return len(self.groups) >= 2 if self.kind == ReorganisationKind.MERGE else len(self.groups) == 1

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.is_chosen else self._choose()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_chosen:
            return super().post(request, *args, **kwargs)
        return self._answer_again() or self._choose()

    def _answer_again(self) -> HttpResponse | None:
        """Where what was confirmed is sent once more: lead to what was done, since its groups have ended."""
        if "sure" not in self.request.POST or not self.keys:
            return None
        done = Reorganisation.objects.filter(kind=self.kind, by=self.user, undone_at=None)
        for key in self.keys:
            done = done.filter(sources=key)
        row = done.order_by("-pk").first()
        return self._told(row) if row else None

    def _told(self, done: Reorganisation) -> HttpResponse:
        messages.success(self.request, f"Đã ghi nhận: {done}.")
        return redirect("admin:mobilization_residentialgroup_reorganisation", done.pk)

    def _choose(self) -> HttpResponse:
        is_merge = self.kind == ReorganisationKind.MERGE
        context = {
            "title": self.page_title,
            "choices": self._choices(),
            "chosen": {group.pk for group in self.groups},
            "is_merge": is_merge,
            "is_split": self.kind == ReorganisationKind.SPLIT,
            "parts": range(2, MOST_PARTS + 1),
            "error": self._missing() if self.request.GET else "",
            "form": None,
        }
        page = super().get_context_data(**context)
        response = self.response_class(self.request, "admin/mobilization/organisation/choose.html", page)
        response.status_code = 422 if context["error"] else 200
        return response

    def _missing(self) -> str:
        return "Chọn ít nhất hai tổ." if self.kind == ReorganisationKind.MERGE else "Chọn một tổ."

    # The form, the preview, the deed

    def get_form_class(self) -> type[ReorganiseForm]:
        return FORMS[self.kind]

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = {"groups": self.groups}
        if self.get_form_class() is SplitForm:
            parts = plain_number(self.request.GET.get(PARTS, ""), 2)
            asked["parts"] = 2 if parts is None else parts  # type: ignore[assignment]
        return super().get_form_kwargs() | asked

    def get_template_names(self) -> list[str]:
        return ["admin/mobilization/organisation/form.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=self.groups, **{"title": self.page_title} | kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done, planned = self._try(form)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self.form_invalid(form)
        if self._is_confirmed(planned):
            return self._told(done)
        if "again" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        return self._preview(form, planned)

    def _try(self, form: ReorganiseForm) -> tuple[Reorganisation, dict[str, Any]]:
        """Do it, note what it moved, and take it back at once unless just that was seen and confirmed."""
        with transaction.atomic():
            done = form.apply(self.user)
            counts, names, ending = done.counts(), done.target_names, done.seats_without_successor()
            planned = {"counts": counts, "target_names": names, "ending": ending, "seen": repr(counts)}
            if not self._is_confirmed(planned):
                transaction.set_rollback(True)
        return done, planned

    def _is_confirmed(self, planned: dict[str, Any]) -> bool:
        sent = self.request.POST
        return "again" not in sent and "sure" in sent and sent.get("seen") == planned["seen"]

    def _preview(self, form: ReorganiseForm, planned: dict[str, Any]) -> HttpResponse:
        reports = TeamReport.objects.filter(residential_group__in=self.groups)
        changed = self.request.POST.get("seen") not in (None, planned["seen"])
        context = self.get_context_data(
            form=form,
            typed=[(name, value) for name in form.fields for value in form.data.getlist(name)],  # type: ignore[attr-defined]
            reports=reports.count(),
            unsent=0 if form.keeps_team else reports.filter(status__in=WRITTEN).count(),
            last_day=form.cleaned_data["effective_on"] - timedelta(days=1),
            changes=form.changes(),
            has_changed=changed,
            lacks_tick="seen" in self.request.POST and not changed,
            **planned,
        )
        page = self.response_class(self.request, "admin/mobilization/organisation/preview.html", context)
        page.status_code = 422 if context["lacks_tick"] else 200
        return page


class ReorganisationView(ReorganisePage, TemplateView):
    """What one reorganisation did, and the button that undoes it while that can be done."""

    template_name = "admin/mobilization/organisation/reorganisation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(Reorganisation.objects.select_related("by", "undone_by"), pk=self.kwargs["pk"])
        title = f"{row.get_kind_display()} từ {row.effective_on:%d/%m/%Y}"
        refusal = row.undo_refusal()
        return super().get_context_data(row=row, title=title, counts=row.counts(), refusal=refusal, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = get_object_or_404(Reorganisation, pk=kwargs["pk"])
        if "sure" not in request.POST:
            messages.error(request, "Xin đánh dấu ô xác nhận rồi bấm hoàn tác.")
            return redirect("admin:mobilization_residentialgroup_reorganisation", row.pk)
        try:
            row.undo(by=self.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, "Đã hoàn tác, mọi dòng trở lại như trước.")
        return redirect("admin:mobilization_residentialgroup_reorganisation", row.pk)
