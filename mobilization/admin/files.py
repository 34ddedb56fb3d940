"""Groups, teams, members and self-managed groups from a file and into one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView, View

from mobilization.models import ResidentialGroup
from mobilization.organisation.importing import ImportPlan, plan_import
from mobilization.organisation.tables import TABLES, Table
from wardportal.decision_pages import StaffPage
from wardportal.downloads import download
from wardportal.forms import SubmissionForm
from wardportal.models import User, WaitingUpload
from wardportal.pages import FormPage, PrivatePage
from wardportal.sheets import CSV_TYPE, MAX_BYTES, TOO_LARGE, XLSX_TYPE, read_sheet, write_csv, write_xlsx
from wardportal.upload_fields import WaitedFile
from wardportal.uploads import has_room
from wardportal.uploads.receiving import were_left_out

ADDRESS = "admin:mobilization_residentialgroup_"
NO_ROOM = "Máy chủ sắp hết chỗ, chưa nhận được tệp. Xin báo người quản trị."


def tables_to_import(user: User) -> list[Table]:
    return [table for table in TABLES.values() if user.has_perms(table.permissions())]


def tables_to_export(user: User) -> list[Table]:
    return [table for table in TABLES.values() if user.has_perm(f"mobilization.view_{table.model._meta.model_name}")]


class ImportForm(SubmissionForm):
    """A table and a file; a file that could be read waits for the next press."""

    table = forms.ChoiceField(label="Danh sách", error_messages={"required": "Chọn danh sách."})
    file = forms.FileField(
        label="Tệp",
        help_text="Excel (.xlsx) hoặc CSV, không quá 5.000 dòng và 5 MB. Đọc trang tính đầu tiên.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, tables: list[Table], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = [(table.slug, table.label) for table in tables]  # type: ignore[attr-defined]
        # A file that waits stands for the one that is asked for.
        self.fields["file"].required = not self.is_bound
        self.plan: ImportPlan | None = None
        self.waiting: WaitingUpload | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.fields["file"].required = True
        if "table" in data and "submission_id" in data and "file" not in self.errors:
            try:
                self.plan = self._plan(TABLES[data["table"]], data.get("file"))
            except ValidationError as error:
                self.add_error("file", error)
        return data

    def _plan(self, table: Table, file: Any) -> ImportPlan:
        self.waiting = WaitingUpload.objects.waiting(self.cleaned_data["submission_id"], "file").last()
        if file:
            sheet = read_sheet(content := _content(file), file.name)
            self._keep(content, file)
        elif self.waiting and self.waiting.is_stored:
            waited = WaitedFile.of(self.waiting)
            sheet = read_sheet(waited.content, waited.name)
        else:
            raise ValidationError("Chọn một tệp.")
        return plan_import(table, sheet)

    def _keep(self, content: bytes, file: Any) -> None:
        """Let the file wait for the confirmation, in the place of an earlier one."""
        submission = self.cleaned_data["submission_id"]
        WaitingUpload.objects.filter(submission_id=submission, field="file").discard()
        is_zip = content.startswith(b"PK")
        kept = WaitingUpload.objects.keep(
            content,
            submission_id=submission,
            field="file",
            name=file.name,
            content_type=XLSX_TYPE if is_zip else "text/csv",
            extension="xlsx" if is_zip else "csv",
        )
        if kept is None:
            raise ValidationError(NO_ROOM)
        self.waiting = kept

    def forget(self) -> None:
        WaitingUpload.objects.filter(submission_id=self.cleaned_data["submission_id"], field="file").discard()


def _content(file: Any) -> bytes:
    """The bytes; of a file that is too large, or came when there was no room, they were not kept."""
    if not has_room() or were_left_out(file):
        raise ValidationError(NO_ROOM)
    if file.size > MAX_BYTES:
        raise ValidationError(TOO_LARGE)
    return file.read()


class FilesPage(StaffPage):
    """Mixin: a page about files of the organisation."""

    about = ResidentialGroup

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumb = {
            "list_url": reverse("admin:mobilization_residentialgroup_changelist"),
            "list_title": ResidentialGroup._meta.verbose_name_plural,
        }
        return super().get_context_data(**crumb | kwargs)


class ImportView(FilesPage, FormPage, FormView):
    """Shows what the file would do; does it once confirmed, unless that would be something else by now."""

    form_class = ImportForm
    template_name = "admin/mobilization/organisation/import.html"
    page_title = "Nhập từ tệp"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.tables = tables_to_import(self.user)
        if not self.tables:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"table": self.request.GET.get("loai", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"tables": self.tables}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tables=self.tables, **kwargs)

    def form_valid(self, form: ImportForm) -> HttpResponse:
        plan = form.plan
        assert plan is not None
        if self._is_confirmed(plan):
            try:
                count = plan.apply()
            except ValidationError as refusal:
                form.add_error(None, refusal)
                return self.form_invalid(form)
            form.forget()
            messages.success(self.request, f"{plan.table.label}: đã ghi {count} dòng.")
            return redirect(f"{reverse(ADDRESS + 'import')}?loai={plan.table.slug}")
        changed = self.request.POST.get("seen") not in (None, plan.digest) and "confirm" in self.request.POST
        response = self.render_to_response(self.get_context_data(form=form, plan=plan, has_changed=changed))
        response.status_code = 422 if plan.has_errors else 200
        return response

    def _is_confirmed(self, plan: ImportPlan) -> bool:
        post = self.request.POST
        return "confirm" in post and post.get("seen") == plan.digest and not self.request.FILES and not plan.has_errors


class ExportHomeView(FilesPage, TemplateView):
    template_name = "admin/mobilization/organisation/export.html"
    page_title = "Xuất ra tệp"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables = tables_to_export(self.user)
        if not tables:
            raise PermissionDenied
        return super().get_context_data(tables=tables, **kwargs)


class ExportView(PrivatePage, View):
    """A whole table as a file with exactly the columns that are read."""

    def get(self, request: HttpRequest, slug: str, kind: str) -> HttpResponse:
        table = TABLES.get(slug)
        if table is None or kind not in ("xlsx", "csv"):
            raise Http404
        if table not in tables_to_export(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        rows, name = table.rows(), f"{slug}-{timezone.localdate():%Y-%m-%d}.{kind}"
        if kind == "csv":
            return download(write_csv(table.headings, rows), name, CSV_TYPE)
        return download(write_xlsx(table.label, table.headings, rows), name, XLSX_TYPE)
