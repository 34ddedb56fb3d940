"""Word documents as residents send them: which are taken, and which are refused for what they carry."""

import io
import struct
import zipfile

import pytest

from tests.wardportal.uploading import WORD_TYPES, clean, docx_bytes, image_bytes, refusal


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/vbaData.xml"])
def test_a_document_with_macros_is_refused(name):
    assert "macro" in refusal("a.docx", docx_bytes([(name, b"x")]))


def test_a_document_that_allows_macros_is_refused():
    types = WORD_TYPES + b"application/vnd.ms-word.document.macroEnabled.main+xml"
    assert "macro" in refusal("a.docx", docx_bytes(types=types))


def related(kind, target, mode=' TargetMode="External"', *, before=""):
    """A document whose settings use something of this kind."""
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    one = f'<Relationship Id="rId1" Type="{kind}" Target="{target}"{mode}/>'
    return docx_bytes([("word/_rels/settings.xml.rels", f"{before}<Relationships>{one}</Relationships>")])


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "frame", "subDocument"])
@pytest.mark.parametrize(
    "target", ["https://la.example/mau.dotm", "file://la.example/c/mau.dotm", "\\\\la\\c\\mau.dotm"]
)
def test_a_document_that_loads_more_when_opened_is_refused(kind, target):
    assert "tự tải nội dung từ nơi khác" in refusal("a.docx", related(kind, target))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://la.example/"),
        ("attachedTemplate", "file:///C:\\Users\\Hoa\\Mau.dotx"),
        ("attachedTemplate", "D:\\Mau.dotx"),
    ],
)
def test_a_document_with_links_or_a_template_of_its_writers_own_disk_is_taken(kind, target):
    assert clean("a.docx", related(kind, target)).extension == "docx"


def test_a_document_with_macros_under_another_name_is_refused():
    assert "macro" in refusal("a.docx", related("vbaProject", "anh.png", ""))


def test_a_document_with_another_file_inside_is_refused():
    for content in (
        docx_bytes([("word/embeddings/oleObject1.bin", b"x")]),
        docx_bytes([("Embeddings/a.docx", b"x")]),
        related("package", "parts/a.docx", ""),
        related("oleObject", "../x/a.dat", ""),
        related("aFChunk", "a.rtf", ""),
    ):
        assert "có nhúng tệp khác" in refusal("a.docx", content)


def test_a_document_with_a_chart_is_taken():
    for content in (
        docx_bytes([("word/embeddings/Microsoft_Excel_Sheet1.xlsx", b"x")]),
        related("package", "../embeddings/Microsoft_Excel_Sheet1.xlsx", ""),
    ):
        assert clean("a.docx", content).extension == "docx"


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        "<a>",
        '<?xml version="1.0" encoding="foo"?>',
        '<?xml version="1.0" encoding="hex"?>',
    ],
)
def test_a_document_whose_lists_cannot_be_read_is_refused(before):
    assert "không phải tệp Word" in refusal("a.docx", related("hyperlink", "https://la.example/", before=before))


def test_lists_that_are_too_long_are_refused():
    lists = [(f"word/_rels/{name}.xml.rels", b" " * 600_000) for name in ("document", "settings")]
    assert "phình ra" in refusal("a.docx", docx_bytes(lists))


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/passwd", "word/../../x", "..\\evil.txt", "C:/evil.txt"])
def test_a_document_that_would_write_outside_is_refused(name):
    assert "không phải tệp Word" in refusal("a.docx", docx_bytes([(name, b"x")]))


def test_a_zip_that_is_no_word_document_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", b"x")
    assert "không phải tệp Word" in refusal("a.docx", out.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert "phình ra" in refusal("a.docx", docx_bytes([("word/bomb.xml", b"0" * 20_000_000)]))


def test_many_small_entries_are_refused():
    assert "phình ra" in refusal("a.docx", docx_bytes([(f"word/{n}.xml", b"") for n in range(2001)]))


def test_a_zip_that_lies_about_its_sizes_is_refused():
    honest = docx_bytes([("word/bomb.xml", b"0" * 20_000_000)])
    lying = honest.replace(struct.pack("<I", 20_000_000), struct.pack("<I", 1000))
    assert lying != honest
    assert "không phải tệp Word" in refusal("a.docx", lying)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_document_packed_as_none_is_refused(method):
    assert "không phải tệp Word" in refusal("a.docx", docx_bytes(method=method))


def test_a_torn_document_is_refused():
    content = docx_bytes()
    assert "không phải tệp Word" in refusal("a.docx", content[:-30])
    assert "không phải tệp Word" in refusal("a.docx", content + b"more")


def test_a_document_with_a_changed_byte_is_refused():
    content = bytearray(docx_bytes([("word/media/a.png", image_bytes("PNG"))], method=zipfile.ZIP_STORED))
    content[content.index(b"\x89PNG") + 40] ^= 0xFF
    assert "không phải tệp Word" in refusal("a.docx", bytes(content))
