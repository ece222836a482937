"""A clean phone: the offer to delete a conversation, and the deleting.

Rule 1: a request is stored before anything is deleted (`bot.service.clean`); what was
not finished goes on at the next start or the next ring of the clock.
Rule 2: what Telegram does not let us delete is said plainly, with how to do it by hand.
Rule 3: deleting twice does no harm: Telegram passes over what is gone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, NetworkError

from bot.service.clean import Clean, Wiping
from bot.telegram.callbacks import WIPE_LAST, WIPE_NO, WIPE_YES, encode_wiping
from bot.telegram.outbox import Fate, Outbox
from bot.telegram.render import Key, Screen, plain
from bot.telegram.texts import say

MOST_AT_ONCE: Final = 100
_GONE: Final = "not found"
_METHOD: Final = "method"


def offer(language: str) -> tuple[Screen, ...]:
    """Return the message that offers to delete the conversation."""
    rows = tuple(
        (Key(say(key, language), encode_wiping(choice, language)),)
        for key, choice in (("wipe_yes", WIPE_YES), ("wipe_no", WIPE_NO))
    )
    return plain(say("wipe_offer", language), rows)


def left(language: str) -> tuple[Screen, ...]:
    """Return what is said where the conversation stays."""
    return plain(say("wipe_left", language))


def working(language: str) -> tuple[Screen, ...]:
    """Return what is said while it is being deleted."""
    return plain(say("wipe_working", language))


def done(language: str, *, whole: bool) -> tuple[Screen, ...]:
    """Return what is said in the end, with what is left to do by hand."""
    said = say("wipe_done" if whole else "wipe_partly", language)
    text = f"{said}\n\n{say('wipe_by_hand', language)}"
    last = Key(say("wipe_last", language), encode_wiping(WIPE_LAST, language))
    return plain(text, ((last,),))


class Wiper:
    """Deletes what was asked for, each chat in its own lane."""

    def __init__(self, bot: Bot, outbox: Outbox, clean: Clean) -> None:
        self._bot = bot
        self._outbox = outbox
        self._clean = clean
        self._busy: set[int] = set()

    async def __call__(self, now: datetime) -> bool:
        """Begin everything that waits; return whether there was anything."""
        del now
        waiting = await self._clean.waiting()
        for one in waiting:
            self._begin(one)
        return bool(waiting)

    def _begin(self, wiping: Wiping) -> None:
        chat = int(wiping.person.key)
        if chat in self._busy:
            return
        self._busy.add(chat)

        async def job() -> None:
            try:
                await self._wipe(chat, wiping)
            finally:
                self._busy.discard(chat)

        self._outbox.work(chat, job)

    async def _wipe(self, chat: int, wiping: Wiping) -> None:
        whole = True
        for first in range(0, len(wiping.messages), MOST_AT_ONCE):
            some = wiping.messages[first : first + MOST_AT_ONCE]
            fate = await self._delete(chat, some)
            if fate is Fate.GONE:
                return  # they blocked us: everything about them is forgotten
            if fate is Fate.LOST:
                return  # no network: at the next ring again
            whole = whole and fate is Fate.SENT
        await self._outbox.say(chat, done(wiping.language, whole=whole), wiping.offer)
        await self._clean.done(wiping)

    async def _delete(self, chat: int, messages: Sequence[int]) -> Fate:
        """Delete messages at once, or one by one where Telegram refuses some."""

        async def call() -> object:
            try:
                return await self._bot.delete_messages(chat, messages)
            except NetworkError as refusal:
                if _METHOD in refusal.message.lower():  # an older server of one's own
                    raise BadRequest(refusal.message) from refusal
                raise

        fate = await self._outbox.trying(chat, call)
        if fate is not Fate.REFUSED:
            return fate
        fates = [await self._delete_one(chat, message) for message in messages]
        ended = [one for one in fates if one in (Fate.GONE, Fate.LOST)]
        return ended[0] if ended else max(fates, key=lambda one: one is Fate.REFUSED)

    async def _delete_one(self, chat: int, message: int) -> Fate:
        async def call() -> object:
            try:
                return await self._bot.delete_message(chat, message)
            except BadRequest as refusal:
                if _GONE in refusal.message.lower():
                    return True
                raise

        return await self._outbox.trying(chat, call)
