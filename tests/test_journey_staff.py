"""The staff's work in a real browser: from the desk to an answer, one button a decision."""

import pytest

from petitions.models import Petition
from petitions.status import Outcome, Status, Visibility
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import ANSWER, UserFactory
from tests.widths import opens

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PASSWORD = "mat-khau-thu-nghiem"


def signs_in(visitor, user):
    """Through the page, as everybody of the staff does in the morning."""
    user.set_password(PASSWORD)
    user.save()
    visitor.signs_out()
    visitor.goes_to("/quan-tri/")
    visitor.page.get_by_label("Tên đăng nhập").fill(user.username)
    visitor.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    visitor.presses("Đăng nhập")


def decide(visitor, link, button, **typed):
    """Press the decision on the case file, fill in what it asks for, press its button."""
    visitor.presses(link, role="link")
    for label, text in typed.items():
        visitor.page.get_by_label(label, exact=True).fill(text)
    visitor.presses(button)


def test_a_petition_goes_from_the_desk_to_its_answer(sits):
    unit = UnitFactory(name="Bộ phận địa chính", handles_petitions=True)
    lan, minh = UserFactory(role="reception"), UserFactory(role="handler", unit=unit)
    chu_tich = UserFactory(role="leader")
    petition = Petition.objects.submit(declared_kind="report", body="Đèn ngõ 5 tắt.", consent_publish=True)
    case = f"/quan-tri/petitions/petition/{petition.pk}/change/"

    reception = sits(lan)
    signs_in(reception, lan)
    assert "Mới" in reception.reads()
    reception.goes_to("/quan-tri/petitions/petition/")
    reception.presses(petition.code, role="link")
    assert "Đèn ngõ 5 tắt." in reception.reads()
    decide(reception, "Bắt đầu xem xét", "Bắt đầu xem xét")
    reception.presses("Yêu cầu bổ sung thông tin", role="link")
    reception.presses("Gửi yêu cầu bổ sung")
    assert "có một chỗ cần sửa" in reception.reads().lower()
    opens(reception, case)
    decide(reception, "Thụ lý đơn", "Thụ lý")
    reception.presses("Giao giải quyết", role="link")
    reception.page.get_by_label("Đơn vị giải quyết", exact=True).select_option(label="Bộ phận địa chính")
    reception.presses("Giao đơn")

    office = sits(minh)
    opens(office, case)
    office.presses("Dự thảo trả lời", role="link")
    office.page.locator("[name=conclusion]").fill(ANSWER["conclusion"])
    office.page.locator("[name=reason]").fill(ANSWER["reason"])
    office.page.locator("[name=next_step]").fill(ANSWER["next_step"])
    office.presses("Trình lãnh đạo duyệt")

    office.signs_in(chu_tich)
    opens(office, case)
    office.presses("Duyệt và trả lời", role="link")
    assert office.page.locator("[name=conclusion]").input_value() == ANSWER["conclusion"]
    office.page.locator("[name=letter_number]").fill("15/UBND")
    office.presses("Duyệt, gửi trả lời")

    opens(reception, case)
    reception.presses("Kết thúc vụ việc", role="link")
    reception.page.get_by_label("Đã giải quyết", exact=True).check()
    reception.presses("Kết thúc")
    reception.presses("Công khai bản tóm tắt", role="link")
    reception.page.locator("[name=title]").fill("Đèn đường đã sửa")
    reception.page.locator("[name=text]").fill("Một ngõ thiếu đèn nhiều đêm.")
    reception.page.locator("[name=answer]").fill("Phường đã thay bóng.")
    reception.presses("Công khai")
    petition.refresh_from_db()
    assert (petition.status, petition.outcome) == (Status.CLOSED, Outcome.RESOLVED)
    assert petition.visibility == Visibility.PUBLISHED


def test_a_petition_from_the_counter_gets_the_same_slip(sits):
    reception = sits(UserFactory(role="reception"))
    reception.goes_to("/quan-tri/petitions/petition/nhap/")
    reception.page.get_by_label("Trực tiếp tại trụ sở").check()
    reception.page.get_by_label("Phản ánh", exact=True).check()
    reception.page.locator("[name=body]").fill("Bà đến báo cống nghẹt.")
    reception.presses("Lưu, in phiếu")
    petition = Petition.objects.get()
    assert petition.code in reception.reads() and petition.secret in reception.reads()
    assert petition.channel == "counter" and petition.entered_by.groups.filter(name="Tiếp dân").exists()
    reception.presses("Đã đưa phiếu cho người gửi")
    assert petition.secret not in reception.reads()
