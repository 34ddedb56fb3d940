from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.core.exceptions import PermissionDenied


class WardAdminSite(AdminSite):
    """The staff's home: the stock admin with the ward's face; signing in goes through /dang-nhap/."""

    site_header = "Bàn làm việc"
    site_title = "Bàn làm việc"
    index_title = "Công việc hôm nay"
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.get_full_path()), "account_login")
