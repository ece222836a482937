"""Names in disguise: letter by letter, or with digits for letters.

"k e l l y", "K-e-l-l-y" and "k3lly" are read as people read them. Only names that
the lists know and that are no everyday words count, so that acronyms and "gr8" stay.
Pure; the time grows with the text's length only.
"""

import re
from collections.abc import Iterator, Sequence

from surveys.details_identifiers import Found
from surveys.details_lexicon import Lexicon
from surveys.details_text import Plain, Word

_SPELT = re.compile(
    r"(?<![\w'])[a-z]([ .\-_*])(?:[a-z]\1){1,18}[a-z](?![\w'])",
)
_FEWEST = 4  # letters of a name that is read so
_KNOWN = 2  # the band of given names from which one counts
_DIGITS = (str.maketrans("310457", "eioast"), str.maketrans("310457", "eloast"))


def disguised(text: Plain, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Found]:
    """Yield the names in disguise of a plain text."""
    for match in _SPELT.finditer(text.low):
        if _is_known(match.group()[::2], lexicon):
            yield Found(match.start(), match.end(), "NAME")
    for word in words:
        if word.low.isalpha() or not word.low[0].isalpha():
            continue
        read = {word.low.translate(table) for table in _DIGITS}
        read.add(word.low.rstrip("0123456789"))
        if any(_is_known(name, lexicon) for name in read):
            yield Found(word.start, word.end, "NAME")


def _is_known(name: str, lexicon: Lexicon) -> bool:
    if len(name) < _FEWEST or name in lexicon.never or name in lexicon.allowed:
        return False
    if name in lexicon.mostly_names:
        return True
    return lexicon.given.get(name, 0) >= _KNOWN and name not in lexicon.english
