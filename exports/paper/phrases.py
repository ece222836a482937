"""What paper and script say around a questionnaire's own texts, by language.

The phrases are data (``exports/texts``); English stands in where one is missing.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

ENGLISH = "en"
_ON_SCREEN = re.compile(r"[^.•\n]*\b[Tt]ap\b[^.•\n]*\.?")

Kind = Mapping[str, str | Sequence[str]]


class Phrases:
    """The phrases of one language and kind, English where one is missing."""

    def __init__(self, language: str, kind: str) -> None:
        self._english: Kind = _texts(ENGLISH)[kind]
        self._own: Kind = _texts(language).get(kind, {})

    def __call__(self, key: str) -> str:
        """Return the phrase of a key."""
        return str(self._own.get(key, self._english[key]))

    def all(self, key: str) -> tuple[str, ...]:
        """Return the paragraphs of a key."""
        return tuple(self._own.get(key, self._english[key]))


@cache
def _texts(language: str) -> Mapping[str, Kind]:
    file = files("exports") / "texts" / f"paper.{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def spoken() -> tuple[str, ...]:
    """Return the languages that papers and scripts can be made in."""
    names = (file.name for file in (files("exports") / "texts").iterdir())
    parts = (name.split(".") for name in names if name.startswith("paper."))
    return tuple(sorted(part[1] for part in parts))


def without_taps(text: str) -> str:
    """Leave out the sentences that speak of a screen."""
    lines = (_ON_SCREEN.sub("", line).rstrip() for line in text.strip().splitlines())
    return "\n".join(line for line in lines if line.strip("• "))


def parted(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part a text into its paragraphs and its points (lines that begin with •)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (
        tuple(line for line in lines if not line.startswith("•")),
        tuple(line.lstrip("• ") for line in lines if line.startswith("•")),
    )
