"""Figures and periods in words."""

import pytest

from analysis import phrases
from analysis.model import Polarity, Stage, Status
from analysis.release import Share, Shown, ShownFeature

S, D = Polarity.STRENGTH, Polarity.DEFICIT
FIGURE = Shown(65, Share(80), 70, 90)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026", "the year 2026"),
        ("2026-Q1", "January to March 2026"),
        ("2026-Q4", "October to December 2026"),
        ("2026-Q4-check", "October to December 2026, wave “check”"),
        ("pilot", "pilot"),
    ],
)
def test_periods_are_said_in_months(period: str, words: str) -> None:
    assert phrases.period_words(period) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "no gaps"),
        (1, "one gap"),
        (2, "two gaps"),
        (9, "nine gaps"),
        (10, "10 gaps"),
    ],
)
def test_nouns_follow_their_number(number: int, words: str) -> None:
    assert phrases.count(number, "gap") == words


def test_an_irregular_plural_is_given() -> None:
    assert phrases.count(2, "family", "families") == "two families"


@pytest.mark.parametrize(
    ("parts", "words"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_read_as_english(parts: list[str], words: str) -> None:
    assert phrases.listed(parts) == words


@pytest.mark.parametrize(
    ("status", "polarity", "words"),
    [
        (Status.EVIDENCED, S, "at least 70%"),
        (Status.CONTRADICTED, S, "below 90%"),
        (Status.GONE, D, "at most 90%"),
        (Status.PERSISTS, D, "at least 70%"),
        (Status.MIXED, S, "between 70% and 90%"),
        (Status.MIXED, D, "between 70% and 90%"),
    ],
)
def test_the_end_that_decides_is_the_one_that_is_said(
    status: Status, polarity: Polarity, words: str
) -> None:
    assert phrases.reading(status, polarity, FIGURE) == words


def test_hidden_figures_are_said_to_be_hidden() -> None:
    nothing = Shown()
    assert phrases.people(None) == "fewer than 10"
    assert phrases.percent(None) == "not shown"
    assert phrases.between(nothing) == "not shown"
    assert phrases.figure(nothing) == "not shown"
    assert phrases.reading(Status.NOT_ENOUGH, S, nothing) == ""


def test_a_coded_share_keeps_its_bound() -> None:
    assert phrases.percent(Share(95, "or more")) == "95% or more"


@pytest.mark.parametrize(
    ("said", "ended"),
    [("too few", "Too few."), ("Why?", "Why?"), ("  done. ", "Done."), ("", "")],
)
def test_a_sentence_begins_and_ends(said: str, ended: str) -> None:
    assert phrases.sentence(said) == ended


def test_a_tag_leads_with_the_source_of_its_figure() -> None:
    feature = ShownFeature(
        "FE-X10",
        Stage.MATURE,
        "confidence",
        S,
        "Families own the change.",
        Status.EVIDENCED,
        FIGURE,
        "",
        ("Q7 closing", "Q7 follow up", "Q3b closing"),
    )
    assert phrases.tag(feature) == (
        "Q7 closing, about 65 answers, 80%, at least 70%; "
        "with Q7 three months on and Q3b closing"
    )
