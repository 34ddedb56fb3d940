"""Photos of a session: taken in cleaned, published on a ground, taken off at once."""

from copy import deepcopy
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from dialogues.models import SessionPhoto
from dialogues.status import SessionStatus
from tests.factories.dialogues import photo_of, session_in, session_on
from tests.petitions.test_submit import photo as picture
from wardportal.forms import new_submission_id
from wardportal.uploads import with_sizes

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def meeting_of_all(module_rows):
    return session_in(SessionStatus.IN_SESSION)


@pytest.fixture
def meeting(meeting_of_all, db):
    return deepcopy(meeting_of_all)


def page(session):
    return reverse("admin:dialogues_dialoguesession_photos", args=[session.pk])


def added(client, session, **fields):
    known = {"add": "1", "caption": "Toàn cảnh", "alt": "Hội trường, khoảng 40 người ngồi nghe"}
    known["submission_id"] = new_submission_id()
    client.post(page(session), known | {"file": picture("anh.jpg")} | fields)
    return SessionPhoto.objects.get()


def change(client, photo, action, **fields):
    boxes = {"caption": photo.caption, "alt": photo.alt} | fields
    posted = {f"anh-{photo.pk}-{name}": value for name, value in boxes.items()}
    return client.post(page(photo.session), posted | {action: photo.pk})


def test_a_photo_is_taken_in_cleaned_and_seen_by_staff_only(lan, minh, meeting, as_user):
    client = as_user(lan)
    photo = added(client, meeting)
    assert photo.published_at is None
    url = reverse("admin:dialogues_dialoguesession_photo", args=[meeting.pk, photo.pk])
    response = client.get(url)
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
    for close in response._resource_closers:  # not response.close(), which would close the test's connection too
        close()
    assert response["Content-Type"] == "image/jpeg"
    assert as_user(minh).get(url).status_code == 403
    other = session_on()
    elsewhere = reverse("admin:dialogues_dialoguesession_photo", args=[other.pk, photo.pk])
    assert client.get(elsewhere).status_code == 404


def test_a_photo_is_published_on_a_ground_and_taken_off_at_once(lan, meeting, as_user):
    client = as_user(lan)
    photo = photo_of(meeting, by=lan)
    refused = change(client, photo, "publish")
    assert refused.status_code == 422
    assert "Ghi căn cứ đồng ý" in refused.text
    assert change(client, photo, "publish", consent_basis="Đã thông báo tại buổi.").status_code == 302
    photo.refresh_from_db()
    assert photo.published_at
    assert "Sẽ hiện trên cổng khi biên bản được duyệt." in client.get(page(meeting)).text
    hidden = client.post(page(meeting), {"hide": photo.pk}, follow=True)
    assert f"{lan} cho công khai, nay đã gỡ." in hidden.text
    assert "xin ghi lại căn cứ đồng ý" in hidden.text and "Gỡ khỏi cổng ngay<" not in hidden.text
    photo.refresh_from_db()
    assert photo.published_at is None


def test_a_photo_that_was_taken_off_meanwhile_is_not_put_back(lan, meeting):
    photo = photo_of(meeting, by=lan)
    photo.describe(by=lan, publish=True, consent_basis="Đã thông báo tại buổi.")
    SessionPhoto.objects.get().hide(by=lan)
    with pytest.raises(ValidationError, match="vừa được gỡ khỏi cổng"):
        photo.describe(by=lan, caption="Toàn cảnh hội trường", consent_basis="Đã thông báo tại buổi.")
    photo.refresh_from_db()
    assert (photo.published_at, photo.consent_basis) == (None, "")


def test_a_photo_of_children_needs_both_consents_and_keeps_them_while_shown(lan, meeting, as_user):
    client = as_user(lan)
    photo = added(client, meeting, consent_basis="Đã thông báo.", shows_children="on")
    boxes = {"consent_basis": "Đã thông báo.", "shows_children": "on"}
    assert change(client, photo, "publish", **boxes).status_code == 422
    assert change(client, photo, "publish", **boxes, children_consent="on").status_code == 302
    assert change(client, photo, "save", **boxes).status_code == 422


def test_an_empty_photo_says_what_is_missing(lan, meeting, as_user):
    response = as_user(lan).post(page(meeting), {"add": "1"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"file", "caption", "alt", "submission_id"}


def test_a_double_press_adds_one_photo_and_another_photo_is_not_taken_for_it(lan, meeting, as_user):
    client, submission = as_user(lan), new_submission_id()
    for _press in range(2):
        added(client, meeting, submission_id=submission)
    other = {"add": "1", "caption": "Bàn chủ trì", "alt": "Ba người ngồi", "submission_id": submission}
    response = client.post(page(meeting), other | {"file": picture("khac.jpg")})
    assert response.status_code == 422 and "Bàn chủ trì" in response.text
    assert SessionPhoto.objects.count() == 1


def test_a_photo_is_removed_for_good_with_a_reason(lan, meeting, as_user, django_capture_on_commit_callbacks):
    photo, client = photo_of(meeting, by=lan), as_user(lan)
    photo.file.storage.save(with_sizes(photo.file.name)[1], ContentFile(b"x"))
    assert client.post(page(meeting), {"remove": photo.pk}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(meeting), {"remove": photo.pk, f"xoa-{photo.pk}-reason": "Người trong ảnh yêu cầu."})
    assert not SessionPhoto.objects.exists()
    assert not any(map(photo.file.storage.exists, with_sizes(photo.file.name)))
    event = meeting.events.last()
    assert (event.kind, event.by, event.staff_note) == ("photo_removed", lan, "Người trong ảnh yêu cầu.")


def test_only_who_prepares_sessions_shows_hides_or_removes_photos(lan, minh, meeting):
    photo = photo_of(meeting, by=lan, consent_basis="Không nhận ra ai.")
    acts = (photo.describe, photo.hide, partial(photo.remove, "Nhầm."), partial(photo_of, meeting))
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(by=minh)


def test_a_photo_there_is_not_is_not_found(lan, meeting, as_user):
    client = as_user(lan)
    for action in ("save", "publish", "hide", "remove"):
        for key in ("0", "abc", "99999999999999999999"):
            assert client.post(page(meeting), {action: key}).status_code == 404, (action, key)
