"""The staff's work in a real browser: from the desk to an answer, one button a decision."""

import pytest

from petitions.models import Petition
from petitions.status import Outcome, Status, Visibility
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import ANSWER, UserFactory
from tests.forms import follows
from tests.widths import PHONE, fits_also, opens

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PASSWORD = "mat-khau-thu-nghiem"


def signs_in(visitor, user):
    """Through the page, as everybody of the staff does in the morning."""
    user.set_password(PASSWORD)
    user.save()
    visitor.signs_out()
    visitor.goes_to("/quan-tri/")
    fits_also(visitor, PHONE)
    visitor.types(login=user.username, password=PASSWORD)
    visitor.presses("Đăng nhập")


def case(petition):
    return f"/quan-tri/petitions/petition/{petition.pk}/change/"


def decision(petition, verb):
    return f"/quan-tri/petitions/petition/{petition.pk}/quyet-dinh/{verb}/"


def decides(visitor, petition, verb, button, **typed):
    """Open the decision's own page, fill in what it asks for, press its button."""
    opens(visitor, decision(petition, verb))
    visitor.types(**typed)
    visitor.presses(button)


def test_a_petition_goes_from_the_desk_to_its_answer(sits, as_user):
    unit = UnitFactory(name="Bộ phận địa chính", handles_petitions=True)
    lan, minh = UserFactory(role="reception"), UserFactory(role="handler", unit=unit)
    chu_tich = UserFactory(role="leader")
    petition = Petition.objects.submit(declared_kind="report", body="Đèn ngõ 5 tắt.", consent_publish=True)

    office = sits(lan)
    signs_in(office, lan)
    assert "Mới" in office.reads()
    office.goes_to("/quan-tri/petitions/petition/")
    office.presses(petition.code, role="link")
    assert "Đèn ngõ 5 tắt." in office.reads()
    office.presses("Bắt đầu xem xét", role="link")
    office.presses("Bắt đầu xem xét")
    decides(office, petition, "ask", "Gửi yêu cầu bổ sung")
    assert "có một chỗ cần sửa" in office.reads().lower()
    opens(office, decision(petition, "accept"))
    petition.refresh_from_db()
    petition.accept(by=lan)
    office.goes_to(decision(petition, "assign"))
    office.page.get_by_label("Đơn vị giải quyết", exact=True).select_option(label="Bộ phận địa chính")
    office.presses("Giao đơn")

    office.signs_in(minh)
    decides(office, petition, "draft_answer", "Trình lãnh đạo duyệt", **ANSWER)

    office.signs_in(chu_tich)
    desk = as_user(chu_tich)
    page = follows(desk, desk.get(case(petition)), "Duyệt và trả lời")
    office.goes_to(page.wsgi_request.path)
    assert office.page.locator("[name=conclusion]").input_value() == ANSWER["conclusion"]
    office.types(letter_number="15/UBND")
    office.presses("Duyệt, gửi trả lời")

    office.signs_in(lan)
    opens(office, decision(petition, "close"))
    petition.refresh_from_db()
    petition.close(Outcome.RESOLVED, by=lan)
    summary = {"title": "Đèn đường đã sửa", "text": "Một ngõ thiếu đèn nhiều đêm.", "answer": "Phường đã thay bóng."}
    decides(office, petition, "publish", "Công khai", **summary)
    petition.refresh_from_db()
    assert (petition.status, petition.outcome) == (Status.CLOSED, Outcome.RESOLVED)
    assert petition.visibility == Visibility.PUBLISHED


def test_a_petition_from_the_counter_gets_the_same_slip(sits):
    reception = sits(UserFactory(role="reception"))
    reception.goes_to("/quan-tri/petitions/petition/nhap/")
    reception.page.get_by_label("Trực tiếp tại trụ sở").check()
    reception.page.get_by_label("Phản ánh", exact=True).check()
    reception.types(body="Bà đến báo cống nghẹt.")
    reception.presses("Lưu, in phiếu")
    petition = Petition.objects.get()
    assert petition.code in reception.reads() and petition.secret in reception.reads()
    assert petition.channel == "counter" and petition.entered_by.groups.filter(name="Tiếp dân").exists()
    reception.presses("Đã đưa phiếu cho người gửi")
    assert petition.secret not in reception.reads()
