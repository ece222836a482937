"""From typed words to an answer, or to why we have to ask again.

Rule 1: an answer is only taken where the words leave one reading. A match with a
word beside it that may turn the sentence round ("yes, but not at first") is asked
again: a wrong answer stored is worse than a second asking.
Rule 2: ways of saying things are data: an option's `said`, and the catalogue of the
language (`surveys.wording`); no word of any language stands in this file.

How a choice is read. The message is cut into plain words. Labels, `said` phrases
and the language's ways of saying yes, no, not sure and did not apply are looked for,
longest first. Each match allows some options; together they must leave exactly one.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from surveys.events import BACK, DONE, EASY, HELP, LANGUAGE, SKIP, STOP, USUAL
from surveys.model import Answer, Kind, Mark, Option, Question, Variant
from surveys.wording import APOSTROPHES, ENGLISH, Catalogue, catalogue, languages

MOVES = (BACK, SKIP, STOP, HELP, LANGUAGE, EASY, USUAL)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LEFTOVER_LEADING = 8  # words that may follow "yeah" or "no"
_LEFTOVER = 4  # words that may stand around another match
_SHORT_LABEL = 3  # words; a number word in a longer label is no count
_TYPO_FROM = 5  # letters; shorter words have too many neighbours
_TYPO_TWICE_FROM = 9
_EDGES = ("yes", "no")
_MOST_WORDS = 60  # nobody needs more to pick an answer


@dataclass(frozen=True, slots=True)
class Understood:
    """The words are this answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Move:
    """The words ask for a move of the conversation: `BACK`, `SKIP`, ..."""

    name: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """The words are no answer, or more than one: ask again.

    Attributes:
        between: The options that they may mean, if they were narrowed down.
    """

    between: tuple[str, ...] = ()


Reading = Understood | Move | Unclear


class _Place(Enum):
    """Where in a message a phrase counts."""

    ANYWHERE = auto()
    EDGE = auto()  # at the start or the end: yes, no
    WHOLE = auto()  # only beside another yes or no: "she did"


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    options: frozenset[str]
    own: bool  # of this question, not of the language
    place: _Place


def plain(text: str) -> tuple[str, ...]:
    """Return the words of a text, bare: no case, accent marks kept, no signs."""
    kept: list[str] = []
    for sign in unicodedata.normalize("NFKC", text).casefold():
        group = unicodedata.category(sign)
        if group == "So":
            kept += [" ", sign, " "]
        elif group[0] in "LMN" and not "\ufe00" <= sign <= "\ufe0f":
            kept.append(sign)
        elif sign in APOSTROPHES or group == "Cf":
            continue
        elif group != "Sk":  # skin tones of an emoji
            kept.append(" ")
    return tuple(
        re.sub(r"([^\W\d_])\1{2,}", r"\1", word) for word in "".join(kept).split()
    )


def move(words: str, names: Iterable[str], language: str) -> str | None:
    """Return which of the named moves the whole message asks for, or None.

    The wish for another language is understood in every language there is.
    """
    said = " ".join(plain(words))
    for name in names:
        codes = languages() if name == LANGUAGE else _understood(said, language)
        if any(said in catalogue(code).typed.get(name, ()) for code in codes):
            return name
    return None


def _understood(said: str, language: str) -> tuple[str, ...]:
    """Return where to look words up: in English only what is no word of their own."""
    own = said in catalogue(language).own
    return tuple(dict.fromkeys((language,) if own else (language, ENGLISH)))


def marks(options: Sequence[Option], language: str) -> tuple[str, ...]:
    """Return what to number the options with: 1 2 3, or A B C.

    Letters where a label counts something itself ("2 or 3 workers"), so that a
    typed number can mean only one thing.
    """
    if _counts(options, language):
        return tuple(letter.upper() for letter in LETTERS[: len(options)])
    return tuple(str(i + 1) for i in range(len(options)))


def _counts(options: Sequence[Option], language: str) -> bool:
    counting = catalogue(language).counting
    for option in options:
        words = _bare(option.label.in_language(language))
        if any(any(sign.isdigit() for sign in word) for word in words):
            return True
        if len(words) <= _SHORT_LABEL and any(
            counting.get(word, 0) > 0 for word in words
        ):
            return True
    return False


def understand(
    question: Question, options: Sequence[Option], words: str, language: str
) -> Reading:
    """Read a typed reply to a question with these options."""
    match question.kind:
        case Kind.TEXT:
            return _text(question, words, language)
        case Kind.NUMBER:
            return _number(question, words, language)
        case Kind.MANY:
            return _many(question, options, words, language)
        case Kind.ONE | Kind.SCALE:
            return _one(question, options, words, language)


def _text(question: Question, words: str, language: str) -> Reading:
    asked = move(words, MOVES, language)
    if asked:
        return Move(asked)
    kept = words.strip()
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in kept):
        return Unclear()
    return Understood(Answer(question.id, words=kept))


def _number(question: Question, words: str, language: str) -> Reading:
    asked = move(words, MOVES, language)
    if asked:
        return Move(asked)
    if re.search(r"[-−–]\s*\d|\d\s*[.,/:]\s*\d|\?", words):  # noqa: RUF001  minus signs
        return Unclear()
    numbers = _numbers(plain(words), catalogue(language))
    if len(numbers) == 1 and question.minimum <= numbers[0] <= question.maximum:
        return Understood(Answer(question.id, number=numbers[0]))
    return Unclear()


def _numbers(words: Sequence[str], known: Catalogue) -> list[int]:
    """Return the numbers said, "twenty five" as one; empty where a word denies."""
    if any(word in known.turning and word not in known.counting for word in words):
        return []
    numbers: list[int] = []
    tens = False
    for word in words:
        value = _digits(word)
        if value is None:
            value = known.counting.get(word)
        if value is None:
            tens = False
        elif tens and 0 < value < 10:  # noqa: PLR2004  twenty, five
            numbers[-1] += value
            tens = False
        else:
            numbers.append(value)
            tens = word in known.counting and value >= 20 and value % 10 == 0  # noqa: PLR2004
    return numbers


def _digits(word: str) -> int | None:
    if word.isdecimal() and len(word) <= 9:  # noqa: PLR2004  no number here is longer
        return int(word)
    return None


def _one(
    question: Question, options: Sequence[Option], words: str, language: str
) -> Reading:
    said = plain(words)
    phrases = _phrases(tuple(options), language)
    exact = _exact(said, phrases)
    if exact is not None:
        return Understood(Answer(question.id, options=(exact,)))
    asked = move(words, MOVES, language)
    if asked:
        return Move(asked)
    pointed = _pointed(said, options, language)
    if pointed is not None:
        return Understood(Answer(question.id, options=(pointed,)))
    if "?" in words or len(said) > _MOST_WORDS:
        return Unclear()
    return _scan(question, said, phrases, catalogue(language))


def _many(
    question: Question, options: Sequence[Option], words: str, language: str
) -> Reading:
    asked = move(words, (DONE, *MOVES), language)
    if asked:
        return Move(asked)
    if "?" in words or len(words) > _MOST_WORDS * 20:
        return Unclear()
    exact = _exact(plain(words), _phrases(options, language))
    if exact is not None:
        return Understood(Answer(question.id, options=(exact,)))
    known = catalogue(language)
    joints = "|".join(re.escape(w) for w in known.typed.get("joints", ()))
    parts = [
        p for p in re.split(rf"[,;/+&\n]|\b(?:{joints or '$^'})\b", words) if p.strip()
    ]
    picked: list[str] = []
    for part in parts:
        chosen = _part(part, options, language)
        if isinstance(chosen, Unclear):
            return chosen
        picked += [o for o in chosen if o not in picked]
    alone = {o.id for o in options if o.alone}
    if not picked or (len(picked) > 1 and alone.intersection(picked)):
        return Unclear(tuple(picked))
    return Understood(Answer(question.id, options=tuple(picked)))


def _part(
    part: str, options: Sequence[Option], language: str
) -> tuple[str, ...] | Unclear:
    """Return the options that one part of a list names."""
    said = plain(part)
    pointed = _pointed(said, options, language)
    if pointed is not None:
        return (pointed,)
    known = catalogue(language)
    matched, left = _matches(said, _phrases(tuple(options), language), known)
    if any(len(m.options) != 1 for m in matched):
        return Unclear(_between(options, [m.options for m in matched]))
    if not matched or any(w in known.turning for w in left) or len(left) > _LEFTOVER:
        return Unclear()
    return tuple(dict.fromkeys(next(iter(m.options)) for m in matched))


def _exact(said: tuple[str, ...], phrases: Sequence[_Phrase]) -> str | None:
    """Return the option whose own words, or whose mark's, these are."""
    for phrase in phrases:
        if phrase.words == said and len(phrase.options) == 1:
            return next(iter(phrase.options))
    return None


def _pointed(
    said: tuple[str, ...], options: Sequence[Option], language: str
) -> str | None:
    """Return the option that a number, a letter or "the second one" points at."""
    known = catalogue(language)
    fillers = known.typed.get("pointers", ())
    bare = [word for word in said if word not in fillers]
    if bare[1:] and bare[0] in known.ordinal and known.counting.get(bare[1]) == 1:
        bare.pop()  # the second one
    if len(bare) != 1:
        return None
    word = bare[0]
    signs = [sign.casefold() for sign in marks(options, language)]
    place = known.ordinal.get(word, 0)
    if not place and word in signs:
        place = signs.index(word) + 1
    if not place and signs[:1] == ["1"]:
        place = _digits(word) or known.counting.get(word, 0)
    return options[place - 1].id if 0 < place <= len(options) else None


def _scan(
    question: Question,
    said: tuple[str, ...],
    phrases: Sequence[_Phrase],
    known: Catalogue,
) -> Reading:
    matched, left = _matches(said, phrases, known)
    if not matched:
        return Unclear()
    left_options = frozenset.intersection(*(m.options for m in matched))
    edge = any(m.place is _Place.EDGE for m in matched)
    most = _LEFTOVER_LEADING if edge else _LEFTOVER
    turned = any(word in known.turning for word in left)
    if len(left_options) == 1 and not turned and len(left) <= most:
        return Understood(Answer(question.id, options=tuple(left_options)))
    either = left_options or frozenset().union(*(m.options for m in matched))
    return Unclear(tuple(sorted(either)) if not turned and len(either) > 1 else ())


def _between(
    options: Sequence[Option], groups: Iterable[frozenset[str]]
) -> tuple[str, ...]:
    either = frozenset[str]().union(*groups)
    return tuple(o.id for o in options if o.id in either)


def _matches(
    said: tuple[str, ...], phrases: Sequence[_Phrase], known: Catalogue
) -> tuple[list[_Phrase], list[str]]:
    """Return the phrases found, longest first at each place, and the words left."""
    words = _spelt(said, phrases, known)
    matched: list[_Phrase] = []
    left: list[str] = []
    at = 0
    while at < len(words):
        found = next(
            (p for p in phrases if _fits(p, words, at, known)),
            None,
        )
        if found is None:
            left.append(words[at])
            at += 1
        else:
            matched.append(found)
            at += len(found.words)
    return matched, left


def _fits(phrase: _Phrase, words: tuple[str, ...], at: int, known: Catalogue) -> bool:
    end = at + len(phrase.words)
    if words[at:end] != phrase.words:
        return False
    last = end == len(words)
    match phrase.place:
        case _Place.ANYWHERE:
            return True
        case _Place.EDGE:
            blunted = not last and words[end] in known.blunting
            return (at == 0 or last or _follows(words[:at], known)) and not blunted
        case _Place.WHOLE:
            return last and _follows(words[:at], known)


def _follows(before: tuple[str, ...], known: Catalogue) -> bool:
    """Whether only other ways of saying yes or no stand before ("no, not really")."""
    leading = {
        word
        for name in (*_EDGES, *(f"{edge}_whole" for edge in _EDGES))
        for words in _meant(name, known.language)
        for word in words
    }
    return all(word in leading for word in before)


def _phrases(options: Sequence[Option], language: str) -> tuple[_Phrase, ...]:
    """Return everything that may be looked for, the longest first."""
    found: dict[tuple[str, ...], _Phrase] = {}

    def add(
        words: tuple[str, ...], ids: frozenset[str], *, own: bool, place: _Place
    ) -> None:
        old = found.get(words)
        if not words or (old is not None and old.own and not own):
            return
        before = old.options if old is not None and old.own == own else frozenset()
        found[words] = _Phrase(words, before | ids, own, place)

    edges = {words for name in _EDGES for words in _meant(name, language)}
    for option in options:
        for words in _ways(option, language):
            place = _Place.EDGE if words in edges else _Place.ANYWHERE
            add(words, frozenset([option.id]), own=True, place=place)
    for name, ids in _meanings(options, language).items():
        for words in _meant(name, language) if ids else ():
            place = _Place.EDGE if name in _EDGES else _Place.ANYWHERE
            add(words, ids, own=False, place=place)
        for words in _meant(f"{name}_whole", language) if ids else ():
            add(words, ids, own=False, place=_Place.WHOLE)
    return tuple(sorted(found.values(), key=lambda p: (-len(p.words), not p.own)))


@cache
def _meant(name: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways of saying yes, no, ... in a language, and in English."""
    return tuple(
        plain(text)
        for code in dict.fromkeys((language, ENGLISH))
        for text in catalogue(code).means.get(name, ())
        if code in _understood(text, language)
    )


@cache
def _bare(text: str) -> tuple[str, ...]:
    """Return the words of a definition's text; never of what somebody wrote."""
    return plain(text)


def _ways(option: Option, language: str) -> list[tuple[str, ...]]:
    """Return the words of an option: its label and what `said` lists."""
    languages = dict.fromkeys((language, ENGLISH))
    texts = [option.label.in_language(language, v) for v in Variant]
    texts += [text for code in languages for text in option.said.get(code, ())]
    return [_bare(text) for text in texts]


def _meanings(options: Sequence[Option], language: str) -> Mapping[str, frozenset[str]]:
    """Return which options "yes", "no", "not sure" and "did not apply" stand for."""
    found: dict[str, frozenset[str]] = {}
    for name in _EDGES:
        heads = [(*_meant(name, code), ("",))[0] for code in (language, ENGLISH)]
        whole = [o.id for o in options if any(w in heads for w in _ways(o, language))]
        begun = [
            o.id
            for o in options
            if _bare(o.label.in_language(language))[:1] in heads and o.mark is None
        ]
        found[name] = frozenset(whole or begun)
    for name, mark in (
        ("not_sure", Mark.NOT_SURE),
        ("did_not_apply", Mark.DID_NOT_APPLY),
    ):
        found[name] = frozenset(o.id for o in options if o.mark is mark)
    return found


def _spelt(
    said: tuple[str, ...], phrases: Sequence[_Phrase], known: Catalogue
) -> tuple[str, ...]:
    """Return the words with slips of the finger put right, where only one fits."""
    vocabulary = {word for phrase in phrases for word in phrase.words}
    fixed = vocabulary | known.everyday | known.turning
    targets = [w for w in vocabulary if w not in known.counting]
    return tuple(
        word if word in fixed else _nearest(word, targets) or word for word in said
    )


def _nearest(word: str, targets: Sequence[str]) -> str | None:
    """Return the one word that this may be a misspelling of.

    The first letter must agree: "mother" is no "other".
    """
    if len(word) < _TYPO_FROM or not word.isalpha():
        return None
    most = 2 if len(word) >= _TYPO_TWICE_FROM else 1
    near = {
        target
        for target in targets
        if len(target) >= _TYPO_FROM
        and target[0] == word[0]
        and abs(len(target) - len(word)) <= most
        and _slips(word, target) <= most
    }
    return near.pop() if len(near) == 1 else None


def _slips(a: str, b: str) -> int:
    """Return how many letters were missed, added, changed or swapped."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, right in enumerate(b, 1):
            cost = min(row[-1] + 1, before[j] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
