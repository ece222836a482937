"""Words become the pieces that a BERT model knows, each with its place.

A tokenizer of our own for lower-case WordPiece vocabularies: it reads plain
text (`surveys.details_text`), needs no package, and its time grows with the
text's length only.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a text: its number in the vocabulary and its characters."""

    number: int
    start: int
    end: int


class WordPiece:
    """A vocabulary and how to cut words by it.

    Args:
        vocabulary: A file with one piece a line, ``##`` before inner pieces.
    """

    __slots__ = ("_cut", "_numbers", "first", "last", "unknown")

    def __init__(self, vocabulary: Path) -> None:
        pieces = vocabulary.read_text(encoding="utf-8").split("\n")
        self._numbers = {piece: number for number, piece in enumerate(pieces) if piece}
        self._cut: dict[str, tuple[tuple[int, int], ...]] = {}
        self.unknown = self._numbers["[UNK]"]
        self.first = self._numbers["[CLS]"]
        self.last = self._numbers["[SEP]"]

    def pieces(self, low: str) -> list[Piece]:
        """Return the pieces of lower-case ``low`` in order."""
        found: list[Piece] = []
        for match in _TOKEN.finditer(low):
            start = match.start()
            for number, length in self._pieces_of(match.group()):
                found.append(Piece(number, start, start + length))
                start += length
        return found

    def _pieces_of(self, word: str) -> tuple[tuple[int, int], ...]:
        """Return the number and length of each piece of ``word``, longest first."""
        known = self._cut.get(word)
        if known is None:
            known = self._cut_up(word)
            if len(self._cut) < 20_000:  # noqa: PLR2004 - keep the memory bounded
                self._cut[word] = known
        return known

    def _cut_up(self, word: str) -> tuple[tuple[int, int], ...]:
        if len(word) > _LONGEST_WORD:
            return ((self.unknown, len(word)),)
        cut: list[tuple[int, int]] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                inner = "##" if start else ""
                number = self._numbers.get(inner + word[start:end])
                if number is not None:
                    cut.append((number, end - start))
                    start = end
                    break
            else:
                return ((self.unknown, len(word)),)
        return tuple(cut)
