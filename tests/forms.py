"""A form as the page shows it, filled in and sent over HTTP as a phone without scripts sends it."""

from lxml import html


def presses(client, page, button, typed=()):
    """Send the form that holds this button, with what it holds already and what is typed, and go where it leads."""
    typed = dict(typed)
    buttons = html.fromstring(page.content.decode()).iter("button")
    pressed = next(one for one in buttons if " ".join(one.text_content().split()) == button)
    form = next(pressed.iterancestors("form"))
    for empty in form.xpath(".//input[not(@value or @type='checkbox')]"):
        empty.set("value", "")
    sent = dict(form.form_values())
    assert typed.keys() <= sent.keys(), typed.keys() - sent.keys()
    if pressed.get("name"):
        sent[pressed.get("name")] = pressed.get("value")
    return client.post(form.get("action") or page.wsgi_request.get_full_path(), sent | typed, follow=True)
