"""What a page looks like on another screen is seen in the same visit: nothing but the width changes."""

from tests.browsing import Visitor

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PHONE, TABLET, COMPUTER = 360, 768, 1280


class Again(Visitor):
    """Goes where another visitor has gone, on another screen: axe has found there what it finds."""

    def looks(self):
        fits(self)


def fits(visitor):
    overflow = visitor.page.evaluate(SIDEWAYS)
    assert overflow <= 0, f"{visitor.page.url} scrolls sideways by {overflow} px: {visitor.page.viewport_size}"


def opens(visitor, path):
    """Go to a page that axe has examined in this journey already, or does in another."""
    visitor.page.goto(visitor.url + path)
    fits(visitor)


def widens(visitor, width):
    visitor.page.set_viewport_size({"width": width, "height": 740})


def fits_also(visitor, width):
    """The page that is open does not scroll sideways on a screen of this width either."""
    own = visitor.page.viewport_size
    widens(visitor, width)
    fits(visitor)
    visitor.page.set_viewport_size(own)
