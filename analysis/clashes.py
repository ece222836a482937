"""Where sources disagree: both sides are said, and nothing is averaged.

Rule 1: each side comes with its own figure, as released.
Rule 2: groups that differ on many questions are one finding and one table.
Rule 3: a share stands beside the feature that it is a share for, not beside its
    question: one question can speak for a strength and for a failing, or ask a
    stronger and a weaker form, and tables of groups show its favourable answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis import phrases
from analysis.findings import Line
from analysis.model import Polarity
from analysis.release import Release, Shown, ShownContradiction
from analysis.words import Words
from analysis.young import Young

GROUPS = "groups"
_TESTS = {
    "words": "ticks against words",
    "families_staff": "families against staff",
    "groups": "group against group",
    "record": "survey against records",
}


@dataclass(frozen=True, slots=True)
class Apart:
    """One question on which two groups differ widely: a row of the table."""

    says: str
    question: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class _Side:
    """One side in words."""

    who: str
    question: str
    shown: Shown

    def said(self, *, with_question: bool) -> str:
        asked = f" ({self.question})" if with_question and self.question else ""
        return f"{self.who}{asked}: {phrases.figure(self.shown)}"


def against(release: Release, words: Words) -> tuple[Line, ...]:
    """Say each contradiction but those between groups, which have a table."""
    return tuple(
        Line(
            c.says.rstrip("."),
            "; ".join(s.said(with_question=True) for s in _sides(c, words)),
            c.features,
        )
        for c in release.contradictions
        if c.kind != GROUPS
    )


def apart(release: Release, words: Words) -> tuple[Apart, ...]:
    """List the questions on which groups differ widely, the widest first."""
    rows = []
    for c in sorted(_between_groups(release), key=_narrow):
        sides = _sides(c, words)
        rows.append(
            Apart(
                c.says,
                _about(c, release, sides[0]),
                *(side.said(with_question=False) for side in sides[:2]),
            )
        )
    return tuple(rows)


def loudest(release: Release, words: Words) -> Line | None:
    """Make one finding of the widest disagreement that has figures; None without."""
    shown = [c for c in release.contradictions if _gap(c) is not None]
    if not shown:
        return None
    widest = min(shown, key=_narrow)
    sides = _sides(widest, words)
    says = widest.says.rstrip(".")
    if widest.kind != GROUPS:
        tag = "; ".join(side.said(with_question=True) for side in sides)
        return Line(says, tag, widest.features)
    same = sum(c.says == widest.says for c in _between_groups(release))
    if same > 1:
        says += f", on {phrases.count(same, 'question')}, most of all"
    tag = "; ".join(side.said(with_question=False) for side in sides)
    about = _about(widest, release, sides[0])
    return Line(f"{says} on “{about}”", tag, widest.features)


def checked(release: Release, young: Young | None = None) -> str:
    """Say what was checked for contradictions, found or not."""
    compared = young is not None and bool(young.rows)
    more = ["young people against parents"] if compared else []
    tests = phrases.listed([*_TESTS.values(), *more])
    if not release.contradictions and not (young and young.apart):
        return f"None found. Checked: {tests}."
    return f"Checked: {tests}. Both sides stand; they are not averaged."


def _between_groups(release: Release) -> list[ShownContradiction]:
    return [c for c in release.contradictions if c.kind == GROUPS]


def _gap(contradiction: ShownContradiction) -> int | None:
    """Return how far apart the printed shares are; None where one is hidden."""
    shares = [shown.share for _, shown in contradiction.sides]
    values = [share.value for share in shares if share is not None]
    if len(values) < len(shares) or not values:
        return None
    return max(values) - min(values)


def _narrow(contradiction: ShownContradiction) -> int:
    return -(_gap(contradiction) or 0)


def _about(contradiction: ShownContradiction, release: Release, side: _Side) -> str:
    """Name what the shares of both sides are shares for: the feature's own words."""
    features = {f.id: f for f in release.features}
    first = features.get(contradiction.features[0])
    if first is None:
        return side.question
    asked = side.question.partition(" ")[0]
    said = f"{asked}: {first.text.rstrip('.')}"
    return said if first.polarity is Polarity.STRENGTH else f"{said} (a failing)"


# --- sides in words ----------------------------------------------------------------

_SIDE = re.compile(
    r"(?:\w+:(?P<group>\S+) )?(?P<asking>closing|follow.up|staff.check|keyworker.view) "
    r"(?P<question>\w+)"
)
_ASKED = {
    "closing": "families at closing",
    "follow up": "families three months on",
    "staff check": "staff",
    "keyworker view": "staff",
}


def _sides(contradiction: ShownContradiction, words: Words) -> Sequence[_Side]:
    return [_side(side, shown, words) for side, shown in contradiction.sides]


def _side(side: str, shown: Shown, words: Words) -> _Side:
    """Split a side into who speaks and what was asked, both in words."""
    found = _SIDE.fullmatch(side)
    if found is None:
        return _Side(side, "", shown)
    asking = found["asking"].replace("_", " ")
    question = f"{found['question']} {words.question(found['question'])}".strip()
    who = words.group(found["group"]) if found["group"] else _ASKED[asking]
    return _Side(who, question, shown)
