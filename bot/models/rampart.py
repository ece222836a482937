"""Rampart, a small ONNX model that finds names and addresses, in our own loader.

The model files under `bot/models/data/rampart` are the unmodified work of the
National Design Studio (CC BY 4.0; see NOTICE.md). Loaded once, at the first
text, by whichever thread comes first; several threads may ask at once. It is
given plain text (`surveys.details_text`) and never sees a network.
"""

import threading
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.models.onnx import session
from bot.models.wordpiece import Piece, WordPiece
from surveys.details_identifiers import Found
from surveys.details_lexicon import lexicon
from surveys.details_text import Plain, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WINDOW = 254  # pieces at a time, of the 510 that the model could take
_OVERLAP = 48
_NAMES = slice(1, 5)  # given name and surname, first and inner pieces
_ADDRESS = slice(23, 29)  # building number, street name, flat
_STREET = slice(25, 27)
_SURE_ADDRESS = 0.6


def is_installed() -> bool:
    """Say whether the packages and files that the model needs are here."""
    model = files("bot") / "models" / "data" / "rampart" / "model_q4.onnx"
    packages = all(find_spec(name) is not None for name in ("onnxruntime", "numpy"))
    return packages and model.is_file()


class Rampart:
    """The model behind one question: which words are names, what is an address?"""

    name = "Rampart ONNX"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session: Any = None  # onnxruntime ships no types
        self._pieces: WordPiece | None = None

    def read(
        self, text: Plain, words: Sequence[Word]
    ) -> tuple[list[float], list[Found]]:
        """Return how sure the model is that each word is a name, and addresses."""
        vocabulary = self._load()
        pieces = vocabulary.pieces(text.low)
        if not pieces:
            return [0.0] * len(words), []
        chances = self._chances(vocabulary, pieces)
        names = chances[:, _NAMES].sum(axis=1).tolist()
        homes = chances[:, _ADDRESS].sum(axis=1).tolist()
        streets = chances[:, _STREET].sum(axis=1).tolist()
        return (
            _by_word(words, pieces, names),
            list(
                _addresses(
                    text,
                    words,
                    _by_word(words, pieces, homes),
                    _by_word(words, pieces, streets),
                )
            ),
        )

    def _load(self) -> WordPiece:
        with self._lock:
            if self._pieces is None:
                folder = files("bot") / "models" / "data" / "rampart"
                with as_file(folder / "model_q4.onnx") as model:
                    self._session = session(model)
                with as_file(folder / "vocab.txt") as vocabulary:
                    self._pieces = WordPiece(vocabulary)
            return self._pieces

    def _chances(
        self, vocabulary: WordPiece, pieces: Sequence[Piece]
    ) -> "NDArray[np.float32]":
        """Return the probability of each label for each piece."""
        import numpy as np  # noqa: PLC0415 - slow to load, so at first use

        best: NDArray[np.float32] | None = None
        for start in range(0, max(len(pieces) - _OVERLAP, 1), _WINDOW - _OVERLAP):
            window = pieces[start : start + _WINDOW]
            numbers = [piece.number for piece in window]
            ids = np.array([[vocabulary.first, *numbers, vocabulary.last]], np.int64)
            feed = {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            }
            logits = self._session.run(None, feed)[0][0][1:-1]
            powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
            chances = powers / powers.sum(axis=-1, keepdims=True)
            if best is None:
                best = np.zeros((len(pieces), chances.shape[1]), np.float32)
            rows = slice(start, start + len(window))
            best[rows] = np.maximum(best[rows], chances)
        if best is None:
            raise ValueError("there is nothing to read")
        return best


def _by_word(
    words: Sequence[Word], pieces: Sequence[Piece], chances: Sequence[float]
) -> list[float]:
    """Return the highest of ``chances`` among the pieces of each word."""
    found: list[float] = []
    position = 0
    for word in words:
        while position < len(pieces) and pieces[position].start < word.start:
            position += 1
        best = 0.0
        while position < len(pieces) and pieces[position].start < word.end:
            best = max(best, chances[position])
            position += 1
        found.append(best)
    return found


def _trimmed(run: Sequence[str], streets: Sequence[float]) -> tuple[int, int]:
    """Return the places of the first and last word of an address in a run of words.

    Everyday words before its first number and after its last one are none of it: of
    "flat at 61 burleys way had mould", 61 to way. Where the model is sure that one is
    the street itself, it is: "home close", "well walk". ``streets`` says how sure.
    """
    everyday = [
        low in lexicon().never and chance < _SURE_ADDRESS
        for low, chance in zip(run, streets, strict=True)
    ]
    numbers = [place for place, low in enumerate(run) if low[0].isdigit()]
    sure = [place for place in range(len(run)) if streets[place] >= _SURE_ADDRESS]
    first, last = numbers[0], max([numbers[-1], *sure])
    while first > 0 and (run[first - 1] == "no" or not everyday[first - 1]):
        first -= 1
    small = 0  # words such as "the" that stand in front of more of the street
    for place in range(last + 1, len(run)):
        if not everyday[place]:
            last, small = place, 0
        elif run[place] in {"the", "of", "on", "upon", "st"} and not small:
            small = 1
        else:
            break
    return first, last


def _addresses(
    text: Plain,
    words: Sequence[Word],
    homes: Sequence[float],
    streets: Sequence[float],
) -> Iterator[Found]:
    """Yield runs of words that hold a number and a street."""
    run: list[int] = []
    for index in range(len(words) + 1):
        if index < len(words) and homes[index] >= _SURE_ADDRESS:
            gap = text.text[words[run[-1]].end : words[index].start] if run else ""
            if not gap.strip(" ,.\n-/'"):
                run.append(index)
                continue
        numbered = any(words[place].low[0].isdigit() for place in run)
        street = any(
            streets[place] >= _SURE_ADDRESS and words[place].low.isalpha()
            for place in run
        )
        if numbered and street:
            first, last = _trimmed(
                [words[place].low for place in run], [streets[place] for place in run]
            )
            yield Found(words[run[first]].start, words[run[last]].end, "ADDRESS")
        run = [index] if index < len(words) and homes[index] >= _SURE_ADDRESS else []
