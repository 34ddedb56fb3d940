"""What is planted in private fields comes out nowhere: no page, feed, search, mail to others, file name, picture."""

import re

import pgtrigger
import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from dialogues.models import Commitment, DialogueSession, Evidence, SessionEvent
from mobilization.models import Inspection, MobilizationTeam, ResidentialGroup, SelfManagedGroup
from petitions.models import Attachment, ReplyTemplate
from petitions.status import Kind
from tests.canary_lists import PRIVATE
from tests.canary_plants import (
    CANARY,
    DENOUNCED,
    assessed_and_awarded,
    denounce,
    inspected,
    met_about,
    reported_by_a_team,
    send,
    split_with_canary,
    staff_unit,
    told_at_dialogues,
    worked_on_by_a_team,
)
from tests.factories.news import PostFactory
from tests.factories.petitions import ANSWER, UserFactory
from tests.factories.results import result
from tests.folders import files_in
from wardportal.models import OutgoingMessage
from wardportal.sealing import unseal_text

pytestmark = pytest.mark.django_db

TRACES = (CANARY, "chimhoangyen", "0912345678", "0912 345 678", "84912345678")
TRACES += (DENOUNCED, "ngoclantim", "0987654321", "0987 654 321", "84987654321")


@pytest.fixture(scope="module", autouse=True)
def _own_data_dir(tmp_path_factory):
    """The files planted stay for the whole module, as its rows do."""
    with files_in(tmp_path_factory.mktemp("planted")):
        yield


@pytest.fixture(scope="module")
def small_ward(module_rows):
    """A ward of few groups and sessions to come: with nothing planted in them, one page of theirs is like the other."""
    groups = ResidentialGroup.objects.filter(pk__in=ResidentialGroup.objects.order_by("pk").values("pk")[3:])
    SelfManagedGroup.objects.filter(residential_group__in=groups).delete()
    SelfManagedGroup.objects.filter(pk__in=SelfManagedGroup.objects.values("pk")[3:]).delete()
    MobilizationTeam.objects.filter(residential_group__in=groups).delete()
    groups.delete()
    later = DialogueSession.objects.filter(pk__in=DialogueSession.objects.order_by("held_on").values("pk")[2:])
    with pgtrigger.ignore("dialogues.SessionEvent:append_only"):
        SessionEvent.objects.filter(session__in=later).delete()
    later.delete()


@pytest.fixture(scope="module")
def staff(small_ward):
    return UserFactory(
        username="chimhoangyen", full_name=f"{CANARY} Quyền", email="chimhoangyen@vidu.vn", is_superuser=True
    )


@pytest.fixture(scope="module")
def planted(staff):
    """A petition with the canary in every private field, worked to its answer and published; and a denunciation."""
    petition, sent_on = send(Kind.COMPLAINT), send(Kind.REPORT)
    send(Kind.REPORT, code=422, body="")
    notes = {"by": staff, "staff_note": f"{CANARY} i"}
    for one in (petition, sent_on):
        one.release(by=staff)  # it came too fast for a person
        one.review(**notes)
    sent_on.forward(f"{CANARY} cấp trên", f"{CANARY}/CV", **notes)
    sent_on.relay(timezone.localdate(), f"{CANARY}/TL", f"{CANARY} trả lời", **notes)
    petition.ask(f"{CANARY} j", by=staff)
    petition.supply(f"{CANARY} k")
    petition.accept(sender_note=f"{CANARY} l", **notes)
    petition.assign(staff_unit(staff), **notes)
    petition.answer(**{part: f"{text} {CANARY}" for part, text in ANSWER.items()}, letter_number=CANARY, by=staff)
    petition.publish(title="Việc đã trả lời", text="Tóm tắt của cán bộ.", answer="Đã trả lời.", **notes)
    ReplyTemplate.objects.create(purpose=ReplyTemplate.Purpose.values[0], title=CANARY, text=CANARY)
    PostFactory(
        title=CANARY, lead=CANARY, body=f"<p>{CANARY}</p>", author_name=CANARY, source_name=CANARY,
        source_url="https://chimhoangyen.example",
    )  # fmt: skip
    told_at_dialogues(staff)
    split_with_canary(staff)
    met_about(reported_by_a_team(staff), staff)
    assessed_and_awarded(staff)
    worked_on_by_a_team(staff)
    inspected(staff)
    told = {"audience": "staff", "source": CANARY, "period_text": CANARY}
    result(1, by=staff, **told).correct(by=staff, reason=CANARY, groups=[], value=2)
    return petition, denounce(staff)


def test_the_canary_was_planted_in_every_private_field(planted):
    missing = [
        f"{label}.{name}"
        for label, names in PRIVATE.items()
        for name in names
        if not any(holds(row, name) for row in apps.get_model(label).objects.all())
    ]
    assert missing == []


def holds(row, name):
    value = getattr(row, name)
    if isinstance(row._meta.get_field(name), models.FileField):
        return bool(value) and value.size > 0  # the picture in it was made anew, without the word
    return shows_canary(unseal_text(str(value)).encode())


def crawl(client, start):
    """Every page of the site a visitor reaches by links from these, with what it answered."""
    todo, seen = list(start), {}
    while todo:
        address = todo.pop()
        if address in seen or not address.startswith("/") or address.startswith(("/static/", "//")):
            continue
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        seen[address] = body.replace(b"\r\n ", b"") + repr(response.headers).encode()  # calendars fold long lines
        kind = response.get("Content-Type", "")
        if kind.startswith(("text/html", "text/xml", "application/xml", "application/rss+xml", "application/atom+xml")):
            links = re.findall(
                r"""(?:href|src|action)=["']([^"'#]+)|<(?:loc|link)>https?://[^/]+([^<]*)""", body.decode()
            )
            todo += [(one or two).replace("&amp;", "&") for one, two in links]
    return seen


@pytest.fixture(scope="module")
def public(planted):
    """Every page that somebody who is not signed in reaches, by links or by guessing, with what it answered."""
    petition, denunciation = planted
    starts = ["/", "/sitemap.xml", "/tin-tuc/rss/", f"/kien-nghi/{petition.code}/", f"/kien-nghi/{denunciation.code}/"]
    starts += [
        f"/kien-nghi/{petition.code}/han/",
        f"/kien-nghi/?q={CANARY}",
        "/to-dan-pho/to-da-chia/",
        f"/mo-hinh/?q={CANARY}",
        f"/kien-nghi/cua-toi/tep/{Attachment.objects.first().pk}/",
    ]
    starts += dialogue_addresses()
    starts += ["/ket-qua/kiem-tra/", "/ket-qua/kiem-tra/so-lieu.csv"]
    starts += [f"/quan-tri/mobilization/inspection/{row.pk}/change/" for row in Inspection.objects.all()]
    return crawl(Client(), starts)


def dialogue_addresses():
    """Every public address of every session and promise, linked from anywhere or not."""
    addresses = ["/doi-thoai/lich.ics", "/doi-thoai/cam-ket/so-lieu.csv", "/doi-thoai/cam-ket/so-lieu.json"]
    addresses += [f"/doi-thoai/cam-ket/?q={CANARY}", "/doi-thoai/cua-toi/", "/doi-thoai/bien-nhan/"]
    for session in DialogueSession.objects.all():
        addresses += [f"/doi-thoai/{session.slug}/{page}" for page in ("", "man-hinh/", "dang-ky/")]
        addresses += [f"/doi-thoai/{session.slug}/anh/{photo.pk}/" for photo in session.photos.all()]
    addresses += [commitment.get_absolute_url() for commitment in Commitment.objects.all()]
    for evidence in Evidence.objects.select_related("commitment"):
        addresses.append(f"{evidence.commitment.get_absolute_url()}minh-chung/{evidence.pk}/")
    return addresses


def test_no_public_page_shows_a_private_word(planted, public):
    petition, _denunciation = planted
    assert len(public) > 15 and f"/kien-nghi/{petition.code}/" in public
    assert any(address.startswith("/mo-hinh/nguoi-quet-ngo") for address in public)
    leaks = [address for address, body in public.items() if shows_canary(body) and CANARY not in address]
    assert leaks == []


def test_what_became_public_of_a_dialogue_is_read_there(public):
    """The pages searched for the canary are those that tell something."""
    concluded = DialogueSession.objects.get(status="concluded")
    assert "Hỏi về cống.".encode() in public[concluded.get_absolute_url()]


def shows_canary(body):
    text = body.decode(errors="ignore").lower()
    return any(word.lower() in text for word in TRACES)


def test_no_denunciation_is_named_on_a_public_page(planted, public):
    _petition, denunciation = planted
    assert {"/", "/kien-nghi/", "/sitemap.xml"} <= public.keys()
    assert [address for address, body in public.items() if denunciation.code.encode() in body] == []


def test_mail_goes_to_the_sender_alone_and_repeats_nothing(planted):
    for message in OutgoingMessage.objects.all():
        message.deliver()
    assert {recipient for message in mail.outbox for recipient in message.to} <= {"chimhoangyen@example.vn"}
    texts = [f"{message.subject} {message.body}" for message in mail.outbox]
    assert not any(shows_canary(text.encode()) for text in texts)


def test_stored_files_carry_no_private_word_in_name_or_picture(planted, settings):
    files = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(files) >= 2
    for path in files:
        assert not shows_canary(str(path).encode()) and not shows_canary(path.read_bytes())


def test_a_denunciation_stands_in_no_table_in_clear(planted):
    """Every table: history, outbox, jobs, sessions, the admin's log, files that wait."""
    assert unseal_text(planted[1].answers.get().conclusion).endswith(DENOUNCED)
    assert [table for table in every_table() if any(shows_denounced(row) for row in rows_of(table))] == []


def test_a_denunciation_is_in_no_session_in_clear(planted):
    sessions = [session.get_decoded() for session in Session.objects.all()]
    assert sessions and not any(shows_denounced(repr(session)) for session in sessions)


def every_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [table for (table,) in cursor.fetchall()]


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        return [row for (row,) in cursor.fetchall()]


def shows_denounced(row):
    words = (DENOUNCED.lower(), "ngoclantim", "0987654321", "84987654321")
    return any(word in row.lower() or word.encode().hex() in row for word in words)
