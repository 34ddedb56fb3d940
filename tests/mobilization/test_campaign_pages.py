"""Campaigns as everybody reads them: only approved ones, found and narrowed, with what was shown, no name too many."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from mobilization.campaigns.desk import unseen
from mobilization.campaigns.status import CampaignStatus
from mobilization.counts import campaigns_running, campaigns_told
from mobilization.models import Campaign, CampaignUpdate, ResidentialGroup
from tests.factories.campaigns import RESULT, a_field, campaign_in, drafted, new_photo, points_of
from tests.factories.reports import a_reader, team_with_head
from wardportal.models import Ward
from wardportal.text import fold

pytestmark = pytest.mark.django_db
S = CampaignStatus


@pytest.fixture(scope="module")
def team(module_rows):
    return team_with_head(residential_group=ResidentialGroup.objects.get(number=5))


@pytest.fixture(scope="module")
def approved(team):
    return campaign_in(S.RUNNING, team=team[0], head=team[1]).pk


@pytest.fixture
def running(approved):
    return Campaign.objects.get(pk=approved)


def show_all(campaign, basis="Ảnh không có người"):
    campaign.show(campaign.updates.current(), campaign.photos.all(), basis, by=a_reader())


def test_the_list_is_narrowed_by_what_is_asked(client, running):
    asked = {
        "q=ngo+sach": True, "q=NGÕ SẠ": True, "q=đèn": False, "linh-vuc=van-hoa-xa-hoi": True,
        "linh-vuc=kinh-te": False, "to=to-dan-pho-5": True, "to=to-dan-pho-6": False, "cong-nhan=1": False,
        f"nam={timezone.localdate().year}": True, "nam=2001": False, "nam=xx&truoc=abc&to=khong-co": True,
        "q=%27%29%20%26%20%21%3A%2A": True,
    }  # fmt: skip
    pages = {query: client.get(f"/mo-hinh/?{query}").content.decode() for query in asked}
    assert {query: running.get_absolute_url() in page for query, page in pages.items()} == asked


def test_places_that_have_one_name_for_several_are_not_told_one_by_one(client, team, running):
    Campaign.objects.filter(pk=running.pk).update(scope="some_groups")
    page = client.get(running.get_absolute_url()).content.decode()
    assert "Một số tổ dân phố" in page and ">Tổ dân phố 5" not in page
    assert running.get_absolute_url() not in client.get("/mo-hinh/?to=to-dan-pho-5").content.decode()
    assert running.name not in client.get("/to-dan-pho/to-dan-pho-5/").content.decode()


def test_the_page_of_a_group_leads_to_its_campaigns(client, running):
    page = client.get("/to-dan-pho/to-dan-pho-5/").content.decode()
    assert running.get_absolute_url() in page


def test_what_the_office_has_not_shown_is_not_on_the_page(client, team, running):
    running.progress(timezone.localdate(), by=team[1], text="Chữ chưa xem.", money=7_000_000, reason="Sửa.",
                     photos=[new_photo(caption="Ngõ cũ"), new_photo("after", "Ngõ mới")])  # fmt: skip
    photo = running.photos.first()
    hidden = client.get(running.get_absolute_url()).content.decode()
    assert "Chữ chưa xem" not in hidden and "Ngõ cũ" not in hidden and client.get(photo.public_url).status_code == 404
    show_all(running)
    shown = client.get(running.get_absolute_url()).content.decode()
    assert "Chữ chưa xem" in shown and "Ngõ cũ" in shown and "7 triệu đồng" in shown
    assert f'srcset="{photo.public_url}?rong=480 480w' in shown
    response = client.get(photo.public_url, {"rong": "480"})
    assert response.status_code == 200 and response["Cache-Control"].startswith("public")
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")


def test_months_run_downwards_so_that_the_filled_dot_is_the_latest(client, team, running):
    months = [date(2026, month, 1) for month in (3, 1, 2)]
    told = {"campaign": running, "by": team[1], "text": "Làm.", "shown_at": timezone.now()}
    CampaignUpdate.objects.bulk_create(CampaignUpdate(month=month, **told) for month in months)
    page = client.get(running.get_absolute_url()).content.decode().partition('<ol class="timeline">')[2]
    assert re.findall(r"Tháng \d/2026", page) == ["Tháng 1/2026", "Tháng 2/2026", "Tháng 3/2026"]


def test_the_result_is_read_by_everybody_in_the_words_of_the_office_alone(client, team, running):
    def page():
        return client.get(running.get_absolute_url()).content.decode()

    show_all(running)
    running.self_score(points_of(running), by=team[1], effect="Hòa giải cho ông Tám.", lessons="Bà Chín đứng ra.")
    assert running in unseen(Campaign.objects.all(), None)
    assert "ông Tám" not in page() and "Bà Chín" not in page()
    running.show(running.updates.all(), [], by=a_reader(), effect="Hòa giải xong một nhà.", lessons="")
    assert running not in unseen(Campaign.objects.all(), None)
    assert "Hòa giải xong một nhà." in page() and "Bà Chín" not in page()


def test_what_the_office_words_at_the_end_leaves_the_report_as_it_was(team):
    campaign = campaign_in(S.RECOGNISED, team=team[0], head=team[1], name="Ngõ sáng")
    campaign.end("Xong.", by=a_reader(), effect="Một nhà kể.", lessons="")
    assert (campaign.effect, campaign.public_effect) == (RESULT["effect"], "Một nhà kể.")


def test_results_stand_beside_their_targets_with_percent(client, running):
    show_all(running)
    page = client.get(running.get_absolute_url()).content.decode()
    assert "40 hộ" in page and "<strong>10 hộ</strong>" in page and "25 %" in page


def test_an_award_of_the_level_there_was_is_told_as_the_ward_calls_it(client, running, ward):
    award = {"kind": "first", "level": "former_town", "title": "Tiêu biểu", "decision_no": "3"}
    running.awards.create(decided_on=timezone.localdate(), **award)
    for town, told in (("huyện Thanh Bình", "huyện Thanh Bình (cũ)"), ("", "cấp huyện (cũ)")):
        Ward.objects.update(former_district=town)
        assert f"Giải nhất của {told}:" in client.get(running.get_absolute_url()).content.decode()


def test_a_person_is_somebody_until_there_is_consent(client, team):
    person = {"subject": "individual", "person_name": "Trần Thị Gương", "reason": "Bà Trần Thị Gương tự làm."}
    campaign = campaign_in(S.RUNNING, team=team[0], head=team[1], name="Người quét ngõ", **person)
    for address in ("/mo-hinh/", campaign.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Một cá nhân ở Tổ dân phố 5" in page and "Gương" not in page and "Phụ Trách" not in page
    campaign.consent(timezone.localdate(), by=team[1])
    assert "Trần Thị Gương" in client.get(campaign.get_absolute_url()).content.decode()


def test_who_answers_for_a_collective_is_named_by_post(client, team, running):
    assert "Chi hội trưởng phụ nữ: Nguyễn Thị Phụ Trách" in client.get(running.get_absolute_url()).content.decode()
    Campaign.objects.filter(pk=running.pk).update(in_charge_post="")
    assert "Phụ Trách" not in client.get(running.get_absolute_url()).content.decode()


def copy_of(campaign, name):
    team, head = team_with_head()
    copy = campaign.replicate(by=head, team=team, name=name)
    return campaign_of(copy, head)


def campaign_of(copy, head):
    office, today = a_reader(), timezone.localdate()
    copy.write(
        by=head, in_charge="Bà B", starts_on=today, ends_on=today, beneficiaries="Các hộ", reason="r", content="c"
    )
    copy.register(by=head)
    copy.approve(office, by=office)
    return copy


def test_who_learned_from_whom_is_a_list_in_a_list(client, running):
    child = copy_of(running, "Ngõ sạch ở nơi hai")
    grandchild = copy_of(child, "Ngõ sạch ở nơi ba")
    for campaign in (running, child, grandchild):
        page = client.get(campaign.get_absolute_url()).content.decode()
        tree = page.partition('<ul class="campaign-tree">')[2].partition("</section>")[0]
        order = [tree.index(row.name + "<") for row in (running, child, grandchild)]
        assert order == sorted(order) and tree.count("<ul>") == 2 and "aria-current" in tree


def many(team, first, number):
    """So many public campaigns at once beside the first, with three months each."""
    office, today = a_reader(), timezone.localdate()
    rows = [
        Campaign(
            name=f"Mô hình thứ {index}", slug=f"mo-hinh-thu-{index}", folded=fold(f"Mô hình thứ {index}"),
            year=2000 + index % 27, team=team[0], field=first.field, status=S.RUNNING, approved_on=today,
            follower=office, starts_on=today, registered_on=today,
        )
        for index in range(number)
    ]  # fmt: skip
    rows = Campaign.objects.bulk_create(rows)
    group = team[0].residential_group
    through = Campaign.groups.through
    through.objects.bulk_create(through(campaign=row, residentialgroup=group) for row in rows)
    months = [date(2026, month, 1) for month in (1, 2, 3)]
    CampaignUpdate.objects.bulk_create(
        CampaignUpdate(campaign=row, month=month, text="Làm.", by=office, money=1000, shown_at=timezone.now())
        for row in rows
        for month in months
    )
    return rows


def test_pages_ask_the_same_few_things_of_many_campaigns(client, as_user, team, running, django_assert_max_num_queries):
    rows = many(team, running, 60)
    some = rows[30]
    office = as_user(a_reader())
    for address in (
        "/mo-hinh/", "/mo-hinh/?q=thu+25&to=to-dan-pho-5&nam=2016", some.get_absolute_url(),
        f"/mo-hinh/?truoc={some.year}-{some.pk}", "/to-dan-pho/to-dan-pho-5/",
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
    list_address = "/quan-tri/mobilization/campaign/"
    for address in (list_address, f"{list_address}?viec=thieu-tien-do", f"{list_address}?q=thu+25",
                    f"{list_address}?viec=cho-cong-khai", f"{list_address}?viec=den-ky-kiem-tra"):  # fmt: skip
        with django_assert_max_num_queries(12):
            assert office.get(address).status_code == 200


def test_the_list_goes_on_where_it_ended(client, team, running):
    many(team, running, 30)
    seen, address = [], "/mo-hinh/"
    while address:
        page = client.get(address)
        seen += [row.pk for row in page.context["object_list"]]
        older = page.context["older_url"]
        address = f"/mo-hinh/{older}" if older else ""
    assert len(seen) == len(set(seen)) == 31


def test_the_monthly_report_counts_the_campaigns_of_its_team(team, running):
    group, today = team[0].residential_group_id, timezone.localdate()
    drafted(*team, name="Nháp")
    first = today.replace(day=1)
    assert campaigns_running(group, first, today).count() == 1 and campaigns_told(group, first, today).count() == 1
    before = first - timedelta(days=1)
    assert campaigns_running(group, before.replace(day=1), before).count() == 0
    assert campaigns_told(group, before.replace(day=1), before).count() == 0
    running.end("Xong.", by=a_reader(), effect="Sạch.")
    assert campaigns_running(group, first, today).count() == 0


def test_the_field_of_life_is_a_row(client, running):
    assert a_field().name in client.get(running.get_absolute_url()).content.decode()
