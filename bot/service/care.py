"""The care queue: who looks, when it is overdue, and what is said of it.

Rule 1: what goes out says that something waits and where to look, nothing else.
Rule 2: it is said again every working hour until a person takes it; who took it and
who was done with it is logged by role and day, without words.
Rule 3: "the same working day" ends with the first working day on which it waited.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.area import Area
from bot.keys import new_id
from bot.service.errors import ServiceError
from bot.service.hours import allowed, first_allowed, local_day
from bot.service.setup import day
from bot.store import Store, Writer
from bot.store.care import CONTACT, WORDS, Deed, Wait

PERSON, DEPUTY = "person", "deputy"
LISTED, TAKEN, DONE, RELEASED = "listed", "taken", "done", "released"
_HOUR = 3600
_SAID = {
    WORDS: "words that may show danger wait for a person",
    CONTACT: "a family's wish to be contacted waits for a person",
}
_KINDS = (WORDS, CONTACT)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the named person, as plain facts.

    Attributes:
        kind: ``words`` or ``contact``.
        count: How many.
        taken: The role that has taken it; empty while nobody has.
        overdue: Nobody took it on the working day on which they should have.
    """

    kind: str
    count: int
    taken: str
    overdue: bool


class CareQueue:
    """Says what waits, and notes who takes it."""

    def __init__(self, writer: Writer, area: Area) -> None:
        self._writer = writer
        self._area = area

    async def waiting(self, now: datetime) -> tuple[Waiting, ...]:
        """Return what waits, bringing what is noted up to date first."""

        def work(store: Store) -> tuple[Waiting, ...]:
            waits = [noted(store, kind, now) for kind in _KINDS]
            return tuple(
                Waiting(wait.kind, wait.count, wait.taken, self._overdue(wait, now))
                for wait in waits
                if wait is not None
            )

        return await self._writer.run(work)

    async def due(self, now: datetime) -> tuple[str, ...]:
        """Return of what to tell people now, and note that they were told.

        What nobody has taken is told at once when it comes, and then every working
        hour. It is noted first: a message that is lost is sent again an hour later.
        """

        def work(store: Store) -> tuple[str, ...]:
            kinds = []
            hour = int(now.timestamp()) // _HOUR
            for kind in _KINDS:
                wait = noted(store, kind, now)
                if wait is None or wait.taken or wait.told == hour:
                    continue
                if wait.told and not allowed(self._area.sending, now):
                    continue
                store.care.put(replace(wait, told=hour))
                kinds.append(kind)
            return tuple(kinds)

        return await self._writer.run(work)

    async def take(self, who: str, now: datetime) -> int:
        """Note that the person or the deputy sees to what waits; return how much.

        Raises:
            ServiceError: The area file names nobody.
        """
        role = self.role(who)

        def work(store: Store) -> int:
            found = 0
            for kind in _KINDS:
                wait = noted(store, kind, now)
                if wait is not None and not wait.taken:
                    store.care.put(replace(wait, taken=role))
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

    def _overdue(self, wait: Wait, now: datetime) -> bool:
        if wait.taken:
            return False
        last = local_day(
            first_allowed(self._area.sending, date.fromordinal(wait.since))
        )
        return local_day(now) > last


def care_lines(waiting: tuple[Waiting, ...], area: Area) -> tuple[str, ...]:
    """Return what everybody who runs the service is to see: what is overdue, unset."""
    unset = (
        "Nobody is named for words of harm, so nobody is asked to write in their own"
        " words. Add [care] with person and deputy to the area file (docs/care.md)."
    )
    late = (
        f"OVERDUE: {_SAID[one.kind]} since an earlier working day."
        " Look now: strandline care list"
        for one in waiting
        if one.overdue
    )
    return (*([unset] if area.care is None else []), *late)


def review_lines(area: Area, now: datetime) -> tuple[str, ...]:
    """Return that the help lines have to be rung, once their review is due."""
    if area.help_review >= local_day(now):
        return ()
    due = (
        f"The help lines were due for review on {area.help_review:%d %B %Y}."
        f" {area.help_owner} should ring them and set the next day."
    )
    return (due,)


def noted(store: Store, kind: str, now: datetime) -> Wait | None:
    """Bring what is noted of a kind up to what there is; inside a transaction."""
    count = store.held.count("care") if kind == WORDS else store.care.count()
    before = store.care.wait(kind)
    if count == 0:
        if before is not None:
            store.care.over(kind)
        return None
    today = local_day(now).toordinal()
    if before is None:
        wait = Wait(kind, count, today, "", 0)
    elif count > before.count:
        # More has come: told of at once, and of today if all before was taken.
        since = today if before.taken else before.since
        wait = Wait(kind, count, since, "", 0)
    else:
        wait = replace(before, count=count)
    if wait != before:
        store.care.put(wait)
    return wait


__all__ = [
    "CONTACT",
    "DEPUTY",
    "DONE",
    "LISTED",
    "PERSON",
    "RELEASED",
    "TAKEN",
    "WORDS",
    "CareQueue",
    "Waiting",
    "care_lines",
    "review_lines",
]
