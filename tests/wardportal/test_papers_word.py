from dataclasses import replace
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.wardportal.paper_samples import HOSTILE, LETTER, MINUTES, PAPERS, PARTY, QUESTIONS, STATE, paper_with
from wardportal.papers import Blank, Column, Item, Layout, Paragraph, QRCode, Table, to_docx
from wardportal.papers.codes import qr_png
from wardportal.papers.paper import printable

# The order in which the schema of Word wants them (ISO/IEC 29500, CT_PPr and CT_TblPr), as far as papers use them.
PARAGRAPH_ORDER = [
    "pStyle",
    "keepNext",
    "keepLines",
    "widowControl",
    "pBdr",
    "spacing",
    "ind",
    "jc",
    "outlineLvl",
    "rPr",
]
TABLE_ORDER = ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"]


@cache
def opened(paper):
    """The paper as Word opens it; each is written once for all that is asked of it."""
    return Document(BytesIO(to_docx(paper)))


def all_paragraphs(document):
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [*document.paragraphs, *(words for cell in cells for words in cell.paragraphs)]


def texts(paragraphs):
    return [words.text for words in paragraphs if words.text]


def in_millimetres(*lengths):
    return [round(length.mm, 1) for length in lengths]


def looks_of(document, text):
    """Style, and whether the whole look is bold, italic and how large."""
    (words,) = [words for words in all_paragraphs(document) if words.text == text]
    return words.style.font.bold, words.style.font.italic, words.style.font.size


def test_the_head_of_a_state_paper():
    left, right = opened(STATE).tables[0].rows[0].cells
    assert texts(left.paragraphs) == ["ỦY BAN NHÂN DÂN\nTỈNH NGHỆ AN", "ỦY BAN NHÂN DÂN\nPHƯỜNG BÌNH MINH"]
    assert texts(right.paragraphs) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    number, place = opened(STATE).tables[0].rows[1].cells
    assert (number.text, place.text) == ("Số: 05/TB-UBND", "Bình Minh, ngày 05 tháng 3 năm 2026")


def test_the_head_of_a_party_paper():
    left, right = opened(PARTY).tables[0].rows[0].cells
    assert texts(left.paragraphs) == ["ĐẢNG BỘ TỈNH NGHỆ AN", "ĐẢNG ỦY PHƯỜNG BÌNH MINH", "*"]
    assert texts(right.paragraphs) == ["ĐẢNG CỘNG SẢN VIỆT NAM"]
    assert opened(PARTY).tables[0].rows[1].cells[0].text == "Số 12-TB/ĐU"
    assert "-----" in texts(opened(PARTY).paragraphs)


@pytest.mark.parametrize(
    ("paper", "text", "look"),
    [
        (STATE, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (True, False, Pt(12))),
        (STATE, "Độc lập - Tự do - Hạnh phúc", (True, False, Pt(13))),
        (STATE, "ỦY BAN NHÂN DÂN\nTỈNH NGHỆ AN", (False, False, Pt(12.5))),
        (STATE, "ỦY BAN NHÂN DÂN\nPHƯỜNG BÌNH MINH", (True, False, Pt(12.5))),
        (STATE, "Bình Minh, ngày 05 tháng 3 năm 2026", (False, True, Pt(13))),
        (STATE, "THÔNG BÁO", (True, False, Pt(14))),
        (STATE, "Nơi nhận:", (True, True, Pt(12))),
        (STATE, "- Lưu: VT.", (False, False, Pt(11))),
        (STATE, "CHỦ TỊCH", (True, False, Pt(13.5))),
        (PARTY, "ĐẢNG CỘNG SẢN VIỆT NAM", (True, False, Pt(15))),
        (PARTY, "ĐẢNG BỘ TỈNH NGHỆ AN", (False, False, Pt(14))),
        (PARTY, "THÔNG BÁO KẾT LUẬN", (True, False, Pt(16))),
        (PARTY, "T/M BAN THƯỜNG VỤ", (True, False, Pt(14))),
        (PARTY, "BÍ THƯ", (False, False, Pt(14))),
    ],
)
def test_letters_are_as_large_and_bold_as_the_rules_say(paper, text, look):
    assert looks_of(opened(paper), text) == look


def test_the_page_is_a4_with_the_margins_of_the_decree():
    section = opened(STATE).sections[0]
    assert in_millimetres(section.page_width, section.page_height) == [210, 297]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert in_millimetres(*margins) == [30, 15, 20, 20]


def test_a_register_may_lie_across():
    section = opened(replace(MINUTES, landscape=True)).sections[0]
    assert in_millimetres(section.page_width, section.page_height) == [297, 210]


def test_pages_are_numbered_from_the_second():
    section = opened(STATE).sections[0]
    assert section.different_first_page_header_footer
    assert section.header._element.xpath("string(.//w:instrText)") == "PAGE"
    assert section.first_page_header.is_linked_to_previous


def test_headings_and_items_have_styles_of_their_own():
    styles = {words.text: words.style.name for words in opened(STATE).paragraphs}
    assert styles["1. Thời gian, địa điểm"] == "Heading 2"
    assert styles["- Thời gian: 08 giờ 00 phút, ngày 17 tháng 3 năm 2026."] == "List Paragraph"
    assert styles["THÔNG BÁO"] == "Title"


def test_the_lead_of_an_item_is_bold():
    (words,) = [words for words in opened(STATE).paragraphs if "Thời gian: " in words.text]
    assert [(run.text, run.bold) for run in words.runs][:2] == [("- ", None), ("Thời gian: ", True)]


def test_the_table_of_questions_repeats_its_head_and_has_fixed_widths():
    table = opened(MINUTES).tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["TT", "Người hỏi", "Nội dung", "Hạn"]
    assert [tuple(cell.text for cell in row.cells) for row in table.rows][1:] == [
        tuple(text.strip() for text in row) for row in QUESTIONS
    ]
    assert len(table._tbl.xpath("w:tr/w:trPr/w:tblHeader")) == 1
    widths = [int(width) for width in table._tbl.xpath("w:tr[1]/w:tc/w:tcPr/w:tcW/@w:w")]
    assert widths == [int(width) for width in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
    assert sum(widths) == pytest.approx(Mm(165) / 635, abs=4)


def test_what_leads_to_a_table_stays_on_its_page():
    table = Table((Column("TT", 20), Column("Chỉ tiêu", 80)), (("1", "Buổi họp"),))
    words = opened(replace(STATE, blocks=(Paragraph("Số liệu như sau:"), table)))
    lead = next(one for one in words.paragraphs if one.text == "Số liệu như sau:")
    assert lead.paragraph_format.keep_with_next
    assert words.styles["Đầu bảng"].paragraph_format.keep_with_next


def test_minutes_are_signed_by_secretary_and_chair_side_by_side():
    secretary, chair = opened(MINUTES).tables[2].rows[0].cells
    assert texts(secretary.paragraphs) == ["THƯ KÝ", "Lê Thị C", "Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert texts(chair.paragraphs) == ["CHỦ TRÌ", "(Ký, ghi rõ họ tên)", "Nguyễn Văn A"]
    assert "Buổi đối thoại kết thúc vào 11 giờ 30 phút cùng ngày./." in texts(opened(MINUTES).paragraphs)


def test_a_letter_has_its_subject_below_the_number_and_names_whom_it_is_for():
    document = opened(LETTER)
    assert document.tables[0].rows[1].cells[0].text == "Số: ……/UBND-VP\nV/v trả lời kiến nghị"
    assert "Kính gửi: Ông Nguyễn Văn D, tổ dân phố 7" in texts(document.paragraphs)


def test_a_letter_to_several_lists_them():
    document = opened(replace(LETTER, addressees=("Sở Xây dựng", "Ban Tiếp công dân tỉnh")))
    assert texts(document.paragraphs)[:3] == ["Kính gửi:", "- Sở Xây dựng;", "- Ban Tiếp công dân tỉnh."]


def test_the_subject_of_a_letter_is_in_italics_with_the_party_only():
    party = replace(LETTER, layout=Layout.PARTY)
    looks = [looks_of(opened(paper), "V/v trả lời kiến nghị") for paper in (LETTER, party)]
    assert looks == [(False, False, Pt(12)), (False, True, Pt(12))]


def test_a_ready_picture_is_taken_as_it_is():
    picture = qr_png("https://binhminh.example/")
    with ZipFile(BytesIO(to_docx(replace(STATE, blocks=(QRCode(png=picture),))))) as members:
        assert members.read("word/media/image1.png") == picture


def test_a_picture_has_words_for_who_cannot_see_it():
    assert opened(STATE).element.xpath("string(//wp:docPr/@descr)") == "Quét mã để đăng ký"


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_printed_twice_it_is_the_same_file(paper):
    first = to_docx(paper)
    assert first == to_docx(paper)
    with ZipFile(BytesIO(first)) as members:
        assert {member.date_time for member in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_properties_name_the_body_and_no_machine():
    properties = opened(STATE).core_properties
    assert (properties.title, properties.author) == (STATE.title, "Ủy ban nhân dân phường Bình Minh")
    assert (properties.created.date(), properties.comments) == (STATE.dated_on, "")
    with ZipFile(BytesIO(to_docx(STATE))) as members:
        everything = b"".join(members.read(name) for name in members.namelist())
    assert not any(word in everything for word in (b"python", b"Macintosh", b"thumbnail"))


def test_the_language_is_vietnamese():
    document = opened(STATE)
    assert document.styles.element.xpath("string(w:docDefaults//w:lang/@w:val)") == "vi-VN"
    assert document.settings.element.xpath("string(w:themeFontLang/@w:val)") == "vi-VN"


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_elements_stand_in_the_order_of_the_schema(paper):
    document = opened(paper)
    for name, order in (("w:pPr", PARAGRAPH_ORDER), ("w:tblPr", TABLE_ORDER)):
        for root in (document.element, document.styles.element):
            for properties in root.iter(qn(name)):
                places = [order.index(child.tag.split("}")[1]) for child in properties]
                assert places == sorted(places)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_styles_in_use_exist_and_no_run_is_empty(paper):
    document = opened(paper)
    known = {style.style_id for style in document.styles}
    assert set(document.element.xpath("//w:pStyle/@w:val | //w:tblStyle/@w:val")) <= known
    assert document.element.xpath("//w:r[not(w:t[string()] or w:br or w:tab or w:drawing)]") == []
    assert document.element.xpath("//w:tc[not(*[last()][self::w:p])]") == []


def test_a_paper_of_nothing_can_be_printed():
    bare = replace(STATE, superior="", body="", number="", symbol="", place="", kind="", subject="", blocks=(Blank(0),))
    assert texts(opened(replace(bare, recipients=(), signatures=())).paragraphs) == []


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_people_type_stays_text(text, layout):
    document = opened(paper_with(text, layout))
    expected = printable(text)
    words = [words.text for words in document.paragraphs]
    assert f"{expected} {expected}".strip() in {text.strip() for text in words}
    assert document.element.xpath("//w:r[not(w:t[string()] or w:br or w:tab or w:drawing)]") == []


def test_lines_typed_apart_stay_apart():
    document = opened(replace(STATE, blocks=(Paragraph("Một\nHai"), Item("Ba\nBốn"))))
    assert {"Một\nHai", "- Ba\nBốn"} <= set(texts(document.paragraphs))
