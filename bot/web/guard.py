"""What goes around every page: limits, refusals, and the headers of an answer.

Rule 1: nothing is kept by anybody on the way: no cache, no referrer, no frame, no
script or style but our own files, no cookie (but the one of staff who sign in).
Rule 2: an error says what to do, and its log line holds no address, word or number.
Rule 3: whatever is not there, was there, or is not for this person looks the same.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from bot.service.errors import UnavailableError
from bot.web import tents
from bot.web.house import House, house_of
from bot.web.limits import Kind
from bot.web.posted import Fields, RefusedError, check_origin, read
from bot.web.texts import wished

LOG = logging.getLogger("strandline.web")
# aiohttp writes what came in into its log lines; this logger lets nothing out.
MUTE: Final = logging.getLogger("strandline.web.wire")
MUTE.addHandler(logging.NullHandler())
MUTE.propagate = False
WAIT: Final = 60  # seconds

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OWN_POLICY: Final = "Content-Security-Policy"
HEADERS: Final = {
    OWN_POLICY: POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), "
    "usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Server": "web",
}


async def dress(request: web.Request, answer: web.StreamResponse) -> None:
    """Put the headers on an answer, whoever made it.

    A page that brings its own style in one piece may name it in a policy of its own
    (`OWN_POLICY`), which allows nothing beside.
    """
    policy = answer.headers.get(OWN_POLICY, POLICY)
    answer.headers.update(HEADERS)
    answer.headers[OWN_POLICY] = policy
    if "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    answer.headers.setdefault("Vary", "Accept-Encoding")
    seconds = house_of(request).manners.hsts
    if seconds:
        answer.headers["Strict-Transport-Security"] = f"max-age={seconds}"


def language_of(request: web.Request) -> str:
    """Return the language that a visitor chose, or that the phone speaks."""
    return wished(
        request.query.get("lang"),
        request.headers.get("Accept-Language", ""),
        house_of(request).languages,
    )


def shut(request: web.Request, words: str = "") -> web.Response:
    """Return the one page for everything that is not open to this person.

    ``words`` are those of a group's link, which may say why; no other does.
    """
    page = house_of(request).paper.page
    return page("shut.html", language_of(request), 404, words=words)


def whose(request: web.Request) -> bytes | None:
    """Return today's mark of who asks."""
    house = house_of(request)
    return house.limits.whose(
        request.remote, request.headers.getall("X-Forwarded-For", []), house.now()
    )


def guessing(request: web.Request) -> None:
    """Look at no typed code any more from where too many wrong ones came.

    Called before a code is looked up, so that whoever is over the limit learns nothing,
    a right guess included.

    Raises:
        RefusedError: There were too many wrong codes and links from this connection.
    """
    house = house_of(request)
    if not house.limits.open(whose(request), Kind.MISS, house.now()):
        raise RefusedError(429, "wrong.often")


def missed(request: web.Request) -> None:
    """Count a link or code that leads nowhere.

    Raises:
        RefusedError: There were too many of them from this connection.
    """
    house = house_of(request)
    if not house.limits.allows(whose(request), Kind.MISS, house.now()):
        raise RefusedError(429, "wrong.often")


def arriving(request: web.Request) -> None:
    """Count an opening of an event's link.

    Raises:
        RefusedError: One connection opened it more often than any tent would.
    """
    house = house_of(request)
    if not house.limits.allows(whose(request), Kind.OPENING, house.now()):
        raise RefusedError(429, "wrong.often")


async def sent_back(request: web.Request, place: str) -> Fields:
    """Return the fields of a page that was sent back from us to us.

    Raises:
        RefusedError: It is not ours, or not for this place.
    """
    house = house_of(request)
    check_origin(request, house.manners.public)
    fields = await read(request)
    if not house.numbers.good(fields.one("number"), place):
        raise RefusedError(400, "error.number")
    return fields


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every way of not succeeding into a page."""
    house = house_of(request)
    try:
        kind = Kind.TENT if tents.crowded(request.path) else Kind.PAGE
        if not house.limits.allows(whose(request), kind, house.now()):
            raise RefusedError(429, "wrong.often")  # noqa: TRY301  # one page for all
        return await handler(request)
    except RefusedError as refused:
        return wrong(request, refused.status, refused.key)
    except UnavailableError:
        return wrong(request, 503, "error.again")
    except web.HTTPMethodNotAllowed as refused:
        answer = wrong(request, 405, "wrong.method")
        answer.headers["Allow"] = ", ".join(sorted(refused.allowed_methods))
        return answer
    except web.HTTPRedirection:
        raise
    except web.HTTPException:
        return shut(request)
    except Exception as problem:  # noqa: BLE001  # the edge: nothing may get out
        LOG.error("a page failed: %s", type(problem))  # noqa: TRY400  # a traceback may hold words
        return wrong(request, 500, "wrong.trouble")


def wrong(request: web.Request, status: int, key: str, lost: str = "") -> web.Response:
    """Return a page that says what did not work."""
    house: House = house_of(request)
    answer = house.paper.page(
        "wrong.html", language_of(request), status, key=key, lost=lost
    )
    if status in (429, 503):
        answer.headers["Retry-After"] = str(WAIT)
    if status in (408, 413):
        answer.force_close()
    return answer


MIDDLEWARES: Final = (refusals,)
