"""Rules, paths and the drawing of packs."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from surveys.loading import demo_files, parse_questionnaire, shipped
from surveys.model import Answer, Question, Questionnaire, Rule
from surveys.routing import draw_packs, holds, packs_each, path, questions_read

GIVEN = {
    "Q1": Answer("Q1", options=("a",)),
    "M1": Answer("M1", options=("x", "y", "z")),
    "N1": Answer("N1", number=3),
    "O1": Answer("O1", words="good"),
    "S1": Answer("S1", skipped=True),
}

RULES: list[tuple[Rule, bool]] = [
    ({"question": "Q1", "is": "a"}, True),
    ({"question": "Q1", "is": ["b", "a"]}, True),
    ({"question": "Q1", "is": "b"}, False),
    ({"question": "Q1", "is_not": "b"}, True),
    ({"question": "Q1", "is_not": ["a", "b"]}, False),
    ({"question": "M1", "is": "y"}, True),
    ({"question": "M1", "has_all": ["x", "z"]}, True),
    ({"question": "M1", "has_all": ["x", "w"]}, False),
    ({"question": "M1", "at_least": 3}, True),
    ({"question": "M1", "at_most": 2}, False),
    ({"question": "N1", "at_least": 3}, True),
    ({"question": "N1", "at_least": 4}, False),
    ({"question": "N1", "at_most": 3, "at_least": 2}, True),
    ({"question": "O1", "answered": True}, True),
    ({"question": "O1", "answered": False}, False),
    # skipped and never asked are one: there is no answer
    ({"question": "S1", "answered": True}, False),
    ({"question": "S1", "answered": False}, True),
    ({"question": "S1", "is": "a"}, False),
    ({"question": "S1", "is_not": "a"}, False),
    ({"question": "Z9", "answered": False}, True),
    ({"question": "Z9", "is_not": "a"}, False),
    ({"question": "Z9", "at_most": 5}, False),
    # joined
    ({"all": [{"question": "Q1", "is": "a"}, {"question": "N1", "at_least": 3}]}, True),
    ({"all": [{"question": "Q1", "is": "a"}, {"question": "N1", "at_least": 9}]}, False),
    ({"any": [{"question": "Q1", "is": "b"}, {"question": "N1", "at_least": 3}]}, True),
    ({"any": [{"question": "Q1", "is": "b"}]}, False),
    ({"not": {"question": "Q1", "is": "b"}}, True),
    ({"not": {"question": "Q1", "is": "a"}}, False),
    ({"not": {"any": [{"question": "Q1", "is": "b"}, {"question": "Z9", "is": "a"}]}}, True),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "expected"), RULES)
def test_a_rule(rule: Rule, expected: bool) -> None:  # noqa: FBT001  a table
    assert holds(rule, GIVEN) is expected


def test_the_questions_that_a_rule_reads() -> None:
    rule = {"any": [{"not": {"question": "A", "is": "x"}}, {"question": "B"}]}
    assert questions_read(rule) == ("A", "B")
    assert questions_read({}) == ()


def demo(name: str) -> Questionnaire:
    found, _ = parse_questionnaire(demo_files()[f"{name}.toml"], name)
    assert found is not None
    return found


def ids(questions: tuple[Question, ...]) -> list[str]:
    return [q.id for q in questions]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["D1", "D4"]),
        ({"D1": "bus"}, ["D1", "D2", "D4"]),
        ({"D1": "car"}, ["D1", "D3", "D4"]),
        ({"D1": "car", "D3": "n"}, ["D1", "D3"]),
        ({"D1": "foot", "D3": "n"}, ["D1", "D4"]),
    ],
)
def test_routes(answers: dict[str, str], expected: list[str]) -> None:
    given = [Answer(q, options=(o,)) for q, o in answers.items()]
    assert ids(path(demo("routes"), given, ())) == expected


def test_a_rule_sees_only_answers_on_the_path() -> None:
    """An answer that a change of mind left behind steers nothing."""
    left_behind = [
        Answer("D1", options=("foot",)),
        Answer("D3", options=("n",)),
        Answer("D2", options=("y",)),
    ]
    assert ids(path(demo("routes"), left_behind, ())) == ["D1", "D4"]


def test_packs_are_asked_of_those_who_drew_them() -> None:
    assert ids(path(demo("packs"), [], ("B",))) == ["D1", "D3"]
    assert ids(path(demo("packs"), [], ("A", "C"))) == ["D1", "D2", "D4"]
    assert ids(path(demo("packs"), [], ())) == ["D1"]


def test_every_question_of_a_family_is_on_some_path() -> None:
    for questionnaire in shipped().values():
        words = [
            Answer(q.id, words="x") for q in questionnaire.questions if q.kind == "text"
        ]
        given = [*words, Answer("Q6a", options=("a",))]
        reached = set(ids(path(questionnaire, given, questionnaire.packs)))
        assert reached == {q.id for q in questionnaire.questions}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_over_all_lots_every_draw_comes_equally_often(count: int) -> None:
    packs = ("A", "B", "C", "D")
    lots = 4 * 3 * 2
    drawn = Counter(draw_packs(packs, lot, count) for lot in range(lots))
    assert set(drawn) == set(combinations(packs, count))
    assert len(set(drawn.values())) == 1


def test_draws_at_the_edges() -> None:
    assert draw_packs((), 5, 1) == ()
    assert draw_packs(("A",), 5, 0) == ()
    assert draw_packs(("A", "B"), 5, 2) == ("A", "B")
    assert draw_packs(("A", "B"), 5, 9) == ("A", "B")


@pytest.mark.parametrize(
    ("answers_a_year", "expected"), [(None, 2), (0, 2), (149, 2), (150, 1), (900, 1)]
)
def test_few_answers_mean_two_packs(answers_a_year: int | None, expected: int) -> None:
    assert packs_each(answers_a_year) == expected


def test_the_four_questionnaires_hold_what_is_scored() -> None:
    """The ids are fixed: scoring, paper and older answers refer to them."""
    closure = shipped()["family-closure"]
    assert closure.packs == ("A", "B", "C", "D")
    of_pack = {
        pack: [q.id for q in closure.questions if q.pack == pack]
        for pack in closure.packs
    }
    assert of_pack == {
        "A": ["P1", "P7a", "P7b", "P9a", "P9b"],
        "B": ["P3", "P6a", "P6b", "P10"],
        "C": ["P2", "P4", "P12"],
        "D": ["P5", "P8a", "P8b", "P11"],
    }
    core = [
        "Q1",
        "Q2",
        "Q3a",
        "Q3b",
        "Q4",
        "Q5",
        "Q7",
        "Q8",
        "O1",
        "O2",
        "C1",
        "C2",
        "C3",
    ]
    assert [q.id for q in closure.questions if q.pack is None] == core
    followup = ["Q4", "Q6a", "Q6b", "Q7", "Q8", "O3", "C1", "C2"]
    assert ids(shipped()["family-followup"].questions) == followup
    check = ["G1", "G2", *(f"T{i}" for i in range(1, 11)), "S1", "C2"]
    assert ids(shipped()["staff-check"].questions) == check
    view = ["G1", "G2", *(f"W{i}" for i in range(1, 11)), "S2", "C2"]
    assert ids(shipped()["keyworker-view"].questions) == view


def test_a_question_asked_twice_is_the_same_in_both_questionnaires() -> None:
    closure, followup = shipped()["family-closure"], shipped()["family-followup"]
    for question_id in ("Q4", "Q7", "Q8", "C1"):
        assert closure.question(question_id) == followup.question(question_id)
    consent = followup.question("C2")
    assert replace(closure.question("C2"), ask_when=consent.ask_when) == consent
