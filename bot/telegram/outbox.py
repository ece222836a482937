"""Sending: in order to each person, paced, retried, and never twice an answer.

What Telegram says and what we do:

- 403: the person blocked us or is gone. Their queue is dropped; the service is told.
- 429: that person's queue waits as long as it was told to, then goes on in order.
- no answer, 5xx, no network: again, later each time. Telegram may have done it the
  first time: then an edit changes nothing, and a prompt comes twice, which is
  harmless, since a step takes one answer only.
- 400 on an edit ("not modified", "not found"): nothing to do, or a new message.
- 400 otherwise: counted and dropped; trying again would not help.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.telegram.commands import register_role
from bot.telegram.lanes import Lanes
from bot.telegram.pace import Pace
from bot.telegram.ports import Sent
from bot.telegram.render import File, Picture, Screen, Sendable

LOG = logging.getLogger("strandline.telegram")
WAITS = (0.3, 1.0, 3.0, 8.0, 20.0, 40.0)  # seconds between tries
LONGEST_HOLD = 900.0
ANSWER_SECONDS = 1.0
_UNCHANGED = "not modified"
# Failures before anything was sent; see `bot.telegram.request`.
_NOT_SENT = frozenset(
    (
        "The transport is not open.",
        "ClientConnectorError",
        "ClientConnectorDNSError",
        "ConnectionRefusedError",
    )
)


class Fate(StrEnum):
    """What became of something that we wanted to send."""

    SENT = "sent"
    GONE = "gone"
    REFUSED = "refused"
    LOST = "lost"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class _Sent:
    """What became of it, and which message it is now."""

    fate: Fate
    message: int | None = None


Gone = Callable[[int], Awaitable[None]]
Shown = Callable[[int, Sequence[int]], Awaitable[None]]
Maker = Callable[[], Awaitable[Sequence[Sendable]]]


class Outbox:
    """Everything that leaves for Telegram goes through here."""

    def __init__(
        self, bot: Bot, pace: Pace, on_gone: Gone, on_shown: Shown | None = None
    ) -> None:
        """Send through a bot.

        Args:
            bot: Whose.
            pace: How fast.
            on_gone: Told of somebody who blocked us.
            on_shown: Told which new messages stand in a chat.
        """
        self._bot = bot
        self._pace = pace
        self._on_gone = on_gone
        self._on_shown = on_shown
        self._lanes = Lanes()
        self._answers: set[asyncio.Task[None]] = set()

    def show(
        self,
        chat: int,
        things: Sequence[Sendable],
        replace: int | None = None,
        sent: Sent | None = None,
    ) -> asyncio.Future[None]:
        """Send things in order; the first takes the place of ``replace``.

        ``sent`` is called with the ids of the messages, once all have gone.
        """

        async def job() -> None:
            messages = await self._all(chat, things, replace)
            if sent is not None and len(messages) == len(things):
                await sent(messages)

        return self._lanes.put(chat, job)

    def produce(self, chat: int, make: Maker) -> asyncio.Future[None]:
        """Send what takes a while to make, once it is made."""

        async def job() -> None:
            await self._all(chat, await make(), None)

        return self._lanes.put(chat, job)

    async def once(self, chat: int, screen: Screen) -> Fate:
        """Send something of our own accord, in its turn, with one try alone.

        Returns:
            LATER where it certainly did not go, LOST where it may have gone.
        """
        fates: list[Fate] = []

        async def job() -> None:
            fates.append(await self._once(chat, screen))

        await self._lanes.put(chat, job)
        return fates[0] if fates else Fate.GONE

    async def _once(self, chat: int, screen: Screen) -> Fate:
        await self._pace.turn(chat)
        try:
            sent = await self._bot.send_message(
                chat,
                screen.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(screen),
            )
        except RetryAfter:
            return Fate.LATER
        except Forbidden:
            await self._on_gone(chat)
            return Fate.GONE
        except BadRequest:
            return Fate.REFUSED
        except NetworkError as trouble:
            return Fate.LATER if trouble.message in _NOT_SENT else Fate.LOST
        except TelegramError:
            return Fate.LATER
        await self._shown(chat, [sent.message_id])
        return Fate.SENT

    def work(self, chat: int, job: Callable[[], Awaitable[None]]) -> None:
        """Do something in a chat's turn, such as deleting what stands in it."""
        self._lanes.put(chat, job)

    async def trying(self, chat: int, call: Callable[[], Awaitable[object]]) -> Fate:
        """Call Telegram, as often as it takes; only within a chat's own turn."""
        return (await self._try(chat, call)).fate

    async def say(
        self, chat: int, things: Sequence[Sendable], replace: int | None
    ) -> None:
        """Show things at once; only within a chat's own turn (`work`)."""
        await self._all(chat, things, replace)

    async def _shown(self, chat: int, messages: Sequence[int]) -> None:
        if self._on_shown is not None and messages:
            await self._on_shown(chat, messages)

    def remove(self, chat: int, message: int) -> None:
        """Take a message off the person's screen, if Telegram still lets us."""

        async def job() -> None:
            await self._try(chat, lambda: self._bot.delete_message(chat, message))

        self._lanes.put(chat, job)

    def flushed(self, chat: int) -> asyncio.Future[None]:
        """Return a future that ends once all that was queued so far has gone."""
        return self._lanes.put(chat, _nothing)

    def introduce(self, chat: int, role: str) -> None:
        """Show somebody the commands of their role."""

        async def job() -> None:
            await register_role(self._bot, chat, role)

        self._lanes.put(chat, job)

    def answer(self, query: str) -> None:
        """Tell Telegram that the tap arrived, at once and besides the queue."""

        async def job() -> None:
            try:
                await self._bot.answer_callback_query(query)
            except TelegramError:
                LOG.debug("a tap was not confirmed")

        task = asyncio.create_task(job())
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def drain(self, seconds: float) -> bool:
        """Wait until everything has gone; False if something had to be left."""
        if self._answers:
            await asyncio.wait(set(self._answers), timeout=ANSWER_SECONDS)
        return await self._lanes.drain(seconds)

    async def _all(
        self, chat: int, things: Sequence[Sendable], replace: int | None
    ) -> list[int]:
        """Send things; return the ids of those that have gone."""
        place, messages = replace, []
        for thing in things:
            sent = await self._one(chat, thing, place)
            place = None
            if sent.fate is Fate.GONE:
                break
            if sent.message is not None:
                messages.append(sent.message)
        await self._shown(chat, [one for one in messages if one != replace])
        return messages

    async def _one(self, chat: int, thing: Sendable, place: int | None) -> _Sent:
        match thing:
            case Screen():
                return await self._show(chat, thing, place)
            case Picture(png, caption):
                return await self._try(chat, lambda: self._photo(chat, png, caption))
            case File(name, content, caption):
                return await self._try(
                    chat, lambda: self._document(chat, name, content, caption)
                )

    async def _photo(self, chat: int, png: bytes, caption: str) -> Message:
        return await self._bot.send_photo(
            chat,
            InputFile(png, filename="card.png"),
            caption=caption,
            parse_mode=ParseMode.HTML,
        )

    async def _document(
        self, chat: int, name: str, content: bytes, caption: str
    ) -> Message:
        return await self._bot.send_document(
            chat,
            InputFile(content, filename=name),
            caption=caption,
            parse_mode=ParseMode.HTML,
        )

    async def _show(self, chat: int, screen: Screen, place: int | None) -> _Sent:
        keyboard = _keyboard(screen)
        if place is not None:
            sent = await self._try(
                chat, lambda: self._edit(chat, screen, place, keyboard)
            )
            if sent.fate is not Fate.REFUSED:
                return _Sent(sent.fate, place)
        return await self._try(
            chat,
            lambda: self._bot.send_message(
                chat, screen.html, parse_mode=ParseMode.HTML, reply_markup=keyboard
            ),
        )

    async def _edit(
        self,
        chat: int,
        screen: Screen,
        place: int,
        keyboard: InlineKeyboardMarkup | None,
    ) -> object:
        return await self._bot.edit_message_text(
            screen.html,
            chat,
            place,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
        )

    async def _try(self, chat: int, call: Callable[[], Awaitable[object]]) -> _Sent:
        waits = iter(WAITS)
        while True:
            await self._pace.turn(chat)
            try:
                result = await call()
            except RetryAfter as told:
                LOG.info("told to wait before sending on")
                await asyncio.sleep(seconds_told(told))
            except Forbidden:
                self._lanes.clear(chat)
                await self._on_gone(chat)
                return _Sent(Fate.GONE)
            except BadRequest as refusal:
                if _UNCHANGED in refusal.message.lower():
                    return _Sent(Fate.SENT)
                LOG.info("a message was refused")
                return _Sent(Fate.REFUSED)
            except NetworkError:
                wait = next(waits, None)
                if wait is None:
                    LOG.warning("a message could not be delivered")
                    return _Sent(Fate.LOST)
                await asyncio.sleep(wait)
            except TelegramError:
                LOG.warning("a message could not be sent")
                return _Sent(Fate.REFUSED)
            else:
                number = result.message_id if isinstance(result, Message) else None
                return _Sent(Fate.SENT, number)


async def _nothing() -> None:
    """Take one place in a queue."""


def seconds_told(told: RetryAfter) -> float:
    """Return how long a 429 wants us to wait, within reason."""
    given = told.retry_after
    seconds = given.total_seconds() if isinstance(given, timedelta) else float(given)
    return min(max(seconds, 0.1), LONGEST_HOLD)


def _keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(key.label, callback_data=key.data) for key in row]
            for row in screen.rows
        ]
    )
