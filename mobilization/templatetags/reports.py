"""Numbers of reports on pages."""

from decimal import Decimal

from django import template

from mobilization.models import Indicator

register = template.Library()


@register.filter
def shown(indicator: Indicator, value: Decimal | None) -> str:
    """1.380 with the decimals of the indicator; nothing where there is no number."""
    return indicator.shown(value)
