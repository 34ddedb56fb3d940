from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.template import Context, Template
from django.utils import formats

from dialogues.figures import CommitmentFigures
from mobilization.campaigns.story import Result
from mobilization.models import CampaignTarget
from petitions.figures import PetitionFigures
from wardportal.fields import (
    DecimalNumberField,
    MoneyField,
    NormalizedCharField,
    VietnameseDateField,
    WholeNumberField,
)
from wardportal.numbers import money_short, percent

DAY = date(2026, 11, 2)


def render(source, **context):
    return Template("{% load vietnamese l10n %}" + source).render(Context(context))


@pytest.mark.parametrize("field", [forms.DateField(), VietnameseDateField()])
@pytest.mark.parametrize("typed", ["05/03/2026", "5/3/2026", "05-03-2026", "05.03.2026", "5/3/26", "2026-03-05"])
def test_the_day_comes_before_the_month(field, typed):
    assert field.clean(typed) == date(2026, 3, 5)


def test_a_date_field_forgives_spaces():
    assert VietnameseDateField().clean(" 05 / 03 /2026\u00a0") == date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["12/31/2026", "31/02/2026", "05/03/0026", "mai", "5/3/202\x00"])
def test_a_wrong_day_is_refused_in_vietnamese_with_an_example(typed):
    with pytest.raises(ValidationError, match="ví dụ 05/03/2026"):
        VietnameseDateField().clean(typed)


@pytest.mark.parametrize(("typed", "number"), [("1.380", 1380), ("1380", 1380), ("1.000", 1000), ("2 500", 2500)])
def test_a_whole_number_may_have_grouping_dots(typed, number):
    assert WholeNumberField().clean(typed) == number


@pytest.mark.parametrize("typed", ["1.38", "1,5", "1.0000", "nhiều", "9" * 5000, "1\x002x"])
def test_a_number_that_is_not_whole_is_refused(typed):
    with pytest.raises(ValidationError):
        WholeNumberField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("22,3", "22.3"), ("1.380,5", "1380.5"), ("22.3", "22.3"), ("1.380", "1380"), ("80,70", "80.7")],
)
def test_a_decimal_comma_is_read(typed, number):
    assert DecimalNumberField().clean(typed) == Decimal(number)


def test_djangos_own_decimal_field_reads_the_comma_when_localized():
    assert forms.DecimalField(localize=True).clean("22,3") == Decimal("22.3")
    assert forms.IntegerField(localize=True).clean("1.380") == 1380


@pytest.mark.parametrize("typed", ["2.500.000", "2500000", "2 500 000 đồng", "2.500.000đ", "2500000 VNĐ"])
def test_money_is_read_in_dong(typed):
    assert MoneyField().clean(typed) == 2_500_000


@pytest.mark.parametrize("typed", ["1.5", "1,5", "2,500,000", "2.50", "1.5 triệu"])
def test_money_that_may_mean_anything_is_refused_in_vietnamese(typed):
    with pytest.raises(ValidationError, match="bằng đồng"):
        MoneyField().clean(typed)


def test_a_money_box_shows_the_amount_grouped_and_unchanged():
    field = MoneyField()
    form = type("PledgeForm", (forms.Form,), {"amount": field})(initial={"amount": 2_500_000})
    assert 'value="2.500.000"' in str(form["amount"])
    assert not field.has_changed(2_500_000, "2.500.000")


def test_a_number_box_shows_a_year_ungrouped_and_serves_model_fields():
    field = models.PositiveSmallIntegerField().formfield(form_class=WholeNumberField)
    form = type("YearForm", (forms.Form,), {"year": field})(initial={"year": 2026})
    assert 'value="2026"' in str(form["year"])
    assert 'type="text"' in str(form["year"])
    with pytest.raises(ValidationError):
        field.clean("-1")


def test_typed_text_is_normalized_and_a_text_area_keeps_its_lines():
    assert NormalizedCharField().clean("Đường\u00a0hỏng\n\x00") == "Đường hỏng"
    assert NormalizedCharField(widget=forms.Textarea).clean("một\r\nhai\x00") == "một\nhai"


def test_text_of_nothing_but_invisible_characters_counts_as_empty():
    with pytest.raises(ValidationError):
        NormalizedCharField().clean("\u200b\ufeff \x00")


@pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea])
def test_a_text_that_is_too_long_is_refused_in_words_and_not_cut_off_by_the_browser(widget):
    field = NormalizedCharField(max_length=10_000, widget=widget)
    with pytest.raises(ValidationError) as refusal:
        field.clean("a" * 10_199)
    assert refusal.value.messages == ["Dài hơn 10.000 ký tự (hiện có 10.199). Xin viết gọn lại."]
    assert field.clean("a" * 10_000) and "maxlength" not in field.widget.attrs


def test_djangos_own_field_says_the_same():
    with pytest.raises(ValidationError) as refusal:
        forms.CharField(max_length=5).clean("a" * 6)
    assert refusal.value.messages == ["Dài hơn 5 ký tự (hiện có 6). Xin viết gọn lại."]


def test_dates_are_shown_day_first_and_the_week_starts_on_monday():
    assert formats.date_format(date(2026, 3, 5)) == "05/03/2026"
    assert formats.date_format(date(2026, 3, 5), "SHORT_DATE_FORMAT") == "05/03/2026"
    assert formats.date_format(datetime(2026, 3, 5, 14, 5), "DATETIME_FORMAT") == "05/03/2026 14:05"
    assert formats.date_format(date(2026, 3, 5), "YEAR_MONTH_FORMAT") == "tháng 3/2026"
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


def test_a_year_is_never_grouped():
    day = date(2026, 3, 5)
    assert render('{{ day|date:"Y" }} {{ day.year|unlocalize }} {{ day.year|stringformat:"d" }}', day=day) == (
        "2026 2026 2026"
    )


def test_bare_numbers_on_pages_are_grouped():
    assert render("{{ count }} {{ length }}", count=1380, length=Decimal("653.5")) == "1.380 653,5"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ day|date_vi }}", "15/12/2026"),
        ("{{ day|date_words }}", "Thứ ba, 15 tháng 12"),
        ("{{ day|day_date }}", "thứ ba, 15/12/2026"),
        ("{{ late|date_vi }}", "11/03/2023"),
        ("{{ late|datetime_line }}", "Thứ bảy, 11/03/2023 00:11"),
        ("{{ march|letter_date }}", "ngày 05 tháng 3 năm 2026"),
        ("{{ january|letter_date }}", "ngày 25 tháng 01 năm 2026"),
        ("{{ none|date_vi }}{{ none|datetime_line }}{{ none|money_vi }}{{ none|phone_vi }}", ""),
        ("{{ amount|number_vi }}", "1.380"),
        ("{{ volume|number_vi:'m³' }}", "653,5 m³"),
        ("{{ money|money_vi }}", "2.500.000 đồng"),
        ("{{ zero|money_vi }}", "0 đồng"),
        ("{{ phone|phone_vi }} {{ phone|phone_link }}", "0912 345 678 tel:+84912345678"),
        ("{{ size|filesize }}", "1,5 MB"),
    ],
)
def test_filters_write_as_vietnamese_do(source, shown):
    assert shown == render(
        source,
        day=date(2026, 12, 15),
        late=datetime(2023, 3, 10, 17, 11, tzinfo=UTC),
        march=date(2026, 3, 5),
        january=date(2026, 1, 25),
        none=None,
        amount=1380,
        volume=Decimal("653.50"),
        money=2_500_000,
        zero=0,
        phone="+84912345678",
        size=1_572_864,
    )


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (2_500_000_000, "2,5 tỷ đồng"),
        (2_534_000_000, "khoảng 2,53 tỷ đồng"),
        (350_000_000, "350 triệu đồng"),
        (999_999_999, "khoảng 1 tỷ đồng"),
        (500_000, "500.000 đồng"),
        (-2_500_000_000, "-2,5 tỷ đồng"),
    ],
)
def test_large_amounts_have_a_short_form_that_admits_rounding(amount, shown):
    assert money_short(amount) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(199, 200, 99), (200, 200, 100), (Decimal("99.9"), 100, 99), (1, 200, 0), (0, 0, 0)]
)
def test_a_share_is_a_hundred_only_where_nothing_is_missing(part, whole, shown):
    assert percent(part, whole) == shown


@pytest.mark.parametrize(
    "figures",
    [
        PetitionFigures(DAY, DAY, received=200, answered=200, on_time=199, redirected=0, median_days=1.0),
        CommitmentFigures(200, on_time=199, late=1, not_done=0, overdue=0, running=0, postponed=0, past_first_day=0),
    ],
)
def test_one_of_two_hundred_that_was_late_is_not_rounded_away(figures):
    assert figures.on_time_percent == 99


def test_a_target_of_a_campaign_is_not_reached_before_it_is():
    assert Result(CampaignTarget(value=Decimal(500)), Decimal("499.5")).percent == 99
