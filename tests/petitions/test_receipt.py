"""What the receipt promises, and what it says once something has happened."""

import pytest

from petitions.models import Petition
from tests.petitions.test_submit import SUBMIT, complaint, filled
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", [filled(kind="denunciation", full_name="Trần Văn Mật"), complaint()])
def test_the_receipt_promises_by_the_day_what_is_due_that_day(client, form):
    page = client.post(SUBMIT, form | {"submission_id": new_submission_id()}, follow=True).text
    due_on = Petition.objects.get().due_on
    assert f"<li>Phường thông báo thụ lý hoặc không thụ lý chậm nhất ngày {due_on:%d/%m/%Y}.</li>" in page
    assert ("gửi đơn có chữ ký hoặc đến trình bày trực tiếp" in page) == (form["kind"] == "denunciation")


def test_a_receipt_opened_later_says_what_became_of_the_day(client, lan, minh, chu_tich):
    receipt = client.post(SUBMIT, filled())["Location"]
    petition = Petition.objects.get()
    petition.review(by=lan)
    petition.ask("Đèn nào?", by=lan)
    page = client.get(receipt).text
    assert "tạm dừng từ" in page and "chậm nhất" not in page
    petition.supply("Đèn số 3.")
    petition.accept(by=lan)
    petition.assign(minh.memberships.get().unit, by=lan)
    petition.extend(petition.current_deadline.latest_extension(), "1/QĐ", by=chu_tich, reason="Mưa")
    page = client.get(receipt).text
    assert f"{petition.due_on:%d/%m/%Y}" in page and "hạn đã thay đổi" in page
    assert "ngày làm việc từ ngày" not in page and "Hạn này được tính thế nào" not in page
    petition.withdraw("Thôi")
    page = client.get(receipt).text
    assert "Phường xem xét" not in page and "rút đơn bất cứ lúc nào" not in page
