"""A family's wish to be contacted: apart from every answer, by their own free will.

Rule 1: it is not linked to anything: no session, response, link or account, and only
the day is kept. Whoever reads it learns how and when, not what was answered.
Rule 2: it is sealed, and deleted once the named person has seen to it.
Rule 3: where nobody is named for it, no wish is taken.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.area import Area
from bot.keys import Keys, new_id
from bot.service.care import CareQueue
from bot.service.care_noting import noted
from bot.service.setup import day
from bot.store import Store, Writer
from bot.store.care import CONTACT, Asked, Deed
from surveys.hidden import visible

LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Wish:
    """How and when somebody wishes to be contacted, as they wrote it."""

    id: str
    words: str
    day: date


class ContactWishes:
    """Takes wishes and shows them to the named person."""

    def __init__(
        self, writer: Writer, keys: Keys, area: Area, queue: CareQueue
    ) -> None:
        self._writer = writer
        self._keys = keys
        self._area = area
        self._queue = queue

    @property
    def taken_here(self) -> bool:
        """Whether there is somebody who would look."""
        return self._area.care is not None

    async def ask(self, words: str, now: datetime) -> bool:
        """Store a wish; False where it is empty or nobody would look.

        The same words on the same day are the same wish, however often they come.
        """
        said = visible(words[:LONGEST]).strip()
        if not said or not self.taken_here:
            return False
        mark = self._keys.mark("contact wish", said, str(day(now)))
        asked = Asked(
            mark.hex()[:16], self._keys.seal("contact wish", said.encode()), day(now)
        )

        def work(store: Store) -> None:
            store.care.ask(asked)
            noted(store, CONTACT, now)

        await self._writer.run(work)
        return True

    async def waiting(self) -> tuple[Wish, ...]:
        """Return the wishes that wait."""
        rows = await self._writer.run(lambda store: store.care.asked())
        return tuple(
            Wish(
                row.id,
                self._keys.unseal("contact wish", row.sealed).decode(),
                date.fromordinal(row.day),
            )
            for row in rows
        )

    async def done(self, wish: str, who: str, now: datetime) -> bool:
        """Delete a wish that was seen to, and log it; False if there is none such.

        Raises:
            ServiceError: The area file names nobody.
        """
        deed = Deed(CONTACT, "done", self._queue.role(who), day(now))

        def work(store: Store) -> bool:
            if not store.care.settle(wish):
                return False
            store.care.log(new_id(), deed)
            noted(store, CONTACT, now)
            return True

        return await self._writer.run(work)
