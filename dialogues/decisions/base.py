"""What the decision forms of the dialogue share. Each is found by the verb of the row's method."""

from wardportal.decisions import DecisionForm, long_text, one_line
from wardportal.fields import NormalizedCharField

__all__ = ["DecisionForm", "by_verb", "long_text", "one_line", "public_text"]


def public_text(label: str, required: str = "", *, rows: int = 3, help_text: str = "") -> NormalizedCharField:
    """A box whose words leave the office."""
    return long_text(label, required, rows=rows, help_text=help_text or "Mọi người đọc được trên cổng.")


def by_verb(*forms: type[DecisionForm]) -> dict[str, type[DecisionForm]]:
    """The forms by their verb; their order is that of the work, and of the buttons."""
    return {form.verb: form for form in forms}
