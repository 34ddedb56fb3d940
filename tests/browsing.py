"""A visitor with a real browser, who minds whatever is not accessible or not allowed."""

from io import BytesIO
from urllib.parse import urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from PIL import Image

from tests.accessibility import KINDS, examine, examiner

TYPE = """typed => Object.entries(typed).forEach(([name, text]) => {
    const box = document.querySelector(`[name='${name}']`)
    if (!box.checkVisibility() || box.disabled || box.readOnly) throw new Error(`nobody can type ${name}`)
    box.value = text
    box.dispatchEvent(new Event('input', {bubbles: true}))
    box.dispatchEvent(new Event('change', {bubbles: true}))
})"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def snapshot(name="anh.jpg", colour="teal"):
    """A photo as a phone hands it over to a file box."""
    stream = BytesIO()
    Image.new("RGB", (640, 480), colour).save(stream, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": stream.getvalue()}


class Visitor:
    """Goes through pages, runs axe on each, and keeps what the browser complains about."""

    def __init__(self, browser, url, *, width=360, scripts=True):
        self.context = browser.new_context(viewport={"width": width, "height": 740}, java_script_enabled=scripts)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.browser, self.url, self.scripts, self.complaints = browser, url, scripts, []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message):
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def signs_in(self, user):
        """From the next page on this browser is signed in as this person, without the form."""
        client = Client()
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}
        self.context.add_cookies([cookie])

    def signs_out(self):
        """From the next page on this browser is anybody's."""
        self.context.clear_cookies()

    def goes_to(self, path):
        self.page.goto(self.url + path)
        self.looks()

    def presses(self, name, *, role="button"):
        self.page.get_by_role("main").get_by_role(role, name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        self.looks()

    def sends(self):
        """Press the button of the form, which leads to a page that was looked at already."""
        self.page.click("main :is(.btn-primary, .button.default)")
        self.page.wait_for_load_state()

    def types(self, **typed):
        """Type into the boxes of these names, which are to be seen, all at once."""
        self.page.evaluate(TYPE, typed)

    def reads(self):
        return self.page.inner_text("main")

    def looks(self):
        """No page scrolls sideways, and what a page shows that none in this run has shown passes axe."""
        if not self.scripts:
            return
        overflow, kinds = self.page.evaluate(f"[{OVERFLOW}, [...({KINDS})().keys()]]")
        self._is_as_wide_as_the_screen(overflow)
        examine(self.page, self._view(), kinds, examiner(self.browser, self.url))

    def fits(self):
        self._is_as_wide_as_the_screen(self.page.evaluate(OVERFLOW))

    def _is_as_wide_as_the_screen(self, overflow):
        assert overflow <= 0, f"{self.page.url} scrolls sideways by {overflow} px: {self.page.viewport_size}"

    def _view(self):
        """What page this is, whichever row it shows: each decision has a page of its own."""
        path = urlsplit(self.page.url).path
        try:
            match = resolve(path)
            return match.view_name, match.kwargs.get("verb")
        except Resolver404:
            return path

    def leaves(self):
        self.context.close()
        assert self.complaints == []
