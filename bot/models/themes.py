"""The theme reader of this install: phrases, a light model, and the encoder if there.

Rule 1: the reader says by its name what reads, and by its version which files, so that
stored suggestions are read anew when either changes.
Rule 2: models are loaded at the first clause, once; what a clause suggests never
depends on the clauses beside it.
Rule 3: where the encoder is missing, phrases and the light model read alone.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.maturity import shipped_model
from analysis.reading.phrasebook import phrasebook
from analysis.reading.themes import NOWHERE, Opinion, Suggestion, in_context, suggest
from bot.models.onnx import session
from bot.models.themes_light import LightThemes
from bot.models.tone_text import numbered
from bot.models.wordpiece import WordPiece

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "data" / "themes"
_VOCABULARY = Path(__file__).parent / "data" / "tone" / "vocab.txt"
_MODEL, _LIGHT, _LABELS = "themes.onnx", "light.npz", "labels.json"
_SHARE = 0.35  # of the light model in what a clause is about, where both models read
_WAYS_SHARE = 0.05  # and in which way it speaks
_SOFTER = 1.35  # what evens out the models' numbers: they are too sure of one aspect
_LIKELY = 4  # aspects whose words are looked for


class ThemeModelError(RuntimeError):
    """The theme models of this install are missing: install strandline anew."""


class Themes:
    """The `ThemeReader` of the service.

    Args:
        folder: Where the model files are.
        parts: Which of ``phrases``, ``light`` and ``encoder`` may read; what is
            missing is left out. All of them but for measuring.
    """

    def __init__(
        self,
        folder: Path = FOLDER,
        parts: frozenset[str] = frozenset(("phrases", "light", "encoder")),
    ) -> None:
        there = {"phrases"}
        if (folder / _LIGHT).is_file() and (folder / _LABELS).is_file():
            there.add("light")
            if (folder / _MODEL).is_file() and find_spec("onnxruntime"):
                there.add("encoder")
        self._parts = parts & there
        self._folder = folder
        self._lock = threading.Lock()
        self._light: LightThemes | None = None
        self._session: Any = None  # onnxruntime ships no types
        self._pieces: WordPiece | None = None
        self._labels: tuple[str, ...] = ()
        self._polarities = {f.id: f.polarity for f in shipped_model().features}

    @property
    def name(self) -> str:
        """Return what reads, as in ``phrases+light+encoder``."""
        kinds = ("phrases", "light", "encoder")
        return "+".join(kind for kind in kinds if kind in self._parts)

    @cached_property
    def version(self) -> str:
        """Return the name and a hash of phrases and files."""
        whole = sha256(phrasebook().version.encode())
        for path in (self._folder / name for name in (_LABELS, _LIGHT, _MODEL)):
            if path.is_file():
                whole.update(path.read_bytes())
        return f"{self.name}-{whole.hexdigest()[:12]}"

    def read(
        self, clauses: Sequence[str], within: Sequence[str] | None = None
    ) -> list[tuple[Suggestion, ...]]:
        """Return what each clause suggests, in order."""
        wholes: dict[str, Opinion | None] = {}
        found = []
        for clause, whole in zip(clauses, within or clauses, strict=True):
            if whole != clause and whole not in wholes:
                wholes[whole] = self._opinion(whole)
            found.append(self._read(clause, wholes.get(whole)))
        return found

    def _read(self, clause: str, whole: Opinion | None) -> tuple[Suggestion, ...]:
        if not any(sign.isalpha() for sign in clause):
            return ()
        book = phrasebook()
        hits = book.find(clause) if "phrases" in self._parts else []
        opinion = self._opinion(clause)
        if opinion is not None and whole is not None:
            opinion = in_context(opinion, whole)
        return suggest(clause, opinion, hits, book.aspects, self._polarities)

    def _opinion(self, clause: str) -> Opinion | None:
        """Return what the models make of a clause; None where there is none."""
        if not self._parts & {"light", "encoder"}:
            return None
        light = self._load()
        about, way = light.logits(clause)
        aspects, ways = _chances(about / _SOFTER), _chances(way)
        if "encoder" in self._parts:
            more, others = self._encoded(clause)
            aspects = _SHARE * aspects + (1 - _SHARE) * more
            ways = _WAYS_SHARE * ways + (1 - _WAYS_SHARE) * others
        likely = sorted(range(len(self._labels)), key=lambda at: -aspects[at])
        known = {label: at for at, label in enumerate(self._labels)}
        return Opinion(
            {label: float(aspects[at]) for label, at in known.items()},
            (float(ways[0]), float(ways[1]), float(ways[2])),
            {
                self._labels[at]: light.stretch(clause, at)
                for at in likely[:_LIKELY]
                if self._labels[at] != NOWHERE
            },
        )

    def _encoded(self, clause: str) -> "tuple[NDArray[Any], NDArray[Any]]":
        import numpy as np  # noqa: PLC0415 - slow to load, so at first use

        if self._pieces is None:
            raise ThemeModelError
        ids = np.array([numbered(clause, self._pieces)[0]], np.int64)
        aspects, ways = self._session.run(None, {"ids": ids})
        return _chances(aspects[0] / _SOFTER), _chances(ways[0])

    def _load(self) -> LightThemes:
        import numpy as np  # noqa: PLC0415 - slow to load, so at first use

        with self._lock:
            if self._light is None:
                labels: Mapping[str, Any] = json.loads(
                    (self._folder / _LABELS).read_text("utf-8")
                )
                self._labels = tuple(labels["aspects"])
                if "encoder" in self._parts:
                    self._session = session(self._folder / _MODEL)
                    self._pieces = WordPiece(_VOCABULARY)
                with np.load(self._folder / _LIGHT) as arrays:
                    self._light = LightThemes(dict(arrays))
            return self._light


def _chances(logits: "NDArray[Any]") -> "NDArray[Any]":
    import numpy as np  # noqa: PLC0415 - slow to load, so at first use

    powers = np.exp(logits - logits.max())
    return powers / powers.sum()  # type: ignore[no-any-return] # numpy's division


def load_themes() -> Themes:
    """Return the best theme reader of this install; nothing is loaded yet."""
    return Themes()
