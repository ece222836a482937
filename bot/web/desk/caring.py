"""What waits for the named person: words that may show danger, wishes to be contacted.

Rule 1: opening the page shows how much waits and nothing else; words are shown when
their button is pressed, and every time they are is logged by role and day.
Rule 2: whoever looks says as whom: the person or the deputy of the area file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web

from bot.area import Area
from bot.service.care import (
    CONTACT,
    DEPUTY,
    LISTED,
    PERSON,
    WORDS,
    CareQueue,
)
from bot.service.contact_wish import ContactWishes
from bot.service.held import HeldWords, asked
from bot.web.desk.frame import Desk, Door, Visit
from bot.web.desk.texts import say
from bot.web.posted import Fields
from surveys.model import Questionnaire

PATH: Final = "/desk/care"
VERB: Final = "care"
_LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Caring:
    """What this page works with."""

    desk: Desk
    queue: CareQueue
    held: HeldWords
    wishes: ContactWishes
    area: Area
    definitions: Mapping[str, Questionnaire]

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(Door(PATH, "care", VERB, whole=False))
        fields, words = ("who", "button", "entry", "kind"), ("words",)
        taken = self.desk.taken(VERB, self._do, fields=fields, words=words, whole=False)
        return [
            web.get(PATH, self.desk.shown(VERB, self._ask, whole=False)),
            web.post(PATH, taken),
        ]

    async def _ask(self, visit: Visit) -> web.StreamResponse:
        return await self._page(visit, PERSON)

    async def _do(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        if self.area.care is None:
            return await self._page(visit, PERSON)
        who = DEPUTY if fields.one("who") == DEPUTY else PERSON
        button, now = fields.one("button"), visit.house.now()
        if button == "show":
            return await self._page(visit, who, shown=True)
        if button == "take":
            await self.queue.take(who, now)
            return await self._page(visit, who, done=say("care.taken"))
        if button not in ("done", "release"):
            return visit.wrong("garbled")
        done = await self._settle(visit, fields, who)
        said = {"done": say(f"care.{button}_said")} if done else {}
        return await self._page(
            visit, who, shown=True, wrong="" if done else say("care.gone"), **said
        )

    async def _settle(self, visit: Visit, fields: Fields, who: str) -> bool:
        """See to one entry; False where there is none such any more."""
        entry, now = fields.one("entry"), visit.house.now()
        if fields.one("kind") == CONTACT:
            return await self.wishes.done(entry, who, now)
        if fields.one("button") == "done":
            return await self.queue.drop(entry, who, now)
        words = fields.one("words").replace("\r\n", "\n").strip()[:_LONGEST]
        return bool(words) and await self.queue.release(entry, words, who, now)

    async def _page(
        self, visit: Visit, who: str, *, shown: bool = False, **said: str
    ) -> web.Response:
        care, now = self.area.care, visit.house.now()
        words = await self.held.waiting("care") if shown else ()
        wishes = await self.wishes.waiting() if shown else ()
        for kind, found in ((WORDS, words), (CONTACT, wishes)):
            if found:
                await self.queue.note(kind, LISTED, who, now)
        given = {"done": "", "wrong": "", **said}
        named = [] if care is None else [care.person.role, care.deputy.role]
        return visit.page(
            "care.html",
            422 if given["wrong"] else 200,
            who=who,
            named=list(zip((PERSON, DEPUTY), named, strict=False)),
            waiting=await self.queue.waiting(now),
            shown=shown,
            words=[
                replace(one, question=asked(one.question, self.definitions.values()))
                for one in words
            ],
            wishes=wishes,
            **given,
        )
