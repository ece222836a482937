"""Logs: what may be in a line, and what never is."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot.telegram.inbound import Kind
from bot.telegram.quiet import LINE, Quiet, WhereNotWhat, describe

SECRET = "123456:planted-token"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Quiet())
    handler.setFormatter(WhereNotWhat(LINE))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def test_our_lines_carry_counts_and_kinds_only(log: io.StringIO) -> None:
    ours = logging.getLogger("strandline.telegram")
    ours.info("took %d of %s from %s and %s", 3, Kind.TAP, "planted words", 7654321098)
    assert "took 3 of tap from ? and ?" in log.getvalue().replace("'", "")


def test_named_values_are_withheld(log: io.StringIO) -> None:
    logging.getLogger("strandline.x").warning("%(who)s wrote", {"who": "planted"})
    assert "planted" not in log.getvalue()
    assert "withheld" in log.getvalue()


def test_libraries_are_named_and_nothing_more(log: io.StringIO) -> None:
    logging.getLogger("httpx").info("POST https://x/bot%s/getMe", SECRET)
    logging.getLogger("telegram.Bot").error("failed with %s", SECRET)
    assert SECRET not in log.getvalue()
    assert log.getvalue().count("\n") == 1
    assert "telegram reported a problem" in log.getvalue()


def test_a_traceback_shows_where_and_not_what(log: io.StringIO) -> None:
    def look_up() -> None:
        raise KeyError(SECRET)

    def fail() -> None:
        try:
            look_up()
        except KeyError as cause:
            raise RuntimeError(f"about {SECRET}") from cause

    try:
        fail()
    except RuntimeError:
        logging.getLogger("strandline.telegram").exception("it failed")
    written = log.getvalue()
    assert SECRET not in written
    assert "RuntimeError" in written
    assert "KeyError" in written
    assert "test_quiet.py" in written


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = ValueError(SECRET), ValueError(SECRET)
    first.__context__, second.__context__ = second, first
    assert describe(first) == "ValueError\nValueError"
