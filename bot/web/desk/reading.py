"""The queues of people's words: quotes that may be printed, and what clauses say.

Rule: whoever decides sees words in shuffled batches of ten or more, and nothing that
tells whose they are.
"""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.service.clauses import Clauses
from bot.service.errors import ServiceError
from bot.service.quotes import Quotes
from bot.web.desk.frame import Desk, Door, Visit
from bot.web.desk.texts import say
from bot.web.posted import Fields

QUOTES: Final = "/desk/quotes"
CLAUSES: Final = "/desk/clauses"
VERB: Final = "approve_quotes"


@dataclass(frozen=True, slots=True)
class Reading:
    """What these pages work with."""

    desk: Desk
    quotes: Quotes
    clauses: Clauses

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(Door(QUOTES, "quotes", VERB), Door(CLAUSES, "clauses", VERB))
        shown, taken = self.desk.shown, self.desk.taken
        fields = ("entry", "button")
        return [
            web.get(QUOTES, shown(VERB, self._quotes)),
            web.post(QUOTES, taken(VERB, self._decide, fields=fields)),
            web.get(CLAUSES, shown(VERB, self._clauses)),
            web.post(CLAUSES, taken(VERB, self._tick, fields=fields)),
        ]

    async def _quotes(self, visit: Visit) -> web.StreamResponse:
        return await self._queue(visit, "")

    async def _decide(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        button = fields.one("button")
        if button not in ("approve", "decline"):
            return visit.wrong("garbled")
        unknown = await self.quotes.decide(
            fields.all("entry")[:1], approved=button == "approve"
        )
        said = say("quotes.gone" if unknown else f"quotes.done_{button}")
        return await self._queue(visit, said)

    async def _queue(self, visit: Visit, done: str) -> web.StreamResponse:
        """Show the queue, what is proposed for print first."""
        batch, found = await self.quotes.batch(), await self.quotes.proposals()
        proposed = {one.id: one.why for one in found.chosen}
        return visit.page(
            "quotes.html",
            batch=sorted(batch, key=lambda quote: quote.id not in proposed),
            proposed=proposed,
            note=found.note if batch else "",
            done=done,
        )

    async def _clauses(self, visit: Visit) -> web.StreamResponse:
        """Show one clause: the next after the one that was left for later."""
        batch = sorted(await self.clauses.batch(), key=lambda clause: clause.id)
        after = visit.request.query.get("after", "")
        later = [clause for clause in batch if clause.id > after]
        clause = next(iter(later or batch), None)
        suggestions = [] if clause is None else clause.suggestions
        return visit.page(
            "clauses.html",
            clause=clause,
            left=len(batch),
            suggestions=[
                (one.feature, one.stance, self.clauses.text(one.feature))
                for one in suggestions
            ],
        )

    async def _tick(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        entry, button = fields.one("entry"), fields.one("button")
        if not entry.isalnum():
            return visit.wrong("garbled")
        if button == "none":
            await self.clauses.untick(entry)
        elif button != "later":
            try:
                await self.clauses.tick(entry, button)
            except ServiceError:
                return visit.wrong("clause", 409)
        return visit.went(f"{CLAUSES}?after={entry}")
