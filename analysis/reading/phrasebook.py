"""The phrases that place a clause: data that anybody can read, and how they match.

The phrases and the aspects that they speak of stand in
`analysis/data/phrases-features.toml`, with their notation. A phrase that says a thing
is badly beats one inside it that says it is well: "never listened" holds "listened".
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+(?:['\u2019`][^\W_]+)*")
_FILE = files("analysis") / "data" / "phrases-features.toml"


class Way(StrEnum):
    """How a phrase speaks of its aspect."""

    WELL = "well"
    BADLY = "badly"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that people write about.

    Attributes:
        id: Its name in the file of phrases.
        says: The aspect in a few words.
        features: The features that speak of it, with a weight from 0 to 1.
    """

    id: str
    says: str
    features: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: its aspect, its way, and where it stands."""

    aspect: str
    way: Way
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The aspects, and their phrases ready to match."""

    aspects: Mapping[str, Aspect]
    phrases: tuple[tuple[str, Way, re.Pattern[str]], ...]
    version: str

    def find(self, clause: str) -> list[Hit]:
        """Return every phrase in a clause, overruled ones left out."""
        flat, places = _flat(clause)
        found: list[Hit] = []
        for aspect, way, pattern in self.phrases:
            match = pattern.search(flat)
            if match and match.end() > match.start():
                start = places[match.start()][0]
                turned = _turned(way, flat, match)
                found.append(Hit(aspect, turned, start, places[match.end() - 1][1]))
        return [hit for hit in found if not _overruled(hit, found)]


_NOT = frozenset(
    (
        *(
            "no",
            "not",
            "never",
            "nobody",
            "none",
            "without",
            "nothing",
            "neither",
            "nor",
        ),
        *(
            "didnt",
            "dont",
            "doesnt",
            "wasnt",
            "werent",
            "isnt",
            "arent",
            "wont",
            "cant",
        ),
        *("couldnt", "wouldnt", "havent", "hasnt", "hadnt", "hardly", "barely", "lack"),
        *("rarely", "seldom", "stopped"),
    )
)
_AFTER = frozenset(
    ("never", "didnt", "werent", "wasnt", "isnt", "arent", "doesnt", "hasnt", "havent")
)
_NEXT = frozenset(("so", "and", "but", "because", "cos", "that"))
_BEFORE, _BEHIND = 5, 3  # words in which a negation turns what it stands beside
_HEDGES = re.compile(
    r"(?<![^ ])(?:i think|maybe|might|not sure|i suppose|i guess|sometimes|dunno)"
    r"(?![^ ])"
)
_WISHES = re.compile(
    r"(?<![^ ])(?:would (?:have|of|be|help|make|love|like|stop)|wouldve|shouldve"
    r"|should (?:have|of|be)|could (?:have|of|do)|couldve|wish|wished|if only"
    r"|if someone|id love|we need|needs? to|ought to|why (?:cant|couldnt|not))(?![^ ])"
)


def _turned(way: Way, flat: str, match: re.Match[str]) -> Way:
    """Return the way of a phrase among its words: denied, wished for, or doubted."""
    if way is Way.ABOUT:
        return way
    words = set(match.group().split())
    denied = bool(_NOT & set(flat[: match.start()].split()[-_BEFORE:]))
    if way is Way.WELL:
        denied = denied or _denied_after(flat[match.end() :])
        if not words & _NOT and (denied or _WISHES.search(flat)):
            return Way.BADLY
    elif denied and not words & _NOT and not _WISHES.search(flat):
        return Way.WELL
    return Way.ABOUT if _HEDGES.search(flat) else way


def _denied_after(rest: str) -> bool:
    """Say whether a negation follows soon, before another thought begins."""
    for word in rest.split()[:_BEHIND]:
        if word in _NEXT:
            return False
        if word in _AFTER:
            return True
    return False


def _overruled(hit: Hit, found: Sequence[Hit]) -> bool:
    """Say whether a phrase of the same aspect that speaks badly takes in this one."""
    return hit.way is Way.WELL and any(
        other.way is Way.BADLY
        and other.aspect == hit.aspect
        and other.start <= hit.end
        and hit.start <= other.end
        for other in found
    )


def _flat(clause: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a clause as phrases see it, and each sign's word in the original."""
    flat: list[str] = []
    places: list[tuple[int, int]] = []
    for match in _WORD.finditer(clause):
        word = re.sub(r"['\u2019`]", "", match.group().lower())
        if flat:
            flat.append(" ")
            places.append((match.start(), match.start()))
        flat.append(word)
        places.extend([(match.start(), match.end())] * len(word))
    return "".join(flat), places


def phrase(written: str) -> str:
    """Return a phrase of the file as a regular expression.

    >>> phrase("never .. listen*")
    'never (?:[^ ]+ ){0,3}?listen[^ ]*'
    """
    return re.sub(
        r" ?\.\. ?", r" (?:[^ ]+ ){0,3}?", written.strip().replace("*", "[^ ]*")
    )


@cache
def phrasebook() -> Phrasebook:
    """Return the phrases that come with the package."""
    raw = _FILE.read_bytes()
    aspects: dict[str, Aspect] = {}
    phrases: list[tuple[str, Way, re.Pattern[str]]] = []
    for name, table in tomllib.loads(raw.decode("utf-8"))["aspects"].items():
        features = tuple((id_, float(w)) for id_, w in table["features"].items())
        aspects[name] = Aspect(name, table["says"], features)
        for way in Way:
            if table[way]:
                whole = "|".join(phrase(written) for written in table[way])
                pattern = re.compile(rf"(?<![^ ])(?:{whole})(?![^ ])")
                phrases.append((name, way, pattern))
    version = hashlib.sha256(raw).hexdigest()[:12]
    return Phrasebook(aspects, tuple(phrases), version)
