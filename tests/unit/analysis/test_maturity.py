"""The model's file: what ships, and that every mistake is found with its line."""

from importlib import resources

import pytest

from analysis.maturity import load_model, shipped_model
from analysis.model import Feature, Instrument, Polarity, Stage
from analysis.tally import INSTRUMENTS
from surveys.loading import shipped
from surveys.model import Kind, Mark

MODEL = shipped_model()
BY_ID = {f.id: f for f in MODEL.features}

SMALL = """\
id = "small"
title = "Small"

[rows]
family = "Families"

[themes]
trust = "Trust"

[questions.closing]
Q1 = { of = ["a", "b"], good = ["a"], asks = "Knew the worker" }

[[features]]
id = "F1"
row = "family"
stage = "developing"
theme = "trust"
polarity = "strength"
text = "Families know their worker."
measures = [{ question = "Q1", instrument = "closing", supports = ["a"] }]

[[features]]
id = "F2"
row = "family"
stage = "early"
theme = "trust"
polarity = "deficit"
text = "Nobody knows."
measures = [{ question = "Q1", instrument = "closing", supports = ["b"] }]
mirrors = ["F1"]
"""


def test_a_small_model_is_read() -> None:
    model, mistakes = load_model(SMALL)
    assert mistakes == ()
    assert model is not None
    assert [f.id for f in model.of_row("family")] == ["F1", "F2"]
    assert model.feature("F2").mirrors == ("F1",)
    with pytest.raises(KeyError):
        model.feature("F3")
    with pytest.raises(KeyError):
        model.asked("Q2", Instrument.CLOSING)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('id = "small"', 'id = "small', 1, "not TOML"),
        ('title = "Small"', "", 1, "no title"),
        ("[rows]", "[roes]", 1, "no table [rows]"),
        ("[questions.closing]", "[questions.opening]", 10, "no instrument"),
        ('good = ["a"]', 'good = ["z"]', 11, "needs answers"),
        ('id = "F2"', 'id = "F1"', 14, "stands twice"),
        ('row = "family"', 'row = "town"', 14, "no known row"),
        ('theme = "trust"', 'theme = "hope"', 14, "no known theme"),
        ('stage = "early"', 'stage = "late"', 23, "no known stage"),
        ('polarity = "deficit"', 'polarity = "bad"', 23, "no known stage and pol"),
        ('text = "Nobody knows."', 'text = " "', 23, "has no text"),
        ('text = "Nobody knows."', 'words = "x"', 23, "unknown key 'words'"),
        ('question = "Q1", instrument = "closing", supports = ["b"]',
         'question = "Q9", instrument = "closing", supports = ["b"]', 23, "not listed"),
        ('instrument = "closing", supports = ["b"]',
         'instrument = "post", supports = ["b"]', 23, "not listed"),
        ('supports = ["b"]', 'supports = ["z"]', 23, "cannot be so: z"),
        ('supports = ["b"]', 'supports = ["a", "b"]', 23, "none, or all"),
        ('supports = ["b"]', 'supports = ["b"], weight = 2', 23, "unknown key"),
        ('mirrors = ["F1"]', 'mirrors = ["F9"]', 23, "has mirrors F9"),
        ('mirrors = ["F1"]', 'superseded_by = ["F1"]', 23, "superseded_by"),
        ('mirrors = ["F1"]', 'every_group = "street"', 23, "kind of group"),
        ('mirrors = ["F1"]', "all_measures = true", 23, "all measures of one"),
    ],
)  # fmt: skip
def test_each_mistake_is_found(old: str, new: str, line: int, says: str) -> None:
    model, mistakes = load_model(SMALL.replace(old, new, 1))
    assert model is None
    found = [m for m in mistakes if says in m.what]
    assert found, [str(m) for m in mistakes]
    assert found[0].line == line
    assert found[0].remedy
    assert str(found[0]).startswith(f"line {line}: ")


def test_nobody_could_evidence_it() -> None:
    measured = (
        'measures = [{ question = "Q1", instrument = "closing", supports = ["b"] }]'
    )
    _, mistakes = load_model(SMALL.replace(measured, ""))
    assert "evidenced by nobody" in mistakes[0].what


def test_all_mistakes_at_once() -> None:
    broken = SMALL.replace('theme = "trust"', 'theme = "x"').replace('"F1"]', '"F8"]')
    _, mistakes = load_model(broken)
    assert len(mistakes) == 3


def test_a_pair_must_name_what_is_there() -> None:
    pair = """
[[pairs]]
families = { question = "Q1", instrument = "closing" }
staff = { question = "W6", instrument = "keyworker_view" }
features = ["F1", "F7"]
says = "They differ."
"""
    _, mistakes = load_model(SMALL + pair)
    assert any("W6" in m.what for m in mistakes)
    assert any("F7" in m.what for m in mistakes)


def test_no_features() -> None:
    _, mistakes = load_model(SMALL.split("[[features]]", maxsplit=1)[0])
    assert any("no features" in m.what for m in mistakes)


# --- the shipped model -------------------------------------------------------------


def test_how_many_features_each_row_has() -> None:
    counted = {row: len(MODEL.of_row(row)) for row in MODEL.rows}
    assert counted == {
        "family": 46,
        "leadership": 16,
        "strategy": 11,
        "culture": 24,
        "workforce": 38,
        "structures": 10,
        "processes": 9,
    }
    assert sum(counted.values()) == 154


def test_the_family_row_by_stage_and_polarity() -> None:
    rows = [(f.stage, f.polarity) for f in MODEL.of_row("family")]
    assert rows.count((Stage.EARLY, Polarity.DEFICIT)) == 13
    assert rows.count((Stage.DEVELOPING, Polarity.STRENGTH)) == 4
    assert rows.count((Stage.DEVELOPING, Polarity.DEFICIT)) == 5
    assert rows.count((Stage.MATURING, Polarity.STRENGTH)) == 13
    assert rows.count((Stage.MATURE, Polarity.STRENGTH)) == 11


def test_every_measure_asks_what_the_questionnaires_ask() -> None:
    """Each question and answer that scoring counts stands in a definition."""
    definitions = {INSTRUMENTS[i]: q for i, q in shipped().items() if i in INSTRUMENTS}
    assert set(definitions) == set(Instrument)
    for asked in MODEL.questions:
        question = definitions[asked.instrument].question(asked.question)
        options = {o.id: o.mark for o in question.options}
        assert asked.of <= set(options), asked
        assert asked.many == (question.kind is Kind.MANY)
        marked = {o for o, mark in options.items() if mark is not None}
        assert not asked.of & marked, asked


def test_only_marked_options_leave_the_denominator() -> None:
    """What is neither counted nor marked would vanish without a word."""
    definitions = {INSTRUMENTS[i]: q for i, q in shipped().items() if i in INSTRUMENTS}
    for asked in MODEL.questions:
        for option in definitions[asked.instrument].question(asked.question).options:
            counted = option.id in asked.of
            assert counted == (option.mark is None), (asked.question, option.id)
            assert option.mark in {None, Mark.NOT_SURE, Mark.DID_NOT_APPLY}


def test_young_people_are_asked_and_decide_no_feature() -> None:
    young = {a.question for a in MODEL.questions if a.instrument is Instrument.YOUNG}
    assert len(young) == 12
    measured = {m.instrument for f in MODEL.features for m in f.measures}
    assert Instrument.YOUNG not in measured
    beside = {f for a in MODEL.questions for f in a.beside}
    assert {MODEL.feature(f).polarity for f in beside} == {Polarity.STRENGTH}
    assert {MODEL.feature(f).strand for f in beside} == {"family"}


def test_a_question_stands_beside_nothing_but_strengths_of_the_model() -> None:
    text = (resources.files("analysis.data") / "stmm-2016.toml").read_text("utf-8")
    for wrong in ("FE-E4", "FE-X99"):
        model, mistakes = load_model(
            text.replace('beside = ["FE-D6"]', f'beside = ["{wrong}"]')
        )
        assert model is None
        assert [m.what for m in mistakes] == [f"Y1 of young stands beside {wrong}."]


def test_every_question_that_is_asked_is_used_or_meant_as_context() -> None:
    used = {(m.instrument, m.question) for f in MODEL.features for m in f.measures}
    asked = [a for a in MODEL.questions if a.instrument is not Instrument.YOUNG]
    idle = {(a.instrument, a.question) for a in asked} - used
    assert idle == {
        (Instrument.FOLLOW_UP, "Q4"),  # what help is used three months on
        (Instrument.FOLLOW_UP, "Q6b"),  # how it was: context for quotes
    }


def decided(feature: Feature) -> set[str]:
    return {m.question for m in feature.measures if not m.part}


@pytest.mark.parametrize(
    ("feature", "questions"),
    [
        ("FE-M1", {"Q1"}),
        ("FE-M6", {"Q2", "Q3a"}),
        ("FE-X1", {"P7a", "P7b"}),
        ("FE-E10", {"P7a"}),
        ("FE-M4", {"P8b"}),
        ("FE-M5", {"P8a"}),
        ("FE-X3", {"P9a", "P9b"}),
        ("FE-M12", {"P9a"}),
        ("FE-D7", {"P6a"}),
        ("FE-E7", {"Q1", "P6b"}),
        ("FE-X11", {"Q8"}),
        ("FE-E2", set()),
        ("FE-X7", set()),
    ],
)
def test_each_idea_evidences_its_feature(feature: str, questions: set[str]) -> None:
    assert decided(BY_ID[feature]) == questions


def test_two_sources_of_a_part_are_two_questions() -> None:
    for feature in MODEL.features:
        parts = [m.question for m in feature.measures if m.part]
        assert len(parts) == len(set(parts)), feature.id


def test_what_nobody_can_be_asked_can_be_vouched_for_or_attached() -> None:
    for feature in MODEL.features:
        if not [m for m in feature.measures if not m.corroborates]:
            assert feature.attestable, feature.id
            assert feature.other_sources, feature.id


def test_rows_that_rest_on_documents_are_decided_by_no_answer() -> None:
    for row in ("leadership", "strategy", "structures", "processes"):
        for feature in MODEL.of_row(row):
            assert all(m.corroborates for m in feature.measures), feature.id


def test_what_judges_the_worker() -> None:
    judging = {f.id for f in MODEL.features if f.judges_worker}
    asked = {
        f.id
        for f in MODEL.of_row("family")
        if any(m.question[:2] in {"P7", "P8"} or m.question == "Q1" for m in f.measures)
    }
    assert judging == asked - {"FE-X6"}


def test_descriptors_are_short_plain_sentences() -> None:
    for feature in MODEL.features:
        assert feature.text.endswith("."), feature.id
        assert feature.text[0].isupper(), feature.id
        assert len(feature.text.split()) <= 24, feature.id
    texts = [f.text for f in MODEL.features]
    assert len(set(texts)) == len(texts)
