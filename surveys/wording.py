"""What the conversation itself says and understands, by language.

The catalogues are data (``surveys/data/wording/en.toml`` and its neighbours), read
once. A phrase that a language lacks falls back to English; `missing` lists them for
`strandline check`. No phrase promises that somebody reads or answers.
"""

import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

ENGLISH = "en"
_SPOKEN = ("buttons", "says", "terminal")


class WordingError(Exception):
    """A phrase was asked for that no catalogue has."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's phrases and ways of typing.

    Attributes:
        phrases: What is said, by key; buttons have the key ``button.back``.
        typed: What people type for a move, by move.
        means: What people type for yes, no, not sure and did not apply.
        turning: Words that turn a sentence round.
        blunting: Words that take the meaning from a yes or no before them.
        everyday: Words that are never taken for a misspelling of another.
        counting: Number words.
        ordinal: Place words, as in "the second one".
    """

    language: str
    name: str
    phrases: Mapping[str, str]
    typed: Mapping[str, tuple[str, ...]]
    means: Mapping[str, tuple[str, ...]]
    turning: frozenset[str]
    blunting: frozenset[str]
    everyday: frozenset[str]
    counting: Mapping[str, int]
    ordinal: Mapping[str, int]


def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, English first."""
    codes = sorted(
        name.removesuffix(".toml")
        for name in (entry.name for entry in _folder().iterdir())
        if name.endswith(".toml")
    )
    return (ENGLISH, *(code for code in codes if code != ENGLISH))


def language_name(language: str) -> str:
    """Return what a language calls itself."""
    return catalogue(language).name if language in languages() else language


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language, or the English one where there is none."""
    code = language if language in languages() else ENGLISH
    return parse_catalogue(
        code, _folder().joinpath(f"{code}.toml").read_text(encoding="utf-8")
    )


def parse_catalogue(language: str, text: str) -> Catalogue:
    """Build a catalogue from its TOML.

    Raises:
        tomllib.TOMLDecodeError: It is no TOML.
    """
    data = tomllib.loads(text)
    phrases = {
        (f"button.{key}" if table == "buttons" else _key(table, key)): str(value)
        for table in _SPOKEN
        for key, value in data.get(table, {}).items()
    }
    turning = data.get("turning", {})
    return Catalogue(
        language=language,
        name=str(data.get("name", language)),
        phrases=phrases,
        typed=_lists(data.get("typed", {})),
        means=_lists(data.get("means", {})),
        turning=frozenset(turning.get("words", ())),
        blunting=frozenset(turning.get("blunting", ())),
        everyday=frozenset(turning.get("everyday", ())),
        counting=dict(data.get("counting", {})),
        ordinal=dict(data.get("ordinal", {})),
    )


def _key(table: str, key: str) -> str:
    return key if table == "says" else f"{table}.{key}"


def _lists(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(value) for key, value in table.items()}


def _folder() -> Traversable:
    return resources.files("surveys").joinpath("data", "wording")


def phrase(key: str, language: str, **values: object) -> str:
    """Return a phrase in that language, or in English where it is missing.

    Raises:
        WordingError: English has no such phrase.
    """
    for code in (language, ENGLISH):
        text = catalogue(code).phrases.get(key)
        if text is not None:
            return text.format_map({k: str(v) for k, v in values.items()})
    raise WordingError(f"no phrase {key!r}")


def joined(words: Sequence[str], language: str, joint: str = "last_joint") -> str:
    """Return words as a list in a sentence: "school, housing and other"."""
    if not words[1:]:
        return "".join(words)
    return f"{', '.join(words[:-1])} {phrase(joint, language)} {words[-1]}"


def missing(translated: Catalogue) -> tuple[str, ...]:
    """Return what a translated catalogue lacks or has wrong, in words."""
    english = catalogue(ENGLISH)
    problems = [
        f"the phrase {key!r} is missing"
        for key in english.phrases
        if not translated.phrases.get(key)
    ]
    problems += [
        f"the phrase {key!r} has other {{places}} than the English one"
        for key, text in translated.phrases.items()
        if key in english.phrases and places(text) != places(english.phrases[key])
    ]
    problems += [
        f"nothing is listed under {table}.{key}"
        for table, ours, theirs in (
            ("typed", english.typed, translated.typed),
            ("means", english.means, translated.means),
        )
        for key in ours
        if not theirs.get(key)
    ]
    return tuple(problems)


def places(text: str) -> frozenset[str]:
    """Return the names in braces of a phrase."""
    return frozenset(
        name for _, name, _, _ in string.Formatter().parse(text) if name is not None
    )
