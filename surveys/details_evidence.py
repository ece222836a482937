"""How much a word, by itself, looks like somebody's name.

Evidence of 1 is a name. It comes from what the word is (a given name of some
frequency, a surname, an everyday word, an unknown one), from what its capital
says, and from what models think of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from string import ascii_lowercase

from surveys.details_grammar import (
    is_called_will,
    is_dated,
    is_spoken_to,
    is_thing,
    is_titled,
)
from surveys.details_lexicon import Lexicon, lexicon
from surveys.details_text import Plain, Word

ENOUGH = 0.99
_MIND_CASE = 0.6  # with a larger share of capitals than this, a capital says nothing
_FEW = 3  # ... but three capitals are never too many
_SENTENCE_END = re.compile(r"[.!?\n:;\"*\u2022>|]|(?:^|\s)-+\s|\s['(\[]$")
_ENDING = re.compile(
    r"(?:ed|ing|ings|ly|ful|full|ness|ment|ments|tion|tions|able|ible|ally|less|ity|"
    r"ies|ive|ous|est|ers|n't|nt|'ve|'ll|'re|'d|'t|ism|ist|ists|ised|ized|wise)$"
)
_CRY = re.compile(r"(?:ha|he|lo|la|ja|wa|hu){2,}h?|\w*(\w)\1\1\w*")
_DRAWN_OUT = re.compile(r"(\w)\1\1")
_LONGEST = 30  # letters of a word that is looked at closely


class Case(IntEnum):
    """What the first letter says: nothing, a sentence's start, or a name."""

    SILENT = 0
    START = 1
    NAME = 2


@dataclass(slots=True)
class Candidate:
    """A word, and the evidence that it is a name.

    Attributes:
        low: In lower case, without a possessive ending.
        owns: It ends in 's.
        base: The evidence of the word alone: 0 is never a name, `EVERYDAY` only
            after an initial, 0.1 beside a name.
        score: The evidence with all that stands around it.
    """

    word: Word
    low: str
    owns: bool
    case: Case
    base: float
    score: float


# Evidence by what the capital says (nothing, start, name), for a given name of
# each band, one that is an English word too, and so on.
RARE = 0.5
_GIVEN = {3: (1.0, 1.0, 1.0), 2: (1.0, 1.0, 1.0), 1: (RARE, 0.7, 1.0)}
_GIVEN_ENGLISH = {3: (0.3, 0.5, 1.0), 2: (0.2, 0.4, 0.8), 1: (0.1, 0.1, 0.4)}
_SURNAME = (0.8, 0.9, 1.0)
_SURNAME_ENGLISH = (0.1, 0.2, 0.6)
UNKNOWN = (0.2, 0.4, 0.5)
_ENDING_WORD = (0.0, 0.1, 0.3)
_ENGLISH = (0.05, 0.05, 0.15)
EVERYDAY = 0.05
_MISSPELT = (0.1, 0.3, 0.5)
_INITIAL = (0.1, 0.1, 0.1)
# Names that are months, seasons or grammar: only a strong cue can tell.
_DOUBLE = {
    "will": (0.0, 0.3, 1.0),
    "may": (0.0, 0.3, 0.3),
    "jan": (0.2, 0.3, 0.5),
    **dict.fromkeys(("april", "june", "august", "summer", "autumn"), (0.2, 0.3, 0.4)),
}
_LETTER_WORDS = frozenset("aiurxykno")  # alone, these are words of their own
# How sure a model must be (of 1), by what the word is and what its capital says.
_SURE_NAME = (0.3, 0.3, 0.3)
_SURE_GIVEN_ENGLISH = (0.9, 0.3, 0.3)
_SURE_UNKNOWN = (0.5, 0.4, 0.3)
_SURE_ENDING = (0.8, 0.8, 0.8)
_SURE_ENGLISH = (0.97, 0.97, 0.6)
_HINT = 0.5
_SURE_TWOFOLD, _TWOFOLD = 0.9, 0.4  # for 'Summer' and 'Kent', which need a cue besides
_SHORTEST_SLIP, _LONGEST_SLIP = 6, 20  # letters of a word that may be misspelt


def candidates(
    text: Plain, words: Sequence[Word], known: Lexicon, opinions: Sequence[float]
) -> list[Candidate]:
    """Return the words of ``text`` with the evidence of each alone.

    ``opinions`` holds, for each word, how sure models are that it is a name;
    empty where no model was asked.
    """
    spared = _in_sayings(words, known)
    cased = _capitals_speak(words)
    small = not any(word.text[0].isupper() for word in words)
    found: list[Candidate] = []
    end = 0
    for index, word in enumerate(words):
        case = Case.SILENT
        if cased and word.text[0].isupper():
            gap = text.text[end : word.start]
            starts = index == 0 or _SENTENCE_END.search(gap) is not None
            case = Case.START if starts else Case.NAME
        end = word.end
        low, owns = _owner(word.low, known)
        base = 0.0 if index in spared else _alone(low, word.text, case, known)
        if len(low) == 1 and index not in spared:
            base = _initial(text, word, case)
        base = _placed(text, words, index, case, base, known)
        if low in known.particles and base < 1 and _before_capital(words, index):
            base = max(base, _INITIAL[case])
        candidate = Candidate(word, low, owns, case, base, base)
        kind = not case and index > 0 and words[index - 1].low in {"a", "an"}
        if opinions and index not in spared and not kind:
            _hear(candidate, opinions[index], known, small=small)
        found.append(candidate)
    return found


def _placed(
    text: Plain,
    words: Sequence[Word],
    index: int,
    case: Case,
    base: float,
    known: Lexicon,
) -> float:
    """Return the evidence of a word where the words beside it say what it is here."""
    low = words[index].low
    if case and is_titled(text, words, index, known):
        return 1.0
    if low == "will":
        base = max(base, is_called_will(words, index, known))
    if low in _DOUBLE and index and is_dated(words, index):
        return 0.0
    if case is Case.SILENT and base >= 1 and is_thing(words, index, known):
        return _GIVEN_ENGLISH[2][case]
    return 1.0 if is_spoken_to(words, index) else base


def _capitals_speak(words: Sequence[Word]) -> bool:
    letters = [word for word in words if word.low[0].isalpha()]
    capitals = sum(word.text[0].isupper() for word in letters)
    return capitals <= max(_MIND_CASE * len(letters), _FEW)


def _owner(low: str, known: Lexicon) -> tuple[str, bool]:
    """Return the word without its possessive ending, and whether it had one."""
    if low.endswith("'s"):
        return low[:-2], True
    if low.endswith("s") and low not in known.english and low not in known.given:
        stem = low[:-1]
        if known.given.get(stem, 0) > 1 and stem not in known.never:
            return stem, False
    return low, False


def _before_capital(words: Sequence[Word], index: int) -> bool:
    following = words[index + 1 : index + 3]
    return any(word.text[0].isupper() for word in following)


def _initial(text: Plain, word: Word, case: Case) -> float:
    """Return the evidence of a single letter: an initial, or just 'a', 'u', 'x'."""
    dotted = text.text[word.end : word.end + 1] == "."
    said = word.low == "i" or (case is Case.SILENT and word.low in _LETTER_WORDS)
    sure = dotted or not said
    return _INITIAL[case] if sure and word.low.isalpha() else 0.0


def _in_sayings(words: Sequence[Word], known: Lexicon) -> set[int]:
    """Return the places of words that belong to a saying."""
    spared: set[int] = set()
    said = tuple(word.low for word in words)
    for index, word in enumerate(said):
        for phrase in known.phrases_by_start.get(word, ()):
            if said[index : index + len(phrase)] == phrase:
                spared.update(range(index, index + len(phrase)))
    return spared


def _alone(low: str, written: str, case: Case, known: Lexicon) -> float:
    """Return the evidence of a word without its neighbours."""
    if low in _DOUBLE:
        return _DOUBLE[low][case]
    if not low.replace("'", "").isalpha():
        return 0.0
    if low in known.never or low in known.allowed:
        return 0.0
    return _evidence(low, written, known)[case]


def _evidence(low: str, written: str, known: Lexicon) -> tuple[float, float, float]:
    """Return the evidence of a word in each case."""
    english = low in known.english
    if low in known.mostly_names:
        evidence = _GIVEN[3]
    elif low in known.given:
        evidence = (_GIVEN_ENGLISH if english else _GIVEN)[known.given[low]]
    elif low in known.surnames:
        evidence = _SURNAME_ENGLISH if english else _SURNAME
    elif english:
        evidence = _ENGLISH
    elif is_ending(low):
        evidence = _ENDING_WORD
    elif is_misspelt(low):
        evidence = _MISSPELT
    elif len(low) < 3 or written.isupper():  # noqa: PLR2004 - initials, acronyms
        evidence = _INITIAL
    else:
        evidence = UNKNOWN
    return evidence


def is_ending(low: str) -> bool:
    """Say whether an unknown word is an everyday one misspelt, or a cry."""
    if len(low) > _LONGEST:
        return True
    return _ENDING.search(low) is not None or _CRY.fullmatch(low) is not None


def _hear(candidate: Candidate, sure: float, known: Lexicon, *, small: bool) -> None:
    """Let a model's opinion count: enough by itself, or a hint for neighbours.

    Args:
        candidate: The word, whose evidence may grow.
        sure: How sure the models are that it is a name, from 0 to 1.
        known: The words that are known.
        small: The text has no capitals, so that a small letter says nothing.
    """
    low = candidate.low
    if not low[:1].isalpha() or (low in known.people and not candidate.case):
        return
    if low in known.never or low in known.allowed:
        twofold = low in _DOUBLE or known.given.get(low, 0) > 1
        if twofold and candidate.case and sure >= _SURE_TWOFOLD:
            candidate.base = candidate.score = max(candidate.base, _TWOFOLD)
        return
    if sure >= _bar(low, known)[candidate.case]:
        candidate.base = max(candidate.base, 1.0)
    elif sure >= _HINT and (candidate.case or small or low not in known.english):
        candidate.base = max(candidate.base, 0.1)
    candidate.score = max(candidate.score, candidate.base)


def _bar(low: str, known: Lexicon) -> tuple[float, float, float]:
    english = low in known.english
    if low in known.mostly_names:
        return _SURE_NAME
    if low in known.given or low in known.surnames:
        return _SURE_GIVEN_ENGLISH if english else _SURE_NAME
    if english:
        return _SURE_ENGLISH
    return _SURE_ENDING if is_ending(low) or is_misspelt(low) else _SURE_UNKNOWN


def is_drawn_out(low: str) -> bool:
    """Say whether a letter stands three times and more: "gooood"."""
    return _DRAWN_OUT.search(low) is not None


@lru_cache(maxsize=4096)
def is_misspelt(low: str) -> bool:
    """Say whether one slip of the pen parts ``low`` from an English word."""
    if not _SHORTEST_SLIP <= len(low) <= _LONGEST_SLIP:
        return False
    english = lexicon().english
    parts = [(low[:place], low[place:]) for place in range(len(low) + 1)]
    return any(
        head + tail[1:] in english
        or head + tail[1:2] + tail[:1] + tail[2:] in english
        or any(
            head + letter + tail in english or head + letter + tail[1:] in english
            for letter in ascii_lowercase
        )
        for head, tail in parts
    )
