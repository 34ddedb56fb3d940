"""What the decision forms about petitions share: the words to start from, and the note the sender reads."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from petitions.models import Petition, ReplyTemplate
from wardportal import decisions
from wardportal.decisions import long_text, one_line
from wardportal.fields import NormalizedCharField

__all__ = ["DecisionForm", "long_text", "one_line", "sender_note"]


def sender_note() -> NormalizedCharField:
    return long_text("Lời nhắn cho người gửi", rows=3, help_text="Người gửi đọc được trên trang tra cứu.")


class DecisionForm(decisions.DecisionForm):
    """One decision about one petition."""

    # Which texts may be started from, and the box they go into.
    purpose: ClassVar[str] = ""
    template_field: ClassVar[str] = ""

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, row=petition, **kwargs)

    @property
    def petition(self) -> Petition:
        return self.row

    def reply_templates(self) -> QuerySet[ReplyTemplate]:
        return ReplyTemplate.objects.filter(purpose=self.purpose, is_active=True)

    def starting_text(self, template: str) -> dict[str, str]:
        """Return the initial value of the box for the chosen text; nothing where there is no such text."""
        if not self.template_field or not template.isdecimal() or len(template) > 9:
            return {}
        chosen = self.reply_templates().filter(pk=template).first()
        return {self.template_field: chosen.text} if chosen else {}
