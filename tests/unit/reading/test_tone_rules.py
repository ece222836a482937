"""What probabilities and a list of words make of a verbatim's tone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.tone import LABELS, chances, judge

BARS = (0.7, 0.8, 0.7)
logits = st.tuples(*[st.floats(-20, 20)] * 3)


def test_a_machine_speaks_from_its_bar_on() -> None:
    assert judge((0.7, 0.2, 0.1), BARS).speaks
    assert not judge((0.69, 0.21, 0.1), BARS).speaks


def test_each_label_has_its_own_bar() -> None:
    assert not judge((0.1, 0.75, 0.15), BARS).speaks
    assert judge((0.1, 0.85, 0.05), BARS).speaks


def test_what_does_not_speak_goes_to_a_person_with_the_likeliest_label() -> None:
    tone = judge((0.2, 0.35, 0.45), BARS)
    assert (tone.label, tone.probability) == ("positive", 0.45)
    assert tone.person
    assert not tone.speaks


@pytest.mark.parametrize(
    ("likely", "balance", "person"),
    [
        ((0.95, 0.03, 0.02), 0.6, True),
        ((0.95, 0.03, 0.02), 0.1, False),
        ((0.95, 0.03, 0.02), -0.6, False),
        ((0.02, 0.03, 0.95), -0.6, True),
        ((0.02, 0.03, 0.95), 0.6, False),
        ((0.02, 0.95, 0.03), 0.9, False),
        ((0.02, 0.03, 0.95), None, False),
    ],
)
def test_words_that_are_clearly_opposed_call_a_person(
    likely: tuple[float, ...], balance: float | None, *, person: bool
) -> None:
    tone = judge(likely, BARS, balance)
    assert tone.person is person
    assert tone.speaks


@given(logits, st.floats(0.3, 3))
def test_chances_are_shares_in_the_order_of_the_numbers(
    numbers: tuple[float, ...], temperature: float
) -> None:
    shares = chances(numbers, temperature)
    assert sum(shares) == pytest.approx(1)
    assert shares.index(max(shares)) in [
        place for place in range(3) if numbers[place] >= max(numbers) - 1e-9
    ]


@given(logits)
def test_a_higher_temperature_is_never_surer(numbers: tuple[float, ...]) -> None:
    assert max(chances(numbers, 2.0)) <= max(chances(numbers, 1.0)) + 1e-12


def test_the_labels_stand_in_the_order_that_models_give() -> None:
    assert LABELS == ("negative", "mixed", "positive")
