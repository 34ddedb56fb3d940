"""What is planted in private fields comes out nowhere: no page, feed, search, mail to others, file name, picture."""

import io
import re

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from PIL import Image

from petitions.models import Attachment, Petition
from petitions.status import Kind
from tests.factories.mobilization import MembershipFactory, UnitFactory
from tests.factories.petitions import ANSWER, UserFactory
from wardportal.forms import new_submission_id
from wardportal.models import OutgoingMessage

pytestmark = pytest.mark.django_db

CANARY = "Chimhoàngyến"

# Text and file fields that the public may read, reviewed one by one. A new field is private until it is listed here.
PUBLIC = {
    "petitions.publicsummary": {"title", "text", "answer", "sender_name", "legal_basis", "search_text"},
    "petitions.category": {"slug", "name"},
    "petitions.deadlinerule": {"legal_basis", "kind", "step", "day_type", "starts_on"},
    "petitions.deadlinechange": {"decision_number", "kind", "counted"},
    "petitions.deadline": {"counted"},
    "petitions.petition": {"code", "status", "outcome", "visibility", "declared_kind", "classified_kind", "channel"},
    "petitions.petitionevent": {"kind", "actor", "from_status", "to_status", "outcome"},
}
PRIVATE = {
    "petitions.petition": {
        "title", "body", "place", "complained_of", "decision_or_act", "demand", "full_name", "phone", "email",
        "address", "search_text", "reply_by", "paused_status",
    },
    "petitions.attachment": {"file", "name", "content_type"},
    "petitions.answer": {"conclusion", "reason", "next_step", "letter_number"},
    "petitions.transfer": {"agency", "letter_number"},
    "petitions.eventnote": {"staff_note", "sender_note"},
    "petitions.replytemplate": {"purpose", "title", "text"},
    "petitions.confidentialgrant": {"reason"},
    "petitions.confidentialview": {"reason"},
}  # fmt: skip


def text_fields(model):
    kinds = (models.CharField, models.TextField, models.FileField, models.JSONField)
    return {field.name for field in model._meta.concrete_fields if isinstance(field, kinds)}


def test_every_text_and_file_field_of_a_petition_has_been_reviewed():
    for model in apps.get_app_config("petitions").get_models():
        known = PUBLIC.get(model._meta.label_lower, set()) | PRIVATE.get(model._meta.label_lower, set())
        assert text_fields(model) == known, model


def canary_photo():
    """A picture that carries the canary in EXIF, in a comment and in its name."""
    exif = Image.Exif()
    exif[0x010E] = CANARY
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(stream, "JPEG", exif=exif, comment=CANARY.encode())
    return SimpleUploadedFile(f"{CANARY}.jpg", stream.getvalue(), "image/jpeg")


def send(kind, **changes):
    form = {
        "submission_id": new_submission_id(), "kind": kind, "title": f"{CANARY} a", "body": f"{CANARY} b",
        "place": f"{CANARY} c", "complained_of": f"{CANARY} d", "decision_or_act": f"{CANARY} e",
        "demand": f"{CANARY} f", "full_name": f"{CANARY} g", "address": f"{CANARY} h", "phone": "0912345678",
        "email": "chimhoangyen@example.vn", "reply_by": "portal", "consent_publish": "on",
        "attachments": [canary_photo()],
    }  # fmt: skip
    assert Client().post("/kien-nghi/gui/", form | changes).status_code == 302
    return Petition.objects.latest("pk")


@pytest.fixture
def planted(ward):
    """A petition with the canary in every private field, worked to its answer and published; and a denunciation."""
    staff = UserFactory(username="moi-quyen", is_superuser=True)
    petition = send(Kind.COMPLAINT)
    notes = {"by": staff, "staff_note": f"{CANARY} i"}
    petition.release(by=staff)  # it came too fast for a person
    petition.review(**notes)
    petition.ask(f"{CANARY} j", by=staff)
    petition.supply(f"{CANARY} k")
    petition.accept(sender_note=f"{CANARY} l", **notes)
    petition.assign(staff_unit(staff), **notes)
    petition.answer(**{part: f"{text} {CANARY}" for part, text in ANSWER.items()}, letter_number=CANARY, by=staff)
    petition.publish(title="Việc đã trả lời", text="Tóm tắt của cán bộ.", answer="Đã trả lời.", **notes)
    denunciation = send(Kind.DENUNCIATION, consent_publish="")
    return petition, denunciation


def staff_unit(user):
    unit = UnitFactory()
    MembershipFactory(unit=unit, user=user)
    return unit


def crawl(client, start):
    """Every page of the site a visitor reaches by links from these, with what it answered."""
    todo, seen = list(start), {}
    while todo:
        address = todo.pop()
        if address in seen or not address.startswith("/") or address.startswith(("/static/", "//")):
            continue
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        seen[address] = body + repr(response.headers).encode()
        if "html" in response.get("Content-Type", "") or "xml" in response.get("Content-Type", ""):
            links = re.findall(
                r"""(?:href|src|action)=["']([^"'#]+)|<(?:loc|link)>https?://[^/]+([^<]*)""", body.decode()
            )
            todo += [(one or two).replace("&amp;", "&") for one, two in links]
    return seen


def test_no_public_page_shows_a_private_word(planted):
    petition, denunciation = planted
    starts = ["/", "/sitemap.xml", "/tin-tuc/rss/", f"/kien-nghi/{petition.code}/", f"/kien-nghi/{denunciation.code}/"]
    starts += [
        f"/kien-nghi/{petition.code}/han/",
        f"/kien-nghi/?q={CANARY}",
        f"/kien-nghi/cua-toi/tep/{Attachment.objects.first().pk}/",
    ]
    pages = crawl(Client(), starts)
    assert len(pages) > 15 and f"/kien-nghi/{petition.code}/" in pages
    leaks = [address for address, body in pages.items() if shows_canary(body) and CANARY not in address]
    assert leaks == []


def shows_canary(body):
    text = body.decode(errors="ignore").lower()
    return any(word in text for word in (CANARY.lower(), "chimhoangyen", "0912345678", "0912 345 678", "84912345678"))


def test_no_denunciation_is_named_on_a_public_page(planted):
    _petition, denunciation = planted
    pages = crawl(Client(), ["/", "/kien-nghi/", "/sitemap.xml"])
    assert [address for address, body in pages.items() if denunciation.code.encode() in body] == []


def test_mail_goes_to_the_sender_alone_and_repeats_nothing(planted):
    for message in OutgoingMessage.objects.all():
        message.deliver()
    assert {recipient for message in mail.outbox for recipient in message.to} <= {"chimhoangyen@example.vn"}
    texts = [f"{message.subject} {message.body}" for message in mail.outbox]
    assert not any(CANARY in text or "0912" in text for text in texts)


def test_stored_files_carry_no_private_word_in_name_or_picture(planted, settings):
    files = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(files) >= 2
    for path in files:
        assert not shows_canary(str(path).encode()) and not shows_canary(path.read_bytes())


def test_a_denunciation_is_in_no_column_in_clear(planted):
    denunciation = planted[1]
    with connection.cursor() as cursor:
        for model in apps.get_app_config("petitions").get_models():
            columns = {field.name for field in model._meta.concrete_fields}
            link = "id" if model is Petition else "event_id" if "event" in columns else "petition_id"
            if link.removesuffix("_id") not in columns:
                continue
            events = list(denunciation.events.values_list("pk", flat=True))
            ids = events if link == "event_id" else [denunciation.pk]
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t WHERE {link} = ANY(%s)', [ids])
            assert not any(shows_canary(row.encode()) for (row,) in cursor.fetchall()), model
