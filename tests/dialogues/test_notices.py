"""The notices of a dialogue, as a letter, for the board and the loudspeaker: when it is, that it moves or is off."""

import pytest

from dialogues.papers import board_notice, last_told, loudspeaker_text, notice
from dialogues.status import SessionKind
from tests.dialogues.paper_cast import address, announced, docx_text, later, pages_of
from tests.factories.dialogues import an_officer, session_on
from wardportal.models import Signatory
from wardportal.office import party_head
from wardportal.papers import notice_pdf, to_docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(ward):
    """A session of which notice was given."""
    return announced(session_on())


def test_the_notice_tells_when_where_who_what_and_how_to_register(ward, signatories, told):
    text = docx_text(to_docx(notice(told, ward, last_told(told))))
    for words in (
        "07 giờ 30 phút",
        "Hội trường phường",
        "Vệ sinh môi trường",
        ward.hotline,
        "Các tổ dân phố",
        "Lưu: VT",
    ):
        assert words in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text and "Hồ Văn Chủ" in text
    assert told.get_absolute_url() in text


def test_the_notice_leaves_dots_where_nobody_signs(ward, told):
    assert "CHỦ TỊCH\n\n\n\n\n……………" in docx_text(to_docx(notice(told, ward, last_told(told))))


def test_the_signatory_of_the_day_signs(ward, signatories, told):
    Signatory.objects.filter(full_name="Hồ Văn Chủ").update(valid_to="2021-01-01")
    Signatory.objects.create(ward=ward, post="Chủ tịch UBND phường", full_name="Vũ Thị Mới", valid_from="2021-01-02")
    text = docx_text(to_docx(notice(told, ward, last_told(told))))
    assert "Vũ Thị Mới" in text and "Hồ Văn Chủ" not in text


def test_the_notice_of_group_heads_invites_group_heads(ward):
    session = announced(session_on(kind=SessionKind.GROUP_HEADS))
    assert "tổ trưởng, tổ phó các tổ tự quản" in docx_text(to_docx(notice(session, ward, last_told(session))))


def test_a_moved_session_gives_notice_of_the_change_and_its_reason(ward):
    session = announced(session_on(later(10)))
    session.move(later(12), "Hội trường sửa chữa.", by=an_officer("leader"))
    text = docx_text(to_docx(notice(session, ward, last_told(session))))
    assert "thay đổi thời gian" in text and "Hội trường sửa chữa." in text and f"{later(12):%d/%m/%Y}" in text


def test_a_session_called_off_gives_notice_of_that_everywhere(ward):
    session = announced(session_on(later(10)))
    session.cancel("Bão số 5.", by=an_officer("leader"))
    told = last_told(session)
    assert "không tổ chức" in docx_text(to_docx(notice(session, ward, told)))
    assert "không tổ chức" in board_notice(session, ward, told).lead
    spoken = loudspeaker_text(session, ward, told)
    assert spoken.count("không tổ chức") == 2 and "Bão số năm" in spoken


def test_a_ward_that_has_no_number_yet_asks_nobody_to_call(ward, told):
    ward.hotline = ward.province = ""
    texts = [docx_text(to_docx(notice(told, ward))), board_notice(told, ward).register, loudspeaker_text(told, ward)]
    told.cancel("Bão số 5.", by=an_officer("leader"))
    texts += [docx_text(to_docx(notice(told, ward))), loudspeaker_text(told, ward)]
    assert [text for text in texts if "điện thoại" in text.lower()] == []
    assert party_head(ward)["superior"] == ""


def test_a_session_held_after_all_takes_the_notice_back_that_called_it_off(client, ward):
    session, leader = announced(session_on(later(10))), an_officer("leader")
    session.move(later(12), "Hội trường sửa chữa.", by=leader)
    session.cancel("Bão số 5.", by=leader)
    session.restore("Bão đổi hướng.", by=leader)
    told = last_told(session)
    texts = docx_text(to_docx(notice(session, ward, told))), board_notice(session, ward, told).lead
    for text in (*texts, client.get(session.get_absolute_url()).text):
        assert "Bão đổi hướng." in text and "dời từ" in text and f"{later(10):%d/%m/%Y}" in text
    assert all("không tổ chức" in text for text in (*texts, loudspeaker_text(session, ward, told)))


def test_the_board_notice_is_one_page_with_the_address_to_scan(ward):
    session = announced(session_on(place="Nhà văn hóa " * 15, subject="Giải phóng mặt bằng " * 14))
    sheet = board_notice(session, ward, last_told(session))
    assert sheet.qr_text.endswith(session.get_absolute_url()) and pages_of(notice_pdf(sheet)) == 1


def test_the_loudspeaker_text_has_no_figures(client, ward, told):
    page = client.get(address("spoken", told)).content.decode()
    assert "bảy giờ ba mươi phút" in page and "giây" in page
    assert not any(sign.isdigit() for sign in loudspeaker_text(told, ward, last_told(told)))
