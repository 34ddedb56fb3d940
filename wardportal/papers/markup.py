"""What python-docx has no words for: styles of the papers, tables of a fixed width, rules, page numbers."""

from collections.abc import Iterable

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from wardportal.text import strip_marks

from .look import MARGINS, TABLE_TEXT, Look

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
FIRST_LINE = Mm(12.7)
CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
# What is kept of the library's own template, and the parts that go.
BUILT_IN = {
    "Normal",
    "Default Paragraph Font",
    "Normal Table",
    "No List",
    "Table Grid",
    "Body Text",
    "List Paragraph",
    "Title",
    "Subtitle",
    "Caption",
    "Header",
    "Heading 1",
    "Heading 2",
    "Heading 3",
}
LEFT_OVER = ("/thumbnail", "/stylesWithEffects", "/customXml", "/webSettings", "/numbering", "/extended-properties")
# Widths of bold letters, in shares of their size.
CAPITAL_WIDTH, SMALL_WIDTH, MM_PER_PT = 0.68, 0.48, 0.3528


def prepare(document: WordDocument, look: Look) -> None:
    """Give an empty document the language and the styles of the papers, and take out what the library left in it."""
    _set_defaults(document)
    _set_settings(document)
    _drop_left_over(document)
    built_in = document.styles
    _dress(built_in["Normal"], look.text)
    _dress(built_in["Body Text"], look.text, align=JUSTIFY, indent=True, after=6)
    _dress(built_in["List Paragraph"], look.text, align=JUSTIFY, indent=True, after=6)
    _dress(built_in["Title"], look.kind, bold=True, align=CENTER, before=14, keep=True)
    _dress(built_in["Subtitle"], look.subject, bold=True, align=CENTER, keep=True)
    _dress(built_in["Caption"], TABLE_TEXT, bold=True, align=CENTER, before=6, after=3, keep=True)
    _dress(built_in["Header"], 13, align=CENTER)
    for level in (1, 2, 3):
        _dress(built_in[f"Heading {level}"], look.text, bold=True, align=JUSTIFY, indent=True, after=6, keep=True)
    _add_styles(document, look)


def _add_styles(document: WordDocument, look: Look) -> None:
    def add(name: str, size: float, **looks: object) -> None:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.styleId = strip_marks(name).replace(" ", "")  # Word itself makes plain ones
        style.quick_style = True
        _dress(style, size, **looks)  # type: ignore[arg-type]

    add("Quốc hiệu", look.nation, bold=True, align=CENTER)
    add("Tiêu ngữ", look.motto, bold=True, align=CENTER)
    add("Cơ quan cấp trên", look.office, align=CENTER)
    add("Cơ quan ban hành", look.office, bold=True, align=CENTER)
    add("Số ký hiệu", look.number, align=CENTER, before=4)
    add("Trích yếu công văn", 12, align=CENTER, **look.letter_subject_style)
    add("Địa danh ngày tháng", look.place, italic=True, align=CENTER, before=4)
    add("Gạch nối", look.subject, align=CENTER, after=8)
    add("Kính gửi", look.text, align=CENTER, before=6, after=6)
    add("Kính gửi nhiều nơi", look.text)
    document.styles["Kính gửi nhiều nơi"].paragraph_format.left_indent = Mm(40)
    add("Quyền hạn chức vụ", look.sign, bold=True, align=CENTER)
    add("Chức vụ", look.sign, align=CENTER)
    add("Chỗ ký", 12, italic=True, align=CENTER)
    add("Nơi nhận", look.recipients_word, **look.recipients_style)
    add("Danh sách nơi nhận", look.recipients)
    add("Đầu bảng", TABLE_TEXT, bold=True, align=CENTER, before=2, after=2, keep=True)
    add("Ô bảng", TABLE_TEXT, before=2, after=2)
    add("Mã QR", TABLE_TEXT, align=CENTER, before=6, after=6)
    add("Chữ nhỏ", 6)
    add("Dòng kẻ", look.text, before=6)
    _dotted_leader(document.styles["Dòng kẻ"])


def _dress(
    style: ParagraphStyle,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    indent: bool = False,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> None:
    """Give a style all it has, so that nothing of the library's own look is left."""
    for old in style.element.xpath("w:pPr | w:rPr"):
        style.element.remove(old)
    font, form = style.font, style.paragraph_format
    font.name, font.size, font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    font.bold, font.italic, font.underline = bold, italic, underline
    form.alignment, form.line_spacing = align, 1.0
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.first_line_indent = FIRST_LINE if indent else Mm(0)
    form.keep_with_next, form.widow_control = keep, True
    level = style.name.removeprefix("Heading ") if style.name else ""
    if level.isdecimal():
        # Last but in its place: the schema wants the outline level after the alignment.
        form.element.get_or_add_pPr().append(_element("w:outlineLvl", val=str(int(level) - 1)))


def _set_defaults(document: WordDocument) -> None:
    styles = document.styles.element
    (fonts,) = styles.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:rFonts")
    fonts.attrib.clear()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    (language,) = styles.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    language.set(qn("w:val"), LANGUAGE)
    (spacing,) = styles.xpath("w:docDefaults/w:pPrDefault/w:pPr/w:spacing")
    spacing.set(qn("w:after"), "0")
    spacing.set(qn("w:line"), "240")


def _set_settings(document: WordDocument) -> None:
    """Vietnamese, and no "compatibility mode" in the title bar of Word."""
    settings = document.settings.element
    (language,) = settings.xpath("w:themeFontLang")
    language.attrib.clear()
    language.set(qn("w:val"), LANGUAGE)
    (mode,) = settings.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']")
    mode.set(qn("w:val"), "15")
    # Where somebody broke a line in a justified paragraph, the words before it are not pulled apart.
    settings.xpath("w:compat")[0].insert(0, _element("w:doNotExpandShiftReturn"))
    (zoom,) = settings.xpath("w:zoom")
    zoom.set(qn("w:percent"), "100")  # the schema asks for it
    for sign, name in ((",", "w:decimalSymbol"), (";", "w:listSeparator")):
        settings.xpath(name)[0].set(qn("w:val"), sign)


def _drop_left_over(document: WordDocument) -> None:
    """Take out of the library's template what these papers do not use."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(LEFT_OVER)]:
            del relations[key]
    for style in list(document.styles):
        if style.name not in BUILT_IN:
            style.delete()
        else:
            for link in style.element.xpath("w:link"):
                style.element.remove(link)


def borderless_table(document: WordDocument, shares: Iterable[float], width: float, *, rows: int) -> Table:
    """Add a table nobody sees, across the page."""
    return _table(document, shares, width, rows, "Normal Table", MARGINS.cell)


def ruled_table(document: WordDocument, shares: Iterable[float], width: float, *, rows: int) -> Table:
    """Add a table with lines, whose first row stands again on each page."""
    table = _table(document, shares, width, rows, "Table Grid", MARGINS.ruled_cell)
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    return table


def _table(
    document: WordDocument, shares: Iterable[float], width: float, rows: int, style: str, margin: float
) -> Table:
    shares = tuple(shares)
    widths = [Mm(width * share / sum(shares)) for share in shares]
    table = document.add_table(rows, len(shares))
    table.style, table.alignment, table.autofit = style, WD_TABLE_ALIGNMENT.CENTER, False
    properties = table._tbl.tblPr
    (total,) = properties.xpath("w:tblW")
    total.set(qn("w:type"), "dxa")
    total.set(qn("w:w"), str(sum(widths) // 635))
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=str(Mm(margin) // 635), type="dxa"))
    properties.xpath("w:tblLayout")[0].addnext(margins)
    for column, column_width in zip(table.columns, widths, strict=True):
        column.width = column_width
    for place, cell in enumerate(table._cells):
        cell.width = widths[place % len(widths)]
    return table


def keep_row_whole(table: Table, row: int) -> None:
    """Keep a row on one page."""
    table._tbl.tr_lst[row].get_or_add_trPr().insert(0, _element("w:cantSplit"))


def rule_below(paragraph: Paragraph, length: float, room: float, *, after: float = 0) -> None:
    """Draw a line of so many millimetres below the paragraph, in the middle of the room it has.

    The line is the upper border of a paragraph of its own, hardly high, so that it may be shorter than the words.
    """
    rule = _element("w:p")
    paragraph._p.addnext(rule)
    line = Paragraph(rule, paragraph._parent)
    line.style = "Chữ nhỏ"
    form = line.paragraph_format
    form.left_indent = form.right_indent = Mm(max(room - length, 0) / 2)
    form.space_before, form.space_after = Pt(1), Pt(after)
    borders = _element("w:pBdr")
    borders.append(_element("w:top", val="single", sz="6", space="1", color="000000"))
    properties = rule.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def text_width(text: str, size: float) -> float:
    """Return about how many millimetres the longest line takes in bold: good enough for a rule of its third to half."""
    shares = (sum(CAPITAL_WIDTH if sign.isupper() else SMALL_WIDTH for sign in line) for line in text.split("\n"))
    return max(shares) * size * MM_PER_PT


def add_page_number(paragraph: Paragraph) -> None:
    """Add the field that shows the number of the page."""
    paragraph.style = "Header"
    run = paragraph.add_run()
    for kind in ("begin", "separate", "end"):
        run._r.append(_element("w:fldChar", fldCharType=kind))
    order = _element("w:instrText")
    order.text = "PAGE"
    run._r[1].addprevious(order)


def _dotted_leader(style: ParagraphStyle) -> None:
    borders = _element("w:pBdr")
    borders.append(_element("w:bottom", val="dotted", sz="6", space="1", color="000000"))
    borders.append(_element("w:between", val="dotted", sz="6", space="1", color="000000"))
    style.element.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
