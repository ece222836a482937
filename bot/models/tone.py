"""The tone reader of this install: the encoders, or the light model without them.

Two encoders know what words mean together: one learnt from comments on services alone,
the other from those and from idiom and everyday sayings, and it tells as well which of
the two a text is like. The light model, which costs next to nothing beside them, knows
single words that they pass over. Comments are read by all three, sayings by the second
encoder, and a text that is a bit of each by both in that measure.

Rule 1: the reader says by its name which one reads, and by its version which files,
so that a stored tone is read anew when either changes.
Rule 2: models are loaded at the first text, once; a text's tone never depends on the
texts beside it.
Rule 3: a text without letters has no tone to tell: it goes to a person.
"""

import json
import math
from collections.abc import Callable, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from analysis.reading.tone import LABELS, Tone, chances, judge
from bot.models.tone_encoder import Encoder
from bot.models.tone_lexicon import balance
from bot.models.tone_light import LightModel

FOLDER = Path(__file__).parent / "data" / "tone"
_PLAIN, _WIDE, _VOCABULARY = "plain.onnx", "wide.onnx", "vocab.txt"
_LIGHT, _CALIBRATION = "light.npz", "calibration.json"
_LEAST = 1e-9


class ToneModelError(RuntimeError):
    """The tone models of this install are missing: install strandline anew."""


class ModelReader:
    """The `ToneReader` over one model.

    Args:
        name: ``encoder`` or ``light``.
        files: What the reading depends on, for the version.
        load: Makes the function from a text to the model's three numbers; called
            once, at the first text.
        settings: This reader's part of the calibration file: ``temperature``,
            ``bars``, the ``lift`` of mixed, and for the encoder the share of the
            ``light`` model.
    """

    def __init__(
        self,
        name: str,
        files: Sequence[Path],
        load: Callable[[], Callable[[str], Sequence[float]]],
        settings: dict[str, Any],
    ) -> None:
        self.name = name
        self._files = tuple(files)
        self._load = load
        self.settings = settings
        self._temperature = float(settings["temperature"])
        self._lift = float(settings["lift"])
        self._bars = tuple(float(bar) for bar in settings["bars"])

    @cached_property
    def version(self) -> str:
        """Return the reader's name and a hash of its files and settings."""
        whole = sha256(json.dumps(self.settings, sort_keys=True).encode())
        for path in self._files:
            whole.update(path.read_bytes())
        return f"{self.name}-{whole.hexdigest()[:12]}"

    def read(self, texts: Sequence[str]) -> list[Tone]:
        """Return the tone of each text, in order."""
        return [self._read(text) for text in texts]

    @cached_property
    def logits(self) -> Callable[[str], Sequence[float]]:
        """Return what gives the model's three numbers of a text."""
        return self._load()

    def likely(self, logits: Sequence[float]) -> tuple[float, ...]:
        """Return the calibrated probability of each label."""
        negative, mixed, positive = logits
        return chances((negative, mixed + self._lift, positive), self._temperature)

    def tone(self, logits: Sequence[float], text: str) -> Tone:
        """Return the tone that the model's numbers and the text's words give."""
        return judge(self.likely(logits), self._bars, balance(text))

    def _read(self, text: str) -> Tone:
        if not any(sign.isalpha() for sign in text):
            return Tone("mixed", 1 / len(LABELS), speaks=False, person=True)
        return self.tone(self.logits(text), text)


def load_tone(folder: Path = FOLDER, *, light: bool = False) -> ModelReader:
    """Return the best tone reader of this install; nothing is loaded yet.

    Args:
        folder: Where the model files are.
        light: Take the light reader even where the encoder is.

    Raises:
        ToneModelError: Where not even the light model is there.
    """
    try:
        settings = json.loads((folder / _CALIBRATION).read_text("utf-8"))
    except FileNotFoundError as error:
        raise ToneModelError(ToneModelError.__doc__) from error
    words = FOLDER / "vader_lexicon.tsv"
    encoders = [folder / _PLAIN, folder / _WIDE, folder / _VOCABULARY]
    small = folder / _LIGHT
    if not small.is_file():
        raise ToneModelError(ToneModelError.__doc__)
    whole = all(path.is_file() for path in encoders) and find_spec("onnxruntime")
    if light or not whole:
        return ModelReader(
            "light", [small, words], lambda: _light(small).logits, settings["light"]
        )
    share = float(settings["encoder"]["light"])
    plain, wide, vocabulary = encoders
    return ModelReader(
        "encoder",
        [*encoders, small, words],
        lambda: _together(
            Encoder(plain, vocabulary), Encoder(wide, vocabulary), _light(small), share
        ),
        settings["encoder"],
    )


def _together(
    plain: Encoder, wide: Encoder, light: LightModel, share: float
) -> Callable[[str], Sequence[float]]:
    def logits(text: str) -> Sequence[float]:
        return together(
            plain.numbers(text), wide.numbers(text), light.logits(text), share
        )

    return logits


def together(
    plain: Sequence[float],
    wide: Sequence[float],
    light: Sequence[float],
    share: float,
) -> list[float]:
    """Return the logarithm of each label's probability before calibration.

    Args:
        plain: The three numbers of the encoder that learnt from comments alone.
        wide: The seven of the other: three for a comment, three for a saying, and the
            log odds, learnt from as many of each, that this is a saying.
        light: The three numbers of the light model.
        share: How much of the light model's numbers counts.
    """
    count = len(LABELS)
    words = [share * number for number in light]
    mean = [(a + b) / 2 for a, b in zip(plain, wide[:count], strict=True)]
    comment = chances([a + b for a, b in zip(mean, words, strict=True)], 1)
    own = wide[count : 2 * count]
    saying = chances([a + b for a, b in zip(own, words, strict=True)], 1)
    like = 1 / (1 + math.exp(-wide[2 * count]))
    return [
        math.log(max(_LEAST, (1 - like) * one + like * two))
        for one, two in zip(comment, saying, strict=True)
    ]


def _light(path: Path) -> LightModel:
    import numpy as np  # noqa: PLC0415 - slow to load, so at first use

    with np.load(path) as arrays:
        return LightModel(dict(arrays))
