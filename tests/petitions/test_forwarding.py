"""A petition sent on to another authority: it is asked again in time, and what it answers reaches the sender."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from petitions.models import Petition, Transfer
from tests.factories.petitions import UserFactory, confidential_petition, petition_in
from tests.forms import Looking, presses
from tests.petitions.test_roles_grid import page
from tests.petitions.test_submit import photo
from wardportal.forms import new_submission_id
from wardportal.models import OutgoingMessage

pytestmark = pytest.mark.django_db

SAID = "Sở đưa cụm đèn vào kế hoạch bảo trì năm sau."
REPLY = {"reply_number": "118/SXD", "reply": SAID}
LIST = reverse("admin:petitions_petition_changelist")


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def sent_on(chu_tich):
    """Hoa's petition, with the authority competent for it, that will be asked in ten days."""
    petition = petition_in("reviewing", email="hoa@thu.example")
    petition.forward("Sở Xây dựng", "13/CV", due=in_days(10), by=chu_tich)
    return petition


@pytest.fixture
def hoa(sent_on):
    """Hoa looks her petition up: `hoa()` reads what stands there now."""
    client, typed = Looking(sent_on.code), {"code": sent_on.code, "secret": sent_on.secret}
    return lambda: presses(client, client.get(reverse("petitions:lookup")), "Xem đơn của tôi", typed)


def waiting(client):
    """The codes in the queue of those to ask again."""
    return [row.code for row in client.get(LIST, {"viec": "nhac-co-quan"}).context["cl"].result_list]


def test_on_the_day_it_is_on_the_desk_and_the_longest_waiting_first(as_user, lan, chu_tich, sent_on, later):
    later_one = petition_in("reviewing")
    later_one.forward("Điện lực", "14/CV", due=in_days(11), by=chu_tich)
    petition_in("reviewing").forward("Điện lực", "15/CV", by=chu_tich)
    assert waiting(as_user(lan)) == []
    later(days=11)
    client = as_user(lan)
    assert waiting(client) == [sent_on.code, later_one.code]
    desk = client.get(reverse("admin:index")).text
    assert "Đã chuyển, đến ngày nhắc cơ quan nhận" in desk and "trễ nhất 1 ngày" in desk


def test_it_is_asked_again_which_the_sender_reads_without_how(as_user, lan, sent_on, hoa, later):
    later(days=10)
    typed = {"due": f"{in_days(7):%d/%m/%Y}", "staff_note": "Đã gọi cho bà Nga.", "version": sent_on.version}
    assert as_user(lan).post(page(sent_on, "chase"), typed).status_code == 302
    assert waiting(as_user(lan)) == []
    told = hoa().text
    assert "Phường đã nhắc cơ quan nhận đơn trả lời" in told and "bà Nga" not in told
    later(days=7)
    assert waiting(as_user(lan)) == [sent_on.code]


def test_its_answer_reaches_the_sender_with_the_letter(as_user, lan, sent_on, hoa):
    assert "báo ở đây khi nhận được trả lời" in hoa().text
    typed = {"answered_on": f"{in_days(0):%d/%m/%Y}", **REPLY, "attachments": photo("van-ban.jpg")}
    typed |= {"version": sent_on.version, "submission_id": new_submission_id()}
    assert as_user(lan).post(page(sent_on, "relay"), typed).status_code == 302
    told = hoa()
    assert "Trả lời của Sở Xây dựng" in told.text and "118/SXD" in told.text and told.text.count(SAID) == 2
    file = sent_on.attachments.get()
    assert file.name in told.text and told.client.get(reverse("petitions:my_file", args=[file.pk])).status_code == 200
    mail = OutgoingMessage.objects.get(kind="relayed")
    assert "đã trả lời" in mail.body and SAID not in mail.body


def test_who_answered_is_not_asked_again(chu_tich, sent_on, as_user, lan, later):
    sent_on.relay(in_days(0), "118/SXD", SAID, by=chu_tich)
    later(days=20)
    assert waiting(as_user(lan)) == [] and not sent_on.can("chase")
    with pytest.raises(ValidationError):
        sent_on.chase(in_days(5), by=chu_tich)


def test_a_later_answer_takes_the_place_of_the_first_and_history_keeps_both(chu_tich, sent_on, hoa):
    sent_on.relay(in_days(0), "118/SXD", SAID, by=chu_tich)
    sent_on.relay(in_days(0), "120/SXD", "Sở lắp đèn trong tháng này.", by=chu_tich)
    answer, _, history = hoa().text.partition("Đã diễn ra")
    assert "Sở lắp đèn" in answer and "120/SXD" in answer and SAID not in answer
    assert SAID in history


@pytest.mark.parametrize("days", [-1, 1])
def test_an_answer_is_neither_older_than_the_letter_nor_of_tomorrow(as_user, lan, sent_on, days):
    typed = {"answered_on": f"{in_days(days):%d/%m/%Y}", **REPLY, "version": sent_on.version}
    response = as_user(lan).post(page(sent_on, "relay"), typed | {"submission_id": new_submission_id()})
    assert response.status_code == 422 and set(response.context["form"].errors) == {"answered_on"}
    assert SAID in response.text and Transfer.objects.get().answered_on is None


@pytest.mark.parametrize("days", [0, 36_500])
@pytest.mark.parametrize("verb", ["forward", "chase"])
def test_the_day_to_ask_again_is_to_come_and_not_in_another_century(as_user, chu_tich, sent_on, verb, days):
    petition = petition_in("reviewing") if verb == "forward" else sent_on
    typed = {"agency": "Điện lực", "letter_number": "14/CV", "staff_note": "Đã gọi.", "sure": "on"}
    typed |= {"due": f"{in_days(days):%d/%m/%Y}", "version": petition.version}
    response = as_user(chu_tich).post(page(petition, verb), typed)
    assert response.status_code == 422 and set(response.context["form"].errors) == {"due"}


def test_what_ended_in_another_way_waits_for_no_authority(chu_tich):
    guided = petition_in("reviewing")
    guided.guide("Xin gửi đến điện lực.", by=chu_tich)
    assert not guided.can("chase") and not guided.can("relay")
    assert Petition.objects.to_chase().count() == 0


def test_a_confidential_one_is_on_the_desk_of_who_may_open_it_alone(as_user, lan, grant, later):
    sealed = confidential_petition()
    sealed_list = reverse("admin:petitions_petition_confidential_list")
    grant(lan)
    grant(deputy := UserFactory(role="leader"))
    sealed.review(by=lan)
    sealed.forward("Thanh tra thành phố", "13/CV", due=in_days(10), by=deputy)
    told = "ến ngày nhắc cơ quan nhận"
    assert told not in as_user(lan).get(sealed_list).text
    later(days=10)
    client = as_user(lan)
    assert "Hồ sơ mật đã chuyển, đến ngày nhắc cơ quan nhận" in client.get(reverse("admin:index")).text
    assert told in client.get(sealed_list).text and waiting(client) == []
    grant(handler := UserFactory(role="handler"))
    assert "đã chuyển, đến ngày nhắc" not in as_user(handler).get(reverse("admin:index")).text
    other = as_user(UserFactory(role="reception"))
    assert "Hồ sơ mật" not in other.get(reverse("admin:index")).text
