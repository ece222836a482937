"""Signing in and out, and the front page of somebody who is signed in.

Rule 1: looking at a link spends nothing and tells nothing: the page is the same for
every link, good, spent, too old or made up. Only its button spends it.
Rule 2: what the button says of a link that is no good is the same whatever became of
it, and such tries are counted.
Rule 3: signing in makes a new session whatever the browser held before.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from aiohttp import web

from bot.web.desk.frame import COOKIE, ROOT, Desk, Visit, forget, plain_page
from bot.web.guard import missed, sent_back
from bot.web.house import house_of
from bot.web.posted import Fields

ENTER: Final = f"{ROOT}/in/{{token}}"
LEAVE: Final = f"{ROOT}/out"


Status = Callable[[datetime], Awaitable[Sequence[str]]]


def routes(desk: Desk, status: Status) -> list[web.RouteDef]:
    """Return the addresses of signing in and out, and the front page.

    Args:
        desk: The signed-in pages.
        status: How the service is doing, in plain lines, for whoever may ask.
    """

    async def asked(request: web.Request) -> web.StreamResponse:
        number = house_of(request).numbers.new(_place(request))
        return plain_page(request, "enter.html", number=number)

    async def entered(request: web.Request) -> web.StreamResponse:
        await sent_back(request, _place(request))
        house, before = house_of(request), request.cookies.get(COOKIE, "")
        token = request.match_info["token"]
        signed = await desk.sign_ins.enter(token, house.now(), before)
        if signed is None:
            missed(request)
            return plain_page(request, "no-use.html", 404)
        answer = web.Response(status=303, headers={"Location": ROOT})
        public = house.manners.public or ""
        answer.set_cookie(
            COOKIE,
            signed.cookie,
            path=ROOT,
            httponly=True,
            samesite="Strict",
            secure=public.startswith("https:"),
        )
        return answer

    async def front(visit: Visit) -> web.StreamResponse:
        lines: Sequence[str] = ()
        if visit.allows("status"):
            lines = await status(visit.house.now())
        return visit.page("front.html", status=[line.strip() for line in lines])

    async def left(visit: Visit, fields: Fields) -> web.StreamResponse:
        if fields.one("button") == "everywhere":
            await desk.sign_ins.leave_everywhere(visit.signed.account)
        else:
            await desk.sign_ins.leave(visit.signed)
        answer = plain_page(visit.request, "left.html")
        forget(answer)
        return answer

    return [
        web.get(ENTER, asked),
        web.post(ENTER, entered),
        web.get(ROOT, desk.shown(None, front)),
        web.post(LEAVE, desk.taken(None, left, fields=("button",))),
    ]


def _place(request: web.Request) -> str:
    """Return what the number of the page is bound to."""
    return f"desk {request.match_info['token']}"
