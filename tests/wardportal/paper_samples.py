"""Papers to print in tests: invented people in an invented ward."""

from dataclasses import replace
from datetime import date, datetime

from wardportal.papers import (
    Align,
    Blank,
    Column,
    Heading,
    Item,
    Layout,
    Notice,
    Paper,
    Paragraph,
    QRCode,
    Signature,
    Table,
)

STATE = Paper(
    layout=Layout.STATE,
    superior="Ủy ban nhân dân\ntỉnh Nghệ An",
    body="Ủy ban nhân dân\nphường Bình Minh",
    number="5",
    symbol="TB-UBND",
    place="Bình Minh",
    dated_on=date(2026, 3, 5),
    kind="THÔNG BÁO",
    subject="về việc tổ chức đối thoại với Nhân dân tháng 3 năm 2026",
    blocks=(
        Paragraph("Ủy ban nhân dân phường thông báo buổi đối thoại như sau:"),
        Heading("Thời gian, địa điểm", "1."),
        Item("08 giờ 00 phút, ngày 17 tháng 3 năm 2026.", lead="Thời gian:"),
        Item("Vệ sinh môi trường;", "a)"),
        QRCode(text="https://binhminh.example/doi-thoai/", caption="Quét mã để đăng ký"),
        Paragraph("Trân trọng thông báo./."),
    ),
    recipients=("Như trên", "- Lưu: VT."),
    signatures=(Signature("Chủ tịch", "Nguyễn Văn A", "TM. Ủy ban nhân dân"),),
)
PARTY = replace(
    STATE,
    layout=Layout.PARTY,
    superior="Đảng bộ tỉnh Nghệ An",
    body="Đảng ủy phường Bình Minh",
    number="12",
    symbol="TB/ĐU",
    kind="THÔNG BÁO KẾT LUẬN",
    subject="của đồng chí Bí thư Đảng ủy tại buổi đối thoại với Nhân dân",
    recipients=("Ban Thường vụ Tỉnh ủy (để b/c)", "Lưu Văn phòng Đảng ủy"),
    signatures=(Signature("Bí thư", "Trần Thị B", "T/M Ban Thường vụ"),),
)
QUESTION = "Đề nghị phường cho biết khi nào tuyến mương thoát nước dọc đường nội tổ được nạo vét. " * 3
QUESTIONS = tuple((str(place), f"Ông Nguyễn Văn {place}", QUESTION, "30/4/2026") for place in range(1, 13))
MINUTES = replace(
    STATE,
    number="",
    symbol="BB-UBND",
    place="",
    dated_on=None,
    kind="BIÊN BẢN",
    subject="Buổi đối thoại với Nhân dân tháng 3 năm 2026",
    blocks=(
        Paragraph("Hội trường phường Bình Minh.", lead="Địa điểm:"),
        Heading("Diễn biến", "I.", level=1),
        Table(
            (Column("TT", 1, Align.CENTER), Column("Người hỏi", 3), Column("Nội dung", 9), Column("Hạn", 2)),
            QUESTIONS,
            title="Ý kiến của Nhân dân",
        ),
        Heading("Kết luận", "II.", level=1),
        Blank(2),
    ),
    ending="Buổi đối thoại kết thúc vào 11 giờ 30 phút cùng ngày./.",
    signatures=(Signature("Thư ký", "Lê Thị C"), Signature("Chủ trì", "Nguyễn Văn A", hint="(Ký, ghi rõ họ tên)")),
)
LETTER = replace(
    STATE,
    number="",
    symbol="UBND-VP",
    dated_on=None,
    kind="",
    subject="V/v trả lời kiến nghị",
    addressees=("Ông Nguyễn Văn D, tổ dân phố 7",),
    blocks=(Paragraph("Ủy ban nhân dân phường trả lời như sau:"), Heading("Mương thoát nước", "1.")),
)
PAPERS = {"state": STATE, "party": PARTY, "minutes": MINUTES, "letter": LETTER}
NOTICE = Notice(
    issuer="Ủy ban nhân dân\nphường Bình Minh",
    title="Đối thoại với Nhân dân tháng 12",
    starts_at=datetime(2026, 12, 15, 8, 0),
    where="Hội trường UBND phường, số 12 đường Nguyễn Tất Thành",
    facts=(("Nội dung", "Vệ sinh môi trường"),),
    register="Tại bộ phận tiếp công dân hoặc quét mã. Hạn: 11/12/2026",
    phone="0238 3866 123",
    qr_text="https://binhminh.example/doi-thoai/",
    qr_caption="Quét mã để đăng ký",
    footer="Mọi người dân đều được mời.",
)
# What a resident may send: commands of the typesetter, of XML, characters that are none.
HOSTILE = {
    "read": '#read("/etc/passwd")',
    "markup": "$x$ *đậm* _nghiêng_ @ref <nhãn> `mã` \\ // chú thích /* */ = Đầu đề",
    "code": '#{ panic("x") } #import "@preview/a:1.0.0": * #sys.inputs.data',
    "json": '"], "layout": "party", \\u0000 \\" {{ }} {% %}',
    "xml": "</w:t></w:p> <script> &amp; & ]]> <!-- -->",
    "control": "a\x00b\x07c\x1bd\ufffee\uffff\U0001fffff",
    "surrogate": "a\ud800b",
    "direction": "\u202eđảo\u202c \u200fphải\u200e",
    "emoji": "Cảm ơn 😀👍🏽 phường",
    "name": "Nguyễn" * 10,
    "digits": "9" * 400,
    "long": "Mương thoát nước dọc đường nội tổ bị tắc. " * 10,
    "lines": "Dòng một\r\nDòng hai\n\n\n\nDòng ba\tcột",
    "spaces": " \u00a0 \n \t ",
    "stacked": "e" + "\u0301" * 60,
    "decomposed": "Ủy ban Ỗ Ộ Ữ ặ ượ".encode().decode(),
}


def paper_with(text: str, layout: Layout = Layout.STATE) -> Paper:
    """A paper that has the text wherever a text may stand."""
    return Paper(
        layout=layout,
        superior=text,
        body=text,
        number="12",
        symbol=text,
        place=text,
        kind=text,
        subject=text,
        addressees=(text, text),
        blocks=(
            Paragraph(text, lead=text),
            Heading(text, text),
            Item(text, text, lead=text),
            Table((Column(text), Column("B", 3)), ((text, text),), title=text),
            QRCode(text="x", caption=text),
        ),
        ending=text,
        recipients=(text,),
        signatures=(Signature(text, text, text, hint=text), Signature(text)),
    )


def notice_with(text: str) -> Notice:
    """A notice that has the text wherever a text may stand."""
    return Notice(
        issuer=text,
        title=text,
        starts_at=datetime(2026, 12, 15, 8, 0),
        where=text,
        kind=text,
        lead=text,
        facts=((text, text),),
        register=text,
        phone=text,
        qr_text="x",
        qr_caption=text,
        footer=text,
    )
