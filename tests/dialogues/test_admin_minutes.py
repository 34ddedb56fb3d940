"""The minutes: written by a plain button or saved by a script, two at once, words nobody should have sent."""

import json
import re
from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from dialogues.models import AgendaItem, Minutes, Section
from tests.factories.dialogues import an_officer, commitment_of, conclude, question_at, session_on
from tests.grids import undone
from wardportal.stamps import stamp_of

pytestmark = pytest.mark.django_db


def page(session, name="minutes"):
    return reverse(f"admin:dialogues_dialoguesession_{name}", args=[session.pk])


@pytest.fixture(scope="module")
def meeting_of_all(module_rows):
    session = session_on()
    question_at(session)
    session.open(by=an_officer("reception"))
    return session


@pytest.fixture
def meeting(meeting_of_all, ward):
    """A session going on, with one question."""
    return deepcopy(meeting_of_all)


@pytest.fixture
def item(meeting):
    return meeting.agenda.get()


@pytest.fixture(scope="module")
def shown(meeting_of_all, lan_of_all):
    """What a browser sends: every box as the page shows it; tests type over them."""
    client = Client()
    client.force_login(lan_of_all)
    context = client.get(page(meeting_of_all)).context
    parts = [context["general"], *context["parts"]]
    boxes = {f"{part.key}-{box.name}": box.value for part in parts for box in part.boxes}
    boxes |= {f"{part.key}-{box.name}-mark": box.mark for part in parts for box in part.boxes}
    return boxes | {f"{part.key}-version": part.version for part in parts}


def is_told(response, status):
    """A script that saves is told in JSON what is wrong."""
    assert response.status_code == status
    return response.json()["error"]


def save(client, session, part, version, **texts):
    body = json.dumps({"part": str(part), "version": version, "texts": texts})
    return client.post(page(session, "minutes_save"), body, content_type="application/json")


# By the plain button


def test_everything_typed_is_saved_by_one_press(lan, meeting, item, shown, as_user):
    texts = {f"{item.pk}-answer": "Nạo vét trong tháng.", "chung-conclusion": "Giao địa chính."}
    assert as_user(lan).post(page(meeting), shown | texts | {"chung-attended": "1.045"}).status_code == 302
    item.refresh_from_db()
    minutes = Minutes.objects.get()
    assert (item.answer, item.minuted_by) == ("Nạo vét trong tháng.", lan)
    assert (minutes.conclusion, minutes.attended) == ("Giao địa chính.", 1045)


def test_reading_the_page_begins_no_minutes(lan, meeting, as_user):
    assert "Chủ tịch UBND phường" in as_user(lan).get(page(meeting)).text
    assert not Minutes.objects.exists()


def test_what_was_not_changed_raises_no_version(lan, meeting, item, shown, as_user):
    as_user(lan).post(page(meeting), shown)
    item.refresh_from_db()
    assert (item.version, Minutes.objects.get().version, item.minuted_at) == (0, 0, None)


def test_who_saves_second_sees_both_wordings_and_loses_neither(lan, chu_tich, meeting, item, shown, as_user):
    client = as_user(lan)
    sent = shown | {f"{item.pk}-answer": "Lời của Lan.", f"{item.pk}-conclusion": "Kết luận của Lan."}
    item.minute(by=chu_tich, answer="Lời của chủ tịch.")
    response = client.post(page(meeting), sent)
    assert response.status_code == 409
    assert "Lời của chủ tịch." in response.text
    assert "Lời của Lan." in response.text
    part = response.context["parts"][0]
    again = sent | {f"{item.pk}-version": part.version}
    assert client.post(page(meeting), again).status_code == 302
    item.refresh_from_db()
    assert item.answer == "Lời của Lan."


def test_a_box_nobody_typed_in_takes_the_words_of_the_other(lan, chu_tich, meeting, item, shown, as_user):
    client = as_user(lan)
    item.minute(by=chu_tich, summary="Hỏi về cống.", answer="Lời kia.")
    response = client.post(page(meeting), shown | {f"{item.pk}-answer": "Lời ở đây."})
    (part,) = response.context["parts"]
    assert [box.value for box in part.boxes] == ["Hỏi về cống.", "Lời ở đây.", ""]
    assert [box.theirs for box in part.boxes] == [None, "Lời kia.", None]
    assert response.context["unsaved"] == [part]
    assert f'<a href="#noi-dung-{item.pk}">' in response.text


def test_what_only_another_wrote_keeps_nobody_from_saving(lan, chu_tich, meeting, item, shown, as_user):
    item.minute(by=chu_tich, answer="Lời của chủ tịch.")
    response = as_user(lan).post(page(meeting), shown | {"chung-opening": "Mở đầu.", "then": f"promise-{item.pk}"})
    assert (response.status_code, f"noi-dung={item.pk}" in response.url) == (302, True)
    item.refresh_from_db()
    assert (item.answer, Minutes.objects.get().opening) == ("Lời của chủ tịch.", "Mở đầu.")


def test_words_for_a_point_that_left_are_shown_once_more(lan, meeting, item, shown, as_user):
    item.question.withdraw(by=lan)
    sent = shown | {f"{item.pk}-answer": "Nạo vét trong tháng.", "chung-opening": "Mở đầu."}
    response = as_user(lan).post(page(meeting), sent)
    assert (response.status_code, response.context["left"]) == (409, ["Nạo vét trong tháng."])
    assert "Nạo vét trong tháng." in response.text
    assert Minutes.objects.get().opening == "Mở đầu."


def test_of_a_point_that_left_only_what_was_typed_is_told(lan, meeting, item, shown, as_user):
    item.question.seal(by=lan)
    sent = shown | {f"{item.pk}-answer": "Lời đã lưu.\r\nDòng hai.", f"{item.pk}-conclusion": "Lời mới."}
    sent[f"{item.pk}-answer-mark"] = stamp_of("Lời đã lưu.\nDòng hai.")
    response = as_user(lan).post(page(meeting), sent)
    assert (response.status_code, response.context["left"]) == (409, ["Lời mới."])


def test_one_conflict_does_not_keep_the_rest_from_being_saved(lan, chu_tich, meeting, item, shown, as_user):
    item.minute(by=chu_tich, answer="Lời của chủ tịch.")
    as_user(lan).post(page(meeting), shown | {f"{item.pk}-answer": "Lời của Lan.", "chung-opening": "Mở đầu."})
    assert Minutes.objects.get().opening == "Mở đầu."


def test_what_cannot_be_is_refused_beside_its_box(lan, meeting, item, shown, as_user):
    client = as_user(lan)
    for wrong in (
        {"chung-attended": "nhiều", f"{item.pk}-answer": "x" * 10_001},
        {"chung-attended": "9" * 30},
        {"chung-secretary_name": "x" * 121},
    ):
        response = client.post(page(meeting), shown | wrong)
        assert response.status_code == 422, wrong
        for name, value in wrong.items():
            assert f'id="loi-{name}"' in response.text, name
            assert value in response.text, name


def test_a_button_saves_and_leads_to_the_decision(lan, meeting, item, shown, as_user):
    client, sent = as_user(lan), shown | {f"{item.pk}-answer": "Nạo vét trong tháng."}
    for verb in ("answer", "open_petition", "seal"):
        with undone():
            response = client.post(page(meeting), sent | {"then": f"{verb}-{item.pk}"})
            decision = reverse("admin:dialogues_question_decide", args=[item.question_id, verb])
            assert response.url.startswith(decision), verb
            assert client.get(response.url).status_code == 200, verb
            assert meeting.agenda.get().answer == "Nạo vét trong tháng.", verb


def test_a_promise_is_written_down_from_its_point(lan, meeting, item, shown, as_user):
    client = as_user(lan)
    response = client.post(page(meeting), shown | {"then": f"promise-{item.pk}"})
    assert f"noi-dung={item.pk}" in response.url
    assert client.get(response.url).status_code == 200


def test_a_button_nobody_made_leads_back_here(lan, meeting, shown, as_user):
    client = as_user(lan)
    for then in ("", "x", "delete-1", "answer-0", "answer-99999999999999999999", "answer-²"):
        assert client.post(page(meeting), shown | {"then": then}).url == page(meeting), then


def test_what_was_promised_stands_beside_its_point(lan, meeting, item, as_user):
    commitment = commitment_of(meeting, item=item)
    assert commitment.code in as_user(lan).get(page(meeting)).text


def test_the_name_of_who_did_not_agree_is_pointed_out(lan, meeting, item, as_user):
    item.minute(by=lan, summary="Bà Lê Thị Hoa (dữ liệu mẫu) hỏi về cống, gọi 0912 345 678.")
    assert len(as_user(lan).get(page(meeting)).context["parts"][0].warnings) == 2


def test_minutes_are_written_only_between_opening_and_approval(lan, chu_tich, session, as_user):
    client = as_user(lan)

    def nothing_is_written():
        before = list(Minutes.objects.values())
        client.post(page(session), {"chung-conclusion": "Khác", "chung-version": "0"})
        assert "không còn sửa" in is_told(save(client, session, "chung", 0, conclusion="Khác"), 410), session.status
        assert list(Minutes.objects.values()) == before, session.status
        assert "data-draft" not in client.get(page(session)).text, session.status

    nothing_is_written()
    with undone():
        session.cancel("Bão.", by=chu_tich)
        nothing_is_written()
    session.open(by=lan)
    session.end(by=lan)
    conclude(session, host=lan, leader=chu_tich)
    nothing_is_written()


def test_many_points_stand_on_several_pages(lan, session, as_user):
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, section=Section.OTHER, position=number, title=f"Việc {number}")
        for number in range(1, 42)
    )
    session.open(by=lan)
    client = as_user(lan)
    first, second = (client.get(page(session), {"trang": number}).context for number in (1, 2))
    assert (len(first["parts"]), len(second["parts"])) == (40, 1)
    assert second["general"] is None


# By the script


def test_the_script_saves_and_is_told_version_time_and_warnings(lan, meeting, item, as_user):
    told = save(as_user(lan), meeting, item.pk, 0, summary="Lê Thị Hoa (dữ liệu mẫu) hỏi.").json()
    assert told["version"] == 1
    assert len(told["saved"]) == 5
    assert "có họ tên người hỏi" in told["warnings"][0]


def test_the_script_of_who_comes_second_is_told_what_the_other_wrote(lan, chu_tich, meeting, item, as_user):
    item.minute(by=chu_tich, answer="Lời của chủ tịch.")
    client = as_user(lan)
    response = save(client, meeting, item.pk, 0, answer="Lời của Lan.")
    assert response.status_code == 409
    told = response.json()
    assert (told["by"], told["version"], told["texts"]["answer"]) == (str(chu_tich), 1, "Lời của chủ tịch.")
    assert save(client, meeting, item.pk, told["version"], answer="Lời của Lan.").status_code == 200


def test_the_same_words_sent_again_are_no_conflict(lan, meeting, item, as_user):
    client = as_user(lan)
    for _ in range(2):
        assert save(client, meeting, item.pk, 0, answer="Một lời.").json()["version"] == 1


def test_the_general_part_is_saved_the_same_way(lan, chu_tich, meeting, as_user):
    client = as_user(lan)
    client.get(page(meeting))
    assert save(client, meeting, "chung", 0, attended="45", conclusion="Giao việc.").json()["version"] == 1
    response = save(client, meeting, "chung", 0, conclusion="Lời khác.")
    assert response.status_code == 409
    told = response.json()
    assert (told["by"], told["texts"]["conclusion"]) == (str(lan), "Giao việc.")


BAD = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"part": 1, "texts": {}}',
    b'{"part": "chung", "texts": []}',
    b'{"texts": {"answer": "x"}}',
    b"[" * 100_000,
    b'{"part": "chung", "version": ' + b"9" * 5000 + b', "texts": {}}',
]


def test_what_is_no_draft_is_refused_in_json(lan, meeting, as_user):
    client = as_user(lan)
    for body in BAD:
        response = client.post(page(meeting, "minutes_save"), body, content_type="application/json")
        assert response.status_code == 400, body[:80]
        assert response.json()["error"], body[:80]


def test_a_text_that_is_none_or_too_long_is_refused(lan, meeting, item, as_user):
    client = as_user(lan)
    for value in (1, None, [], {}, True, "x" * 10_001, ["x"]):
        assert save(client, meeting, item.pk, 0, answer=value).status_code == 422, value
    item.refresh_from_db()
    assert item.answer == ""


def test_strange_signs_are_kept_or_dropped_but_break_nothing(lan, meeting, item, as_user):
    client = as_user(lan)
    typed = [("\u202e đảo", "🙂", "\x00"), ("a\ud800b", "<script>alert(1)</script>", "đ")]
    kept = [("đảo", "🙂", ""), ("ab", "<script>alert(1)</script>", "đ")]
    for version, texts in enumerate(typed):
        response = save(client, meeting, item.pk, version, **dict(zip(AgendaItem.MINUTED, texts, strict=True)))
        assert (response.status_code, response.json()["version"]) == (200, version + 1), texts
        item.refresh_from_db()
        assert (item.summary, item.answer, item.conclusion) == kept[version]
        assert "<script>alert" not in client.get(page(meeting)).text, texts


def test_no_other_column_is_written(lan, meeting, item, as_user):
    client = as_user(lan)
    save(client, meeting, item.pk, 0, title="Khác", section="4", minuted_by="1")
    save(client, meeting, "chung", 0, number="1", conclusion_number="2", approved_at="2026-01-01")
    item.refresh_from_db()
    minutes = Minutes.of(meeting)
    assert item.version == 0
    assert (minutes.number, minutes.conclusion_number, minutes.approved_at) == ("", "", None)


def test_a_point_of_another_session_is_not_written_here(lan, meeting, item, as_user):
    other = session_on()
    other.open(by=lan)
    assert "không còn" in is_told(save(as_user(lan), other, item.pk, 0, answer="x"), 404)


def test_a_part_there_is_not_is_not_found(lan, meeting, as_user):
    client = as_user(lan)
    for part in ("0", "abc", "99999999999999999999", "", "²"):
        assert "không còn" in is_told(save(client, meeting, part, 0, answer="x"), 404), part


def test_more_than_the_portal_takes_at_once_is_refused_in_json(lan, meeting, item, as_user, settings):
    response = save(as_user(lan), meeting, item.pk, 0, answer="x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    assert "quá dài" in is_told(response, 413)


def test_a_sealed_point_is_no_part_of_which_a_copy_may_stay(lan, meeting, item, as_user):
    client = as_user(lan)
    assert client.get(page(meeting)).context["part_keys"] == f"chung {item.pk}"
    item.question.seal(by=lan)
    assert client.get(page(meeting)).context["part_keys"] == "chung"
    assert "không còn" in is_told(save(client, meeting, item.pk, 0, answer="x"), 404)


def test_every_box_names_its_help_its_error_and_the_other_wording(lan, chu_tich, meeting, item, shown, as_user):
    item.minute(by=chu_tich, answer="Lời kia.")
    sent = shown | {f"{item.pk}-answer": "Lời ở đây.", "chung-attended": "mấy"}
    text = as_user(lan).post(page(meeting), sent).text
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', text)).split()
    assert {f"kia-{item.pk}-answer", "loi-chung-attended"} <= set(described)
    assert {key for key in described if key.startswith("giup-")} == set(re.findall(r'id="(giup-[^"]+)"', text)) != set()
    assert all(f'id="{key}"' in text for key in described)


def test_a_version_nobody_had_overwrites_nothing(lan, chu_tich, meeting, item, as_user):
    item.minute(by=chu_tich, answer="Lời của chủ tịch.")
    client = as_user(lan)
    for version in (-1, None, "x", 1.5, True, 10**30):
        assert save(client, meeting, item.pk, version, answer="x").status_code in (400, 409), version
        item.refresh_from_db()
        assert item.answer == "Lời của chủ tịch.", version


def test_a_body_beyond_all_bounds_is_refused(lan, meeting, item, as_user):
    assert save(as_user(lan), meeting, item.pk, 0, answer="x" * 2_000_000).status_code in (400, 413)


def test_nothing_is_saved_without_the_token_of_the_page(lan, meeting, item):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)
    assert save(client, meeting, item.pk, 0, answer="x").status_code == 403
    item.refresh_from_db()
    assert item.answer == ""


def test_only_who_prepares_sessions_reads_and_writes_minutes(minh, bien_tap, meeting, item, as_user):
    for user in (minh, bien_tap):
        client = as_user(user)
        assert client.get(page(meeting)).status_code == 403
        assert save(client, meeting, item.pk, 0, answer="x").status_code == 403
    assert save(Client(), meeting, item.pk, 0, answer="x").status_code == 302
