"""What the style sheets promise: on paper, in colours of one's own, to eyes that need contrast."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR, "static", "css")
STATUS = (CSS / "components" / "status.css").read_text("utf-8")


def light_of(colour):
    """How bright a colour is to the eye, as WCAG counts it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PALETTE = dict(re.findall(r"--([\w-]+): (#\w{6});", (CSS / "tokens.css").read_text("utf-8")))


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


def test_what_staff_press_and_the_icons_of_states_stay_in_colours_somebody_has_chosen():
    public, desk = (
        (CSS / sheet).read_text("utf-8").partition("(forced-colors: active)")[2] for sheet in ("base.css", "admin.css")
    )
    bordered = re.search(r"([^{}]*){ border: 2px solid ButtonText", desk)[1]
    assert all(f"{pressed}," in bordered for pressed in (".button", ".object-tools a", 'input[type="submit"]'))
    drawn = re.findall(r"\n  (\.icon .*|\.site-mark .*)", public)
    assert len(drawn) == 4 and [rule for rule in drawn if rule not in desk] == []


@pytest.mark.parametrize("rule", re.findall(r"[^\n]*background: var\(--[\w-]+-pale\); color: var\(--[^\n]*", STATUS))
def test_the_word_of_a_state_stands_out_from_its_ground(rule):
    names = re.search(r"background: var\(--(.+?)\); color: var\(--(.+?)\)", rule).groups()
    ground, letters = (light_of(PALETTE[name]) for name in names)
    assert (ground + 0.05) / (letters + 0.05) >= 7


def test_paper_is_black_on_white_whatever_colour_the_screen_has():
    printed = dict(re.findall(r"--([\w-]+): #(\w+);", (CSS / "print.css").read_text("utf-8")))
    assert {name for name in PALETTE if not name.startswith("bs-")} <= printed.keys()
    assert set(printed.values()) == {"000", "fff", "999"}


def test_what_is_folded_away_on_the_screen_is_on_the_paper():
    assert "details::details-content { content-visibility: visible; }" in (CSS / "print.css").read_text("utf-8")


def test_large_letters_on_a_small_screen_do_not_widen_the_space_beside_them():
    page = re.search(r"\.site-header-inner,[^{]*\.page,[^{]*{([^}]*)}", (CSS / "layout.css").read_text("utf-8"))[1]
    assert page.count(": var(--space-side);") == 2
    assert "--space-side: min(1rem, 5vw);" in (CSS / "tokens.css").read_text("utf-8")
