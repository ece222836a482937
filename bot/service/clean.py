"""A clean phone: which messages stand in a chat, and taking them off it again.

Rule 1: the ids of messages are kept for 48 hours, sealed, on the identity side; after
that Telegram deletes nothing for us any more. Nothing else of a message is kept.
Rule 2: who wants a conversation deleted is written down before anything is deleted,
and forgotten once it is done: a restart in between goes on where it was, and doing it
twice does no harm.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.keys import Keys, SealError
from bot.service.person import Person
from bot.store import Store, Wipe, Writer

_LABEL: Final = "wipe"
_MESSAGE: Final = "message"


@dataclass(frozen=True, slots=True)
class Wiping:
    """A conversation that is to be deleted.

    Attributes:
        person: Whose.
        messages: The ids of what stands in the chat, oldest first.
        offer: The message that offered it; it says in the end what was done.
        language: To say that in.
    """

    person: Person
    messages: tuple[int, ...]
    offer: int
    language: str
    row: Wipe = field(repr=False)


class Clean:
    """Remembers what stands in a chat, and what is to be deleted."""

    def __init__(self, writer: Writer, keys: Keys) -> None:
        self._writer = writer
        self._keys = keys

    async def note(
        self, person: Person, messages: Iterable[int], now: datetime
    ) -> None:
        """Keep the ids of messages that stand in somebody's chat, for 48 hours."""
        owner = self._owner(person)
        rows = [
            (
                self._keys.mark(
                    "chat message", person.channel, person.key, str(number)
                ),
                self._keys.seal(_MESSAGE, str(number).encode()),
            )
            for number in messages
        ]

        def work(store: Store) -> None:
            for mark, sealed in rows:
                store.messages.remember(mark, owner, sealed, now)

        if rows:
            await self._writer.run(work)

    async def ask(
        self, person: Person, offer: int, language: str, now: datetime
    ) -> None:
        """Write down that a conversation is to be deleted, and what of it is known.

        Asked again before it is done, it is the same request, with what came since.
        """
        mark, owner = self._mark(person), self._owner(person)

        def work(store: Store) -> None:
            found = {self._number(one) for one in store.messages.take(owner)}
            for row in (store.wipes.get(mark),):
                before = None if row is None else self._read(row)
                found |= set(() if before is None else before.messages)
            plain = json.dumps(
                [
                    person.channel,
                    person.key,
                    sorted(found - {offer, 0}),
                    offer,
                    language,
                ]
            )
            store.wipes.put(mark, self._keys.seal(_LABEL, plain.encode()), now)

        await self._writer.run(work)

    async def waiting(self) -> tuple[Wiping, ...]:
        """Return every conversation that is still to be deleted."""
        rows = await self._writer.run(lambda store: store.wipes.all())
        read = (self._read(row) for row in rows)
        return tuple(one for one in read if one is not None)

    async def done(self, wiping: Wiping) -> None:
        """Forget a request that was met, unless it was made anew meanwhile."""
        await self._writer.run(lambda store: store.wipes.done(wiping.row))

    async def forget(self, person: Person) -> None:
        """Forget what stands in the chat of somebody who blocked us."""
        mark, owner = self._mark(person), self._owner(person)

        def work(store: Store) -> None:
            store.messages.take(owner)
            row = store.wipes.get(mark)
            if row is not None:
                store.wipes.done(row)

        await self._writer.run(work)

    def _read(self, row: Wipe) -> Wiping | None:
        try:
            plain = json.loads(self._keys.unseal(_LABEL, row.sealed))
        except SealError:
            return None  # of an older key: it goes by itself, in two days
        channel, key, messages, offer, language = plain
        person = Person(str(channel), str(key), str(language))
        numbers = tuple(int(number) for number in messages)
        return Wiping(person, numbers, int(offer), str(language), row)

    def _number(self, sealed: bytes) -> int:
        try:
            return int(self._keys.unseal(_MESSAGE, sealed).decode())
        except (SealError, ValueError):
            return 0

    def _owner(self, person: Person) -> bytes:
        return self._keys.mark("chat", person.channel, person.key)

    def _mark(self, person: Person) -> bytes:
        return self._keys.mark(_LABEL, person.channel, person.key)
