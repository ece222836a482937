"""What the channel needs of the service, as small protocols.

Rule: these are the service's own verbs and nothing beside them; the channel
never sees a store, a key or a model. `bot.app` passes the real ones in.
"""

from datetime import datetime
from typing import Protocol

from bot.service.person import Person
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

    async def gone(self, person: Person, now: datetime) -> None:
        """The person blocked us: forget the session, send no reminders."""
        ...
