"""Names of people: given names, surnames, and whatever a cue announces.

Rule 1: a word's own evidence (`surveys.details_evidence`) grows by what stands
around it: a title, "my worker", "her name is", a verb that only a person does.
Rule 2: a word with evidence of 1 is a name; its neighbours are then asked again.
Rule 3: grammar, and the words of services, are never names.
"""

import re
from collections.abc import Iterator, Sequence

from surveys.details_evidence import (
    ENOUGH,
    EVERYDAY,
    RARE,
    UNKNOWN,
    Candidate,
    Case,
    candidates,
)
from surveys.details_grammar import is_no_title
from surveys.details_identifiers import Found
from surveys.details_lexicon import Lexicon
from surveys.details_text import Plain, Word

_NAMING_CUE = re.compile(
    r"(?:\bnames?(?:'s| is| was| are|:| -)|\bcalled|\bnamed|\bknown as|\bnicknamed?|"
    r"\baka|\ba\.k\.a\.?|\bby the name of"
    r"|\bmy (?:insta(?:gram)?|snap(?:chat)?|tik ?tok|facebook|fb|discord)(?: name)?"
    r"(?: is|'s|:))[ ,:(\-\"]{1,3}$"
)
_MEETING_CUE = re.compile(
    r"(?:\bworker (?:was|is)|\bask(?:ed)? for|\bspoke (?:to|with)|"
    r"\bspeak (?:to|with)|\bspeaking (?:to|with)|\bmet with|\bworked with|"
    r"\bworking with|\bworks with)[ ,:(\-\"]{1,3}$"
)
_GREETING_CUE = re.compile(
    r"(?:^|[\s.,!?;(\"])(?:thanks|thank you|thankyou|thx|cheers|hi|hiya|hello|hey|dear|"
    r"from|love|love to|thanks to|thank you to|big up|well done|bless|regards|signed|"
    r"yours|sincerely|i am|i'm|im|it's|this is|hugs to|miss you|god bless|rip|"
    r"r\.i\.p\.?)[ ,:\-\n\"]{1,3}$"
)
_COMPANY_CUE = re.compile(
    r"\b(?:with|me and|told|tell|asked|love|hate|miss|saw|see|met|phoned|rang|texted) $"
)
_AGE = re.compile(
    r"^,? ?\(?(?:[a-z -]{1,20}, |aged? |is |just |now )?"
    r"\d{1,2}(?:yrs?| years?|\)|,| months?)"
)
_AUXILIARIES = frozenset(
    [
        *("is", "was", "does", "did", "would", "will", "could", "can", "has", "had"),
        *("isn't", "wasn't", "doesn't", "didn't", "wouldn't", "won't", "couldn't"),
        *("hasn't", "never", "always", "really", "just", "also", "even", "still"),
        *("then", "wont", "cant", "doesnt", "didnt", "wasnt", "isnt", "hasnt"),
        *("couldnt", "wouldnt"),
    ]
)
_KIN_AFTER = frozenset(("aunty", "auntie", "uncle", "ji", "bhai", "didi", "baji"))
_FROM = frozenset(("from", "at", "family"))  # 'Bill from housing'
_OF_US = frozenset(("me", "i", "my", "our", "his", "her", "their"))
_OWNERS = frozenset(
    (
        *("my", "your", "his", "her", "their", "the", "a", "an", "any", "no", "some"),
        *("more", "such", "much", "with", "of", "i", "we", "you", "they", "to"),
    )
)
_TO_US = frozenset(("me", "us", "him", "her", "them", "my", "our"))
_VERBS = frozenset(("hope", "will", "may", "mark", "grant", "bless", "chase", "sue"))
_REACH = 24  # plain characters before a word in which its cue ends
_JOINTS = frozenset((" ", "-", ". ", "."))
_LISTS = frozenset((", ", ",", " & ", "&", "/", " / ", " + "))


def names(
    text: Plain,
    words: Sequence[Word],
    lexicon: Lexicon,
    opinions: Sequence[float] = (),
) -> Iterator[Found]:
    """Yield the names of people in ``text``, with the help of models' ``opinions``."""
    found = candidates(text, words, lexicon, opinions)
    for index, candidate in enumerate(found):
        if EVERYDAY < candidate.base < 1:
            candidate.score += _around(text, found, index, lexicon)
    _ask_neighbours(text, found, lexicon)
    for candidate in found:
        if candidate.score >= ENOUGH:
            end = candidate.word.end - (2 if candidate.owns else 0)
            yield Found(candidate.word.start, end, "NAME")


def bare(word: str) -> str:
    """Return ``word`` without a possessive ending."""
    return word.removesuffix("'s")


def _around(text: Plain, found: list[Candidate], index: int, lexicon: Lexicon) -> float:
    """Return the evidence that stands around a word."""
    here = found[index]
    extra = _relation(text, found, index, lexicon) if index else 0.0
    if extra < 1:
        extra += _announced(text, here, lexicon)
    if here.owns:
        return extra + (0.6 if here.case else 0.7)
    return extra + _acts(text, found, index, lexicon)


def _relation(
    text: Plain, found: list[Candidate], index: int, lexicon: Lexicon
) -> float:
    """Return the evidence of a title or a word for a person before the word."""
    before, here = found[index - 1], found[index]
    gap = text.text[before.word.end : here.word.start]
    if before.low in lexicon.titles and gap in {" ", ". ", "."}:
        first = found[index - 2].word if index > 1 else None
        misread = is_no_title(first, before.word, here.word, lexicon)
        return 0.0 if misread else 1.0
    if before.low in lexicon.particles and here.case and gap == " ":
        return 0.5
    if before.low not in lexicon.people or gap not in {" ", ", ", " - ", " (", ": "}:
        return 0.0
    verbal = index > 1 and found[index - 2].low in {"to", "they", "i", "we", "you"}
    return 0.0 if verbal else 0.8


def _announced(text: Plain, here: Candidate, lexicon: Lexicon) -> float:
    """Return the evidence of a cue before the word: 'her name is'."""
    before = text.low[max(0, here.word.start - _REACH) : here.word.start]
    if _NAMING_CUE.search(before):
        return 0.0 if here.low in lexicon.not_after_called else 0.9
    if _MEETING_CUE.search(before):
        return 0.8
    if _GREETING_CUE.search(before):
        return 0.7
    return 0.5 if _COMPANY_CUE.search(before) else 0.0


def _acts(text: Plain, found: list[Candidate], index: int, lexicon: Lexicon) -> float:
    """Return the evidence of what follows: a person's age, or what a person does."""
    here = found[index]
    after = text.low[here.word.end : here.word.end + _REACH]
    if _AGE.match(after):
        return 0.7
    if index + 1 >= len(found) or not after.startswith(" "):
        return 0.0
    following = [word.low for word in found[index + 1 : index + 5]]
    if here.case:
        return _acts_in_capitals(here, following, lexicon)
    return _acts_in_lower_case(found, index, following, lexicon)


def _acts_in_capitals(here: Candidate, following: list[str], lexicon: Lexicon) -> float:
    verb = following[0]
    if verb in _KIN_AFTER or verb in lexicon.person_verbs - _AUXILIARIES:
        return 0.7
    if (
        verb in _AUXILIARIES
        or verb in {"she", "he"}  # 'Giedre she explain me'
        or _is_joined(following)
        or _whose(here, following, lexicon)
    ):
        return 0.6
    starts = here.case is Case.START
    did = verb.endswith("ed") and verb in lexicon.english
    return 0.6 if starts and (verb in _FROM or did) else 0.0


def _acts_in_lower_case(
    found: list[Candidate], index: int, following: list[str], lexicon: Lexicon
) -> float:
    here, verb = found[index], following[0]
    before = found[index - 1].low if index else ""
    if before in _OWNERS:  # 'my faith helped me'
        return 0.0
    if verb in _KIN_AFTER or verb in lexicon.person_verbs - _AUXILIARIES:
        return 0.8 if following[1:2] and following[1] in _TO_US else 0.7
    if _whose(here, following, lexicon) or (not index and verb == "from"):
        return 0.7
    said = verb in _AUXILIARIES and not lexicon.person_words.isdisjoint(following[1:])
    return 0.7 if said else 0.0


def _is_joined(following: list[str]) -> bool:
    """Say whether 'and me' or the like follows."""
    return following[0] == "and" and following[1:2] != [] and following[1] in _OF_US


def _whose(here: Candidate, following: list[str], lexicon: Lexicon) -> bool:
    """Say whether 'my worker' or the like follows, and is no object: 'hope my son'."""
    if here.low in _VERBS or following[0] not in _OF_US:
        return False
    return not lexicon.people.isdisjoint(following[1:])


def _ask_neighbours(text: Plain, found: list[Candidate], lexicon: Lexicon) -> None:
    """Let sure names speak for the words beside them, in both directions."""
    for index in range(1, len(found)):
        _rare(text, found[index - 1], found[index])
    for index in range(1, len(found)):
        if found[index].case or found[index].low not in lexicon.person_verbs:
            _ask(text, found[index - 1], found[index], forwards=True)
    for index in range(len(found) - 1, 0, -1):
        _ask(text, found[index - 1], found[index], forwards=False)
    for index in range(2, len(found)):
        left, link, right = found[index - 2 : index + 1]
        if link.low in {"and", "n", "or"}:
            _pair(left, right)
    for index in range(1, len(found)):
        left, right = found[index - 1], found[index]
        if text.text[left.word.end : right.word.start] in _LISTS:
            _pair(left, right)


def _ask(text: Plain, left: Candidate, right: Candidate, *, forwards: bool) -> None:
    """Ask a word beside a sure name whether it is the rest of the name."""
    gap = text.text[left.word.end : right.word.start]
    sure, other = (left, right) if forwards else (right, left)
    if gap not in _JOINTS or left.owns or sure.score < ENOUGH <= other.score:
        return
    if sure.score < ENOUGH or other.base <= 0:
        return
    if forwards and sure.case and not other.case and UNKNOWN[0] > other.base > EVERYDAY:
        return  # 'Craig read this': whoever writes Craig writes Read
    if gap.startswith(".") and len(left.low) > 1:
        return
    if other.case:
        other.score += 1.0 if forwards or other.case is Case.NAME else 0.7
    elif other.base > EVERYDAY or (forwards and len(sure.low) == 1):
        other.score += (1.0 if len(sure.low) == 1 else 0.9) if forwards else 0.5


def _rare(text: Plain, left: Candidate, right: Candidate) -> None:
    """Take an initial or a rare given name beside an unknown word for a name."""
    gap = text.text[left.word.end : right.word.start]
    if len(left.low) == 1 and left.base > 0 and gap in _JOINTS and right.base >= RARE:
        right.score = max(right.score, 1.0)
    if gap == " ":
        for rare, other in ((left, right), (right, left)):
            if rare.base == RARE and UNKNOWN[0] <= other.base < ENOUGH:
                rare.score = max(rare.score, 1.0)


def _pair(left: Candidate, right: Candidate) -> None:
    """Let a sure name speak for the other one of 'kelly and hope'."""
    for sure, other in ((left, right), (right, left)):
        if sure.score >= ENOUGH > other.score and other.base >= 0.2:  # noqa: PLR2004
            other.score += 0.4 if other.base == UNKNOWN[0] else 0.7
