"""Campaigns in a real browser, beside their journey: everybody finds them, and what the office seldom does."""

import pytest
from django.utils import timezone

from mobilization.campaign_status import CampaignStatus
from mobilization.models import ResidentialGroup
from tests.factories.campaigns import campaign_in, new_photo
from tests.factories.reports import a_reader, team_with_head

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def team(live_server, ward):
    return team_with_head(residential_group=ResidentialGroup.objects.get(number=5))


def shown_campaign(team):
    campaign = campaign_in(CampaignStatus.RUNNING, team=team[0], head=team[1])
    photos = [new_photo("before"), new_photo("after")]
    campaign.progress(timezone.localdate(), by=team[1], text="Xong.", reason="Ảnh.", photos=photos)
    campaign.show(campaign.updates.current(), campaign.photos.all(), "Không có người", by=a_reader())
    return campaign


@pytest.mark.parametrize("visitor", [(360, True), (360, False)], indirect=True)
def test_everybody_finds_and_reads_campaigns(visitor, team):
    campaign = shown_campaign(team)
    copy = campaign.replicate(by=a_reader(), team=team_with_head()[0], name="Ngõ sạch nơi hai")
    copy.write(by=a_reader(), **{name: getattr(campaign, name) for name in ("in_charge", "starts_on", "ends_on")})
    copy.register(by=a_reader())
    copy.approve(a_reader(), by=a_reader())
    visitor.goes_to("/mo-hinh/")
    visitor.page.get_by_label("Tên mô hình").fill("ngo sach")
    visitor.presses("Tìm")
    visitor.presses(campaign.name, role="link")
    assert "Trước:" in visitor.reads() and "Ai học từ ai" in visitor.reads()
    visitor.goes_to("/mo-hinh/?q=khong-co-gi")
    assert "Không có mô hình nào khớp" in visitor.reads()


def test_the_office_works_at_a_tablet(sits, team):
    campaign = shown_campaign(team)
    bloc = sits(a_reader(), 768)
    for verb in ("assign", "replicate", "end"):
        bloc.goes_to(f"/quan-tri/mobilization/campaign/{campaign.pk}/quyet-dinh/{verb}/")
