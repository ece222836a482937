"""Names of people: given names, surnames, and whatever a cue announces.

Rule 1: every word gets evidence from what it is (a given name, an unknown word,
an everyday word; with a capital or not) and from what stands around it (a
title, "my worker", "her name is", a verb that only a person does, a name).
Rule 2: a word with evidence of 1 is a name; its neighbours are then asked again.
Rule 3: months, grammar and the words of services need a title to be names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from surveys.details_identifiers import Found
from surveys.details_lexicon import Lexicon
from surveys.details_text import Plain, Word

ENOUGH = 0.99
_MIND_CASE = 0.6  # with more capitals than this, a capital says nothing
_TYPO = re.compile(
    r"(?:ed|ing|ings|ly|ful|full|ness|ment|ments|tion|tions|able|ible|ally|less|ity|"
    r"ies|ive|ous|est|ers|n't|nt|'ve|'ll|'re|'d|'t|ism|ist|ists|ised|ized|wise)$"
)
_STRONG_CUE = re.compile(
    r"(?:\bnames?(?:'s| is| was| are|:)?|\bcalled|\bnamed|\bknown as|\bnicknamed?|\baka|"
    r"\ba\.k\.a\.?|\bmy name|\bworker (?:was|is)|\bby the name of|"
    r"\bask(?:ed)? for|\bspoke (?:to|with)|\bspeak (?:to|with)|\bspeaking (?:to|with)|"
    r"\bmet with|\bworked with|\bworking with|\bworks with)[ ,:(\-\"]{1,3}$"
)
_WEAK_CUE = re.compile(
    r"(?:^|[\s.,!?;(\"])(?:thanks|thank you|thankyou|thx|cheers|hi|hiya|hello|hey|dear|"
    r"from|love|love to|thanks to|thank you to|big up|well done|bless|regards|signed|"
    r"yours|sincerely|i am|i'm|im|it's|this is|hugs to|miss you|god bless|rip|r\.i\.p\.?)"
    r"[ ,:\-\n\"]{1,3}$"
)
_SENTENCE_END = re.compile(r"[.!?\n:;\"*\u2022>|]|(?:^|\s)-+\s|\s['(\[]$")
_AGE = re.compile(
    r"^,? ?\(?(?:aged? |is |just |now )?\d{1,2}(?:yrs?| years?|\)|,| months?)"
)
_AUXILIARIES = frozenset(
    [
        *("is", "was", "does", "did", "would", "will", "could", "can", "has", "had"),
        *("isn't", "wasn't", "doesn't", "didn't", "wouldn't", "won't", "couldn't"),
        *("hasn't", "never", "always", "really", "just", "also", "even", "still"),
        *("then", "who"),
    ]
)


class Case(IntEnum):
    """What the first letter says: nothing, a sentence's start, or a name."""

    SILENT = 0
    START = 1
    NAME = 2


@dataclass(slots=True)
class _Candidate:
    """A word with what is known of it."""

    word: Word
    low: str
    owns: bool  # ends in 's
    case: Case
    base: float
    score: float


# Evidence of a word by itself: by band of births and by what its capital says.
_GIVEN = {3: (1.0, 1.0, 1.0), 2: (0.9, 1.0, 1.0), 1: (0.5, 0.7, 1.0)}
_GIVEN_ENGLISH = {3: (0.3, 0.5, 1.0), 2: (0.2, 0.3, 0.8), 1: (0.1, 0.1, 0.4)}
_SURNAME = (0.8, 0.9, 1.0)
_SURNAME_ENGLISH = (0.1, 0.2, 0.6)
_UNKNOWN = (0.2, 0.3, 0.5)
_ENGLISH = (0.0, 0.0, 0.3)


def names(text: Plain, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Found]:
    """Yield the names of people in ``text``."""
    candidates = _candidates(text, words, lexicon)
    for index, candidate in enumerate(candidates):
        if candidate.base > 0:
            candidate.score += _context(text, candidates, index, lexicon)
    _ask_neighbours(text, candidates)
    for candidate in candidates:
        if candidate.score >= ENOUGH:
            end = candidate.word.end - (2 if candidate.owns else 0)
            yield Found(candidate.word.start, end, "NAME")


def bare(word: str) -> str:
    """Return ``word`` without a possessive ending."""
    return word[:-2] if word.endswith("'s") else word


def _candidates(
    text: Plain, words: Sequence[Word], lexicon: Lexicon
) -> list[_Candidate]:
    spared = _in_phrases(words, lexicon)
    letters = [word for word in words if word.low[0].isalpha()]
    capitals = sum(word.text[0].isupper() for word in letters)
    cased = capitals <= max(_MIND_CASE * len(letters), 3)
    found: list[_Candidate] = []
    end = 0
    for index, word in enumerate(words):
        case = Case.SILENT
        if cased and word.text[0].isupper():
            gap = text.text[end : word.start]
            starts = index == 0 or _SENTENCE_END.search(gap) is not None
            case = Case.START if starts else Case.NAME
        low = bare(word.low)
        base = 0.0 if index in spared else _alone(low, word.text, case, lexicon)
        owns = word.low.endswith("'s")
        found.append(_Candidate(word, low, owns, case, base, base))
        end = word.end
    return found


def _alone(low: str, written: str, case: Case, lexicon: Lexicon) -> float:
    """Return the evidence of a word without its neighbours."""
    if not low.isalpha() and "'" not in low:
        return 0.0
    if low in lexicon.never or low in lexicon.allowed or len(low) < 2:  # noqa: PLR2004
        return 0.0
    english = low in lexicon.english
    band = lexicon.given.get(low, 0)
    if band:
        return (_GIVEN_ENGLISH if english else _GIVEN)[band][case]
    if low in lexicon.surnames:
        return (_SURNAME_ENGLISH if english else _SURNAME)[case]
    if english or _TYPO.search(low):
        return _ENGLISH[case] if english else 0.0
    if len(low) < 3 or (written.isupper() and case):  # noqa: PLR2004 - acronyms
        return 0.1
    return _UNKNOWN[case]


def _in_phrases(words: Sequence[Word], lexicon: Lexicon) -> set[int]:
    """Return the places of words that belong to a saying."""
    spared: set[int] = set()
    said = tuple(word.low for word in words)
    for index, word in enumerate(said):
        for phrase in lexicon.phrases_by_start.get(word, ()):
            if said[index : index + len(phrase)] == phrase:
                spared.update(range(index, index + len(phrase)))
    return spared


def _context(
    text: Plain, candidates: list[_Candidate], index: int, lexicon: Lexicon
) -> float:
    """Return the evidence that stands around a word."""
    here = candidates[index]
    before = candidates[index - 1] if index else None
    gap = text.low[before.word.end : here.word.start] if before else ""
    extra = 0.0
    if before is not None and len(gap) <= 3 and "\n" not in gap:  # noqa: PLR2004
        if before.low in lexicon.titles and gap in {" ", ". ", "."}:
            extra += 1.0 if here.base > 0 else 0.0
        elif before.low in lexicon.people and not _verbal(before, index, candidates):
            extra += 0.8
    if extra < 1:
        extra += _announced(text, here, lexicon)
    return extra + _acts(text, candidates, index, lexicon)


def _verbal(before: _Candidate, index: int, candidates: list[_Candidate]) -> bool:
    """Say whether a word for a person stands in another use: 'to head home'."""
    if index < 2:  # noqa: PLR2004 - nothing stands before the word for a person
        return False
    return candidates[index - 2].low in {"to", "they", "i", "we"}


def _announced(text: Plain, here: _Candidate, lexicon: Lexicon) -> float:
    """Return the evidence of a cue before the word: 'her name is'."""
    before = text.low[max(0, here.word.start - 24) : here.word.start]
    if _STRONG_CUE.search(before) and here.low not in lexicon.not_after_called:
        return 0.8
    if _WEAK_CUE.search(before):
        return 0.7
    return 0.0


def _acts(
    text: Plain, candidates: list[_Candidate], index: int, lexicon: Lexicon
) -> float:
    """Return the evidence of what follows: a verb of persons, an age, a thing owned."""
    here = candidates[index]
    if here.owns:
        return 0.6 if here.case else 0.7
    after = text.low[here.word.end : here.word.end + 14]
    if _AGE.match(after):
        return 0.7
    if index + 1 >= len(candidates) or not after.startswith(" "):
        return 0.0
    verb = candidates[index + 1].low
    if verb not in lexicon.person_verbs:
        return 0.0
    if verb not in _AUXILIARIES:
        return 0.7
    if here.case:
        return 0.6
    following = candidates[index + 2 : index + 5]
    said = any(word.low in lexicon.person_words for word in following)
    return 0.7 if said else 0.0


def _ask_neighbours(text: Plain, candidates: list[_Candidate]) -> None:
    """Let sure names speak for the words beside them, in both directions."""
    for index in range(1, len(candidates)):
        _ask(text, candidates[index - 1], candidates[index], forwards=True)
    for index in range(len(candidates) - 1, 0, -1):
        _ask(text, candidates[index - 1], candidates[index], forwards=False)
    for index in range(2, len(candidates)):
        left, link, right = candidates[index - 2 : index + 1]
        if link.low in {"and", "n", "or"}:
            _pair(left, right)
    for index in range(1, len(candidates)):
        left, right = candidates[index - 1], candidates[index]
        if text.text[left.word.end : right.word.start] in {", ", ",", " & ", "&", "/"}:
            _pair(left, right)


def _ask(text: Plain, left: _Candidate, right: _Candidate, *, forwards: bool) -> None:
    gap = text.text[left.word.end : right.word.start]
    if gap not in {" ", "-", ". ", "."} or left.owns:
        return
    sure, other = (left, right) if forwards else (right, left)
    if sure.score < ENOUGH or other.score >= ENOUGH or other.base <= 0:
        return
    if gap.startswith(".") and len(left.low) > 1:
        return
    if other.case:
        other.score += 1.0 if forwards or other.case is Case.NAME else 0.7
    elif other.base >= 0.1:  # noqa: PLR2004 - no everyday word
        other.score += 0.9 if forwards else 0.5


def _pair(left: _Candidate, right: _Candidate) -> None:
    for sure, other in ((left, right), (right, left)):
        if sure.score >= ENOUGH > other.score and other.base >= 0.2:  # noqa: PLR2004
            other.score += 0.7 if other.base != _UNKNOWN[0] else 0.4
