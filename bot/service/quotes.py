"""The queue of quotes: which of people's words may be printed.

Rule 1: only words whose author agreed come here, shuffled, in batches of ten or
more; whoever decides sees words and themes and nothing else.
Rule 2: nothing is printed that nobody approved.
"""

import json
from collections.abc import Iterable, Mapping

from analysis.disclosure import release_from_json
from analysis.model import MaturityModel, Status
from analysis.quoting import Candidate, Proposals, other_way, propose
from bot.service.errors import ServiceError
from bot.store import Quote, QuoteGround, Store, Writer


class Quotes:
    """Shows the queue and takes decisions."""

    def __init__(self, writer: Writer, model: MaturityModel, batch: int) -> None:
        self._writer = writer
        self._model = model
        self._batch = batch
        self._rows = {f.id: f.strand for f in model.features}

    async def batch(self) -> tuple[Quote, ...]:
        """Return the words that wait for a decision; none until enough have come."""
        return await self._writer.run(lambda store: store.quotes.batch(self._batch))

    async def proposals(self) -> Proposals:
        """Propose words of the batch for print, clear ones and spread.

        What cuts the other way is told from ticked clauses and from the last summaries
        of the words' periods.
        """

        def work(
            store: Store,
        ) -> tuple[tuple[Quote, ...], tuple[QuoteGround, ...], dict[str, str]]:
            batch = store.quotes.batch(self._batch)
            ground = store.quotes.ground(quote.id for quote in batch)
            places = {
                (self._row(feature), one.period)
                for one in ground
                for feature, _ in one.said
            }
            printed = {
                f"{row}|{period}": body
                for row, period in sorted(places)
                if (body := store.releases.published(row, period)) is not None
            }
            return batch, ground, printed

        batch, ground, printed = await self._writer.run(work)
        found = {one.quote: one for one in ground}
        statuses = {
            place: {
                f.id: f.status for f in release_from_json(json.loads(body)).features
            }
            for place, body in printed.items()
        }
        return propose(
            self._candidate(quote, found[quote.id], statuses) for quote in batch
        )

    def _candidate(
        self,
        quote: Quote,
        ground: QuoteGround,
        statuses: Mapping[str, Mapping[str, Status]],
    ) -> Candidate:
        said = dict(ground.said)
        known = {
            feature: status
            for feature in said
            if (
                status := statuses.get(f"{self._row(feature)}|{ground.period}", {}).get(
                    feature
                )
            )
        }
        return Candidate(
            quote.id,
            quote.words,
            quote.themes,
            said,
            ground.place,
            other_way(said, known),
        )

    def _row(self, feature: str) -> str:
        return self._rows.get(feature, "")

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
