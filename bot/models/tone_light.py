"""The light tone reader: hashed words and letters, and a list of good and bad words.

A logistic model over 1- and 2-word runs, 3- to 5-letter runs and VADER's figures, in
one file under 1 MB, with numpy alone: what reads where the encoder is missing. Without
the figures it would fail on words that its training texts do not have.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.models.tone_lexicon import balance, valences
from bot.models.tone_text import prepared

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BUCKETS = 1 << 16  # for runs of words, and as many for runs of letters
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]")
_LETTERS = (3, 4, 5)
_STRONG = 2.0
_CONTRASTS = frozenset(("but", "however", "although", "though", "yet"))


def _runs(low: str) -> Iterator[int]:
    """Yield the bucket of each run of words and of letters."""
    words = _WORD.findall(low)
    for word in words:
        yield zlib.crc32(word.encode()) % BUCKETS
    for pair in pairwise(words):
        yield zlib.crc32(" ".join(pair).encode()) % BUCKETS
    for word in words:
        coded = f" {word} ".encode()
        for length in _LETTERS:
            for at in range(max(1, len(coded) - length + 1)):
                yield BUCKETS + zlib.crc32(coded[at : at + length]) % BUCKETS


def buckets(text: str) -> dict[int, int]:
    """Return how often the text falls into each bucket."""
    counts: dict[int, int] = {}
    for bucket in _runs(prepared(text)):
        counts[bucket] = counts.get(bucket, 0) + 1
    return counts


def figures(text: str) -> list[float]:
    """Return what the list of good and bad words says of the text."""
    found = valences(text)
    words = text.lower().split()
    return [
        balance(text),
        max([0.0, *found]) / _STRONG,
        min([0.0, *found]) / _STRONG,
        sum(v > 0 for v in found) / (1 + len(found)) * 5,
        sum(v < 0 for v in found) / (1 + len(found)) * 5,
        float(any(word.strip(".,;") in _CONTRASTS for word in words)),
        min(len(words), 100) / 50,
    ]


def weighed(counts: Mapping[int, int], idf: "NDArray[Any]") -> "tuple[Any, Any]":
    """Return the buckets of a text and their weights, of length one in each half."""
    import numpy as np  # noqa: PLC0415 - slow to load, so at first use

    at = np.fromiter(counts.keys(), np.int64, len(counts))
    weights = (1 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))) * idf[
        at
    ]
    for half in (at < BUCKETS, at >= BUCKETS):
        norm = float(np.sqrt((weights[half] ** 2).sum()))
        weights[half] /= norm or 1.0
    return at, weights


class LightModel:
    """The file's numbers and how they read one text.

    Args:
        arrays: ``idf`` and ``weights`` as bytes with their scales, ``figures`` and
            ``base`` for the list of words; see tools/train/light.py.
    """

    __slots__ = ("_base", "_figures", "_idf", "_weights")

    def __init__(self, arrays: "Mapping[str, NDArray[Any]]") -> None:
        self._idf = arrays["idf"].astype("float32") * float(arrays["idf_scale"])
        self._weights = arrays["weights"].astype("float32") * arrays["scale"][:, None]
        self._figures = arrays["figures"]
        self._base = arrays["base"]

    def logits(self, text: str) -> "Sequence[float]":
        """Return the three numbers of one text."""
        at, weights = weighed(buckets(text), self._idf)
        numbers: NDArray[np.float64] = (
            self._weights[:, at] @ weights + self._figures @ figures(text) + self._base
        )
        return [float(number) for number in numbers]
