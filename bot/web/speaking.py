"""Asking to be contacted, and what was done with what people said.

Rule 1: the page to ask on belongs to no conversation: it knows no address of one, and
nothing that it takes is joined to anything.
Rule 2: where nobody is named to look, there is no such page.
"""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.service.acted import YouSaid
from bot.service.contact_wish import ContactWishes
from bot.web.about import Part
from bot.web.guard import language_of, sent_back, shut
from bot.web.house import house_of
from bot.web.texts import say
from surveys.care import care_texts
from surveys.languages import ENGLISH
from surveys.model import Audience

CONTACT: Final = "/contact"
ACTED: Final = "/acted"
_PLACE: Final = "contact"


@dataclass(frozen=True, slots=True)
class Speaking:
    """What these addresses work with."""

    wishes: ContactWishes
    acted: YouSaid

    def routes(self) -> list[web.RouteDef]:
        """Return both pages."""
        return [
            web.get(CONTACT, self._ask),
            web.post(CONTACT, self._asked),
            web.get(ACTED, self._acted),
        ]

    async def _ask(self, request: web.Request) -> web.Response:
        if not self.wishes.taken_here:
            return shut(request)
        return _page(request)

    async def _asked(self, request: web.Request) -> web.Response:
        fields = await sent_back(request, _PLACE)
        if not self.wishes.taken_here:
            return shut(request)
        taken = await self.wishes.ask(fields.one("words"), house_of(request).now())
        return _page(request, done=taken, wrong=not taken)

    async def _acted(self, request: web.Request) -> web.Response:
        """Show the notes, the newest period first."""
        language = language_of(request)
        parts = tuple(
            Part(named(period, language), (words,), tongue=ENGLISH)
            for period, words in await self.acted.notes()
        )
        return house_of(request).paper.page(
            "about.html",
            language,
            heading=say("acted.title", language),
            about=parts or (Part("", (say("acted.none", language),)),),
        )


def named(period: str, language: str) -> str:
    """Return a quarter in words ("July to September 2026"); a year as it is."""
    year, _, quarter = period.partition("-Q")
    return say(f"acted.quarter_{quarter}", language, year=year) if quarter else period


def _page(
    request: web.Request, *, done: bool = False, wrong: bool = False
) -> web.Response:
    house, language = house_of(request), language_of(request)
    return house.paper.page(
        "contact.html",
        language,
        422 if wrong else 200,
        done=done,
        wrong=wrong,
        number=house.numbers.new(_PLACE),
        care=care_texts(house.area.help_lines, Audience.FAMILY, language).to_ring,
    )
