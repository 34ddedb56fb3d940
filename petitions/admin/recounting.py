"""Days promised while a year had no holidays yet, once it has them: reviewed in one list, set anew by one press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from petitions.admin.pages import StaffPage
from petitions.models import Deadline, Petition
from petitions.models.deadlines import DeadlineQuerySet
from wardportal.admin_tools import Asked, Queue
from wardportal.models import User
from wardportal.numbers import plain_number

LABEL = "Hạn hẹn khi chưa có lịch nghỉ, cần tính lại"
# Shown, and set by one press, at once.
MOST_AT_ONCE = 100


def running_for(user: User) -> DeadlineQuerySet:
    return Deadline.objects.filter(petition__in=Petition.objects.open().visible_to(user)).select_related("petition")


def recount_queue(user: User) -> list[Asked]:
    """Only where something waits: holidays are seldom late. The days are counted when there may be some to count."""
    if not user.has_perm("petitions.recount_petition"):
        return []

    def tell(found: dict[str, Any]) -> list[Queue]:
        waiting = len(running_for(user).counted_anew()) if found["guessed"] else 0
        return [Queue(LABEL, reverse("admin:petitions_petition_recount"), waiting, tone="soon")] if waiting else []

    return [Asked({"guessed": Exists(running_for(user).guessed())}, tell)]


class RecountView(StaffPage, TemplateView):
    template_name = "admin/petitions/recount.html"
    page_title = "Tính lại hạn theo lịch nghỉ"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("petitions.recount_petition"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = running_for(self.user).counted_anew()
        return super().get_context_data(rows=rows[:MOST_AT_ONCE], left=max(len(rows) - MOST_AT_ONCE, 0), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keys = [key for typed in request.POST.getlist("don") if (key := plain_number(typed)) is not None]
        done, refused = 0, []
        for petition in Petition.objects.visible_to(self.user).filter(pk__in=keys[:MOST_AT_ONCE]):
            try:
                petition.recount(by=self.user)
                done += 1
            except ValidationError:
                refused.append(petition.code)
        if done:
            messages.success(request, f"Đã đặt hạn mới cho {done} đơn; người gửi đọc được hạn mới.")
        if refused:
            messages.warning(request, f"Không còn phải tính lại hạn: {', '.join(refused)}.")
        if not keys:
            messages.warning(request, "Chưa chọn đơn nào.")
        return redirect("admin:petitions_petition_recount")
