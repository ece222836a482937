"""Trying the pages out: the real conversation, in a store that is thrown away.

Rule 1: only where there is no public address yet: on the machine of somebody who
looks at the service for the first time.
Rule 2: a link that begins with `TRY_MARK` never touches the data folder.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.keys import Keys, new_secret
from bot.service.page import Posted
from bot.service.pages import Pages, Reached, Visit
from bot.service.person import Person
from bot.service.respond import Wish
from bot.service.setup import ENGLISH
from bot.store import Store, Writer
from surveys.session import Labels

TRY_MARK: Final = "try-"


@dataclass(frozen=True, slots=True)
class TryOut:
    """Answers for the real pages, and beside them for those that are tried out."""

    real: Pages
    trial: Pages

    def address(self, token: str, number: str) -> str:
        """Return the private address that a start page leads to."""
        if not token.startswith(TRY_MARK):
            return self.real.address(token, number)
        return TRY_MARK + self.trial.address(token, number)

    async def arrive(
        self, person: Person, token: str, now: datetime, wish: Wish
    ) -> bool:
        """Open a link; one for trying out as often as somebody likes."""
        if not token.startswith(TRY_MARK):
            return await self.real.arrive(person, token, now, wish)
        questionnaire = token.removeprefix(TRY_MARK)
        if not self.trial.tries(questionnaire):
            return False
        if (await self.trial.look(person, "", now)).page is None:
            await self.trial.begin(
                person,
                questionnaire,
                Labels(),
                now,
                language=wish.language or ENGLISH,
                variant=wish.variant,
            )
        return True

    async def told(self, token: str, now: datetime) -> str:
        """Return what a group's link says that is shut."""
        return await self.real.told(token, now)

    async def look(self, person: Person, at: str, now: datetime) -> Visit:
        """Return the page at a place."""
        return await self._whose(person).look(person, at, now)

    async def take(self, person: Person, posted: Posted, now: datetime) -> Visit:
        """Take back a page and return what comes next."""
        return await self._whose(person).take(person, posted, now)

    async def leave(self, person: Person) -> None:
        """Delete what was not sent, of a tablet that many use."""
        await self._whose(person).leave(person)

    async def reach(self, person: Person, typed: str, now: datetime) -> Reached:
        """Take where somebody may be written to in three months."""
        return await self._whose(person).reach(person, typed, now)

    def _whose(self, person: Person) -> Pages:
        return self.trial if person.key.startswith(TRY_MARK) else self.real


@asynccontextmanager
async def trying_out(real: Pages) -> AsyncIterator[TryOut]:
    """Keep a second store, in a folder of its own, until the block is left."""
    with tempfile.TemporaryDirectory(prefix="strandline-trial-") as folder:
        keys = Keys(new_secret())
        writer = Writer(Store.open(Path(folder), keys.derive))
        try:
            yield TryOut(real, real.twin(writer, keys))
        finally:
            await writer.close()
