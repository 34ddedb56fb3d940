from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from wardportal.admin_tools import DeskPart, Notice, OnDesk, Queue, ask_at_once


class _Name(str):
    """Stands before the queues of an app."""


def _parts(told: list[Any]) -> list[DeskPart]:
    found: dict[str, list[Queue]] = {}
    name = ""
    for item in told:
        if isinstance(item, _Name):
            name = str(item)
        elif isinstance(item, Queue):
            found.setdefault(name, []).append(item)
    return [DeskPart(name, queues) for name, queues in found.items()]


class WardAdminSite(AdminSite):
    """The staff's home: the stock admin with the ward's face; signing in goes through /dang-nhap/."""

    site_header = "Bàn làm việc"
    site_title = "Bàn làm việc"
    index_title = "Công việc hôm nay"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The desk: what waits and since when, under the name of its app, then everything else there is."""
        found: list[Any] = []
        for model, model_admin in self._on_desk():
            found += [_Name(str(model._meta.app_config.verbose_name)), *model_admin.queues(request)]
            found += model_admin.notices(request)
        told = ask_at_once(found, request.user)  # type: ignore[arg-type]
        desk = {"desk": _parts(told), "notices": [item for item in told if isinstance(item, Notice)]}
        return super().index(request, desk | (extra_context or {}))

    def _on_desk(self) -> list[tuple[Any, OnDesk]]:
        return [
            (model, model_admin) for model, model_admin in self._registry.items() if isinstance(model_admin, OnDesk)
        ]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.get_full_path()), "account_login")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return LogoutView.as_view(next_page="/")(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")
