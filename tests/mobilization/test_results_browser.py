"""Results in a real browser: read on phones, on paper, without scripts; recorded and corrected on a tablet."""

import pytest

from mobilization.models import HouseNumberPlate, WorkResult
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.factories.results import MeasureFactory, StreetFactory, result, unit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def results(ward):
    """Two years with charts, a sum, a target, what does not compare."""
    lan = UserFactory(role="mobilization")
    measure, money = MeasureFactory(name="Đường bê tông nội khối đổ mới"), MeasureFactory(name="Mức đóng góp mỗi hộ")
    for year in (2022, 2023):
        for number in (1, 2):
            group = ResidentialGroupFactory()
            result(600 * number + year, measure=measure, groups=[group], year=year, qualifier="over", by=lan)
        result(3, "triệu đồng/hộ", measure=money, qualifier="range", value_max=5, year=year, by=lan)
    result(45, "km", measure=measure, kind="target", by=lan)
    result(40, "km", measure=measure, kind="cumulative", year=2023, by=lan)
    return measure


@pytest.mark.parametrize("visitor", [(320, True)], indirect=True, ids=["smallest phone"])
def test_results_are_read_on_the_smallest_phone_and_on_paper(visitor, results):
    visitor.goes_to("/ket-qua/")
    fits_paper(visitor)
    assert "trên 2.623 m" in visitor.reads() and "từ 3 – 5 triệu đồng/hộ" in visitor.reads()
    visitor.presses("2022", role="link")
    fits_paper(visitor)
    assert "cộng 2 số liệu" in visitor.reads() and "88,8 %" in visitor.reads()
    visitor.presses("Mục tiêu, quy định", role="link")
    fits_paper(visitor)
    visitor.presses("So sánh hai năm", role="link")
    fits_paper(visitor)
    assert "không tính:" in visitor.reads()
    visitor.presses("Biển số nhà", role="link")
    fits_paper(visitor)
    visitor.goes_to("/ket-qua/so-sanh/?nam=1999&voi=2022")


@pytest.mark.parametrize("visitor", [(360, False)], indirect=True, ids=["no scripts"])
def test_two_years_are_chosen_and_compared_without_scripts(visitor, results):
    visitor.goes_to("/ket-qua/")
    assert "trên 2.623 m" in visitor.reads() and "từ 3 – 5 triệu đồng/hộ" in visitor.reads()
    visitor.presses("So sánh hai năm", role="link")
    visitor.page.select_option("#nam", "2023")
    visitor.page.select_option("#voi", "2022")
    visitor.presses("So sánh")
    assert "không tính:" in visitor.reads()


def fits_paper(visitor):
    visitor.page.emulate_media(media="print")
    visitor.fits()
    visitor.page.emulate_media(media="screen")


def test_a_result_is_recorded_and_corrected_and_plates_are_entered_in_runs(sits, ward):
    officer = sits(UserFactory(role="mobilization"), 768)
    measure = MeasureFactory(name="Đường mới")
    officer.goes_to("/quan-tri/mobilization/workresult/")
    officer.presses("Ghi kết quả", role="link")
    page = officer.page
    for name, value in (("measure", measure.pk), ("unit", unit("km").pk), ("qualifier", "over"), ("word", "hơn")):
        page.select_option(f"[name={name}]", str(value))
    page.fill("[name=year]", "2024")
    page.fill("[name=source]", "Báo cáo số 5")
    page.fill("[name=value]", "22,3")
    officer.presses("Ghi kết quả")
    assert "hơn 22,3 km" in officer.reads()
    officer.presses("Đính chính", role="link")
    page.fill("[name=value]", "22,5")
    page.fill("[name=reason]", "Đo lại")
    officer.presses("Đính chính")
    assert "Đính chính: Đo lại" in officer.reads()
    assert WorkResult.objects.current().get(measure=measure).claim == "hơn 22,5 km"
    enters_plates(officer)


def enters_plates(officer):
    street = StreetFactory()
    for name in ("street", "measure", "measureunit", "work", "resultcategory"):
        officer.goes_to(f"/quan-tri/mobilization/{name}/")
    officer.goes_to("/quan-tri/mobilization/housenumberplate/")
    officer.presses("Nhập nhiều số", role="link")
    officer.page.select_option("[name=street]", str(street.pk))
    officer.page.fill("[name=numbers]", "1-9 lẻ; 12a")
    officer.presses("Xem trước")
    assert "1, 3, 5, 7, 9, 12A" in officer.reads()
    officer.presses("Nhập 6 biển số nhà")
    assert HouseNumberPlate.objects.filter(street=street).count() == 6
