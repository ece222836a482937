"""From the bytes of a definition to TOML tables with lines, and its mistakes.

Rule 1: a mistake is a value, never an exception, and names file, line, what is
wrong and what to do about it. All mistakes of a file are found in one go.
Rule 2: whoever wrote the file may be hostile: `surveys.bounds` reads it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from surveys.bounds import Refused, read_toml
from surveys.hidden import hidden
from surveys.lines import Path, line_of, lines_of
from surveys.model import Text

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, order=True)
class DefinitionError:
    """One mistake in a definition.

    Attributes:
        file: The file's name as it was given.
        line: Counted from 1.
        what: What is wrong, one sentence.
        remedy: What to do about it, one sentence.
    """

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return it as one line: file, line, what, remedy."""
        return f"{self.file}:{self.line}: {self.what} {self.remedy}"


@dataclass(slots=True)
class Source:
    """One file being read: its lines, and the mistakes found so far."""

    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)
    errors: list[DefinitionError] = field(default_factory=list)

    def add(self, path: Path, what: str, remedy: str) -> None:
        """Note a mistake at the line of a path."""
        self.errors.append(
            DefinitionError(self.file, line_of(self.lines, path), what, remedy)
        )


def read_tables(data: bytes, file: str) -> tuple[Mapping[str, object], Source]:
    """Return the tables of a TOML file; empty where it cannot be read at all."""
    source = Source(file)
    read = read_toml(data)
    if isinstance(read, Refused):
        source.errors.append(DefinitionError(file, read.line, read.what, read.remedy))
        return {}, source
    source.lines = lines_of(read.text)
    return read.tables, source


# --- reading single values --------------------------------------------------------


def known_keys(
    table: Mapping[str, object], keys: Collection[str], path: Path, source: Source
) -> None:
    """Note every key of a table that is none of those."""
    for key in table:
        if key not in keys:
            source.add(
                (*path, key),
                f"Unknown key {key!r}.",
                f"Known here: {', '.join(sorted(keys))}.",
            )


def text_of(
    table: Mapping[str, object], key: str, path: Path, source: Source
) -> Text | None:
    """Return a text: a string (English) or a table of languages."""
    value = table.get(key)
    if value is None:
        return None
    path = (*path, key)
    texts = {"en": value} if isinstance(value, str) else value
    if not isinstance(texts, Mapping) or not all(
        isinstance(t, str) for t in texts.values()
    ):
        source.add(
            path,
            f"{key!r} is no text.",
            f'Write {key} = "…", or {key}.en = "…" for each language.',
        )
        return None
    for language, text in texts.items():
        if not LANGUAGE.fullmatch(language):
            source.add(
                (*path, language),
                f"{language!r} is no language code.",
                "Use a code such as en, pl or gu.",
            )
        _visible(str(text), (*path, language), source)
    if not str(texts.get("en", "")).strip():
        source.add(
            path,
            f"{key!r} has no English text.",
            f'Add {key}.en = "…": English stands in where a language is missing.',
        )
    return Text({k: str(v).strip() for k, v in texts.items()} | _english(texts))


def _english(texts: Mapping[str, object]) -> dict[str, str]:
    """Return an English text in any case: the others of a broken one are used."""
    return {"en": str(texts.get("en") or next(iter(texts.values()), "")).strip()}


def _visible(text: str, path: Path, source: Source) -> None:
    sign = hidden(text)
    if sign is not None:
        source.add(
            path,
            f"The text holds the invisible character U+{ord(sign):04X}.",
            "Delete it: type the text anew instead of pasting it.",
        )


def string_of(
    table: Mapping[str, object], key: str, path: Path, source: Source
) -> str | None:
    """Return a string, or None where it is missing or of another kind."""
    value = table.get(key)
    if value is None or isinstance(value, str):
        return value
    source.add(
        (*path, key), f"{key!r} is no text.", f'Put it in quotation marks: {key} = "…".'
    )
    return None


def number_of(
    table: Mapping[str, object], key: str, path: Path, source: Source, default: int
) -> int:
    """Return a whole number from 0."""
    value = table.get(key, default)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    source.add(
        (*path, key), f"{key!r} is no whole number from 0.", f"Write {key} = {default}."
    )
    return default


def flag_of(
    table: Mapping[str, object],
    key: str,
    path: Path,
    source: Source,
    *,
    default: bool = False,
) -> bool:
    """Return true or false."""
    value = table.get(key, default)
    if isinstance(value, bool):
        return value
    source.add(
        (*path, key),
        f"{key!r} is neither true nor false.",
        f"Write {key} = true or {key} = false, without quotation marks.",
    )
    return default


def strings_of(
    table: Mapping[str, object], key: str, path: Path, source: Source
) -> tuple[str, ...]:
    """Return a list of strings."""
    value = table.get(key, [])
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    source.add(
        (*path, key),
        f"{key!r} is no list of texts.",
        f'Write {key} = ["…", "…"].',
    )
    return ()


def tables_of(
    table: Mapping[str, object], key: str, path: Path, source: Source
) -> list[Mapping[str, object]]:
    """Return a list of tables; what is none in it is noted and left out."""
    value = table.get(key, [])
    if not isinstance(value, list):
        source.add(
            (*path, key),
            f"{key!r} is no list.",
            f"Write each one under its own [[{key}]] heading, or {key} = [ {{…}} ].",
        )
        return []
    for i, entry in enumerate(value):
        if not isinstance(entry, Mapping):
            source.add(
                (*path, key, i),
                f"An entry of {key!r} is no table.",
                'Write it between braces: { id = "a", … }.',
            )
    return [entry if isinstance(entry, Mapping) else {} for entry in value]
