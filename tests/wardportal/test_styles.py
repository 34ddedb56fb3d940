"""What the style sheets promise: on paper, in colours of one's own, to eyes that need contrast."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR, "static", "css")


@pytest.mark.parametrize("sheet", ["print.css", "admin-print.css"])
def test_on_paper_a_sum_stands_once_at_the_end_of_its_table(sheet):
    assert "\ntfoot { display: table-row-group; }\n" in (CSS / sheet).read_text("utf-8")


def test_no_picture_drawn_in_a_page_takes_half_a_screen_before_the_styles_have_come():
    templates = Path(settings.BASE_DIR, "templates")
    drawn = [tag for page in templates.rglob("*.*") for tag in re.findall(r"<svg[^>]*", page.read_text("utf-8"))]
    assert drawn and [tag for tag in drawn if not re.search(r' width="\d+" height="\d+"', tag)] == []


def test_bars_take_the_colours_somebody_has_chosen_for_everything():
    chosen = (CSS / "base.css").read_text("utf-8").partition("(forced-colors: active)")[2]
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    bars = {name for page in pages for name in re.findall(r'<svg class="([\w-]+)', page.read_text("utf-8"))}
    assert bars and [name for name in bars if f".page .{name} rect" not in chosen] == []
