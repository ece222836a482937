"""Everything in the chat that is not answering: roles, links, documents, withdrawal.

Rule 1: what somebody may do is asked of `Accounts.authorise` at every single step,
never remembered; whoever may not is told the same courteous thing whatever it was.
Rule 2: a dialogue keeps its state in its buttons.
Rule 3: after too many wrong codes from one person no code of theirs is looked up for
some minutes, a right one included, so that a right guess is not heard.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.area import Area
from bot.service.about_you import AboutYou
from bot.service.accounts import Accounts
from bot.service.care import CareQueue
from bot.service.closures import Halt
from bot.service.contact_wish import ContactWishes
from bot.service.erase import Erase
from bot.service.errors import NotAllowedError
from bot.service.events import Events
from bot.service.evidence import Evidence
from bot.service.guesses import Guesses
from bot.service.invite import Invite
from bot.service.signin import SignIns
from bot.service.vote import Votes
from bot.service.vote_phones import VotePhones
from bot.service.waves import Waves
from bot.telegram.about_you import KIND as ABOUT_YOU
from bot.telegram.about_you import AboutYouDialogue, offer
from bot.telegram.callbacks import NO_MORE, Dialogue
from bot.telegram.closing import HALT, Closing, halted, request_of
from bot.telegram.commands import OF_ROLE
from bot.telegram.events import KIND as EVENTS
from bot.telegram.events import EventDialogue
from bot.telegram.outbox import Outbox
from bot.telegram.render import Screen, Sendable, plain
from bot.telegram.summary import Summary
from bot.telegram.texts import name, say
from bot.telegram.turns import Handler, Turn
from bot.telegram.voting import HOLDER, VOTER, Voting
from bot.telegram.waves import KIND as WAVES
from bot.telegram.waves import WaveDialogue, Waving
from surveys.events import Say
from surveys.model import Questionnaire

_ROLE_CODE = re.compile(r"[A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4}){3}")

StatusLines = Callable[[datetime], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Services:
    """What the desk works with; `bot.app` has them all.

    Attributes:
        status: Plain lines about the service that are safe to show.
        page: The address of the web pages, or None.
    """

    accounts: Accounts
    invite: Invite
    waves: Waves
    evidence: Evidence
    erase: Erase
    area: Area
    definitions: Mapping[str, Questionnaire]
    status: StatusLines
    care: CareQueue
    wishes: ContactWishes
    about_you: AboutYou
    sign_ins: SignIns
    votes: Votes
    phones: VotePhones
    waving: Waving
    events: Events
    page: str | None = None

    def desk(self, outbox: Outbox, username: str | None) -> "FrontDesk":
        """Return the desk, once it is known which bot this is."""
        return FrontDesk(self, outbox, username)


class FrontDesk:
    """Handles the commands beside those of a survey."""

    def __init__(
        self, services: Services, outbox: Outbox, username: str | None
    ) -> None:
        self._services = services
        self._outbox = outbox
        self._guesses = Guesses()
        self._closing = Closing(services.area, services.definitions, username)
        self._summary = Summary(services.evidence, services.waves)
        self._about_you = AboutYouDialogue(services.about_you)
        self._voting = Voting(services.votes, services.phones, services.area)
        self._waving = WaveDialogue(services.waving)
        self._events = EventDialogue(services.events, services.area)

    @property
    def commands(self) -> Mapping[str, Handler]:
        """Commands beside those of a survey."""
        return {
            "join": self._join,
            "role": self._join,
            "withdraw": self._withdraw,
            "nomore": self._no_more,
            "close": self._close,
            "evidence": self._evidence,
            "waves": self._waves,
            "event": self._event,
            "status": self._status,
            "care": self._care,
            "web": self._web,
            "contact": self._contact,
            "vote": self._vote,
        }

    async def start(self, turn: Turn, code: str) -> bool:
        """Redeem a role code given as a start link; False if it is none."""
        if _ROLE_CODE.fullmatch(code) is None or not self._may_try(turn):
            return False
        return await self._redeem(turn, code)

    def offer(self, shape: Say) -> tuple[Screen, ...]:
        """Return the message that offers the questions about who answers."""
        return offer(shape, self._services.about_you.asks)

    async def help(self, turn: Turn) -> str | None:
        """Say what somebody with a role can do; None for anybody else."""
        account = await self._services.accounts.who(turn.person)
        if account is None:
            return None
        return say(
            "help_staff",
            turn.language,
            role=name("roles", account.role, turn.language),
            commands=_listed(account.role),
        )

    async def tap(self, turn: Turn, tap: Dialogue) -> None:
        """Go on with a staff dialogue."""
        if tap.kind == "k":
            await self._close(turn, tap.choices)
        elif tap.kind == ABOUT_YOU:
            self._show(turn, await self._about_you.tap(turn, tap.choices))
        elif tap.kind == EVENTS:
            await self._event(turn, tap.choices)
        elif tap.kind == WAVES:
            await self._waves(turn, tap.choices)
        elif tap.kind in (VOTER, HOLDER):
            await self._voted(turn, tap)
        elif tap.kind == HALT:
            await self._halt(turn, tap.choices)
        else:
            await self._evidence(turn, tap.choices)

    async def _join(self, turn: Turn) -> None:
        code = turn.incoming.words
        if not code:
            self._say(turn, "join_how")
        elif not self._may_try(turn):
            self._say(turn, "vote.often")
        elif not await self._redeem(turn, code):
            self._say(turn, "not_joined")

    async def _redeem(self, turn: Turn, code: str) -> bool:
        account = await self._services.accounts.redeem(turn.person, code, turn.now)
        if account is None:
            self._guesses.wrong(_whose(turn), turn.now)
            return False
        role = name("roles", account.role, turn.language)
        text = say("joined", turn.language, role=role, commands=_listed(account.role))
        self._show(turn, plain(text))
        self._outbox.introduce(turn.chat, account.role)
        self._tidy(turn)
        return True

    async def _withdraw(self, turn: Turn) -> None:
        code = turn.incoming.words
        if not code:
            self._say(turn, "withdraw_how")
            return
        if not self._may_try(turn):
            self._say(turn, "too_often")
        elif await self._services.erase.withdraw(code, turn.now):
            self._say(turn, "withdrawn")
        else:
            self._guesses.wrong(_whose(turn), turn.now)
            self._say(turn, "not_withdrawn")
        self._tidy(turn)

    async def _close(self, turn: Turn, choices: tuple[str, ...] = ()) -> None:
        account = await self._services.accounts.who(turn.person)
        try:
            district = self._closing.district(choices)
            self._services.accounts.authorise(account, "close", district or "")
        except NotAllowedError:
            self._say(turn, "refused")
            return
        if district is None:
            # Asking anew goes into a new message: a message makes one link.
            place = turn.replace if choices else None
            things = self._closing.ask(turn, choices)
            self._outbox.show(turn.chat, things, place)
        else:
            create = partial(self._services.invite.create, by=account)
            self._show(turn, await self._closing.make(turn, choices, create))

    async def _halt(self, turn: Turn, choices: tuple[str, ...]) -> None:
        """Hold, let go on or end the link that this message made."""
        if choices == (NO_MORE,):
            await self._no_more(turn)
            return
        account = await self._services.accounts.who(turn.person)
        try:
            scope = "" if account is None else account.scope
            self._services.accounts.authorise(account, "close", scope)
            halt = Halt(":".join(choices))
        except (NotAllowedError, ValueError):
            self._say(turn, "refused")
            return
        await self._services.invite.halt(halt, request_of(turn), turn.now)
        self._show(turn, halted(turn, halt))

    async def _no_more(self, turn: Turn) -> None:
        """Never write to somebody again of our own accord."""
        await self._services.invite.opt_out(turn.person)
        self._say(turn, "no_more")

    async def _evidence(self, turn: Turn, choices: tuple[str, ...] = ()) -> None:
        account = await self._services.accounts.who(turn.person)
        try:
            self._services.accounts.authorise(account, "evidence")
        except NotAllowedError:
            self._say(turn, "refused")
            return
        wanted = await self._summary.wanted(choices, turn.now)
        if wanted is None:
            self._show(turn, await self._summary.ask(turn, choices))
            return
        self._say(turn, "evidence_working")
        self._outbox.produce(turn.chat, lambda: self._summary.make(turn, wanted))

    async def _waves(self, turn: Turn, choices: tuple[str, ...] | None = None) -> None:
        """Plan staff waves, and see to them."""
        account = await self._services.accounts.who(turn.person)
        closes = choices is not None and self._waving.closes(choices)
        try:
            verb = "close_wave" if closes else "open_wave"
            self._services.accounts.authorise(account, verb)
        except NotAllowedError:
            self._say(turn, "refused")
            return
        if choices is None:
            self._show(turn, await self._waving.typed(turn, turn.incoming.words))
        else:
            self._show(turn, await self._waving.tap(turn, choices))

    async def _event(self, turn: Turn, choices: tuple[str, ...] | None = None) -> None:
        """Open an event, or see to one."""
        account = await self._services.accounts.who(turn.person)
        scope = "" if account is None else account.scope
        district = None if choices is None else self._events.district(choices)
        try:
            place = scope if district is None else district
            self._services.accounts.authorise(account, "event", place)
        except NotAllowedError:
            self._say(turn, "refused")
            return
        if choices is None:
            shown, made = await self._events.typed(turn, scope)
        else:
            shown, made = await self._events.tap(turn, choices, scope)
        self._show(turn, shown)
        if made is not None:
            self._outbox.produce(turn.chat, self._events.poster(made))

    async def _vote(self, turn: Turn) -> None:
        """Join a vote by its code; without one, hold it or go on with one's own."""
        if turn.incoming.words:
            self._show(turn, await self._voting.join(turn, turn.incoming.words))
        elif await self._holds(turn):
            self._show(turn, await self._voting.hold(turn))
        else:
            self._show(turn, await self._voting.mine(turn))

    async def _voted(self, turn: Turn, tap: Dialogue) -> None:
        """Go on with a vote, as somebody in the room or as whoever holds it."""
        if tap.kind == VOTER:
            self._show(turn, await self._voting.tap(turn, tap.choices))
        elif await self._holds(turn):
            self._show(turn, await self._voting.held(turn, tap.choices))
        else:
            self._say(turn, "refused")

    async def _holds(self, turn: Turn) -> bool:
        account = await self._services.accounts.who(turn.person)
        try:
            self._services.accounts.authorise(account, "hold_vote")
        except NotAllowedError:
            return False
        return True

    async def _status(self, turn: Turn) -> None:
        account = await self._services.accounts.who(turn.person)
        try:
            self._services.accounts.authorise(account, "status")
        except NotAllowedError:
            self._say(turn, "refused")
            return
        lines = await self._services.status(turn.now)
        text = "\n".join(lines)
        self._show(turn, plain(f"{say('status', turn.language)}\n\n{text}"))

    async def _care(self, turn: Turn) -> None:
        """Tell the named person that something waits, and where to look."""
        account = await self._services.accounts.who(turn.person)
        try:
            scope = "" if account is None else account.scope
            self._services.accounts.authorise(account, "care", scope)
        except NotAllowedError:
            self._say(turn, "refused")
            return
        waiting = await self._services.care.waiting(turn.now)
        keys = [
            "care_overdue" if one.overdue else "care_waits"
            for one in waiting
            if not one.taken
        ]
        self._say(turn, min(keys, default="care_nothing"))

    async def _web(self, turn: Turn) -> None:
        """Give somebody with a role a link that signs them in to the pages."""
        account = await self._services.accounts.who(turn.person)
        if account is None:
            self._say(turn, "refused")
        elif self._services.page is None:
            self._say(turn, "web_none")
        else:
            token = await self._services.sign_ins.link(account, turn.now)
            link = f"{self._services.page.rstrip('/')}/desk/in/{token}"
            self._show(turn, plain(say("web_link", turn.language, link=link)))

    async def _contact(self, turn: Turn) -> None:
        """Take a wish to be contacted; it is kept apart from every answer."""
        wishes, words = self._services.wishes, turn.incoming.words
        if not wishes.taken_here:
            contact = self._services.area.ask_contact.in_language(turn.language)
            self._show(turn, plain(contact))
        elif await wishes.ask(words or "", turn.now):
            self._say(turn, "contact_noted")
            self._tidy(turn)
        else:
            self._say(turn, "contact_how")

    def _may_try(self, turn: Turn) -> bool:
        """Say whether a code that somebody typed may be looked up."""
        return self._guesses.left(_whose(turn), turn.now)

    def _tidy(self, turn: Turn) -> None:
        """Take a message with a code off the screen."""
        if turn.incoming.message is not None:
            self._outbox.remove(turn.chat, turn.incoming.message)

    def _say(self, turn: Turn, key: str) -> None:
        self._show(turn, plain(say(key, turn.language)))

    def _show(self, turn: Turn, things: Sequence[Sendable]) -> None:
        self._outbox.show(turn.chat, things, turn.replace)


def _whose(turn: Turn) -> tuple[str, str]:
    return turn.person.channel, turn.person.key


def _listed(role: str) -> str:
    return " ".join(f"/{command}" for command in OF_ROLE.get(role, ()))
