"""Page numbers: only ours, only for their place."""

from hypothesis import given
from hypothesis import strategies as st

from bot.web.numbers import LENGTH, PageNumbers

OURS = PageNumbers(b"k" * 32)


@given(st.text())
def test_a_number_is_good_for_its_place(place: str) -> None:
    number = OURS.new(place)
    assert len(number) == LENGTH
    assert OURS.good(number, place)
    assert not OURS.good(number, place + "x")
    assert not PageNumbers(b"o" * 32).good(number, place)


@given(st.text(max_size=40), st.text(max_size=10))
def test_nothing_made_up_is_good(number: str, place: str) -> None:
    assert not OURS.good(number, place)


def test_every_number_is_another() -> None:
    assert len({OURS.new("x") for _ in range(500)}) == 500
