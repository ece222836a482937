"""Who answered, and who is missing: the questions about people, once a year is over.

Rule: what stands here has been through disclosure control (`analysis.equality`); the
same is printed in the family summary of the year.
"""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from analysis.who import NOTE, told
from bot.service.about_you import AboutYou
from bot.service.hours import local_day
from bot.web.desk.frame import Desk, Door, Visit

PATH: Final = "/desk/who"
VERB: Final = "evidence"
YEARS: Final = 3


@dataclass(frozen=True, slots=True)
class Answering:
    """What this page works with."""

    desk: Desk
    about_you: AboutYou

    def routes(self) -> list[web.RouteDef]:
        """Return the address and put it among the areas; none where nobody is asked."""
        if not self.about_you.asks:
            return []
        self.desk.add(Door(PATH, "who", VERB))
        return [web.get(PATH, self.desk.shown(VERB, self._show))]

    async def _show(self, visit: Visit) -> web.StreamResponse:
        now = visit.house.now()
        last = local_day(now).year - 1
        years = [str(last - back) for back in range(YEARS)]
        asked = visit.request.query.get("year", "")
        year = asked if asked in years else years[0]
        return visit.page(
            "who.html",
            year=year,
            years=years,
            found=told(await self.about_you.shown(year, now)),
            note=NOTE,
        )
