import io
import struct
import threading

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, PngImagePlugin

from tests.wardportal.uploading import (
    LIMITS,
    clean,
    docx_bytes,
    heic_bytes,
    image_bytes,
    opened,
    picture,
    png_declaring,
    refusal,
    sent,
    webp_declaring,
)
from wardportal.uploads import Limits, clean_upload
from wardportal.uploads.pictures import DECODING

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", image_bytes("JPEG")),
        ("a.JPEG", image_bytes("JPEG")),
        ("a.png", image_bytes("PNG")),
        ("a.webp", image_bytes("WEBP")),
        ("a.heic", heic_bytes()),
        ("a.heif", heic_bytes()),
    ],
)
def test_every_kind_of_picture_becomes_a_small_jpeg(name, content):
    file = clean(name, content)
    assert (file.name, file.extension, file.content_type) == ("a.jpg", "jpg", "image/jpeg")
    assert (file.width, file.height) == opened(file).size == (200, 100)
    assert file.size == len(file.content)
    assert opened(file).format == "JPEG"


def test_a_small_picture_is_not_made_larger():
    assert opened(clean("a.png", image_bytes("PNG", of=picture((40, 30))))).size == (40, 30)


def test_a_pdf_is_kept_byte_for_byte():
    file = clean("Đơn kiến nghị.pdf", PDF)
    assert (file.name, file.content_type, file.extension) == ("Đơn kiến nghị.pdf", "application/pdf", "pdf")
    assert file.content == file.content == PDF


def test_a_word_document_is_kept_byte_for_byte():
    content = docx_bytes([("word/media/image1.png", image_bytes("PNG"))])
    file = clean("don.docx", content)
    assert file.content == content
    assert file.content_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.doc", "a.docm", "a.php", "a.zip", "a.gif"])
def test_an_extension_that_is_not_listed_is_refused_by_name(name):
    message = refusal(name, image_bytes("JPEG"))
    assert f"“{name}”" in message
    assert "không thuộc loại nhận được" in message


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"MZ\x90\x00" + b"\0" * 100,
        b"GIF89a" + b"\0" * 50,
        b"GIF89a/*" + image_bytes("JPEG"),
        b"\0" * 100,
    ],
)
def test_other_content_under_the_name_of_a_photo_is_refused(content):
    assert "không đúng với đuôi" in refusal("photo.jpg", content)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", image_bytes("JPEG")), ("a.jpg", PDF), ("a.docx", PDF), ("a.pdf", docx_bytes()), ("a.png", docx_bytes())],
)
def test_a_document_under_another_kinds_name_is_refused(name, content):
    assert "không đúng với đuôi" in refusal(name, content)


def test_a_picture_under_another_pictures_name_gets_its_true_one():
    assert clean("IMG_1.HEIC", image_bytes("PNG")).name == "IMG_1.jpg"


def test_a_picture_without_extension_is_taken_and_a_document_is_not():
    assert clean("1000012345", image_bytes("JPEG")).name == "1000012345.jpg"
    assert "không thuộc loại" in refusal("1000012345", PDF)


def test_what_is_appended_to_a_photo_does_not_survive():
    file = clean("a.jpg", image_bytes("JPEG") + b"<script>alert(1)</script><?php system(1); ?>PK\x03\x04")
    assert b"script" not in file.content
    assert b"PK\x03\x04" not in file.content


def test_only_pictures_where_only_pictures_are_asked_for():
    assert clean("a.jpg", image_bytes("JPEG"), pictures_only=True).extension == "jpg"
    for name, content in (("a.pdf", PDF), ("a.txt", b"Lop 5A"), ("a", PDF)):
        assert "không phải là ảnh" in refusal(name, content, pictures_only=True), name


# What is hidden in pictures


def with_exif():
    exif = Image.Exif()
    exif[0x0112] = 6  # hold it turned by a quarter
    exif[0x010F] = "MayAnhBiMat"
    exif.get_ifd(0x8825)[2] = (19.0, 13.0, 30.0)
    exif.get_ifd(0x8825)[1] = "N"
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_of_a_photo_is_gone_and_it_stands_upright(kind):
    content = image_bytes(kind, exif=with_exif())
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    file = clean("a." + kind.lower(), content)
    assert not opened(file).getexif()
    assert b"MayAnhBiMat" not in file.content
    assert (file.width, file.height) == (100, 200)
    red, _green, blue = opened(file).getpixel((50, 20))
    assert red > 200 > 60 > blue


def test_the_place_of_an_iphone_photo_is_gone_and_it_stands_upright():
    file = clean("a.heic", heic_bytes(exif=with_exif().tobytes()))
    assert b"Exif" not in file.content
    assert b"MayAnhBiMat" not in file.content
    assert (file.width, file.height) == (100, 200)
    assert opened(file).getpixel((50, 20))[0] > 200


def test_a_palette_picture_stands_upright_too():
    content = image_bytes("PNG", of=picture().convert("P"), exif=with_exif())
    assert opened(clean("a.png", content)).size == (100, 200)


def test_comments_xmp_and_text_are_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "NGUYEN VAN BI MAT")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>BI MAT</x:xmpmeta>", zip=True)
    jpeg = image_bytes("JPEG", comment=b"BI MAT", xmp=b"<x:xmpmeta>BI MAT</x:xmpmeta>", dpi=(311, 311))
    for file in (clean("a.jpg", jpeg), clean("a.png", image_bytes("PNG", pnginfo=notes))):
        assert b"BI MAT" not in file.content
        assert b"xmpmeta" not in file.content
        assert set(opened(file).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_colours_are_turned_into_srgb_and_the_profile_dropped():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = clean("a.jpg", image_bytes("JPEG", icc_profile=profile))
    assert "icc_profile" not in opened(file).info


def test_a_broken_colour_profile_does_not_stop_a_photo():
    assert clean("a.jpg", image_bytes("JPEG", icc_profile=b"nonsense" * 20)).width == 200


def test_what_is_transparent_becomes_white():
    see_through = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert opened(clean("a.png", image_bytes("PNG", of=see_through))).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_pictures_in_odd_modes_keep_their_look(mode):
    if mode == "I;16":
        light = Image.new(mode, (30, 30), 52000)
    else:
        light = Image.new("RGB", (30, 30), (204, 204, 204)).convert(mode, dither=Image.Dither.NONE)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    seen = opened(clean("a." + kind.lower(), image_bytes(kind, of=light))).getpixel((5, 5))
    assert min(seen) > 190


def test_of_a_moving_picture_the_first_one_stays():
    frames = [Image.new("RGB", (50, 50), color) for color in ("red", "blue")]
    content = image_bytes("WEBP", of=frames[0], save_all=True, append_images=frames[1:], lossless=True)
    assert opened(clean("a.webp", content)).getpixel((25, 25))[0] > 200


# Floods and torn files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", png_declaring(30_000, 30_000)),
        ("a.png", png_declaring(10_000, 9_500)),
        ("a.png", png_declaring(8_000, 7_000)),
        ("a.webp", webp_declaring(16_000, 16_000)),
        ("a.webp", webp_declaring(6_000, 5_000)),
    ],
)
def test_a_flood_of_pixels_is_refused_by_its_declared_size(name, content):
    assert "quá nhiều điểm ảnh" in refusal(name, content)


def test_a_jpeg_flood_is_refused_by_its_declared_size():
    content = bytearray(image_bytes("JPEG"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", 60_000, 60_000)
    assert "quá nhiều điểm ảnh" in refusal("a.jpg", bytes(content))


def test_a_heic_flood_is_refused_by_its_declared_size():
    content = heic_bytes().replace(struct.pack(">II", 300, 150), struct.pack(">II", 30_000, 30_000))
    assert "quá nhiều điểm ảnh" in refusal("a.heic", content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_photo_torn_on_the_way_is_refused(kind, share):
    noise = Image.effect_noise((300, 150), 90).convert("RGB")
    content = heic_bytes(noise) if kind == "HEIC" else image_bytes(kind, of=noise)
    message = refusal("ảnh." + kind.lower(), content[: int(len(content) * share)])
    assert "bị hỏng" in message


def test_text_that_swells_inside_a_png_is_refused():
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("bomb", "0" * 5_000_000, zip=True)
    assert "bị hỏng" in refusal("a.png", image_bytes("PNG", pnginfo=notes))


def test_an_empty_file_is_refused():
    assert "không có nội dung" in refusal("a.jpg", b"")


def test_a_file_over_the_wards_limit_is_refused_with_both_sizes():
    message = clean_too_large()
    assert "11,0" in message
    assert "10,0" in message


def clean_too_large():
    with pytest.raises(ValidationError) as refused:
        clean_upload(sent("to.pdf", PDF + b" " * (11 * 1024**2)), limits=Limits(5, 10 * 1024**2, 2000))
    return refused.value.messages[0]


def test_a_third_photo_waits_until_one_of_two_is_decoded():
    results = []
    third = threading.Thread(target=lambda: results.append(clean("a.jpg", image_bytes("JPEG")).width))
    with DECODING, DECODING:
        third.start()
        third.join(0.3)
        assert third.is_alive()
    third.join(10)
    assert results == [200]


# Names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/Ảnh đường hỏng.jpg", "Ảnh đường hỏng.jpg"),
        ("C:\\Users\\Hoa\\anh.jpg", "anh.jpg"),
        ("a\u202egpj.exe.jpg", "agpj.exe.jpg"),
        ("a\x00b\nc\u200b.jpg", "ab c.jpg"),
        ("Tha\u0300nh.jpg", "Thành.jpg"),
        ('<img src="x">.jpg', "img src=x.jpg"),
        ("  ...   .jpg", "tep.jpg"),
        ("ngày 1.2.2026.jpg", "ngày 1.2.2026.jpg"),
        ("báo cáo ngày 1.2", "báo cáo ngày 1.2.jpg"),
    ],
)
def test_names_are_made_fit_to_show(name, shown):
    file = sent("x.jpg", image_bytes("JPEG"))
    file._name = name
    assert clean_upload(file, limits=LIMITS).name == shown


def test_a_name_of_300_letters_is_shortened_and_keeps_its_extension():
    name = clean("ơ" * 250 + ".pdf", PDF).name
    assert len(name) == 100
    assert name.endswith("ơ.pdf")
