"""Which of people's words to propose for print: clear ones, spread over what was said.

Rule 1: a proposal prints nothing. It goes to the person who approves quotes, among all
    the other words that may be printed, and she decides.
Rule 2: clear words are of a length to be read at a glance, stand by themselves, and
    have lost few details. What nobody would print is not proposed at all.
Rule 3: each proposal is the clearest of those that add most: another feature, the other
    stance, another theme, another tier. The tier is weighed and never shown.
Rule 4: at least one cuts the other way, where there is one; where there is none that is
    said. Only words that a person has ticked can cut either way.
Rule 5: the same words give the same proposals.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from analysis.model import Status

MOST: Final = 6  # proposals
NONE_OTHER: Final = (
    "None of the words that wait cuts the other way, as far as they have been ticked."
)
_GOOD: Final = {Status.EVIDENCED, Status.GONE}
_BAD: Final = {Status.CONTRADICTED, Status.PERSISTS}
_FEWEST_WORDS, _MOST_WORDS = 5, 70
_CLEAR: Final = 75
_BEST: Final = range(8, 36)
_GONE: Final = re.compile(r"\[[a-z ]+\]")  # a detail that was taken out
_HANGING: Final = re.compile(
    r"(?:and|but|so|because|also|which|then|this|that|these|those|same)\b",
    re.IGNORECASE,
)
_BROKEN: Final = re.compile(r"(?:\.\.|…|,|\b(?:and|but|or|because|the|a|to))\s*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may be printed once somebody approves them.

    Attributes:
        themes: What was asked about.
        said: By feature, whether a person ticked that the words speak against it.
        group: The tier or partner, if it is known; weighed, never shown.
        other_way: Whether they speak against what the figures say (`other_way`).
    """

    id: str
    words: str
    themes: tuple[str, ...] = ()
    said: Mapping[str, bool] = field(default_factory=dict)
    group: str | None = None
    other_way: bool | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words that are proposed for print.

    Attributes:
        other_way: Whether they speak against what the figures say; None: nobody knows.
        why: What speaks for them, in a few words.
    """

    id: str
    other_way: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """The proposals, the clearest first, and what has to be said about them."""

    chosen: tuple[Proposal, ...]
    note: str = ""


def propose(candidates: Iterable[Candidate], most: int = MOST) -> Proposals:
    """Choose words for print, clear ones and spread.

    Args:
        candidates: What waits for a decision, in any order.
        most: How many at most.
    """
    known = sorted(candidates, key=lambda c: (c.words, c.id))
    left = [c for c in known if clarity(c.words) > 0]
    chosen: list[Candidate] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda c: _worth(c, chosen))
        left.remove(best)
        chosen.append(best)
    against = [c for c in known if c.other_way]
    if against and not any(c.other_way for c in chosen):
        clearest = max(against, key=lambda c: clarity(c.words))
        chosen = [*chosen[: most - 1], clearest]
    note = "" if any(c.other_way for c in chosen) else NONE_OTHER
    return Proposals(
        tuple(Proposal(c.id, c.other_way, _why(c)) for c in chosen),
        note,
    )


def other_way(said: Mapping[str, bool], statuses: Mapping[str, Status]) -> bool | None:
    """Say whether words speak against what the figures say; None where neither does.

    Args:
        said: By feature, whether the words speak against its being met.
        statuses: What the figures say of features.
    """
    ways = {
        against == (statuses[feature] in _GOOD)
        for feature, against in said.items()
        if statuses.get(feature) in _GOOD | _BAD
    }
    return any(ways) if ways else None


def clarity(words: str) -> int:
    """Return how clear words are by themselves, from 0 (do not print) to 100.

    >>> clarity("She came when she said she would and she listened to all of us.")
    100
    >>> clarity("yes")
    0
    """
    plain = words.strip()
    count = len(plain.split())
    gone = len(_GONE.findall(plain))
    if not _FEWEST_WORDS <= count <= _MOST_WORDS or 6 * gone > count:
        return 0
    found = 100
    if count not in _BEST:
        found -= 2 * min(abs(count - _BEST[0]), abs(count - _BEST[-1]))
    found -= 200 * gone // count
    found -= 25 * bool(_HANGING.match(plain))
    found -= 25 * bool(_BROKEN.search(plain))
    found -= 15 * plain.isupper()
    return max(found, 1)


def _worth(candidate: Candidate, chosen: Sequence[Candidate]) -> int:
    """Return what a candidate adds to what has been chosen."""
    said = candidate.said.items()
    seen = Counter(pair for one in chosen for pair in one.said.items())
    stances = Counter(against for one in chosen for against in _stances(one))
    worth = clarity(candidate.words)
    worth += 30 * any(pair not in seen for pair in said)
    worth += 20 * any(not stances[against] for against in _stances(candidate))
    worth -= 10 * sum(one.themes == candidate.themes for one in chosen)
    worth -= 10 * sum(one.group == candidate.group is not None for one in chosen)
    return worth


def _stances(candidate: Candidate) -> frozenset[bool]:
    return frozenset(candidate.said.values())


def _why(candidate: Candidate) -> str:
    clear = clarity(candidate.words)
    parts = ["clear" if clear >= _CLEAR else "fairly clear" if clear else "not clear"]
    if candidate.said:
        parts.append(f"ticked for {', '.join(sorted(candidate.said))}")
    if candidate.other_way:
        parts.append("cuts the other way")
    return "; ".join(parts)
