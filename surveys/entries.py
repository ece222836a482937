"""What there is to translate: one entry a text, from wherever the English stands."""

import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from surveys.hidden import hidden

LABEL = 32  # places on a button: `surveys.check_questions` says why
QUESTION = 400  # characters: one screen of a small phone
PAGE = 3_000  # characters of a text that stands alone

_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\[[^\]\n]*\]\([^)\n]*\)|&[a-z]+;|\*\*|__")
_PIPED = re.compile(r"\{answer:[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to translate.

    Attributes:
        key: Stable: ``family-closure/Q1/text``.
        english: What it says.
        safety: Consent or somebody's safety hangs on it: never English by default.
        label: It stands on a button: one line, counted in places.
        longest: Most that fits, in places or characters.
    """

    key: str
    english: str
    safety: bool = False
    label: bool = False
    longest: int = PAGE


def faults(entry: Entry, translation: str) -> tuple[str, ...]:
    """Return what is wrong with a translation, in words; empty if nothing is."""
    if not translation.strip():
        return ("it is empty",)
    found = [*_filled_in(entry, translation), *_length(entry, translation)]
    if _MARKUP.search(translation) and not _MARKUP.search(entry.english):
        found.append("it holds markup; texts are plain words")
    if (sign := hidden(translation)) is not None:
        found.append(f"it holds the invisible character U+{ord(sign):04X}")
    if translation.count("•") != entry.english.count("•"):
        found.append("its points (•) are not as many as the English ones")
    return tuple(found)


def _filled_in(entry: Entry, translation: str) -> Iterator[str]:
    try:
        if places(translation) != places(entry.english):
            wanted = ", ".join(places(entry.english)) or "none"
            yield f"its {{places}} differ from the English ones ({wanted})"
    except ValueError:
        yield "it has a brace too many or too few"


def _length(entry: Entry, translation: str) -> Iterator[str]:
    if not entry.label:
        if len(translation) > entry.longest:
            yield f"it has {len(translation)} characters; {entry.longest} fit"
        return
    if (wide := width(translation)) > entry.longest:
        yield f"it is {wide} places wide; {entry.longest} fit on a button"
    if "\n" in translation:
        yield "a label is one line"


def places(text: str) -> tuple[str, ...]:
    """Return what is filled in, in order of the alphabet: ``number``, ``answer:Q1``.

    Raises:
        ValueError: A brace is not closed, or not opened.
    """
    piped = [found[1:-1] for found in _PIPED.findall(text)]
    rest = string.Formatter().parse(_PIPED.sub("", text))
    return tuple(
        sorted((*piped, *(name for _, name, _, _ in rest if name is not None)))
    )


def width(label: str) -> int:
    """Return how many places a label takes; wide signs and emoji take two.

    Marks that stand over or under another sign, as scripts of India use, take none.
    """
    return sum(
        0
        if unicodedata.category(sign) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(sign) in "WF"
        else 1
        for sign in label
    )
