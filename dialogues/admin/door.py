"""What the lists of the dialogue share: offered ways to search and narrow, queues, the row's own page."""

from typing import Any

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dialogues.desk import tone_of
from wardportal.row_pages import RowsAdmin


class DoorAdmin(RowsAdmin):
    """A list of rows with a door: searched and filtered in offered ways only, changed by decisions alone."""

    sortable_by = ["code"]
    search_fields = ["code"]

    @admin.display(description="tình trạng")
    def status_column(self, row: Any) -> SafeString:
        context = {"label": row.get_status_display(), "tone": tone_of(row)}
        return render_to_string("components/_status_badge.html", context)
