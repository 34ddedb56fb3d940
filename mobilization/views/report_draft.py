"""Where a report is written: one page that works by plain buttons, and the address a script saves to meanwhile."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from mobilization.reports.drafts import Asked, boxes_of, concern_names
from mobilization.reports.forms import ReportForm
from mobilization.reports.status import ConcernKind, ReportStatus
from mobilization.views.report_pages import OwnReport
from wardportal.numbers import plain_number

GONE = "Dòng này vừa bị bỏ ở một trang khác. Bấm “Lưu nháp” để giữ lại những gì vừa viết."


class WriteView(OwnReport, TemplateView):
    """The form of a report. Every button stores all that was typed before it does anything else."""

    template_name = "mobilization/reports/write.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.report.is_written:
            return redirect("reports:report", self.report.pk)
        return self._show(ReportForm(self.report, self.user))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReportForm(self.report, self.user, request.POST, request.FILES)
        try:
            is_stored = form.store()
            place = self._act()
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
            return self._show(form, 409)
        form.tell_conflicts()
        if form.conflicts or not is_stored:
            return self._show(form, 409 if form.conflicts else 422)
        return self._answer(place)

    def _act(self) -> str:
        """Do what the button says besides storing; return the place of the page to go on at."""
        posted, report = self.request.POST, self.report
        for kind in ConcernKind:
            if posted.get("viec") == f"them-{kind}":
                return "#id_" + concern_names(report.raise_concern(kind, "", by=self.user))[0]
        if concern := report.concerns.filter(pk=_key(posted.get("bo-dong", ""))).first():
            concern.drop(by=self.user)
            return f"#them-{concern.kind}"
        if photo := report.photos.filter(pk=_key(posted.get("bo-anh", ""))).first():
            photo.drop(by=self.user)
            return "#anh"
        return "#anh" if posted.get("viec") == "anh" else ""

    def _answer(self, place: str) -> HttpResponse:
        if self.request.POST.get("viec") == "xem-lai":
            return redirect("reports:submit", self.report.pk)
        if not place:
            messages.success(self.request, f"Đã lưu nháp lúc {timezone.localtime():%H:%M}. Báo cáo chưa nộp.")
        return redirect(reverse("reports:write", args=[self.report.pk]) + place)

    def _show(self, form: ReportForm, status: int = 200) -> HttpResponse:
        report = self.report
        if form.is_bound:
            form.read_again()  # with what it stored
        context = self.get_context_data(
            form=form,
            sections=form.sections(),
            confirmed=form.confirmed(),
            photos=form.photo_parts(),
            reason=report.why_returned() if report.status == ReportStatus.RETURNED else "",
            names=" ".join(form.boxes),
            ward=form.ward,
        )
        return self.render_to_response(context, status=status)


def _key(value: str) -> int:
    return plain_number(value) or 0


class SaveView(OwnReport, View):
    """Stores one box for a script: JSON in and out.

    409 answers with what another stored, 422 with what is wrong with it, 410 where the box or the draft is no more.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        try:
            sent = json.loads(request.body)
            name, typed, seen = str(sent["box"]), str(sent["text"]), str(sent["seen"])
        except (ValueError, TypeError, KeyError, RecursionError, RequestDataTooBig):
            return JsonResponse({"error": "Không đọc được nội dung gửi lên."}, status=400)
        try:
            return self._save(name, typed, seen)
        except ValidationError as refusal:
            return JsonResponse({"error": refusal.messages[0]}, status=422 if self.report.is_written else 410)

    @transaction.atomic
    def _save(self, name: str, typed: str, seen: str) -> JsonResponse:
        self.report.hold_to_write(self.user)
        asked = Asked.of(self.report)
        box = boxes_of(self.report, self.user, asked).get(name)
        if box is None:
            return JsonResponse({"error": GONE}, status=410)
        if not box.put(box.field.clean(typed), seen):
            return JsonResponse({"text": box.stored, "seen": box.stamp}, status=409)
        box = boxes_of(self.report, self.user, asked.again(self.report))[name]
        return JsonResponse({"seen": box.stamp, "saved": f"lúc {timezone.localtime():%H:%M}"})
