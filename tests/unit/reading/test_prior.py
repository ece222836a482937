"""What was asked weighs what a clause suggests, and adds nothing."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.prior import weigh
from analysis.reading.themes import Suggestion

HOME = frozenset({"A", "B"})
SUGGESTIONS = st.lists(
    st.builds(
        Suggestion,
        st.sampled_from("ABCDE"),
        st.just("supports"),
        st.floats(0, 1),
        st.just("words"),
    ),
    max_size=3,
    unique_by=lambda s: s.feature,
)


def suggestion(feature: str, probability: float) -> Suggestion:
    return Suggestion(feature, "supports", probability, "words")


def test_what_belongs_to_the_question_comes_first_of_two_alike() -> None:
    found = weigh([suggestion("C", 0.5), suggestion("A", 0.5)], HOME)
    assert [s.feature for s in found] == ["A", "C"]
    assert [s.probability for s in found] == [0.667, 0.444]


def test_a_sure_suggestion_outside_the_question_stays_first() -> None:
    found = weigh([suggestion("C", 0.95), suggestion("A", 0.5)], HOME)
    assert [s.feature for s in found] == ["C", "A"]


def test_without_a_question_nothing_is_weighed() -> None:
    given_ = (suggestion("C", 0.5), suggestion("A", 0.9))
    assert weigh(given_, frozenset()) == given_


@given(SUGGESTIONS)
def test_nothing_is_added_or_lost_and_probabilities_stay_so(
    suggestions: list[Suggestion],
) -> None:
    found = weigh(suggestions, HOME)
    assert {s.feature for s in found} == {s.feature for s in suggestions}
    assert all(0 <= s.probability <= 0.99 for s in found)
    before = {s.feature: min(s.probability, 0.99) for s in suggestions}
    for s in found:
        if s.feature in HOME:
            assert s.probability >= round(before[s.feature], 3) - 0.001
        else:
            assert s.probability <= round(before[s.feature], 3) + 0.001
    assert [s.probability for s in found] == sorted(
        (s.probability for s in found), reverse=True
    )
