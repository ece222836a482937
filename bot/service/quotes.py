"""The queue of quotes: which of people's words may be printed.

Rule 1: only words whose author agreed come here, shuffled, in batches of ten or
more; whoever decides sees words and themes and nothing else.
Rule 2: nothing is printed that nobody approved.
"""

from collections.abc import Iterable

from analysis.model import MaturityModel
from bot.service.errors import ServiceError
from bot.store import Quote, Store, Writer


class Quotes:
    """Shows the queue and takes decisions."""

    def __init__(self, writer: Writer, model: MaturityModel, batch: int) -> None:
        self._writer = writer
        self._model = model
        self._batch = batch

    async def batch(self) -> tuple[Quote, ...]:
        """Return the words that wait for a decision; none until enough have come."""
        return await self._writer.run(lambda store: store.quotes.batch(self._batch))

    async def decide(self, quote_ids: Iterable[str], *, approved: bool) -> list[str]:
        """Approve or decline words; return the ids that are not known."""
        ids = tuple(dict.fromkeys(quote_ids))

        def work(store: Store) -> list[str]:
            verb = store.quotes.approve if approved else store.quotes.decline
            return [quote_id for quote_id in ids if not verb(quote_id)]

        return await self._writer.run(work)

    async def tick(self, quote_id: str, feature: str) -> bool:
        """Note that words speak against a feature; False if there are none such.

        Raises:
            ServiceError: The model has no such feature.
        """
        if feature not in {known.id for known in self._model.features}:
            raise ServiceError(f"The model has no feature {feature!r}.")
        return await self._writer.run(
            lambda store: store.objections.tick(quote_id, feature)
        )
