"""What has been translated: one gettext catalogue a language, read when needed.

Rule 1: the English stands where a text is at home (TOML); a catalogue
(``surveys/data/languages/<code>.po``) holds, by a stable key (its ``msgctxt``), the
English that was translated (``msgid``) and the translation (``msgstr``). Where the
English has changed since, the translation counts as missing.
Rule 2: a catalogue is data: it is read once, when its language is first asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import polib

from surveys.languages import ENGLISH, LANGUAGES

CHECKED_BY = "X-Checked-By"
CHECKED_ON = "X-Checked-On"
NOBODY = "nobody yet"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's translations.

    Attributes:
        texts: Key to the English that was translated, and the translation.
        lines: Key to the line of the file that it stands on.
        checked_by: Who speaks the language and has checked it, by role; empty: nobody.
        checked_on: When (ISO date); empty where nobody has.
    """

    language: str
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    checked_by: str = ""
    checked_on: str = ""


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language; an empty one where there is none."""
    if language == ENGLISH or language not in LANGUAGES:
        return Catalogue(language)
    file = folder().joinpath(f"{language}.po")
    if not file.is_file():
        return Catalogue(language)
    return parse(language, file.read_text(encoding="utf-8"))


def parse(language: str, text: str) -> Catalogue:
    """Build a catalogue from the text of a PO file; fuzzy entries do not count.

    Raises:
        OSError: It is no PO file (as `polib` says it).
    """
    entries = polib.pofile(text)
    checked = entries.metadata.get(CHECKED_BY, NOBODY).strip()
    return Catalogue(
        language,
        {
            entry.msgctxt: (entry.msgid, entry.msgstr)
            for entry in entries
            if entry.msgctxt and entry.msgstr and not (entry.obsolete or entry.fuzzy)
        },
        {e.msgctxt: e.linenum or 1 for e in entries if e.msgctxt},
        "" if checked == NOBODY else checked,
        entries.metadata.get(CHECKED_ON, "").strip(),
    )


def translated(key: str, english: str, language: str) -> str | None:
    """Return the translation of a text, or None where it is missing.

    Args:
        key: The stable key: ``family-closure/Q1/text``.
        english: What the English says now, as it stands at its home.
        language: BCP 47.
    """
    found = catalogue(language).texts.get(key) if language != ENGLISH else None
    return found[1] if found is not None and found[0] == english else None


class Translated(Mapping[str, str]):
    """A text by language: as its home has it, then as the catalogues have it.

    Looking a language up reads its catalogue; going through it, or counting, sees
    only what stands at home (the English, and what a council wrote itself).
    """

    __slots__ = ("_home", "key")

    def __init__(self, key: str, home: Mapping[str, str]) -> None:
        self.key = key
        self._home = home

    def __getitem__(self, language: str) -> str:
        own = self._home.get(language)
        if own:
            return own
        found = translated(self.key, self._home.get(ENGLISH, ""), language)
        if found is None:
            return self._home[language]  # an empty text of a broken definition, or none
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._home)

    def __len__(self) -> int:
        return len(self._home)


def folder() -> Traversable:
    """Return where the catalogues stand."""
    return resources.files("surveys").joinpath("data", "languages")
