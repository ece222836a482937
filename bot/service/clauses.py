"""The queue of clauses: which of the machine's suggestions people agree with.

Rule 1: only a person's tick makes evidence of a suggestion, and what is ticked can
only lower what answers support (DESIGN, section 4).
Rule 2: whoever ticks sees clauses in shuffled batches of ten or more, and nothing that
tells whose they are.
Rule 3: a tick takes the suggestion's mirror along: who agrees that a story was told
twice agrees that it was not told once.
"""

from collections.abc import Sequence

from analysis.model import MaturityModel, Polarity
from analysis.reading.phrasebook import phrasebook
from analysis.reading.themes import NOWHERE
from analysis.ticks import STANCES, against
from bot.service.errors import ServiceError
from bot.store import ClauseFound, ClauseSuggestion, DecidedClause, Store, Writer
from surveys.hidden import one_line


class Clauses:
    """Shows the queue and takes ticks."""

    def __init__(
        self, writer: Writer, model: MaturityModel, batch: int, *, keep: bool = False
    ) -> None:
        """Work on the queue.

        Args:
            writer: The store's one writer.
            model: Whose features may be ticked.
            batch: How many clauses are shown together at least.
            keep: Whether decided clauses may train the reader.
        """
        self._writer = writer
        self._keep = keep
        self._deficits = frozenset(
            f.id for f in model.features if f.polarity is Polarity.DEFICIT
        )
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

    async def tick(
        self, clause_id: str, feature: str | None, stance: str | None = None
    ) -> Sequence[str]:
        """Agree with one suggestion of a clause, the first where none is named.

        Args:
            clause_id: A clause of the batch, decided or not.
            feature: One of its suggestions; with a stance, any feature of the model.
            stance: What the person says that the clause says of the feature, where
                the machine has not suggested it so.

        Returns:
            The features that were ticked.

        Raises:
            ServiceError: There is no such clause to decide about, it does not
                suggest the feature, or the model has none such.
        """
        own = None if stance is None else self._own(feature, stance)

        def work(store: Store) -> list[str]:
            clause = store.clauses.get(clause_id)
            if clause is None:
                raise ServiceError(
                    f"{clause_id} is no clause that waits for a tick. `strandline"
                    " clauses list` lists them."
                )
            if own is not None:
                store.clauses.tick(clause_id, (), [own])
                return [own.feature]
            suggested = [s.feature for s in clause.suggestions]
            if feature is None and not suggested:
                raise ServiceError(
                    f"Nothing is suggested for {clause_id}: name a feature and its"
                    " stance, or say that it speaks about none."
                )
            chosen = feature or suggested[0]
            if chosen not in suggested:
                raise ServiceError(
                    f"{clause_id} does not suggest {chosen}; it suggests"
                    f" {', '.join(suggested) or 'nothing'}. With --stance it can be"
                    " placed by hand."
                )
            also = self._mirrors.get(chosen, set())
            ticked = [f for f in suggested if f == chosen or f in also]
            store.clauses.tick(clause_id, ticked)
            return ticked

        return await self._writer.run(work)

    def _own(self, feature: str | None, stance: str) -> ClauseSuggestion:
        if feature is None or feature not in self._texts:
            raise ServiceError(f"The model has no feature {feature!r}.")
        if stance not in STANCES:
            raise ServiceError(f"Write the stance as one of {', '.join(STANCES)}.")
        speaks = stance == against(deficit=feature in self._deficits)
        return ClauseSuggestion(feature, stance, 1.0, "", against=speaks)

    async def training(self) -> tuple[str, ...]:
        """Return decided clauses for training: aspect, features, stances and text.

        None of fewer than ten people. Words that were withdrawn or have expired are
        not among them, since their clauses are gone.

        Raises:
            ServiceError: The area file does not say that ticked clauses are kept.
        """
        if not self._keep:
            raise ServiceError(
                "Ticked clauses are not kept for training. Where your data protection"
                " officer agrees, write keep_ticked = true under [reading] in the area"
                " file; the privacy notice then says so."
            )
        found = await self._writer.run(lambda store: store.clauses.decided())
        return tuple(_labelled(clause) for clause in found)

    async def untick(self, clause_id: str) -> bool:
        """Say that a clause speaks about none of what it suggests; False if unknown."""
        return await self._writer.run(lambda store: store.clauses.tick(clause_id, ()))


def _labelled(clause: DecidedClause) -> str:
    """Write a clause as the training of the reader of themes takes it."""
    features = [feature for feature, _ in clause.stances]
    return "\t".join(
        (
            _aspect(features),
            ",".join(features) or "-",
            ",".join(stance for _, stance in clause.stances) or "-",
            one_line(clause.words),
        )
    )


def _aspect(features: Sequence[str]) -> str:
    """Return the aspect that most of the features speak of, the strongest first."""
    weights = {
        aspect.id: sum(weight for f, weight in aspect.features if f in features)
        for aspect in phrasebook().aspects.values()
    }
    best = max(weights, key=lambda aspect: (weights[aspect], aspect), default=NOWHERE)
    return best if weights.get(best) else NOWHERE
