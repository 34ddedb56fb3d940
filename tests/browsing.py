"""A visitor with a real browser, who minds whatever is not accessible or not allowed."""

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from django.test import Client
from django.urls import Resolver404, resolve
from PIL import Image

# A browser keeps what it compiled of a script that comes from an address: axe is half a million letters long.
AXE_FOLDER = Path(axe_playwright_python.__file__).parent
AXE_ADDRESS = "/static/axe/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Axe describes in full, and sends over, only what is wrong: what passes is most of its work and nobody reads it.
# A page that is new is examined whole, one that is known where it shows kinds of elements that are new. Contrast, the
# dearest of all rules, is asked for the letters that are new, and for none where there are none.
VIOLATIONS = """({whole, kinds, letters, ...options}) => {
    const mark = (groups, names, as) => names.flatMap(name => groups.get(name)).map(element => [element, as])
    const marked = [...mark(window.kinds, kinds, 'data-kind'), ...mark(window.letters, letters, 'data-fresh')]
    marked.forEach(([element, as]) => element.toggleAttribute(as, true))
    axe.configure({rules: [{id: 'color-contrast', selector: '[data-fresh]'}]})
    return axe.run(whole ? document : {include: [['[data-kind]'], ['[data-fresh]']]}, options).then(results => {
        marked.forEach(([element, as]) => element.toggleAttribute(as, false))
        return results.violations
    })
}"""
# The kinds of elements that are seen: a page made of such as were examined before holds nothing else to find.
# Django names the columns of its lists by their fields, which makes no other kind of them.
KINDS = """() => {
    const seen = [...document.querySelectorAll('body *')].filter(element => element.checkVisibility())
    window.kinds = Map.groupBy(seen, element => {
        const names = element.getAttribute('class') ?? '', column = ['TH', 'TD'].includes(element.tagName)
        return [element.tagName, column ? names.replace(/\\b(column|field)-\\S+/g, '') : names,
            element.type, element.getAttribute('role'), element.disabled].join()
    })
    return [...window.kinds.keys()]
}"""
# The letters that are seen, and what is behind them: all that contrast depends on.
LETTERS = """() => {
    const clear = style => style.backgroundColor === 'rgba(0, 0, 0, 0)' && style.backgroundImage === 'none'
    const behind = element => {
        while (element.parentElement && clear(getComputedStyle(element))) element = element.parentElement
        return getComputedStyle(element)
    }
    const written = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    const seen = [...document.querySelectorAll('body *')].filter(
        element => element.checkVisibility() && written(element)
    )
    window.letters = Map.groupBy(seen, element => {
        const own = getComputedStyle(element), back = behind(element)
        return [own.color, own.fontSize, own.fontWeight, own.opacity,
            back.backgroundColor, back.backgroundImage, back.opacity].join()
    })
    return [...window.letters.keys()]
}"""


def seen_first(*make):
    """Whether nobody in this run, in whichever worker, has looked at this before."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", os.getpid())
    known = Path(os.environ["WARDPORTAL_DATA_DIR"]) / f"examined-{run}"
    known.mkdir(parents=True, exist_ok=True)
    try:
        (known / sha256(repr(make).encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


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
        self.url, self.scripts, self.complaints = url, scripts, []
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

    def reads(self):
        return self.page.get_by_role("main").inner_text()

    def looks(self):
        """No page scrolls sideways, and what a page shows that none in this run has shown passes axe."""
        if not self.scripts:
            return
        self.fits()
        whole = seen_first("page", self._view())
        kinds = [kind for kind in self.page.evaluate(KINDS) if seen_first("kind", kind)]
        if whole or kinds:
            self._is_accessible(whole, kinds)

    def fits(self):
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} scrolls sideways by {overflow} px: {self.page.viewport_size}"

    def _view(self):
        """What page this is, whichever row it shows: each decision has a page of its own."""
        path = urlsplit(self.page.url).path
        try:
            match = resolve(path)
            return match.view_name, match.kwargs.get("verb")
        except Resolver404:
            return path

    def _is_accessible(self, whole, kinds):
        letters = [letters for letters in self.page.evaluate(LETTERS) if seen_first("letters", letters)]
        self.page.add_script_tag(url=AXE_ADDRESS)
        options = {"runOnly": WCAG, "resultTypes": ["violations"]}
        found = self.page.evaluate(VIOLATIONS, options | {"whole": whole, "kinds": kinds, "letters": letters})
        rules = [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]
        assert not rules, (self.page.url, rules)

    def leaves(self):
        self.context.close()
        assert self.complaints == []
