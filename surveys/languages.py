"""The languages that Strandline knows: what each is called, and how it is written.

Rule 1: a language is known here or nowhere: catalogues, pages and channels ask this
table, by BCP 47 code.
Rule 2: what is always written left to right (codes, numbers of telephones, links)
is isolated where it is put into a text that runs from right to left, so that its
parts keep their order.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import bidirectional

ENGLISH = "en"
_FIRST_STRONG, _LEFT, _END = "\u2068", "\u2066", "\u2069"  # FSI, LRI, PDI
# Numbers of telephones, codes in groups, addresses of pages and of mail.
_LEFT_TO_RIGHT = re.compile(
    r"https?://[^\s\u2066-\u2069]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w\u2066])/[a-z]+(?: [A-Z]{4}-[A-Z]{4})?(?!\w)"
    r"|(?<!\w)(?=[A-Z0-9-]*[0-9-])[A-Z0-9]{2,}(?:[ -][A-Z0-9]{2,})+(?!\w)"
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:uk|org|com|net)(?:/[^\s\u2066-\u2069]*)?"
)


class Direction(StrEnum):
    """Which way a language's lines run; the values are those of HTML's ``dir``."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        code: BCP 47: what is stored with an answer.
        name: What it calls itself; what its button says.
        english: What English calls it.
        script: ISO 15924 (``Latn``, ``Guru``).
        direction: Which way its lines run.
    """

    code: str
    name: str
    english: str
    script: str = "Latn"
    direction: Direction = Direction.LEFT_TO_RIGHT


LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English", "English"),
        Language("ar", "العربية", "Arabic", "Arab", Direction.RIGHT_TO_LEFT),
        Language("bn", "বাংলা", "Bengali", "Beng"),
        Language("gu", "ગુજરાતી", "Gujarati", "Gujr"),
        Language("pa", "ਪੰਜਾਬੀ", "Punjabi", "Guru"),
        Language("pl", "Polski", "Polish"),
        Language("pt", "Português", "Portuguese"),
        Language("ro", "Română", "Romanian"),
        Language("so", "Soomaali", "Somali"),
        Language("uk", "Українська", "Ukrainian", "Cyrl"),
        Language("ur", "اردو", "Urdu", "Arab", Direction.RIGHT_TO_LEFT),
    )
}
"""English first, then by code."""


def language_name(code: str) -> str:
    """Return what a language calls itself; its code where it is not known."""
    known = LANGUAGES.get(code)
    return known.name if known is not None else code


def english_name(code: str) -> str:
    """Return what English calls a language; its code where it is not known."""
    known = LANGUAGES.get(code)
    return known.english if known is not None else code


def direction(code: str) -> Direction:
    """Return which way a language's lines run; left to right where not known."""
    known = LANGUAGES.get(code)
    return known.direction if known is not None else Direction.LEFT_TO_RIGHT


def nearest(wanted: str | None, offered: tuple[str, ...]) -> str:
    """Return the offered language nearest to a wish: ``pl-PL`` gives ``pl``.

    English where nothing is near, or nothing is wished for.
    """
    code = (wanted or ENGLISH).replace("_", "-").lower()
    exact = {offer.lower(): offer for offer in offered}
    return exact.get(code) or exact.get(code.partition("-")[0], ENGLISH)


def isolated(value: str, language: str) -> str:
    """Return a piped-in value so that it cannot disturb the text around it.

    Only in languages from right to left; elsewhere it is returned as it is.
    """
    if direction(language) is Direction.LEFT_TO_RIGHT or not value:
        return value
    return f"{_FIRST_STRONG}{value}{_END}"


def ordered(text: str, language: str) -> str:
    """Return a text in which telephone numbers, codes and links keep their order.

    Only in languages from right to left; elsewhere it is returned as it is.
    """
    if direction(language) is Direction.LEFT_TO_RIGHT:
        return text
    return _LEFT_TO_RIGHT.sub(rf"{_LEFT}\g<0>{_END}", text)


def set_apart(text: str, language: str) -> str:
    """Return a line that may stand in English for want of a translation, `ordered`.

    In a language from right to left a line with not one letter of such a language is
    isolated whole: else its full stop would stand before its first word.
    """
    runs = {bidirectional(sign) for sign in text}
    if direction(language) is Direction.LEFT_TO_RIGHT or runs & {"R", "AL"}:
        return ordered(text, language)
    return f"{_LEFT}{text}{_END}" if "L" in runs else ordered(text, language)
