import pytest

from wardportal.fields import PhoneField
from wardportal.phones import PhoneError, phone_link, phone_vi, read_phone


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "(0912) 345-678",
        "+84912345678",
        "+84 (0)912 345 678",
        "84912345678",
        "0084 912 345 678",
        "912345678",
        "O912 345 678",
    ],
)
def test_a_mobile_number_is_read_however_it_is_typed(typed):
    assert read_phone(typed) == "+84912345678"


@pytest.mark.parametrize(
    ("typed", "kept", "shown", "link"),
    [
        ("0238 3881234", "+842383881234", "0238 3881 234", "tel:+842383881234"),
        ("024 3825 1234", "+842438251234", "024 3825 1234", "tel:+842438251234"),
        ("19001234", "+8419001234", "1900 1234", "tel:19001234"),
        ("1800 1091", "+8418001091", "1800 1091", "tel:18001091"),
        ("+84 1900 1234", "+8419001234", "1900 1234", "tel:19001234"),
        ("+82 10 2345 6789", "+821023456789", "+82 10-2345-6789", "tel:+821023456789"),
    ],
)
def test_landlines_service_numbers_and_foreign_numbers_are_kept_and_shown(typed, kept, shown, link):
    assert read_phone(typed) == kept
    assert phone_vi(kept) == shown
    assert phone_link(kept) == link


@pytest.mark.parametrize("typed", ["0168 123 4567", "+84 168 123 4567", "01201234567"])
def test_a_mobile_number_of_eleven_digits_is_refused_and_told_why(typed):
    with pytest.raises(PhoneError, match="11 chữ số"):
        read_phone(typed)


@pytest.mark.parametrize(
    "typed", ["12345", "0912 345 67", "09123456789", "hỏi chị Lan", "0912345678/0987654321", "+", "०"]
)
def test_what_nobody_can_call_is_refused_with_an_example(typed):
    with pytest.raises(PhoneError, match="0912 345 678"):
        read_phone(typed)


def test_a_mobile_number_is_shown_in_groups_and_anything_else_as_it_is():
    assert phone_vi("+84912345678") == "0912 345 678"
    assert phone_vi("gọi văn phòng") == "gọi văn phòng"


def test_the_form_field_cleans_shows_and_may_stay_empty():
    field = PhoneField(required=False)
    assert field.clean("0912.345.678") == "+84912345678"
    assert field.clean("") == ""
    assert field.prepare_value("+84912345678") == "0912 345 678"
    assert not field.has_changed("+84912345678", "0912 345 678")
