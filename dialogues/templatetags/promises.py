"""How promises are told on pages."""

from django import template

from dialogues.models import Commitment
from dialogues.standing import Standing, standing_of

register = template.Library()


@register.filter
def standing(commitment: Commitment) -> Standing:
    """Where the promise stands today, in words."""
    return standing_of(commitment)
