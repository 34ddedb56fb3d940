"""Corrections of published minutes: which parts there are, as their paper numbers them, and what is put right."""

from contextlib import closing
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from dialogues.admin.session_pages import reading_of
from dialogues.decisions.number_warnings import numbers_used
from dialogues.decisions.parts import parts_of
from dialogues.decisions.sessions import CorrectForm
from dialogues.models import DialogueSession, Minutes
from dialogues.papers import Record, minutes_paper
from dialogues.points import printed_points
from dialogues.status import SessionStatus
from petitions.models import Category
from tests.dialogues.paper_cast import docx_text
from tests.factories.dialogues import (
    an_officer,
    commitment_of,
    conclude,
    photo_of,
    question_at,
    session_in,
    session_on,
)
from wardportal.dates import moment_vi
from wardportal.papers import to_docx

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def concluded_of_all(module_rows) -> DialogueSession:
    session, host = session_on(), an_officer("reception")
    first, second = Category.objects.order_by("position")[:2]
    for topic in (first, second, None):
        question_at(session, topic=topic)
    mixed = question_at(session, topic=first)
    mixed.agenda_items.update(position=9)
    session.open(by=host)
    for number, item in enumerate(session.agenda.in_order()):
        item.minute(by=host, summary=f"Tóm tắt {number}.", answer="Phường sẽ làm.")
    session.end(by=host)
    conclude(session)
    return session


@pytest.fixture
def concluded(concluded_of_all, ward) -> DialogueSession:
    """Three questions of two subjects, whose order on the agenda was mixed up by hand; the last has no subject."""
    return DialogueSession.objects.get(pk=concluded_of_all.pk)


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


NO_FACTS = [
    ("attended", "nhiều"),
    ("attended", "4.5"),
    ("attended", "1.20"),
    ("number", "1" * 41),
    ("chaired_by", "a" * 301),
    ("opened_at", "7 giờ"),
    ("opened_at", "07:30 31/02/2026"),
    ("ended_at", "07:30 01/01/2026"),
    ("ended_at", "07:30 01/01/2099"),
]


def test_what_is_no_such_fact_is_refused_beside_its_box(concluded, chu_tich):
    for part, text in NO_FACTS:
        form = form_for(concluded, chu_tich, part, text=text)
        with pytest.raises(ValidationError) as refusal:
            form.apply(concluded, by=chu_tich)
        assert set(refusal.value.message_dict) == {"text"}, (part, text)
    assert not concluded.minutes.corrections.exists()
    assert DialogueSession.objects.get(pk=concluded.pk).version == concluded.version


@pytest.mark.parametrize(
    ("part", "label"), [("attended", "Số mới"), ("conclusion_number", "Số mới"), ("ended_at", "Giờ mới")]
)
def test_a_fact_is_asked_for_by_its_name_and_cannot_be_left_empty(part, label, concluded, chu_tich):
    form = form_for(concluded, chu_tich, part, text="")
    assert form.fields["text"].label.startswith(f"{label}: ") and form.fields["text"].required
    assert form.errors["text"] == [f"Nhập {label.lower()}."]


def test_dots_group_thousands(concluded, chu_tich):
    concluded.minutes.correct("attended", "1.200", "Đếm lại.", by=chu_tich)
    assert Minutes.objects.get(session=concluded).attended == 1200


@pytest.mark.parametrize("part", ["conclusion", "opening"])
def test_what_is_said_of_the_whole_session_warns_of_everybody_who_asked(part, concluded, chu_tich):
    warned = form_for(concluded, chu_tich, part, text="Giao địa chính trả lời bà LE THI HOA du lieu mau.")
    assert "có họ tên người hỏi: Lê Thị Hoa (dữ liệu mẫu)" in " ".join(warned.errors["heeded"])


def test_a_correction_of_a_point_warns_of_the_others_who_asked(concluded, chu_tich):
    other = concluded.questions.first()
    type(other).objects.filter(pk=other.pk).update(full_name="Vũ Thị Mẫu")
    (item, _number), *_ = [point for point in printed_points(concluded) if point[0].question_id != other.pk]
    warned = form_for(concluded, chu_tich, f"{item.pk}-answer", text="Như đã trả lời bà Vũ Thị Mẫu.")
    assert warned.errors["heeded"][0] == "Nội dung có họ tên người hỏi: Vũ Thị Mẫu."


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


def test_a_promise_without_a_summary_is_named_by_its_code_in_public(submitted, chu_tich, client):
    submitted.minutes.approve("15", by=chu_tich)
    item = submitted.agenda.get(commitment__isnull=False)
    submitted.minutes.correct("answer", "Đã sơn lại.", "Ghi nhầm.", by=chu_tich, item=item)
    page = client.get(submitted.get_absolute_url()).text
    assert f"báo cáo, ý kiến, nội dung {item.commitment.code}." in page and "“việc đã hứa”" not in page


# Before: what the leader reads


@pytest.fixture(scope="module")
def submitted_of_all(concluded_of_all) -> DialogueSession:
    earlier, lan = session_in(SessionStatus.IN_SESSION), an_officer("reception")
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
    minutes.write(by=lan, conclusion="Giao địa chính.", secretary_name="Trần Thị Lan")
    minutes.submit(by=lan)
    return session


@pytest.fixture
def submitted(submitted_of_all, ward) -> DialogueSession:
    """Minutes with a promise to tell of, a question without a subject and a new promise."""
    return DialogueSession.objects.get(pk=submitted_of_all.pk)


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


def test_the_leader_is_warned_of_a_name_wherever_it_stands(submitted, lan, chu_tich):
    name = "Lê Thị Hoa (dữ liệu mẫu)"
    Minutes.objects.update(opening=f"Cảm ơn {name}.", conclusion=f"Giao địa chính trả lời bà {name}.")
    submitted.agenda.filter(commitment__isnull=False).update(answer=f"Đã sơn xong, bà {name} xác nhận.")
    warnings = reading_of(DialogueSession.objects.get(pk=submitted.pk))["warnings"]
    assert [warning.partition(" có ")[0] for warning in warnings] == [
        "Nội dung “Sơn lại vạch kẻ đường.”",
        "Phát biểu mở đầu, tình hình chung",
        "Kết luận chung",
    ]
    submitted.questions.update(consent_publish_name=True)
    assert reading_of(DialogueSession.objects.get(pk=submitted.pk))["warnings"] == []


def test_page_and_paper_of_the_minutes_tell_of_a_question_made_a_petition(submitted, lan, chu_tich, client, ward):
    submitted.agenda.exclude(question=None).update(summary="", answer="", minuted_at=None)
    submitted.questions.get().open_petition(kind="report", by=lan)
    told = "Đã lập đơn để giải quyết"
    read = reading_of(submitted)["groups"]
    assert "chưa ghi tóm tắt" in " ".join(reading_of(submitted)["warnings"])
    assert [item.answer_told[: len(told)] for _name, items in read for item in items if item.question] == [told]
    submitted.minutes.approve("15", by=chu_tich)
    session = DialogueSession.objects.get(pk=submitted.pk)
    text = client.get(session.get_absolute_url()).text
    assert told in text and session.agenda.get(question__isnull=False).subject_told in text
    assert told in docx_text(to_docx(minutes_paper(Record.of(session, ward))))


def test_who_submits_and_approves_is_warned_of_numbers_and_of_a_question_without_its_words(submitted, lan, as_user):
    Minutes.objects.update(conclusion="Gọi 0912 000 000.", secretary_name="")
    submitted.agenda.filter(commitment__isnull=False).update(answer="Đã sơn, hỏi 0912 000 001.")
    submitted.agenda.filter(question__isnull=False).update(summary="", answer="Đã nạo vét.")
    secretary, lacking, promise, conclusion = reading_of(DialogueSession.objects.get(pk=submitted.pk))["warnings"]
    assert secretary.startswith("Chưa ghi thư ký") and lacking.startswith("Câu hỏi 1 chưa ghi tóm tắt")
    assert promise == "Nội dung “Sơn lại vạch kẻ đường.” có một số điện thoại."
    assert conclusion == "Kết luận chung có một số điện thoại."


def test_a_number_of_another_session_has_to_be_meant(submitted, chu_tich, as_user):
    taken = Minutes.objects.exclude(conclusion_number="").first().conclusion_number
    address = reverse("admin:dialogues_dialoguesession_decide", args=[submitted.pk, "conclude"])
    client = as_user(chu_tich)
    seen = client.get(address).context["form"]["seen"].value()
    typed = {"version": submitted.version, "conclusion_number": taken, "seen": seen, "sure": "on"}
    assert "đã dùng cho buổi" in client.post(address, typed).context["form"].errors["same_number"][0]
    assert client.post(address, typed | {"same_number": "on"}).status_code == 302


def test_a_number_is_anothers_however_it_is_typed_also_when_it_is_put_right(submitted, concluded, chu_tich):
    printed = numbers_used(submitted, {"conclusion_number": concluded.minutes.conclusion_number, "number": ""})
    for number, is_used in {"15": True, "015 / TB-UBND": True, "15-TB/ĐU": True, "115": False, "5": False}.items():
        assert numbers_used(submitted, {"conclusion_number": number, "number": ""}) == [
            line.replace("15/TB-UBND", number) for line in printed if is_used
        ], number
    submitted.minutes.approve("16", by=chu_tich)
    session = DialogueSession.objects.get(pk=submitted.pk)
    refused = form_for(session, chu_tich, "conclusion_number", text="015")
    assert "đã dùng cho buổi" in refused.errors["same_number"][0]
    for meant in ({"text": "17"}, {"text": "015", "same_number": "on"}):
        assert form_for(session, chu_tich, "conclusion_number", **meant).is_valid(), meant


def test_the_general_conclusion_is_corrected_but_never_emptied(concluded, chu_tich):
    assert "text" in form_for(concluded, chu_tich, "conclusion", text="").errors


def test_a_photo_shown_meanwhile_has_to_be_seen_too(submitted, lan, chu_tich, as_user):
    photo = photo_of(submitted, by=lan)
    seen = submitted.minutes.mark()
    photo.describe(by=lan, publish=True, consent_basis="Đã thông báo chụp ảnh.")
    with pytest.raises(ValidationError, match="vừa được sửa"):
        submitted.minutes.approve("15", by=chu_tich, seen=seen)
    preview = as_user(chu_tich).get(reverse("admin:dialogues_dialoguesession_decide", args=[submitted.pk, "conclude"]))
    address = reverse("admin:dialogues_dialoguesession_photo", args=[submitted.pk, photo.pk])
    assert f'<img src="{address}"' in preview.text and 'alt="Bà con ngồi nghe"' in preview.text
    with closing(as_user(chu_tich).get(address)) as picture:
        assert picture.status_code == 200
