"""Files that are too large are taken out before they travel, where the browser runs scripts."""

import pytest

from petitions.models import Petition
from tests.wardportal.uploading import image_bytes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def photo(name, content):
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


SCRIPTS, NO_SCRIPTS = (360, True), (360, False)


@pytest.fixture
def form(visitor, ward):
    visitor.goes_to("/kien-nghi/gui/")
    return visitor


def choose(visitor, *files):
    visitor.page.locator("[name=attachments]").set_input_files(list(files))


@pytest.mark.parametrize("visitor", [SCRIPTS, NO_SCRIPTS], indirect=True)
def test_a_large_photo_is_named_at_once_and_the_others_are_sent(form, ward):
    ward.upload_max_megabytes = 1
    ward.save()
    form.goes_to("/kien-nghi/gui/")
    good = image_bytes("JPEG")
    choose(form, photo("tot.jpg", good), photo("lon.jpg", b"\xff\xd8\xff" + bytes(2 * 1024 * 1024)))
    if form.scripts:
        assert "Tệp “lon.jpg” nặng 2 MB, mỗi tệp chỉ được tối đa 1 MB" in form.reads()
    form.page.get_by_label("Nội dung", exact=True).fill("Đèn đường tắt ba đêm nay.")
    form.presses("Gửi kiến nghị")
    if form.scripts:
        assert [file.name for file in Petition.objects.get().attachments.all()] == ["tot.jpg"]
    else:
        assert "lon.jpg" in form.reads() and "tot.jpg" in form.reads()


@pytest.mark.parametrize("visitor", [SCRIPTS], indirect=True)
def test_a_smaller_choice_takes_the_notice_away(form):
    choose(form, *[photo(f"{number}.jpg", b"x") for number in range(7)])
    assert "chỉ thêm được 5 tệp" in form.reads()
    assert form.page.evaluate("document.querySelector('[name=attachments]').files.length") == 5
    choose(form, photo("mot.jpg", b"x"))
    assert "chỉ thêm được" not in form.reads()
