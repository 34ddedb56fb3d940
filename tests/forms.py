"""Links and forms as the page shows them, followed, filled in and sent as a phone without scripts does it."""

import re
from urllib.parse import urljoin

from django.test import Client
from lxml import html


class Looking(Client):
    """A browser that looked something up; what it sends is about that, as the hidden box of its pages says."""

    def __init__(self, code):
        super().__init__()
        self.code = code

    def post(self, path, data=None, **more):
        return super().post(path, {"code": self.code} | (data or {}), **more)


def unbroken(page):
    """Return a page without the line ends and indents its templates have beside blocks, where nobody sees them."""
    blocks = "p|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td|div|section|details|summary"
    return re.sub(rf"\s*(</?(?:{blocks})\b[^>]*>)\s*", r"\1", " ".join(page.split()))


def words_of(element):
    return " ".join(element.text_content().split())


def follows(client, page, link):
    """Go where the link leads that says this."""
    links = html.fromstring(page.content.decode()).iter("a")
    address = next(one.get("href") for one in links if words_of(one) == link)
    return client.get(urljoin(page.wsgi_request.get_full_path(), address), follow=True)


def presses(client, page, button, typed=()):
    """Send the form that holds this button, with what it holds already and what is typed, and go where it leads."""
    typed = dict(typed)
    buttons = html.fromstring(page.content.decode()).iter("button")
    pressed = next(one for one in buttons if words_of(one) == button)
    form = next(pressed.iterancestors("form"))
    for empty in form.xpath(".//input[not(@value or @type='checkbox')]"):
        empty.set("value", "")
    sent = dict(form.form_values())
    unknown = typed.keys() - form.fields.keys()
    assert not unknown, unknown
    if pressed.get("name"):
        sent[pressed.get("name")] = pressed.get("value")
    send = client.get if form.method == "GET" else client.post
    return send(form.get("action") or page.wsgi_request.get_full_path(), sent | typed, follow=True)
