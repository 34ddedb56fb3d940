"""Pictures are decoded and made anew: upright, in sRGB, of a bounded size, with nothing but the picture in them."""

import io
import struct
import threading
import zlib
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .kinds import WEBP, Kind, Refusal

# Phones take 50 and 64 million pixels. JPEG decodes straight into a smaller picture, others need room for all of it,
# WebP several times over: none takes more than 500 MB.
MAX_PIXELS = {"JPEG": 66_000_000, "WEBP": 24_000_000}
MAX_PIXELS_ELSE = 51_000_000
QUALITY = 85
# Decoding is what needs memory: eight large photos sent at once wait here for one another.
DECODING = threading.BoundedSemaphore(2)
# Fewer than the server has threads: pictures that take long must not keep those waiting who only read.
WAITING = threading.BoundedSemaphore(8)
BROKEN = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, OverflowError, struct.error, zlib.error, IndexError)

# The small pictures inside a HEIC need not show what the picture shows.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def remake(file: BinaryIO, kind: Kind, *, max_side: int) -> tuple[bytes, tuple[int, int]]:
    """Return the picture as a JPEG without metadata, and its size."""
    if not WAITING.acquire(blocking=False):
        raise Refusal("chưa nhận được vì đang có nhiều người cùng gửi ảnh. Xin đợi một phút rồi chọn lại và gửi.")
    try:
        with DECODING:
            return _remake(file, kind, max_side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (UnidentifiedImageError, *BROKEN) as error:
        raise Refusal("bị hỏng hoặc chưa tải lên hết, không mở được. Xin chọn lại hoặc chụp lại.") from error
    finally:
        WAITING.release()


def _remake(file: BinaryIO, kind: Kind, max_side: int) -> tuple[bytes, tuple[int, int]]:
    if kind == WEBP:  # whose decoder takes memory for the declared size as soon as it is opened
        _check_size(_webp_size(file), kind)
    file.seek(0)
    with Image.open(file, formats=[kind.opens_as]) as opened:
        _check_size(opened.size, kind)
        picture = _upright(opened, max_side)
    out = io.BytesIO()
    _plain(picture).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), picture.size


def _check_size(size: tuple[int, int], kind: Kind) -> None:
    if size[0] * size[1] > MAX_PIXELS.get(kind.opens_as, MAX_PIXELS_ELSE):
        raise _too_large()


def _too_large() -> Refusal:
    return Refusal("là ảnh có quá nhiều điểm ảnh. Xin chụp lại hoặc thu nhỏ ảnh rồi chọn lại.")


def _webp_size(file: BinaryIO) -> tuple[int, int]:
    """Return the size a WebP declares in its first chunk."""
    file.seek(12)
    head = file.read(18)
    chunk, body = head[:4], head[8:]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


def _upright(opened: Image.Image, max_side: int) -> Image.Image:
    share = min(max_side / max(opened.size), 1)
    opened.draft(None, (round(opened.width * share), round(opened.height * share)))
    picture = _eight_bit(opened)
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    picture.load()
    return ImageOps.exif_transpose(picture)


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be made smaller: no palette, no 16 bits."""
    if picture.mode in ("P", "PA"):
        seen_through = picture.mode == "PA" or "transparency" in picture.info
        return picture.convert("RGBA" if seen_through else "RGB")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture.convert("L") if picture.mode == "1" else picture


def _plain(picture: Image.Image) -> Image.Image:
    """Return a fresh picture on white with the colours in sRGB: nothing noted in the old one goes along."""
    picture = _in_srgb(picture)
    ground = Image.new("RGB", picture.size, "white")
    if picture.mode in ("RGBA", "LA", "La", "RGBa") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground.paste(layer, mask=layer.getchannel("A"))
    else:
        ground.paste(picture.convert("RGB"))
    return ground


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("L", "RGB", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile, or one for another kind of picture, changes nothing
    return converted or picture
