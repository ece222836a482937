"""Contradictions and change

What disagrees is listed, with both sides, and never averaged. A gap counts when it is
wider than 20 points and chance alone does not explain it. Between groups and between
waves there is one test a feature, false discoveries are controlled over all the tests
made, and their number is stated; short of that it says "no clear change".
"""

import pytest

from tests.spec.tables import Beside, Spec, finding_of


def test_families_against_staff(spec: Spec) -> None:
    """46 of 50 staff know what other help there is; 20 of 50 families know where to
    go.
    """
    done = spec(
        "family",
        """
              a    b
        P9a  20   30

             sa    a    n    d
        W6   20   26    3    1
        """,
        {"contradictions": "families_staff"},
    )
    sides = done.contradictions[0].sides
    assert [name for name, _ in sides] == ["closing P9a", "keyworker_view W6"]


def test_a_gap_that_chance_explains(spec: Spec) -> None:
    """The same shares among few people are no contradiction yet."""
    spec(
        "family",
        """
              a    b
        P9a   6    6

             sa    a    n    d
        W6    5    6    1
        """,
        {"contradictions": "none"},
    )


def test_tier_against_tier(spec: Spec) -> None:
    """44 of 50 families of keyworkers knew their worker from the start, 15 of 50 of
    lead workers.
    """
    done = spec(
        "family",
        """
        [tier keyworker]
              a    b    c
        Q1   44    4    2

        [tier lead_worker]
              a    b    c
        Q1   15   10   25
        """,
        {"contradictions": "groups"},
    )
    tests = [d for d in done.differences if d.kind == "tier"]
    assert tests
    assert all(d.stands for d in tests)
    listed = {i for c in done.contradictions for i in c.features}
    assert {"FE-M1", "FE-X6"} <= listed


def test_a_narrow_gap_between_tiers_is_none(spec: Spec) -> None:
    """Under 20 points apart, however many answered."""
    spec(
        "family",
        """
        [tier keyworker]
              a    b    c
        Q8  450  450  100

        [tier lead_worker]
              a    b    c
        Q8  400  400  200
        """,
        {"contradictions": "none"},
    )


WAVES = """
    [wave 2026-Q1-check]
         sa    a    n    d
    T6   {0:>2}   {1:>2}   {2:>2}

    [wave 2026-Q4-check]
         sa    a    n    d
    T6   {3:>2}   {4:>2}   {5:>2}
    """


@pytest.mark.parametrize(
    ("counts", "strength", "deficit"),
    [
        ((10, 15, 25, 20, 26, 4), "better", None),
        ((20, 26, 4, 10, 15, 25), "worse", None),
        ((15, 20, 15, 16, 21, 13), "no clear change", None),
    ],
)
def test_change_between_waves(
    spec: Spec, counts: tuple[int, ...], strength: str, deficit: None
) -> None:
    """Half agreed in the first wave, 46 of 50 in the last: better. 35 and then 37 of
    50: no clear change.
    """
    done = spec("culture", WAVES.format(*counts), {})
    assert finding_of(done, "CU-M3").change == strength
    assert finding_of(done, "CU-E2").change in {"no clear change", deficit}


def test_no_change_without_an_earlier_wave(spec: Spec) -> None:
    done = spec("culture", "     sa    a    n\nT6   20   26    4", {})
    assert finding_of(done, "CU-M3").change is None


def test_many_tests_raise_the_hurdle(spec: Spec) -> None:
    """One difference that would stand by itself does not stand among twenty: each
    test of the assessment is counted.
    """
    line = " " * 8 + "{name:<4}  15   10"
    lone = """
        [tier keyworker]
               a    c
        Q1    17    8

        [tier lead_worker]
               a    c
        Q1    23    2
        """
    done = spec("family", lone, {})
    alone = next(d for d in done.differences if "FE-M1" in d.features)
    assert alone.stands
    others = ["Q2", "Q3a", "P1", "P4", "P5", "P7a", "P7b", "P8a", "P8b", "P11", "P12"]
    same = "\n".join(line.format(name=q) for q in others)
    blocks = lone.replace("Q1    17    8", f"Q1    17    8\n{same}").replace(
        "Q1    23    2", f"Q1    23    2\n{same}"
    )
    many = spec("family", blocks, {})
    among = next(d for d in many.differences if "FE-M1" in d.features)
    assert len(many.differences) > len(done.differences) + 8
    assert among.p == alone.p
    assert not among.stands


def test_a_record_against_people(spec: Spec) -> None:
    """Families feel able to keep the change going (Q7); of 50 cases audited, 20 were
    without a new referral after twelve months.
    """
    done = spec(
        "family",
        "      a    b    c\nQ7   50   40   10",
        {"FE-X10": "mixed", "contradictions": "record"},
        Beside(attached={"FE-X10": ("No re-referral in twelve months", 50, 20)}),
    )
    assert done.contradictions[0].features == ("FE-X10",)
