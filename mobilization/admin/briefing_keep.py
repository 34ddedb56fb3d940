"""Writing a briefing down: who came, what was said, what is concluded, all on one page and saved at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from mobilization.admin.briefing_forms import AttendanceForm, ConclusionForm, KeepForm, RowForm
from mobilization.admin.briefing_pages import BriefingPage, briefing_url
from mobilization.briefing_owners import owners_offered
from mobilization.models import Briefing, BriefingAttendance, BriefingConclusion
from wardportal.models import StaleRow, User

# Empty rows to write into; saving gives new ones.
NEW_ROWS = 3


class BriefingSheet:
    """The forms of one page: what was written as a whole, a row for each person, a row for each conclusion."""

    def __init__(self, briefing: Briefing, data: Mapping[str, str] | None = None) -> None:
        self.briefing, self.data = briefing, data
        self.form = KeepForm(data, briefing=briefing)
        people = list(briefing.attendances.all())
        self.people = self._row_forms(AttendanceForm, "nguoi", people, BriefingAttendance)
        conclusions = list(briefing.conclusions.with_owners())
        last = max((row.position for row in conclusions), default=0)
        offered = {"offered": owners_offered(), "day": briefing.held_on}
        self.conclusions = self._row_forms(ConclusionForm, "viec", conclusions, BriefingConclusion, **offered)
        for number, form in enumerate(self.conclusions[len(conclusions) :], last + 1):
            form.row.position = number

    def _row_forms(
        self, form: type[RowForm], prefix: str, stored: Sequence[Any], model: type[Any], **kwargs: Any
    ) -> list[RowForm]:
        rows = {f"{prefix}-{row.pk}": row for row in stored}
        rows |= {f"{prefix}-moi-{number}": model(briefing=self.briefing) for number in range(NEW_ROWS)}
        return [self._row_form(form, name, row, **kwargs) for name, row in rows.items()]

    def _row_form(self, form: type[RowForm], name: str, row: Any, **kwargs: Any) -> RowForm:
        """A row others added meanwhile is not in what was sent: it is shown as it is and left alone."""
        sent = self.data if self.data is not None and f"{name}-known" in self.data else None
        return form(sent, row=row, prefix=name, empty_permitted=row.pk is None, use_required_attribute=False, **kwargs)

    @property
    def row_forms(self) -> list[RowForm]:
        return [*self.people, *self.conclusions]

    @property
    def has_row_errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self.row_forms)

    def is_valid(self) -> bool:
        sent = [form.is_valid() for form in self.row_forms if form.is_bound]
        return self.form.is_valid() and all(sent)

    def save(self, *, by: User) -> None:
        changed = [form for form in self.row_forms if form.is_bound and form.is_changed]
        gone = [form.row for form in changed if form.is_gone]
        rows = [form.filled() for form in changed if not form.is_gone]
        version = self.form.cleaned_data["version"]
        self.briefing.keep(by=by, version=version, rows=rows, gone=gone, **self.form.written)

    def theirs(self) -> list[tuple[str, str]]:
        """What others wrote meanwhile, where it differs from what was typed here."""
        fresh = self.form.fields
        return [
            (str(fresh[name].label), str(getattr(self.briefing, name)))
            for name in Briefing.WRITTEN
            if getattr(self.briefing, name) != self.form.cleaned_data.get(name)
        ]


class KeepView(BriefingPage, TemplateView):
    template_name = "admin/mobilization/briefing/keep.html"
    page_title = "Ghi nội dung"
    here = "keep"
    permission = "mobilization.keep_briefing"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._closed() or self.render_to_response(self.get_context_data(sheet=BriefingSheet(self.row)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if closed := self._closed():
            return closed
        sheet = BriefingSheet(self.row, request.POST)
        if not sheet.is_valid():
            return self._again(sheet, 422)
        try:
            sheet.save(by=self.user)
        except StaleRow:
            return self._show_conflict()
        except ValidationError as refusal:
            sheet.form.add_error(None, refusal.messages)
            return self._again(sheet, 422)
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

    def _show_conflict(self) -> HttpResponse:
        """Show what others wrote and keep what was typed; the next press counts for that."""
        self.row = self.rows().get(pk=self.row.pk)
        sheet = BriefingSheet(self.row, self.request.POST)
        sheet.is_valid()
        return self._again(sheet, 409, theirs=sheet.theirs(), is_stale=True)

    def _again(self, sheet: BriefingSheet, status: int, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(sheet=sheet, **context), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = f"Ghi nội dung: {self.row}"
        return super().get_context_data(
            title=title, told_first=self.row.told_first(), **{"theirs": [], "is_stale": False} | kwargs
        )
