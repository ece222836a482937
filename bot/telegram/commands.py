"""The list of commands that Telegram shows, by who is reading it.

Everybody sees the few that answer a survey; somebody with a role sees theirs in
their own chat only; in groups there are none.
"""

import logging
from collections.abc import Mapping, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.telegram.texts import ENGLISH, say

LOG = logging.getLogger("strandline.telegram")

EVERYBODY = (
    "start",
    "help",
    "back",
    "skip",
    "stop",
    "language",
    "privacy",
    "withdraw",
    "contact",
    "wipe",
    "nomore",
)
OF_ROLE: Mapping[str, tuple[str, ...]] = {
    "carer": ("care", "status", "web"),
    "keyworker": ("close", "web"),
    "coordinator": ("close", "event", "evidence", "vote", "waves", "status", "web"),
    "administrator": ("close", "event", "evidence", "vote", "waves", "status", "web"),
}


def command_list(names: tuple[str, ...], language: str) -> list[BotCommand]:
    """Return the commands with what they do, in a language."""
    return [BotCommand(name, say(f"command_{name}", language)) for name in names]


async def register(bot: Bot, languages: Sequence[str] = (ENGLISH,)) -> None:
    """Tell Telegram which commands there are; without success it is no harm.

    Args:
        bot: The bot.
        languages: Those that are offered; whoever has another sees English.
    """
    try:
        for language in languages:
            code = None if language == ENGLISH else language
            await bot.set_my_commands(
                command_list(EVERYBODY, language),
                scope=BotCommandScopeAllPrivateChats(),
                language_code=code,
            )
        await bot.set_my_commands([], scope=BotCommandScopeAllGroupChats())
    except TelegramError:
        LOG.warning("the list of commands could not be set")


async def register_role(bot: Bot, chat: int, role: str) -> None:
    """Show somebody the commands of their role, in their own chat."""
    names = (*OF_ROLE.get(role, ()), *EVERYBODY)
    try:
        await bot.set_my_commands(
            command_list(names, ENGLISH), scope=BotCommandScopeChat(chat)
        )
    except TelegramError:
        LOG.info("the commands of a role could not be shown")
