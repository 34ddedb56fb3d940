"""Small things every page is built from."""

import re
from typing import Any

from django import template
from django.forms import BaseForm, RadioSelect
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from wardportal.uploads import srcset

register = template.Library()
register.filter(srcset)

# What the marks of the stock admin stand for, to whoever listens to the page.
ICONS = {'alt="True"': 'alt="có"', 'alt="False"': 'alt="không"', 'alt="None"': 'alt="chưa rõ"'}


@register.inclusion_tag("components/_breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, list[tuple[str, str]]]:
    """Show the way here: label and address in turn, then the label of this page; the home page is added."""
    labels, addresses = parts[::2], parts[1::2]
    return {"items": [*zip(labels, addresses, strict=False), *([(labels[-1], "")] if len(parts) % 2 else [])]}


@register.simple_tag(takes_context=True)
def current_in(context: dict[str, Any], *sections: str) -> SafeString:
    """Mark a link of the navigation: the address read now belongs to one of these apps, or is this page."""
    match = getattr(context.get("request"), "resolver_match", None)
    is_here = match is not None and (match.app_name or match.url_name) in sections
    return SafeString(' aria-current="true"' if is_here else "")


@register.filter
def tel(number: str) -> str:
    """Return the tel: address of a number written for people."""
    return "tel:" + re.sub(r"[^\d+]", "", number)


@register.filter
def first_input_id(field: BoundField) -> str:
    """Return the id a link to this field should reach: the control, or the first one of a group of choices."""
    if isinstance(field.field.widget, RadioSelect) and len(field.subwidgets):
        return field.subwidgets[0].id_for_label
    return field.id_for_label or field.auto_id


@register.filter
def error_count(form: BaseForm) -> int:
    """Return how many lines the error summary has: a field may have several."""
    return sum(len(lines) for lines in form.errors.values())


@register.filter
def spoken_icons(html: str) -> str:
    """Return the finished page of the stock admin with its yes and no in Vietnamese."""
    for english, vietnamese in ICONS.items():
        html = html.replace(english, vietnamese)
    return mark_safe(html)  # noqa: S308 - what came in was safe
