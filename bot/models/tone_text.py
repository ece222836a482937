"""How a verbatim is prepared for the tone readers, in training and in service alike.

Curly quotes, accents and odd spaces are folded away, details that were taken out lose
their brackets, and letters that are repeated for emphasis are cut to two.
"""

import re
from collections.abc import Sequence

from bot.models.wordpiece import WordPiece
from surveys.details_text import plain

LONGEST = 254  # pieces; a longer text is read in parts
_PLACEHOLDER = re.compile(r"\[([a-z][a-z ]*)\]")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_SPACES = re.compile(r"\s+")


def prepared(text: str) -> str:
    """Return the text as the readers see it, in lower case.

    >>> prepared("Sooooo good, [name] was")
    'soo good, name was'
    """
    low = _PLACEHOLDER.sub(r"\1", plain(text).low)
    return _SPACES.sub(" ", _DRAWN_OUT.sub(r"\1\1", low)).strip()


def numbered(text: str, vocabulary: WordPiece) -> list[list[int]]:
    """Return the numbers of the text's pieces, one list a part, with both ends."""
    numbers = [piece.number for piece in vocabulary.pieces(prepared(text))]
    parts = [numbers[at : at + LONGEST] for at in range(0, len(numbers), LONGEST)]
    return [_ended(part, vocabulary) for part in parts or [[]]]


def _ended(part: Sequence[int], vocabulary: WordPiece) -> list[int]:
    return [vocabulary.first, *part, vocabulary.last]
