"""The ladder: from the statuses of a row's features to what it supports.

Rule 1: a stage is *supported* when every strength at it and below is evidenced and
    every deficit listed below it is gone. Deficits inside a stage are allowed.
Rule 2: a weaker form counts through its evidenced stronger form, a deficit through
    the evidenced strengths that mirror it; but a deficit that people report in a
    question of its own stands.
Rule 3: gaps and mixed findings never rule a stage out; only what is contradicted,
    or persists, does.
Rule 4: it reads statuses and nothing else, so that disclosure control can run it
    again on the statuses that it releases.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.model import Feature, Polarity, Stage, StageCount, Status

CLIMB = (Stage.DEVELOPING, Stage.MATURING, Stage.MATURE)
_ORDER = {stage: i for i, stage in enumerate(Stage)}
_GAPS = {Status.NOT_ENOUGH, Status.NO_EVIDENCE}
_MOST_GAPS = 2


@dataclass(frozen=True, slots=True)
class Ladder:
    """What a set of statuses supports.

    Attributes:
        supported: By the toolkit's rule; None reads "Developing not yet
            supported", never "Early".
        supported_so_far: The same over the features that the survey can reach.
        not_ruled_out: The highest stage that nothing speaks against.
        mixed_rating: ``D M`` where the stated rule gives it: Developing stands and
            half of Maturing is there, or places differ by just that.
        theme_stages: The supported stage of each theme by itself.
        missing: By stage, what it still lacks beyond the stages below it.
        ruled_out_by: By stage, what speaks against it.
    """

    stages: Mapping[Stage, StageCount]
    supported: Stage | None
    supported_so_far: Stage | None
    not_ruled_out: Stage
    mixed_rating: str | None
    theme_stages: Mapping[str, Stage | None]
    missing: Mapping[Stage, tuple[str, ...]]
    ruled_out_by: Mapping[Stage, tuple[str, ...]]


def ladder(
    features: Sequence[Feature],
    statuses: Mapping[str, Status],
    *,
    cannot_reach: Collection[str] = (),
    sourced: Collection[str] = (),
    places: Collection[Stage | None] = (),
) -> Ladder:
    """Return what the statuses of one row's features support.

    Args:
        features: Those of one row.
        statuses: By feature id; a missing one reads as no evidence.
        cannot_reach: Features that the survey could not reach.
        sourced: Features for which a named source was attached, however small.
        places: What each tier or partner supports by itself.
    """
    missing = {s: _missing(features, statuses, s) for s in CLIMB}
    against = {s: _against(features, statuses, s) for s in CLIMB}
    supported = _highest(lambda s: not missing[s]) if features else None
    so_far = _so_far(features, statuses, cannot_reach)
    return Ladder(
        stages={s: _count(features, statuses, s) for s in Stage},
        supported=supported,
        supported_so_far=max(
            (s for s in (supported, so_far) if s), key=_ORDER.__getitem__, default=None
        ),
        not_ruled_out=_highest(lambda s: not against[s]) or Stage.EARLY,
        mixed_rating=_mixed(features, statuses, missing, sourced)
        or mixed_by_place(places),
        theme_stages=_themes(features, statuses),
        missing=missing,
        ruled_out_by=against,
    )


def needed(features: Iterable[Feature], stage: Stage) -> tuple[Feature, ...]:
    """Return what a stage asks beyond the one below it.

    Its own strengths, and the deficits of the stage below, which must be gone.
    """
    return tuple(
        f
        for f in features
        if (f.polarity is Polarity.STRENGTH and f.stage is stage)
        or (f.polarity is Polarity.DEFICIT and _ORDER[f.stage] == _ORDER[stage] - 1)
    )


def settled(
    feature: Feature, features: Sequence[Feature], statuses: Mapping[str, Status]
) -> bool:
    """Say whether a feature counts through another one that is evidenced."""

    def evidenced(feature_id: str) -> bool:
        return statuses.get(feature_id) is Status.EVIDENCED

    if feature.polarity is Polarity.STRENGTH:
        return any(evidenced(other) for other in feature.superseded_by)
    if not feature.mirrors or not all(evidenced(o) for o in feature.mirrors):
        return False
    if statuses.get(feature.id) is not Status.PERSISTS:
        return True
    asked = {
        m.question for f in features if f.id in feature.mirrors for m in f.measures
    }
    return {m.question for m in feature.measures} <= asked


def met(
    feature: Feature, features: Sequence[Feature], statuses: Mapping[str, Status]
) -> bool:
    """Say whether a feature counts as there (strength) or cleared (deficit)."""
    good = {Status.EVIDENCED, Status.GONE}
    return statuses.get(feature.id) in good or settled(feature, features, statuses)


# --- the three answers ---------------------------------------------------------


def _missing(
    features: Sequence[Feature], statuses: Mapping[str, Status], stage: Stage
) -> tuple[str, ...]:
    return tuple(
        f.id for f in needed(features, stage) if not met(f, features, statuses)
    )


def _against(
    features: Sequence[Feature], statuses: Mapping[str, Status], stage: Stage
) -> tuple[str, ...]:
    bad = {Status.CONTRADICTED, Status.PERSISTS}
    return tuple(
        f.id
        for f in needed(features, stage)
        if statuses.get(f.id) in bad and not settled(f, features, statuses)
    )


def _highest(holds: Callable[[Stage], bool]) -> Stage | None:
    """Climb while each stage holds; None if the first does not."""
    reached = None
    for stage in CLIMB:
        if not holds(stage):
            break
        reached = stage
    return reached


def _so_far(
    features: Sequence[Feature],
    statuses: Mapping[str, Status],
    cannot_reach: Collection[str],
) -> Stage | None:
    bad = {Status.CONTRADICTED, Status.PERSISTS}

    def holds(stage: Stage) -> bool:
        reached = False
        for feature in needed(features, stage):
            if met(feature, features, statuses):
                survey = feature.id not in cannot_reach
                reached |= survey and feature.polarity is Polarity.STRENGTH
            elif feature.id not in cannot_reach or statuses.get(feature.id) in bad:
                return False
        return reached

    return _highest(holds)


def _mixed(
    features: Sequence[Feature],
    statuses: Mapping[str, Status],
    missing: Mapping[Stage, tuple[str, ...]],
    sourced: Collection[str],
) -> str | None:
    """Return ``D M`` where Developing stands and Maturing is half there."""
    gaps, beyond = missing[Stage.DEVELOPING], missing[Stage.MATURING]
    stands = len(gaps) <= _MOST_GAPS and all(
        statuses.get(g, Status.NO_EVIDENCE) in _GAPS and g in sourced for g in gaps
    )
    strengths = [
        statuses.get(f.id)
        for f in features
        if f.polarity is Polarity.STRENGTH and f.stage is Stage.MATURING
    ]
    half = 2 * strengths.count(Status.EVIDENCED) >= len(strengths) > 0
    if stands and (gaps or beyond) and half and Status.CONTRADICTED not in strengths:
        return "D M"
    return None


def mixed_by_place(places: Collection[Stage | None]) -> str | None:
    """Return ``D M`` where some places stand at Developing and some beyond it."""
    found = set(places)
    beyond = found - {Stage.DEVELOPING}
    if None in found or Stage.DEVELOPING not in found or not beyond:
        return None
    return "D M"


def _themes(
    features: Sequence[Feature], statuses: Mapping[str, Status]
) -> dict[str, Stage | None]:
    found: dict[str, Stage | None] = {}
    for theme in dict.fromkeys(f.theme for f in features):
        found[theme] = None
        for stage in CLIMB:
            asked = [f for f in needed(features, stage) if f.theme == theme]
            if not all(met(f, features, statuses) for f in asked):
                break
            if asked:
                found[theme] = stage
    return found


def _count(
    features: Sequence[Feature], statuses: Mapping[str, Status], stage: Stage
) -> StageCount:
    here = [f for f in features if f.stage is stage]
    strengths = [f for f in here if f.polarity is Polarity.STRENGTH]
    deficits = [f for f in here if f.polarity is Polarity.DEFICIT]
    good = {Status.EVIDENCED, Status.GONE}
    return StageCount(
        evidenced=sum(statuses.get(f.id) is Status.EVIDENCED for f in strengths),
        of=len(strengths),
        gone=sum(statuses.get(f.id) is Status.GONE for f in deficits),
        deficits=len(deficits),
        settled=sum(
            statuses.get(f.id) not in good and settled(f, features, statuses)
            for f in here
        ),
    )
