"""What a page looks like on a computer is seen in the visit of a phone: nothing but its width is another."""

PHONE, COMPUTER = ({"width": width, "height": 740} for width in (360, 1280))
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def fits_a_computer_too(visitor):
    """The page that is open does not scroll sideways on a wide screen either."""
    visitor.page.set_viewport_size(COMPUTER)
    overflow = visitor.page.evaluate(SIDEWAYS)
    visitor.page.set_viewport_size(PHONE)
    assert overflow <= 0, f"{visitor.page.url} scrolls sideways by {overflow} px on a computer"
