"""What the tests of the team heads' workplace say of its addresses and of what its form sends."""

import json
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mobilization.models import Indicator, ReportHeading
from mobilization.reports.drafts import boxes_of

START = "/bao-cao/"


def page(report, name="write", **more):
    return reverse(f"reports:{name}", kwargs={"pk": report.pk, **more})


def heading(code="tu-tuong"):
    return ReportHeading.objects.get(code=code)


def number(code="ngay-cong"):
    return Indicator.objects.get(code=code)


def filled(report, head, **typed):
    """What the form of the report sends as it stands now, with some boxes typed into."""
    boxes = boxes_of(report, head)
    data = {name: box.stored for name, box in boxes.items()} | {f"thay-{n}": box.stamp for n, box in boxes.items()}
    return data | typed


def send(client, report, **typed):
    head = report.author
    viec = typed.pop("viec", "luu")
    return client.post(page(report), filled(report, head, viec=viec, **typed))


def save(client, report, box, text, seen):
    body = json.dumps({"box": box, "text": text, "seen": seen})
    return client.post(page(report, "save"), body, content_type="application/json")


def asked(client, url):
    """How many statements a page asks that was opened before."""
    opened = client.__dict__.setdefault("opened", set())
    if url not in opened:
        client.get(url)
        opened.add(url)
    with CaptureQueriesContext(connection) as statements:
        assert client.get(url).status_code == 200
    return len(statements)


def status(client, url):
    answer = client.get(url)
    b"".join(answer)  # the file of a photo is closed once it was read
    return answer.status_code


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
