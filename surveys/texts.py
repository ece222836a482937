"""The texts of one package, at home in its ``texts.toml``, in every language.

The file has a table ``[en]`` (tables inside it group names) that people of every
language meet and that is translated, and may have ``[staff]``: for staff alone, in
English. ``safety`` lists the keys, or groups, that a person's consent or safety
hangs on; ``labels`` those that stand on buttons. Missing translations fall back to
English, save where `surveys.offered` keeps a language from being offered at all.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from surveys.catalogues import translated
from surveys.entries import LABEL, PAGE, Entry
from surveys.languages import ENGLISH, LANGUAGES, isolated, nearest, ordered

_HOME = "texts.toml"


class TextError(KeyError):
    """A text was asked for that its package does not have."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What one package says.

    Attributes:
        source: The first part of the keys: the package's own name (``telegram``).
        english: Key to the English that is translated; groups are ``group.key``.
        staff: Key to the English that is for staff alone.
        safety: Keys and groups that consent or safety hangs on.
        labels: Keys and groups that stand on buttons.
    """

    source: str
    english: Mapping[str, str]
    staff: Mapping[str, str]
    safety: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def say(self, key: str, language: str | None = None, /, **values: object) -> str:
        """Return a text in the nearest language that there is, places filled in.

        Raises:
            TextError: The package has no text of that key.
        """
        english = self.english.get(key)
        if english is None:
            english = self.staff.get(key)
            if english is None:
                raise TextError(f"{self.source}/{key}")
            return _filled(english, ENGLISH, values)
        code = nearest(language, tuple(LANGUAGES))
        found = translated(f"{self.source}/{key}", english, code)
        return _filled(found or english, code if found else ENGLISH, values)

    def has(self, key: str) -> bool:
        """Say whether there is a text of that key."""
        return key in self.english or key in self.staff

    def entries(self) -> Iterator[Entry]:
        """Yield what there is to translate."""
        for key, english in self.english.items():
            label = _among(key, self.labels)
            yield Entry(
                f"{self.source}/{key}",
                english,
                safety=_among(key, self.safety),
                label=label,
                longest=LABEL if label else PAGE,
            )


def _filled(text: str, language: str, values: Mapping[str, object]) -> str:
    text = ordered(text, language)
    if not values:
        return text
    return text.format_map({k: isolated(str(v), language) for k, v in values.items()})


def _among(key: str, names: Sequence[str]) -> bool:
    return any(key == name or key.startswith(f"{name}.") for name in names)


@cache
def texts(package: str) -> Texts:
    """Return the texts of a package (``bot.telegram``), read once."""
    return read_texts(package.rpartition(".")[2], resources.files(package))


def all_texts(package: str) -> tuple[Texts, ...]:
    """Return the texts of every package directly inside one that has any."""
    folders = sorted(resources.files(package).iterdir(), key=lambda entry: entry.name)
    return tuple(
        read_texts(folder.name, folder)
        for folder in folders
        if folder.is_dir() and folder.joinpath(_HOME).is_file()
    )


def read_texts(source: str, folder: Traversable) -> Texts:
    """Read the texts of a folder.

    Raises:
        tomllib.TOMLDecodeError: The file is no TOML.
    """
    tables = tomllib.loads(folder.joinpath(_HOME).read_text(encoding="utf-8"))
    return Texts(
        source,
        dict(_flat(tables.get(ENGLISH, {}))),
        dict(_flat(tables.get("staff", {}))),
        tuple(tables.get("safety", ())),
        tuple(tables.get("labels", ())),
    )


def _flat(table: Mapping[str, object], start: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{start}{key}.")
        else:
            yield f"{start}{key}", str(value).strip()
