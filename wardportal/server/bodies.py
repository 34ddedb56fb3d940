"""What is kept of a request's body while it comes in: up to a bound, as long as there is room, else only counted.

A body that is not kept is still read to its end: a browser reads no answer before it has sent everything, and shows an
error of its own when the connection ends earlier. So the portal can answer with a page that helps.
"""

import io
from threading import Lock
from typing import Any

from django.conf import settings
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask

from wardportal.uploads import free_bytes

BLOCK = 1024 * 1024
UNREADABLE = "Cổng thông tin không đọc được yêu cầu vừa rồi. Xin quay lại trang trước rồi thử lại.\n"
BROKEN = "Cổng thông tin đang gặp lỗi, không phải do ông/bà. Xin thử lại sau ít phút.\n"


class DroppedBody(io.BytesIO):
    """Stands in for a body that was not kept."""

    def __init__(self, *, is_too_large: bool) -> None:
        super().__init__()
        self.is_too_large = is_too_large


class Spool:
    """Room on the disk for the bodies of all requests together, given block by block."""

    def __init__(self) -> None:
        self.blocks = 0
        self._lock = Lock()

    def take(self) -> bool:
        """Give a block; False where all bodies take up their share, or the disk is all but full.

        Bodies may go into the reserve of the disk a little: the words in them are taken when files are not.
        """
        with self._lock:
            fits = (self.blocks + 1) * BLOCK <= settings.RECEIVING_MAX_BYTES
            if not fits or free_bytes() < settings.UPLOAD_RESERVE_BYTES // 3:
                return False
            self.blocks += 1
            return True

    def give_back(self, blocks: int) -> None:
        with self._lock:
            self.blocks -= blocks


spool = Spool()


class KeptBody(OverflowableBuffer):
    """A body as it comes in. Its first block asks for no room, so that words without files always find some."""

    def __init__(self, overflow: int, *, declared: int) -> None:
        super().__init__(overflow)
        self.size = self.blocks = 0
        self.is_too_large = declared > settings.LARGEST_REQUEST_BYTES
        self.is_dropped = self.is_too_large

    def append(self, data: bytes) -> None:
        self.size += len(data)
        self.is_too_large = self.is_too_large or self.size > settings.LARGEST_REQUEST_BYTES
        if not self.is_dropped and (self.is_too_large or not self._write(data)):
            self.is_dropped = True
            self.close()

    def _write(self, data: bytes) -> bool:
        while self.size > (self.blocks + 1) * BLOCK:
            if not spool.take():
                return False
            self.blocks += 1
        try:
            super().append(data)
        except OSError:  # the disk is full after all
            return False
        return True

    def __len__(self) -> int:
        """Return how much came in, kept or not: what a body in chunks is said to be long."""
        return self.size

    def getfile(self) -> Any:
        return DroppedBody(is_too_large=self.is_too_large) if self.is_dropped else super().getfile()

    def close(self) -> None:
        super().close()
        spool.give_back(self.blocks)
        self.blocks = 0


class BodyParser(HTTPRequestParser):
    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError("Address that is none") from error
        if self.body_rcv is not None:
            self.body_rcv.buf = KeptBody(self.adj.inbuf_overflow, declared=self.content_length)
        else:
            self.expect_continue = False  # waitress would wait for the body all the same


class PlainRefusal(ErrorTask):
    """What is said to a request that is none, or where Django itself broke: no page of the portal can be made."""

    request: BodyParser

    def execute(self) -> None:
        error = self.request.error
        said = (BROKEN if error.code == 500 else UNREADABLE).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.content_length = len(said)
        self.set_close_on_finish()
        self.write(said)


class Channel(HTTPChannel):
    """A connection; when it ends in the middle of a request, what came of that gives its room back."""

    parser_class = BodyParser
    error_task_class = PlainRefusal
    request: BodyParser | None

    def handle_close(self) -> None:
        if self.request is not None:
            self.request.close()
        super().handle_close()
