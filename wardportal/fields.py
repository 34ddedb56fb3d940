"""Form fields that read what people here type: dates day first, numbers with dots, telephone numbers anyhow."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wardportal.numbers import number_vi, read_money, read_number, read_whole
from wardportal.phones import PhoneError, phone_vi, read_phone
from wardportal.text import normalize, normalize_line

DATE_ERROR = "Ngày phải theo dạng ngày/tháng/năm, ví dụ 05/03/2026."
EARLIEST = date(1900, 1, 1)
LARGEST_INTEGER = 2**31 - 1  # what an integer column holds
LARGEST_AMOUNT = 10**15
LONGEST_NUMBER = 60  # digits past it change nothing: the number is far above any limit


def too_long(length: int, most: int) -> str:
    """What is told of a text of `length` characters where `most` are taken."""
    return f"Dài hơn {number_vi(most)} ký tự (hiện có {number_vi(length)}). Xin viết gọn lại."


class NormalizedCharField(forms.CharField):
    """Text in NFC without invisible characters: one line, or several where the widget is a text area.

    The browser is not told the limit: it would cut off what is pasted without a word.
    """

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values:
            keeps_lines = isinstance(self.widget, forms.Textarea)
            value = normalize(str(value)) if keeps_lines else normalize_line(str(value))
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.max_length is not None and len(value) > self.max_length:
            raise ValidationError(too_long(len(value), self.max_length), code="max_length")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class VietnameseDateField(forms.DateField):
    """A day as dd/mm/yyyy, or as the date picker of a telephone sends it."""

    widget = forms.DateInput(attrs={"placeholder": "ngày/tháng/năm", "inputmode": "text", "autocomplete": "off"})
    default_error_messages = {"invalid": DATE_ERROR}

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            value = normalize_line(value).replace(" ", "")
        day = super().to_python(value)
        if day is not None and day < EARLIEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class VietnameseTimeField(forms.TimeField):
    """An hour as 7:30, 07:30 or 7h30."""

    widget = forms.TimeInput(format="%H:%M", attrs={"placeholder": "giờ:phút", "autocomplete": "off"})
    default_error_messages = {"invalid": "Giờ phải theo dạng giờ:phút, ví dụ 7:30."}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = normalize_line(value).replace(" ", "").lower()
        return super().to_python(value)


class PhoneField(forms.CharField):
    """A telephone number in any usual spelling; cleans to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(normalize_line(str(value)) if value not in self.empty_values else value)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if typed in self.empty_values:
            return typed
        try:
            return read_phone(typed)
        except PhoneError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return phone_vi(value) if isinstance(value, str) and value.startswith("+") else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class WholeNumberField(forms.IntegerField):
    """A whole number, "1.380" or "1380"; shown ungrouped, so that it is fit for years too.

    Django's own field takes "1.000" for 1.
    """

    widget = forms.TextInput
    default_error_messages = {"invalid": "Nhập số nguyên, ví dụ 1.380 hoặc 1380."}
    read = staticmethod(read_whole)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_value": LARGEST_INTEGER, **kwargs})

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip():
            try:
                value = self.read(normalize_line(value)[:LONGEST_NUMBER])
            except ValueError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "numeric"}


class MoneyField(WholeNumberField):
    """Whole đồng, shown grouped; "1.5" is refused, since nobody can know what was meant."""

    default_error_messages = {"invalid": "Nhập số tiền bằng đồng, không có phần lẻ, ví dụ 2.500.000."}
    read = staticmethod(read_money)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"localize": True, "min_value": 0, "max_value": LARGEST_AMOUNT, **kwargs})


class DecimalNumberField(forms.DecimalField):
    """A number with decimals, "22,3" or "1.380,5"."""

    default_error_messages = {"invalid": "Nhập một số, dấu phẩy trước phần lẻ, ví dụ 22,3."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"localize": True, **kwargs})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            try:
                return read_number(normalize_line(value)[:LONGEST_NUMBER])
            except ValueError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "decimal"}
