"""Crosswalks: what ships, what they propose, and mistakes in them."""

import pytest

from analysis.crosswalk import (
    SHIPPED,
    Crosswalk,
    Line,
    load_crosswalk,
    propose,
    shipped_crosswalk,
)
from analysis.maturity import shipped_model
from analysis.model import Polarity, Stage, Status
from analysis.release import Share, Shown, ShownFeature


def feature(feature_id: str, low: int | None, share: int, high: int) -> ShownFeature:
    shown = Shown(n=50, share=Share(share), low=low, high=high)
    return ShownFeature(
        id=feature_id,
        stage=Stage.MATURING,
        theme="trust",
        polarity=Polarity.STRENGTH,
        text="",
        status=Status.MIXED,
        shown=Shown() if low is None else shown,
        reason="",
    )


ONE = Crosswalk(
    "x", "X", ("yes", "mostly yes", "mostly no", "no"), (Line("l", "", "?", ("A",)),)
)


@pytest.mark.parametrize(
    ("low", "share", "high", "answer", "sure"),
    [
        (75, 85, 90, "yes", True),
        (50, 65, 75, "mostly yes", True),
        (45, 60, 70, "mostly yes", False),
        (30, 40, 55, "mostly no", False),
        (25, 35, 45, "mostly no", True),
        (5, 15, 25, "no", True),
    ],
)
def test_proposals(low: int, share: int, high: int, answer: str, sure: bool) -> None:  # noqa: FBT001 - a column of the table
    (found,) = propose(ONE, [feature("A", low, share, high)])
    assert (found.answer, found.sure, found.decided_by) == (answer, sure, "A")


def test_the_weakest_feature_decides() -> None:
    two = Crosswalk("x", "X", ONE.scale, (Line("l", "", "?", ("A", "B")),))
    (found,) = propose(two, [feature("A", 75, 85, 90), feature("B", 30, 40, 55)])
    assert (found.answer, found.decided_by) == ("mostly no", "B")


def test_nothing_is_proposed_from_what_may_not_be_shown() -> None:
    assert propose(ONE, [feature("A", None, 0, 0)])[0].answer is None
    assert propose(ONE, [])[0].answer is None


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_sound(name: str) -> None:
    crosswalk = shipped_crosswalk(name)
    assert crosswalk.lines
    themes = {f"theme:{t}" for t in shipped_model().themes}
    for line in crosswalk.lines:
        assert not line.features or not line.shows
        assert {s for s in line.shows if s.startswith("theme:")} <= themes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x =", "not TOML"),
        ('title = "T"\n[[lines]]\nid="a"\ntext="b"\nshows=["gaps"]', "no id"),
        ('id = "i"\ntitle = "T"', "no lines"),
        ('id = "i"\ntitle = "T"\n[[lines]]\nid="a"\nshows=["gaps"]', "a text"),
        ('id = "i"\ntitle = "T"\n[[lines]]\nid="a"\ntext="b"', "by nothing"),
        ('id = "i"\ntitle = "T"\n[[lines]]\nid="a"\ntext="b"\nfeatures=["Z"]', "Z"),
        ('id = "i"\ntitle = "T"\n[[lines]]\nid="a"\ntext="b"\nshows=["all"]', "'all'"),
    ],
)
def test_mistakes(text: str, says: str) -> None:
    crosswalk, mistakes = load_crosswalk(text, {"A"})
    assert crosswalk is None
    assert any(says in m for m in mistakes)
