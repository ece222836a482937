"""Which language a free text is in, so that only English is read by machine.

Rule 1: what is not surely English is never taken for English: it is named where
lingua is sure of one of the languages of early help, else "cannot tell", and a
person translates it.
Rule 2: English as families write it, slang and slips of the pen included, stays
English: its words decide before the letters do.
Loaded once, at the first text; several threads may ask at once.
"""

import threading
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from surveys.details_identifiers import identifiers
from surveys.details_language import count_unknown, spoken
from surveys.details_lexicon import lexicon
from surveys.details_text import plain, words

# What is looked for, and how it is called in a report.
NAMES = {
    "en": "English",
    "gu": "Gujarati",
    "pa": "Punjabi",
    "pl": "Polish",
    "ur": "Urdu",
    "ro": "Romanian",
    "bn": "Bengali",
    "ar": "Arabic",
    "so": "Somali",
    "hi": "Hindi",
    "tr": "Turkish",
    "pt": "Portuguese",
    "lt": "Lithuanian",
    "uk": "Ukrainian",
    "fa": "Persian",
    "sq": "Albanian",
    "sk": "Slovak",
}
ENGLISH = "en"
CANNOT_TELL = "cannot tell"
_SURE = 0.8
_FEWEST = 3  # words that it takes to name a language in Latin letters
_ENGLISH_ENOUGH = 0.25  # at most this share of the words unknown
_TOO_MANY = 0.4
_SHORT = 6  # words, up to which lingua need not be sure to make a text doubtful


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a text.

    Attributes:
        code: ISO 639-1, one of `NAMES`, or None where nobody can tell.
        probability: How sure that is, from 0 to 1.
    """

    code: str | None
    probability: float

    @property
    def name(self) -> str:
        """Its name in English."""
        return NAMES[self.code] if self.code else CANNOT_TELL


def is_installed() -> bool:
    """Say whether lingua is here."""
    return find_spec("lingua") is not None


class Languages:
    """Tells the language of a text, by its words and, where installed, by lingua."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._detector: Any = None  # lingua ships no types for its Rust core

    def identify(self, text: str) -> Tongue:
        """Return the language of ``text``. Never raises on any text."""
        folded = plain(text)
        shaped = list(identifiers(folded.text, folded.low))
        counted, unknown = count_unknown(spoken(words(folded), shaped), lexicon())
        if not counted and not folded.foreign:
            return Tongue(ENGLISH, 1.0)  # nothing there to translate
        code, sure = self._best(text)
        if folded.foreign:
            latin = counted - unknown
            if latin > unknown:  # a word of another script in an English text
                return Tongue(ENGLISH, sure if code == ENGLISH else latin / counted)
            named = code is not None and code != ENGLISH and sure >= _SURE
            return Tongue(code if named else None, sure)
        return _latin(code, sure, counted, unknown)

    def _best(self, text: str) -> tuple[str | None, float]:
        if not is_installed():
            return None, 0.0
        whole = text.encode("utf-8", "replace").decode()  # lingua takes no half signs
        values = self._load().compute_language_confidence_values(whole)
        if not values:
            return None, 0.0
        return values[0].language.iso_code_639_1.name.lower(), float(values[0].value)

    def _load(self) -> Any:  # noqa: ANN401 - see _detector
        with self._lock:
            if self._detector is None:
                lingua: Any = import_module("lingua")  # large, so at first use
                codes = [getattr(lingua.IsoCode639_1, code.upper()) for code in NAMES]
                builder = lingua.LanguageDetectorBuilder
                for code in codes[1:]:
                    # Two at a time, though they are kept for all: lingua lets nothing
                    # else run while it loads, and loads all at once in two seconds.
                    pair = builder.from_iso_codes_639_1(codes[0], code)
                    pair.with_preloaded_language_models().build()
                self._detector = builder.from_iso_codes_639_1(*codes).build()
            return self._detector


def _latin(code: str | None, sure: float, counted: int, unknown: int) -> Tongue:
    """Weigh the words against lingua's view of a text in Latin letters."""
    share = unknown / counted
    foreign = code not in {None, ENGLISH} and sure >= _SURE
    other = foreign or (code not in {None, ENGLISH} and counted <= _SHORT)
    if counted < _FEWEST:
        if unknown == counted and (foreign or counted > 1):
            return Tongue(None, sure)
        return Tongue(ENGLISH, max(sure if code == ENGLISH else 0.0, 1 - share))
    if share <= _ENGLISH_ENOUGH and not (other and share > 0):
        return Tongue(ENGLISH, max(sure if code == ENGLISH else 0.0, 1 - share))
    if code == ENGLISH and share <= _TOO_MANY:
        return Tongue(ENGLISH, sure)
    return Tongue(code if foreign else None, sure)
