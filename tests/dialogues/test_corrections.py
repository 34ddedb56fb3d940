"""Corrections of published minutes: which parts there are, as their paper numbers them, and what is put right."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from dialogues.decisions.parts import parts_of
from dialogues.decisions.sessions import CorrectForm
from dialogues.models import DialogueSession, Minutes
from dialogues.papers import Record, minutes_paper
from dialogues.points import printed_points
from dialogues.status import SessionStatus
from petitions.models import Category
from tests.dialogues.paper_cast import docx_text
from tests.factories.dialogues import an_officer, commitment_of, conclude, question_at, session_in, session_on
from wardportal.dates import moment_vi
from wardportal.papers import to_docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def concluded(ward, chu_tich) -> DialogueSession:
    """Three questions of two subjects, whose order on the agenda was mixed up by hand; the last has no subject."""
    session = session_on()
    first, second = Category.objects.order_by("position")[:2]
    for topic in (first, second, None):
        question_at(session, topic=topic)
    mixed = question_at(session, topic=first)
    mixed.agenda_items.update(position=9)
    session.open(by=an_officer("reception"))
    for number, item in enumerate(session.agenda.in_order()):
        item.minute(by=chu_tich, summary=f"Tóm tắt {number}.", answer="Phường sẽ làm.")
    session.end(by=an_officer("reception"))
    conclude(session)
    return DialogueSession.objects.get(pk=session.pk)


def form_for(session, user, part, **typed) -> CorrectForm:
    data = {"part": part, "version": session.version, "reason": "Ghi nhầm."} | typed
    form = CorrectForm(data, row=session, user=user)
    form.is_valid()
    return form


def test_points_are_named_by_the_number_of_the_paper_with_code_and_title(concluded, ward, chu_tich):
    paper = docx_text(to_docx(minutes_paper(Record.of(concluded, ward))))
    labels = {part.item.pk: part.label for part in parts_of(concluded, chu_tich).values() if part.item}
    points = printed_points(concluded)
    assert [number for _item, number in points] == ["Câu hỏi 1", "Câu hỏi 2", "Câu hỏi 3", "Câu hỏi 4"]
    for item, number in points:
        assert f"{number} (Một người dân): {item.summary}" in paper
        assert labels[item.pk].startswith(f"{number} ({item.question.code}, Đường ngõ 5 ngập")


def test_a_point_is_named_without_the_askers_words_to_who_may_not_read_them(concluded, minh):
    labels = [part.label for part in parts_of(concluded, minh).values() if part.item]
    assert labels[0] == "Câu hỏi 1: tóm tắt"


@pytest.mark.parametrize(
    ("part", "text", "label"),
    [
        ("attended", "52", "số người dân dự"),
        ("number", "16", "số biên bản"),
        ("conclusion_number", "17", "số thông báo kết luận"),
    ],
)
def test_numbers_are_corrected_in_the_open(part, text, label, concluded, client, chu_tich):
    before = str(getattr(concluded.minutes, part))
    form_for(concluded, chu_tich, part, text=text).apply(concluded, by=chu_tich)
    change = concluded.minutes.corrections.get()
    assert (change.before, change.after, change.field_label) == (before, text, label)
    page = client.get(concluded.get_absolute_url()).text
    assert f"<del>{before}</del>" in page and f"<ins>{text}</ins>" in page and label in page


def test_the_hours_are_corrected_in_the_open(concluded, chu_tich, ward):
    opened = concluded.opened_at - timedelta(hours=2)
    form_for(concluded, chu_tich, "opened_at", text=moment_vi(opened)).apply(concluded, by=chu_tich)
    fresh = DialogueSession.objects.get(pk=concluded.pk)
    assert moment_vi(fresh.opened_at) == moment_vi(opened)
    change = fresh.minutes.corrections.get()
    assert (change.after, change.field_label) == (moment_vi(opened), "khai mạc lúc")
    assert moment_vi(opened) in docx_text(to_docx(minutes_paper(Record.of(fresh, ward))))


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("attended", "nhiều"),
        ("attended", ""),
        ("conclusion_number", ""),
        ("number", "1" * 41),
        ("chaired_by", "a" * 301),
        ("opened_at", "7 giờ"),
        ("opened_at", "07:30 31/02/2026"),
        ("ended_at", "07:30 01/01/2026"),
        ("ended_at", "07:30 01/01/2099"),
    ],
)
def test_what_is_no_such_fact_is_refused_beside_its_box(part, text, concluded, chu_tich):
    form = form_for(concluded, chu_tich, part, text=text)
    with pytest.raises(ValidationError) as refusal:
        form.apply(concluded, by=chu_tich)
    assert set(refusal.value.message_dict) == {"text"}
    assert not concluded.minutes.corrections.exists()
    assert DialogueSession.objects.get(pk=concluded.pk).version == concluded.version


def test_a_correction_warns_of_who_asked_until_it_is_meant(concluded, chu_tich):
    item, _number = printed_points(concluded)[0]
    typed = {"part": f"{item.pk}-answer", "text": "Đã trả lời bà Lê Thị Hoa (dữ liệu mẫu)."}
    assert "có họ tên người hỏi" in " ".join(form_for(concluded, chu_tich, **typed).errors["heeded"])
    form_for(concluded, chu_tich, **typed, heeded="on").apply(concluded, by=chu_tich)
    assert concluded.minutes.corrections.get().after == typed["text"]


def test_the_public_box_says_which_point_was_corrected(concluded, client, chu_tich):
    item, _number = printed_points(concluded)[2]
    concluded.minutes.correct("answer", "Sẽ làm quý sau.", "Ghi nhầm.", by=chu_tich, item=item)
    page = client.get(concluded.get_absolute_url()).text
    assert f"trả lời, nội dung “{item.summary}”" in page
    assert "Đường ngõ 5 ngập" not in page


# Before: what the leader reads


@pytest.fixture
def submitted(lan) -> DialogueSession:
    """Minutes with a promise to tell of, a question without a subject and a new promise."""
    earlier = session_in(SessionStatus.IN_SESSION)
    promised = commitment_of(earlier, text="Sơn lại vạch kẻ đường.")
    earlier.end(by=lan)
    conclude(earlier)
    session = session_on(timezone.localdate())
    question_at(session)
    session.open(by=lan)
    session.agenda.get(commitment=promised).minute(by=lan, answer="Đã sơn xong.")
    session.agenda.get(commitment=None).minute(by=lan, summary="Hỏi về cống.", answer="Sẽ nạo vét.")
    commitment_of(session, text="Nạo vét cống ngõ 5.")
    session.end(by=lan)
    minutes = Minutes.of(session)
    minutes.write(by=lan, conclusion="Giao địa chính.")
    minutes.submit(by=lan)
    return DialogueSession.objects.get(pk=session.pk)


def test_the_leader_reads_what_will_be_published(submitted, chu_tich, client, as_user):
    address = reverse("admin:dialogues_dialoguesession_decide", args=[submitted.pk, "conclude"])
    preview = as_user(chu_tich).get(address)
    assert "bên dưới" not in preview.text
    said = ("Cam kết", "Sơn lại vạch kẻ đường.", "Việc đã hứa", "Chưa phân loại", "Hỏi về cống.", "Nạo vét cống ngõ 5.")
    submitted.minutes.approve("15", by=chu_tich)
    published = client.get(submitted.get_absolute_url()).text
    for words in said:
        assert words in preview.text and words in published
    assert [name for name, _items in preview.context["groups"]] == ["Việc đã hứa", "Chưa phân loại"]
