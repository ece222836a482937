"""The JSON API for case systems.

Rule 1: whatever comes in, the answer is one that the document names: never a
traceback, never a 5xx but "cannot write now, send it again".
Rule 2: an answer and a log never repeat what was sent.
Rule 3: no answer tells whether a family has opened its link or answered.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from aiohttp import web

from bot.service.apikeys import CLOSE, COUNT, HOLD, ApiAccess, ApiKey
from bot.service.closing_counts import counts_schema, read_counts, within
from bot.service.closure_fields import Mistake
from bot.service.closures import Closed, Closures, ConflictingError, Halt
from bot.service.errors import NotAllowedError, ServiceError, UnavailableError
from bot.service.references import PATTERN, looks_like
from bot.web.house import clock
from bot.web.limits import Kind, Limits
from bot.web.openapi import CLOSINGS, CLOSURES, DOCUMENT, HOLDS, KEY_PATTERN, document

LARGEST: Final = 16 * 1024
A_MINUTE: Final = 120
ELSEWHERE: Final = "/api/{rest:.*}"
_PROBLEM: Final = "application/problem+json"
_TITLES: Final = {
    400: "This request cannot be read",
    401: "A good key is needed",
    403: "This key is not for that",
    404: "There is nothing at this address; see /api/v1/openapi.json",
    405: "There is no such method here",
    409: "This came before with other contents",
    413: "This request is too large",
    415: "Send application/json",
    422: "Some fields cannot be taken",
    429: "Too many requests",
    503: "Cannot be written for the moment; send the same again later",
}


class ProblemError(Exception):
    """The request is refused, with a status and the reasons."""

    def __init__(
        self,
        status: int,
        mistakes: Sequence[Mistake] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.mistakes = status, tuple(mistakes)
        self.headers = dict(headers or {})
        super().__init__(_TITLES[status])


@dataclass(slots=True)
class Api:
    """What the API works with.

    Attributes:
        title: Of the document.
        limits: How often one key may ask in a minute.
        now: The clock.
    """

    closures: Closures
    access: ApiAccess
    title: str
    limits: Limits = field(default_factory=lambda: Limits(A_MINUTE))
    now: Callable[[], datetime] = clock

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses of the API."""
        return [
            web.post(CLOSURES, answered(self._close)),
            web.post(HOLDS, answered(self._hold)),
            web.post(CLOSINGS, answered(self._count)),
            web.get(DOCUMENT, answered(self._document)),
            *(
                web.route("*", path, answered(_only(method)))
                for path, method in (
                    (CLOSURES, "POST"),
                    (HOLDS, "POST"),
                    (CLOSINGS, "POST"),
                    (DOCUMENT, "GET, HEAD"),
                )
            ),
            web.route("*", ELSEWHERE, answered(_nothing)),
        ]

    async def _close(self, request: web.Request) -> web.Response:
        now = self.now()
        key = await self._key(request, CLOSE, now)
        asked = _idempotency(request)
        given = await body(request)
        closure, mistakes = self.closures.fields(now).read(given)
        if closure is None:
            raise ProblemError(422, mistakes)
        self.access.authorise(key, CLOSE, closure.district)
        closed = await self.closures.close(
            closure, request=f"api:{key.id}:{asked}", now=now
        )
        return web.json_response(_shown(closed), status=200 if closed.again else 201)

    async def _hold(self, request: web.Request) -> web.Response:
        now = self.now()
        key = await self._key(request, HOLD, now)
        given = await body(request)
        reference, action = given.get("reference"), given.get("action")
        mistakes = [
            Mistake("?", "this is no field here: leave it out")
            for name in given
            if name not in ("reference", "action")
        ]
        if not isinstance(reference, str) or not _whole(PATTERN, reference):
            mistakes.append(Mistake("reference", "write a case system's number"))
        if action not in tuple(Halt):
            mistakes.append(Mistake("action", f"write one of: {', '.join(Halt)}"))
        if mistakes:
            raise ProblemError(422, mistakes)
        await self.closures.halt(
            Halt(str(action)),
            reference=str(reference),
            district=key.district,
            now=now,
        )
        return web.Response(status=204)

    async def _count(self, request: web.Request) -> web.Response:
        """Note how many cases were closed; the same again changes nothing."""
        now = self.now()
        key = await self._key(request, COUNT, now)
        counts, mistakes = read_counts(await body(request), self.closures.setup)
        if mistakes:
            raise ProblemError(422, mistakes)
        if not within(counts, key.district):
            raise ProblemError(403)
        await self.closures.count(counts)
        return web.Response(status=204)

    async def _document(self, _: web.Request) -> web.Response:
        fields = self.closures.fields(self.now())
        counts = counts_schema(self.closures.setup)
        return web.json_response(document(fields, counts, self.title))

    async def _key(self, request: web.Request, verb: str, now: datetime) -> ApiKey:
        """Return the key that asks, once it may do this."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        key = None
        if scheme.lower() == "bearer" and given.isascii():
            key = await self.access.who(given.strip(), now)
        if key is None:
            raise ProblemError(401, headers={"WWW-Authenticate": "Bearer"})
        if not self.limits.allows(key.id.encode(), Kind.PAGE, now):
            raise ProblemError(429, headers={"Retry-After": "60"})
        self.access.authorise(key, verb)
        return key


async def _nothing(_: web.Request) -> web.Response:
    raise ProblemError(404)


def _only(
    methods: str,
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def refuse(_: web.Request) -> web.Response:
        raise ProblemError(405, headers={"Allow": methods})

    return refuse


def answered(
    handler: Callable[[web.Request], Awaitable[web.Response]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Turn every way of not succeeding into a problem of the document."""

    async def inner(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ProblemError as problem:
            return _problem(problem.status, problem.mistakes, problem.headers)
        except NotAllowedError:
            return _problem(403)
        except ConflictingError:
            return _problem(409)
        except ServiceError:
            return _problem(422)
        except UnavailableError:
            return _problem(503, headers={"Retry-After": "60"})

    return inner


def _problem(
    status: int,
    mistakes: Sequence[Mistake] = (),
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    found: dict[str, object] = {
        "type": "about:blank",
        "title": _TITLES[status],
        "status": status,
    }
    if mistakes:
        found["errors"] = [{"field": m.field, "reason": m.reason} for m in mistakes]
    answer = web.json_response(
        found, status=status, content_type=_PROBLEM, headers=headers
    )
    if status == 413:  # noqa: PLR2004 # what is left of the body is not read
        answer.force_close()
    return answer


def _idempotency(request: web.Request) -> str:
    given = request.headers.get("Idempotency-Key", "")
    if not _whole(KEY_PATTERN, given):
        reason = "8 to 64 letters, figures, . _ and - are needed; a UUID does"
        raise ProblemError(400, [Mistake("Idempotency-Key", reason)])
    what = looks_like(given)
    if what is not None:
        reason = f"it looks like {what}; a UUID does"
        raise ProblemError(400, [Mistake("Idempotency-Key", reason)])
    return given


async def body(request: web.Request) -> Mapping[str, object]:
    """Return the object that was sent.

    Raises:
        ProblemError: There is none, or it is too large.
    """
    if request.content_type != "application/json":
        raise ProblemError(415)
    if (request.content_length or 0) > LARGEST:
        raise ProblemError(413)
    content = bytearray()
    async for piece in request.content.iter_any():
        content += piece
        if len(content) > LARGEST:
            raise ProblemError(413)
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ProblemError(400, [Mistake("?", "this is no JSON")]) from None
    if not isinstance(found, dict):
        raise ProblemError(422, [Mistake("?", "send one object")])
    return found


def _shown(closed: Closed) -> Mapping[str, object]:
    """Return what the case system is told: a link only where it is handed over."""
    if closed.channel is not None:
        return {"delivery": closed.channel}
    made = closed.invitation
    return {
        "delivery": "link",
        "link": made.web_link,
        "telegram_link": made.telegram_link,
        "message": made.message,
    }


def _whole(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern.strip("^$"), text) is not None
