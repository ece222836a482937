"""What the channel itself says: `texts.toml` beside this file, in every language.

Rules of this file: a text is data, English always exists, and a key that is not
there is a programming mistake that the tests find. How it is translated:
`surveys.texts`.
"""

from typing import Final

from surveys.languages import ENGLISH, LANGUAGES
from surveys.texts import texts

__all__ = ["ENGLISH", "languages", "name", "say"]

_TEXTS: Final = texts("bot.telegram")


def languages() -> tuple[str, ...]:
    """Return the languages that the channel knows of; English comes first."""
    return tuple(LANGUAGES)


def say(key: str, language: str | None = None, /, **values: str) -> str:
    """Return a text of the channel in the nearest language.

    Raises:
        TextError: There is no text of that name.
    """
    return _TEXTS.say(key, language, **values)


def name(kind: str, known: str, language: str | None = None) -> str:
    """Return what a row or a role is called; its id where it has no name."""
    key = f"{kind}.{known}"
    return _TEXTS.say(key, language) if _TEXTS.has(key) else known
