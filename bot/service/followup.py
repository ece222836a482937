"""Wishes to be asked again: written apart from the response that they came with.

Rule 1: a wish waits in memory for a random while, and is then stored by itself, under
an id of its own and with coarse labels: no time or transaction joins it to a response.
Rule 2: the contact is sealed. It is used once, in its month, and is then gone.
Rule 3: a wish that waits in memory is lost when the process is killed. That is the
price of rule 1: somebody is not asked again, and nothing else is lost.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.keys import Keys, new_id
from bot.service.contacts import address_mark, open_contact
from bot.service.notify import EMAIL, SMS
from bot.service.person import Person
from bot.service.setup import FOLLOW_UP, Setup, month_after
from bot.service.withdrawals import Withdrawals
from bot.store import Contact, FollowUp, Store, Writer
from surveys.session import Session

MONTHS: Final = 3
OFFERED = timedelta(minutes=30)
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=2)
_UNREACHABLE: Final = frozenset({"terminal", "simulation", "web"})
_WRITTEN_TO: Final = frozenset({SMS, EMAIL})


@dataclass(frozen=True, slots=True)
class _Waiting:
    due: datetime
    person: Person
    wish: FollowUp


@dataclass(frozen=True, slots=True)
class _Offer:
    until: datetime
    session: Session


class Wishes:
    """Keeps wishes for a while, then stores them."""

    def __init__(
        self,
        writer: Writer,
        keys: Keys,
        setup: Setup,
        journal: Withdrawals | None = None,
    ) -> None:
        self._journal = journal
        self._writer = writer
        self._keys = keys
        self._setup = setup
        self._waiting: list[_Waiting] = []
        self._offers: dict[Person, _Offer] = {}

    def note(
        self,
        person: Person,
        session: Session,
        now: datetime,
        contact: Contact | None = None,
    ) -> None:
        """Remember that somebody may be asked again in three months.

        Args:
            person: Who answered.
            session: What was answered, with its coarse labels.
            now: The present moment.
            contact: How they had been invited: whoever was sent a text message or
                an email is asked again in the same way.
        """
        if contact is not None and contact.channel in _WRITTEN_TO:
            address, _ = open_contact(self._keys, contact.sealed)
            person = Person(contact.channel, address)
        if person.channel in _UNREACHABLE or FOLLOW_UP not in self._setup.definitions:
            return
        plain = json.dumps([person.channel, person.key]).encode()
        wish = FollowUp(
            id=new_id(),
            questionnaire=FOLLOW_UP,
            tier=session.labels.tier,
            language=session.language,
            month=month_after(now, MONTHS),
            sealed=self._keys.seal("contact", plain),
        )
        seconds = int((LONGEST - SHORTEST).total_seconds())
        due = now + SHORTEST + timedelta(seconds=secrets.randbelow(seconds))
        self._waiting.append(_Waiting(due, person, wish))

    def offer(self, person: Person, session: Session, now: datetime) -> None:
        """Let whoever has just answered on a page say how to reach them, for a while.

        In memory only: what was answered is not in ``session`` any more, only its
        coarse labels.
        """
        self._offers = {p: o for p, o in self._offers.items() if o.until > now}
        self._offers[person] = _Offer(now + OFFERED, session)

    def offered(self, person: Person, now: datetime) -> bool:
        """Say whether somebody may still say how to reach them."""
        offer = self._offers.get(person)
        return offer is not None and now < offer.until

    def accept(self, person: Person, channel: str, address: str, now: datetime) -> bool:
        """Note a wish with the address that somebody gave; False once it is too late.

        It works once for each response, so that nobody has others written to.
        """
        offer = self._offers.pop(person, None)
        if offer is None or now >= offer.until:
            return False
        self.note(Person(channel, address), offer.session, now)
        return True

    async def settle(self, now: datetime | None) -> bool:
        """Store the wishes that are due (None: all), each by itself."""
        due = [w for w in self._waiting if now is None or w.due <= now]
        for waiting in due:
            self._waiting.remove(waiting)
            optout = self._opt_out_mark(waiting.person)

            def work(store: Store, w: _Waiting = waiting, mark: bytes = optout) -> None:
                if not store.follow_ups.opted_out(mark):
                    store.follow_ups.add(w.wish)

            await self._writer.run(work)
        return bool(due)

    async def withdraw(self, person: Person) -> None:
        """Drop every wish of a person, waiting or stored, and every other contact."""
        self._waiting = [w for w in self._waiting if w.person != person]
        mark = self._opt_out_mark(person)

        def work(store: Store) -> None:
            store.contacts.forget_address(mark)
            store.plans.forget_address(mark)
            for wish in store.follow_ups.all():
                if self.person(wish) == person:
                    store.follow_ups.remove(wish.id)

        await self._writer.run(work)

    async def opt_out(self, person: Person) -> None:
        """Never write to a person again."""
        await self.withdraw(person)
        mark = self._opt_out_mark(person)

        def work(store: Store) -> None:
            if self._journal is not None:
                self._journal.opt_out(mark)
            store.follow_ups.opt_out(mark)

        await self._writer.run(work)

    def person(self, wish: FollowUp) -> Person:
        """Return whom a wish is from; in memory, for the moment of asking."""
        channel, key = json.loads(self._keys.unseal("contact", wish.sealed))
        return Person(str(channel), str(key))

    def _opt_out_mark(self, person: Person) -> bytes:
        return address_mark(self._keys, person.channel, person.key)
