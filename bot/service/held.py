"""The two queues of held words: what alarms, and what no detector can read.

Whoever looks sees the words and the question, and nothing that leads to a response.
Care words come at once and alone; they are never shown beside anything else, and are
released or dropped by `bot.service.care` alone, which logs who did it. Words that no
rule reads come in shuffled batches of ten or more, like quotes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.keys import Keys, new_id
from bot.service.errors import ServiceError
from bot.service.submission import CARE, unseal_words
from bot.store import Store, Writer
from surveys.languages import ENGLISH
from surveys.model import Questionnaire

IN_CARE = (
    "Words that may show danger are for the person named for care, and what is done is"
    " logged: strandline care list, strandline care done"
)


@dataclass(frozen=True, slots=True)
class HeldNote:
    """Words that wait for a person.

    Attributes:
        id: Of the entry in the queue.
        question: What was asked.
        words: Redacted as far as the rules go.
        language: Of the conversation that they were written in (BCP 47); what
            somebody wrote may be in another. ``und`` where it was not kept.
    """

    id: str
    question: str
    words: str
    language: str


def asked(question: str, definitions: Iterable[Questionnaire]) -> str:
    """Return what a question asks, in English, for whoever looks at its words.

    An entry does not know its questionnaire: where one id asks different things in
    several, all of them; the id itself where none has it any more.
    """
    found = {
        one.text.in_language(ENGLISH): None
        for definition in definitions
        for one in definition.questions
        if one.id == question
    }
    return " / ".join(found) or question


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
            HeldNote(row.id, row.question, *unseal_words(self._keys, kind, row.sealed))
            for row in rows
        )

    async def release(self, held_id: str, words: str) -> bool:
        """Put words that no rule reads, redacted by a person, back into their answer.

        Raises:
            ServiceError: They may show danger: those go through the care queue alone.
        """
        quote_id = new_id()

        def work(store: Store) -> bool:
            _no_care(store, held_id)
            return store.held.release(held_id, words, quote_id)

        return await self._writer.run(work)

    async def drop(self, held_id: str) -> bool:
        """Delete words that no rule reads for good.

        Raises:
            ServiceError: They may show danger: those go through the care queue alone.
        """

        def work(store: Store) -> bool:
            _no_care(store, held_id)
            return store.held.drop(held_id)

        return await self._writer.run(work)


def _no_care(store: Store, held_id: str) -> None:
    """Keep words of harm for whom the log knows of."""
    if store.held.kind_of(held_id) == CARE:
        raise ServiceError(IN_CARE)
