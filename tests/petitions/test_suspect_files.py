"""Files of suspected spam have a share of the disk of their own; words always find room."""

import pytest

from petitions.models import Attachment, Petition
from tests.petitions.test_submit import SUBMIT, filled, photo
from wardportal.forms import new_submission_id
from wardportal.models import WaitingUpload

pytestmark = pytest.mark.django_db

ADD = "/kien-nghi/cua-toi/bo-sung/"
LEFT_OUT = "Hiện không nhận được tệp đính kèm"


def spam(**changes):
    return filled(website="https://vidu.vn") | changes


def stored():
    return [petition.attachments.count() for petition in Petition.objects.order_by("pk")]


@pytest.fixture(autouse=True)
def _measured(client, settings):
    """Let one photo, as it is stored, fit into the share and no second one."""
    client.post(SUBMIT, spam(body="Tin đầu tiên", attachments=[photo()]))
    settings.SUSPECT_FILES_MAX_BYTES = Attachment.objects.get().size * 3 // 2


def test_beyond_the_share_words_are_taken_and_files_are_not(client):
    response = client.post(SUBMIT, spam(attachments=[photo()]), follow=True)
    assert LEFT_OUT in response.content.decode()
    assert stored() == [1, 0]
    assert not WaitingUpload.objects.exists()


def test_an_honest_sender_is_not_touched_by_it(client, later):
    form = filled(attachments=[photo()])
    later(seconds=10)
    response = client.post(SUBMIT, form, follow=True)
    assert LEFT_OUT not in response.content.decode()
    assert stored() == [1, 1]


def test_the_same_form_sent_again_without_room_shows_the_receipt_again(client):
    form = spam()
    for _ in range(2):
        response = client.post(SUBMIT, form | {"attachments": [photo()]}, follow=True)
        assert response.redirect_chain == [(f"/kien-nghi/gui/bien-nhan/?ma={Petition.objects.latest('pk').code}", 302)]
    assert stored() == [1, 0]


def test_additions_to_suspected_spam_count_as_well(client):
    form = {"code": Petition.objects.get().code, "submission_id": new_submission_id(), "text": "Thêm ảnh."}
    for _ in range(2):
        response = client.post(ADD, form | {"attachments": [photo()]}, follow=True)
        assert LEFT_OUT in response.content.decode() or "đã nhận được" in response.content.decode()
    petition = Petition.objects.get()
    assert petition.events.filter(kind="added").get().sender_note == "Thêm ảnh."
    assert petition.attachments.count() == 1


def test_what_is_released_makes_room(client, lan):
    Petition.objects.get().release(by=lan)
    client.post(SUBMIT, spam(attachments=[photo()]))
    assert stored() == [1, 1]
