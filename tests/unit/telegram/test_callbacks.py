"""Data of buttons: what goes out comes back, and nothing else gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.callbacks import (
    ButtonTooLongError,
    Dialogue,
    Opening,
    decode,
    encode_dialogue,
    encode_opening,
    encode_tap,
    find,
    mark,
)
from surveys.events import Tapped


@pytest.mark.parametrize("button", ["a", "change:Q3a", "hinckley_bosworth", "n1"])
def test_a_survey_button_comes_back(button: str) -> None:
    assert decode(encode_tap("12", button)) == Tapped("12", button)


def test_a_button_beyond_64_bytes_is_refused() -> None:
    with pytest.raises(ButtonTooLongError):
        encode_tap("3", "x" * 61)


def test_staff_choices_come_back() -> None:
    data = encode_dialogue("k", mark("family-closure"), mark("keyworker"))
    assert decode(data) == Dialogue("k", (mark("family-closure"), mark("keyworker")))
    assert decode("k") == Dialogue("k")


def test_a_link_to_open_comes_back() -> None:
    assert decode(encode_opening("AbC-_123")) == Opening("AbC-_123")


def test_a_mark_is_looked_up_and_unknown_ones_are_nothing() -> None:
    names = ("blaby", "charnwood", "melton")
    assert [find(mark(name), names) for name in names] == list(names)
    assert find("AAAAAA", names) is None
    assert len(mark("x" * 500)) == 6


@pytest.mark.parametrize(
    "data",
    ["", "s:", "s:1", "s::", "k:a:b:c:d:e", "z:1:a", "s:1:a b", "o:", "o:a b", 5, None,
     "s:" + "1" * 60 + ":a", "k:\u202e", "x" * 65],
)  # fmt: skip
def test_what_is_not_ours_is_nothing(data: object) -> None:
    assert decode(data) is None


@given(st.text())
def test_any_data_is_read_without_an_error(data: str) -> None:
    found = decode(data)
    if isinstance(found, Tapped):
        assert encode_tap(found.step, found.button) == data
