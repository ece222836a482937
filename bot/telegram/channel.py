"""The Telegram channel as one thing that runs: set up, receive, drain, stop.

Rules of this file: the bot's token goes to the library and nowhere else; updates
that people sent while the bot was down are never dropped; on stop everything that
was accepted is committed, answered and acknowledged within ten seconds.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.service.clean import Clean
from bot.service.notify import GROUP, Fate, Message
from bot.service.person import Person
from bot.telegram import outbox
from bot.telegram.callbacks import NO_MORE, encode_dialogue, encode_opening
from bot.telegram.commands import register
from bot.telegram.inbound import ALLOWED_UPDATES
from bot.telegram.intake import Intake
from bot.telegram.outbox import Outbox, seconds_told
from bot.telegram.pace import TELEGRAM, UNPACED, Limits, Pace
from bot.telegram.polling import Polling
from bot.telegram.ports import CHANNEL, Respond
from bot.telegram.render import Key, plain
from bot.telegram.request import AiohttpRequest
from bot.telegram.texts import say
from bot.telegram.turns import Desk, Turns, clock
from bot.telegram.webhook import PATH, Webhook, new_secret
from bot.telegram.wiping import Wiper
from surveys.languages import ENGLISH
from surveys.model import Text

LOG = logging.getLogger("strandline.telegram")

OFFICIAL = "https://api.telegram.org"
WAITS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
COMMIT_SECONDS = 4.0
SEND_SECONDS = 4.0
SET_WEBHOOK_SECONDS = 120.0

_FATES = {
    outbox.Fate.SENT: Fate.SENT,
    outbox.Fate.GONE: Fate.NEVER,
    outbox.Fate.REFUSED: Fate.NEVER,
    outbox.Fate.LOST: Fate.UNCERTAIN,
    outbox.Fate.LATER: Fate.LATER,
}

_Result = TypeVar("_Result")


class TokenRefusedError(Exception):
    """Telegram does not know this token; look at TELEGRAM_BOT_TOKEN."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class WebhookRefusedError(OSError):
    """Telegram refuses the webhook's address."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the webhook's address: it calls https on port 443, 80,"
            " 88 or 8443 only. Set WEBHOOK_URL to the public address, or BOT_MODE to"
            " polling."
        )


@dataclass(frozen=True, slots=True)
class Account:
    """Which bot we are, and how we are reached.

    Attributes:
        token: Secret.
        server: Address of the Bot API server, without a slash at the end.
        username: Used where the server does not say it.
        webhook: Take calls instead of polling.
        webhook_port: The loopback port for them.
        webhook_url: The public address in front of it, if there is one.
        page: The public address of the plain pages, to offer them instead.
        training: Whether ticked clauses may train a reader; `/privacy` says so.
    """

    token: str
    server: str = OFFICIAL
    username: str | None = None
    webhook: bool = False
    webhook_port: int = 8443
    webhook_url: str | None = None
    page: str | None = None
    training: bool = False

    def __repr__(self) -> str:
        """Show nothing: the token is secret."""
        return "Account()"

    @property
    def outside(self) -> bool:
        """Whether the server is beyond this machine."""
        return urlsplit(self.server).hostname not in ("127.0.0.1", "localhost", "::1")

    @property
    def limits(self) -> Limits:
        """How fast to send: Telegram's advice, or as fast as our own server likes."""
        return TELEGRAM if self.server == OFFICIAL else UNPACED

    @property
    def hook(self) -> str:
        """The address that Telegram shall call."""
        base = self.webhook_url or f"http://127.0.0.1:{self.webhook_port}"
        return base.rstrip("/") + PATH


DeskMaker = Callable[[Outbox, str | None], Desk]
"""Makes the desk for an outbox and the bot's username, such as `Services.desk`."""


class TelegramChannel:
    """Runs the bot until it is told to stop."""

    def __init__(
        self,
        account: Account,
        respond: Respond,
        *,
        desk: DeskMaker | None = None,
        help_lines: tuple[Text, ...] = (),
        languages: tuple[str, ...] = (ENGLISH,),
        passing: tuple[type[Exception], ...] = (),
        ready: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._account = account
        self._respond = respond
        self._make_desk = desk
        self._help_lines = help_lines
        self._languages = languages
        self._passing = passing
        self._ready = ready
        self._request = AiohttpRequest(outside=account.outside)
        self._bot = Bot(
            account.token,
            base_url=f"{account.server}/bot",
            base_file_url=f"{account.server}/file/bot",
            request=self._request,
            get_updates_request=AiohttpRequest(connections=4),
        )
        self._outbox = Outbox(self._bot, Pace(account.limits), self._gone, self._shown)
        self._clean: Clean | None = None
        self.wiper: Wiper | None = None

    def keep_clean(self, clean: Clean) -> None:
        """Offer to delete conversations, and delete them for whoever asks."""
        self._clean = clean
        self.wiper = Wiper(self._bot, self._outbox, clean)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set, then finish what was begun.

        Raises:
            TokenRefusedError: Telegram does not know the token.
            OSError: The webhook's port is taken.
        """
        try:
            await self._request.initialize()
            username = await self._who_we_are(stop)
            if stop.is_set():
                return
            intake = self._intake(username)
            await register(self._bot, self._languages)
            if self._account.webhook:
                await self._serve(intake, stop)
            else:
                await self._poll(intake, stop)
        except InvalidToken:
            raise TokenRefusedError from None
        finally:
            await self._request.shutdown()

    def _intake(self, username: str | None) -> Intake:
        desk = self._make_desk(self._outbox, username) if self._make_desk else None
        turns = Turns(
            self._respond,
            self._outbox,
            desk,
            self._help_lines,
            languages=self._languages,
            page=self._account.page,
            training=self._account.training,
            clean=self._clean,
            wiper=self.wiper,
        )
        return Intake(turns, self._outbox, self._passing)

    async def _who_we_are(self, stop: asyncio.Event) -> str | None:
        """Return the bot's username, from the server or from the settings."""
        me = await self._insist(self._bot.get_me, stop)
        username = (me.username if me is not None else None) or self._account.username
        if username is None and me is not None:
            LOG.warning(say("unlinked"))
        return username

    async def _insist(
        self, call: Callable[[], Awaitable[_Result]], stop: asyncio.Event
    ) -> _Result | None:
        """Repeat a call until Telegram answers it; None once we have to stop."""
        for tries in range(1_000_000):
            if stop.is_set():
                break
            try:
                return await call()
            except (InvalidToken, BadRequest):
                raise
            except TelegramError as error:
                wait = WAITS[min(tries, len(WAITS) - 1)]
                if isinstance(error, RetryAfter):
                    wait = seconds_told(error)
                if tries == 0:
                    LOG.warning("Telegram does not answer; trying again")
                await _sleep_or_stop(wait, stop)
        return None

    async def _poll(self, intake: Intake, stop: asyncio.Event) -> None:
        try:
            await self._insist(
                lambda: self._bot.delete_webhook(drop_pending_updates=False), stop
            )
        except (BadRequest, InvalidToken):
            # A server without webhooks; getMe has shown that the token is good.
            LOG.info("there is no webhook to delete")
        base = f"{self._account.server}/bot{self._account.token}"
        polling = Polling(self._request, base, intake)
        self._ready("polling")
        try:
            await polling.run(stop)
        finally:
            await self._drain(intake)
            await polling.acknowledge()

    async def _serve(self, intake: Intake, stop: asyncio.Event) -> None:
        secret = new_secret()
        webhook = Webhook(intake, secret)
        # Telegram may call while setWebhook is still on its way back to us.
        await webhook.start(self._account.webhook_port)
        try:
            await self._register(secret, stop)
            self._ready("webhook")
            await stop.wait()
        finally:
            await self._drain(intake)
            await webhook.stop()

    async def _register(self, secret: str, stop: asyncio.Event) -> None:
        """Tell Telegram where to call."""
        try:
            await self._insist(
                lambda: self._bot.set_webhook(
                    self._account.hook,
                    secret_token=secret,
                    allowed_updates=ALLOWED_UPDATES,
                    drop_pending_updates=False,
                    read_timeout=SET_WEBHOOK_SECONDS,
                ),
                stop,
            )
        except BadRequest:
            raise WebhookRefusedError from None

    async def _drain(self, intake: Intake) -> None:
        """Commit what was accepted, then send what is owed, within eight seconds."""
        committed = await intake.drain(COMMIT_SECONDS)
        sent = await self._outbox.drain(SEND_SECONDS)
        await intake.settle()
        if not (committed and sent):
            LOG.warning("stopped before everything was done; Telegram sends it again")

    def tell(self, person: Person, text: str) -> None:
        """Write to somebody of our own accord, such as about the care queue."""
        self._outbox.show(int(person.key), plain(text))

    can_tell = False
    """Telegram cannot be asked what became of a message."""

    async def send(self, message: Message) -> Fate:
        """Remind somebody, or ask them again; the button opens their link.

        What is to be passed on to a group of staff has words of its own.
        """
        language = message.language
        begin = Key(say("begin", language), encode_opening(message.token))
        stop = Key(say("stop_messages", language), encode_dialogue("h", NO_MORE))
        if message.kind == GROUP:
            screen, *_ = plain(message.text, ((stop,),))
            return _FATES[await self._outbox.once(int(message.address), screen)]
        rows = ((begin,), (stop,))
        key = "remind" if message.kind == "follow_up" else "remind_begun"
        (screen,) = plain(say(key, language), rows)
        return _FATES[await self._outbox.once(int(message.address), screen)]

    async def sent(self, reference: str) -> bool | None:
        """Say that nobody knows."""
        del reference
        return None

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Be able to send, without receiving, until the block is left."""
        await self._request.initialize()
        try:
            yield
            await self._outbox.drain(SEND_SECONDS)
        finally:
            await self._request.shutdown()

    async def _gone(self, chat: int) -> None:
        """Tell the service that somebody blocked us."""
        person = Person(CHANNEL, str(chat))
        await self._respond.gone(person, clock())
        await self._respond.take_messages(person)
        if self._clean is not None:
            await self._clean.forget(person)

    async def _shown(self, chat: int, messages: Sequence[int]) -> None:
        """Keep which messages stand in a chat, to delete them for whoever asks."""
        if self._clean is not None:
            await self._clean.note(Person(CHANNEL, str(chat)), messages, clock())


async def _sleep_or_stop(seconds: float, stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
