"""Files that are too large are taken out before they travel, where the browser runs scripts."""

import pytest

from petitions.models import Petition
from tests.wardportal.uploading import image_bytes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def photo(name, content):
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


SCRIPTS, NO_SCRIPTS = (360, True), (360, False)


def choose(visitor, *files):
    visitor.page.locator("[name=attachments]").set_input_files(list(files))


@pytest.mark.parametrize("visitor", [SCRIPTS, NO_SCRIPTS], indirect=True)
def test_a_large_photo_is_named_at_once_and_the_others_are_sent(visitor, ward):
    ward.upload_max_megabytes = 1
    ward.save()
    visitor.goes_to("/kien-nghi/gui/")
    if visitor.scripts:
        a_smaller_choice_takes_the_notice_away(visitor)
    good = image_bytes("JPEG")
    choose(visitor, photo("tot.jpg", good), photo("lon.jpg", b"\xff\xd8\xff" + bytes(2 * 1024 * 1024)))
    if visitor.scripts:
        assert "Tệp “lon.jpg” nặng 2 MB, mỗi tệp chỉ được tối đa 1 MB" in visitor.reads()
    visitor.page.get_by_label("Nội dung", exact=True).fill("Đèn đường tắt ba đêm nay.")
    visitor.presses("Gửi kiến nghị")
    if visitor.scripts:
        assert [file.name for file in Petition.objects.get().attachments.all()] == ["tot.jpg"]
    else:
        assert "lon.jpg" in visitor.reads() and "tot.jpg" in visitor.reads()


def a_smaller_choice_takes_the_notice_away(visitor):
    choose(visitor, *[photo(f"{number}.jpg", b"x") for number in range(7)])
    assert "chỉ thêm được 5 tệp" in visitor.reads()
    assert visitor.page.evaluate("document.querySelector('[name=attachments]').files.length") == 5
    choose(visitor, photo("mot.jpg", b"x"))
    assert "chỉ thêm được" not in visitor.reads()
