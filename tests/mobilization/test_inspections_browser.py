"""Inspections in a real browser, beside their journey: on a phone without scripts, and the lists at a tablet."""

import pytest

from mobilization.models import Inspection
from tests.browsing import snapshot
from tests.factories.inspections import an_inspector, asked_inspection, decided, seat_of, tomorrow

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_an_inspection_is_closed_without_scripts_and_found_in_the_lists_at_a_tablet(sits, ward):
    user = an_inspector(full_name="Trần Văn Hải")
    writes_down_and_closes(sits(user, 360, scripts=False))
    reads_the_lists(sits(user, 768), user)


def writes_down_and_closes(inspector):
    """What is asked for is looked at, written down and closed."""
    page = inspector.page
    inspector.goes_to("/quan-tri/mobilization/inspection/")
    inspector.presses("Ghi kiểm tra", role="link")
    page.get_by_label("Lĩnh vực", exact=True).select_option(label="Lấn chiếm vỉa hè")
    page.get_by_label("Số nhà, vị trí", exact=False).fill("số 12")
    assert page.locator("input[name=members]").first.is_checked()  # whoever writes it down was there
    inspector.presses("Lưu cuộc kiểm tra")  # refused: nothing was found yet
    assert page.get_by_label("Số nhà, vị trí", exact=False).input_value() == "số 12"
    page.get_by_label("Hiện trạng, điều phát hiện", exact=False).fill("Mái che lấn vỉa hè.")
    page.get_by_label("Ảnh", exact=False).first.set_input_files(snapshot())
    page.get_by_label("Có vi phạm", exact=True).check()
    page.get_by_label("Yêu cầu dừng thi công").check()
    page.get_by_label("Đã nhắc, yêu cầu điều gì", exact=False).fill("Dừng lắp mái che.")
    page.get_by_label("Số biên bản", exact=False).fill("12")
    page.get_by_label("Ngày kiểm tra lại", exact=False).fill(f"{tomorrow():%d/%m/%Y}")
    inspector.presses("Lưu cuộc kiểm tra")
    assert "Đang theo dõi" in inspector.reads() and "Mái che lấn vỉa hè." in inspector.reads()
    inspector.presses("Khép lại", role="link")
    page.get_by_label("Đã tự chấp hành").check()
    page.get_by_label("Nội dung khép lại", exact=False).fill("Vỉa hè đã thông thoáng.")
    page.get_by_label("Ảnh hiện trạng", exact=False).set_input_files(snapshot())
    inspector.presses("Khép lại")
    assert "Đã khép lại" in inspector.reads()
    row = Inspection.objects.get()
    assert row.photos.count() == 2 and row.status == "closed"
    inspector.presses("In biên bản", role="link")
    assert "BIÊN BẢN" in inspector.reads()


def reads_the_lists(tablet, user):
    asked_inspection()
    removal = decided("removal", by=user, members=[seat_of()], street=None)
    tablet.goes_to(f"/quan-tri/mobilization/inspection/{removal.pk}/quyet-dinh/close/")
    for address in ("", "mobilization/inspection/trong-ngay/", "mobilization/inspection/yeu-cau/"):
        tablet.goes_to(f"/quan-tri/{address}")
