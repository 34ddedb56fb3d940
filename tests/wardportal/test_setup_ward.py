"""What a portal starts with: the demo's ward, or rows common to all wards and what the ward's own file says."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from dialogues.models import DialogueRule, DialogueSession
from mobilization.models import CriteriaSet, MobilizationTeam, Post, ResidentialGroup, Street, Unit
from petitions.models import DeadlineRule
from tests.factories.mobilization import MobilizationTeamFactory
from tests.factories.petitions import UserFactory
from wardportal.models import ReferenceMark, Ward
from wardportal.opening import NEEDED
from wardportal.reference import demo_ward, new_ward

pytestmark = pytest.mark.django_db

FRESH = (Ward, Unit, ResidentialGroup, Street, CriteriaSet, DialogueRule, DialogueSession, ReferenceMark)
OF_THE_DEMO = (
    "Quỳnh Xuân",
    "Nghệ An",
    "Hoàng Mai",
    "0238 000 0000",
    "Tổ dân phố 14",
    "tel:",
    "mailto:",
    "chưa ghi",
    "Trụ sở<",
    "Office:",
)


@pytest.fixture
def real(settings, tmp_path):
    """An empty portal that starts without the demo; `real(...)` writes the ward's own file and starts it."""
    settings.WITH_DEMO, settings.DATA_DIR = False, tmp_path
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in FRESH)} CASCADE")

    def start(own=None):
        if own is not None:
            (tmp_path / "ward.json").write_text(own if isinstance(own, str) else json.dumps(own), "utf-8")
        call_command("setup_ward", stdout=io.StringIO())

    return start


def test_a_ward_that_says_nothing_of_itself_publishes_no_other_ward(real, client):
    real()
    for name in ("home", "contact", "about", "mobilization:group_list", "dialogues:list", "emulation:home"):
        page = client.get(reverse(name)).text
        assert [word for word in OF_THE_DEMO if word in page] == [], name
    assert str(Ward.objects.get()) in client.get(reverse("home")).text
    assert not DialogueSession.objects.exists() and not ResidentialGroup.objects.exists()
    assert Unit.objects.filter(handles_petitions=True).exists() and Post.objects.filter(is_team_head=True).exists()


def test_the_wards_own_file_stands_instead_of_what_is_common(real):
    group = {"code": "thon-1", "number": 1, "name": "Thôn 1"}
    own = {"ward": {"name": "Bình Minh", "dialogue_day": 10}, "residential_groups": [group]}
    real(own)
    ward = Ward.objects.get()
    assert (ward.name, ward.dialogue_day, ward.office_name) == ("Bình Minh", 10, new_ward()["ward"]["office_name"])
    assert [str(group) for group in ResidentialGroup.objects.all()] == ["Thôn 1"]


def test_a_section_added_after_staff_entered_the_first_row_by_hand_is_made_at_the_next_start(real):
    real()
    ResidentialGroup.objects.create(code="to-1", number=1, name="Tổ dân phố 1")
    groups = [{"code": f"tdp-{number}", "number": number, "name": f"Tổ dân phố {number}"} for number in (1, 2)]
    teams = [{"code": f"t-{group['number']}", "name": "T", "residential_group": group["code"]} for group in groups]
    real({"residential_groups": groups, "mobilization_teams": teams})
    assert set(MobilizationTeam.objects.values_list("code", "residential_group__code")) == {
        ("t-1", "to-1"),
        ("t-2", "tdp-2"),
    }
    MobilizationTeam.objects.all().delete()
    ResidentialGroup.objects.filter(code="to-1").delete()
    real()
    assert [group.code for group in ResidentialGroup.objects.all()] == ["tdp-2"]


def test_the_example_of_the_handbook_can_be_used_as_it_stands(real, settings):
    text = (settings.BASE_DIR / "docs" / "operations.md").read_text("utf-8")
    real(next(block for block in text.split("```") if block.strip().startswith("{")))
    assert Ward.objects.get().signatories.exists()
    assert Street.objects.get().has_plates


def test_a_file_of_a_former_release_whose_streets_have_no_code_can_be_used(real):
    own = {"streets": [{"name": "Đường Nguyễn Tất Thành", "use": "tree_planting"}]}
    real(own)
    real(own)
    assert Street.objects.get().code == "duong-nguyen-tat-thanh"


def opening(client):
    return " ".join(line.text for line in client.get("/quan-tri/").context["before_opening"])


def test_the_desk_lists_what_is_to_be_done_before_the_portal_is_opened(real, admin_client, settings):
    real()
    told = opening(admin_client)
    for part in ("tên phường", "điện thoại đường dây nóng", "người ký", settings.SITE_URL, "Tiếp dân", "tổ dân phố"):
        assert part in told
    assert "quy định thời hạn" in told
    assert "Việc cần làm trước khi mở cổng" in admin_client.get("/quan-tri/").text


def test_what_is_done_leaves_the_list(real, admin_client, settings, time_machine):
    time_machine.move_to("2026-11-27 08:00+07:00")
    settings.SITE_URL = "https://phuong.example.vn"
    real()
    ward = Ward.objects.get()
    Ward.objects.update(name="Bình Minh", province="X", address="Số 1", hotline="1022")
    ward.signatories.create(post="Chủ tịch UBND phường", full_name="A", valid_from="2026-01-01")
    MobilizationTeamFactory()
    for code in NEEDED:
        UserFactory(role=code)
    DeadlineRule.objects.update(is_confirmed=True)
    assert opening(admin_client) == ""


def test_what_the_demo_has_invented_is_still_to_be_said(real, admin_client):
    demo = demo_ward()["ward"]
    real({"ward": {name: demo[name] for name in ("name", "province", "address", "hotline")}})
    assert "Ghi địa chỉ trụ sở, điện thoại đường dây nóng." in opening(admin_client)


def test_only_who_sets_the_ward_up_reads_the_list_and_nobody_in_the_demo(real, as_user, admin_client, settings):
    real()
    assert opening(as_user(UserFactory(role="administrator")))
    assert opening(as_user(UserFactory(role="reception"))) == ""
    settings.WITH_DEMO = True
    assert opening(admin_client) == ""


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ('{"ward": {}\n "units": []}', "sai ở dòng 2, cột 2"),
        ({"ward": {"valid_from": "01/07/2025"}}, "01/07/2025"),
        ({"ward": {"dialogue_day": 31}}, "dialogue_day: "),
        ({"ward": {"hotline": "gọi bác Năm"}}, "hotline: "),
        ({"ward": {"dialogue_weekend_rule": "sau"}}, "dialogue_weekend_rule: "),
        ({"ward": {"valid_from": "2999-01-01"}}, "valid_from: "),
        ({"ward": {"signatories": [{"post": "Chủ tịch", "full_name": "", "valid_from": "2026-07-01"}]}}, "full_name: "),
        ({"dialogue_rule": {"valid_from": "2026-01-01", "chair_posts": []}}, "place: "),
        ({"streets": [{"name": "Đường", "use": "khac"}]}, "chưa đúng mẫu"),
        ({"mobilization_teams": [{"code": "t", "name": "T", "residential_group": "khong-co"}]}, "khong-co"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_nothing_is_made(real, own, told):
    with pytest.raises(CommandError, match=told):
        real(own)
    assert not Ward.objects.exists()


def test_a_real_portal_started_with_the_demo_by_mistake_stays_the_wards_own(real, settings):
    real({"ward": {"name": "Bình Minh"}})
    settings.WITH_DEMO = True
    real()
    assert not ResidentialGroup.objects.exists()
    with pytest.raises(CommandError, match="đã thiết lập cho phường khác"):
        call_command("load_demo", stdout=io.StringIO())


def test_what_is_common_to_all_wards_is_called_by_the_codes_of_the_demo():
    """So a demo that was broken off gets no second row of anything."""
    common, demo = new_ward(), demo_ward()
    for table in ("units", "posts"):
        assert {row["code"] for row in common[table]} <= {row["code"] for row in demo[table]}
