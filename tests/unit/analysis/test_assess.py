"""An assessment's other parts: cuts, chances, tests over groups, lines of capping."""

from dataclasses import replace

import pytest

from analysis.assess import assess, main_instrument
from analysis.caps import find_caps
from analysis.maturity import shipped_model
from analysis.model import (
    Assessment,
    Attached,
    Bars,
    Evidence,
    Instrument,
    Reach,
    Stage,
    Status,
    Tally,
)
from analysis.tally import open_book
from surveys.model import Mode
from tests.spec.tables import (
    PERIOD,
    YEAR,
    Beside,
    evidence_of,
    finding_of,
    statuses_of,
)

MODEL = shipped_model()


def assessed(
    table: str, row: str = "family", beside: Beside | None = None
) -> Assessment:
    return assess(evidence_of(table, beside or Beside()), MODEL, row)


def test_a_row_must_be_one_of_the_model() -> None:
    with pytest.raises(KeyError):
        assess(Evidence(PERIOD, ()), MODEL, "delivery")


def test_which_asking_leads_a_row() -> None:
    leading = {row: main_instrument(MODEL.of_row(row)) for row in MODEL.rows}
    assert leading == {
        "family": Instrument.CLOSING,
        "culture": Instrument.STAFF_CHECK,
        "workforce": Instrument.KEYWORKER_VIEW,
        "leadership": None,
        "strategy": None,
        "structures": None,
        "processes": None,
    }


def test_the_same_evidence_twice_gives_the_same() -> None:
    table = "      a    b    c\nQ1   20   10    5\nP3   10    5    5"
    assert assessed(table) == assessed(table)


# --- the fixed cuts ---------------------------------------------------------------

TWO_TIERS = """
[tier keyworker]
      a    b    c
Q1   30    5    5
Q2   20   10   10

[tier lead_worker]
      a    b    c
Q1   10    5    5
"""


def test_tiers_of_a_quarter() -> None:
    done = assessed(TWO_TIERS)
    assert [(c.kind, c.group, c.period) for c in done.cuts] == [
        ("tier", "keyworker", PERIOD),
        ("tier", "lead_worker", PERIOD),
    ]
    first, second = done.cuts
    assert (first.respondents, second.respondents) == (40, 20)
    assert (first.figures["Q1"].supporting, first.figures["Q1"].n) == (30, 40)
    assert "Q2" not in second.figures


def test_districts_and_modes_belong_to_a_year() -> None:
    evidence = evidence_of(TWO_TIERS, Beside(period=YEAR))
    on_paper = [replace(r, mode=Mode.PAPER) for r in evidence.responses[:15]]
    counters = tuple(
        Tally("family-closure", question, option, "melton", YEAR, n)
        for question, option, n in (
            ("Q1", "a", 12),
            ("Q1", "c", 3),
            ("Q1", "x", 2),
            ("Q4", "health", 9),
            ("Q2", "x", 1),
        )
    )
    elsewhere = (
        Tally("family-closure", "Q1", "a", "melton", "2025", 99),
        Tally("staff-check", "T1", "sa", "melton", YEAR, 99),
    )
    reach = (
        Reach("family-closure", YEAR, "melton", "district", 40, 18, 50),
        Reach("family-closure", YEAR, "blaby", "district", None, 0),
    )
    done = assess(
        replace(
            evidence,
            responses=(*on_paper, *evidence.responses[15:]),
            tallies=(*counters, *elsewhere),
            reach=(*evidence.reach, *reach),
        ),
        MODEL,
        "family",
    )
    by_name = {(c.kind, c.group): c for c in done.cuts}
    assert set(by_name) == {
        ("tier", "keyworker"),
        ("tier", "lead_worker"),
        ("district", "melton"),
        ("mode", "self"),
        ("mode", "paper"),
    }
    melton = by_name["district", "melton"]
    assert (melton.figures["Q1"].supporting, melton.figures["Q1"].n) == (12, 15)
    assert melton.figures["Q1"].left_out == 2
    assert "Q4" not in melton.figures  # ticks are not people
    assert melton.respondents == 18
    assert melton.reach is not None
    assert (melton.reach.sent, melton.reach.closed) == (40, 50)
    assert by_name["mode", "paper"].respondents == 15


def test_a_quarter_adds_up_the_reach_of_its_tier() -> None:
    evidence = evidence_of(TWO_TIERS, Beside(period=YEAR))
    quarters = tuple(
        Reach("family-closure", f"2026-Q{q}", "keyworker", "tier", 25 * q, 10)
        for q in (1, 2)
    )
    done = assess(replace(evidence, reach=quarters), MODEL, "family")
    reach = next(c.reach for c in done.cuts if c.group == "keyworker")
    assert reach is not None
    assert (reach.sent, reach.answered, reach.closed) == (75, 20, None)


def test_staff_are_cut_by_grade_partner_and_earlier_wave() -> None:
    done = assessed(
        """
        [wave 2026-Q2-check, partner police]
             sa    a    n
        T1   10   10    5

        [wave 2026-Q4-check, partner police]
             sa    a    n
        T1   12   10    3

        [wave 2026-Q4-check, grade frontline]
             sa    a    n
        T1   12    9    3

        [wave 2026-Q2-check, grade frontline]
             sa    a    n
        T1    1    1    1
        """,
        "culture",
    )
    found = {(c.kind, c.group, c.period): c.figures["T1"].n for c in done.cuts}
    assert found == {
        ("grade", "frontline", "2026-Q4-check"): 24,
        ("partner", "police", "2026-Q4-check"): 25,
        ("wave", "all", "2026-Q2-check"): 25,
    }
    assert done.leads[Instrument.STAFF_CHECK] == "2026-Q4-check"
    assert done.respondents == {Instrument.STAFF_CHECK: 25}


def test_rows_without_an_asking_have_no_cuts() -> None:
    done = assessed("     sa    a\nT9   20   20", "leadership")
    assert done.cuts == ()
    assert done.reach is not None  # the wave's, since the wave asks beside the row
    assert (done.reach.answered, done.reach.sent) == (40, 80)
    assert set(done.cannot_reach) == {f.id for f in MODEL.of_row("leadership")}


def test_before_anybody_has_answered_nothing_is_out_of_reach_for_that() -> None:
    nobody = Evidence(period="2026-Q4", responses=())
    done = assess(nobody, MODEL, "family")
    asked = {
        f.id
        for f in MODEL.of_row("family")
        if any(not m.part for m in f.measures) and not f.attestable
    }
    assert asked
    assert asked.isdisjoint(done.cannot_reach)
    assert done.supported_so_far is None or done.supported_so_far is Stage.EARLY
    assert set(done.cannot_reach) < {f.id for f in MODEL.of_row("family")}


# --- chances -----------------------------------------------------------------------


def test_the_chance_of_a_stage_falls_with_each_stage() -> None:
    lines = [
        f"{a.question:<4} 45    5"
        for a in MODEL.questions
        if a.instrument is Instrument.CLOSING and not a.many
    ]
    done = assessed("\n".join(["      a    c", *lines]))
    chances = [
        done.reachable[s] for s in (Stage.DEVELOPING, Stage.MATURING, Stage.MATURE)
    ]
    assert 0.5 < chances[0] <= 1
    assert chances[0] >= chances[1] > 0


def test_there_is_no_chance_where_nobody_was_asked() -> None:
    done = assessed("      a    c\nQ1   40   10")
    assert done.reachable[Stage.DEVELOPING] == 0.0


# --- tests over groups ----------------------------------------------------------------


def test_districts_are_compared_by_their_counters() -> None:
    table = """
        [district melton]
              a    b    c
        Q1   40    5    5

        [district blaby]
              a    b    c
        Q1   15   10   25

              a
        Q8   20
        """
    done = assessed(table, beside=Beside(period=YEAR))
    tested = [d for d in done.differences if d.kind == "district"]
    assert {d.question for d in tested} == {"Q1"}
    (found,) = done.contradictions
    assert found.kind == "groups"
    assert found.features == ("FE-E7", "FE-D6", "FE-M1")
    assert [name for name, _ in found.sides] == [
        "district:melton closing Q1",
        "district:blaby closing Q1",
    ]


def test_a_wave_with_few_answers_shows_no_change() -> None:
    done = assessed(
        """
        [wave 2026-Q2-check]
             sa    a    n
        T6    3    3    3

        [wave 2026-Q4-check]
             sa    a    n
        T6   20   20   10
        """,
        "culture",
    )
    assert finding_of(done, "CU-M3").change is None


# --- records, words, reach ------------------------------------------------------------


def test_records_that_disagree_leave_it_open() -> None:
    evidence = Evidence(
        PERIOD,
        (),
        attached=(
            Attached("FE-M2", "Audit one", 50, 48, "Team", "2026-12-01"),
            Attached("FE-M2", "Audit two", 50, 10, "Team", "2026-12-02"),
        ),
    )
    finding = finding_of(assess(evidence, MODEL, "family"), "FE-M2")
    assert finding.status is Status.MIXED
    assert len(finding.records) == 2


def test_a_part_that_leans_against_and_a_record_for_it() -> None:
    table = "      a    b    c\nP5    5   15   30"
    audit = Beside(attached={"FE-X7": ("Case audit", 50, 48)})
    done = assessed(table, beside=audit)
    assert statuses_of(done)["FE-X7"] is Status.MIXED
    assert any(c.kind == "record" for c in done.contradictions)
    poor = Beside(attached={"FE-X7": ("Case audit", 50, 10)})
    assert statuses_of(assessed(table, beside=poor))["FE-X7"] is Status.CONTRADICTED


def test_a_record_that_is_open_adds_nothing_to_a_part() -> None:
    table = "      a    b    c\nP5   45    4    1"
    audit = Beside(attached={"FE-X7": ("Case audit", 50, 38)})
    assert statuses_of(assessed(table, beside=audit))["FE-X7"] is Status.MIXED


def test_a_vouched_feature_that_answers_hold_open_stays_open() -> None:
    table = "     sa    a    n    d\nW6   10   20    8   12"
    finding = finding_of(assessed(table, beside=Beside(attested=("FE-E8",))), "FE-E8")
    assert finding.status is Status.MIXED
    assert "vouched" in finding.reason


def test_the_last_of_two_attestations_is_kept() -> None:
    beside = Beside(attested=("FE-E2", "FE-E2"))
    finding = finding_of(assessed("", beside=beside), "FE-E2")
    assert finding.status is Status.GONE
    assert finding.attested is not None


def test_the_reach_of_a_wave_is_that_of_its_partners_where_it_has_none() -> None:
    evidence = evidence_of("     sa    a\nT1   10   10", Beside())
    partners = tuple(
        Reach("staff-check", "2026-Q4-check", p, "partner", 30, 10) for p in "ab"
    )
    done = assess(replace(evidence, reach=partners), MODEL, "culture")
    assert done.reach is not None
    assert (done.reach.sent, done.reach.answered) == (60, 20)
    assert done.caps == ()


def test_who_knows_nobody_asked_is_capped_in_words() -> None:
    evidence = replace(evidence_of("      a\nQ1   20", Beside()), reach=())
    done = assess(evidence, MODEL, "family")
    assert len(done.caps) == 1
    assert "not known" in done.caps[0]
    assert done.reach is None
    assert statuses_of(done)["FE-M1"] is Status.MIXED


def test_a_silent_district_counts_by_invitations_where_closings_are_unknown() -> None:
    evidence = evidence_of("      a\nQ1   20", Beside())
    districts = (
        Reach("family-closure", YEAR, "melton", "district", 70, 20),
        Reach("family-closure", YEAR, "blaby", "district", 30, 0),
    )
    reach = (*evidence.reach, *districts)
    book = open_book(evidence, 0.90)
    found = find_caps(replace(evidence, reach=reach), book, Bars())
    assert [c.id for c in found] == ["silent_group:family-closure"]


def test_responses_of_an_unknown_questionnaire_are_left_alone() -> None:
    evidence = evidence_of("      a\nQ1   20", Beside())
    strange = replace(evidence.responses[0], id="zz", questionnaire="own-survey")
    more = replace(evidence, responses=(*evidence.responses, strange))
    assert assess(more, MODEL, "family") == assess(evidence, MODEL, "family")


def test_an_interview_with_the_worker_counts_as_present() -> None:
    evidence = evidence_of("      a\nQ1   40", Beside())
    beside_worker = tuple(
        replace(r, mode=Mode.WITH_WORKER, worker_present=None)
        for r in evidence.responses[:11]
    )
    watched = replace(evidence, responses=(*beside_worker, *evidence.responses[11:]))
    assert statuses_of(assess(watched, MODEL, "family"))["FE-M1"] is Status.MIXED
    assert statuses_of(assess(evidence, MODEL, "family"))["FE-M1"] is Status.EVIDENCED


def test_reasons_hold_no_figures_but_those_a_person_wrote() -> None:
    table = "      a    b    c\n" + "\n".join(
        f"{q:<4} 45    5" for q in ("Q1", "Q2", "Q3a", "P3", "P5", "P7a", "P7b", "P12")
    )
    for beside in (Beside(), Beside(asked={Instrument.CLOSING: 9000})):
        done = assessed(table, beside=beside)
        for finding in done.findings:
            said = " ".join((finding.reason, *finding.caps))
            assert not any(c.isdigit() for c in said), said
            assert said.endswith((".", "!")), said
