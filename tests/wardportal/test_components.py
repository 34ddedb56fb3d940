"""The pieces pages are built from."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from wardportal.templatetags.components import breadcrumbs, tel
from wardportal.templatetags.vietnamese import hours_vi


@pytest.mark.parametrize(
    ("written", "called"), [("0238 123 456", "tel:0238123456"), ("+84 (238) 123-456", "tel:+84238123456")]
)
def test_number_written_for_people_becomes_one_a_phone_calls(written, called):
    assert tel(written) == called


def test_breadcrumbs_end_with_the_page_itself():
    assert breadcrumbs("Kiến nghị", "/kien-nghi/", "Gửi") == {"items": [("Kiến nghị", "/kien-nghi/"), ("Gửi", "")]}


def test_breadcrumbs_start_at_home_and_escape_what_is_typed():
    template = Template("{% load components %}{% breadcrumbs 'Tin tức' '/tin-tuc/' title %}")
    shown = template.render(Context({"title": "<b>Tin</b>"}))
    assert '<a href="/">Trang chủ</a>' in shown
    assert '<a href="/tin-tuc/">Tin tức</a>' in shown
    assert '<span aria-current="page">&lt;b&gt;Tin&lt;/b&gt;</span>' in shown


@pytest.mark.parametrize("tone", ["neutral", "progress", "waiting", "done", "closed", "overdue"])
def test_status_has_a_word_and_a_shape(tone):
    shown = render_to_string("components/_status_badge.html", {"label": "Đang giải quyết", "tone": tone})
    assert f"badge-{tone}" in shown
    assert "Đang giải quyết" in shown
    assert shown.count("<svg") == 1


def test_shapes_of_statuses_differ():
    tones = ["neutral", "progress", "waiting", "done", "closed", "overdue"]
    shapes = {render_to_string(f"components/icons/{tone}.svg") for tone in tones}
    assert len(shapes) == len(tones)


def test_pager_shows_only_the_ways_there_are():
    shown = render_to_string("components/_pager.html", {"newer_url": "", "older_url": "?truoc=9"})
    assert 'href="?truoc=9"' in shown
    assert "Mới hơn" not in shown


def test_pager_of_a_single_page_is_not_there():
    assert not render_to_string("components/_pager.html", {"newer_url": "", "older_url": ""}).strip()


def test_attachment_shows_its_size_in_vietnamese():
    attachments = [{"name": "anh.jpg", "size": 1_572_864, "url": "/tep/1/"}]
    shown = render_to_string("components/_attachment_list.html", {"attachments": attachments})
    assert '<a href="/tep/1/">anh.jpg</a>' in shown
    assert "1,5" in shown


def test_timeline_gives_machines_no_date_it_does_not_have():
    shown = render_to_string(
        "components/_timeline.html",
        {"events": [{"time": "Thứ hai, 02/03/2026", "title": "Đã tiếp nhận", "text": "", "at": None}]},
    )
    assert "Thứ hai, 02/03/2026" in shown
    assert "<time" not in shown


def test_deadline_says_it_in_words():
    shown = render_to_string(
        "components/_deadline.html", {"text": "Quá hạn 3 ngày.", "tone": "overdue", "url": "/han/"}
    )
    assert "Quá hạn 3 ngày." in shown
    assert 'href="/han/"' in shown
    assert "<svg" in shown


def test_no_script_stops_saving_where_the_browser_knows_no_time_limit():
    scripts = [script.read_text("utf-8") for script in (settings.BASE_DIR / "static" / "js").glob("*.js")]
    limits = re.findall(r".*AbortSignal\.timeout\(.*", "\n".join(scripts))
    assert limits and all("!AbortSignal.timeout ?" in line for line in limits)


def test_an_hour_stays_on_one_line():
    shown = hours_vi("7 giờ 30 – 11 giờ và 13 giờ 30")
    assert shown == "7\u00a0giờ\u00a030 – 11\u00a0giờ và 13\u00a0giờ\u00a030"
