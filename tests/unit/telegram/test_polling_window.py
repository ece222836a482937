"""Which updates are acknowledged: never one that is not done."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.intake import Outcome
from bot.telegram.polling import Window


def test_the_offset_stops_at_the_first_that_is_not_done() -> None:
    window = Window()
    for number in (5, 6, 7):
        assert window.admit(number)
    window.settle(6, Outcome.DONE)
    window.settle(7, Outcome.DONE)
    assert window.offset() == 5
    window.settle(5, Outcome.DONE)
    assert window.offset() == 8
    assert not window.busy


def test_an_update_in_hand_is_not_taken_twice() -> None:
    window = Window()
    assert window.admit(5)
    assert not window.admit(5)


def test_what_must_come_again_is_taken_again_and_holds_the_offset() -> None:
    window = Window()
    window.admit(5)
    window.admit(6)
    window.settle(5, Outcome.LATER)
    window.settle(6, Outcome.DONE)
    assert window.offset() == 5
    assert window.admit(5)
    assert not window.admit(6)


def test_with_nothing_to_acknowledge_no_offset_is_given() -> None:
    """Numbers may begin anew, lower, after a quiet week."""
    window = Window()
    assert window.offset() is None
    window.admit(900)
    window.settle(900, Outcome.DONE)
    assert window.offset() == 901
    window.acknowledged(901)
    assert window.offset() is None
    assert window.admit(3)
    assert window.offset() == 3


@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), max_size=40))
def test_nothing_is_ever_acknowledged_before_it_is_done(
    steps: list[tuple[int, bool]],
) -> None:
    window = Window()
    done: set[int] = set()
    taken: set[int] = set()
    for number, good in steps:
        if number in done:
            continue
        if window.admit(number):
            taken.add(number)
        window.settle(number, Outcome.DONE if good else Outcome.LATER)
        if good:
            done.add(number)
        offset = window.offset()
        for other in taken - done:
            assert offset is not None
            assert offset <= other
