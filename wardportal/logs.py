import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """One line a record; of an exception the place and the kind, but not its message.

    A message may quote what somebody typed: PostgreSQL's names the whole failing row.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: ExceptionInfo) -> str:
        kind, _error, trace = ei
        return "".join(traceback.format_tb(trace)) + (f"{kind.__module__}.{kind.__qualname__}" if kind else "")
