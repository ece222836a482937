"""Verbatims are cut into clauses that each say one thing, as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.clauses import split, thoughts


def cut(text: str) -> list[str]:
    return [clause.text for clause in split(text)]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (  # contrast
            "She was lovely but nobody told us about the plan.",
            ["She was lovely", "nobody told us about the plan"],
        ),
        (
            "He listened, however the school never rang back",
            ["He listened", "the school never rang back"],
        ),
        (
            "Good worker, only thing is we waited a year for counselling",
            ["Good worker", "we waited a year for counselling"],
        ),
        ("nothing but praise for her", ["nothing but praise for her"]),
        ("it was good though", ["it was good though"]),
        (  # signs that end a clause
            "brilliant worker; the school were useless",
            ["brilliant worker", "the school were useless"],
        ),
        ("She rang e.g. twice a week!! Great", ["She rang e.g. twice a week", "Great"]),
        (
            "We saw Mr. Brown at 3.30 and he helped us move",
            ["We saw Mr. Brown at 3.30", "he helped us move"],
        ),
        (  # a new verb after "and"
            "She came every week and helped with the forms",
            ["She came every week", "helped with the forms"],
        ),
        (
            "they lied to us about the plan and then closed the case",
            ["they lied to us about the plan", "closed the case"],
        ),
        (
            "school and health never talked to each other",
            ["school and health never talked to each other"],
        ),
        ("me and my sister went to the group", ["me and my sister went to the group"]),
        (
            "no supervision for months and no time to reflect",
            ["no supervision for months", "no time to reflect"],
        ),
        (  # no sign at all
            "she never listened she was always late they didnt care about us",
            ["she never listened", "she was always late", "they didnt care about us"],
        ),
        (
            "i dont trust them they lied to my son",
            ["i dont trust them", "they lied to my son"],
        ),
        ("the help we got was great", ["the help we got was great"]),
        ("I think she was happy", ["I think she was happy"]),
        ("she told me they would ring", ["she told me they would ring"]),
        (
            "When we rang, she came straight away",
            ["When we rang, she came straight away"],
        ),
        (  # commas
            "The worker was nice, the plan was clear, and we got help quickly",
            ["The worker was nice", "the plan was clear", "we got help quickly"],
        ),
        (  # lists
            "one worker, a clear plan, help with housing",
            ["one worker", "a clear plan", "help with housing"],
        ),
        (
            "- no plan\n- no goals\n- too many people",
            ["no plan", "no goals", "too many people"],
        ),
        ("my worker [name] was great", ["my worker [name] was great"]),
        ("", []),
        (" ... !!", []),
    ],
)
def test_a_text_is_cut_where_a_new_thought_begins(
    text: str, clauses: list[str]
) -> None:
    assert cut(text) == clauses


@given(st.text(max_size=300))
def test_every_clause_is_a_stretch_of_the_text_in_order(text: str) -> None:
    end = 0
    for clause in split(text):
        assert text[clause.start : clause.end] == clause.text
        assert clause.start >= end
        assert clause.text.strip() == clause.text != ""
        end = clause.end


WORDS = st.sampled_from(
    [
        "she",
        "he",
        "we",
        "they",
        "i",
        "the",
        "my",
        "and",
        "but",
        ",",
        ".",
        ";",
        "plan",
        "worker",
        "never",
        "listened",
        "helped",
        "was",
        "told",
        "us",
        "nobody",
        "school",
        "then",
        "when",
        "because",
        "good",
        "though",
        "only",
        "thing",
        "is",
    ]
)


@given(st.lists(WORDS, max_size=40))
def test_no_word_is_lost_but_those_that_join(words: list[str]) -> None:
    text = " ".join(words)
    kept = " ".join(cut(text)).split()
    lost = [word for word in words if word.isalpha()]
    for word in kept:
        if word.isalpha():
            lost.remove(word)
    joining = {"and", "but", "then", "though", "only", "thing", "is"}
    assert set(lost) <= joining


@pytest.mark.parametrize(
    ("text", "wholes"),
    [
        (
            "I had hopes for him and nobody was interested",
            ["I had hopes for him and nobody was interested"] * 2,
        ),
        (
            "She was lovely but nobody told us anything",
            ["She was lovely", "nobody told us anything"],
        ),
        (
            "She came late. She left early.",
            ["She came late", "She left early"],
        ),
        ("", []),
    ],
)
def test_a_thought_goes_on_over_and_but_not_over_a_contrast_or_an_end(
    text: str, wholes: list[str]
) -> None:
    assert list(thoughts(text, split(text))) == wholes


@given(st.text(max_size=200))
def test_every_clause_is_part_of_its_thought(text: str) -> None:
    clauses = split(text)
    for clause, whole in zip(clauses, thoughts(text, clauses), strict=True):
        assert clause.text in whole
        assert whole in text
