"""The page of one decision about anything that has a door."""

from dialogues.admin.pages import RowPage
from dialogues.models import StaleRow
from wardportal.decision_pages import DecisionPage


class DoorDecisionView(RowPage, DecisionPage):
    """Give it `about` and `forms`. Afterwards it goes to `?ve=…` of its address, or to the row's page."""

    template_name = "admin/dialogues/decide.html"
    event_template = "admin/dialogues/_event.html"
    stale = StaleRow

    @property
    def noun(self) -> str:  # type: ignore[override]
        return self.about.NOUN

    def may_decide(self) -> bool:
        # The page read the row by its gate.
        return self.user.has_perm(self.about.permission(self.kwargs["verb"]))

    def refusal(self, label: str) -> str:
        return self.row.refusal_of(self.kwargs["verb"], label)

    def back_url(self) -> str:
        return self.wanted_url() or self.row_url()
