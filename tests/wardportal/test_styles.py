"""What the style sheets promise: on paper, in colours of one's own, to eyes that need contrast."""

from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR, "static", "css")


@pytest.mark.parametrize("sheet", ["print.css", "admin-print.css"])
def test_on_paper_a_sum_stands_once_at_the_end_of_its_table(sheet):
    assert "\ntfoot { display: table-row-group; }\n" in (CSS / sheet).read_text("utf-8")
