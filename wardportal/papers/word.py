"""Papers as Word documents, to be opened, finished and signed in the office."""

from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Words

from .codes import qr_png
from .look import LOOKS, MARGINS, PAGE, Look
from .markup import add_page_number, borderless_table, keep_row_whole, prepare, rule_below, ruled_table, text_width
from .paper import Align, Blank, Block, Heading, Item, Layout, Paper, Paragraph, QRCode, Signature, Table, printable

ALIGNMENTS = {
    Align.JUSTIFY: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
# The earliest day a zip can hold; a paper printed twice is the same file.
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
LONG_ROW = 1500


def to_docx(paper: Paper) -> bytes:
    """Return the paper as .docx; the same paper gives the same bytes."""
    return _Printing(printable(paper)).bytes()


@cache
def _template(layout: Layout) -> bytes:
    """An empty document with the styles of the layout: dressing one takes longer than writing most papers."""
    document, written = Document(), BytesIO()
    prepare(document, LOOKS[layout])
    document.save(written)
    return written.getvalue()


@cache
def _style_ids() -> dict[str, str]:
    """What the styles are called inside a document: the library looks each up anew for every paragraph."""
    documents = [Document(BytesIO(_template(layout))) for layout in LOOKS]
    return {style.name: style.style_id for document in documents for style in document.styles}


def _styled(words: Words, style: str) -> Words:
    words._p.style = _style_ids()[style]
    return words


class _Printing:
    """One paper on its way into one document."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.look: Look = LOOKS[paper.layout]
        self.party = paper.layout == Layout.PARTY
        self.document: WordDocument = Document(BytesIO(_template(paper.layout)))
        self.width = (PAGE[1] if paper.landscape else PAGE[0]) - MARGINS.left - MARGINS.right

    def bytes(self) -> bytes:
        self._page()
        self._head()
        self._title()
        self._addressees()
        for block in self.paper.blocks:
            self._block(block)
        if self.paper.ending:
            self._paragraph(Paragraph(self.paper.ending))
        self._foot()
        self._end()
        self._properties()
        return _packed(self.document)

    def _page(self) -> None:
        section = self.document.sections[0]
        short, long = Mm(PAGE[0]), Mm(PAGE[1])
        if self.paper.landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            short, long = long, short
        section.page_width, section.page_height = short, long
        section.top_margin, section.bottom_margin = Mm(MARGINS.top), Mm(MARGINS.bottom)
        section.left_margin, section.right_margin = Mm(MARGINS.left), Mm(MARGINS.right)
        section.header_distance, section.footer_distance = Mm(10), Mm(10)
        section.different_first_page_header_footer = True
        add_page_number(section.header.paragraphs[0])

    def _head(self) -> None:
        table = borderless_table(self.document, (9.0, 11.0), self.width, rows=2)
        office, nation, number, place = (cell for row in table.rows for cell in row.cells)
        self._office(office)
        self._nation(nation)
        _write(number, self.paper.number_line, "Số ký hiệu")
        if not self.paper.kind:
            _write(number, self.paper.subject, "Trích yếu công văn")
        _write(place, self.paper.place_line, "Địa danh ngày tháng")

    def _office(self, cell: _Cell) -> None:
        _write(cell, self.paper.superior.upper(), "Cơ quan cấp trên")
        name = self.paper.body.upper()
        _write(cell, name, "Cơ quan ban hành")
        if self.party:
            _write(cell, "*", "Cơ quan cấp trên")
        else:
            rule_below(cell.paragraphs[-1], text_width(name, self.look.office) * 0.4, self._share(9, 20))

    def _nation(self, cell: _Cell) -> None:
        for line, style in zip(self.paper.nation, ("Quốc hiệu", "Tiêu ngữ"), strict=False):
            _write(cell, line, style)
        rule_below(cell.paragraphs[-1], self.look.nation_rule, self._share(11, 20))

    def _share(self, part: float, whole: float) -> float:
        """Millimetres of a column, without the cell's margins."""
        return self.width * part / whole - 2 * MARGINS.cell

    def _title(self) -> None:
        if not self.paper.kind:
            self._add("Chữ nhỏ")
            return
        _fill(self._add("Title"), self.paper.kind.upper())
        if not self.paper.subject:
            return
        subject = _fill(self._add("Subtitle"), self.paper.subject)
        if self.party:
            _fill(self._add("Gạch nối"), "-----")
        else:
            length = min(text_width(self.paper.subject, self.look.subject), self.width) * 0.4
            rule_below(subject, length, self.width, after=10)

    def _addressees(self) -> None:
        names = self.paper.addressees
        if len(names) == 1:
            _fill(self._add("Kính gửi"), f"Kính gửi: {names[0]}")
            return
        for place, name in enumerate(names):
            if place == 0:
                _fill(self._add("Kính gửi nhiều nơi"), "Kính gửi:")
            end = "." if place == len(names) - 1 else ";"
            _fill(self._add("Kính gửi nhiều nơi"), f"- {name}{end}")
        if names:
            self._add("Chữ nhỏ")

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._paragraph(block)
            case Heading():
                number = f"{block.number} " if block.number else ""
                style = f"Heading {min(max(block.level, 1), 3)}"
                _fill(self._add(style), number + block.text)
            case Item():
                words = self._add("List Paragraph")
                _lead(words, block.mark, bold=False)
                _lead(words, block.lead)
                _fill(words, block.text)
            case Table():
                self._table(block)
            case QRCode():
                self._code(block)
            case Blank():
                for _ in range(block.lines):
                    self._add("Dòng kẻ" if block.dotted else "Body Text")
                self._add("Chữ nhỏ")

    def _add(self, style: str) -> Words:
        return _styled(self.document.add_paragraph(), style)

    def _paragraph(self, block: Paragraph) -> None:
        words = self._add("Body Text")
        if block.align != Align.JUSTIFY:
            words.alignment = ALIGNMENTS[block.align]
        if not block.indent or block.align in {Align.CENTER, Align.RIGHT}:
            words.paragraph_format.first_line_indent = Mm(0)
        _lead(words, block.lead)
        _fill(words, block.text, bold=block.bold, italic=block.italic)

    def _table(self, block: Table) -> None:
        for words in self.document.paragraphs[-1:]:  # what leads to a table stays on its page
            words.paragraph_format.keep_with_next = True
        if block.title:
            _fill(self._add("Caption"), block.title)
        shares = tuple(column.width for column in block.columns)
        table = ruled_table(self.document, shares, self.width, rows=len(block.rows) + 1)
        cells = list(table._cells)  # python-docx walks the whole table for every row.cells
        texts = [column.title for column in block.columns] + [text for row in block.rows for text in row]
        for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            column = block.columns[place % len(block.columns)]
            is_head = place < len(block.columns)
            words = _fill(cell.paragraphs[0], text)
            _styled(words, "Đầu bảng" if is_head else "Ô bảng")
            if not is_head:
                words.alignment = ALIGNMENTS[column.align]
        for place, row in enumerate(block.rows, 1):
            if sum(map(len, row)) <= LONG_ROW:
                keep_row_whole(table, place)
        self._add("Chữ nhỏ")

    def _code(self, block: QRCode) -> None:
        words = self._add("Mã QR")
        picture = words.add_run().add_picture(BytesIO(block.png or qr_png(block.text)), width=Mm(block.side_mm))
        picture._inline.docPr.set("descr", block.caption or "Mã QR")
        if block.caption:
            words.paragraph_format.keep_with_next = True
            _fill(self._add("Mã QR"), block.caption, italic=True)

    def _foot(self) -> None:
        signatures, recipients = self.paper.signatures, self.paper.recipient_lines
        if not (signatures or recipients):
            return
        if self.document.paragraphs:
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._add("Chữ nhỏ").paragraph_format.keep_with_next = True
        if len(signatures) < 2:
            left, right = self._row(9, 11)
            self._recipients(left)
            for signature in signatures:
                self._sign(right, signature)
            return
        cells = self._row(*[1] * len(signatures))
        for cell, signature in zip(cells, signatures, strict=True):
            self._sign(cell, signature)
        if recipients:
            # In the same row, so that they stay on the page of the signatures.
            _styled(cells[0].add_paragraph(), "Danh sách nơi nhận")
            self._recipients(cells[0])

    def _end(self) -> None:
        """Word wants a paragraph after the last table; this one is too low to open another page."""
        form = self._add("Chữ nhỏ").paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)

    def _row(self, *shares: float) -> tuple[_Cell, ...]:
        """Return the cells of a row that stays on one page."""
        table = borderless_table(self.document, shares, self.width, rows=1)
        keep_row_whole(table, 0)
        return table.rows[0].cells

    def _recipients(self, cell: _Cell) -> None:
        lines = self.paper.recipient_lines
        if lines:
            _write(cell, "Nơi nhận:", "Nơi nhận")
        for line in lines:
            _write(cell, line, "Danh sách nơi nhận")

    def _sign(self, cell: _Cell, signature: Signature) -> None:
        _write(cell, signature.authority.upper(), "Quyền hạn chức vụ")
        light = self.party and bool(signature.authority)
        _write(cell, signature.post.upper(), "Chức vụ" if light else "Quyền hạn chức vụ")
        _write(cell, signature.hint, "Chỗ ký")
        for _ in range(4):
            _styled(cell.add_paragraph(), "Quyền hạn chức vụ")
        _write(cell, signature.name, "Quyền hạn chức vụ")
        for words in cell.paragraphs:
            words.paragraph_format.keep_with_next = True

    def _properties(self) -> None:
        day = self.paper.dated_on
        moment = datetime.combine(day, time(), tzinfo=UTC) if day else UNDATED
        properties = self.document.core_properties
        properties.title, properties.author = self.paper.title[:255], self.paper.issuer[:255]
        properties.last_modified_by, properties.comments, properties.language = properties.author, "", "vi-VN"
        properties.created = properties.modified = moment.replace(tzinfo=None)


def _write(cell: _Cell, text: str, style: str) -> None:
    """Add a paragraph to the cell; the first goes into the one every cell has. No text adds none."""
    if not text:
        return
    first = cell.paragraphs[0]
    words = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    _styled(words, style)
    _fill(words, text)


def _fill(words: Words, text: str, *, bold: bool = False, italic: bool = False) -> Words:
    """Add the text to the paragraph; no text adds no run."""
    if text:
        run = words.add_run(text)
        run.bold, run.italic = bold or None, italic or None
    return words


def _lead(words: Words, text: str, *, bold: bool = True) -> None:
    if text:
        _fill(words, f"{text} ", bold=bold)


def _packed(document: WordDocument) -> bytes:
    """Return the document as a zip whose members carry no moment."""
    written, packed = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = ZipInfo(name, ZIP_DAY)
            member.compress_type = ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return packed.getvalue()
