"""What the channel itself says, read from `texts.toml` once.

Rules of this file: a text is data, English always exists, and a key that is not
there is a programming mistake that the tests find.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

ENGLISH = "en"


@cache
def _tables() -> Mapping[str, Mapping[str, object]]:
    data = files("bot.telegram").joinpath("texts.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)


def languages() -> tuple[str, ...]:
    """Return the languages that the channel speaks."""
    return tuple(_tables())


def _language(code: str | None) -> str:
    """Return the nearest language that there is: ``pl-PL`` gives ``pl``."""
    short = (code or ENGLISH).split("-")[0].lower()
    return short if short in _tables() else ENGLISH


def say(key: str, language: str | None = None, **values: str) -> str:
    """Return a text of the channel in the nearest language.

    Raises:
        KeyError: There is no text of that name.
    """
    for table in (_tables()[_language(language)], _tables()[ENGLISH]):
        found = table.get(key)
        if isinstance(found, str):
            return found.strip().format(**values) if values else found.strip()
    raise KeyError(key)


def name(kind: str, known: str, language: str | None = None) -> str:
    """Return what a row or a role is called; its id where it has no name."""
    table = _tables()[_language(language)].get(kind) or _tables()[ENGLISH][kind]
    return str(table.get(known, known)) if isinstance(table, Mapping) else known
