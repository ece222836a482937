"""What may stand in a reference: a case system's number, never a person.

Rule 1: a reference that looks like a name, a date, a phone number, a postcode or
another number of a person is refused, with the reason. When in doubt it is refused: one
plain number of ten figures in eleven could be an NHS number.
Rule 2: a reason never repeats what was given.
Rule 3: a letter that looks like a figure (O for 0, I for 1, S for 5) hides nothing, and
neither does a figure in a name (sm1th).
"""

import re
from typing import Final

from surveys.details_identifiers import is_nhs_number
from surveys.details_lexicon import lexicon

LONGEST: Final = 64
PATTERN: Final = "^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$"
# What systems put before their numbers; some of them are names as well.
_PREFIX_WORDS: Final = """
case ref reference id no num eh eha ehm ehr ehs fam family cin cp chp tac caf lac
tfp close closure hub help early mosaic lcs ics row rec test key ws lw kw
"""
_PREFIXES: Final = frozenset(_PREFIX_WORDS.split())
_COMMON: Final = 2  # band of given names that are more than rare
_SHORTEST, _LONGEST_WORD = 3, 8
_RANDOM: Final = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=.*\d)[0-9a-f]{16,64}",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LETTERS: Final = re.compile(r"[A-Za-z]+")
_LIKE_FIGURES: Final = str.maketrans("OoQIiLl|ZzSsBb", "00011111225588")
_FIGURE: Final = "[0-9OQILZSB]"
_LIKE_LETTERS: Final = "0134578"
_AS_LETTERS: Final = (
    str.maketrans(_LIKE_LETTERS, "oieastb"),
    str.maketrans(_LIKE_LETTERS, "oleastb"),
)
_INSIDE: Final = re.compile(
    rf"(?<=[A-Za-z])[{_LIKE_LETTERS}]{{1,2}}(?=[A-Za-z])|(?<=[A-Za-z]{{3}})[1350](?=\b)"
    r"|\b[01345](?=[A-Za-z]{3})"
)
_FEWEST_FIGURES: Final = 4  # of a number of a person in which letters stand in
_NUMBER_OF_PEOPLE: Final = re.compile(
    rf"(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z]{{2}}[-._/]?(?:{_FIGURE}{{2}}[-._/]?){{3}}[A-D]"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_POSTCODE: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{1,2}"
    rf"(?:\d[A-Z\d]?[-._/]?{_FIGURE}|[OISZ][A-Z\d]?[-._/]?\d)"
    r"[ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_DAY, _MONTH = "(?:0[1-9]|[12][0-9]|3[01])", "(?:0[1-9]|1[0-2])"
_YEAR: Final = "(?:19|20)[0-9]{2}"
_PART: Final = "[-._/]"
_DATE: Final = re.compile(
    rf"(?<!\d)(?:{_DAY}{_MONTH}{_YEAR}|{_YEAR}{_MONTH}{_DAY}"
    rf"|{_YEAR}{_PART}{_MONTH}{_PART}{_DAY}"
    rf"|[0-3]?[0-9]{_PART}[01]?[0-9]{_PART}(?:{_YEAR}|[0-9]{{2}}))(?!\d)"
)
_PHONE: Final = re.compile(r"(?:0|44)[1-37]\d{8,9}")


def looks_like(text: str) -> str | None:
    """Return what a reference looks like that it must not be, or None.

    Examples: ``EH-2026-00412`` and a UUID give None; ``smith-42`` gives ``a name``.
    """
    if _RANDOM.fullmatch(text):
        return None
    digits = "".join(re.findall("[0-9]+", text))
    for found, what in (
        (any(_has_nhs_number(way) for way in _in_figures(text)), "an NHS number"),
        (any(_has_phone(way) for way in _in_figures(text)), "a phone number"),
        (_has_number_of_people(text), "a National Insurance number"),
        (
            any(_DATE.search(way) for way in _in_figures(text)),
            "a date, which may be one of birth",
        ),
        (_POSTCODE.search(text), "a postcode"),
        (any(_is_name(word) for way in _spelt(text) for word in _words(way)), "a name"),
        (not digits or _has_long_words(text), "words"),
    ):
        if found:
            return what
    return None


def _in_figures(text: str) -> tuple[str, ...]:
    """Return the text, and the text with figures for the letters that look like them.

    Only in parts that hold a figure, and nothing that looks like none.
    """

    def read(part: re.Match[str]) -> str:
        figures = part[0].translate(_LIKE_FIGURES)
        good = figures.isdigit() and any(sign.isdigit() for sign in part[0])
        return figures if good else part[0]

    return tuple(dict.fromkeys((text, re.sub("[A-Za-z0-9]+", read, text))))


def _spelt(text: str) -> tuple[str, ...]:
    """Return the text, and the text with letters for figures inside of words."""
    ways = (
        _INSIDE.sub(lambda found: found[0].translate(letters), text)  # noqa: B023 # used at once
        for letters in _AS_LETTERS
    )
    return tuple(dict.fromkeys((text, *ways)))


def _has_phone(text: str) -> bool:
    return _PHONE.fullmatch("".join(re.findall("[0-9]+", text))) is not None


def _has_number_of_people(text: str) -> bool:
    return any(
        sum(sign.isdigit() for sign in found[0]) >= _FEWEST_FIGURES
        for found in _NUMBER_OF_PEOPLE.finditer(text)
    )


def _has_nhs_number(text: str) -> bool:
    runs = re.findall("[0-9]+", text)
    return any(is_nhs_number(run) for run in (*runs, "".join(runs)))


def _has_long_words(text: str) -> bool:
    return any(len(word) > _LONGEST_WORD for word in _LETTERS.findall(text))


def _words(text: str) -> set[str]:
    """Return the words in it, also where capitals alone part them."""
    found = {*_LETTERS.findall(text), *_WORDS.findall(text)}
    return {word.lower() for word in found} - _PREFIXES


def _is_name(word: str) -> bool:
    known = lexicon()
    if len(word) < _SHORTEST or (word in known.never and word not in known.given):
        return False
    if word in known.given or word in known.surnames or word in known.mostly_names:
        return True
    if len(word) > _SHORTEST and word[1:] in known.surnames:
        return True  # an initial and a surname
    parts = ((word[:i], word[i:]) for i in range(_SHORTEST, len(word) - 2))
    return any(
        known.given.get(left, 0) >= _COMMON
        and (right in known.surnames or known.given.get(right, 0) >= _COMMON)
        for left, right in parts
    )
