"""TOML that would cost too much is refused before it costs it."""

import time
import tomllib

import pytest

from surveys.bounds import LARGEST, Refused, Toml, read_toml

HUNDREDS = b".".join([b"a"] * 1900)


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"#" * (LARGEST + 1), 1, "larger than 256 KB"),
        ("a = 1".encode("utf-16"), 1, "UTF-16"),
        (b"a = 1\nb = '\xff'", 2, "not saved as UTF-8"),
        (b"\na = '" + b"x" * 4000 + b"'", 2, "longer than 4000"),
        (b"a = " + b"[" * 100, 1, "brackets"),
        (b"\n\n" + HUNDREDS + b" = 1", 3, "parts with dots"),
        (b"[" + HUNDREDS + b"]", 1, "parts with dots"),
        (b"a = {" + HUNDREDS + b" = 1}", 1, "parts with dots"),
        (b" . ".join([rb'"\""'] * 40) + b" = 1", 1, "parts with dots"),
        (b".".join([b"a"] * 28) + b" = 1", 1, "deep in each other"),
        (b"a = 0x" + b"f" * 3900, 1, "number is longer"),
        (b"a = " + b"9" * 30, 1, "number is longer"),
        (b"a = [1", 1, "no valid TOML"),
    ],
)
def test_it_is_refused_in_words(data: bytes, line: int, what: str) -> None:
    refused = read_toml(data)
    assert isinstance(refused, Refused)
    assert refused.line == line
    assert what in refused.what


def test_a_mark_at_the_start_and_many_sentences_are_no_harm() -> None:
    text = f'a = "{"Well, yes. " * 60}{"." * 80}"\r\nb.c.d = [1.5, {{ e = 2026-11-03 }}]\r\n'
    read = read_toml(b"\xef\xbb\xbf" + text.encode())
    assert isinstance(read, Toml)
    assert read.tables == tomllib.loads(text)


def test_the_costliest_lines_take_seconds_not_minutes() -> None:
    began = time.process_time()
    read_toml((rb"\"" * 1950 + b"." * 60 + b"\n") * 16)
    assert time.process_time() - began < 5
