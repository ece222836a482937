"""Is this text in a language that the detectors can read at all?

A text in another language may hold names that nobody finds, so it waits for a
person. English is told by its words, as people write them: slang, slips of the
pen and names count as known. Three words are needed to say anything.
"""

from collections.abc import Sequence

from surveys.details_evidence import is_misspelt
from surveys.details_lexicon import Lexicon
from surveys.details_text import Word

_FEWEST = 3  # words, under which nothing can be said
_TOO_MANY = 0.4  # of the words unknown
_RUN = 5  # unknown words in a row: a sentence in another language


def is_unread(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Say whether so many of ``words`` are unknown that a person must read them."""
    counted = unknown = run = 0
    for word in words:
        if len(word.low) == 1 or word.low[0].isdigit():
            continue
        counted += 1
        if _is_known(word, lexicon):
            run = 0
            continue
        unknown += 1
        run += 1
        if run >= _RUN:
            return True
    return counted >= _FEWEST and unknown / counted >= _TOO_MANY


def _is_known(word: Word, lexicon: Lexicon) -> bool:
    low = word.low.removesuffix("'s")
    if low in lexicon.english or low in lexicon.never or "'" in low:
        return True
    if low in lexicon.allowed or low in lexicon.mostly_names:
        return True
    name = low in lexicon.given or low in lexicon.surnames
    return (name and word.text[0].isupper()) or is_misspelt(low)
