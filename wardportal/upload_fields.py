"""File inputs of forms, and how the good files of a refused form wait for the next try."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from wardportal.models import WaitingUpload, Ward
from wardportal.numbers import plain_number
from wardportal.sealing import unseal
from wardportal.text import normalize_line
from wardportal.uploads import ACCEPT, CleanFile, Limits, clean_upload, has_room
from wardportal.uploads.kinds import ACCEPT_PICTURES
from wardportal.uploads.receiving import were_left_out

LONGEST_NOTICE = 2000


@dataclass(frozen=True)
class WaitedFile(CleanFile):
    """A file that waited for this try: it lies sealed on the disk until somebody asks for its content."""

    @property
    def content(self) -> bytes:
        return unseal(super().content)

    @classmethod
    def of(cls, row: WaitingUpload) -> "WaitedFile":
        extension = str(row.file.name).rpartition(".")[2]
        return cls(row.file, row.shown_name, row.content_type, extension, row.size)


class MultipleUploadInput(forms.Widget):
    """A file input for several files, above it those that wait from the last try.

    Not one of Django's file inputs, which crispy draws by a template of its own.
    """

    template_name = "wardportal/widgets/multiple_upload.html"
    input_type = "file"
    needs_multipart_form = True
    waiting: list[WaitingUpload]
    notice: str

    class Media:
        js = [forms.Script("js/upload-sizes.js", type="module")]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True} | (attrs or {}))
        self.waiting, self.notice = [], ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        waiting = [{"pk": row.pk, "name": row.shown_name, "size": row.size} for row in self.waiting]
        context["widget"] |= {"waiting": waiting, "notice": self.notice, "drop_name": drop_name(name)}
        return context

    def value_from_datadict(self, data: Any, files: MultiValueDict, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else [file for file in [files.get(name)] if file]

    def value_omitted_from_data(self, data: Any, files: MultiValueDict, name: str) -> bool:
        return name not in files

    def use_required_attribute(self, initial: Any) -> bool:
        return super().use_required_attribute(initial) and not self.waiting


class MultipleUploadField(forms.FileField):
    """Takes several files and gives a list of `CleanFile`; bad ones are named, good ones stay in `good`."""

    widget = MultipleUploadInput
    widget_instance: MultipleUploadInput

    def __init__(self, *, pictures_only: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pictures_only = pictures_only
        self.widget.attrs["accept"] = ACCEPT_PICTURES if pictures_only else ACCEPT
        self.good: list[CleanFile] = []
        self.waiting: list[WaitingUpload] = []
        self.notice = ""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.help_text = self.help_text or self._hint()
        self.show_state()
        return super().get_bound_field(form, field_name)

    def show_state(self) -> None:
        """Let the widget show what waits and why files are left out, best before somebody has chosen any."""
        self.widget.waiting = self.waiting
        self.widget.attrs |= {"data-max-bytes": str(self.ward.upload_max_bytes), "data-max-files": str(self.room)}
        self.widget.notice = self.notice or ("" if has_room() else self.no_room())

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[CleanFile]:
        """Return the files that waited and the new ones. Without room, new ones are left out and `notice` says so."""
        self.good = []
        if data and (not has_room() or were_left_out(*data)):
            self.notice = self.no_room()
            return self._waiting_files()
        self.good, errors = self._sort_out(data)
        if self.required and not (data or self.waiting):
            errors.append(ValidationError(self.error_messages["required"], code="required"))
        if errors:
            raise ValidationError(errors)
        return self._waiting_files() + self.good

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data or self.waiting)

    @cached_property
    def ward(self) -> Ward:
        return current_ward()

    @property
    def room(self) -> int:
        """How many files may come besides those that wait."""
        return max(self.ward.upload_max_files - len(self.waiting), 0)

    def _sort_out(self, data: list[UploadedFile]) -> tuple[list[CleanFile], list[ValidationError]]:
        good: list[CleanFile] = []
        errors: list[ValidationError] = []
        for file in data[: self.room]:
            try:
                good.append(clean_upload(file, limits=limits_of(self.ward), pictures_only=self.pictures_only))
            except ValidationError as error:
                errors.append(error)
        if len(data) > self.room:
            errors.append(ValidationError(self._too_many(), code="too_many"))
        return good, errors

    def no_room(self) -> str:
        """What is told where words are taken and files are not."""
        where = self.ward.reception_place or "trụ sở phường"
        return f"Hiện không nhận được tệp đính kèm; nội dung vẫn gửi được, còn tệp có thể mang đến {where}."

    def _too_many(self) -> str:
        kept = f" (tính cả {len(self.waiting)} tệp đã có ở lần gửi trước)" if self.waiting else ""
        most = self.ward.upload_max_files
        return f"Mỗi lần gửi được tối đa {most} tệp{kept}. Các tệp sau đó chưa được lấy, xin bớt lại."

    def _waiting_files(self) -> list[CleanFile]:
        return [WaitedFile.of(row) for row in self.waiting]

    def _hint(self) -> str:
        kinds = "Ảnh" if self.pictures_only else "Ảnh, tệp PDF hoặc Word (.docx)"
        most, size = self.ward.upload_max_files, self.ward.upload_max_megabytes
        return f"{kinds}; tối đa {most} tệp, mỗi tệp không quá {size} MB."


class UploadField(forms.FileField):
    """One file of a staff form. Gives the cleaned content under the name people see; `cleaned` has the rest."""

    def __init__(self, *, pictures_only: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pictures_only = pictures_only
        self.widget.attrs["accept"] = ACCEPT_PICTURES if pictures_only else ACCEPT
        self.cleaned: CleanFile | None = None

    def clean(self, data: Any, initial: Any = None) -> Any:
        value = super().clean(data, initial)
        if not isinstance(value, UploadedFile):
            return value  # nothing new: what is stored already, or False to clear it
        ward = current_ward()
        if not has_room() or were_left_out(value):
            raise ValidationError("Máy chủ sắp hết chỗ, chưa nhận được tệp. Xin báo người quản trị.", code="no_room")
        self.cleaned = clean_upload(value, limits=limits_of(ward), pictures_only=self.pictures_only)
        return File(self.cleaned.source, name=self.cleaned.name)


class KeepsUploads:
    """Mixin before a form with `submission_uuid`: good files of a refused form wait for the next try."""

    fields: dict[str, forms.Field]

    def full_clean(self) -> None:
        if self.is_bound:  # type: ignore[attr-defined]
            self._recall()
            self._tell_what_the_browser_left_out()
        super().full_clean()  # type: ignore[misc]
        if self.is_bound and self._errors:  # type: ignore[attr-defined]
            self.keep_uploads()

    def uploads(self, name: str) -> list[CleanFile]:
        """Return the files of a valid form, those that waited first."""
        return self.cleaned_data[name]  # type: ignore[attr-defined]

    def brings_others(self, name: str, stored: Iterable[int]) -> bool:
        """Whether the form carries files that are not among those stored, of these sizes.

        Cleaned once more, the same file comes out the same.
        """
        return bool(Counter(file.size for file in self.uploads(name)) - Counter(stored))

    def refuse(self, refusal: ValidationError) -> None:
        """As any form does; the files wait for the next try."""
        super().refuse(refusal)  # type: ignore[misc]
        self.keep_uploads()

    def leave_out(self, name: str) -> None:
        """Tell with the form that its files were not taken."""
        field = dict(self._upload_fields())[name]
        field.notice = field.no_room()

    @property
    def upload_notice(self) -> str:
        """What to tell about files that were left out though the form was taken; mostly empty."""
        return " ".join(field.notice for _name, field in self._upload_fields() if field.notice)

    def keep_uploads(self) -> None:
        """Let good new files wait; called for a form with errors, and by views that refuse a valid one."""
        submission = self._submission()
        for name, field in self._upload_fields():
            kept = [keep_file(file, submission_id=submission, field=name) for file in field.good] if submission else []
            lost = len(field.good) - len([row for row in kept if row])
            field.waiting = [*field.waiting, *(row for row in kept if row)]
            if lost:
                field.notice = f"{lost} tệp tốt chưa giữ lại được, xin chọn lại trước khi gửi."
            field.good = []
            field.show_state()

    def consume_uploads(self) -> None:
        """Forget the files that waited, once their content is stored where it belongs."""
        if submission := self._submission():
            for name, _field in self._upload_fields():
                WaitingUpload.objects.filter(submission_id=submission, field=name).discard()

    def _upload_fields(self) -> list[tuple[str, MultipleUploadField]]:
        return [(name, field) for name, field in self.fields.items() if isinstance(field, MultipleUploadField)]

    def _submission(self) -> uuid.UUID | None:
        return self.submission_uuid  # type: ignore[attr-defined]

    def _recall(self) -> None:
        """Put the files that wait into their fields, without those the sender wants dropped."""
        if (submission := self._submission()) is None:
            return
        for name, field in self._upload_fields():
            waiting = WaitingUpload.objects.waiting(submission, name)
            waiting.filter(pk__in=self._dropped(name)).discard()
            field.waiting = [row for row in waiting.all() if row.is_stored]

    def _tell_what_the_browser_left_out(self) -> None:
        """Say on the next page, too, what `upload-sizes.js` said of the files it took out."""
        for name, field in self._upload_fields():
            told = self.data.get(f"left_out_{self.add_prefix(name)}", "")  # type: ignore[attr-defined]
            field.notice = normalize_line(str(told))[:LONGEST_NOTICE]

    def _dropped(self, name: str) -> list[int]:
        data, name = self.data, drop_name(self.add_prefix(name))  # type: ignore[attr-defined]
        typed = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [key for value in typed if (key := plain_number(str(value))) is not None]


def keep_file(file: CleanFile, *, submission_id: uuid.UUID, field: str) -> WaitingUpload | None:
    """Let one file wait; None where there is no room, which must not stand in the way of the form."""
    try:
        with transaction.atomic():
            return WaitingUpload.objects.keep(
                file.content,
                submission_id=submission_id,
                field=field,
                name=file.name,
                content_type=file.content_type,
                extension=file.extension,
            )
    except OSError:
        return None


def drop_name(name: str) -> str:
    return f"drop_{name}"


def current_ward() -> Ward:
    """Return the ward of today; before `setup_ward` one with the default limits."""
    return Ward.objects.current() or Ward()


def limits_of(ward: Ward) -> Limits:
    return Limits(ward.upload_max_files, ward.upload_max_bytes, ward.photo_max_side)
