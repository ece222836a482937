"""One thing that somebody did becomes one call of the service and its effects.

Rules of this file: a tap is confirmed first; nothing is shown before the service
has committed; the channel decides nothing about the survey, and says nothing
about whether a link, code or role exists.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol, TypeGuard

from bot.service.clean import Clean
from bot.service.person import Person
from bot.telegram import callbacks, wiping
from bot.telegram.inbound import Incoming, Kind
from bot.telegram.ports import CHANNEL, Outgoing, Respond
from bot.telegram.render import Screen, plain, screens
from bot.telegram.texts import say
from surveys.events import (
    BACK,
    BEGIN,
    HELP,
    LANGUAGE,
    SKIP,
    STOP,
    Effect,
    Event,
    Prompt,
    Replied,
    Say,
    Started,
    Tapped,
    Unreadable,
)
from surveys.events import Kind as About
from surveys.languages import ENGLISH, LANGUAGES, language_name, nearest, ordered
from surveys.model import Text

LOG = logging.getLogger("strandline.telegram")

CONTROLS = (BACK, SKIP, STOP, LANGUAGE)
"""Commands that do what the button of that name does, at whatever step."""


def clock() -> datetime:
    """Return the time; the one place where this channel reads it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who did what, for the handlers of commands and dialogues."""

    incoming: Incoming
    now: datetime
    languages: tuple[str, ...] = (ENGLISH,)

    @property
    def chat(self) -> int:
        """Where to answer."""
        return self.incoming.chat

    @property
    def person(self) -> Person:
        """Who it was."""
        return Person(CHANNEL, str(self.incoming.chat), self.language)

    @property
    def language(self) -> str:
        """The offered language nearest to that of the person's app."""
        return nearest(self.incoming.language, self.languages)

    @property
    def wide(self) -> bool:
        """Whether a tap came from a question that took several messages."""
        return callbacks.is_wide(self.incoming.data)

    @property
    def replace(self) -> int | None:
        """The message that a tap came from, which the answer takes the place of."""
        return self.incoming.message if self.incoming.kind is Kind.TAP else None


Handler = Callable[[Turn], Awaitable[None]]


class Desk(Protocol):
    """What is not about answering; see `bot.telegram.desk`."""

    @property
    def commands(self) -> Mapping[str, Handler]:
        """Commands beside those of a survey."""
        ...

    async def start(self, turn: Turn, code: str) -> bool:
        """Redeem a role code given as a start link; False if it is none."""
        ...

    async def tap(self, turn: Turn, tap: callbacks.Dialogue) -> None:
        """Go on with a staff dialogue."""
        ...

    async def help(self, turn: Turn) -> str | None:
        """Say what somebody with a role can do; None for anybody else."""
        ...

    def offer(self, shape: Say) -> tuple[Screen, ...]:
        """Return the message that offers the questions about who answers."""
        ...


class Turns:
    """Hands what came in to the service, and what came back to the outbox."""

    def __init__(  # noqa: PLR0913 # what a channel is told, each by its name
        self,
        respond: Respond,
        outbox: Outgoing,
        desk: Desk | None = None,
        help_lines: tuple[Text, ...] = (),
        *,
        languages: tuple[str, ...] = (ENGLISH,),
        tidy: bool = True,
        page: str | None = None,
        training: bool = False,
        clean: Clean | None = None,
        wiper: Callable[[datetime], Awaitable[bool]] | None = None,
    ) -> None:
        """Hand things on.

        Args:
            respond: The service.
            outbox: Where to show things.
            desk: What is not about answering.
            help_lines: Whom to ring, for those who ask outside a conversation.
            languages: Those that families are offered.
            tidy: Whether typed words are taken off the screen.
            page: The public address of the plain pages, where there is one.
            training: Whether ticked clauses of people's words may train a reader.
            clean: Knows what stands in a chat, to delete it for whoever asks.
            wiper: Begins what is to be deleted.
        """
        self._respond = respond
        self._outbox = outbox
        self._desk = desk
        self._help_lines = help_lines
        self._languages = languages
        self._tidy = tidy
        self._page = page
        self._training = training
        self._clean = clean
        self._wiper = wiper
        self._commands: Mapping[str, Handler] = {
            "start": self._start,
            "help": self._help,
            "privacy": self._privacy,
            **({"wipe": self._offer_wiping} if clean is not None else {}),
            **(desk.commands if desk is not None else {}),
        }

    async def take(self, incoming: Incoming) -> None:
        """Handle one thing; on return it is committed and its answer queued."""
        turn = Turn(incoming, clock(), self._languages)
        if incoming.query is not None:
            self._outbox.answer(incoming.query)
        elif self._clean is not None and incoming.message is not None:
            await self._clean.note(turn.person, (incoming.message,), turn.now)
        match incoming.kind:
            case Kind.TAP:
                await self._tap(turn)
            case Kind.WORDS:
                await self._event(turn, Replied(incoming.words))
            case Kind.UNREADABLE:
                await self._event(turn, Unreadable())
            case Kind.COMMAND:
                await self._command(turn)
            case Kind.GROUP:
                self._say(turn, "group")
            case Kind.GONE:
                await self._respond.gone(turn.person, turn.now)
            case Kind.OTHER:
                LOG.debug("nothing to do for an update of kind %s", incoming.kind)

    def trouble(self, incoming: Incoming) -> None:
        """Say that something did not work, below what is on the screen."""
        if incoming.chat:
            language = nearest(incoming.language, self._languages)
            self._outbox.show(incoming.chat, plain(say("trouble", language)))

    async def _command(self, turn: Turn) -> None:
        name = turn.incoming.command
        if name in self._commands:
            await self._commands[name](turn)
        elif name in CONTROLS:
            await self._event(turn, Tapped("", name))
        else:
            await self._speak(turn, "unknown_command")

    async def _start(self, turn: Turn) -> None:
        given = turn.incoming.words
        if not given:
            await self._arrive(turn)
        elif self._desk is None or not await self._desk.start(turn, given):
            await self._open(turn, given)

    async def _arrive(self, turn: Turn) -> None:
        """Show somebody where they are, or what this is."""
        effects = await self._respond.receive(
            turn.person, Started(), turn.incoming.delivery, turn.now
        )
        if effects and not _in_survey(effects):
            effects = (Say(say("welcome", turn.language)), *effects)
        self._show(turn, await self._before(turn, effects))

    async def _open(self, turn: Turn, token: str) -> None:
        effects = await self._respond.open(
            turn.person, token, turn.incoming.delivery, turn.now
        )
        page = await self._page_of(turn, effects, token)
        noted = (self._noted(effect, turn.language, page) for effect in effects)
        self._show(turn, tuple(noted))

    def _noted(self, effect: Effect, phone: str, page: str) -> Effect:
        """Put what is said of this channel above a survey's first screen.

        Where the phone speaks another language that is offered, it is proposed there.
        """
        if not isinstance(effect, Prompt):
            return effect
        notes = [say("notice", effect.language), page, effect.note]
        button = next((b.label for b in effect.controls if b.id == LANGUAGE), None)
        if button is not None and phone != effect.language:
            named = language_name(phone)
            notes.insert(0, say("propose", phone, language=named, button=button))
        return replace(effect, note="\n".join(n for n in notes if n))

    async def _page_of(
        self, turn: Turn, effects: tuple[Effect, ...], token: str = ""
    ) -> str:
        """Say where the plain page is, as long as Start was not tapped; else nothing.

        A link that is for many can be followed there only while it is at hand.
        """
        first = next(filter(_is_first, effects), None)
        if self._page is None or first is None:
            return ""
        link = await self._respond.page_link(turn.person, turn.now, token=token)
        if link is None:
            return say("plain_page", first.language, page=self._page)
        return say("plain_page_event", first.language, page=link)

    async def _before(
        self, turn: Turn, effects: tuple[Effect, ...]
    ) -> tuple[Effect, ...]:
        """Say the same above the first screen when it is shown again.

        In the language that somebody has just chosen, above all.
        """
        if self._page is None or not any(_is_first(effect) for effect in effects):
            return effects
        page = await self._page_of(turn, effects)
        return tuple(
            self._noted(effect, effect.language, page) if _is_first(effect) else effect
            for effect in effects
        )

    async def _help(self, turn: Turn) -> None:
        effects = await self._respond.receive(
            turn.person, Tapped("", HELP), turn.incoming.delivery, turn.now
        )
        if _in_survey(effects):
            self._show(turn, await self._before(turn, effects))
            return
        parts = [say("help", turn.language)]
        if self._desk is not None and (own := await self._desk.help(turn)):
            parts.append(own)
        if self._help_lines:
            lines = (line.in_language(turn.language) for line in self._help_lines)
            heading = say("help_lines", turn.language)
            parts.append(ordered("\n".join((heading, *lines)), turn.language))
        self._put(turn, plain("\n\n".join(parts)))

    async def _privacy(self, turn: Turn) -> None:
        more = ("privacy_training",) if self._training else ()
        await self._speak(turn, "privacy", *more)

    async def _tap(self, turn: Turn) -> None:
        match callbacks.decode(turn.incoming.data):
            case Tapped() as tapped:
                await self._event(turn, tapped)
            case callbacks.Opening(token):
                await self._open(turn, token)
            case callbacks.Wiping() as tap if self._clean is not None:
                await self._wipe(turn, tap)
            case callbacks.Dialogue() as tap if self._desk is not None:
                await self._desk.tap(turn, tap)
            case _:
                # Forged, or of another version: show where the person is.
                await self._event(turn, Started())

    async def _event(self, turn: Turn, event: Event) -> None:
        effects = await self._respond.receive(
            turn.person, event, turn.incoming.delivery, turn.now
        )
        self._show(turn, await self._before(turn, effects))
        note = turn.incoming.message
        typed = turn.incoming.kind is Kind.WORDS
        if self._tidy and typed and note is not None and _in_survey(effects):
            self._outbox.remove(turn.chat, note)

    def _show(self, turn: Turn, effects: tuple[Effect, ...]) -> None:
        said = [e for e in effects if isinstance(e, Prompt | Say)]
        found = [screen for effect in said for screen in self._screens(effect)]
        if not found:
            return
        ended = next((e for e in said if _ends(e)), None)
        if ended is not None and self._clean is not None:
            found += wiping.offer(ended.language)
        last = said[-1]
        asking = len(screens(last)) if isinstance(last, Prompt) else 0

        async def sent(messages: Sequence[int]) -> None:
            await self._keep_one(turn, messages, asking)

        self._outbox.show(turn.chat, found, turn.replace, sent)

    def _screens(self, effect: Prompt | Say) -> tuple[Screen, ...]:
        """Return the messages of an effect; without a desk nobody is asked more."""
        if not (isinstance(effect, Say) and effect.kind is About.ABOUT_YOU):
            return screens(effect)
        return () if self._desk is None else self._desk.offer(effect)

    async def _keep_one(self, turn: Turn, messages: Sequence[int], asking: int) -> None:
        """Leave one question on the screen: take off the one before.

        What is asked stands in the last ``asking`` of the messages.
        """
        if list(messages) == [turn.replace] and asking and not turn.wide:
            return  # the question took the place of the one before
        before = await self._respond.take_messages(turn.person)
        for message in {int(number) for number in before} - set(messages):
            self._outbox.remove(turn.chat, message)
        for message in messages[len(messages) - asking :]:
            await self._respond.remember_message(turn.person, str(message), turn.now)

    async def _offer_wiping(self, turn: Turn) -> None:
        """Offer to delete the conversation, whenever somebody asks for it."""
        language = await self._respond.speaks(turn.person, turn.now)
        self._put(turn, wiping.offer(language or turn.language))

    async def _wipe(self, turn: Turn, tap: callbacks.Wiping) -> None:
        """Delete the conversation, or leave it."""
        message, language = (
            turn.incoming.message,
            nearest(tap.language, tuple(LANGUAGES)),
        )
        if self._clean is None or message is None:
            return
        if tap.choice == callbacks.WIPE_NO:
            self._put(turn, wiping.left(language))
        elif tap.choice == callbacks.WIPE_LAST:
            self._outbox.remove(turn.chat, message)
        else:
            await self._clean.ask(turn.person, message, language, turn.now)
            self._put(turn, wiping.working(language))
            if self._wiper is not None:
                await self._wiper(turn.now)

    def _put(self, turn: Turn, found: tuple[Screen, ...]) -> None:
        self._outbox.show(turn.chat, found, turn.replace)

    async def _speak(self, turn: Turn, *keys: str) -> None:
        """Say something in the language of the conversation, if there is one."""
        language = await self._respond.speaks(turn.person, turn.now)
        said = (say(key, language or turn.language) for key in keys)
        self._put(turn, plain("\n\n".join(said)))

    def _say(self, turn: Turn, key: str) -> None:
        self._put(turn, plain(say(key, turn.language)))


def _is_first(effect: Effect) -> TypeGuard[Prompt]:
    """Say whether it is the screen before the first question."""
    return isinstance(effect, Prompt) and any(b.id == BEGIN for b in effect.buttons)


def _ends(effect: Prompt | Say) -> TypeGuard[Say]:
    return isinstance(effect, Say) and effect.kind is About.END


def _in_survey(effects: tuple[Effect, ...]) -> bool:
    return any(isinstance(effect, Prompt) for effect in effects)
