"""The queue of clauses: which of the machine's suggestions people agree with.

Rule 1: only a person's tick makes evidence of a suggestion, and what is ticked can
only lower what answers support (DESIGN, section 4).
Rule 2: whoever ticks sees clauses in shuffled batches of ten or more, and nothing that
tells whose they are.
Rule 3: a tick takes the suggestion's mirror along: who agrees that a story was told
twice agrees that it was not told once.
"""

from collections.abc import Sequence

from analysis.model import MaturityModel
from bot.service.errors import ServiceError
from bot.store import ClauseFound, Store, Writer


class Clauses:
    """Shows the queue and takes ticks."""

    def __init__(self, writer: Writer, model: MaturityModel, batch: int) -> None:
        self._writer = writer
        self._batch = batch
        self._texts = {f.id: f.text for f in model.features}
        self._mirrors: dict[str, set[str]] = {}
        for feature in model.features:
            for mirror in feature.mirrors:
                self._mirrors.setdefault(feature.id, set()).add(mirror)
                self._mirrors.setdefault(mirror, set()).add(feature.id)

    async def batch(self) -> tuple[ClauseFound, ...]:
        """Return the clauses that wait for a tick; none until enough have come."""
        return await self._writer.run(lambda store: store.clauses.batch(self._batch))

    def text(self, feature: str) -> str:
        """Return a feature in the model's words."""
        return self._texts.get(feature, feature)

    async def tick(self, clause_id: str, feature: str | None) -> Sequence[str]:
        """Agree with one suggestion of a clause, the first where none is named.

        Returns:
            The features that were ticked.

        Raises:
            ServiceError: There is no such clause to decide about, or it does not
                suggest the feature.
        """

        def work(store: Store) -> list[str]:
            clause = store.clauses.get(clause_id)
            suggested = [s.feature for s in clause.suggestions] if clause else []
            if not suggested:
                raise ServiceError(
                    f"{clause_id} is no clause that waits for a tick. `strandline"
                    " clauses list` lists them."
                )
            chosen = feature or suggested[0]
            if chosen not in suggested:
                raise ServiceError(
                    f"{clause_id} does not suggest {chosen}; it suggests"
                    f" {', '.join(suggested)}."
                )
            also = self._mirrors.get(chosen, set())
            ticked = [f for f in suggested if f == chosen or f in also]
            store.clauses.tick(clause_id, ticked)
            return ticked

        return await self._writer.run(work)

    async def untick(self, clause_id: str) -> bool:
        """Say that a clause speaks about none of what it suggests; False if unknown."""
        return await self._writer.run(lambda store: store.clauses.tick(clause_id, ()))
