import logging
import re
import traceback
from copy import copy
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# Behind these words waitress puts the address or header it speaks of.
TYPED_IN_WAITRESS = re.compile(" serving | value: | token: ")


class LineFormatter(logging.Formatter):
    """One line a record, without what somebody typed.

    Of an exception it tells the place and the kind, but not its message, which may quote what was typed: PostgreSQL's
    names the whole failing row. Of a request it tells status and view, but not the address. Where the request itself
    is to blame, by a status below 500, the place is of no use.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        told = copy(record)
        told.msg, told.args = _message(record), ()
        told.exc_text = None  # as another handler may have told it
        if getattr(record, "status_code", 500) < 500:
            told.exc_info = None
        return super().format(told)

    def formatException(self, ei: ExceptionInfo) -> str:
        kind, _error, trace = ei
        return "".join(traceback.format_tb(trace)) + (f"{kind.__module__}.{kind.__qualname__}" if kind else "")


def _message(record: logging.LogRecord) -> str:
    if request := getattr(record, "request", None):
        view = request.resolver_match.view_name if request.resolver_match else "no view"
        return f"{getattr(record, 'status_code', '')} {view}{_refusal(record)}"
    message = record.getMessage()
    return TYPED_IN_WAITRESS.split(message)[0] if record.name.startswith("waitress") else message


def _refusal(record: logging.LogRecord) -> str:
    """Return why a form was not believed, as " (why)"; Django puts the header it quotes behind a dash."""
    if record.name != "django.security.csrf" or not isinstance(record.args, tuple):
        return ""
    return f" ({str(record.args[0]).partition(' - ')[0]})"
