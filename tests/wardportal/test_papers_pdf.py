import re
import unicodedata
from dataclasses import replace

import pytest

from tests.pdf import links, pages
from tests.wardportal.paper_samples import (
    HOSTILE,
    LETTER,
    MINUTES,
    NOTICE,
    PAPERS,
    PARTY,
    QUESTIONS,
    STATE,
    notice_with,
    paper_with,
)
from wardportal.papers import (
    Column,
    Heading,
    Item,
    Layout,
    Paragraph,
    Part,
    QRCode,
    Sheet,
    Table,
    notice_pdf,
    sheets_pdf,
    to_pdf,
)
from wardportal.papers.codes import qr_png
from wardportal.papers.paper import printable

TORN = "\u200b\u00ad"


def squeezed(text: str) -> str:
    """Without spaces and ends of lines, which the page decides."""
    return re.sub(rf"[\s{TORN}]", "", unicodedata.normalize("NFC", text))


def assert_pages_say(pdf: bytes, *sentences: str) -> None:
    text = squeezed(" ".join(pages(pdf)))
    assert [sentence for sentence in sentences if squeezed(sentence) not in text] == []


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_papers_are_tagged_kept_for_the_archive_and_the_same_every_time(paper):
    pdf = to_pdf(paper)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid:part" in pdf
    assert b"pdfaid:part" in pdf
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/Lang ?\(vi-VN\)", pdf)
    assert pdf == to_pdf(paper)


def test_the_page_of_a_state_paper():
    assert_pages_say(
        to_pdf(STATE),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/TB-UBND",
        "Bình Minh, ngày 05 tháng 3 năm 2026",
        "1. Thời gian, địa điểm",
        "Quét mã để đăng ký",
        "TM. ỦY BAN NHÂN DÂN",
        "Nguyễn Văn A",
        "- Lưu: VT.",
    )


def test_the_page_of_a_party_paper():
    pdf = to_pdf(PARTY)
    assert_pages_say(pdf, "ĐẢNG CỘNG SẢN VIỆT NAM", "Số 12-TB/ĐU", "-----", "T/M BAN THƯỜNG VỤ", "BÍ THƯ")
    assert "CỘNG HÒA" not in pages(pdf)[0]


def test_minutes_repeat_the_head_of_their_table_and_number_pages_from_the_second():
    printed = to_pdf(MINUTES)
    minutes = pages(printed)
    assert len(minutes) > 1
    assert [page.split()[0] for page in minutes[1:]] == [str(number) for number in range(2, len(minutes) + 1)]
    assert all("Người hỏi" in page for page in minutes if "Ông Nguyễn Văn" in page)
    assert_pages_say(printed, *(text for row in QUESTIONS for text in row), "THƯ KÝ", "CHỦ TRÌ", MINUTES.ending)


def test_an_address_of_the_portal_is_a_link_and_whole_and_no_other_is(settings):
    page, other = f"{settings.SITE_URL}/doi-thoai/2026-12-15-mot-trang-dai/", "https://noi-khac.example/mot-trang-dai/"
    told = Paragraph(f"Trên Cổng thông tin tại {page} hoặc {page}. Khác: {other}.")
    pdf = to_pdf(replace(LETTER, blocks=(told,)))
    assert re.sub(r"\s", "", "".join(pages(pdf))).count(page) == 2
    assert links(pdf) == {page}


def test_a_letter_names_whom_it_is_for():
    assert_pages_say(to_pdf(LETTER), "Số: ……/UBND-VP", "Kính gửi: Ông Nguyễn Văn D, tổ dân phố 7")


def test_a_letter_to_several_lists_them():
    letter = replace(LETTER, addressees=("Sở Xây dựng", "Ban Tiếp công dân tỉnh"))
    assert_pages_say(to_pdf(letter), "Kính gửi: - Sở Xây dựng; - Ban Tiếp công dân tỉnh.")


def test_every_vietnamese_letter_is_printed():
    letters = " ".join("aăâeêioôơuưyđ") + " ẩ ẫ ậ ắ ằ ẳ ẵ ặ ế ề ể ễ ệ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự ỳ ỵ ỷ ỹ ượ"
    assert_pages_say(
        to_pdf(replace(STATE, blocks=(Paragraph(f"{letters} {letters.upper()}"),))), letters, letters.upper()
    )


def test_headings_may_skip_a_level():
    skipping = (Heading("Hai", level=2), Heading("Một", level=1), Heading("Ba", level=3), Heading("Hai", level=2))
    assert all(b"pdfuaid:part" in to_pdf(replace(paper, blocks=skipping)) for paper in (STATE, LETTER))


def test_a_ready_picture_is_printed():
    picture = QRCode(png=qr_png("https://binhminh.example/"))
    assert b"/Subtype /Image" in to_pdf(replace(STATE, blocks=(picture,))).replace(
        b"/Subtype/Image", b"/Subtype /Image"
    )


def test_a_paper_of_nothing_can_be_printed():
    bare = replace(STATE, superior="", body="", number="", symbol="", place="", kind="", subject="", blocks=())
    assert to_pdf(replace(bare, recipients=(), signatures=())).startswith(b"%PDF-")


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_people_type_never_keeps_a_paper_from_being_printed(text, layout):
    assert to_pdf(paper_with(text, layout)).startswith(b"%PDF-")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_people_type_never_keeps_a_notice_from_being_printed(text):
    assert notice_pdf(notice_with(text)).startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["read", "markup", "code", "json", "xml", "control", "name", "digits", "lines"])
def test_what_people_type_is_printed_letter_for_letter(name):
    text = printable(HOSTILE[name])
    pdf = to_pdf(replace(STATE, blocks=(Paragraph(text), Item(text))))
    assert squeezed(" ".join(pages(pdf))).count(squeezed(text)) >= 1
    assert "root:" not in " ".join(pages(pdf))


def test_a_long_paragraph_runs_over_pages_and_loses_nothing():
    sentences = " ".join(pages(to_pdf(replace(STATE, blocks=(Paragraph(HOSTILE["long"] * 12),))))).split()
    assert sentences.count("Mương") == sentences.count("tắc.") == 120


def test_a_notice_is_one_page_that_tells_all():
    notice = notice_pdf(NOTICE)
    (page,) = pages(notice)
    assert_pages_say(notice, NOTICE.title, *(text for line in NOTICE.lines for text in line), NOTICE.footer)
    assert "THÔNG BÁO" in page


def test_a_notice_with_much_to_say_stays_one_page():
    much = replace(NOTICE, lead="Nhân dân trong phường được mời. " * 12, facts=NOTICE.facts * 4)
    notice = notice_pdf(much)
    (_,) = pages(notice)
    assert_pages_say(notice, much.footer)


def test_a_notice_is_tagged_and_the_same_every_time():
    pdf = notice_pdf(NOTICE)
    assert b"pdfuaid:part" in pdf
    assert pdf == notice_pdf(NOTICE)


def stands_on_first_page(lines: int, *blocks) -> list[bool]:
    """Whether each of these texts stands on the first page of a letter with so many lines before them."""
    filling = [Paragraph(f"Dòng {number}.") for number in range(lines)]
    first = pages(to_pdf(replace(LETTER, blocks=(*filling, *blocks))))[0]
    return [text in first for text in ("Mục cuối", "Nội dung của mục", "Hàng 0")]


def test_what_leads_to_a_table_stands_on_its_page():
    rows = tuple((f"Hàng {number}",) for number in range(9))
    led = (Heading("Mục cuối", "IX.", 1), Paragraph("Nội dung của mục."), Table((Column("Cột đầu", 60),), rows))
    stands = [stands_on_first_page(lines, *led) for lines in range(20, 24)]
    assert stands[0] == [True] * 3 and stands[-1] == [False] * 3
    assert all(len(set(one)) == 1 for one in stands), stands


def test_a_heading_never_stands_alone_at_the_foot_of_a_page():
    after = "Nội dung của mục cuối cùng, viết đủ dài để thành hơn một dòng trên giấy khổ A4 của văn bản."
    more = [Paragraph(f"Đoạn {number}.") for number in range(9)]
    stands = [
        stands_on_first_page(lines, Heading("Mục cuối", "IX.", 1), Paragraph(after), *more) for lines in range(22, 27)
    ]
    assert stands[0][:2] == [True, True] and stands[-1][:2] == [False, False]
    assert all(heading == paragraph for heading, paragraph, _row in stands), stands


def test_a_page_to_fill_in_by_hand_is_a_small_part_of_the_file():
    """The ward prints one for each self-managed group at once: every part of a page counts, in time as in bytes."""
    rows = tuple((f"Tiêu chí {number}", "", "", "", "", "") for number in range(9))
    columns = (Column("Tiêu chí", 60), *(Column(f"Ô {number}", 20) for number in range(5)))
    sheet = Sheet("Phường", "Phiếu đánh giá", rows=((Part("Tiêu chí", (Table(columns, rows),), row_mm=12),),))
    one, five = (len(sheets_pdf([sheet] * count)) for count in (1, 5))
    assert (five - one) / 4 < 20_000
