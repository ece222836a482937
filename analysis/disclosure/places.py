"""What each tier or partner supports by itself, as far as a release may use it.

Rule 1: only over a period that is closed, and only where every group that is compared
has its own table in the release and so many people that numerators print.
Rule 2: a rating that is mixed by place says by which.
"""

from collections.abc import Iterator, Mapping

from analysis.model import Assessment, Stage
from analysis.release import Policy, Release
from analysis.stages import mixed_by_place


def places_of(
    assessment: Assessment, release: Release, policy: Policy
) -> Mapping[str, Stage | None]:
    """Return the stages by place that a release may use: all of them, or none."""
    large = {
        f"{cut.kind}:{cut.group}"
        for cut in release.cuts
        if not cut.suppressed
        and cut.respondents is not None
        and cut.respondents >= policy.small + policy.base  # it is rounded
    }
    if not release.closed or not large.issuperset(assessment.place_stages):
        return {}
    return assessment.place_stages


def by_place(assessment: Assessment, release: Release, policy: Policy) -> Iterator[str]:
    """Say which places make a rating mixed; nothing where they do not."""
    stages = places_of(assessment, release, policy)
    if not release.mixed_rating or mixed_by_place(stages.values()) is None:
        return
    named = [
        f"{stage.value.capitalize()} for {name.partition(':')[2].replace('_', ' ')}"
        for name, stage in sorted(stages.items())
        if stage is not None
    ]
    yield f"By their own answers, places differ: {', '.join(named)}."
