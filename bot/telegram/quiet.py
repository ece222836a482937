"""Logs that cannot carry a person: what may be written, at every level.

Rule 1: a line of ours holds a fixed text, and counts or the words of an enum.
Rule 2: a line of a library is kept from WARNING up, and then as its name and the
type of its exception only: libraries put addresses with tokens, and whole
updates, into their messages.
Rule 3: a traceback shows where, never what: frames and types, no messages.
"""

import asyncio
import logging
import sys
import threading
import traceback
from enum import Enum
from types import TracebackType

OURS = "strandline"
LARGEST_COUNT = 1_000_000  # an id has more digits than any count of ours
LIBRARIES = ("telegram", "httpx", "httpcore", "aiohttp", "asyncio", "apscheduler")
LINE = "%(asctime)s %(levelname)s %(message)s"


def _allowed(value: object) -> object:
    """Return a value that may be printed: counts, enum words, types."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < LARGEST_COUNT else "?"
    if isinstance(value, type):
        return value.__name__
    return "?"


class Quiet(logging.Filter):
    """Reduces every record to what the rules of this file allow."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is kept, after taking out what must not stay."""
        if record.name == OURS or record.name.startswith(OURS + "."):
            given = record.args
            if isinstance(given, tuple):
                record.args = tuple(_allowed(value) for value in given)
            elif given:
                record.args = None
                record.msg = "a line with named values was withheld"
        else:
            if record.levelno < logging.WARNING:
                return False
            record.msg = f"{record.name.split('.')[0]} reported a problem"
            record.args = None
        record.stack_info = None
        # Another handler may have written the traceback in full already.
        error = record.exc_info[1] if record.exc_info else None
        record.exc_text = None if error is None else describe(error)
        return True


class WhereNotWhat(logging.Formatter):
    """Formats tracebacks as frames and exception types, without their messages."""

    def formatException(  # noqa: N802 - the library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return where it happened."""
        return describe(ei[1]) if ei[1] is not None else ""


def describe(error: BaseException) -> str:
    """Return the frames and types of an exception and of what caused it."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(type(current).__name__)
        lines.extend(
            f"  {frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        )
        current = current.__cause__ or current.__context__
    return "\n".join(lines)


def install(level: int = logging.INFO) -> None:
    """Send every log line and every uncaught error of the process through the rules."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Quiet())
    handler.setFormatter(WhereNotWhat(LINE))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def quiet_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Make the event loop report errors of forgotten tasks by type only."""

    def report(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            _say(describe(error))

    loop.set_exception_handler(report)


def _uncaught(
    _: type[BaseException], error: BaseException, __: TracebackType | None
) -> None:
    _say(describe(error))


def _uncaught_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        _say(describe(given.exc_value))


def _say(text: str) -> None:
    sys.stderr.write(f"uncaught: {text}\n")
