"""The main job in a real browser: a resident sends a petition, the ward answers, the resident follows it."""

import re

import pytest

from petitions.models import Petition
from petitions.status import Outcome, Status
from tests.browsing import Visitor
from tests.factories.mobilization import MembershipFactory, UnitFactory
from tests.factories.petitions import ANSWER, UserFactory
from tests.petitions.test_submit import photo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture(params=[(360, True), (1280, True), (360, False)], ids=["phone", "desk", "phone without scripts"])
def hoa(request, browser, live_server):
    """A resident with a phone, with a computer, with a phone whose browser runs no scripts."""
    width, scripts = request.param
    visitor = Visitor(browser, live_server.url, width=width, scripts=scripts)
    yield visitor
    visitor.leaves()


@pytest.fixture
def photo_file(tmp_path):
    path = tmp_path / "den-duong.jpg"
    path.write_bytes(photo(size=(900, 600)).read())
    return path


def test_a_resident_sends_follows_answers_and_reads_the_answer(hoa, photo_file):
    page = hoa.page
    hoa.goes_to("/")
    hoa.presses("Gửi kiến nghị", role="link")
    page.get_by_label("Khiếu nại", exact=True).check()
    page.get_by_label("Ảnh, tệp đính kèm").set_input_files(photo_file)
    hoa.presses("Gửi kiến nghị")
    assert "Vui lòng nhập nội dung" in hoa.reads() and "den-duong.jpg" in hoa.reads()

    page.get_by_label("Phản ánh", exact=True).check()
    page.get_by_label("Nội dung", exact=True).fill("Đèn đường trước số nhà 12, ngõ 5 tắt ba đêm nay.")
    hoa.presses("Gửi kiến nghị")
    receipt = hoa.reads()
    petition = Petition.objects.get()
    assert petition.code in receipt and petition.secret in receipt and f"{petition.due_on:%d/%m/%Y}" in receipt
    assert petition.attachments.get().name == "den-duong.jpg"
    hoa.presses("Kết thúc xem")

    lan, unit = UserFactory(role="reception"), UnitFactory()
    chu_tich = UserFactory(role="leader")
    petition.review(by=lan)
    petition.ask("Xin cho biết số cột đèn?", by=lan)
    page.get_by_label("Mã đơn").fill(petition.code.lower())
    page.get_by_label("Mã bí mật").fill(re.sub("-", " ", petition.secret))
    hoa.presses("Xem đơn của tôi")
    assert "Xin cho biết số cột đèn?" in hoa.reads()
    hoa.presses("Trả lời, bổ sung", role="link")
    page.get_by_label("Nội dung bổ sung").fill("Cột số 7.")
    hoa.presses("Gửi bổ sung")
    assert "Cột số 7." in hoa.reads()

    petition.accept(by=lan)
    petition.assign(unit, by=lan)
    petition.answer(**ANSWER, letter_number="15/UBND", by=chu_tich)
    petition.close(Outcome.RESOLVED, by=lan)
    hoa.goes_to("/kien-nghi/cua-toi/")
    assert ANSWER["conclusion"] in hoa.reads()
    hoa.goes_to("/kien-nghi/cua-toi/han/")
    hoa.goes_to("/kien-nghi/cua-toi/")
    hoa.presses("Đề nghị giải quyết lại", role="link")
    page.get_by_label("Điều ông/bà thấy chưa được giải quyết").fill("Đèn lại tắt.")
    hoa.presses("Gửi đề nghị")
    petition.refresh_from_db()
    assert petition.status == Status.IN_PROGRESS
    hoa.presses("Rút đơn", role="link")
    page.get_by_label("Tôi tự nguyện rút").check()
    hoa.presses("Rút đơn")
    assert "Đã rút" in hoa.reads()
