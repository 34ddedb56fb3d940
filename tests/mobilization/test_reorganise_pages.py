"""The guided pages: choose groups, say, see what will move, confirm, undo."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mobilization.models import Post, Regrouping, Reorganisation, ResidentialGroup
from petitions.models import Petition
from tests.factories.mobilization import MembershipFactory, ResidentialGroupFactory, SelfManagedGroupFactory
from tests.factories.petitions import UserFactory, petition_in
from tests.factories.reports import report_of, team_with_head
from tests.mobilization.neighbourhood import new_part
from tests.mobilization.neighbourhood import terms as decided

pytestmark = pytest.mark.django_db

HOME = "/quan-tri/mobilization/residentialgroup/sap-xep/"


@pytest.fixture
def desk(anna, as_user):
    return as_user(anna)


@pytest.fixture(scope="module")
def groups_of_all(module_rows):
    """Two groups with open and closed work: the first has a draft of its report, the second self-managed groups."""
    groups = [team_with_head()[0].residential_group for _ in range(2)]
    petition_in("reviewing", residential_group=groups[0])
    closed = petition_in("closed", residential_group=groups[1])
    Petition.objects.filter(pk=closed.pk).update(closed_on=timezone.localdate() - timedelta(days=1))
    SelfManagedGroupFactory.create_batch(3, residential_group=groups[1])
    report_of(groups[0].teams.get(), head_of(groups[0]).user)
    return groups


@pytest.fixture
def groups(groups_of_all):
    return deepcopy(groups_of_all)


@pytest.fixture(scope="module")
def merge_seen(groups_of_all):
    """The preview of their merge."""
    desk, groups = Client(), groups_of_all
    desk.force_login(UserFactory(role="mobilization"))
    return desk.post(form_url("merge", groups), typed("merge", groups))


def form_url(kind, groups, parts=""):
    chosen = "&".join(f"nhom={group.pk}" for group in groups)
    return f"{HOME}{kind}/?{chosen}{parts}"


def head_of(group):
    return group.teams.get().memberships.get()


def terms(**changes):
    return {
        "effective_on": f"{timezone.localdate():%d/%m/%Y}", "decision_number": "12/NQ-HĐND", "reason": "Sắp xếp lại",
    } | changes  # fmt: skip


def typed(kind, groups, **changes):
    if kind == "merge":
        own = {"into": "", "number": 801, "name": "Tổ dân phố 801", "head": head_of(groups[0]).pk}
        own["member_post"] = Post.objects.get(code="team-member").pk
    elif kind == "split":
        own = {"number_1": 802, "name_1": "Tổ dân phố 802", "number_2": 803, "name_2": "Tổ dân phố 803", "main": "1"}
        own["head_1"] = head_of(groups[0]).pk
    else:
        own = {"number": 804, "name": "Tổ dân phố 804"}
    return terms() | own | changes


def seen_in(response):
    return response.context["seen"]


def chosen(kind, groups):
    return groups if kind == "merge" else groups[:1]


@pytest.mark.parametrize("kind", ["merge", "split", "rename", "renumber"])
def test_what_is_typed_is_shown_first_and_done_once_confirmed(desk, groups, merge_seen, kind):
    url, data = form_url(kind, chosen(kind, groups)), typed(kind, groups)
    assert desk.get(url).status_code == 200
    preview = merge_seen if kind == "merge" else desk.post(url, data)
    assert "Xem trước, chưa thay đổi gì" in preview.content.decode()
    assert not Reorganisation.objects.exists()
    assert ResidentialGroup.objects.valid().filter(pk=groups[0].pk).exists()
    done = desk.post(url, data | {"seen": seen_in(preview), "sure": "on"}, follow=True)
    assert Reorganisation.objects.get().kind == kind
    assert "Đã ghi nhận" in done.content.decode()
    if kind in ("merge", "split"):  # sent once more, it is answered as the first time
        again = desk.post(url, data | {"seen": seen_in(preview), "sure": "on"}, follow=True)
        assert "Đã ghi nhận" in again.content.decode() and again.redirect_chain == done.redirect_chain


def test_the_preview_of_a_new_name_or_number_says_what_stays(desk, groups):
    (team,) = groups[0].teams.all()
    data = typed("renumber", groups, alias="Xóm Đình", team_name="")
    preview = desk.post(form_url("renumber", groups[:1]), data)
    assert preview.context["changes"] == [
        ("Số", str(groups[0].number), "804"),
        ("Tên", groups[0].name, "Tổ dân phố 804"),
        ("Tên gọi khác", groups[0].alias, "Xóm Đình"),
        ("Thuộc phường, xã cũ", groups[0].former_ward, ""),
        ("Tổ dân vận", str(team), str(team)),
    ]
    assert f"{team}, không đổi" in preview.content.decode()


def test_a_draft_is_no_reason_to_wait_and_the_preview_says_who_hands_it_in(desk, groups, merge_seen):
    assert "người phụ trách tổ sau sắp xếp nộp thay" in merge_seen.content.decode()
    renamed = desk.post(form_url("rename", groups[:1]), typed("rename", groups)).content.decode()
    assert "nộp thay" not in renamed


def test_a_group_that_takes_the_others_in_keeps_its_name(desk, groups):
    response = desk.post(form_url("merge", groups), typed("merge", groups, into=groups[0].pk))
    assert response.status_code == 422 and response.content.decode().count("để trống ô này") >= 2
    kept = typed("merge", groups, into=groups[0].pk, number="", name="")
    assert desk.post(form_url("merge", groups), kept).status_code == 200


@pytest.mark.parametrize("kind", ["merge", "split", "rename"])
def test_no_two_groups_of_today_bear_one_name(desk, groups, kind):
    ResidentialGroupFactory(name="Tổ dân phố 801", former_ward="")
    names = {"split": {"name_1": "tổ dân phố 801"}}.get(kind, {"name": "tổ dân phố 801"})
    response = desk.post(form_url(kind, chosen(kind, groups)), typed(kind, groups, **names))
    assert response.status_code == 422 and "Đã có Tổ dân phố 801 đang hoạt động" in response.content.decode()
    ward = {"split": "former_ward_1"}.get(kind, "former_ward")
    response = desk.post(form_url(kind, chosen(kind, groups)), typed(kind, groups, **names, **{ward: "Quỳnh Lập"}))
    assert response.status_code == 200


def test_the_preview_counts_what_will_move(merge_seen):
    counts = dict(merge_seen.context["counts"])
    assert counts["Đơn, kiến nghị chưa kết thúc"] == 1
    assert counts["Tổ tự quản sang Tổ dân phố 801"] == 3
    assert counts["Tổ dân phố kết thúc"] == 2
    assert "1 báo cáo đã có ở lại" in merge_seen.content.decode()


def test_nothing_happens_without_the_tick_nor_on_a_preview_that_is_out_of_date(desk, groups, merge_seen):
    url, data = form_url("merge", groups), typed("merge", groups) | {"seen": seen_in(merge_seen)}
    assert desk.post(url, data).status_code == 422
    petition_in("reviewing", residential_group=groups[0])
    again = desk.post(url, data | {"sure": "on"})
    assert "Số liệu vừa thay đổi" in again.content.decode()
    assert not Reorganisation.objects.exists()


def test_the_form_comes_back_with_what_was_typed(desk, groups):
    url, data = form_url("merge", groups), typed("merge", groups)
    response = desk.post(url, data | {"again": "1"})
    assert 'value="Tổ dân phố 801"' in response.content.decode()


def test_too_few_groups_lead_back_to_the_choice(desk, groups):
    response = desk.get(form_url("merge", groups[:1], "&chon=1"))
    assert response.status_code == 422
    assert "Chọn ít nhất hai tổ." in response.content.decode()
    assert "Những tổ nào sáp nhập?" in desk.get(f"{HOME}merge/").content.decode()


def test_what_is_missing_is_said_beside_its_box(desk, groups):
    wrong = {"effective_on": "31/12/2999", "name": "", "reason": "", "head": ""}
    response = desk.post(form_url("merge", groups), typed("merge", groups, **wrong))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(wrong)
    page = response.content.decode()
    for said in ("Ngày này chưa đến", "Nhập tên của tổ mới.", "Nhập lý do.", "Chọn người làm tổ trưởng"):
        assert said in page


def test_one_person_heads_one_team(desk, groups):
    head = head_of(groups[0]).pk
    data = typed("split", groups, head_1=head, head_2=head)
    response = desk.post(form_url("split", groups[:1]), data)
    assert "Một người không làm tổ trưởng của hai tổ" in response.content.decode()


def test_a_split_asks_for_each_self_managed_group(desk, groups):
    small = SelfManagedGroupFactory(residential_group=groups[0])
    url = form_url("split", groups[:1], "&so=3")
    assert f"small_{small.pk}" in desk.get(url).context["form"].fields
    data = typed("split", groups) | {"number_3": 805, "name_3": "Tổ dân phố 805", f"small_{small.pk}": "3"}
    preview = desk.post(url, data)
    desk.post(url, data | {"seen": seen_in(preview), "sure": "on"})
    small.refresh_from_db()
    assert small.residential_group.number == 805


def test_it_is_undone_from_its_page(desk, groups, anna):
    done = Regrouping(decided(), by=anna).rename(groups[0], new_part(804))
    page = f"{HOME}lan/{done.pk}/"
    assert "Tôi xác nhận hoàn tác" in desk.get(page).content.decode()
    desk.post(page)
    assert Reorganisation.objects.get().undone_at is None
    desk.post(page, {"sure": "on"})
    groups[0].refresh_from_db()
    assert groups[0].number != 804
    assert "đã hoàn tác" in desk.get(page).content.decode()


def test_why_it_cannot_be_undone_is_said(desk, groups, anna):
    done = Regrouping(decided(), by=anna).rename(groups[0], new_part(804))
    head = head_of(groups[0]).user
    report_of(groups[0].teams.get(), head).submit(by=head)
    page = f"{HOME}lan/{done.pk}/"
    text = desk.get(page).content.decode()
    assert "đã nộp sau khi sắp xếp" in text
    assert "Tôi xác nhận hoàn tác" not in text
    assert "đã nộp sau khi sắp xếp" in desk.post(page, {"sure": "on"}, follow=True).content.decode()


def test_other_heads_become_members_of_the_team_and_the_preview_says_so(desk, groups, merge_seen):
    head, other = (head_of(group) for group in groups)
    shown = {name: after for name, _before, after in merge_seen.context["changes"]}
    assert shown[head.full_name].startswith(f"{head.post} ")
    assert shown[other.full_name].startswith("Thành viên tổ dân vận ")
    chair = typed("merge", groups, member_post=Post.objects.get(code="chair").pk)
    assert "member_post" in desk.post(form_url("merge", groups), chair).context["form"].errors


def test_the_list_of_groups_leads_there(desk):
    page = desk.get(reverse("admin:mobilization_residentialgroup_changelist")).content.decode()
    assert f'href="{HOME}"' in page


def test_the_form_of_a_merge_asks_who_leads_and_the_preview_names_whose_post_ends(desk, groups):
    secretary, front = (Post.objects.get(code=code) for code in ("cell-secretary", "front-head"))
    chosen_one = MembershipFactory(unit=None, residential_group=groups[0], post=secretary, full_name="Trần Bí Thư")
    MembershipFactory(unit=None, residential_group=groups[1], post=front, full_name="Lê Mặt Trận")
    url = form_url("merge", groups)
    assert f"post_{secretary.pk}" in desk.get(url).context["form"].fields
    data = typed("merge", groups) | {f"post_{secretary.pk}": chosen_one.pk}
    preview = desk.post(url, data)
    page = preview.content.decode()
    assert [seat.full_name for seat in preview.context["ending"]] == ["Lê Mặt Trận"] and "chưa có người giữ" in page
    desk.post(url, data | {"seen": seen_in(preview), "sure": "on"})
    target = Reorganisation.objects.get().targets.get()
    assert [seat.full_name for seat in target.memberships.all()] == ["Trần Bí Thư"]
