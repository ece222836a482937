"""Is this text in a language that the detectors can read at all?

A text in another language may hold names that nobody finds, so it waits for a
person. English is told by its words, as people write them: slang, slips of the
pen and names count as known. Three words are needed to say anything.
"""

from collections.abc import Sequence

from surveys.details_evidence import is_drawn_out, is_misspelt
from surveys.details_identifiers import Found
from surveys.details_lexicon import Lexicon
from surveys.details_text import Word

_FEWEST = 3  # words, under which nothing can be said
_TOO_MANY = 0.4  # of the words unknown
_COMMON = 3  # the band of given names that count as known in lower case
_ENGLISH_ENDINGS = frozenset(("s", "t", "d", "m", "ll", "re", "ve", "em", "n"))
_RUN = 5  # unknown words in a row: a sentence in another language


def is_unread(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Say whether so many of ``words`` are unknown that a person must read them."""
    counted, unknown = count_unknown(words, lexicon)
    if counted >= _FEWEST and unknown / counted > _TOO_MANY:
        return True
    run = 0
    for word in words:
        if _counts(word):
            run = 0 if _is_known(word, lexicon) else run + 1
            if run >= _RUN:
                return True
    return False


def spoken(split: Sequence[Word], shaped: Sequence[Found]) -> list[Word]:
    """Return the words of ``split`` that are language: no links, numbers and such."""
    found = sorted(shaped)
    read: list[Word] = []
    position = end = 0
    for word in split:
        while position < len(found) and found[position].start <= word.start:
            end = max(end, found[position].end)
            position += 1
        if word.start >= end:
            read.append(word)
    return read


def count_unknown(words: Sequence[Word], lexicon: Lexicon) -> tuple[int, int]:
    """Return how many of ``words`` count as words, and how many of these are unknown.

    Letters alone and numbers do not count.
    """
    counted = [word for word in words if _counts(word)]
    return len(counted), sum(not _is_known(word, lexicon) for word in counted)


def _counts(word: Word) -> bool:
    return len(word.low) > 1 and not word.low[0].isdigit()


def _is_known(word: Word, lexicon: Lexicon) -> bool:
    low = word.low.removesuffix("'s")
    if low in lexicon.elsewhere:
        return False
    if low in lexicon.english or low in lexicon.never:
        return True
    if "'" in low:
        return low.rsplit("'", 1)[1] in _ENGLISH_ENDINGS or low[:2] in {"o'", "y'"}
    if low in lexicon.allowed or low in lexicon.mostly_names:
        return True
    if word.text[0].isupper() and (low in lexicon.given or low in lexicon.surnames):
        return True
    return lexicon.given.get(low) == _COMMON or is_misspelt(low) or is_drawn_out(low)
