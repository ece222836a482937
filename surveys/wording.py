"""What the conversation itself says and understands, by language.

What it says stands in English in ``surveys/data/wording/en.toml`` and is translated
in the language's catalogue (`surveys.catalogues`); a phrase that is missing falls
back to English. What people type stands in ``wording/<code>.toml``, a file a
language; `missing` says for `strandline check` what a language lacks of it. All is
data, read once. No phrase promises that somebody reads or answers.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from surveys import catalogues
from surveys.entries import LABEL, PAGE, Entry
from surveys.languages import ENGLISH, isolated, language_name

__all__ = [
    "ENGLISH",
    "Catalogue",
    "WordingError",
    "catalogue",
    "joined",
    "language_name",
    "languages",
    "missing",
    "phrase",
    "wording_entries",
]

APOSTROPHES = "'`\u02bc\u2018\u2019\u00b4"
_SPOKEN = ("buttons", "says", "terminal")
SOURCE = "wording"
_PROMPT_SIGN = "terminal.prompt"  # no word


class WordingError(Exception):
    """A phrase was asked for that no catalogue has."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's phrases and ways of typing.

    Attributes:
        phrases: What is said, by key; buttons have the key ``button.back``. What
            has no translation is left out.
        safety: The keys that consent or somebody's safety hangs on (English only).
        own: Everything that people type in this language, whatever for. Where they
            mix it with English, a word of their own is never taken for an English
            one: "na" is no in Gujarati, not "not applicable".
        typed: What people type for a move, by move.
        means: What people type for yes, no, not sure and did not apply.
        turning: Words that turn a sentence round.
        blunting: Words that take the meaning from a yes or no before them.
        everyday: Words that are never taken for a misspelling of another.
        counting: Number words.
        ordinal: Place words, as in "the second one".
    """

    language: str
    phrases: Mapping[str, str]
    typed: Mapping[str, tuple[str, ...]]
    means: Mapping[str, tuple[str, ...]]
    turning: frozenset[str]
    blunting: frozenset[str]
    everyday: frozenset[str]
    counting: Mapping[str, int]
    ordinal: Mapping[str, int]
    safety: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that typed words are understood in, English first."""
    codes = sorted(
        name.removesuffix(".toml")
        for name in (entry.name for entry in _folder().iterdir())
        if name.endswith(".toml")
    )
    return (ENGLISH, *(code for code in codes if code != ENGLISH))


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language, or the English one where there is none."""
    code = language if language in languages() else ENGLISH
    return parse_catalogue(
        code, _folder().joinpath(f"{code}.toml").read_text(encoding="utf-8")
    )


def parse_catalogue(language: str, text: str) -> Catalogue:
    """Build a catalogue from its TOML; phrases of its own come before translated ones.

    Raises:
        tomllib.TOMLDecodeError: It is no TOML.
    """
    data = tomllib.loads(text)
    phrases = {
        (f"button.{key}" if table == "buttons" else _key(table, key)): str(value)
        for table in _SPOKEN
        for key, value in data.get(table, {}).items()
    }
    if language != ENGLISH:
        phrases = _translated(language) | phrases
    turning = data.get("turning", {})
    typed, means = _lists(data.get("typed", {})), _lists(data.get("means", {}))
    return Catalogue(
        language=language,
        phrases=phrases,
        typed=typed,
        means=means,
        turning=frozenset(_bare(turning.get("words", ()))),
        blunting=frozenset(_bare(turning.get("blunting", ()))),
        everyday=frozenset(_bare(turning.get("everyday", ()))),
        counting={bare(k): value for k, value in data.get("counting", {}).items()},
        ordinal={bare(k): value for k, value in data.get("ordinal", {}).items()},
        safety=frozenset(data.get("safety", ())),
        own=frozenset(
            word
            for lists in (typed, means)
            for words in lists.values()
            for word in words
        ),
    )


def bare(text: str) -> str:
    """Return words as `replies.plain` leaves typed ones: no case, no apostrophes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = (
        " " if sign in "-/." else sign
        for sign in folded
        if sign not in APOSTROPHES and unicodedata.category(sign) != "Cf"
    )
    return " ".join("".join(kept).split())


def _bare(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(bare(word) for word in words)


def _translated(language: str) -> dict[str, str]:
    found = {
        key: catalogues.translated(f"{SOURCE}/{key}", english, language)
        for key, english in catalogue(ENGLISH).phrases.items()
    }
    return {key: text for key, text in found.items() if text is not None}


def _key(table: str, key: str) -> str:
    return key if table == "says" else f"{table}.{key}"


def _lists(table: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {key: _bare(value) for key, value in table.items()}


def _folder() -> Traversable:
    return resources.files("surveys").joinpath("data", "wording")


def phrase(key: str, language: str, **values: object) -> str:
    """Return a phrase in that language, or in English where it is missing.

    Raises:
        WordingError: English has no such phrase.
    """
    for code in (language, ENGLISH):
        known = catalogue(code)
        text = known.phrases.get(key)
        if text is not None:
            filled = {k: isolated(str(v), known.language) for k, v in values.items()}
            return text.format_map(filled)
    raise WordingError(f"no phrase {key!r}")


def joined(words: Sequence[str], language: str, joint: str = "last_joint") -> str:
    """Return words as a list in a sentence: "school, housing and other"."""
    if not words[1:]:
        return "".join(words)
    return f"{', '.join(words[:-1])} {phrase(joint, language)} {words[-1]}"


def missing(known: Catalogue) -> tuple[str, ...]:
    """Return which lists of typed words a language lacks, in words."""
    english = catalogue(ENGLISH)
    return tuple(
        f"nothing is listed under {table}.{key}"
        for table, ours, theirs in (
            ("typed", english.typed, known.typed),
            ("means", english.means, known.means),
        )
        for key in ours
        if not theirs.get(key)
    )


def wording_entries() -> Iterator[Entry]:
    """Yield what the conversation itself has to translate."""
    english = catalogue(ENGLISH)
    for key, text in english.phrases.items():
        label = key.startswith("button.")
        if key != _PROMPT_SIGN:
            yield Entry(
                f"{SOURCE}/{key}",
                text,
                safety=key in english.safety,
                label=label,
                longest=LABEL if label else PAGE,
            )
