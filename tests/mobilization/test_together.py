"""The home page leads to campaigns, self-managed groups and results, where there are any."""

import pytest

from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.assessments import a_cast, decided_row, open_round
from tests.factories.campaigns import campaign_in
from tests.factories.reports import team_with_head
from tests.factories.results import MeasureFactory, result

pytestmark = pytest.mark.django_db

PUBLIC_PAGES = (
    "/", "/mo-hinh/", "/to-tu-quan/", "/to-dan-pho/", "/ket-qua/", "/ket-qua/nhiem-ky/", "/ket-qua/so-sanh/",
    "/ket-qua/bien-so-nha/", "/ket-qua/kiem-tra/",
)  # fmt: skip


def test_the_home_page_tells_the_newest_of_each(client, ward, django_assert_max_num_queries):
    team, head = team_with_head()
    campaign, running = (campaign_in(status, team=team, head=head) for status in ("recognised", "running"))
    cast = a_cast()
    opened = open_round(cast.bloc)
    decided_row(opened.assessments.get(self_managed_group=cast.group), cast, 0)
    opened.close(by=cast.bloc)
    for year, value in ((2022, 653), (2023, 1380)):
        result(value, "m³", measure=MeasureFactory(), year=year)
    with django_assert_max_num_queries(STATEMENTS_AT_MOST):
        text = client.get("/").content.decode()
    together = text.partition('id="cung-lam"')[2].partition("</section>")[0]
    assert campaign.get_absolute_url() in together and running.get_absolute_url() not in together
    assert "100 %" in together and 'href="/to-tu-quan/"' in together
    assert "Kết quả năm 2023" in together and "1.380 m³" in together and "653 m³" not in together


def test_a_ward_with_nothing_yet_has_calm_pages(client, ward):
    assert 'id="cung-lam"' not in client.get("/").content.decode()
    for address in PUBLIC_PAGES:
        answer = client.get(address)
        text = answer.content.decode()
        assert answer.status_code == 200, address
        assert address in ("/", "/ket-qua/bien-so-nha/", "/to-dan-pho/") or 'class="empty"' in text, address


def test_menu_and_site_map_lead_to_all_of_it(client, ward):
    menu = client.get("/lien-he/").content.decode()
    for address in ("/mo-hinh/", "/to-tu-quan/", "/to-dan-pho/", "/ket-qua/"):
        assert f'href="{address}"' in menu, address
    site_map = client.get("/so-do/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert all(f'href="{address}"' in site_map for address in PUBLIC_PAGES if address != "/")
    assert 'href="/ket-qua/kiem-tra/"' in client.get("/ket-qua/").content.decode()
