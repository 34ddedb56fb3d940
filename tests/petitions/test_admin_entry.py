"""Staff type in what came by phone, at the counter, on paper; the sender gets the same slip."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from petitions.models import Petition
from petitions.status import Channel
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db

ENTRY = "/quan-tri/petitions/petition/nhap/"


@pytest.fixture
def typed(hoa):
    """What reception types from Hoa's letter, which came three days ago."""
    day = timezone.localdate() - timedelta(days=3)
    return hoa | {"channel": "paper", "received_on": f"{day:%d/%m/%Y}", "submission_id": new_submission_id()}


def test_a_letter_is_entered_and_its_clock_runs_from_the_day_it_came(lan, typed, as_user):
    slip = as_user(lan).post(ENTRY, typed, follow=True)
    petition = Petition.objects.get()
    assert (petition.channel, petition.entered_by) == (Channel.PAPER, lan)
    assert petition.current_deadline.starts_on == timezone.localdate() - timedelta(days=3)
    assert petition.code in slip.text
    assert petition.secret in slip.text


def test_the_slip_is_gone_once_it_was_handed_over(lan, typed, as_user):
    client = as_user(lan)
    slip = client.post(ENTRY, typed, follow=True).request["PATH_INFO"]
    assert client.post(slip).url == reverse("admin:petitions_petition_change", args=[Petition.objects.get().pk])
    assert client.get(slip).status_code == 404


def test_nobody_else_prints_the_slip(lan, chu_tich, quan_tri, typed, as_user):
    slip = as_user(lan).post(ENTRY, typed, follow=True).request["PATH_INFO"]
    assert [as_user(user).get(slip).status_code for user in (chu_tich, quan_tri)] == [404, 404]


def test_sent_twice_it_is_one_petition_with_one_slip(lan, typed, as_user):
    client = as_user(lan)
    first, second = (client.post(ENTRY, typed, follow=True).request["PATH_INFO"] for _ in range(2))
    assert Petition.objects.count() == 1
    assert first == second


def test_another_persons_submission_shows_no_slip(lan, chu_tich, typed, as_user):
    as_user(lan).post(ENTRY, typed)
    assert as_user(chu_tich).post(ENTRY, typed).status_code == 403


def test_a_pile_of_paper_is_typed_in_a_row(lan, typed, as_user):
    page = as_user(lan).post(ENTRY, typed | {"another": "1"}, follow=True)
    assert page.request["PATH_INFO"] == ENTRY
    assert Petition.objects.get().code in page.text
    assert page.context["form"]["channel"].value() == "paper"
    assert page.context["form"]["received_on"].value() == typed["received_on"]


def test_what_is_missing_or_wrong_is_said_at_its_box(lan, typed, asks):
    client = asks(lan)
    for boxes in (
        {"channel": "", "received_on": "", "body": "", "kind": "", "phone": "123"},
        {"channel": "web", "received_on": "31/12/2099"},
        {"received_on": "hôm qua"},
    ):
        response = client.post(ENTRY, typed | boxes)
        assert response.status_code == 422, boxes
        assert response.context["form"].errors.keys() == boxes.keys()
    assert not Petition.objects.exists()


def test_the_sender_reads_by_which_way_it_came(lan, typed, as_user):
    as_user(lan).post(ENTRY, typed | {"channel": "zalo"})
    event = Petition.objects.get().events.get()
    assert "nhận qua: Zalo" in render_to_string("petitions/events/_registered.html", {"event": event})


def test_a_day_of_receipt_long_ago_is_asked_about_before_it_counts(lan, typed, as_user):
    client, day = as_user(lan), timezone.localdate() - timedelta(days=331)
    assert "came_long_ago" not in client.get(ENTRY).text
    typed |= {"received_on": f"{day:%d/%m/%Y}"}
    refused = client.post(ENTRY, typed)
    assert "331 ngày" in refused.text and 'name="came_long_ago"' in refused.text
    client.post(ENTRY, typed | {"came_long_ago": "on"})
    assert Petition.objects.get().received_on == day


def test_nothing_happened_after_the_letter_about_it_came(lan, typed, as_user):
    typed |= {"occurred_on": f"{timezone.localdate():%d/%m/%Y}"}
    assert as_user(lan).post(ENTRY, typed).context["form"].errors.keys() == {"occurred_on"}


def test_a_petition_from_a_team_report_names_the_team(lan, team, typed, as_user):
    client, typed = as_user(lan), typed | {"channel": "team_report"}
    assert "team" in client.post(ENTRY, typed).context["form"].errors
    client.post(ENTRY, typed | {"team": team.pk})
    assert Petition.objects.get().team == team


def test_a_denunciation_told_at_the_counter_is_sealed_and_its_slip_says_no_word_of_it(lan, typed, as_user):
    slip = as_user(lan).post(ENTRY, typed | {"kind": "denunciation"}, follow=True)
    petition = Petition.objects.get()
    assert petition.is_confidential
    assert petition.secret in slip.text
    assert typed["body"] not in slip.text
    assert "Lê Thị Hoa" not in slip.text


@pytest.mark.parametrize("user", ["minh", "to_truong", "chu_tich"])
def test_only_reception_enters_petitions(user, request, as_user):
    assert as_user(request.getfixturevalue(user)).get(ENTRY).status_code == 403
