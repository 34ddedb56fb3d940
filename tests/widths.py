"""What a page looks like on another screen is seen in the same visit: nothing but the width changes."""

from tests.browsing import Visitor

PHONE, TABLET, COMPUTER = 360, 768, 1280


class Again(Visitor):
    """Goes where another visitor has gone, on another screen: axe has found there what it finds."""

    def looks(self):
        self.fits()


def opens(visitor, path):
    """Go to a page that axe has examined in this journey already, or does in another."""
    visitor.page.goto(visitor.url + path)
    visitor.fits()


def widens(visitor, width):
    visitor.page.set_viewport_size({"width": width, "height": 740})


def fits_also(visitor, width):
    """The page that is open does not scroll sideways on a screen of this width either."""
    own = visitor.page.viewport_size
    widens(visitor, width)
    visitor.fits()
    visitor.page.set_viewport_size(own)


def fits_enlarged(visitor):
    """Nor does it where somebody has set letters twice as large."""
    visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")
    visitor.fits()
    visitor.page.evaluate("document.documentElement.style.fontSize = ''")


def turns(visitor):
    """The page that is open fits the other screen as well, on which the next page is then opened."""
    widens(visitor, PHONE if visitor.page.viewport_size["width"] == COMPUTER else COMPUTER)
    visitor.fits()
