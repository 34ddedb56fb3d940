"""How every form is drawn: label, hint, error, control, with a summary on top."""

import re

import pytest
from django import forms
from django.template import Context, Template

from wardportal.forms import WardForm


class SampleForm(WardForm):
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Một"), ("b", "Hai")], widget=forms.RadioSelect)
    body = forms.CharField(
        label="Nội dung", help_text="Việc gì, ở đâu.", error_messages={"required": "Vui lòng nhập nội dung."}
    )
    place = forms.CharField(label="Địa điểm", required=False)
    consent = forms.BooleanField(label="Đồng ý công khai", required=False)

    def clean(self):
        if self.data.get("place") == "sai":
            raise forms.ValidationError("Xin gửi lại.")
        if self.data.get("place") == "sai cả hai":
            self.add_error("place", ["Không có nơi này.", "Xin ghi số nhà."])


def draw(data=None):
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": SampleForm(data)}))


def test_label_hint_error_and_control_follow_each_other():
    shown = draw({"kind": "a", "body": ""})
    parts = [
        shown.index('for="id_body"'),
        shown.index('id="id_body_helptext"'),
        shown.index('id="id_body_error"'),
        shown.index('name="body"'),
    ]
    assert parts == sorted(parts)


def test_control_is_tied_to_its_hint_and_error():
    control = re.search(r'<input[^>]*name="body"[^>]*>', draw({"kind": "a"}))[0]
    assert 'aria-describedby="id_body_helptext id_body_error"' in control
    assert 'aria-invalid="true"' in control


def test_summary_links_to_the_fields():
    shown = draw({})
    assert 'role="alert"' in shown and "Có 2 chỗ cần sửa" in shown
    assert 'href="#id_body">Nội dung: Vui lòng nhập nội dung.' in shown
    assert 'href="#id_kind_0"' in shown


def test_summary_shows_what_is_wrong_with_the_whole_form():
    shown = draw({"kind": "a", "body": "x", "place": "sai"})
    assert "Có một chỗ cần sửa" in shown
    assert "Xin gửi lại." in shown


def test_summary_counts_its_lines():
    shown = draw({"kind": "a", "body": "x", "place": "sai cả hai"})
    assert "Có 2 chỗ cần sửa" in shown and shown.count('<a href="#id_place">') == 2


def test_form_without_errors_has_no_summary():
    assert "error-summary" not in draw()


def test_optional_fields_are_marked_and_required_ones_have_no_star():
    shown = draw()
    assert re.search(r'for="id_place">Địa điểm <span class="optional">\(không bắt buộc\)</span>', shown)
    assert "*" not in shown
    assert re.search(r'for="id_consent">Đồng ý công khai</label>', shown)


def test_choices_stand_in_a_fieldset_with_its_legend():
    shown = draw()
    assert re.search(r"<fieldset[^>]*>\s*<legend>Loại\s*</legend>", shown)
    assert len(re.findall(r'type="radio" class="form-check-input"', shown)) == 2


def test_typed_text_is_kept_and_escaped():
    assert 'value="&lt;b&gt;ngập"' in draw({"kind": "", "body": "<b>ngập"})


@pytest.mark.parametrize("text", ["style=", "onclick", "<script"])
def test_form_needs_nothing_a_strict_policy_refuses(text):
    assert text not in draw({})
