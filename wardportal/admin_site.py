from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from wardportal.admin_tools import DeskPart, Notice, OnDesk, Queue


class WardAdminSite(AdminSite):
    """The staff's home: the stock admin with the ward's face; signing in goes through /dang-nhap/."""

    site_header = "Bàn làm việc"
    site_title = "Bàn làm việc"
    index_title = "Công việc hôm nay"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The desk: what waits and since when, then everything else there is."""
        desk = {"desk": self.desk(request), "notices": self.notices(request)}
        return super().index(request, desk | (extra_context or {}))

    def desk(self, request: HttpRequest) -> list[DeskPart]:
        """The work of this person, as the admins declare it, under the name of their app."""
        found: dict[str, list[Queue]] = {}
        for model, model_admin in self._on_desk():
            name = str(model._meta.app_config.verbose_name)
            found.setdefault(name, []).extend(model_admin.queues(request))
        return [DeskPart(name, queues) for name, queues in found.items() if queues]

    def notices(self, request: HttpRequest) -> list[Notice]:
        return [notice for _model, model_admin in self._on_desk() for notice in model_admin.notices(request)]

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
