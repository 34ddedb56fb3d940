"""Targets beside results; years beside years; a percentage or a difference only where it means something."""

from decimal import Decimal

import pytest

from mobilization.models import WorkResult
from mobilization.results.comparing import pairs
from mobilization.views.results import standings_of
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.factories.results import MeasureFactory, result

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def lan(module_rows):
    return UserFactory(role="mobilization")


@pytest.fixture(scope="module")
def lit(module_rows):
    return MeasureFactory(name="Đường điện sáng")


def standing(measure):
    rows = WorkResult.objects.published().filter(kind="target", measure=measure).told().select_related("measure__per")
    (found,) = standings_of(list(rows))
    return found


def test_percent_done_is_rounded_down(lan, lit):
    result(45, "km", measure=lit, kind="target", by=lan)
    result(40_500, "m", measure=lit, kind="cumulative", year=2023, by=lan)
    found = standing(lit)
    assert (found.percent_shown, found.state, found.width) == ("90 %", "đang thực hiện", 90)
    assert result(Decimal("44.999"), "km", measure=lit, kind="cumulative", year=2024, by=lan)
    assert standing(lit).percent_shown == "99,9 %"


def test_a_qualified_result_gives_a_qualified_percentage(lan, lit):
    result(1000, measure=lit, kind="target", by=lan)
    result(500, measure=lit, qualifier="over", word="hơn", by=lan)
    assert standing(lit).percent_shown == "hơn 50 %"


def test_a_target_is_reached_only_by_what_is_sure(lan, lit):
    result(100, measure=lit, kind="target", by=lan)
    row = result(120, measure=lit, qualifier="about", by=lan)
    assert standing(lit).state == "đang thực hiện"
    row.correct(by=lan, reason="Đo lại", groups=[], value=100, qualifier="exact", word="")
    assert (standing(lit).state, standing(lit).percent_shown) == ("đã đạt", "100 %")


def test_another_part_of_the_ward_does_not_answer_a_target(lan, lit):
    result(100, measure=lit, kind="target", by=lan)
    result(50, measure=lit, groups=[ResidentialGroupFactory()], by=lan)
    result(50, measure=lit, scope="special_area", by=lan)
    result(50, measure=lit, kind="plan", by=lan)
    result(50, "cây", measure=lit, by=lan)
    found = standing(lit)
    assert (found.reached, found.percent, found.state) == (None, None, "chưa có kết quả")


def test_staff_only_results_answer_no_public_target(lan, lit):
    result(100, measure=lit, kind="target", by=lan)
    result(50, measure=lit, audience="staff", by=lan)
    assert standing(lit).reached is None


@pytest.fixture
def bins(lan):
    households = MeasureFactory(name="Số hộ của phường")
    return MeasureFactory(counts=MeasureFactory(name="Thùng rác"), per=households)


def test_bins_per_household_need_a_number_of_households(lan, bins):
    result(1, "thùng/hộ", measure=bins, kind="target", by=lan)
    result(500, "thùng", measure=bins.counts, qualifier="over", word="hơn", by=lan)
    found = standing(bins)
    assert (found.percent, found.why, found.state) == (None, "chưa có số hộ của phường", "đang thực hiện")
    households = result(2000, "hộ", measure=bins.per, by=lan)
    found = standing(bins)
    assert (found.percent_shown, found.whole.claim) == ("hơn 25 %", "2.000 hộ")
    households.correct(by=lan, reason="Ước tính", groups=[], qualifier="over")
    assert standing(bins).percent is None


@pytest.mark.parametrize(
    ("year", "state"), [(2000, "đã qua năm phấn đấu, chưa ghi nhận kết quả"), (2199, "đang phấn đấu")]
)
def test_a_target_year_has_no_percentage(lan, lit, year, state):
    result(year, "năm", measure=lit, kind="target", year=None, by=lan)
    assert (standing(lit).percent, standing(lit).state) == (None, state)
    result(year, "năm", measure=lit, kind="measured", year=None, by=lan)
    assert standing(lit).state == "đã đạt"


# Two years


def compared(before, after):
    rows = [WorkResult.objects.filter(pk=row.pk).told() for row in (before, after)]
    (pair,) = pairs(*rows)
    return pair


def test_the_difference_of_two_years_in_the_finer_unit(lan, lit):
    pair = compared(result(2, "km", measure=lit, by=lan), result(2300, measure=lit, year=2023, by=lan))
    assert (pair.difference, pair.refusal, pair.widths) == ("+300 m", "", (87, 100))
    less = compared(result(9, "cây", measure=lit, by=lan), result(4, "cây", measure=lit, year=2023, by=lan))
    assert less.difference == "−5 cây"


def test_an_approximate_difference_says_so(lan, lit):
    after = result(1240, "ngày công", measure=lit, year=2023, qualifier="about", by=lan)
    assert compared(result(1000, "ngày công", measure=lit, by=lan), after).difference == "khoảng +240 ngày công"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "cumulative"}, "khác loại số liệu"),
        ({"symbol": "cây"}, "khác đơn vị đo"),
        ({"scope": "special_area"}, "khác phạm vi"),
        ({"qualifier": "over"}, "có số chỉ ghi “trên”, “đến” hoặc “từ … đến …”"),
        ({"period_text": "từ tháng 10/2023"}, "chưa trọn năm hoặc không rõ thời gian"),
    ],
)
def test_what_cannot_be_compared_says_why(lan, lit, change, said):
    before = result(2, measure=lit, by=lan)
    pair = compared(before, result(3, measure=lit, year=2023, by=lan, **change))
    assert (pair.difference, pair.widths, pair.refusal) == ("", None, said)


def test_groups_are_compared_with_themselves(lan, lit):
    one, other = ResidentialGroupFactory.create_batch(2)
    before = [result(2, measure=lit, groups=[one], by=lan), result(20, measure=lit, groups=[other], by=lan)]
    after = [
        result(25, measure=lit, groups=[other], year=2023, by=lan),
        result(3, measure=lit, groups=[one], year=2023, by=lan),
    ]
    rows = [WorkResult.objects.filter(pk__in=[row.pk for row in part]).told() for part in (before, after)]
    assert [pair.difference for pair in pairs(*rows)] == ["+1 m", "+5 m"]


def test_a_result_of_one_year_only_stands_alone(lan, lit):
    (pair,) = pairs([], WorkResult.objects.filter(pk=result(3, measure=lit, by=lan).pk).told())
    assert (pair.before, pair.refusal) == (None, "chỉ có số liệu một năm")
