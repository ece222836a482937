"""The care queue: who looks, when it is overdue, and what is said of it.

Rule 1: what goes out says that something waits and where to look, nothing else.
Rule 2: it is said again every working hour until a person takes it; who took it and
who was done with it is logged by role and day, without words. From the third time on
the deputy is told too.
Rule 3: "the same working day" ends with the first working day on which it waited.
Rule 4: what was taken and is not done rings again on the next working day.
Rule 5: a wish to be contacted that nobody sees to is deleted after the days that the
area file says: loudly before, and written down for good in the log.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.area import Area
from bot.area.model import WISH_DAYS
from bot.keys import new_id
from bot.service.care_lines import Waiting, care_lines, lost_lines
from bot.service.care_noting import deleted_on, noted, overdue, up_to_date
from bot.service.errors import ServiceError
from bot.service.hours import allowed, local_day
from bot.service.setup import day
from bot.store import Store, Writer
from bot.store.care import CONTACT, WORDS, Deed
from bot.store.conversations import hour_of

PERSON, DEPUTY = "person", "deputy"
LISTED, TAKEN, DONE, RELEASED = "listed", "taken", "done", "released"
EXPIRED = "deleted unseen"
NOBODY = "nobody"
_ALONE = 2  # times that the person is told before the deputy is told too
_REMEMBERED = 31  # days on which a deleted wish is still said everywhere
_KINDS = (WORDS, CONTACT)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to tell people of now.

    Attributes:
        kind: ``words`` or ``contact``.
        deputy: The deputy is to be told as well: nobody has answered.
    """

    kind: str
    deputy: bool


class CareQueue:
    """Says what waits, and notes who takes it."""

    def __init__(self, writer: Writer, area: Area) -> None:
        self._writer = writer
        self._area = area

    async def waiting(self, now: datetime) -> tuple[Waiting, ...]:
        """Return what waits, bringing what is noted up to date first."""

        def work(store: Store) -> tuple[Waiting, ...]:
            waits = [up_to_date(store, self._area, kind, now) for kind in _KINDS]
            return tuple(
                Waiting(
                    wait.kind,
                    wait.count,
                    wait.taken,
                    overdue(self._area, wait, now),
                    deleted_on(store, self._area, wait.kind, now),
                )
                for wait in waits
                if wait is not None
            )

        return await self._writer.run(work)

    async def due(self, now: datetime) -> tuple[Alarm, ...]:
        """Return of what to tell people now, and note that they were told.

        What nobody has taken is told at once when it comes, and then every working
        hour. It is noted first: a message that is lost is sent again an hour later,
        and at once where none went at all (`untold`).
        """

        def work(store: Store) -> tuple[Alarm, ...]:
            alarms = []
            hour = hour_of(now)
            for kind in _KINDS:
                wait = up_to_date(store, self._area, kind, now)
                if wait is None or wait.taken or wait.told == hour:
                    continue
                if wait.told and not allowed(self._area.sending, now):
                    continue
                store.care.put(replace(wait, told=hour, rings=wait.rings + 1))
                alarms.append(Alarm(kind, deputy=wait.rings >= _ALONE))
            return tuple(alarms)

        return await self._writer.run(work)

    async def untold(self, kind: str) -> None:
        """Note that no message of an alarm went out: it is due again at once."""

        def work(store: Store) -> None:
            wait = store.care.wait(kind)
            if wait is not None and wait.told:
                rings = max(0, wait.rings - 1)
                store.care.put(replace(wait, told=0, rings=rings))

        await self._writer.run(work)

    async def take(self, who: str, now: datetime) -> int:
        """Note that the person or the deputy sees to what waits; return how much.

        Raises:
            ServiceError: The area file names nobody.
        """
        role = self.role(who)

        def work(store: Store) -> int:
            found = 0
            for kind in _KINDS:
                wait = up_to_date(store, self._area, kind, now)
                if wait is not None and not wait.taken:
                    today = local_day(now).toordinal()
                    store.care.put(replace(wait, taken=role, taken_on=today, rings=0))
                    store.care.log(new_id(), Deed(kind, TAKEN, role, day(now)))
                    found += wait.count
            return found

        return await self._writer.run(work)

    async def note(self, kind: str, deed: str, who: str, now: datetime) -> None:
        """Log what the person or the deputy did.

        Raises:
            ServiceError: The area file names nobody.
        """
        done = Deed(kind, deed, self.role(who), day(now))
        await self._writer.run(lambda store: store.care.log(new_id(), done))

    async def drop(self, held_id: str, who: str, now: datetime) -> bool:
        """Delete words that were seen to, and log it; False if there are none such.

        Raises:
            ServiceError: The area file names nobody.
        """
        done = Deed(WORDS, DONE, self.role(who), day(now))

        def work(store: Store) -> bool:
            known = any(held.id == held_id for held in store.held.waiting("care"))
            if not known or not store.held.drop(held_id):
                return False
            store.care.log(new_id(), done)
            noted(store, WORDS, now)
            return True

        return await self._writer.run(work)

    async def release(self, held_id: str, words: str, who: str, now: datetime) -> bool:
        """Give words back to their answer, as a person has redacted them; log it.

        Raises:
            ServiceError: The area file names nobody.
        """
        done = Deed(WORDS, RELEASED, self.role(who), day(now))
        quote_id = new_id()

        def work(store: Store) -> bool:
            known = any(held.id == held_id for held in store.held.waiting("care"))
            if not known or not store.held.release(held_id, words, quote_id):
                return False
            store.care.log(new_id(), done)
            noted(store, WORDS, now)
            return True

        return await self._writer.run(work)

    async def forget(self, now: datetime) -> bool:
        """Delete the wishes that nobody saw to in time, and write it into the log."""
        care = self._area.care
        days = WISH_DAYS if care is None else care.wish_days
        before = local_day(now).toordinal() - days

        def work(store: Store) -> bool:
            gone = store.care.expire(before)
            for _ in range(gone):
                store.care.log(new_id(), Deed(CONTACT, EXPIRED, NOBODY, day(now)))
            if gone:
                noted(store, CONTACT, now)
            return gone > 0

        return await self._writer.run(work)

    async def lines(self, now: datetime) -> tuple[str, ...]:
        """Return what everybody who runs the service is to see, most urgent first.

        What is overdue, what will be deleted or was deleted unseen, what is not set.
        """
        waiting = await self.waiting(now)
        deeds = await self._writer.run(lambda store: store.care.deeds())
        recent = day(now) - _REMEMBERED
        lost = sum(d.deed == EXPIRED and d.day >= recent for d in deeds)
        return (*care_lines(waiting, self._area), *lost_lines(lost))

    async def log(self) -> tuple[tuple[date, str, str, str], ...]:
        """Return what was done: day, kind, what, by which role."""
        deeds = await self._writer.run(lambda store: store.care.deeds())
        return tuple((date.fromordinal(d.day), d.kind, d.deed, d.role) for d in deeds)

    def role(self, who: str) -> str:
        """Return the role that the area file names for the person or the deputy.

        Raises:
            ServiceError: It names nobody.
        """
        care = self._area.care
        if care is None:
            raise ServiceError(
                "The area file names nobody for words of harm: add [care] with person"
                " and deputy (docs/care.md)."
            )
        return care.deputy.role if who == DEPUTY else care.person.role


__all__ = [
    "CONTACT",
    "DEPUTY",
    "DONE",
    "EXPIRED",
    "LISTED",
    "PERSON",
    "RELEASED",
    "TAKEN",
    "WORDS",
    "Alarm",
    "CareQueue",
]
