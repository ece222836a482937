"""The tone reader of this install: the encoder, or the light model where it is missing.

The encoder knows what words mean together; the light model, which costs next to nothing
beside it, knows single words that the encoder passes over. Their numbers are added.

Rule 1: the reader says by its name which one reads, and by its version which files,
so that a stored tone is read anew when either changes.
Rule 2: models are loaded at the first text, once; a text's tone never depends on the
texts beside it.
Rule 3: a text without letters has no tone to tell: it goes to a person.
"""

import json
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
_MODEL, _VOCABULARY = "tone.onnx", "vocab.txt"
_LIGHT, _CALIBRATION = "light.npz", "calibration.json"


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
    model, vocabulary = folder / _MODEL, folder / _VOCABULARY
    small = folder / _LIGHT
    if not small.is_file():
        raise ToneModelError(ToneModelError.__doc__)
    whole = model.is_file() and vocabulary.is_file() and find_spec("onnxruntime")
    if light or not whole:
        return ModelReader(
            "light", [small, words], lambda: _light(small).logits, settings["light"]
        )
    share = float(settings["encoder"]["light"])
    return ModelReader(
        "encoder",
        [model, vocabulary, small, words],
        lambda: _both(Encoder(model, vocabulary), _light(small), share),
        settings["encoder"],
    )


def _both(
    encoder: Encoder, light: LightModel, share: float
) -> Callable[[str], Sequence[float]]:
    def logits(text: str) -> Sequence[float]:
        return added(encoder.logits(text), light.logits(text), share)

    return logits


def added(
    encoder: Sequence[float], light: Sequence[float], share: float
) -> list[float]:
    """Return the encoder's numbers with a share of the light model's."""
    return [one + share * two for one, two in zip(encoder, light, strict=True)]


def _light(path: Path) -> LightModel:
    import numpy as np  # noqa: PLC0415 - slow to load, so at first use

    with np.load(path) as arrays:
        return LightModel(dict(arrays))
