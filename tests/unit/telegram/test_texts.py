"""The channel's own texts: all there, all short enough, in every language."""

import re

import pytest

from bot.telegram.commands import EVERYBODY, OF_ROLE, command_list
from bot.telegram.render import plain
from bot.telegram.texts import languages, name, say
from surveys.texts import texts


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


def test_every_text_fits_one_message() -> None:
    own = texts("bot.telegram")
    for key in (*own.english, *own.staff):
        for language in languages():
            assert len(plain(say(key, language))) == 1, (key, language)


def test_rows_and_roles_have_names() -> None:
    assert name("rows", "family") == "Families' experience"
    assert name("roles", "keyworker") == "keyworker"
    assert name("rows", "unknown") == "unknown"
