"""What a release says, in full sentences: findings, gaps, contradictions, steps.

Rule 1: each sentence is worked out from released statuses and figures.
Rule 2: a finding ends in its evidence tag; without a printed figure there is none.
Rule 3: good news never stands alone where the release holds bad news.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis import phrases
from analysis.model import Polarity, Stage, Status
from analysis.release import Release, ShownCut, ShownFeature

MOST = 5
LEAST = 3
MOST_STEPS = 3
LOW_RESPONSE = 30  # per cent; under it, raising response is a next step
_ORDER = list(Stage)
_GOOD = {Status.EVIDENCED, Status.GONE}
_BAD = {Status.CONTRADICTED, Status.PERSISTS}
_OPEN = {Status.NOT_ENOUGH, Status.NO_EVIDENCE}
_RANK = {Status.EVIDENCED: 2, Status.GONE: 2, Status.MIXED: 1}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding: a full sentence without its stop, and the evidence it ends in."""

    says: str
    tag: str
    features: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence with its tag."""
        return f"{self.says} ({self.tag})." if self.tag else phrases.sentence(self.says)


@dataclass(frozen=True, slots=True)
class Gap:
    """A feature that nothing speaks for or against yet."""

    feature: str
    stage: str
    text: str
    why: str
    fill: str


# --- what is supported ---------------------------------------------------------


def lead(release: Release) -> str:
    """Say in one sentence what the evidence supports, so far, and cannot rule out."""
    if not _answered(release) and all(f.status in _OPEN for f in release.features):
        return (
            "Nothing here rests on answers or attached evidence yet, so no stage is "
            "supported and none above it is ruled out."
        )
    return (
        f"The evidence {_supported(release)}{_so_far(release)}; {_ruled_out(release)}."
    )


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


def asked(release: Release, group: Callable[[str], str]) -> tuple[str, ...]:
    """Say who answered, who did not, and which groups can be shown."""
    return tuple(
        said
        for said in (
            _who(release),
            _response(release),
            *_groups(release.cuts, group),
            *(phrases.sentence(cap) for cap in release.caps),
        )
        if said
    )


def _answered(release: Release) -> bool:
    return any(n is not None for n in release.respondents.values())


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
    if not release.respondents:
        return ""
    said = (
        "How many of those invited answered is not known"
        if release.response_rate is None
        else f"Of those invited, {phrases.percent(release.response_rate)} answered"
    )
    if release.coverage is not None:
        said += (
            f"; of the cases closed, {phrases.percent(release.coverage)} were invited"
        )
    return said + ". Those who did not answer may see it differently."


def _groups(cuts: Sequence[ShownCut], group: Callable[[str], str]) -> list[str]:
    said = []
    for kind, many in (("tier", "service tiers"), ("partner", "partners")):
        of_kind = [cut for cut in cuts if cut.kind == kind]
        if not of_kind:
            continue
        hidden = [group(c.group) for c in of_kind if c.suppressed]
        shown = [group(c.group) for c in of_kind if not c.suppressed]
        parts = []
        if shown:
            parts.append(f"shown are {phrases.listed(shown)}")
        if hidden:
            parts.append(f"too few answers to show {phrases.listed(hidden, 'or')}")
        said.append(phrases.sentence(f"Of the {many}, {'; '.join(parts)}"))
    return said


# --- findings ------------------------------------------------------------------


def choose(release: Release) -> tuple[Line, ...]:
    """Pick up to five findings: what is strongest, what is weakest, what is open."""
    figured = [f for f in release.features if f.shown.share is not None]
    good = sorted((f for f in figured if f.status in _GOOD), key=_strongest)
    bad = sorted((f for f in figured if f.status in _BAD), key=_weakest)
    open_ = sorted((f for f in figured if f.status is Status.MIXED), key=_strongest)
    moved = [f for f in figured if f.change in {"better", "worse"}]
    picked: list[ShownFeature] = []
    for pool, most in ((good, 2), (bad, 2), (moved, 1), (open_, 1)):
        picked += _of_different_questions(pool, picked, most)
    for pool in (bad, good, open_):
        if len(picked) < LEAST:
            wanted = LEAST - len(picked)
            picked += _of_different_questions(pool, picked, wanted)
    return tuple(_line(f, release) for f in picked[:MOST])


def _of_different_questions(
    pool: Sequence[ShownFeature], picked: Sequence[ShownFeature], most: int
) -> list[ShownFeature]:
    taken = {f.sources for f in picked}
    chosen: list[ShownFeature] = []
    for feature in pool:
        if len(chosen) < most and feature.sources not in taken:
            chosen.append(feature)
            taken.add(feature.sources)
    return chosen


def _strongest(f: ShownFeature) -> tuple[int, int, int, str]:
    strength = f.polarity is Polarity.STRENGTH
    firm = (f.shown.low or 0) if strength else 100 - (f.shown.high or 0)
    return (-int(strength), -_ORDER.index(f.stage), -firm, f.id)


def _weakest(f: ShownFeature) -> tuple[int, int, str]:
    strength = f.polarity is Polarity.STRENGTH
    firm = 100 - (f.shown.high or 0) if strength else (f.shown.low or 0)
    return (_ORDER.index(f.stage), -firm, f.id)


def _line(f: ShownFeature, release: Release) -> Line:
    stage = phrases.STAGES[f.stage]
    bar = release.bars.get(f.stage.value)
    gone = release.bars.get("gone")
    match f.status:
        case Status.EVIDENCED:
            says = (
                f"“{f.text}” is evidenced: enough people bear it out to pass the "
                f"{bar}% bar for {stage}"
            )
        case Status.GONE:
            says = (
                f"The failing “{f.text}” counts as gone: too few people still report "
                f"it to pass the {gone}% limit"
            )
        case Status.CONTRADICTED:
            says = (
                f"“{f.text}” is contradicted: too few people bear it out for the "
                f"{bar}% bar of {stage}"
            )
        case Status.PERSISTS:
            says = (
                f"The failing “{f.text}” persists: more people report it than the "
                f"{gone}% limit allows"
            )
        case _:
            strength = f.polarity is Polarity.STRENGTH
            limit = f"{bar}% bar for {stage}" if strength else f"{gone}% limit"
            says = (
                f"“{f.text}” is mixed: the answers neither settle nor rule out the "
                f"{limit}"
            )
    if bar is None and f.polarity is Polarity.STRENGTH:
        says = f"“{f.text}” is {phrases.STATUSES[f.status].lower()} at {stage}"
    if f.change in {"better", "worse"}:
        says += f", {f.change} than at the last asking"
    return Line(says, phrases.tag(f), (f.id,))


def since(release: Release, previous: Release | None) -> tuple[str, ...]:
    """Say which statuses moved since the release before."""
    if previous is None:
        return ()
    before = {f.id: f.status for f in previous.features}
    up, down = [], []
    for f in release.features:
        was = before.get(f.id)
        if was is None or was in _OPEN or f.status in _OPEN:
            continue
        if _RANK.get(f.status, 0) > _RANK.get(was, 0):
            up.append(f.id)
        elif _RANK.get(f.status, 0) < _RANK.get(was, 0):
            down.append(f.id)
    when = phrases.period_words(previous.period)
    said = []
    if up:
        said.append(f"Since {when}, up: {phrases.listed(up)}.")
    if down:
        said.append(f"Since {when}, down: {phrases.listed(down)}.")
    return tuple(said) or (f"No status moved since {when}.",)


# --- contradictions ------------------------------------------------------------

_TESTS = {
    "words": "ticks against words",
    "families_staff": "families against staff",
    "groups": "group against group",
    "record": "survey against records",
}


def against(release: Release) -> tuple[Line, ...]:
    """Say each contradiction with both sides; nothing is averaged."""
    return tuple(
        Line(
            c.says.rstrip("."),
            "; ".join(f"{side}: {phrases.figure(shown)}" for side, shown in c.sides),
            c.features,
        )
        for c in release.contradictions
    )


def checked(release: Release) -> str:
    """Say what was checked for contradictions, found or not."""
    tests = phrases.listed(list(_TESTS.values()))
    if not release.contradictions:
        return f"None found. Checked: {tests}."
    return f"Checked: {tests}. Both sides stand; they are not averaged."


# --- gaps and next steps -------------------------------------------------------


def gaps(release: Release) -> tuple[Gap, ...]:
    """List every feature without an answer, and what would fill it."""
    return tuple(
        Gap(
            f.id,
            phrases.STAGES[f.stage],
            f.text,
            phrases.sentence(f.reason) or phrases.STATUSES[f.status] + ".",
            _fill(f, release),
        )
        for f in release.features
        if f.status in _OPEN
    )


def gap_lead(release: Release) -> str:
    """Say in a sentence or two how much is open and why."""
    open_ = [f for f in release.features if f.status in _OPEN]
    total = len(release.features)
    if not open_:
        return f"No gaps: there is evidence on all {total} features."
    unasked = sum(f.status is Status.NO_EVIDENCE for f in open_)
    few = len(open_) - unasked
    parts = []
    if few:
        parts.append(f"{few} for want of answers")
    if unasked:
        parts.append(f"{unasked} with no evidence at all")
    said = f"{len(open_)} of {total} features are open: {phrases.listed(parts)}."
    out = sum(f.id in release.cannot_reach for f in open_)
    if out:
        verb = "needs" if out == 1 else "need"
        said += " " + phrases.sentence(
            f"{phrases.count(out, 'feature')} {verb} evidence from elsewhere, as "
            "people cannot be asked"
        )
    return said


def _fill(f: ShownFeature, release: Release) -> str:
    other = phrases.listed(list(f.other_sources), "or")
    if f.id in release.cannot_reach:
        return phrases.sentence(
            f"Attach {other}" if other else "Attach evidence, or attest it by name"
        )
    more = "More answers" if f.status is Status.NOT_ENOUGH else "Ask it"
    return phrases.sentence(f"{more}; or attach {other}" if other else more)


def steps(release: Release) -> tuple[str, ...]:
    """Suggest at most three next steps, from what persists and what is open."""
    bad = sorted((f for f in release.features if f.status in _BAD), key=_weakest)
    said = []
    for f in bad[:2]:
        persists = f.polarity is Polarity.DEFICIT
        do = "find out why it persists" if persists else "agree what would change it"
        said.append(f"{f.id} “{f.text}”: {do}.")
    if release.response_rate is not None and release.response_rate.value < LOW_RESPONSE:
        said.append("Raise response: a card, a text message, two reminders, a call.")
    few = [f for f in release.features if f.status is Status.NOT_ENOUGH]
    if few:
        said.append(
            f"Collect more answers on {phrases.count(len(few), 'feature')} "
            "where there are too few."
        )
    out = [
        f
        for f in release.features
        if f.status in _OPEN and f.id in release.cannot_reach
    ]
    if out:
        said.append(
            f"Attach evidence for {phrases.count(len(out), 'feature')} that feedback "
            f"cannot reach, beginning with {out[0].id}."
        )
    return tuple(said[:MOST_STEPS])
