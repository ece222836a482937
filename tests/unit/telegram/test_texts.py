"""The channel's own texts: all there, all short enough, in every language."""

import re
import string

import pytest

from bot.telegram.commands import EVERYBODY, OF_ROLE, command_list
from bot.telegram.render import plain
from bot.telegram.texts import _tables, languages, name, say


def test_every_command_has_a_name_and_a_text_that_telegram_takes() -> None:
    names = (*EVERYBODY, *(c for own in OF_ROLE.values() for c in own))
    for language in languages():
        for command in command_list(names, language):
            assert re.fullmatch(r"[a-z0-9_]{1,32}", command.command)
            assert 1 <= len(command.description) <= 256


def test_an_unknown_language_falls_back_to_english() -> None:
    assert say("group", "xx-YY") == say("group", "en") == say("group")


def test_a_missing_text_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        say("no such text")


def test_other_languages_keep_the_placeholders_of_english() -> None:
    english = _tables()["en"]
    for language in languages():
        for key, text in _tables()[language].items():
            if isinstance(text, str):
                assert _places(text) == _places(str(english[key])), key


def _places(text: str) -> set[str]:
    return {found for _, found, _, _ in string.Formatter().parse(text) if found}


def test_every_text_fits_one_message() -> None:
    for key, text in _tables()["en"].items():
        if isinstance(text, str):
            assert len(plain(text)) == 1, key


def test_rows_and_roles_have_names() -> None:
    assert name("rows", "family") == "Families' experience"
    assert name("roles", "keyworker") == "keyworker"
    assert name("rows", "unknown") == "unknown"
