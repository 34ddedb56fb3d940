"""Every page that anybody may read is the same for everybody, small, and asks nothing of other sites."""

import re
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve
from django.utils import timezone

from news.models import PostPhoto
from petitions.models import Petition
from tests.factories.assessments import a_cast, decide_all, open_round
from tests.factories.campaigns import campaign_in, new_photo
from tests.factories.dialogues import commitment_of, conclude, session_on
from tests.factories.news import PostFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, team_with_head
from tests.factories.results import MeasureFactory, result
from tests.folders import files_in

pytestmark = pytest.mark.django_db

LIMIT = 60 * 1024
# Routes that are not read pages: forms, one person's own pages, the staff's, machines'. Reviewed by hand.
NOT_READ = {
    "drop_unsent",
    "petitions:submit", "petitions:receipt", "petitions:lookup", "petitions:mine", "petitions:my_deadline",
    "petitions:add_information", "petitions:withdraw", "petitions:reopen", "petitions:object", "petitions:my_file",
    "petitions:end", "healthz", "readyz",
    # Files that anybody may keep: tests/dialogues/test_papers.py asks them what pages are asked here.
    "dialogues:notice_pdf", "dialogues:notice_docx", "dialogues:board_notice", "dialogues:minutes_pdf",
    "dialogues:minutes_docx", "dialogues:conclusion_pdf", "dialogues:conclusion_docx",
    "dialogues:register", "dialogues:receipt", "dialogues:lookup", "dialogues:mine", "dialogues:withdraw",
    "dialogues:hide_name", "dialogues:confirm", "dialogues:object", "dialogues:end",
    # The team heads' workplace: tests/mobilization/test_report_pages.py.
    "reports:start", "reports:begin", "reports:report", "reports:write", "reports:save", "reports:submit",
    "reports:done", "reports:take_back", "reports:correct", "reports:photo",
    # Where self-managed groups are assessed: tests/mobilization/test_assessment_pages.py.
    "assessments:start", "assessments:detail", "assessments:assess", "assessments:check", "assessments:object",
    "assessments:file", "assessments:sheets",
    # Briefings as team heads read them: tests/mobilization/test_briefings_read.py.
    # Where teams and units work on their campaigns: tests/mobilization/test_campaign_work.py.
    "own_campaigns:list", "own_campaigns:begin", "own_campaigns:detail", "own_campaigns:write",
    "own_campaigns:register", "own_campaigns:progress", "own_campaigns:self_score", "own_campaigns:consent",
    "own_campaigns:discard", "own_campaigns:photo", "own_campaigns:paper",
    "briefings:list", "briefings:detail", "briefings:conclusion", "briefings:notice_pdf",
}  # fmt: skip


# Files of dialogues, read by everybody while they are published: tested beside the pages that show them.
FILES = {"dialogues:photo", "dialogues:evidence", "campaigns:photo"}


def dialogue_pages():
    """A session to come, one concluded with a promise, and the board."""
    coming, session = session_on(timezone.localdate() + timedelta(days=3)), session_on()
    session.open(by=UserFactory(role="reception"))
    commitment = commitment_of(session)
    session.end(by=UserFactory(role="reception"))
    conclude(session)
    board = "/doi-thoai/cam-ket/"
    return [
        "/doi-thoai/", f"/doi-thoai/{coming.slug}/", f"/doi-thoai/{coming.slug}/man-hinh/",
        f"/doi-thoai/{session.slug}/", "/doi-thoai/lich.ics", f"/doi-thoai/lich.ics?buoi={coming.slug}",
        board, f"{board}so-lieu.csv", f"{board}so-lieu.json", commitment.get_absolute_url(),
    ]  # fmt: skip


def result_pages():
    """Results of two years, and what stands beside them."""
    measure = MeasureFactory()
    for year in (2022, 2023):
        result(1380, "m³", measure=measure, year=year)
    pages = (
        "",
        "2022/",
        "nhiem-ky/",
        "so-sanh/",
        "so-sanh/?nam=2022&voi=2023",
        "bien-so-nha/",
        "so-lieu.csv",
        "so-lieu.json",
    )
    return [*(f"/ket-qua/{page}" for page in pages), "/sitemap-ket-qua.xml"]


def assessed_group():
    """Every self-managed group decided about, so that the heat map is as large as it gets; return one of them."""
    cast = a_cast()
    opened = open_round(cast.bloc)
    decide_all(opened, cast)
    return cast.group


def campaign_page():
    """A campaign with results and pictures everybody may see."""
    team, head = team_with_head()
    campaign = campaign_in("running", team=team, head=head)
    pictures = [new_photo("before"), new_photo("after")]
    campaign.progress(timezone.localdate(), by=head, text="Đã xong.", reason="Thêm ảnh.", photos=pictures)
    campaign.show(campaign.updates.current(), campaign.photos.all(), "Ảnh không có người", by=a_reader())
    return campaign.get_absolute_url()


@pytest.fixture(scope="module", autouse=True)
def _own_data_dir(tmp_path_factory):
    """The pictures shown stay for the whole module, as the rows do."""
    with files_in(tmp_path_factory.mktemp("shown")):
        yield


@pytest.fixture(scope="module")
def addresses(module_rows):
    """One address of every read page, each with something on it."""
    lan = UserFactory(username="lan-site", role="reception")
    petition = Petition.objects.submit(declared_kind="report", body="Riêng tư", consent_publish=True)
    petition.publish(title="Đèn đường", text="Một đoạn đường thiếu đèn.", by=lan)
    session = session_on()
    session.announce(by=lan)
    post = PostFactory(published=True)
    photo = PostPhoto.objects.filter(post=post).first()
    pages = [
        "/", "/gioi-thieu/", "/lien-he/", "/tiep-can-thong-tin/", "/so-do/",
        "/kien-nghi/", f"/kien-nghi/{petition.code}/", f"/kien-nghi/{petition.code}/han/",
        "/tin-tuc/", post.get_absolute_url(), post.category.get_absolute_url(), "/tin-tuc/rss/",
        *dialogue_pages(), "/sitemap-doi-thoai.xml", "/sitemap-cam-ket.xml",
        "/ket-qua/kiem-tra/", "/ket-qua/kiem-tra/?nam=2025", "/ket-qua/kiem-tra/so-lieu.csv",
        *result_pages(), "/to-dan-pho/", "/to-dan-pho/to-dan-pho-1/",
        "/sitemap.xml", "/sitemap-trang.xml", "/sitemap-kien-nghi.xml", "/robots.txt",
        f"/doi-thoai/{session.slug}/loa/", "/mo-hinh/", campaign_page(), "/sitemap-mo-hinh.xml",
        "/to-tu-quan/", "/to-tu-quan/so-lieu.csv", assessed_group().get_absolute_url(), "/sitemap-to-tu-quan.xml",
    ]  # fmt: skip
    return pages, [photo.url(480)] if photo else []


@pytest.fixture(scope="module")
def read(addresses):
    """Every read page as somebody who is not signed in gets it."""
    client = Client()
    return {page: client.get(page) for page in addresses[0]}


def routes(resolver, prefix=""):
    """The names of all routes but those of the admin and of signing in."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from routes(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif pattern.name and not pattern.name.startswith("account_"):
            yield prefix + pattern.name


def test_every_route_is_walked_or_reviewed(addresses):
    pages, photos = addresses
    walked = {resolve(page.partition("?")[0]).view_name for page in pages + photos} | {"news:photo", *FILES}
    news_preview = {name for name in routes(get_resolver()) if name.endswith("preview")}
    assert set(routes(get_resolver())) - walked - NOT_READ - news_preview == set()


def test_read_pages_are_the_same_for_everybody(read):
    for page, response in read.items():
        text = response.content.decode()
        assert response.status_code == 200, page
        assert "public" in response["Cache-Control"], page
        assert not response.cookies and "Cookie" not in response.get("Vary", ""), page
        assert "csrf" not in text and "sessionid" not in text, page


def test_a_signed_in_visitor_gets_the_same_bytes(client, read):
    client.force_login(UserFactory(username="dang-nhap"))
    differing = [page for page, response in read.items() if client.get(page).content != response.content]
    assert differing == []


def test_read_pages_ask_nothing_of_other_sites(read, settings):
    for page, response in read.items():
        text = response.content.decode()
        used = re.findall(
            r"""<(?:link|script|img|iframe|source|form)[^>]+(?:href|src|srcset|action)=["']([^"']+)""", text
        )
        foreign = [url for url in used if re.match(r"(https?:)?//", url) and not url.startswith(settings.SITE_URL)]
        assert not foreign, page
        assert "<script>" not in text and " style=" not in text and " onclick=" not in text, page


def test_html_css_and_js_of_a_read_page_fit_into_60_kilobytes(read):
    for page, response in read.items():
        text = response.content.decode()
        files = re.findall(r"""["']/static/([^"'?]+\.(?:css|js))["']""", text)
        assert len(brotli.compress(text.encode(), quality=5)) + sum(map(compressed_size, set(files))) <= LIMIT, page


@lru_cache
def compressed_size(name):
    return len(brotli.compress(Path(finders.find(name)).read_bytes(), quality=9))


def test_writing_to_a_read_page_is_refused(client, addresses):
    for page in addresses[0]:
        assert client.post(page).status_code == 405, page
