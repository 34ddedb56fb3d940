"""The demo's campaigns: every status, a tree three deep, pictures of before and after, loaded quickly."""

import io
import time

import pytest

from mobilization import demo as organisation
from mobilization import demo_campaigns, demo_results
from mobilization.campaign_desk import CAMPAIGN_QUEUES
from mobilization.campaign_status import CampaignStatus
from mobilization.models import Award, Campaign, CampaignPhoto
from wardportal.demo import ACCOUNTS, MARK, Staff, without_savepoints

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180)]
SECONDS = 10


@pytest.fixture
def staff(ward):
    staff = Staff("mat-khau-thu-nghiem")
    for username, name, role in ACCOUNTS:
        staff.engage(username, f"{name} {MARK}", role)
    organisation.load_demo(io.StringIO(), staff)
    return staff


def test_the_demo_plays_every_status_and_a_spreading_model(staff, client):
    start = time.process_time()
    with without_savepoints():
        demo_campaigns.load_demo(io.StringIO(), staff)
    assert time.process_time() - start < SECONDS
    assert set(Campaign.objects.values_list("status", flat=True)) == set(CampaignStatus.values)
    assert Campaign.objects.filter(model__model__model__isnull=False).exists()
    assert Award.objects.filter(campaign__isnull=False).exists() and Campaign.objects.filter(former__isnull=False)
    assert set(CampaignPhoto.objects.published().values_list("moment", flat=True)) == {"before", "after"}
    waiting = {queue.slug for queue in CAMPAIGN_QUEUES if queue.rows(Campaign.objects.all(), staff["danvan"]).exists()}
    assert {"cho-duyet", "thieu-tien-do", "cho-cong-khai", "dang-cham", "cho-quyet-dinh"} <= waiting
    person = Campaign.objects.exclude(person_name="").get()
    assert person.person_name.split(" (")[0] not in client.get(person.get_absolute_url()).content.decode()
    parish = client.get("/mo-hinh/?q=binh+yen").content.decode()
    assert "một số tổ dân phố" in parish and "Tổ dân phố 7," not in parish
    demo_results.load_demo(io.StringIO(), staff)
    road = client.get("/mo-hinh/xay-dung-duong-co-dien-sang-dai-doan-ket-2022/").content.decode()
    assert "<strong>trên 600 m</strong>" in road and "<strong>hơn 100 triệu đồng</strong>" in road
    assert 'href="/ket-qua/2022/"' in road and "(mẫu)" in road
