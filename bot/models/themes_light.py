"""The light theme model: hashed runs of words and letters, with numpy alone.

A logistic model in one small file. It reads beside the encoder, where there is one, and
alone where there is none; and it is what names the words that carried a suggestion,
because its numbers belong to words.
"""

import itertools
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bot.models.tone_text import prepared

if TYPE_CHECKING:
    from numpy.typing import NDArray

BUCKETS = 1 << 13  # for runs of words, and as many for runs of letters
_WORD = re.compile(r"[^\W_]+(?:['\u2019`][^\W_]+)*")
_LETTERS = (3, 4, 5)


def _plain(word: str) -> str:
    return re.sub(r"['\u2019`]", "", word)


def _runs(words: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield each run's bucket, and the first and last word that it belongs to."""
    for at, word in enumerate(words):
        yield zlib.crc32(word.encode()) % BUCKETS, at, at
        coded = f" {word} ".encode()
        for length in _LETTERS:
            for begin in range(max(1, len(coded) - length + 1)):
                run = coded[begin : begin + length]
                yield BUCKETS + zlib.crc32(run) % BUCKETS, at, at
    for at, pair in enumerate(itertools.pairwise(words)):
        yield zlib.crc32(" ".join(pair).encode()) % BUCKETS, at, at + 1


def weights(text: str) -> dict[int, float]:
    """Return the buckets of a text with their weights, of length one in each half."""
    import numpy as np  # noqa: PLC0415 - slow to load, so at first use

    words = [_plain(word) for word in _WORD.findall(prepared(text))]
    counts: dict[int, int] = {}
    for bucket, _, _ in _runs(words):
        counts[bucket] = counts.get(bucket, 0) + 1
    found: dict[int, float] = {}
    for half in (False, True):
        raised = {
            b: 1 + float(np.log(c)) for b, c in counts.items() if (b >= BUCKETS) is half
        }
        length = sum(w * w for w in raised.values()) ** 0.5 or 1.0
        found.update((b, w / length) for b, w in raised.items())
    return found


class LightThemes:
    """The file's numbers and how they read one clause.

    Args:
        arrays: ``aspects`` and ``ways`` (int8, a row a label), their ``_scale`` (a
            number a row) and ``_bias``.
    """

    __slots__ = ("_aspects", "_aspects_bias", "_ways", "_ways_bias")

    def __init__(self, arrays: Mapping[str, "NDArray[Any]"]) -> None:
        self._aspects = arrays["aspects"] * arrays["aspects_scale"][:, None]
        self._aspects_bias = arrays["aspects_bias"]
        self._ways = arrays["ways"] * arrays["ways_scale"][:, None]
        self._ways_bias = arrays["ways_bias"]

    def logits(self, text: str) -> "tuple[NDArray[Any], NDArray[Any]]":
        """Return one number an aspect, and one a way."""
        import numpy as np  # noqa: PLC0415 - slow to load, so at first use

        found = weights(text)
        at = np.fromiter(found.keys(), np.int64, len(found))
        worth = np.fromiter(found.values(), np.float64, len(found))
        return (
            self._aspects[:, at] @ worth + self._aspects_bias,
            self._ways[:, at] @ worth + self._ways_bias,
        )

    def stretch(self, clause: str, aspect: int) -> tuple[int, int]:
        """Return the stretch of whole words that weighs most for an aspect."""
        places = [(m.start(), m.end()) for m in _WORD.finditer(clause)]
        words = [_plain(clause[a:b].lower()) for a, b in places]
        if not places:
            return 0, len(clause)
        carried = [0.0] * len(words)
        row = self._aspects[aspect]
        found = weights(clause)
        for bucket, first, last in _runs(words):
            worth = float(row[bucket]) * found.get(bucket, 0.0)
            for at in {first, last}:
                carried[at] += worth / (1 + (first != last))
        least = sum(carried) / len(carried)
        first, last = _heaviest([worth - max(least, 0.0) * 0.8 for worth in carried])
        return places[first][0], places[last][1]


def _heaviest(numbers: list[float]) -> tuple[int, int]:
    """Return first and last of the run with the greatest sum."""
    best, first, last = numbers[0], 0, 0
    running, begin = 0.0, 0
    for at, number in enumerate(numbers):
        if running <= 0:
            running, begin = number, at
        else:
            running += number
        if running > best:
            best, first, last = running, begin, at
    return first, last
