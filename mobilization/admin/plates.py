"""Streets and the register of house-number plates: one by one, many at once, from a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern
from django.views.generic import FormView

from mobilization.admin.organisation import VALIDITY_FIELDSET, ReferenceAdmin, TypedInput
from mobilization.models import HouseNumberPlate, ResidentialGroup, Street
from mobilization.models.plates import ADD, PlateState, check_fixed
from mobilization.organisation.house_numbers import MOST, read_house_numbers
from wardportal.admin_tools import CappedPaginator
from wardportal.fields import NormalizedCharField, VietnameseDateField
from wardportal.forms import WardForm
from wardportal.pages import FormPage
from wardportal.row_pages import StaffPage, list_url, page

LONGEST = 4000


@admin.register(Street)
class StreetAdmin(ReferenceAdmin):
    list_display = ["name", "code", "is_national_road", "has_plates", "has_trees", "valid_to"]
    fieldsets = [
        ("Tuyến đường", {"fields": ["code", "name"]}),
        ("Đặc điểm", {"fields": ["is_national_road", "has_plates", "has_trees"]}),
        VALIDITY_FIELDSET,
    ]


class BulkForm(WardForm):
    """Numbers of one street, singly and in runs."""

    street = forms.ModelChoiceField(Street.objects.none(), label="Tuyến đường", empty_label="Chọn tuyến đường")
    numbers = NormalizedCharField(
        label="Số nhà",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Ví dụ: 1-99 lẻ; 2-40 chẵn; 12A, 12/3. Mỗi lần không quá {MOST} số.",
        error_messages={"required": "Ghi các số nhà."},
    )
    group = forms.ModelChoiceField(
        ResidentialGroup.objects.none(), label="Tổ dân phố", required=False, empty_label="Không rõ"
    )
    fixed_on = VietnameseDateField(label="Ngày gắn", required=False)
    state = forms.ChoiceField(label="Tình trạng", choices=PlateState, initial=PlateState.FIXED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = None
        self.fields["street"].queryset = Street.objects.valid()  # type: ignore[attr-defined]
        self.fields["group"].queryset = ResidentialGroup.objects.valid()  # type: ignore[attr-defined]

    def clean_numbers(self) -> list[str]:
        try:
            return read_house_numbers(self.cleaned_data["numbers"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            check_fixed(cleaned.get("fixed_on"), cleaned.get("state", ""))
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return cleaned

    def known(self) -> list[str]:
        """Of the numbers typed, those the street has already, in the order typed."""
        numbers = self.cleaned_data["numbers"]
        known = HouseNumberPlate.objects.numbers_of(self.cleaned_data["street"], numbers)
        return [number for number in numbers if number in known]


class BulkView(StaffPage, FormPage, FormView):
    """Shows which numbers are new; enters them once confirmed, unless somebody entered some of them meanwhile."""

    about = HouseNumberPlate
    form_class = BulkForm
    template_name = "admin/mobilization/plates/bulk.html"
    page_title = "Nhập nhiều biển số nhà"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: BulkForm) -> HttpResponse:
        data, known = form.cleaned_data, set(form.known())
        fresh = [number for number in data["numbers"] if number not in known]
        if not fresh:
            form.add_error("numbers", "Tuyến đường này đã có tất cả các số ấy.")
            return self.form_invalid(form)
        seen = f"{data['street'].pk}: {', '.join(fresh)}"
        if "again" in self.request.POST or self.request.POST.get("seen") != seen:
            return self.render_to_response(self.get_context_data(form=form, fresh=fresh, known=form.known(), seen=seen))
        told = {name: data[name] for name in ("group", "fixed_on", "state")}
        count = HouseNumberPlate.objects.enter(data["street"], fresh, by=self.user, **told)
        messages.success(self.request, f"{data['street']}: đã nhập {count} biển số nhà.")
        return redirect(list_url(HouseNumberPlate))


@admin.register(HouseNumberPlate)
class HouseNumberPlateAdmin(TypedInput, admin.ModelAdmin):
    """The register, each street in the order of its houses."""

    is_work = True
    change_list_template = "admin/mobilization/plates/list.html"
    list_display = ["number", "street", "residential_group", "fixed_on", "state"]
    list_filter = ["street", "state", "residential_group"]
    list_select_related = ["street", "residential_group"]
    search_fields = ["number", "street__folded"]
    search_help_text = "Gõ số nhà hoặc tên đường."
    sortable_by: ClassVar[Any] = []
    list_per_page = 100
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ["street", "number", "residential_group", "fixed_on", "state"]

    def get_urls(self) -> list[URLPattern]:
        return [page(self, "nhap-nhieu/", BulkView, "bulk"), *super().get_urls()]
