"""Files the portal made: saved or shown, under a name that tells nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest
from django.conf import settings

from wardportal.downloads import download, kept
from wardportal.paper_files import DOCX, PDF, paper_response
from wardportal.sheets import CSV_TYPE
from wardportal.spreadsheets import csv_response


@pytest.mark.parametrize(
    ("response", "how", "content_type"),
    [
        (download(b"a;b", "bang.csv", CSV_TYPE), 'attachment; filename="bang.csv"', CSV_TYPE),
        (csv_response("bang.csv", ["a"], [["b"]]), 'attachment; filename="bang.csv"', CSV_TYPE),
        (paper_response(b"%PDF", "to.pdf", PDF), 'inline; filename="to.pdf"', PDF),
        (paper_response(b"PK", "to.docx", DOCX), 'attachment; filename="to.docx"', DOCX),
    ],
)
def test_a_table_is_saved_and_a_pdf_shown(response, how, content_type):
    assert (response["Content-Disposition"], response["Content-Type"]) == (how, content_type)


def test_only_one_module_writes_how_a_file_is_handed_out():
    apps = [Path(settings.BASE_DIR, app) for app in ("dialogues", "mobilization", "news", "petitions", "wardportal")]
    found = [
        path.name for app in apps for path in app.rglob("*.py") if "Content-Disposition" in path.read_text("utf-8")
    ]
    assert found == ["downloads.py"]


def test_a_dear_file_is_made_once_for_a_crowd_and_anew_after_a_change():
    made = []

    def make():
        sleep(0.05)
        made.append("bang.csv")
        return download(b"a;b", "bang.csv", CSV_TYPE)

    with ThreadPoolExecutor(4) as crowd:
        taken = list(crowd.map(lambda _number: kept("/so-lieu.csv", 1, make).content, range(4)))
    assert (taken, len(made)) == ([b"a;b"] * 4, 1)
    kept("/so-lieu.csv", 2, make)
    assert len(made) == 2
