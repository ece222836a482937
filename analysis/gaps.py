"""What a release cannot say, what would fill that, and what to do next.

Rule 1: a gap is neither good nor bad; it says what is missing and how to get it.
Rule 2: next steps are suggestions; owner and date are the partnership's.
"""

from dataclasses import dataclass

from analysis import phrases
from analysis.findings import weakest
from analysis.model import Polarity, Status
from analysis.release import Release, ShownFeature

MOST_STEPS = 3
LOW_RESPONSE = 30  # per cent; under it, raising response is a next step
_BAD = {Status.CONTRADICTED, Status.PERSISTS}
_OPEN = {Status.NOT_ENOUGH, Status.NO_EVIDENCE}


@dataclass(frozen=True, slots=True)
class Gap:
    """A feature that nothing speaks for or against yet."""

    feature: str
    stage: str
    text: str
    why: str
    fill: str


# --- gaps and next steps -------------------------------------------------------


def listed(release: Release) -> tuple[Gap, ...]:
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
        if _open(f, release)
    )


def _open(f: ShownFeature, release: Release) -> bool:
    """Say whether nothing decides it, or what was asked touches it only in part."""
    return f.status in _OPEN or (
        f.status is Status.MIXED and f.id in release.cannot_reach
    )


def lead(release: Release) -> str:
    """Say in a sentence or two how much is open and why."""
    open_ = [f for f in release.features if _open(f, release)]
    total = len(release.features)
    if not open_:
        return f"No gaps: there is evidence on all {total} features."
    said = f"{len(open_)} of {total} features {_are(len(open_))} open"
    few = sum(f.status is Status.NOT_ENOUGH for f in open_)
    if few == len(open_):
        said += ", for want of answers"
    elif few:
        said += f", {few} of them for want of answers"
    out = sum(f.id in release.cannot_reach for f in open_)
    if out:
        which = "they need" if out == len(open_) > 1 else f"{out} of them {_need(out)}"
        it = "it" if out == 1 else "them"
        said += f"; {which} evidence from elsewhere, as feedback alone cannot show {it}"
    return said + "."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _need(number: int) -> str:
    return "needs" if number == 1 else "need"


def _fill(f: ShownFeature, release: Release) -> str:
    other = phrases.listed([phrases.inside(source) for source in f.other_sources], "or")
    if f.id in release.cannot_reach:
        # A person's word closes only what nobody was asked.
        word = "" if f.status is Status.MIXED else ", or vouch for it by name"
        return phrases.sentence(
            f"Attach {other}" if other else f"Attach a sample, such as an audit{word}"
        )
    more = "More answers" if f.status is Status.NOT_ENOUGH else "Ask it"
    return phrases.sentence(f"{more}; or attach {other}" if other else more)


def steps(release: Release) -> tuple[str, ...]:
    """Suggest at most three next steps, from what persists and what is open."""
    bad = sorted((f for f in release.features if f.status in _BAD), key=weakest)
    said = []
    for f in bad[:2]:
        persists = f.polarity is Polarity.DEFICIT
        do = "find out why it persists" if persists else "agree what would change it"
        said.append(f"{f.id} “{phrases.quoted(f.text)}”: {do}.")
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
        if _open(f, release) and f.id in release.cannot_reach
    ]
    if out:
        said.append(
            f"Attach evidence for {phrases.count(len(out), 'feature')} that feedback "
            f"cannot reach, beginning with {out[0].id}."
        )
    return tuple(said[:MOST_STEPS])
