"""The page of one decision about anything that has a door."""

from dialogues.admin.pages import RowPage
from wardportal.decision_pages import DecisionPage


class DoorDecisionView(RowPage, DecisionPage):
    """Give it `about` and `forms`. Afterwards it goes to `?ve=…` of its address, or to the row's page."""

    template_name = "admin/dialogues/decide.html"
    event_template = "admin/dialogues/_event.html"

    def back_url(self) -> str:
        return self.wanted_url() or self.row_url()
