"""Crosswalks: the same evidence cut again for another framework, as data.

Rule 1: a crosswalk reads released figures only, so it can show nothing more.
Rule 2: what it says is a proposal for people to accept: *yes* for at least 75% for
    sure, *mostly yes* for at least 50% for sure, *no* for at most 25% for sure;
    otherwise *mostly no* under half, else *mostly yes*, not for sure.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from analysis.maturity import shipped_model
from analysis.model import Polarity
from analysis.release import Shown, ShownFeature

SHIPPED = ("system-guide-2020", "ofsted-three")
PARTS = frozenset(
    {
        "supported",
        "respondents",
        "findings",
        "contradictions",
        "caps",
        "quotes",
        "gaps",
        "next_steps",
        "feature_table",
        "method",
    }
)
_YES, _MOSTLY, _NO = 75, 50, 25


@dataclass(frozen=True, slots=True)
class Line:
    """One question of another framework and what answers it."""

    id: str
    area: str
    text: str
    features: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Another framework, line by line; ``scale`` is its answers, best first."""

    id: str
    title: str
    scale: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the figures would answer; ``answer`` None where none may be shown."""

    line: Line
    answer: str | None
    sure: bool = False
    decided_by: str | None = None


def load_crosswalk(
    text: str, known: Iterable[str]
) -> tuple[Crosswalk | None, tuple[str, ...]]:
    """Return the crosswalk in ``text`` and every mistake in it.

    Args:
        text: TOML.
        known: Ids of the strengths that a line may rest on.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, (f"This is not TOML: {error}. Mend the syntax.",)
    lines = tuple(_line(entry) for entry in data.get("lines", []))
    mistakes = tuple(_mistakes(data, lines, frozenset(known)))
    if mistakes:
        return None, mistakes
    scale = tuple(str(s) for s in data.get("scale", []))
    return Crosswalk(str(data["id"]), str(data["title"]), scale, lines), ()


@cache
def shipped_crosswalk(name: str) -> Crosswalk:
    """Return a crosswalk that comes with Strandline.

    Raises:
        ValueError: The shipped file is broken.
    """
    file = resources.files("analysis.data").joinpath(f"crosswalk-{name}.toml")
    known = [f.id for f in shipped_model().features if f.polarity is Polarity.STRENGTH]
    crosswalk, mistakes = load_crosswalk(file.read_text("utf-8"), known)
    if crosswalk is None:
        raise ValueError("\n".join(mistakes))
    return crosswalk


def propose(
    crosswalk: Crosswalk, features: Iterable[ShownFeature]
) -> tuple[Proposal, ...]:
    """Return what released features would answer to each line."""
    by_id = {f.id: f for f in features}
    return tuple(_proposal(line, crosswalk.scale, by_id) for line in crosswalk.lines)


def _proposal(
    line: Line, scale: tuple[str, ...], by_id: Mapping[str, ShownFeature]
) -> Proposal:
    answers = []
    for feature_id in line.features:
        feature = by_id.get(feature_id)
        found = _answer(feature.shown) if feature else None
        if found is None:
            return Proposal(line, None)
        answers.append((*found, feature_id))
    if not answers or not scale:
        return Proposal(line, None)
    worst = max(answers, key=lambda a: (a[0], not a[1]))
    return Proposal(line, scale[worst[0]], worst[1], worst[2])


def _answer(shown: Shown) -> tuple[int, bool] | None:
    """Return the place on the scale, best first, and whether it is for sure."""
    if shown.low is None or shown.high is None or shown.share is None:
        return None
    if shown.low >= _YES:
        return 0, True
    if shown.low >= _MOSTLY:
        return 1, True
    if shown.high <= _NO:
        return 3, True
    if shown.share.value < _MOSTLY:
        return 2, shown.high < _MOSTLY
    return 1, False


def _line(entry: Mapping[str, object]) -> Line:
    def strings(key: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        return tuple(str(v) for v in value) if isinstance(value, list) else ()

    return Line(
        id=str(entry.get("id", "")),
        area=str(entry.get("area", "")),
        text=str(entry.get("text", "")),
        features=strings("features"),
        shows=strings("shows"),
        why=str(entry.get("why", "")),
    )


def _mistakes(
    data: Mapping[str, object], lines: tuple[Line, ...], known: frozenset[str]
) -> Iterable[str]:
    for key in ("id", "title"):
        if not isinstance(data.get(key), str):
            yield f'There is no {key}. Add {key} = "...".'
    if not lines:
        yield "There are no lines. Add [[lines]]."
    ids = [line.id for line in lines]
    for line in lines:
        if not line.id or not line.text or ids.count(line.id) > 1:
            yield f"Line {line.id!r} needs an id of its own and a text."
        if not (line.features or line.shows):
            yield f"Line {line.id!r} is answered by nothing. Add features or shows."
        for feature in sorted(set(line.features) - known):
            yield f"Line {line.id!r} rests on {feature}, which is no known strength."
        for part in line.shows:
            if part not in PARTS and not part.startswith("theme:"):
                yield f"Line {line.id!r} shows {part!r}, which no summary has."
