"""Disclosure control as a whole: releases, the register, freezing, what named people add."""

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest

from analysis.assess import assess
from analysis.disclosure import (
    disclose,
    entry_from_json,
    entry_to_json,
    release_from_json,
    release_to_json,
)
from analysis.maturity import shipped_model
from analysis.model import (
    Assessment,
    Attached,
    Attestation,
    Bars,
    Contradiction,
    Evidence,
    Instrument,
    Reach,
    Stage,
    Status,
)
from analysis.release import Entry, Release
from analysis.wilson import figure
from surveys.model import Answer, Response
from tests.responses import response_of

MODEL = shipped_model()
QUARTER = "2026-Q4"


def _responses(
    number: int,
    *,
    against: int = 0,
    tier: str = "keyworker",
    first: int = 0,
    instrument: Instrument = Instrument.CLOSING,
    period: str = QUARTER,
) -> list[Response]:
    """Return responses that are all favourable, but for the first few."""
    questionnaire = {
        Instrument.CLOSING: "family-closure",
        Instrument.KEYWORKER_VIEW: "keyworker-view",
        Instrument.STAFF_CHECK: "staff-check",
    }[instrument]
    return [
        response_of(
            f"{first + i:032x}",
            (
                Answer(
                    a.question,
                    (max((a.of - a.good) or a.of) if i < against else min(a.good),),
                )
                for a in MODEL.questions
                if a.instrument is instrument
            ),
            period,
            questionnaire,
            group=tier,
        )
        for i in range(number)
    ]


def _assessed(
    responses: Iterable[Response],
    *,
    row: str = "family",
    period: str = QUARTER,
    attested: Iterable[Attestation] = (),
    attached: Iterable[Attached] = (),
    sent: int = 100,
    bars: Bars | None = None,
) -> Assessment:
    used = tuple(responses)
    answered = sum(r.questionnaire == "family-closure" for r in used)
    evidence = Evidence(
        period,
        used,
        reach=(
            Reach("family-closure", QUARTER, "keyworker", "tier", sent, answered, sent),
        ),
        attestations=tuple(attested),
        attached=tuple(attached),
    )
    return assess(evidence, MODEL, row, bars=bars)


def _release(
    assessment: Assessment, register: Iterable[Entry] = (), *, closed: bool = True
) -> Release:
    return disclose(assessment, register, closed=closed, model=MODEL)


def _status(release: Release, feature: str) -> Status:
    return next(f.status for f in release.features if f.id == feature)


# --- JSON ---------------------------------------------------------------------------


def test_a_release_survives_json() -> None:
    release = _release(_assessed(_responses(40, against=6)))
    text = json.dumps(release_to_json(release))
    again = release_from_json(json.loads(text))
    assert release_to_json(again) == json.loads(text)
    assert replace(again, entries=release.entries) == release


@pytest.mark.parametrize("table", [True, False])
def test_a_release_of_before_the_askings_stood_apart_is_read(table: bool) -> None:  # noqa: FBT001 - a parameter
    release = _release(_assessed(_responses(40)))
    data = release_to_json(release)
    askings = data.pop("respondents_by")
    if table:
        data["respondents"] = askings
    again = release_from_json(json.loads(json.dumps(data)))
    assert again.respondents == (release.respondents if table else {})
    assert again.features == release.features


def _two_tiers(number: int) -> Assessment:
    half = [replace(r, id=f"b{r.id}", group="lead_worker") for r in _responses(number)]
    first = [replace(r, group="keyworker") for r in _responses(number)]
    stages: dict[str, Stage | None] = {
        "tier:keyworker": Stage.MATURING,
        "tier:lead_worker": Stage.DEVELOPING,
    }
    return replace(_assessed([*first, *half], sent=400), place_stages=stages)


def test_a_rating_mixed_by_place_says_by_which() -> None:
    release = _release(_two_tiers(60))
    assert release.mixed_rating == "D M"
    said = "places differ: Maturing for keyworker, Developing for lead worker"
    assert any(said in line for line in release.statement)
    assert _release(_two_tiers(60), closed=False).mixed_rating != "D M"


def test_places_of_under_fifty_people_mix_no_rating() -> None:
    release = _release(_two_tiers(40))
    assert release.mixed_rating != "D M"
    assert not any("places differ" in line for line in release.statement)


def test_the_json_has_the_promised_keys() -> None:
    data = release_to_json(_release(_assessed(_responses(40))))
    assert {
        "strand", "period", "model", "respondents", "response_rate", "supported",
        "supported_so_far", "not_ruled_out", "mixed_rating", "stages", "features",
        "contradictions", "caps",
    } <= set(data)  # fmt: skip
    assert set(data["stages"]["developing"]) >= {"evidenced", "of"}
    assert set(data["features"][0]) >= {
        "id", "stage", "theme", "polarity", "status", "n", "share", "low", "high", "reason",
    }  # fmt: skip
    assert data["respondents"] == data["respondents_by"]["closing"] == 40
    shown = next(f for f in data["features"] if f["n"] is not None)
    assert set(shown["share"]) == {"value", "bound"}


def test_an_entry_survives_json() -> None:
    entries = _release(_assessed(_responses(40))).entries
    assert [entry_from_json(entry_to_json(e)) for e in entries] == list(entries)


# --- small numbers ------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 9])
def test_under_ten_people_everything_but_the_status_is_empty(number: int) -> None:
    data = release_to_json(_release(_assessed(_responses(number))))
    assert set(data["respondents_by"].values()) == {None}
    assert data["response_rate"] is None
    assert data["caps"] == []
    assert data["cuts"] == []
    for feature in data["features"]:
        hidden = [
            feature[k] for k in ("n", "share", "low", "high", "supporting", "left_out")
        ]
        assert hidden == [None] * 6
        assert feature["status"] in {"not_enough", "no_evidence"}


@pytest.mark.parametrize("number", range(10, 16))
def test_mature_is_not_enough_where_only_unanimity_could_reach_it(number: int) -> None:
    """FE-X1, "trusts the worker", is a mature strength that one question asks."""
    releases = [
        _release(_assessed(_responses(number, against=against), sent=number + 20))
        for against in (0, 1)
    ]
    assert [_status(r, "FE-X1") for r in releases] == [Status.NOT_ENOUGH] * 2
    reasons = [f.reason for r in releases for f in r.features if f.id == "FE-X1"]
    assert reasons[0] == reasons[1]
    assert "More answers are needed" in reasons[0]


@pytest.mark.parametrize(("number", "against"), [(24, 2), (50, 7), (100, 17)])
def test_hand_worked_bars_hold_in_the_release(number: int, against: int) -> None:
    """22 of 24, 43 of 50 and 83 of 100 are just enough for the 75% bar."""
    release = _release(_assessed(_responses(number, against=against)))
    assert _status(release, "FE-X1") is Status.EVIDENCED
    one_less = _release(_assessed(_responses(number, against=against + 1)))
    assert _status(one_less, "FE-X1") is Status.MIXED


def test_results_follow_the_released_statuses() -> None:
    """With twelve unanimous answers the mature features fall, and the stage with them."""
    assessment = _assessed(_responses(12), sent=40)
    release = _release(assessment)
    assert _status(release, "FE-X1") is Status.NOT_ENOUGH
    assert (
        release.stages[Stage.MATURE].evidenced
        < assessment.stages[Stage.MATURE].evidenced
    )
    shown = [f for f in release.features if f.stage is Stage.MATURE]
    assert release.stages[Stage.MATURE].evidenced == sum(
        f.status is Status.EVIDENCED for f in shown
    )


# --- batches and freezing -------------------------------------------------------------


def test_an_open_period_repeats_itself_until_ten_more_have_answered() -> None:
    first = _release(_assessed(_responses(30)), closed=False)
    nine = _release(_assessed(_responses(39, against=9)), first.entries, closed=False)
    assert release_to_json(nine) == release_to_json(first)
    assert nine.entries == ()
    ten = _release(_assessed(_responses(40, against=9)), first.entries, closed=False)
    assert ten.respondents[Instrument.CLOSING] == 40


def test_small_steps_do_not_add_up_to_a_show_of_each() -> None:
    register: tuple[Entry, ...] = ()
    shown = []
    for number in range(20, 41):
        release = _release(_assessed(_responses(number)), register, closed=False)
        register += release.entries
        shown.append(release.respondents[Instrument.CLOSING])
    assert shown == [20] * 10 + [30] * 10 + [40]


def test_a_batch_that_began_below_ten_waits_as_well() -> None:
    register: tuple[Entry, ...] = ()
    shown = []
    for number in range(8, 19):
        release = _release(_assessed(_responses(number)), register, closed=False)
        register += release.entries
        shown.append(release.respondents[Instrument.CLOSING])
    assert shown == [None] * 10 + [20]


def test_another_asking_moving_does_not_carry_this_one_along() -> None:
    """Twelve keyworkers answer, and one family: only the keyworkers' figures move."""
    families = _responses(30)
    first = _release(_assessed(families), closed=False)
    keyworkers = _responses(
        12, instrument=Instrument.KEYWORKER_VIEW, first=1000, period="2026-Q4-check"
    )
    more = [*_responses(31, against=1), *keyworkers]
    second = _release(_assessed(more), first.entries, closed=False)
    before = {f.id: f for f in first.features}
    for feature in second.features:
        if not any("keyworker" in s for s in feature.sources):
            assert feature == before[feature.id]
    assert second.respondents[Instrument.KEYWORKER_VIEW] == 10
    assert second.respondents[Instrument.CLOSING] == 30
    assert second.response_rate == first.response_rate


def test_closing_publishes_tables_and_freezes() -> None:
    answers = [*_responses(30), *_responses(15, tier="lead_worker", first=500)]
    open_ = _release(_assessed(answers), closed=False)
    assert open_.cuts == ()
    closed = _release(_assessed(answers), open_.entries, closed=True)
    assert [c.group for c in closed.cuts] == ["keyworker", "lead_worker"]
    assert closed.closed
    register = (*open_.entries, *closed.entries)
    later = _release(_assessed(answers[5:]), register, closed=True)
    assert release_to_json(later) == release_to_json(closed)
    assert later.entries == ()


def test_a_closed_period_does_not_open_again() -> None:
    closed = _release(_assessed(_responses(30)))
    again = _release(_assessed(_responses(45)), closed.entries, closed=False)
    assert again.closed
    assert release_to_json(again) == release_to_json(closed)


def test_a_change_of_bars_does_not_reprint_a_closed_period() -> None:
    closed = _release(_assessed(_responses(30, against=4)))
    assessment = _assessed(_responses(30, against=4), bars=Bars(developing=0.55))
    again = _release(assessment, closed.entries)
    assert release_to_json(again) == release_to_json(closed)


# --- what named persons and records add -------------------------------------------------


def test_an_attestation_counts_after_closing_too() -> None:
    answers = _responses(30)
    closed = _release(_assessed(answers))
    assert _status(closed, "FE-E9") is Status.NO_EVIDENCE
    word = Attestation(
        "FE-E9", "The head of service", "No complaint in a year", "2027-01-10"
    )
    attested = _release(_assessed(answers, attested=[word]), closed.entries)
    assert _status(attested, "FE-E9") is Status.GONE
    assert attested.stages[Stage.EARLY].gone == closed.stages[Stage.EARLY].gone + 1


def test_an_attestation_counts_even_where_answers_have_changed_since() -> None:
    closed = _release(_assessed(_responses(30)))
    word = Attestation(
        "FE-E9", "The head of service", "No complaint in a year", "2027-01-10"
    )
    later = _release(_assessed(_responses(27), attested=[word]), closed.entries)
    assert _status(later, "FE-E9") is Status.GONE
    same = [f for f in later.features if f.id != "FE-E9"]
    assert same == [f for f in closed.features if f.id != "FE-E9"]


def test_attached_evidence_is_shown_without_a_register() -> None:
    audit = Attached("FE-M2", "Plan audit", 40, 38, "The auditor", "2026-12-01")
    release = _release(_assessed(_responses(30), attached=[audit]))
    assert _status(release, "FE-M2") is Status.EVIDENCED
    assert not any("FE-M2" in e.cell for e in release.entries)


# --- linked figures ----------------------------------------------------------------------


def test_the_smallest_group_is_withheld_where_too_few_would_be_left_over() -> None:
    answers = [
        *_responses(30),
        *_responses(14, tier="lead_worker", first=500),
        *_responses(6, tier="partner_lead", first=600),
    ]
    release = _release(_assessed(answers))
    assert [c.group for c in release.cuts if not c.suppressed] == ["keyworker"]
    assert any("left over" in line for line in release.statement) or not any(
        c.suppressed for c in release.cuts
    )


def test_groups_that_may_not_be_shown_are_all_listed_alike() -> None:
    answers = [
        *_responses(30),
        *_responses(6, tier="lead_worker", first=500),
        *_responses(7, tier="partner_lead", first=600),
    ]
    release = disclose(
        _assessed(answers),
        (),
        closed=True,
        model=MODEL,
        groups={"tier": ("family_help", "keyworker", "lead_worker", "partner_lead")},
    )
    hidden = [c for c in release.cuts if c.suppressed]
    assert [c.group for c in hidden] == ["family_help", "lead_worker", "partner_lead"]
    assert {(c.respondents, c.response_rate, len(c.figures)) for c in hidden} == {
        (None, None, 0)
    }


def test_a_group_whose_number_tells_that_all_invited_answered_is_withheld() -> None:
    answers = [*_responses(30), *_responses(13, tier="lead_worker", first=500)]
    evidence = Evidence(
        QUARTER,
        tuple(answers),
        reach=(
            Reach("family-closure", QUARTER, "keyworker", "tier", 60, 30, 60),
            Reach("family-closure", QUARTER, "lead_worker", "tier", 13, 13, 13),
        ),
    )
    release = _release(assess(evidence, MODEL, "family"))
    assert [c.group for c in release.cuts if not c.suppressed] == ["keyworker"]


# --- contradictions, changes, caps --------------------------------------------------------


def _with(assessment: Assessment, one: Contradiction) -> Assessment:
    return replace(assessment, contradictions=(one,))


def _opposed(families: int, staff: int) -> Contradiction:
    return Contradiction(
        "families_staff",
        ("FE-M11",),
        (
            ("closing P1", figure(families, 30)),
            ("keyworker_view W10", figure(staff, 30)),
        ),
        "Families and staff see it differently.",
    )


def test_a_contradiction_shows_both_sides_as_they_print() -> None:
    release = _release(_with(_assessed([]), _opposed(5, 28)))
    (shown,) = release.contradictions
    assert [side for side, _ in shown.sides] == ["closing P1", "keyworker_view W10"]
    assert [s.n for _, s in shown.sides] == [30, 30]
    assert all(s.supporting is None for _, s in shown.sides)


def test_a_contradiction_that_not_every_print_alike_bears_out_is_not_shown() -> None:
    """13 and 22 of 30 lie apart; 17 and 20, which print the same, do not."""
    assert _release(_with(_assessed([]), _opposed(13, 25))).contradictions == ()


def test_a_contradiction_with_a_side_under_ten_is_not_shown() -> None:
    few = replace(
        _opposed(5, 28),
        sides=(("closing P1", figure(1, 9)), ("keyworker_view W10", figure(28, 30))),
    )
    assert _release(_with(_assessed([]), few)).contradictions == ()


def test_a_contradiction_between_groups_needs_both_tables() -> None:
    one = Contradiction(
        "groups",
        ("FE-M1",),
        (
            ("tier:keyworker closing Q1", figure(28, 30)),
            ("tier:lead_worker closing Q1", figure(5, 30)),
        ),
        "The answers differ widely between tiers.",
    )
    answers = _responses(30)
    assert _release(_with(_assessed(answers), one)).contradictions == ()


def test_a_change_is_not_said_of_fewer_than_fifty() -> None:
    assessment = _assessed(_responses(30))
    changed = replace(
        assessment,
        findings=tuple(replace(f, change="better") for f in assessment.findings),
    )
    assert {f.change for f in _release(changed).features} == {None}


def test_the_statement_says_what_was_done() -> None:
    open_ = _release(_assessed(_responses(30)), closed=False)
    closed = _release(_assessed(_responses(30)))
    assert any("still open" in line for line in open_.statement)
    assert any("final" in line for line in closed.statement)
    assert any("fewer than 10" in line for line in closed.statement)


# --- a year of which a few answers came late --------------------------------------------


def _year(seen: dict[str, tuple[int, int]]) -> tuple[Release, tuple[Entry, ...]]:
    """Export each quarter while it is open and when it is closed; then the year."""
    register: tuple[Entry, ...] = ()
    everybody: list[Response] = []
    for i, (quarter, (early, late)) in enumerate(seen.items()):
        answers = _responses(early + late, against=2, first=1000 * i, period=quarter)
        for number, closed in ((early, False), (early + late, True)):
            assessment = _assessed(answers[:number], period=quarter)
            register += _release(assessment, register, closed=closed).entries
        everybody += answers
    release = _release(_assessed(everybody, period="2026", sent=400), register)
    return release, register + release.entries


def test_a_year_whose_late_answers_are_few_is_put_together_from_its_quarters() -> None:
    release, register = _year(
        {"2026-Q1": (30, 2), "2026-Q2": (25, 1), "2026-Q3": (40, 3), "2026-Q4": (35, 0)}
    )
    assert release.respondents[Instrument.CLOSING] == 130
    trusts = next(f for f in release.features if f.id == "FE-X1")
    assert trusts.shown.n == 130
    assert trusts.status is Status.EVIDENCED
    assert "quarters" in trusts.reason
    numbers = {e.n for e in register if e.cell.startswith("closing|2026|all|people")}
    assert numbers == {130}


def test_a_year_whose_late_answers_are_many_is_the_true_one() -> None:
    release, _ = _year(
        {"2026-Q1": (30, 8), "2026-Q2": (25, 9), "2026-Q3": (40, 3), "2026-Q4": (35, 0)}
    )
    assert release.respondents[Instrument.CLOSING] == 150
    trusts = next(f for f in release.features if f.id == "FE-X1")
    assert "quarters" not in trusts.reason


def test_a_year_from_its_quarters_is_the_same_when_asked_again() -> None:
    seen = {"2026-Q1": (30, 2), "2026-Q2": (25, 1)}
    release, register = _year(seen)
    everybody = [
        response
        for i, (quarter, (early, late)) in enumerate(seen.items())
        for response in _responses(
            early + late, against=2, first=1000 * i, period=quarter
        )
    ]
    again = _release(_assessed(everybody, period="2026", sent=400), register)
    assert release_to_json(again) == release_to_json(release)
    assert again.entries == ()
