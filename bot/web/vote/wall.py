"""The page that is projected: how to join, then the bars of rows that are closed.

Rule 1: it needs no sign-in, as the room sees it anyway; its address cannot be guessed
and goes dark a week after the vote. It shows nothing of a row that is open but how
many have voted, in fives and from ten up.
Rule 2: it keeps itself up to date, and one link stops that.
Rule 3: the bars are a table; nothing is told by colour or length alone.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from aiohttp import web
from markupsafe import Markup

from analysis.panel import LETTERS
from analysis.vote import CHOICES, Bar, descriptors
from bot.area import Area
from bot.service.evidence import ROWS
from bot.service.vote import Votes, Wall, wall_path
from bot.web.guard import shut
from bot.web.house import house_of
from bot.web.vote.phones import JOIN, page
from bot.web.vote.texts import say
from exports.card import code as square

PATH: Final = wall_path("{token}")
_ALL: Final = "all"
_SIZE: Final = re.compile(r'width="(\d+)" height="\d+"')


@dataclass(frozen=True, slots=True)
class Projected:
    """What the projected page works with."""

    votes: Votes
    area: Area

    def routes(self) -> list[web.RouteDef]:
        """Return the address."""
        return [web.get(PATH, self._shown)]

    async def _shown(self, request: web.Request) -> web.Response:
        house = house_of(request)
        wall = await self.votes.wall(request.match_info["token"], house.now())
        if wall is None:
            return shut(request)
        asked = request.query.get("row", "")
        showing = _showing(asked, wall)
        room = wall.rooms.get(showing)
        join = _join(house.manners.public) if wall.open else ""
        return page(
            request,
            "wall.html",
            wide=True,
            wall=wall,
            showing=showing,
            asked=asked if asked in (*ROWS, _ALL) else "",
            still="still" in request.query,
            rows=ROWS,
            choices=CHOICES,
            means=descriptors().get(showing, {}),
            partners=sorted(
                (self.area.label("partner", partner), chosen)
                for partner, chosen in ((room and room.partners) or {}).items()
            ),
            drawn=_drawn,
            worded=_worded,
            join=join.partition("://")[2],
            qr=_square(join, wall.code) if join else "",
            bot=house.manners.telegram,
        )


def _showing(asked: str, wall: Wall) -> str:
    """Return the row to show large: the one asked for, else the coordinator's."""
    row = asked or wall.showing
    return row if row in wall.rooms else ""


def _join(public: str | None) -> str:
    return "" if public is None else f"{public.rstrip('/')}{JOIN}"


def _square(join: str, code: str) -> Markup:
    drawing = square(f"{join}?code={quote(code)}")
    drawing = _SIZE.sub(r'viewBox="0 0 \1 \1"', drawing, count=1)
    return Markup(drawing)  # noqa: S704  # our own drawing of our own address


def _worded(letters: str | None) -> str:
    """Return letters of the toolkit as words: "D M" is Developing to Maturing."""
    means = LETTERS.get(letters or "", ())
    return " to ".join(say(f"stages.{stage.value}") for stage in means)


def _drawn(bar: Bar) -> Markup:
    """Return a bar as a drawing; the words beside it say the same."""
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none"'
        ' aria-hidden="true" focusable="false">'
        '<rect class="track" width="100" height="10"/>'
        '<rect class="fill" width="{}" height="10"/></svg>'
    ).format(bar.share)
