"""An inspection in a real browser: asked for out of a petition, written down in the street, followed until done."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from mobilization.models import Inspection, ResidentialGroup
from tests.browsing import snapshot
from tests.factories.inspections import an_inspector
from tests.factories.mobilization import MembershipFactory, UnitFactory
from tests.factories.petitions import ANSWER, UserFactory, petition_in
from tests.widths import TABLET, fits_also, fits_enlarged, opens

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PLACE, NAME = "sau nhà số 77 ngõ Hoa Cúc", "Trần Văn Lấn"
FOUND, STILL, GONE = "Mái che lấn vỉa hè.", "Mới tháo một nửa mái che.", "Đã tháo hết mái che."
FIELD, FIGURES = "Lấn chiếm vỉa hè", "/ket-qua/kiem-tra/"


@pytest.fixture
def petition(live_server, ward, on_day):
    """Given to a unit, whose handler drafts the answer when the inspection has ended."""
    on_day(timezone.localdate().replace(month=6, day=15))  # all of it in one year
    group = ResidentialGroup.objects.get(number=5)
    return petition_in("in_progress", unit=UnitFactory(), place=PLACE, residential_group=group)


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def fill(visitor, **typed):
    for name, text in typed.items():
        visitor.page.locator(f"[name={name}]").fill(text)


def typed_day(day):
    return f"{day:%d/%m/%Y}"


def counted(client):
    """How many inspections everybody reads of this year, those with a violation, those where it was removed."""
    page = html.fromstring(client.get(FIGURES).content.decode())
    cells = [cell.text_content() for cell in page.xpath("//tfoot//td")]
    numbers = [int(re.sub(r"\D", "", cell.rpartition(":")[2])) for cell in cells]
    return (numbers[4], *numbers[6:8]) if numbers else (0, 0, 0)


def test_a_petition_leads_to_an_inspection_that_is_followed_up(sits, client, petition, on_day):
    lan, hai, minh = (UserFactory(role="reception"), an_inspector(), UserFactory(role="handler"))
    MembershipFactory(unit=petition.unit, user=minh)
    assert counted(client) == (0, 0, 0)

    office = sits(lan)
    asks(office, petition)
    inspection = Inspection.objects.get()
    phone = sits(hai, 360)
    writes_down(phone, inspection)
    inspection.refresh_from_db()
    assert counted(client) == (1, 1, 0)

    # The days pass: not done, looked at again, done.
    again = inspection.due_on + timedelta(days=7)
    on_day(inspection.due_on)
    inspection.visit(STILL, False, by=hai, next_on=again)
    on_day(again)
    phone.signs_in(hai)
    looks_again(phone, inspection)
    inspection.refresh_from_db()
    inspection.close("complied", "Vỉa hè đã thông thoáng.", by=hai)

    # The one who answers reads what came of it; everybody reads numbers alone.
    office.signs_in(minh)
    drafts(office, petition)
    assert counted(client) == (1, 1, 1)
    phone.signs_out()
    told = reads(phone)
    assert [words for words in (PLACE, "Hoa Cúc", NAME, FOUND, GONE, inspection.code) if words in told] == []
    assert str(petition.residential_group) not in phone.reads()


def asks(office, petition):
    office.goes_to(reverse("admin:petitions_petition_inspect", args=[petition.pk]))
    assert office.page.locator("[name=place]").input_value() == PLACE
    office.page.locator("[name=field]").select_option(label=FIELD)
    fill(office, due_on=typed_day(timezone.localdate() + timedelta(days=3)))
    office.presses("Gửi yêu cầu")
    assert "Ghi nội dung cần kiểm tra." in office.reads()
    fill(office, reason="Xem mái che lấn ra vỉa hè.")
    office.presses("Gửi yêu cầu")
    assert "Kiểm tra tại chỗ" in office.reads() and Inspection.objects.get().code in office.reads()


def writes_down(phone, inspection):
    """Standing in the street: what is missing is said, the photo stays."""
    phone.goes_to("/quan-tri/mobilization/inspection/")
    fits_also(phone, TABLET)
    assert inspection.code in phone.reads()
    phone.goes_to(reverse("admin:mobilization_inspection_take_down", args=[inspection.pk]))
    fits_also(phone, TABLET)
    fill(phone, found=FOUND)
    phone.page.get_by_label("Có vi phạm", exact=True).check()
    phone.page.get_by_label("Yêu cầu tháo dỡ, khôi phục").check()
    fill(phone, requirement="Tháo mái che.", minutes_number="12", subject=NAME)
    phone.page.locator("[name=photos]").set_input_files(snapshot("mai-che.jpg"))
    phone.presses("Lưu cuộc kiểm tra")
    assert "mai-che.jpg" in phone.reads()
    fill(phone, working_days="5")
    phone.presses("Lưu cuộc kiểm tra")
    assert "Đang theo dõi" in phone.reads() and "5 ngày làm việc" in phone.reads()
    assert inspection.photos.count() == 1


def looks_again(phone, inspection):
    opens(phone, page_of(inspection))
    assert STILL in phone.reads()
    phone.presses("Ghi lần kiểm tra lại", role="link")
    fill(phone, result=GONE)
    phone.page.check("[name=is_done][value='1']")
    phone.presses("Ghi kết quả")
    assert GONE in phone.reads() and "đã chấp hành" in phone.reads()


def drafts(office, petition):
    opens(office, page_of(petition))
    office.presses("Dự thảo trả lời", role="link")
    told = office.reads()
    assert all(words in told for words in (FOUND, "Đã tự chấp hành", "Vỉa hè đã thông thoáng."))
    assert NAME not in office.page.content()
    fill(office, **ANSWER)
    office.presses("Trình lãnh đạo duyệt")
    assert "Dự thảo" in office.reads()


def reads(everybody):
    """The page of the figures, and the file that it leads to."""
    everybody.goes_to(FIGURES)
    assert "1 cuộc kiểm tra" in everybody.reads()
    fits_enlarged(everybody)
    with everybody.page.expect_download() as file:
        everybody.page.get_by_role("link", name="bảng tính (CSV)").click()
    return everybody.page.content() + file.value.path().read_text("utf-8")
