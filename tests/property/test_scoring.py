"""What must hold of every assessment, whatever the answers.

Small here; `HYPOTHESIS_PROFILE=deep` makes many more examples where a profile of
that name is registered.
"""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.assess import assess
from analysis.maturity import shipped_model
from analysis.model import (
    Assessment,
    Bars,
    Evidence,
    Instrument,
    Polarity,
    Reach,
    Stage,
    Status,
)
from analysis.stages import ladder
from analysis.tally import QUESTIONNAIRES
from analysis.wilson import difference, figure
from surveys.model import Answer, Mode, Response

MODEL = shipped_model()
ORDER: Mapping[Stage | None, int] = {
    None: -1,
    Stage.EARLY: 0,
    Stage.DEVELOPING: 1,
    Stage.MATURING: 2,
    Stage.MATURE: 3,
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    # best first
    "Q1": ("a", "b", "c"),
    "Q2": ("a", "b", "c"),
    "Q3a": ("a", "b", "c"),
    "Q3b": ("a", "b", "c"),
    "Q7": ("a", "b", "c", "d"),
    "Q8": ("a", "b", "c", "d", "e"),
    "P1": ("a", "b", "c"),
    "P2": ("a", "b", "c"),
    "P3": ("a", "b", "c", "d"),
    "P4": ("a", "b", "c"),
    "P5": ("a", "b", "c"),
    "P6a": ("a", "b", "c", "d"),
    "P6b": ("a", "b", "c", "d"),
    "P7a": ("a", "b", "c"),
    "P7b": ("a", "b", "c"),
    "P8a": ("a", "b", "c"),
    "P8b": ("a", "b", "c"),
    "P9a": ("a", "b"),
    "P9b": ("a", "b", "c"),
    "P10": ("a", "b", "c"),
    "P11": ("a", "b", "c"),
    "P12": ("a", "b", "c"),
}
STAFF = {f"T{i}": ("sa", "a", "n", "d", "sd") for i in range(1, 11)} | {
    "T8": ("weeks", "few", "once", "never")
}
GROUPS = {"tier": ("one", "two"), "partner": ("one", "two")}


def counts(options: tuple[str, ...]) -> st.SearchStrategy[tuple[int, ...]]:
    """Many good answers and some others, so that bars are met and missed."""
    most = st.one_of(st.integers(0, 12), st.integers(25, 70))
    rest = st.one_of(st.just(0), st.integers(0, 12))
    return st.tuples(most, *(rest for _ in options[1:]))


def tables(
    choices: Mapping[str, tuple[str, ...]],
) -> st.SearchStrategy[dict[str, tuple[int, ...]]]:
    return st.fixed_dictionaries({q: counts(o) for q, o in choices.items()})


def responses(
    table: Mapping[str, tuple[int, ...]],
    choices: Mapping[str, tuple[str, ...]],
    instrument: Instrument,
) -> tuple[Response, ...]:
    """Give each question's answers to people one after another."""
    given_answers = {
        q: [o for o, n in zip(choices[q], table[q], strict=True) for _ in range(n)]
        for q in table
    }
    people = max(map(len, given_answers.values()), default=0)
    staff = instrument is Instrument.STAFF_CHECK
    return tuple(
        Response(
            id=f"{instrument}{i:05}",
            questionnaire=QUESTIONNAIRES[instrument],
            version=1,
            period="2026-Q4-check" if staff else "2026-Q4",
            group=GROUPS["tier"][i % 2],
            language="en",
            mode=Mode.SELF,
            worker_present=None,
            quote_consent=False,
            answers=tuple(
                Answer(q, (o[i],)) for q, o in given_answers.items() if i < len(o)
            ),
        )
        for i in range(people)
    )


def evidence(given_responses: tuple[Response, ...]) -> Evidence:
    asked = {r.questionnaire for r in given_responses}
    return Evidence(
        period="2026-Q4",
        responses=given_responses,
        waves=("2026-Q4-check",),
        reach=tuple(
            Reach(
                questionnaire=q,
                period="2026-Q4-check" if q == "staff-check" else "2026-Q4",
                group="all",
                kind="wave" if q == "staff-check" else "tier",
                sent=2000,
                answered=1000,
            )
            for q in sorted(asked)
        ),
    )


def family(table: Mapping[str, tuple[int, ...]]) -> Evidence:
    return evidence(responses(table, CHOICES, Instrument.CLOSING))


def assessed(given_evidence: Evidence, row: str = "family") -> Assessment:
    return assess(given_evidence, MODEL, row, required_groups=GROUPS)


def stages(done: Assessment) -> tuple[int, int, int]:
    return (
        ORDER[done.supported],
        ORDER[done.supported_so_far],
        ORDER[done.not_ruled_out],
    )


def goodness(done: Assessment) -> dict[str, int]:
    rank = {
        Status.CONTRADICTED: 0,
        Status.PERSISTS: 0,
        Status.EVIDENCED: 2,
        Status.GONE: 2,
    }
    return {f.feature.id: rank.get(f.status, 1) for f in done.findings}


@settings(max_examples=40, deadline=None)
@given(tables(CHOICES), st.data())
def test_a_better_answer_never_lowers_a_stage(
    table: dict[str, tuple[int, ...]], data: st.DataObject
) -> None:
    before = family(table)
    answered = [
        (i, j)
        for i, r in enumerate(before.responses)
        for j, a in enumerate(r.answers)
        if a.options[0] != CHOICES[a.question][0]
    ]
    if not answered:
        return
    i, j = data.draw(st.sampled_from(answered))
    person = before.responses[i]
    answer = person.answers[j]
    options = CHOICES[answer.question]
    better = options[options.index(answer.options[0]) - 1]
    answers = list(person.answers)
    answers[j] = Answer(answer.question, (better,))
    changed = list(before.responses)
    changed[i] = replace(person, answers=tuple(answers))
    first = assessed(before)
    second = assessed(replace(before, responses=tuple(changed)))
    assert all(b >= a for a, b in zip(stages(first), stages(second), strict=True))
    held, after = goodness(first), goodness(second)
    assert all(after[f] >= held[f] for f in held)


@settings(max_examples=40, deadline=None)
@given(tables(CHOICES), st.sampled_from(sorted(CHOICES)), st.integers(1, 4))
def test_one_more_supporting_answer_never_takes_evidence_away(
    table: dict[str, tuple[int, ...]], question: str, more: int
) -> None:
    fuller = dict(table)
    fuller[question] = (table[question][0] + more, *table[question][1:])
    first, second = assessed(family(table)), assessed(family(fuller))
    for before, after in zip(first.findings, second.findings, strict=True):
        if before.feature.every_group:
            continue  # the one more may change who is in which group
        if before.status in {Status.EVIDENCED, Status.GONE}:
            assert after.status is before.status, before.feature.id


@settings(max_examples=30, deadline=None)
@given(tables(CHOICES), st.randoms(use_true_random=False))
def test_the_order_of_responses_changes_nothing(
    table: dict[str, tuple[int, ...]], random: object
) -> None:
    first = family(table)
    shuffled = list(first.responses)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # Hypothesis gives a Random
    assert assessed(replace(first, responses=tuple(shuffled))) == assessed(first)


@settings(max_examples=40, deadline=None)
@given(
    tables(CHOICES),
    st.dictionaries(
        st.sampled_from([f.id for f in MODEL.of_row("family")]),
        st.tuples(st.integers(0, 20), st.integers(0, 60)),
        max_size=12,
    ),
)
def test_free_text_never_raises(
    table: dict[str, tuple[int, ...]], words: dict[str, tuple[int, int]]
) -> None:
    plain = assessed(family(table))
    heard = assessed(replace(family(table), objections=words))
    assert all(b <= a for a, b in zip(stages(plain), stages(heard), strict=True))
    before, after = goodness(plain), goodness(heard)
    assert all(after[f] <= before[f] for f in before)


@settings(max_examples=40, deadline=None)
@given(tables(STAFF))
def test_what_culture_supports_is_never_ruled_out(
    table: dict[str, tuple[int, ...]],
) -> None:
    answers = responses(table, STAFF, Instrument.STAFF_CHECK)
    done = assessed(evidence(answers), "culture")
    supported, so_far, possible = stages(done)
    assert supported <= so_far <= possible
    for finding in done.findings:
        source = finding.figure
        if source is not None and finding.status is Status.EVIDENCED:
            assert source.n >= 10
    for stage, counted in done.stages.items():
        here = [f for f in done.findings if f.feature.stage is stage]
        assert counted.evidenced == sum(f.status is Status.EVIDENCED for f in here)
        assert counted.gone == sum(f.status is Status.GONE for f in here)


STATUSES = st.fixed_dictionaries(
    {
        f.id: st.sampled_from(
            [Status.EVIDENCED, Status.CONTRADICTED, Status.MIXED, Status.NOT_ENOUGH]
            if f.polarity is Polarity.STRENGTH
            else [Status.GONE, Status.GONE, Status.PERSISTS, Status.NO_EVIDENCE]
        )
        for f in MODEL.of_row("family")
    }
)
BETTER = {
    Status.CONTRADICTED: Status.MIXED,
    Status.PERSISTS: Status.MIXED,
    Status.MIXED: Status.EVIDENCED,
    Status.NOT_ENOUGH: Status.EVIDENCED,
    Status.NO_EVIDENCE: Status.GONE,
}


@settings(max_examples=100, deadline=None)
@given(STATUSES, st.sampled_from([f.id for f in MODEL.of_row("family")]))
def test_the_ladder_rises_with_each_status(
    statuses: dict[str, Status], better: str
) -> None:
    features = MODEL.of_row("family")
    first = ladder(features, statuses)
    risen = statuses | {better: BETTER.get(statuses[better], statuses[better])}
    second = ladder(features, risen)
    for name in ("supported", "supported_so_far", "not_ruled_out"):
        assert ORDER[getattr(second, name)] >= ORDER[getattr(first, name)]
    assert ORDER[first.supported] <= ORDER[first.not_ruled_out]


@given(st.integers(1, 300), st.data())
def test_the_interval_holds_its_share(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    found = figure(k, n)
    assert 0 <= found.low <= found.share <= found.high <= 1
    mirrored = figure(n - k, n)
    assert abs(found.low - (1 - mirrored.high)) < 1e-9
    low, high = difference(found, mirrored)
    assert low <= found.share - mirrored.share <= high


@given(st.sampled_from([Bars(), Bars(developing=0.4, maturing=0.55, mature=0.7)]))
def test_lower_bars_never_support_less(bars: Bars) -> None:
    table = {q: (20, *([3] * (len(o) - 1))) for q, o in CHOICES.items()}
    strict = assess(family(table), MODEL, "family")
    loose = assess(family(table), MODEL, "family", bars=bars)
    assert stages(loose) >= stages(strict)
