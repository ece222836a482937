"""What a turn needs around it, as small protocols: the service, and a way out.

Rule: the service's verbs are its own and nothing beside them; the channel never
sees a store, a key or a model. `bot.app` passes the real ones in.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.service.person import Person
from bot.telegram.render import Sendable
from surveys.events import Effect, Event

CHANNEL = "telegram"


class Respond(Protocol):
    """Answering a questionnaire."""

    async def open(
        self, person: Person, token: str, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        """Open a link; for one that cannot be used, say the one neutral thing."""
        ...

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        """Take one event; what comes back is committed."""
        ...

    async def speaks(self, person: Person, now: datetime) -> str | None:
        """Return the language of somebody's open conversation; None without one."""
        ...

    async def page_link(
        self, person: Person, now: datetime, *, token: str = ""
    ) -> str | None:
        """Return where the same is answered on a page, before Start; else None."""
        ...

    async def gone(self, person: Person, now: datetime) -> None:
        """The person blocked us: forget the session, send no reminders."""
        ...

    async def remember_message(
        self, person: Person, message: str, now: datetime
    ) -> None:
        """Keep a message's id for 48 hours, to take it off the screen later."""
        ...

    async def take_messages(self, person: Person) -> tuple[str, ...]:
        """Return the ids that were kept, and forget them."""
        ...


Sent = Callable[[Sequence[int]], Awaitable[None]]
"""Called with the ids of the messages that something was shown in."""


class Outgoing(Protocol):
    """Where a turn puts what shall be shown; see `bot.telegram.outbox`."""

    def show(
        self,
        chat: int,
        things: Sequence[Sendable],
        replace: int | None = None,
        sent: Sent | None = None,
    ) -> object:
        """Send things in order; the first takes the place of ``replace``."""
        ...

    def remove(self, chat: int, message: int) -> None:
        """Take a message off the person's screen."""
        ...

    def answer(self, query: str) -> None:
        """Tell Telegram that a tap arrived."""
        ...
