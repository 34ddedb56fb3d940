"""The main job in a real browser: a resident sends a petition, the ward answers, the resident follows it."""

import re

import pytest

from petitions.models import Petition
from petitions.status import Outcome, Status
from tests.browsing import Visitor
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import ANSWER, UserFactory
from tests.petitions.test_submit import photo
from tests.widths import COMPUTER, Again

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture(params=["phone", "desk", "phone without scripts"])
def visitor(request, browser, live_server):
    """Somebody with a phone, with a computer, with a phone whose browser runs no scripts."""
    comes = {
        "phone": lambda: Visitor(browser, live_server.url),
        "desk": lambda: Again(browser, live_server.url, width=COMPUTER),
        "phone without scripts": lambda: Visitor(browser, live_server.url, scripts=False),
    }
    visitor = comes[request.param]()
    yield visitor
    visitor.leaves()


@pytest.fixture
def photo_file(tmp_path):
    path = tmp_path / "den-duong.jpg"
    path.write_bytes(photo(size=(900, 600)).read())
    return path


def test_a_resident_sends_follows_answers_and_reads_the_answer(visitor, photo_file):
    page = visitor.page
    visitor.goes_to("/")
    visitor.presses("Gửi kiến nghị", role="link")
    page.get_by_label("Khiếu nại", exact=True).check()
    page.get_by_label("Ảnh, tệp đính kèm").set_input_files(photo_file)
    visitor.presses("Gửi kiến nghị")
    assert "Vui lòng nhập nội dung" in visitor.reads() and "den-duong.jpg" in visitor.reads()

    page.get_by_label("Phản ánh", exact=True).check()
    page.get_by_label("Nội dung", exact=True).fill("Đèn đường trước số nhà 12, ngõ 5 tắt ba đêm nay.")
    visitor.presses("Gửi kiến nghị")
    receipt = visitor.reads()
    petition = Petition.objects.get()
    assert petition.code in receipt and petition.secret in receipt and f"{petition.due_on:%d/%m/%Y}" in receipt
    assert petition.attachments.get().name == "den-duong.jpg"
    visitor.presses("Kết thúc xem")

    lan, unit = UserFactory(role="reception"), UnitFactory()
    chu_tich = UserFactory(role="leader")
    petition.review(by=lan)
    petition.ask("Xin cho biết số cột đèn?", by=lan)
    page.get_by_label("Mã đơn").fill(petition.code.lower())
    page.get_by_label("Mã bí mật").fill(re.sub("-", " ", petition.secret))
    visitor.presses("Xem đơn của tôi")
    assert "Xin cho biết số cột đèn?" in visitor.reads()
    visitor.presses("Trả lời, bổ sung", role="link")
    page.get_by_label("Nội dung bổ sung").fill("Cột số 7.")
    visitor.presses("Gửi bổ sung")
    assert "Cột số 7." in visitor.reads()

    petition.accept(by=lan)
    petition.assign(unit, by=lan)
    petition.answer(**ANSWER, letter_number="15/UBND", by=chu_tich)
    petition.close(Outcome.RESOLVED, by=lan)
    visitor.goes_to("/kien-nghi/cua-toi/han/")
    visitor.goes_to("/kien-nghi/cua-toi/")
    assert ANSWER["conclusion"] in visitor.reads()
    visitor.presses("Đề nghị giải quyết lại", role="link")
    page.get_by_label("Điều ông/bà thấy chưa được giải quyết").fill("Đèn lại tắt.")
    visitor.presses("Gửi đề nghị")
    petition.refresh_from_db()
    assert petition.status == Status.IN_PROGRESS
    visitor.presses("Rút đơn", role="link")
    page.get_by_label("Tôi tự nguyện rút").check()
    visitor.presses("Rút đơn")
    assert "Đã rút" in visitor.reads()
