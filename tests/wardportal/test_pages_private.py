"""The two kinds of views: what caches may keep and what nobody keeps."""

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.generic import View

from wardportal.models import User
from wardportal.pages import PrivatePage, ReadPage, private_page, read_page


class Answer(View):
    def get(self, request):
        return HttpResponse("ok", status=int(request.GET.get("status", 200)))

    post = get


class ReadAnswer(ReadPage, Answer):
    pass


class PrivateAnswer(PrivatePage, Answer):
    pass


@pytest.mark.parametrize("view", [ReadAnswer.as_view(), read_page(Answer.as_view())])
def test_read_page_may_be_kept_for_a_minute(rf, view):
    assert view(rf.get("/"))["Cache-Control"] == "public, max-age=60"
    assert view(rf.head("/")).status_code == 200
    assert view(rf.post("/")).status_code == 405


def test_only_a_good_answer_is_kept(rf):
    assert not ReadAnswer.as_view()(rf.get("/", {"status": 404})).has_header("Cache-Control")


@pytest.mark.parametrize("view", [PrivateAnswer.as_view(), private_page(Answer.as_view())])
def test_private_page_is_kept_by_nobody(rf, view):
    response = view(rf.post("/"))
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_signed_in_person_sees_name_and_way_out(client, ward):
    client.force_login(User.objects.create_user("lan", password="x", full_name="Nguyễn Thị Lan"))
    page = client.get(reverse("account_change_password")).text
    assert "Nguyễn Thị Lan" in page
    assert 'action="/dang-xuat/"' in page
    assert '<meta name="robots" content="noindex, nofollow">' in page


def test_message_has_a_shape_beside_its_colour(rf):
    message = {"level_tag": "error", "message": "Chưa lưu được."}
    page = render_to_string("components/_message.html", {"message": message})
    assert "notice-error" in page
    assert "<svg" in page
