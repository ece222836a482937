"""What a release says, in full sentences: findings, changes, contradictions.

Rule 1: each sentence is worked out from released statuses and figures.
Rule 2: a finding ends in its evidence tag; without a printed figure there is none.
Rule 3: good news never stands alone where the release holds bad news.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis import phrases
from analysis.model import Polarity, Stage, Status
from analysis.release import Release, ShownFeature

MOST = 5
LEAST = 3
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


# --- findings ------------------------------------------------------------------


def choose(release: Release) -> tuple[Line, ...]:
    """Pick up to five findings: what is strongest, what is weakest, what is open."""
    figured = [f for f in release.features if f.shown.share is not None]
    good = sorted((f for f in figured if f.status in _GOOD), key=_strongest)
    bad = sorted((f for f in figured if f.status in _BAD), key=weakest)
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


def across(release: Release) -> tuple[Line, ...]:
    """Pick two findings for the one-page table: the strongest and the weakest."""
    chosen = choose(release)
    status = {f.id: f.status for f in release.features}
    firm = [line for line in chosen if status[line.features[0]] in _GOOD]
    rest = [line for line in chosen if line not in firm]
    return (*firm[:1], *rest[:1], *firm[1:2])[:2]


def _of_different_questions(
    pool: Sequence[ShownFeature], picked: Sequence[ShownFeature], most: int
) -> list[ShownFeature]:
    taken = {f.sources[:1] for f in picked}
    chosen: list[ShownFeature] = []
    for feature in pool:
        if len(chosen) < most and feature.sources[:1] not in taken:
            chosen.append(feature)
            taken.add(feature.sources[:1])
    return chosen


def _strongest(f: ShownFeature) -> tuple[int, int, int, str]:
    strength = f.polarity is Polarity.STRENGTH
    firm = (f.shown.low or 0) if strength else 100 - (f.shown.high or 0)
    return (-int(strength), -_ORDER.index(f.stage), -firm, f.id)


def weakest(f: ShownFeature) -> tuple[int, int, str]:
    """Sort the worst news first: lowest stage, then firmest figure."""
    strength = f.polarity is Polarity.STRENGTH
    firm = 100 - (f.shown.high or 0) if strength else (f.shown.low or 0)
    return (_ORDER.index(f.stage), -firm, f.id)


def _line(f: ShownFeature, release: Release) -> Line:
    text = phrases.quoted(f.text)
    stage = phrases.STAGES[f.stage]
    bar = release.bars.get(f.stage.value)
    gone = release.bars.get("gone")
    strength = f.polarity is Polarity.STRENGTH
    limit = f"{bar}% bar for {stage}" if strength else f"{gone}% limit"
    match f.status:
        case _ if not _plain(f, bar if strength else gone):
            named = f"“{text}”" if strength else f"The failing “{text}”"
            says = f"{named} is {phrases.STATUSES[f.status].lower()}"
            if f.reason:
                says += f": {phrases.inside(f.reason)}"
        case Status.EVIDENCED:
            says = (
                f"“{text}” is evidenced: enough people bear it out to pass the {limit}"
            )
        case Status.GONE:
            says = (
                f"The failing “{text}” counts as gone: too few people still report "
                f"it to pass the {limit}"
            )
        case Status.CONTRADICTED:
            says = (
                f"“{text}” is contradicted: too few people bear it out to meet the "
                f"{limit}"
            )
        case Status.PERSISTS:
            says = (
                f"The failing “{text}” persists: more people report it than the "
                f"{limit} allows"
            )
        case _:
            says = (
                f"“{text}” is mixed: the answers neither settle nor rule out the "
                f"{limit}"
            )
    if f.change in {"better", "worse"}:
        says += f", {f.change} than at the last asking"
    return Line(says, phrases.tag(f), (f.id,))


def _plain(f: ShownFeature, bar: int | None) -> bool:
    """Say whether the printed range alone explains the status.

    It does not where another source decided, or where a cap holds the feature down.
    """
    if bar is None or f.shown.low is None or f.shown.high is None:
        return False
    match f.status:
        case Status.EVIDENCED:
            return f.shown.low >= bar
        case Status.GONE | Status.CONTRADICTED:
            return f.shown.high <= bar
        case Status.PERSISTS:
            return f.shown.low >= bar
        case _:
            return f.shown.low < bar < f.shown.high
    return False


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
