"""The forms an inspection is typed into: asked for, and written down on the spot, on one page of a phone."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mobilization.decisions.inspections import (
    MEMBER,
    NO_NAMES,
    EvidenceFields,
    evidence_layout,
    offer,
    photos_field,
)
from mobilization.inspections.status import EVIDENCE, InspectionDecisionKind
from mobilization.models import (
    Inspection,
    InspectionField,
    InspectionSubject,
    Membership,
    ResidentialGroup,
    Street,
    team_of,
)
from wardportal.decisions import VersionedForm, long_text, one_line
from wardportal.fields import VietnameseDateField, VietnameseTimeField
from wardportal.forms import SubmissionForm
from wardportal.models import User
from wardportal.upload_fields import KeepsUploads

PLACE = ("street", "place", "residential_group")


class PlaceFields(forms.Form):
    """What is looked at, and where."""

    field = forms.ModelChoiceField(
        label="Lĩnh vực",
        queryset=InspectionField.objects.none(),
        empty_label="Chọn lĩnh vực",
        error_messages={"required": "Chọn lĩnh vực kiểm tra."},
    )
    street = forms.ModelChoiceField(
        label="Tuyến đường", queryset=Street.objects.none(), required=False, empty_label="Không ở tuyến đường nào"
    )
    place = one_line(
        "Số nhà, vị trí", max_length=200, help_text="Ví dụ: số 12; đối diện cổng chợ. Không ghi tên chủ nhà."
    )
    residential_group = forms.ModelChoiceField(
        label="Tổ dân phố", queryset=ResidentialGroup.objects.none(), required=False, empty_label="Chưa rõ"
    )

    def offer_places(self, row: Inspection | None = None) -> None:
        """What there is today, and what the row names already."""
        streets, groups = Street.objects.valid(), ResidentialGroup.objects.valid()
        fields = InspectionField.objects.filter(is_active=True)
        if row:
            streets = streets | Street.objects.filter(pk__in=[row.street_id or 0])
            groups = groups | ResidentialGroup.objects.filter(pk__in=[row.residential_group_id or 0])
            fields = fields | InspectionField.objects.filter(pk=row.field_id)
        self.fields["street"].queryset = streets  # type: ignore[attr-defined]
        self.fields["residential_group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["field"].queryset = fields  # type: ignore[attr-defined]


class PlanForm(PlaceFields, SubmissionForm):
    """Something the team is asked to look at."""

    reason = long_text(
        "Nội dung cần kiểm tra",
        "Ghi nội dung cần kiểm tra.",
        rows=4,
        help_text="Chỉ ghi điều tổ cần biết khi đến nơi. Không ghi tên người gửi đơn, người bị phản ánh.",
    )
    due_on = VietnameseDateField(label="Cần kiểm tra trước ngày", error_messages={"required": "Ghi ngày cần kiểm tra."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_places()
        self.helper.layout = Layout(
            "submission_id", "field", Div("street", "place", css_class="entry-row"),
            Div("residential_group", "due_on", css_class="entry-row"), "reason",
        )  # fmt: skip

    def said(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("field", *PLACE, "reason", "due_on")}
        return said | {"submission_id": self.submission_uuid}

    def save(self, *, by: User) -> Inspection:
        return Inspection.objects.plan(by=by, **self.said())

    def says_only(self, sent: Inspection) -> bool:
        names = ("field", *PLACE, "reason", "due_on")
        return all(self.cleaned_data[name] == getattr(sent, name) for name in names)

    def ask_again(self, sent: Inspection) -> None:
        """Say that what stands in the boxes is not what was asked for."""
        self.add_error(
            None,
            f"Trang này đã gửi yêu cầu {sent.code} với nội dung khác. "
            "Nội dung dưới đây chưa được gửi: nếu là yêu cầu thứ hai, xin bấm gửi lần nữa.",
        )


class WrittenFields(PlaceFields):
    """What the team writes down on the spot."""

    inspected_on = VietnameseDateField(label="Ngày kiểm tra", error_messages={"required": "Nhập ngày kiểm tra."})
    start_time = VietnameseTimeField(label="Lúc", required=False)
    members = forms.ModelMultipleChoiceField(
        label="Thành viên có mặt",
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một thành viên có mặt."},
    )
    found = long_text("Hiện trạng, điều phát hiện", "Ghi hiện trạng, điều phát hiện.", rows=5, help_text=NO_NAMES)
    has_violation = forms.TypedChoiceField(
        label="Có vi phạm không",
        choices=[("1", "Có vi phạm"), ("0", "Không có vi phạm")],
        coerce=lambda value: value == "1",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn có vi phạm hay không."},
    )
    photos = photos_field()

    def offer_members(self) -> list[Membership]:
        """Offer who is in the team today or was there on the day that was typed; return those of today."""
        today = timezone.localdate()
        seats = list(team_of(today))
        day = self._typed_day()
        known = {seat.pk for seat in seats}
        then = [seat for seat in team_of(day) if seat.pk not in known] if day and day != today else []
        offer(self.fields["members"], seats + then)
        return seats

    def _typed_day(self) -> Any:
        name = "inspected_on"
        typed = self.data.get(self.add_prefix(name), "") if self.is_bound else self.initial.get(name)
        try:
            return VietnameseDateField(required=False).clean(typed)
        except ValidationError:
            return None

    def written(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*Inspection.WRITTEN, "members")}


def _place_and_day() -> list[Any]:
    return [
        "field",
        Div("street", "place", css_class="entry-row"),
        "residential_group",
        Div("inspected_on", "start_time", css_class="entry-row"),
        "members",
    ]


class TakeDownForm(KeepsUploads, WrittenFields, EvidenceFields, SubmissionForm):
    """Place, what was found, photos and, where it is taken at once, the decision: all on one page.

    `row` is the inspection that was asked for; without one a new one is made.
    """

    subject = one_line(
        "Người, tổ chức vi phạm",
        help_text="Chỉ ghi khi lập biên bản. Không vào danh sách, tìm kiếm, tệp xuất, thư; xóa được bất cứ lúc nào.",
    )
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, row: Inspection | None = None, **kwargs: Any) -> None:
        self.row = row
        now = timezone.localtime()
        initial: dict[str, Any] = {"inspected_on": now.date(), "start_time": now.time().replace(second=0)}
        if row:
            initial |= {name: getattr(row, name) for name in ("field", *PLACE, "version")}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.offer_places(row)
        seats = self.offer_members()
        # Whoever writes it down was there.
        self.fields["members"].initial = [seat.pk for seat in seats if seat.user_id == user.pk]
        offer(self.fields["member"], seats, MEMBER)
        self.ask_evidence()
        kind: Any = self.fields["kind"]
        kind.required = False
        kind.choices = [
            ("", "Chưa quyết định"),
            *(choice for choice in InspectionDecisionKind.choices if choice[0] != InspectionDecisionKind.NOTHING),
        ]
        self.helper.layout = Layout(
            "submission_id", "version",
            Fieldset("Ở đâu, khi nào, ai có mặt", *_place_and_day()),
            Fieldset("Phát hiện", "found", "photos", "has_violation"),
            Fieldset(
                "Quyết định tại chỗ", "kind", *evidence_layout(), "subject", data_shown_with="has_violation=1"
            ),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("has_violation"):
            self.check_evidence(cleaned)
        elif cleaned.get("has_violation") is False:
            self._check_nothing_said(cleaned)
        return cleaned

    def _check_nothing_said(self, cleaned: dict[str, Any]) -> None:
        """Where nothing was found nobody is named and nothing ordered; what was typed so is not dropped unseen."""
        for name in ("kind", *self.said(), "subject"):
            if cleaned.get(name):
                self.add_error(name, "Đã chọn “Không có vi phạm”: bỏ mục này, hoặc chọn “Có vi phạm”.")

    def kind_decided(self) -> str:
        """What is decided at once: nothing to do where nothing was found, else what was chosen, or nothing yet."""
        if self.cleaned_data["has_violation"]:
            return self.cleaned_data["kind"]
        return InspectionDecisionKind.NOTHING

    @transaction.atomic
    def save(self, *, by: User) -> Inspection:
        photos = self.uploads("photos")
        if self.row:
            version = self.cleaned_data["version"]
            self.row.take_down(by=by, photos=photos, version=version, **self.written())
            inspection = self.row
        else:
            inspection = Inspection.objects.take_down(
                by=by, photos=photos, submission_id=self.submission_uuid, **self.written()
            )
        if kind := self.kind_decided():
            inspection.decide(kind, by=by, **self.said())
        if self.cleaned_data["subject"]:
            inspection.name(self.cleaned_data["subject"], by=by)
        self.consume_uploads()
        return inspection

    def says_only(self, sent: Inspection) -> bool:
        written = self.written()
        same_people = set(written.pop("members")) == set(sent.members.all())
        same_words = all(getattr(sent, name) == value for name, value in written.items())
        brings_more = self.brings_others("photos", sent.photos.values_list("size", flat=True))
        return same_people and same_words and self._decides_only(sent) and self._names_only(sent) and not brings_more

    def _decides_only(self, sent: Inspection) -> bool:
        kind, said = self.kind_decided(), self.said()
        decision, look = sent.decisions.last(), sent.follow_ups.last()
        if kind != sent.decision or not decision:
            return kind == sent.decision
        day = said["follow_up_on"] or decision.look_again_on
        looks = (day, said["member"] if day else None)
        return looks == ((look.due_on, look.member) if look else (None, None)) and all(
            getattr(decision, name) == said[name] for name in EVIDENCE[kind].needs
        )

    def _names_only(self, sent: Inspection) -> bool:
        named = InspectionSubject.objects.filter(inspection=sent).values_list("name", flat=True).first()
        return self.cleaned_data["subject"] == (named or "")

    def ask_again(self, sent: Inspection) -> None:
        """Say that what stands in the boxes is not what was written down, and keep it for another press."""
        self.add_error(
            None,
            f"Trang này đã ghi {sent.code} với nội dung khác. "
            "Nội dung dưới đây chưa được lưu: nếu là cuộc kiểm tra thứ hai, xin bấm lưu lần nữa.",
        )
        self.keep_uploads()


class ReviseForm(KeepsUploads, WrittenFields, VersionedForm, SubmissionForm):
    """What was written down, until something is decided; whoever saves second sees both texts."""

    def __init__(self, *args: Any, row: Inspection, **kwargs: Any) -> None:
        self.row = row
        stored = {name: getattr(row, name) for name in (*Inspection.WRITTEN, "version")}
        stored |= {"has_violation": "1" if row.has_violation else "0", "members": row.members.all()}
        kwargs["initial"] = stored | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.offer_places(row)
        self.offer_members()
        self.helper.layout = Layout(
            "submission_id", "version", *_place_and_day(), "found", "photos", "has_violation"
        )  # fmt: skip

    def save(self, *, by: User) -> None:
        self.row.revise(by=by, version=self.cleaned_data["version"], photos=self.uploads("photos"), **self.written())
        self.consume_uploads()
