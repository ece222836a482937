"""Street addresses and schools, found by the words that make them.

A street needs a number, or capitals, or "live on" before "road", "close" and
the like; a school is named by the words before "primary", "academy" and the
like. Which words those are is data: `data/names/places.toml`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from surveys.details_evidence import is_ending
from surveys.details_identifiers import Found
from surveys.details_lexicon import Lexicon, place_words
from surveys.details_text import Plain, Word

_FLAT = r"(?:flat|apartment|apt|unit|studio|room|block|caravan|plot)"
_FLAT_ALONE = re.compile(
    r"\b(?:flat|apartment|apt) (?:no\.? ?|number )?"
    r"(?:\d{1,4}[a-z]?|[a-z]\d{1,3}|[b-h])\b"
)
_MOST_WORDS = 3  # in the name of a school


@cache
def _street() -> re.Pattern[str]:
    kinds = "|".join(sorted(place_words("streets") | place_words("other_streets")))
    return re.compile(
        r"(?<![\w£$.])(?:" + _FLAT + r" ?[a-z]?\d{0,4}[a-z]?,? {1,2})?"
        r"\d{1,4}[a-z]?(?:[\-/]\d{1,4}[a-z]?)?,? {1,2}"
        r"((?:[a-z][a-z'.\-]{0,20} {1,2}){0,2}[a-z][a-z'.\-]{1,20}) {1,2}"
        r"(" + kinds + r")\b(?:,? (?:north|south|east|west)\b)?"
    )


@cache
def _house() -> re.Pattern[str]:
    """'flat 12b hawthorn house': a building instead of a number."""
    return re.compile(
        r"\b" + _FLAT + r" ?(?:\d{1,4}[a-z]?|[a-z]\d{0,3}),? "
        r"((?:[a-z][a-z'.\-]{1,20} ){1,2})(?:house|court|lodge|towers?|point|mansions|"
        r"heights|buildings?)\b"
    )


@cache
def _the_street() -> re.Pattern[str]:
    kinds = "|".join(sorted(place_words("the_streets")))
    return re.compile(r"(?<![\w£$.])\d{1,4}[a-z]?,? the (?:" + kinds + r")\b")


@cache
def _named_street() -> re.Pattern[str]:
    kinds = "|".join(sorted(kind.capitalize() for kind in place_words("streets")))
    return re.compile(r"\b((?:[A-Z][a-z'\-]{1,20} ){1,3})(?:" + kinds + r")\b")


@cache
def _lives() -> re.Pattern[str]:
    kinds = "|".join(sorted(place_words("streets") | place_words("home_streets")))
    return re.compile(
        r"\b(?:live[sd]?|living|staying|stays|moved|address|house|flat|home|neighbours?)"
        r"(?: is| was)?(?: up| down| over| back)?(?: on| in| at| to| off|:)"
        r"(?: number| no\.?)? ((?:[\w'\-]{1,20} ){1,3}(?:" + kinds + r"))\b"
    )


@cache
def _school() -> re.Pattern[str]:
    kinds = "|".join(place_words("schools_regex"))
    return re.compile(r"\b(" + kinds + r")(?:\s(?:" + kinds + r")){0,4}\b")


@cache
def _saint() -> re.Pattern[str]:
    kinds = "|".join(place_words("schools_regex"))
    return re.compile(
        r"\b(?:st|saint|ss)\.? ([a-z][a-z\-]{2,15}(?:'s)?)"
        r"(?: (?:and|&) (?:st )?[a-z]{3,12}(?:'s)?(?= (?:" + kinds + r")))?"
        r"(?: (?:more|cross|fisher|baptist|evangelist|bosco|martyr))?"
        r"(?:,? (?:" + kinds + r")\b){0,4}"
    )


@cache
def _dedicated() -> re.Pattern[str]:
    kinds = "|".join(place_words("schools_regex"))
    given_to = "|".join(place_words("dedications_regex"))
    return re.compile(
        r"\b(?:" + given_to + r")(?![a-z])(?:,? (?:" + kinds + r")\b){0,4}"
    )


def addresses(text: Plain, lexicon: Lexicon) -> Iterator[Found]:
    """Yield street addresses."""
    if any(map(str.isdigit, text.low)):
        for start, end in _numbered(text, lexicon):
            yield Found(start, end, "ADDRESS")
    for match in _named_street().finditer(text.text):
        street = match.group(1).lower().split()
        if street[-1] not in lexicon.never | place_words("not_streets"):
            skip = _leading(street, lexicon)
            yield Found(match.start() + skip, match.end(), "ADDRESS")
    for match in _lives().finditer(text.low):
        street = match.group(1).split()[:-1]
        if not any(_plain_word(word, lexicon) for word in street):
            yield Found(match.start(1), match.end(1), "ADDRESS")


def _numbered(text: Plain, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield where addresses stand that hold a number."""
    for match in _street().finditer(text.low):
        if _is_street(text, match, lexicon):
            yield match.span()
    for pattern in (_the_street(), _FLAT_ALONE):
        for match in pattern.finditer(text.low):
            yield match.span()
    for match in _house().finditer(text.low):
        if not any(word in lexicon.never for word in match.group(1).split()):
            yield match.span()


def _leading(street: list[str], lexicon: Lexicon) -> int:
    """Return how many characters of everyday words stand before the street."""
    skip = 0
    for word in street:
        if word not in lexicon.never:
            break
        skip += len(word) + 1
    return skip


def _plain_word(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.never or word in place_words("not_streets")


def _is_street(text: Plain, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Say whether a number and some words are an address and no measure."""
    street, kind = match.group(1).split(), match.group(2)
    written = text.text[match.start(1) : match.end(2)].split()
    if all(word[0].isupper() for word in written):
        return True
    spared = place_words("street_words") if kind in place_words("streets") else ()
    if any(_plain_word(word, lexicon) for word in street if word not in spared):
        return False
    if kind in place_words("other_streets"):
        return any(_is_name(word, lexicon) for word in street)
    return not is_ending(street[-1]) or _is_name(street[-1], lexicon)


def _is_name(word: str, lexicon: Lexicon) -> bool:
    return (
        word in lexicon.given or word in lexicon.surnames or word not in lexicon.english
    )


def schools(text: Plain, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Found]:
    """Yield the names of schools and nurseries."""
    for match in _saint().finditer(text.low):
        if match.group(1) not in lexicon.never:
            yield Found(match.start(), match.end(), "SCHOOL")
    for match in _dedicated().finditer(text.low):
        yield Found(match.start(), match.end(), "SCHOOL")
    ends = {word.end: index for index, word in enumerate(words)}
    for match in _school().finditer(text.low):
        index = ends.get(match.start() - 1)
        if index is None or text.low[match.start() - 1] != " ":
            continue
        first = _first_of_name(words, index, lexicon)
        named = words[first : index + 1]
        if named and _is_school(named, match.group(1), lexicon):
            start = words[_with_capital_before(words, first)].start
            yield Found(start, match.end(), "SCHOOL")


def _first_of_name(words: Sequence[Word], last: int, lexicon: Lexicon) -> int:
    """Return the place of the first word up to ``last`` that may name a school."""
    filler = place_words("filler")
    first = last + 1
    while first > max(0, last + 1 - _MOST_WORDS):
        word = words[first - 1]
        low = word.low
        if low in filler or low in lexicon.never or not low[0].isalpha():
            break
        if _is_adverb(low) or (first <= last and word.end + 1 < words[first].start):
            break
        first -= 1
    return first


def _is_adverb(low: str) -> bool:
    """Say whether a word ends like 'lovely' and 'really', but not 'holy'."""
    return low.endswith("ly") and len(low) > 5  # noqa: PLR2004


def _with_capital_before(words: Sequence[Word], first: int) -> int:
    """Take in a word with a capital before ``first``: 'Little' of 'Little Acorns'."""
    before = words[first - 1]
    if not first or before.end + 1 != words[first].start:
        return first
    small = before.low in place_words("small_words")
    return first - 1 if before.text[0].isupper() and not small else first


def _is_school(named: Sequence[Word], kind: str, lexicon: Lexicon) -> bool:
    if any(word.text[0].isupper() for word in named[1:] or named):
        return True
    unknown = any(
        word.low in lexicon.surnames
        or (word.low not in lexicon.english and not is_ending(word.low))
        for word in named
    )
    return unknown or (kind in place_words("sure_schools") and len(named) > 1)
