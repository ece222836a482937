"""Where a row stands, and who said so: the two paragraphs at the head of a summary.

Rule 1: each sentence is worked out from released statuses and figures.
Rule 2: what is not supported is said as plainly as what is.
"""

from collections.abc import Sequence

from analysis import phrases
from analysis.model import Polarity, Stage, Status
from analysis.release import Release, ShownCut, ShownFeature, leading
from analysis.words import Words

_ORDER = list(Stage)
_OPEN = {Status.NOT_ENOUGH, Status.NO_EVIDENCE}


# --- what is supported ---------------------------------------------------------


def lead(release: Release) -> str:
    """Say in one sentence what the evidence supports, so far, and cannot rule out."""
    if all(f.status in _OPEN for f in release.features):
        return (
            "The evidence supports no stage yet and rules none out: nothing that could "
            "settle a feature of this row has been answered or attached."
        )
    said = (
        f"The evidence {_supported(release)}{_so_far(release)}; {_ruled_out(release)}"
    )
    if release.mixed_rating is not None:
        said += f"; a mixed rating of {release.mixed_rating} is within the rule"
    return f"{said}."


def _supported(release: Release) -> str:
    if _reached(release.supported):
        return f"supports {phrases.STAGES[release.supported or Stage.EARLY]}"
    target = Stage.DEVELOPING
    here, below = release.stages.get(target), release.stages.get(Stage.EARLY)
    parts = []
    if here is not None and here.of:
        parts.append(f"{here.evidenced} of {here.of} strengths evidenced")
    if below is not None and below.deficits:
        parts.append(f"{below.gone} of {below.deficits} failings below it gone")
    said = f"does not yet support {phrases.STAGES[target]}"
    return f"{said} ({phrases.listed(parts)})" if parts else said


def _so_far(release: Release) -> str:
    stage = release.supported_so_far
    if stage is None or not _reached(stage):
        return ", not even on the features that people can be asked about"
    if stage is release.supported:
        return ", and so does the part of it that people can be asked about"
    return (
        "; on the features that people can be asked about, it supports "
        f"{phrases.STAGES[stage]} so far"
    )


def _reached(stage: Stage | None) -> bool:
    return stage is not None and stage is not Stage.EARLY


def _ruled_out(release: Release) -> str:
    top = release.not_ruled_out
    if top is Stage.MATURE:
        return "nothing found rules out Mature"
    above = _ORDER[_ORDER.index(top) + 1]
    stops = sum(_blocks(f, above) for f in release.features)
    by = f" by {phrases.count(stops, 'feature')}" if stops else ""
    but = f", {phrases.STAGES[top]} is not" if top is not Stage.EARLY else ""
    return f"{phrases.STAGES[above]} is ruled out{by}{but}"


def _blocks(feature: ShownFeature, stage: Stage) -> bool:
    at, target = _ORDER.index(feature.stage), _ORDER.index(stage)
    if feature.polarity is Polarity.STRENGTH:
        return feature.status is Status.CONTRADICTED and at <= target
    return feature.status is Status.PERSISTS and at < target


# --- who answered --------------------------------------------------------------


def asked(release: Release, words: Words) -> tuple[str, ...]:
    """Say who answered, who did not, and which groups can be shown."""
    return tuple(
        said
        for said in (
            _who(release),
            _response(release),
            *_groups(release.cuts, words),
            *(phrases.sentence(cap) for cap in release.caps),
        )
        if said
    )


def _who(release: Release) -> str:
    if not release.respondents:
        return (
            "Nobody is asked about this row: it rests on papers and attached evidence."
        )
    parts = [
        f"{phrases.people(n)} {phrases.INSTRUMENTS[instrument]}"
        for instrument, n in release.respondents.items()
    ]
    return phrases.sentence(f"Answered: {phrases.listed(parts)}")


def _response(release: Release) -> str:
    asking = leading(release)
    if asking is None or not release.respondents:
        return ""
    who = phrases.INVITED[asking]
    if release.response_rate is not None:
        said = f"Of the {who}, {phrases.percent(release.response_rate)} answered"
    elif release.respondents.get(asking) is None:
        said = f"How many of the {who} answered cannot be shown"
    else:
        said = f"How many of the {who} answered is not known"
    if release.coverage is not None:
        said += (
            f"; of the cases closed, {phrases.percent(release.coverage)} were invited"
        )
    return said + ". Those who did not answer may see it differently."


def _groups(cuts: Sequence[ShownCut], words: Words) -> list[str]:
    said = []
    for kind, many in (("tier", "service tiers"), ("partner", "partners")):
        of_kind = [cut for cut in cuts if cut.kind == kind]
        if not of_kind:
            continue
        hidden = [words.group(c.group) for c in of_kind if c.suppressed]
        shown = [words.group(c.group) for c in of_kind if not c.suppressed]
        parts = []
        if shown:
            parts.append(f"shown are {phrases.listed(shown)}")
        if hidden:
            parts.append(f"too few answers to show {phrases.listed(hidden, 'or')}")
        said.append(phrases.sentence(f"Of the {many}, {'; '.join(parts)}"))
    return said
