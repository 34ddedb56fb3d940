"""Writing a briefing down: who came, what was said, what is concluded, all on one page and saved at once."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from mobilization.admin.briefing_pages import BriefingPage, briefing_url
from mobilization.admin.briefing_sheet import BriefingSheet


class KeepView(BriefingPage, TemplateView):
    template_name = "admin/mobilization/briefing/keep.html"
    page_title = "Ghi nội dung"
    here = "keep"
    permission = "mobilization.keep_briefing"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._closed() or self._show(BriefingSheet(self.row))

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.row.lock()
        if closed := self._closed():
            return closed
        sheet = BriefingSheet(self.row, request.POST)
        if not sheet.is_valid():
            return self._show(sheet, 422)
        sheet.save(by=self.user)
        if typed := sheet.disputed():
            return self._show(BriefingSheet(self.row, typed), 409, is_stale=True)
        messages.success(request, f"Đã lưu.{self._invited()}")
        return redirect(briefing_url(self.row, "keep"))

    def _invited(self) -> str:
        """Put down whoever is missing by the posts of the day, where that was asked for; say how many those are."""
        if "invite" not in self.request.POST:
            return ""
        return f" Đã thêm {self.row.invite(by=self.user)} người vào danh sách."

    def _closed(self) -> HttpResponse | None:
        if self.row.is_written:
            return None
        messages.warning(self.request, f"Không ghi được khi buổi giao ban “{self.row.get_status_display().lower()}”.")
        return redirect(self.row_url())

    def _show(self, sheet: BriefingSheet, status: int = 200, *, is_stale: bool = False) -> HttpResponse:
        context = self.get_context_data(sheet=sheet, is_stale=is_stale, theirs=sheet.theirs() if is_stale else [])
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = f"Ghi nội dung: {self.row}"
        return super().get_context_data(title=title, told_first=self.row.told_first(), **kwargs)
