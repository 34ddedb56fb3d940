"""Each kind of code has a look-up form of its own, which differs in prefix and words only."""

import pytest

from wardportal.forms import LookupForm


class QuestionForm(LookupForm):
    code_prefix = "DT"
    code_label = "Mã câu hỏi"
    digits_help = "Sáu chữ số nhận được khi đăng ký."


def test_the_form_speaks_of_its_own_code():
    form = QuestionForm({})
    assert form.errors["code"] == ["Vui lòng nhập mã câu hỏi, ví dụ DT-2026-000123."]
    assert (form.fields["code"].label, form.fields["secret"].help_text) == (
        "Mã câu hỏi",
        "Sáu chữ số nhận được khi đăng ký.",
    )


@pytest.mark.parametrize("typed", ["dt 2026 12", "2026/12", "DT-2026-000012"])
def test_its_code_is_read_by_its_prefix(typed):
    form = QuestionForm({"code": typed, "secret": "48 29 15"})
    assert form.is_valid()
    assert form.cleaned_data == {"code": "DT-2026-000012", "secret": "482915"}


@pytest.mark.parametrize("typed", ["CK-2026-000012", "DT-2026-000000", "x"])
def test_another_code_is_none_of_its_own(typed):
    form = QuestionForm({"code": typed, "secret": "482915"})
    assert form.errors["code"] == ["Mã câu hỏi gồm năm và số, ví dụ DT-2026-000123."]


@pytest.mark.django_db
def test_a_code_of_another_kind_leads_to_where_it_is_looked_up(client, ward):
    asked = {"/doi-thoai/tra-cuu/": "KN-2026-000012", "/kien-nghi/tra-cuu/": "ĐT-2026-000012"}
    for page, code in asked.items():
        other = next(address for address in asked if address != page)
        told = client.post(page, {"code": code, "secret": "482915"}).text
        assert f'href="{other}?ma={code.replace("Đ", "D")}"' in told
