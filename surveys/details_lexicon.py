"""The words that the name rules know, read once from packaged data.

Given names stand in three bands by births in England and Wales; English words
tell an unknown word from an everyday one; the rest is `data/names/cues.toml`.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of words, all in lower case."""

    given: dict[str, int]  # 3 common, 2 known, 1 rare
    surnames: frozenset[str]
    english: frozenset[str]
    never: frozenset[str]  # grammar, the calendar: no name without a title
    allowed: frozenset[str]  # services, places, things, slang
    phrases_by_start: dict[str, tuple[tuple[str, ...], ...]]
    mostly_names: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    people: frozenset[str]
    person_verbs: frozenset[str]
    person_words: frozenset[str]
    not_after_called: frozenset[str]
    elsewhere: frozenset[str]  # words of other languages that English lists have too


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of this installation."""
    cues = tomllib.loads(_read("cues.toml"))
    sets = {key: frozenset(text.split()) for key, text in cues.items()}
    given: dict[str, int] = {}
    band = 4
    for line in _lines("given_names.txt"):
        if line.startswith("["):
            band -= 1
        else:
            given[line] = band
    return Lexicon(
        given=given,
        surnames=frozenset(_lines("surnames.txt")),
        english=frozenset(_lines("english_words.txt")),
        never=sets["function"] | sets["calendar"],
        allowed=sets["slang"] | sets["services"] | sets["places"] | sets["things"],
        phrases_by_start=_by_start(cues["phrases"]),
        mostly_names=sets["mostly_names"],
        particles=sets["particles"],
        titles=sets["titles"],
        people=sets["people"],
        person_verbs=sets["person_verbs"],
        person_words=sets["person_words"],
        not_after_called=sets["not_after_called"],
        elsewhere=sets["elsewhere"],
    )


@cache
def place_words(key: str) -> frozenset[str]:
    """Return one list of `data/names/places.toml`; ``_`` there is a space."""
    words = tomllib.loads(_read("places.toml"))[key].split()
    return frozenset(word.replace("_", " ") for word in words)


def _by_start(phrases: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in phrases.splitlines():
        parts = tuple(re.split(r"[ -]", line))
        if parts[0]:
            found[parts[0]] = (*found.get(parts[0], ()), parts)
    return found


def _read(name: str) -> str:
    return (files("surveys") / "data" / "names" / name).read_text(encoding="utf-8")


def _lines(name: str) -> list[str]:
    return [line for line in _read(name).splitlines() if line and line[0] != "#"]
