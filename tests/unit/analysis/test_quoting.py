"""Quotes are proposed for clarity and spread, and one of them cuts the other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Status
from analysis.quoting import (
    MOST,
    NONE_OTHER,
    Candidate,
    Proposals,
    clarity,
    other_way,
    propose,
)

PLAIN = "She came when she said she would and listened to all of us, number"


def candidate(
    number: int,
    said: dict[str, bool] | None = None,
    *,
    words: str = "",
    turned: bool | None = None,
    theme: str = "one_worker",
    group: str | None = None,
) -> Candidate:
    return Candidate(
        f"q{number:02}",
        words or f"{PLAIN} {number}.",
        (theme,),
        said or {},
        group,
        turned,
    )


def ids(found: Proposals) -> list[str]:
    return [one.id for one in found.chosen]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (
            "We sat down together and made one plan that we all understood.",
            "And then it was like that again with those other ones there.",
        ),
        (
            "I had to tell the same story to four different people.",
            "I told [name] and [name] and then [name] about [place].",
        ),
        ("Our worker rang back the same day, every time.", "Good."),
        (
            "It was hard at first but we all talk more now than we did.",
            "HARD AT FIRST BUT WE ALL TALK MORE NOW THAN WE DID.",
        ),
        (
            "They listened to my children and to me, which nobody did.",
            "They listened to my children and to me, and",
        ),
        (PLAIN + " one.", " ".join([PLAIN] * 5)),
    ],
)
def test_the_clearer_words_come_first(better: str, worse: str) -> None:
    assert clarity(better) > clarity(worse)


def test_what_lost_most_of_its_words_is_never_proposed() -> None:
    found = propose(
        [candidate(1, words="[name] told [name] that [name] would [name] it")]
    )
    assert found.chosen == ()
    assert found.note == NONE_OTHER


def test_one_that_cuts_the_other_way_is_among_them_where_there_is_one() -> None:
    plenty = [candidate(n, {"FE-M1": False}, turned=False) for n in range(20)]
    assert not any(one.other_way for one in propose(plenty).chosen)
    assert propose(plenty).note == NONE_OTHER
    one = candidate(99, {"FE-M1": True}, words="Rubbish.", turned=True)
    found = propose([*plenty, one])
    assert "q99" in ids(found)
    assert len(found.chosen) == MOST
    assert found.note == ""
    assert "cuts the other way" in found.chosen[-1].why
    assert ids(propose([one])) == ["q99"]


def test_other_features_stances_and_groups_come_before_more_of_the_same() -> None:
    same = [candidate(n, {"FE-M1": False}, group="keyworker") for n in range(9)]
    other = candidate(50, {"FE-M6": False}, group="keyworker")
    against = candidate(51, {"FE-M1": True}, group="keyworker")
    elsewhere = candidate(52, {"FE-M1": False}, theme="one_plan", group="lead_worker")
    found = ids(propose([*same, other, against, elsewhere], 4))
    assert {"q50", "q51", "q52"} <= set(found)


def test_what_the_figures_say_decides_which_way_words_cut() -> None:
    statuses = {
        "A": Status.EVIDENCED,
        "B": Status.GONE,
        "C": Status.CONTRADICTED,
        "D": Status.PERSISTS,
        "E": Status.MIXED,
    }
    for feature, against, expected in (
        ("A", True, True),
        ("A", False, False),
        ("B", True, True),
        ("C", True, False),
        ("C", False, True),
        ("D", False, True),
        ("E", True, None),
        ("unknown", True, None),
    ):
        assert other_way({feature: against}, statuses) is expected
    assert other_way({}, statuses) is None
    assert other_way({"A": False, "B": True}, statuses) is True


WORDS = st.lists(
    st.sampled_from(["she", "came", "and", "[name]", "we", "plan", "nobody"]),
    max_size=40,
).map(" ".join)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.text("abc", min_size=1, max_size=3),
        WORDS,
        st.just(("one_worker",)),
        st.dictionaries(st.sampled_from(["FE-M1", "FE-M6"]), st.booleans()),
        st.sampled_from([None, "keyworker"]),
        st.sampled_from([None, True, False]),
    ),
    max_size=12,
    unique_by=lambda c: c.id,
)


@given(CANDIDATES, st.randoms(use_true_random=False))
def test_the_same_words_give_the_same_proposals(
    candidates: list[Candidate],
    lot: object,
) -> None:
    found = propose(candidates)
    shuffled = list(candidates)
    lot.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random, by another name
    assert propose(shuffled) == found
    assert len(found.chosen) <= MOST
    assert len(set(ids(found))) == len(found.chosen)
    other = any(c.other_way for c in candidates)
    assert any(one.other_way for one in found.chosen) is other
    assert bool(found.note) is not other
