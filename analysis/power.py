"""What chance an area has at its volume, so that few answers do not read as failure.

Exact binomial: if nine in ten people truly support every feature (and one in ten
reports each deficit), how likely is it that the answers reach a stage's bars? Each
question counts once, at the strictest use made of it, and different questions are
taken to fall independently.
"""

from collections.abc import Collection, Sequence
from math import prod

from analysis.chance import at_least, at_most
from analysis.model import Bars, Feature, Finding, Measure, Polarity, Source, Stage
from analysis.stages import CLIMB, needed
from analysis.status import bar_of
from analysis.wilson import fewest_supporting, most_reporting

TRUE_SHARE = 0.90
Key = tuple[str, frozenset[str], str | None]


def chances(
    findings: Sequence[Finding],
    cannot_reach: Collection[str],
    bars: Bars,
    true_share: float = TRUE_SHARE,
) -> dict[Stage, float]:
    """Return the chance of reaching each stage, over what the survey can reach."""
    features = [f.feature for f in findings]
    sources = {f.feature.id: _deciding(f, bars) for f in findings}
    asked: dict[Key, float] = {}
    found: dict[Stage, float] = {}
    for stage in CLIMB:
        reached = [f for f in needed(features, stage) if f.id not in cannot_reach]
        for feature in reached:
            if feature.mirrors:
                continue  # counts once, through its strength
            for source in sources[feature.id]:
                key, chance = _chance(feature, source, bars, true_share)
                asked[key] = min(chance, asked.get(key, 1.0))
        found[stage] = prod(asked.values()) if asked and reached else 0.0
    return found


def pass_chance(
    n: int, bar: float, polarity: Polarity, bars: Bars, true_share: float = TRUE_SHARE
) -> float:
    """Return the chance that ``n`` answers evidence a strength, or clear a deficit."""
    if n < bars.fewest:
        return 0.0
    if polarity is Polarity.STRENGTH:
        need = fewest_supporting(n, bar, bars.confidence)
        return 0.0 if need is None else at_least(need, n, true_share)
    most = most_reporting(n, bars.gone, bars.confidence)
    return 0.0 if most is None else at_most(most, n, 1 - true_share)


def _deciding(finding: Finding, bars: Bars) -> list[Source]:
    """Return the sources that have to pass for the feature to be evidenced."""
    asked = [s for s in finding.sources if s.measure and not s.measure.corroborates]
    full = [s for s in asked if not s.part]
    if finding.feature.every_group or finding.feature.all_measures:
        return full
    if full:
        return [next((s for s in full if _people(s) >= bars.fewest), full[0])]
    return sorted(asked, key=_people, reverse=True)[:2]


def _people(source: Source) -> int:
    return source.figure.n if source.figure else 0


def _chance(
    feature: Feature, source: Source, bars: Bars, true_share: float
) -> tuple[Key, float]:
    n = _people(source)
    bar = bar_of(feature.stage, bars)
    measure: Measure | None = source.measure
    key = (
        source.question,
        frozenset() if measure is None else measure.of,
        f"{source.instrument}{source.group}{feature.polarity}",
    )
    return key, pass_chance(n, bar, feature.polarity, bars, true_share)
