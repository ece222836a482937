"""A verbatim is cut into clauses, so that each can be read for what it says.

Rule 1: every clause is a stretch of the text as it was written, never reworded; what
joins two clauses ("but", "and") and the signs between them belong to neither.
Rule 2: cut at the ends of sentences, semicolons and lines; at words of contrast; at
"and" or a comma where a new verb follows; in sentences that run on without a sign,
before a new subject with its verb; in lists, between their entries.
Rule 3: where it is not plain, do not cut: half a thought is worse than two in one.
Misspelt and lower-case words are the rule, so nothing depends on capitals.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

_WORD = re.compile(r"\[[a-z ]+\]|[^\W_]+(?:['\u2019`\-&/][^\W_]+)*")
_END = re.compile(
    r"[\r\n]+|;|[!?]+|\.{2,}|…|(?<![\d])\.(?=\s|$|[A-Z\"'\u2019)])|(?<=\d)\.(?=\s|$)"
    r"|\s[-\u2013\u2014•*]+\s|[\u2013\u2014•]|:(?=\s)|\.(?=[a-z]{3,}\s)"
)
_SHORT = re.compile(r"(?i)\b(?:mrs?|ms|dr|st|eg|ie|[eiap]\.[gem]|vs|approx)$")
_FEWEST_LEFT = 2  # words that a clause needs where "and" or a comma ends it
_FEWEST_RIGHT = 3  # and where one of them begins it
_STRETCH = 200  # words; without a verb in so many, it is no sentence
_REACH = 6  # words within which a new subject must have its verb
_LONGEST = 40  # words after which even a lesser sign may cut


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a verbatim.

    Attributes:
        text: The words as written, equal to ``verbatim[start:end]``.
        start: Where it begins, in code points of the verbatim.
        end: Where it ends.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    """One word: as compared (lower case, no apostrophe) and where it stands."""

    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Lists:
    """The words of `analysis/data/phrases-clauses.toml`."""

    contrasts: frozenset[str]
    contrast_kept_after: frozenset[str]
    turns: tuple[tuple[str, ...], ...]
    joins: frozenset[str]
    subjects: frozenset[str]
    plain_subjects: frozenset[str]
    determiners: frozenset[str]
    adverbs: frozenset[str]
    open_words: frozenset[str]
    reporting: frozenset[str]
    leaning: frozenset[str]
    verbs: frozenset[str]
    auxiliaries: frozenset[str]
    bare: frozenset[str]
    pasts: frozenset[str]


@cache
def _lists() -> _Lists:
    raw = files("analysis") / "data" / "phrases-clauses.toml"
    read = tomllib.loads(raw.read_text(encoding="utf-8"))
    turns = sorted((tuple(p.split()) for p in read.pop("turns")), key=len, reverse=True)
    return _Lists(
        turns=tuple(turns), **{name: frozenset(words) for name, words in read.items()}
    )


def split(text: str) -> tuple[Clause, ...]:
    """Return the clauses of a verbatim, in order; none where it has no word.

    >>> [c.text for c in split("She was lovely but nobody told us about the plan.")]
    ['She was lovely', 'nobody told us about the plan']
    """
    found: list[Clause] = []
    for start, end in _sentences(text):
        words = _words(text, start, end)
        if words:
            found.extend(_clauses(text, words))
    return tuple(found)


def thoughts(text: str, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """Return, for each clause of ``text``, the thought that it is part of.

    Clauses between which nothing stands but a comma or an "and" carry one thought
    on; a contrast, or the end of a sentence, begins another.

    >>> text = "I had hopes and nobody was interested but she was kind"
    >>> thoughts(text, split(text))[1:]
    ('I had hopes and nobody was interested', 'she was kind')
    """
    groups: list[list[Clause]] = []
    for clause in clauses:
        between = text[groups[-1][-1].end : clause.start] if groups else ""
        if groups and _carries_on(between):
            groups[-1].append(clause)
        else:
            groups.append([clause])
    return tuple(text[g[0].start : g[-1].end] for g in groups for _ in g)


def _carries_on(between: str) -> bool:
    if _END.search(between):
        return False
    return all(word in _lists().joins for word in _WORD.findall(between.lower()))


def _words(text: str, start: int, end: int) -> list[_Word]:
    return [
        _Word(_plain(match.group()), match.start(), match.end())
        for match in _WORD.finditer(text, start, end)
    ]


def _plain(word: str) -> str:
    low = word.lower()
    for sign in "'\u2019`":
        low = low.replace(sign, "")
    return low


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches between the signs that always end a clause."""
    start = 0
    for match in _END.finditer(text):
        if match.group() == "." and _SHORT.search(text[start : match.start()]):
            continue
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _clauses(text: str, words: Sequence[_Word]) -> Iterator[Clause]:
    """Yield the clauses of one sentence."""
    pieces: list[tuple[int, int]] = []
    start = 0
    for at, skip in _cuts(text, words):
        if at > start:
            pieces.append((start, at))
        start = at + skip
    if start < len(words):
        pieces.append((start, len(words)))
    for first, last in pieces:
        begin, end = words[first].start, words[last - 1].end
        yield Clause(text[begin:end], begin, end)


def _cuts(text: str, words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Yield where a new clause begins, and how many joining words it leaves out."""
    start = 0
    listed = _is_list(text, words)
    for at in range(len(words)):
        skip = _cut(text, words, start, at, listed=listed)
        if skip is not None and at + skip < len(words):
            yield at, skip
            start = at + skip


def _cut(  # noqa: PLR0911 - one answer a kind of join
    text: str, words: Sequence[_Word], start: int, at: int, *, listed: bool
) -> int | None:
    """Say whether a clause begins at a word, and how many words then join."""
    lists = _lists()
    if at < start:
        return None
    turned = _turn(words, at)
    if turned is not None:
        return turned if at > start else None
    if at == start:
        first = words[at].low
        return (
            1 if first in lists.joins | {"but", "so"} and len(words) - at > 1 else None
        )
    comma = "," in text[words[at - 1].end : words[at].start]
    join = words[at].low in lists.joins or words[at].low == "&"
    left, right = at - start, len(words) - at - join
    if listed and (comma or (join and left >= _FEWEST_LEFT)):
        return int(join)
    if left < _FEWEST_LEFT or right < _FEWEST_RIGHT:
        return None
    if comma:
        return _after_comma(words, start, at, join=join)
    if join:
        lacks = words[at + 1].low in {"no", "nobody", "noone", "nothing"}
        if lacks or _begins(words, at + 1) or _acts(words, start, at + 1):
            return 1
        return None
    return 0 if _runs_on(words, start, at) else None


def _turn(words: Sequence[_Word], at: int) -> int | None:
    """Return how many words of contrast to leave out here; None if there is none."""
    lists = _lists()
    for phrase in lists.turns:
        if tuple(w.low for w in words[at : at + len(phrase)]) == phrase:
            keeps = phrase[-1] in {"wish", "about", "from", "only", "problem"}
            return 0 if keeps or at + len(phrase) >= len(words) else len(phrase)
    if words[at].low not in lists.contrasts:
        return None
    if at and words[at - 1].low in lists.contrast_kept_after:
        return None
    if at and words[at - 1].low in lists.joins:
        return None
    if at == len(words) - 1:  # "it was good though"
        return None
    return 1


def _after_comma(
    words: Sequence[_Word], start: int, at: int, *, join: bool
) -> int | None:
    lists = _lists()
    leans = words[start].low in lists.leaning and not _finite(
        words, start, at, fewest=2
    )
    if leans:
        return None
    first = at + join
    if not _finite(words, start, at):
        return None
    negated = words[first].low in {
        "no",
        "never",
        "not",
        "nobody",
        "noone",
        "nor",
        "without",
    }
    if _begins(words, first) or _acts(words, start, first) or negated:
        return int(join)
    return None


def _is_verb(low: str) -> bool:
    known = low in _lists().verbs
    return known or (len(low) > 4 and low.endswith(("ed", "nt")) and low != "parent")  # noqa: PLR2004


def _finite(words: Sequence[_Word], start: int, end: int, fewest: int = 1) -> bool:
    """Say whether a stretch has a verb of its own, in its last `_STRETCH` words."""
    near = words[max(start, end - _STRETCH) : end]
    verbs = (word for word in near if _is_verb(word.low))
    return len(list(islice(verbs, fewest))) == fewest


def _begins(words: Sequence[_Word], at: int) -> bool:
    """Say whether a subject with its verb stands here."""
    lists = _lists()
    if at >= len(words):
        return False
    low = words[at].low
    if low in lists.verbs and low in lists.subjects:  # "im", "theyve"
        return True
    if low in lists.subjects:
        return _verb_after(words, at + 1, 2)
    if low in lists.determiners or low.startswith("["):
        return _verb_after(words, at + 1, _REACH - 2)
    return at + 1 < len(words) and words[at + 1].low in _lists().auxiliaries


def _verb_after(words: Sequence[_Word], at: int, reach: int) -> bool:
    """Say whether a verb comes within reach, adverbs not counted."""
    left = reach
    for word in words[at:]:
        if _is_verb(word.low):
            return True
        if word.low in _lists().adverbs:
            continue
        left -= 1
        if left <= 0 or word.low in _lists().joins:
            return False
    return False


def _acts(words: Sequence[_Word], start: int, at: int) -> bool:
    """Say whether a verb stands here that carries on with the subject before."""
    if at >= len(words) or not _finite(words, start, at - 1):
        return False
    low = words[at].low
    if low in _lists().bare:
        return True
    if low in _lists().adverbs and at + 1 < len(words):
        low = words[at + 1].low
    past = len(low) > 4 and low.endswith("ed")  # noqa: PLR2004 - "helped", not "bed"
    return past or low in _lists().pasts


_THEM = frozenset(("me", "us", "him", "her", "them", "you"))


def _runs_on(words: Sequence[_Word], start: int, at: int) -> bool:
    """Say whether a sentence without signs goes on to a new clause here."""
    lists = _lists()
    if words[at].low not in lists.plain_subjects or not _begins(words, at):
        return False
    before = words[at - 1].low
    if before in lists.open_words or before in lists.determiners:
        return False
    if before in _THEM and words[at - 2].low in lists.reporting:
        return False
    if at - start < _FEWEST_RIGHT or not _finite(words, start, at):
        return False
    if words[start].low in lists.leaning:
        return False
    # "the course we wanted", "every time we rang": the clause belongs to the noun
    nouns = words[max(start, at - 3) : at - 1]
    return not any(
        w.low in {"the", "any", "every", "all", "those", "that", "whatever", "what"}
        for w in nouns
    )


def _is_list(text: str, words: Sequence[_Word]) -> bool:
    """Say whether a sentence is a list: no verb of its own, entries of some length."""
    between = [
        i + 1
        for i in range(len(words) - 1)
        if "," in text[words[i].end : words[i + 1].start]
    ]
    if not between:
        return False
    starts = [0, *between]
    lengths = [b - a for a, b in zip(starts, [*between, len(words)], strict=True)]
    if min(lengths) < _FEWEST_LEFT:
        return False
    return not any(_main(words, a, a + n) for a, n in zip(starts, lengths, strict=True))


def _main(words: Sequence[_Word], start: int, end: int) -> bool:
    """Say whether a stretch reads as a clause with subject and verb."""
    lists = _lists()
    low = words[start].low
    if low in lists.subjects or low in lists.determiners or low in lists.joins:
        return _begins(words[:end], start) and low not in lists.determiners
    return False
