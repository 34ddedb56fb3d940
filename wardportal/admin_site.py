from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import SimpleLazyObject
from django.views.i18n import JavaScriptCatalog

from wardportal.admin_tools import DeskPart, OnDesk, Queue, ask_at_once
from wardportal.desk_places import places_of
from wardportal.text import sort_key


class WardAdminSite(AdminSite):
    """The staff's home: the stock admin with the ward's face; signing in goes through /dang-nhap/."""

    site_header = "Bàn làm việc"
    site_title = "Bàn làm việc"
    index_title = "Công việc hôm nay"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The desk: what waits and since when, under the name of its app, the most urgent first; then everything."""
        admins = self._on_desk()
        sets_up = not settings.WITH_DEMO and request.user.has_perm("wardportal.change_ward")
        asked = [items for _model, one in admins for items in (one.queues(request), one.notices(request))]
        opening = [line for _model, one in admins if sets_up for line in one.before_opening(request)]
        *told, before_opening = ask_at_once([*asked, opening], request.user)  # type: ignore[arg-type]
        parts: dict[str, list[Queue]] = {}
        for (model, _one), queues in zip(admins, told[::2], strict=True):
            parts.setdefault(str(model._meta.app_config.verbose_name), []).extend(queues)
        desk = sorted((DeskPart(*part) for part in parts.items() if part[1]), key=lambda part: part.urgency)
        notices = [notice for found in told[1::2] for notice in found]
        shown = {"desk": desk, "notices": notices, "before_opening": before_opening}
        return self._in_two_parts(super().index(request, shown | (extra_context or {})))

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return self._in_two_parts(super().app_index(request, app_label, extra_context))

    def _in_two_parts(self, page: TemplateResponse) -> TemplateResponse:
        """Of what somebody may open, tell what is worked on from what is set once and looked up."""
        apps = page.context_data["app_list"]  # type: ignore[index]
        for part, is_work in (("worked_on", True), ("looked_up", False)):
            kept = [(app, [one for one in app["models"] if self._is_work(one["model"]) is is_work]) for app in apps]
            page.context_data[part] = [app | {"models": models} for app, models in kept if models]  # type: ignore[index]
        return page

    def _is_work(self, model: type[Model]) -> bool:
        return getattr(self._registry[model], "is_work", False)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"desk_bar": places_of(self, request)}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Every page hands this on and the desk alone shows it: what somebody may see is asked where it is read."""
        return SimpleLazyObject(lambda: _in_order(super(WardAdminSite, self).get_app_list(request, app_label)))

    def _on_desk(self) -> list[tuple[Any, OnDesk]]:
        return [
            (model, model_admin) for model, model_admin in self._registry.items() if isinstance(model_admin, OnDesk)
        ]

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The words of the ward after those of Django: of two, the later one holds."""
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin", "wardportal"])(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            return TemplateResponse(request, "account/no_role.html", status=403)
        return redirect_to_login(request.GET.get("next", request.get_full_path()), "account_login")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return LogoutView.as_view(next_page="/")(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")


def _in_order(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort apps and their models as Vietnamese: Django's own order puts Biển before Báo, and Đơn last."""
    for app in apps:
        app["models"].sort(key=lambda model: sort_key(str(model["name"])))
    return sorted(apps, key=lambda app: sort_key(str(app["name"])))
