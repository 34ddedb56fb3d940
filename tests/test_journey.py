"""The main job in a real browser: a resident sends a petition, the ward answers, the resident follows it."""

import re

import pytest

from petitions.models import Petition
from petitions.status import Outcome, Status
from tests.browsing import Visitor, snapshot
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import ANSWER, UserFactory
from tests.widths import COMPUTER, Again

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TOO_LARGE = {"name": "lon.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + bytes(2 * 1024 * 1024)}
FILES = "document.querySelector('[name=attachments]').files.length"


@pytest.fixture
def comes(browser, live_server, ward):
    """Somebody who comes with a phone, with a computer, with a phone whose browser runs no scripts."""
    ward.upload_max_megabytes = 1
    ward.save()
    visitors = []

    def come(make=Visitor, **kind):
        visitors.append(make(browser, live_server.url, **kind))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.leaves()


@pytest.fixture
def lan(ward):
    return UserFactory(role="reception")


def test_on_a_phone_a_resident_sends_adds_what_is_asked_and_asks_again(comes, lan):
    visitor = comes()
    visitor.goes_to("/")
    visitor.presses("Gửi kiến nghị", role="link")
    what_is_too_large_or_too_many_is_taken_out_before_it_travels(visitor)
    petition = sends_what_was_first_refused(visitor)
    visitor.presses("Kết thúc xem")

    petition.review(by=lan)
    petition.ask("Xin cho biết số cột đèn?", by=lan)
    looks_it_up(visitor, petition)
    assert "Xin cho biết số cột đèn?" in visitor.reads()
    visitor.presses("Trả lời, bổ sung", role="link")
    visitor.page.get_by_label("Nội dung bổ sung").fill("Cột số 7.")
    visitor.presses("Gửi bổ sung")
    assert "Cột số 7." in visitor.reads()
    for page in ("han", "rut"):
        visitor.goes_to(f"/kien-nghi/cua-toi/{page}/")
    is_answered(petition, lan)
    visitor.goes_to("/kien-nghi/cua-toi/giai-quyet-lai/")
    asks_again(visitor, petition)


def test_at_a_desk_a_resident_sends_and_reads_the_answer(comes, lan):
    visitor = comes(Again, width=COMPUTER)
    visitor.goes_to("/kien-nghi/gui/")
    petition = sends(visitor)
    petition.review(by=lan)
    is_answered(petition, lan)
    visitor.presses("Kết thúc xem")
    looks_it_up(visitor, petition)
    assert ANSWER["conclusion"] in visitor.reads()


def test_without_scripts_a_resident_sends_reads_the_answer_and_withdraws(comes, lan):
    visitor = comes(scripts=False)
    visitor.goes_to("/kien-nghi/gui/")
    petition = sends_what_was_first_refused(visitor, TOO_LARGE)
    petition.review(by=lan)
    is_answered(petition, lan)
    visitor.goes_to("/kien-nghi/tra-cuu/")
    looks_it_up(visitor, petition)
    assert ANSWER["conclusion"] in visitor.reads()
    visitor.presses("Đề nghị giải quyết lại", role="link")
    asks_again(visitor, petition)
    visitor.presses("Rút đơn", role="link")
    visitor.page.get_by_label("Tôi tự nguyện rút").check()
    visitor.presses("Rút đơn")
    assert "Đã rút" in visitor.reads()


def chooses(visitor, *files):
    visitor.page.get_by_label("Ảnh, tệp đính kèm").set_input_files(list(files))


def what_is_too_large_or_too_many_is_taken_out_before_it_travels(visitor):
    small = {"mimeType": "image/jpeg", "buffer": b"x"}
    chooses(visitor, *[small | {"name": f"{number}.jpg"} for number in range(7)])
    assert "chỉ thêm được 5 tệp" in visitor.reads() and visitor.page.evaluate(FILES) == 5
    visitor.page.get_by_role("button", name="Bỏ hết các tệp đã chọn").click()
    for name in ("mot.jpg", "hai.jpg"):
        chooses(visitor, small | {"name": name})
    assert "Đã chọn 2 tệp: mot.jpg, hai.jpg" in visitor.reads() and visitor.page.evaluate(FILES) == 2
    assert "chỉ thêm được" not in visitor.reads()
    visitor.page.get_by_role("button", name="Bỏ hết các tệp đã chọn").click()
    chooses(visitor, snapshot("den-duong.jpg"), TOO_LARGE)
    assert "Tệp “lon.jpg” nặng 2 MB, mỗi tệp chỉ được tối đa 1 MB" in visitor.reads()
    assert visitor.page.evaluate(FILES) == 1


def sends_what_was_first_refused(visitor, *large):
    """A file that is good is kept meanwhile; the one that was too large is named, also where a script took it out."""
    if large:
        chooses(visitor, snapshot("den-duong.jpg"), *large)
    visitor.page.get_by_label("Khiếu nại", exact=True).check()
    visitor.presses("Gửi kiến nghị")
    told = visitor.reads()
    assert "Xin viết ít nhất một câu" in told and "den-duong.jpg" in told
    assert "lon.jpg" in told
    petition = sends(visitor)
    assert petition.attachments.get().name == "den-duong.jpg"
    return petition


def sends(visitor):
    visitor.page.get_by_label("Phản ánh", exact=True).check()
    visitor.page.get_by_label("Việc ông/bà muốn nói").fill("Đèn đường trước số nhà 12, ngõ 5 tắt ba đêm nay.")
    visitor.presses("Gửi kiến nghị")
    receipt, petition = visitor.reads(), Petition.objects.get()
    assert petition.code in receipt and petition.secret in receipt and f"{petition.due_on:%d/%m/%Y}" in receipt
    return petition


def looks_it_up(visitor, petition):
    visitor.page.get_by_label("Mã đơn").fill(petition.code.lower())
    visitor.page.get_by_label("Mã bí mật").fill(re.sub("-", " ", petition.secret))
    visitor.presses("Xem đơn của tôi")


def is_answered(petition, lan):
    petition.accept(by=lan)
    petition.assign(UnitFactory(), by=lan)
    petition.answer(**ANSWER, letter_number="15/UBND", by=UserFactory(role="leader"))
    petition.close(Outcome.RESOLVED, by=lan)


def asks_again(visitor, petition):
    visitor.page.get_by_label("Điều ông/bà thấy chưa được giải quyết").fill("Đèn lại tắt.")
    visitor.presses("Gửi đề nghị")
    petition.refresh_from_db()
    assert petition.status == Status.IN_PROGRESS
