"""The two queues of held words: what alarms, and what no detector can read.

Whoever looks sees the words and the question, and nothing that leads to a response.
Care words come at once and alone; they are never shown beside anything else. Words that
no rule reads come in shuffled batches of ten or more, like quotes.
"""

from dataclasses import dataclass

from bot.keys import Keys, new_id
from bot.store import Store, Writer


@dataclass(frozen=True, slots=True)
class HeldNote:
    """Words that wait for a person."""

    id: str
    question: str
    words: str


class HeldWords:
    """Shows held words and takes the decision about them."""

    def __init__(self, writer: Writer, keys: Keys) -> None:
        self._writer = writer
        self._keys = keys

    async def waiting(self, kind: str) -> tuple[HeldNote, ...]:
        """Return what a person may look at now: kind ``care`` or ``language``.

        Of ``language`` there is nothing until ten have come together.
        """
        rows = await self._writer.run(lambda store: store.held.waiting(kind))
        return tuple(
            HeldNote(
                row.id,
                row.question,
                self._keys.unseal(f"held {kind}", row.sealed).decode(),
            )
            for row in rows
        )

    async def release(self, held_id: str, words: str) -> bool:
        """Put words, as a person has redacted them, back into their answer."""
        quote_id = new_id()

        def work(store: Store) -> bool:
            return store.held.release(held_id, words, quote_id)

        return await self._writer.run(work)

    async def drop(self, held_id: str) -> bool:
        """Delete held words for good."""
        return await self._writer.run(lambda store: store.held.drop(held_id))
