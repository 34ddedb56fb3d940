"""Staff sign in: in Vietnamese, and nobody can be locked out by somebody else's tries."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from wardportal import settings as of_the_portal
from wardportal.models import User, forget_expired_tries

PASSWORD = "dường làng mùa gặt 9"


@pytest.fixture
def lan(ward):
    """Lan, reception."""
    return User.objects.create_user("lan", "lan@vidu.vn", PASSWORD, full_name="Nguyễn Thị Lan", is_staff=True)


@pytest.fixture
def minh(ward):
    """Minh, an officer."""
    return User.objects.create_user("minh", "minh@vidu.vn", PASSWORD, full_name="Trần Văn Minh", is_staff=True)


def sign_in(client, name, password=PASSWORD, address="203.0.113.7", **extra):
    data = {"login": name, "password": password, **extra}
    return client.post(reverse("account_login"), data, REMOTE_ADDR=address)


def test_lan_signs_in_and_goes_where_she_wanted(client, lan):
    response = sign_in(client, "lan", next="/quan-tri/password_change/")
    assert response.status_code == 302
    assert response["Location"] == "/quan-tri/password_change/"


def test_sign_in_never_leads_off_the_site(client, lan):
    assert sign_in(client, "lan", next="https://example.com/")["Location"] == "/quan-tri/"


def test_page_speaks_vietnamese_and_is_kept_by_nobody(client, ward):
    response = client.get(reverse("account_login"))
    assert "no-store" in response["Cache-Control"]
    assert "Tên đăng nhập" in response.text
    assert not re.search(r"Password|Username|Sign|Remember|Forgot", response.text)


@pytest.mark.parametrize(
    "page", ["", "quen-mat-khau/", "quen-mat-khau/da-gui/", "quen-mat-khau/1-abc/", "doi-mat-khau/"]
)
def test_no_page_about_a_password_is_kept(client, ward, page):
    assert "no-store" in client.get(f"/dang-nhap/{page}")["Cache-Control"]


@pytest.mark.parametrize("name", ["lan", "khong-co-ai"])
def test_wrong_password_and_unknown_name_get_the_same_polite_answer(client, lan, name):
    response = sign_in(client, name, "sai")
    assert response.status_code == 200
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in response.text


def test_empty_form_says_what_to_type(client, ward):
    response = sign_in(client, "", "")
    assert "Vui lòng nhập tên đăng nhập." in response.text
    assert "Vui lòng nhập mật khẩu." in response.text


def test_twenty_wrong_tries_stop_only_that_name_at_that_address(client, lan, minh):
    answers = [sign_in(client, "lan", f"sai {n}").text for n in range(20)]
    assert "Nhập sai nhiều lần." in answers[-1]
    assert "Nhập sai nhiều lần." in sign_in(client, "lan").text
    assert sign_in(client, "minh").status_code == 302
    client.logout()
    assert sign_in(client, "lan", address="198.51.100.9").status_code == 302


def test_stopped_name_may_try_again_after_five_minutes(client, lan, later):
    for n in range(6):
        sign_in(client, "lan", f"sai {n}")
    later(minutes=6)
    assert sign_in(client, "lan").status_code == 302


@pytest.fixture
def cache_of_the_portal(lan, settings):
    """What is cached goes into the table that the portal keeps it in."""
    settings.CACHES = of_the_portal.CACHES
    call_command("createcachetable", verbosity=0)


def test_tries_under_many_names_do_not_make_the_portal_forget_those_of_one(client, cache_of_the_portal):
    for n in range(5):
        sign_in(client, "lan", f"sai {n}")
    cache.set_many({f"tries-of-another-{n}": [0] for n in range(320)})
    assert "Nhập sai nhiều lần." in sign_in(client, "lan").text


def test_counts_that_have_run_out_are_forgotten_and_no_others(cache_of_the_portal):
    cache.set("old", [0], timeout=-60)
    cache.set("new", [0], timeout=300)
    assert forget_expired_tries() == 1
    assert cache.get("new") == [0]


def test_flood_from_one_address_is_asked_to_wait(client, ward, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [sign_in(client, f"ten-{n}", "sai") for n in range(3)]
    assert answers[-1].status_code == 429
    assert "Xin chờ vài phút rồi thử lại." in answers[-1].text


def test_signing_out_needs_a_button(client, lan):
    client.force_login(lan)
    assert "Đăng xuất" in client.get(reverse("account_logout")).text
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert client.get(reverse("account_change_password")).status_code == 302


def test_password_is_changed_and_said_so(client, lan):
    client.force_login(lan)
    data = {"oldpassword": PASSWORD, "password1": "con đường mới mở 7", "password2": "con đường mới mở 7"}
    response = client.post(reverse("account_change_password"), data, follow=True)
    assert "Đã đổi mật khẩu." in response.text
    lan.refresh_from_db()
    assert lan.check_password("con đường mới mở 7")


def test_changing_the_password_ends_the_other_sessions(client, lan, django_user_model):
    client.force_login(lan)
    lan.set_password("con đường mới mở 7")
    lan.save()
    assert client.get(reverse("account_change_password")).status_code == 302


def test_errors_of_the_password_change_are_vietnamese(client, lan):
    client.force_login(lan)
    data = {"oldpassword": "sai", "password1": "con đường mới mở 7", "password2": "khác hẳn thế này 8"}
    page = client.post(reverse("account_change_password"), data).text
    assert "Mật khẩu hiện nay không đúng. Xin nhập lại." in page
    assert "Hai lần nhập mật khẩu mới phải giống nhau." in page
    assert "You must" not in page


def test_forgotten_password_is_set_anew_through_the_mail(client, lan):
    client.post(reverse("account_reset_password"), {"email": "LAN@vidu.vn"})
    message = mail.outbox[0]
    assert message.to == ["lan@vidu.vn"]
    assert message.subject == "Đặt lại mật khẩu Cổng thông tin"
    link = re.search(r"http://testserver(/dang-nhap/quen-mat-khau/\S+)", message.body)[1]
    form = client.get(link, follow=True)
    new = {"password1": "con đường mới mở 7", "password2": "con đường mới mở 7"}
    done = client.post(form.request["PATH_INFO"], new, follow=True)
    assert "Đã đặt mật khẩu mới" in done.text
    assert sign_in(client, "lan", "con đường mới mở 7").status_code == 302


def test_unknown_mail_address_gets_the_same_answer_and_no_mail(client, lan):
    known = client.post(reverse("account_reset_password"), {"email": "lan@vidu.vn"}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "ai@vidu.vn"}, follow=True)
    assert unknown.redirect_chain == known.redirect_chain
    assert "Đã nhận yêu cầu" in unknown.text
    assert len(mail.outbox) == 1


def test_used_reset_link_says_so(client, ward):
    response = client.get(reverse("account_reset_password_from_key", args=["1", "abc-def"]))
    assert "Liên kết không dùng được" in response.text


def test_reauthentication_asks_in_vietnamese(client, lan):
    sign_in(client, "lan")
    page = client.post(reverse("account_reauthenticate"), {"password": "sai"}).text
    assert "Mật khẩu không đúng. Xin nhập lại." in page


def test_nobody_signs_up(client, ward):
    assert client.get("/dang-nhap/signup/").status_code == 404
