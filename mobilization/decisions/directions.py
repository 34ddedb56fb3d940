"""What a leader directs about a concern, and what its unit says came of it."""

from typing import Any

from django import forms

from mobilization.models import Concern, Direction
from mobilization.owners import offer_people, owner_field, unit_field
from wardportal.dates import date_vi
from wardportal.decisions import long_text
from wardportal.fields import VietnameseDateField
from wardportal.forms import WardForm

TEAM_READS = "Tổ dân vận đọc được."
MANY = 1_000


class DirectForm(WardForm):
    """Remembers how many directions there were, so that pressing twice gives one."""

    known = forms.IntegerField(min_value=0, max_value=MANY, widget=forms.HiddenInput)
    text = long_text("Ý kiến chỉ đạo", "Ghi ý kiến chỉ đạo.", rows=4, help_text=f"{TEAM_READS} Việc gì, làm đến đâu.")
    unit = unit_field("Đơn vị thực hiện")
    owner = owner_field()
    due_on = VietnameseDateField(
        label="Hạn", help_text="Một ngày phường làm việc, từ hôm nay.", error_messages={"required": "Nhập hạn."}
    )

    replaces = forms.ModelChoiceField(
        label="Thay cho chỉ đạo",
        queryset=Direction.objects.none(),
        required=False,
        empty_label="Không thay, chỉ đạo thêm",
        help_text="Chỉ đạo ghi sai thì chọn ở đây: chỉ đạo ấy kết thúc, ghi rõ là đã thay.",
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        self.concern = concern
        super().__init__(*args, **kwargs)
        self.helper.layout = None
        self.fields["known"].initial = concern.directions.count()
        self.fields["owner"].help_text = "Một người của đơn vị đã chọn. Để trống: cả đơn vị cùng thấy."
        offer_people(self)
        self._offer_open(concern.directions.open().select_related("unit"))

    def _offer_open(self, given: Any) -> None:
        if not given:
            del self.fields["replaces"]
            return
        field: Any = self.fields["replaces"]
        field.queryset = given
        field.label_from_instance = lambda one: f"{one.unit}, hạn {date_vi(one.due_on)}: {one}"

    def refuse(self, refusal: forms.ValidationError) -> None:
        """The page shows what was directed meanwhile; the next press counts."""
        super().refuse(refusal)
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["known"] = self.concern.directions.count()  # type: ignore[index]

    def arguments(self) -> dict[str, Any]:
        names = ("known", "text", "unit", "owner", "due_on", "replaces")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class FinishForm(WardForm):
    result = long_text("Kết quả", "Ghi kết quả thực hiện.", rows=4, help_text=f"{TEAM_READS} Đã làm gì, ngày nào.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = None
