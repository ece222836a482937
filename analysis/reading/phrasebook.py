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
                found.append(Hit(aspect, way, start, places[match.end() - 1][1]))
        return [hit for hit in found if not _overruled(hit, found)]


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
