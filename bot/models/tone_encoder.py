"""The tone encoder: a small fine-tuned MiniLM as an int8 ONNX file.

One text at a time: numbers in int8 are scaled by all that is read together, so a text
would be read a little differently in other company. Loaded at the first text, once,
by whichever thread comes first; several threads may ask at once.
"""

import threading
from pathlib import Path
from typing import Any

from bot.models.onnx import session
from bot.models.tone_text import numbered
from bot.models.wordpiece import WordPiece


class Encoder:
    """The model file and its vocabulary.

    Args:
        model: The ONNX file: `ids` in, one row of numbers out.
        vocabulary: One piece a line.
    """

    __slots__ = ("_lock", "_model", "_pieces", "_session", "_vocabulary")

    def __init__(self, model: Path, vocabulary: Path) -> None:
        self._model = model
        self._vocabulary = vocabulary
        self._lock = threading.Lock()
        self._session: Any = None  # onnxruntime ships no types
        self._pieces: WordPiece | None = None

    def numbers(self, text: str) -> list[float]:
        """Return the model's numbers for one text; of a long one, its parts' mean."""
        import numpy as np  # noqa: PLC0415 - slow to load, so at first use

        parts = numbered(text, self._load())
        total: list[float] = []
        pieces = sum(len(part) for part in parts)
        for part in parts:
            ids = np.array([part], np.int64)
            share = len(part) / pieces
            row = [
                share * float(n) for n in self._session.run(None, {"ids": ids})[0][0]
            ]
            total = [t + n for t, n in zip(total, row, strict=True)] if total else row
        return total

    def _load(self) -> WordPiece:
        with self._lock:
            if self._pieces is None:
                self._session = session(self._model)
                self._pieces = WordPiece(self._vocabulary)
            return self._pieces
