"""From features to a stage

A stage is *supported* when every strength at it and below is evidenced and every
deficit listed below it is gone: the toolkit's own rule. Three more answers stand
beside it: *supported so far* (over what the survey can reach), the *highest stage not
ruled out* (only what is contradicted, or persists, rules out), and *k of m* features.
The lowest result reads "Developing not yet supported", never "Early" from silence.
"""

import pytest

from analysis.model import Polarity, Stage, Status
from analysis.stages import ladder
from tests.spec.tables import Spec

FAMILY = Spec().model.of_row("family")
GOOD = {
    f.id: Status.EVIDENCED if f.polarity is Polarity.STRENGTH else Status.GONE
    for f in FAMILY
}


def climbed(**changes: str) -> tuple[str, str, str]:
    """Return supported, so far and not ruled out with some statuses changed."""
    statuses = GOOD | {k.replace("_", "-"): Status(v) for k, v in changes.items()}
    done = ladder(FAMILY, statuses)
    return (
        str(done.supported or "none"),
        str(done.supported_so_far or "none"),
        str(done.not_ruled_out),
    )


def test_everything_is_there() -> None:
    assert climbed() == ("mature", "mature", "mature")


@pytest.mark.parametrize("status", ["mixed", "not_enough", "no_evidence"])
def test_a_gap_counts_as_unmet_but_rules_nothing_out(status: str) -> None:
    assert climbed(FE_M5=status) == ("developing", "developing", "mature")


def test_what_is_contradicted_rules_out_its_stage_and_those_above() -> None:
    assert climbed(FE_M5="contradicted")[2] == "developing"
    assert climbed(FE_D2="contradicted")[2] == "early"


def test_a_deficit_inside_a_stage_is_allowed_there_and_blocks_the_next() -> None:
    assert climbed(FE_D3="persists") == ("developing", "developing", "developing")


def test_a_deficit_below_a_stage_must_be_gone() -> None:
    assert climbed(FE_E11="mixed") == ("none", "none", "mature")
    assert climbed(FE_E11="persists") == ("none", "none", "early")


def test_a_mirrored_deficit_counts_once() -> None:
    """Families tell their story once (FE-M11): telling it often (FE-E6) is settled."""
    assert climbed(FE_E6="mixed")[0] == "mature"
    assert climbed(FE_E6="mixed", FE_M11="mixed")[0] == "none"


def test_a_deficit_reported_in_a_question_of_its_own_stands() -> None:
    """Knowing the worker (Q1) does not settle never knowing the next visit (P6b)."""
    assert climbed(FE_E7="mixed")[0] == "mature"
    assert climbed(FE_E7="persists") == ("none", "none", "early")


def test_a_stronger_form_supersedes_the_weaker() -> None:
    """Success never blocks: encouraged (CU-M3) settles put up with (CU-D4)."""
    culture = Spec().model.of_row("culture")
    statuses = {
        f.id: Status.EVIDENCED if f.polarity is Polarity.STRENGTH else Status.GONE
        for f in culture
    }
    for weaker in (Status.NO_EVIDENCE, Status.MIXED, Status.CONTRADICTED):
        done = ladder(culture, statuses | {"CU-D4": weaker})
        assert done.supported is Stage.MATURE
        assert done.not_ruled_out is Stage.MATURE
        assert done.stages[Stage.DEVELOPING].evidenced == 1
        assert done.stages[Stage.DEVELOPING].settled == 1
    alone = statuses | {"CU-D4": Status.MIXED, "CU-M3": Status.MIXED}
    assert ladder(culture, alone).supported is None


def test_so_far_leaves_out_what_the_survey_cannot_reach() -> None:
    statuses = GOOD | {"FE-E2": Status.NO_EVIDENCE, "FE-M2": Status.NO_EVIDENCE}
    done = ladder(FAMILY, statuses, cannot_reach=("FE-E2", "FE-M2"))
    assert (done.supported, done.supported_so_far) == (None, Stage.MATURE)
    assert done.missing[Stage.DEVELOPING] == ("FE-E2",)
    against = statuses | {"FE-M2": Status.CONTRADICTED}
    done = ladder(FAMILY, against, cannot_reach=("FE-E2", "FE-M2"))
    assert done.supported_so_far is Stage.DEVELOPING


def test_so_far_needs_something_that_was_reached() -> None:
    nothing = ladder(FAMILY, {}, cannot_reach=tuple(f.id for f in FAMILY))
    assert nothing.supported_so_far is None
    assert nothing.not_ruled_out is Stage.MATURE


class TestMixedRating:
    """ "D M": Developing stands, half of Maturing is evidenced, none contradicted."""

    strengths = tuple(
        f.id
        for f in FAMILY
        if f.stage is Stage.MATURING and f.polarity is Polarity.STRENGTH
    )

    def with_maturing(self, evidenced: int, rest: Status) -> dict[str, Status]:
        ids = self.strengths
        statuses = dict.fromkeys(ids[:evidenced], Status.EVIDENCED)
        return GOOD | statuses | dict.fromkeys(ids[evidenced:], rest)

    def test_half_is_enough(self) -> None:
        assert len(self.strengths) == 13
        statuses = (
            self.with_maturing(7, Status.MIXED)
            | {i: Status.GONE for i in GOOD if i.startswith(("FE-E", "FE-D"))}
            | dict.fromkeys(("FE-D1", "FE-D2", "FE-D6", "FE-D7"), Status.EVIDENCED)
        )
        assert ladder(FAMILY, statuses).mixed_rating == "D M"

    def test_less_than_half_is_not(self) -> None:
        assert ladder(FAMILY, self.with_maturing(6, Status.MIXED)).mixed_rating is None

    def test_one_contradicted_is_too_many(self) -> None:
        statuses = self.with_maturing(12, Status.CONTRADICTED)
        assert ladder(FAMILY, statuses).mixed_rating is None

    def test_a_full_maturing_is_no_mix(self) -> None:
        assert ladder(FAMILY, GOOD).mixed_rating is None

    def test_two_gaps_with_a_named_source_are_allowed(self) -> None:
        gaps = {"FE-E2": Status.NOT_ENOUGH, "FE-E9": Status.NO_EVIDENCE}
        statuses = self.with_maturing(12, Status.MIXED) | gaps
        assert ladder(FAMILY, statuses).mixed_rating is None
        assert ladder(FAMILY, statuses, sourced=("FE-E2",)).mixed_rating is None
        done = ladder(FAMILY, statuses, sourced=("FE-E2", "FE-E9"))
        assert done.mixed_rating == "D M"
        third = statuses | {"FE-D2": Status.NOT_ENOUGH}
        sourced = ("FE-E2", "FE-E9", "FE-D2")
        assert ladder(FAMILY, third, sourced=sourced).mixed_rating is None


def test_themes_have_stages_of_their_own() -> None:
    """Where a mixed row comes from: trust stops at Developing, one worker does not."""
    done = ladder(FAMILY, GOOD | {"FE-M5": Status.MIXED})
    assert done.theme_stages["trust"] is Stage.DEVELOPING
    assert done.theme_stages["one_worker"] is Stage.MATURING
    assert done.theme_stages["confidence"] is Stage.MATURE


def test_strengths_and_deficits_are_counted_apart() -> None:
    done = ladder(FAMILY, GOOD | {"FE-D3": Status.PERSISTS, "FE-D1": Status.MIXED})
    counted = done.stages[Stage.DEVELOPING]
    assert (counted.evidenced, counted.of) == (3, 4)
    assert (counted.gone, counted.deficits) == (4, 5)
