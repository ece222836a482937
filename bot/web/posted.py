"""What a page that is sent back may hold, and nothing else.

Rule 1: everything is checked before anything is done: where it comes from, how large
it is, how it is written, and that it has no field that none of our pages has.
Rule 2: what is refused leaves no trace: it is neither kept nor logged.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

LARGEST: Final = 96 * 1024  # bytes
MOST_FIELDS: Final = 60
SECONDS: Final = 30  # for a page to arrive; slow 3G needs two
FIELDS: Final = frozenset({"number", "step", "pick", "words", "button", "code"})
WORDS: Final = frozenset({"words"})
_TYPE: Final = "application/x-www-form-urlencoded"
_SHORT: Final = 200  # characters of any field but the words


class RefusedError(Exception):
    """A page was sent back that none of our pages sends.

    Attributes:
        status: Of the answer.
        key: Of the text that says why.
    """

    def __init__(self, status: int, key: str) -> None:
        self.status = status
        self.key = key
        super().__init__(key)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a page that was sent back."""

    values: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """Return a field's value; empty where it is missing."""
        return self.values.get(name, ("",))[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field."""
        return tuple(self.values.get(name, ()))


def check_origin(request: web.Request, public: str | None) -> None:
    """Refuse a page that another site sends back.

    Raises:
        RefusedError: It comes from elsewhere.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        raise RefusedError(403, "wrong.elsewhere")
    origin = request.headers.get("Origin")
    # Our pages send no referrer, and then browsers write "null" for their origin; the
    # page number is what proves them.
    if origin in (None, "null"):
        return
    ours = {request.host}
    if public is not None:
        ours.add(urlsplit(public).netloc)
    if urlsplit(origin).netloc not in ours:
        raise RefusedError(403, "wrong.elsewhere")


async def read(
    request: web.Request,
    names: Collection[str] = FIELDS,
    words: Collection[str] = WORDS,
) -> Fields:
    """Return the fields that were sent.

    Args:
        request: As it came.
        names: Of the fields that the page may have.
        words: Of those that may be long.

    Raises:
        RefusedError: It is too large, or no page of ours sends such a thing.
    """
    if request.content_type != _TYPE or request.headers.get("Content-Encoding"):
        raise RefusedError(415, "wrong.kind")
    if (request.content_length or 0) > LARGEST:
        raise RefusedError(413, "wrong.large")
    try:
        async with asyncio.timeout(SECONDS):
            body = await _limited(request)
    except TimeoutError as slow:
        raise RefusedError(408, "wrong.slow") from slow
    return parse(body, names, words)


async def _limited(request: web.Request) -> bytes:
    parts, size = [], 0
    async for part in request.content.iter_any():
        size += len(part)
        if size > LARGEST:
            raise RefusedError(413, "wrong.large")
        parts.append(part)
    return b"".join(parts)


def parse(
    body: bytes, names: Collection[str] = FIELDS, words: Collection[str] = WORDS
) -> Fields:
    """Return the fields of a page's body.

    Raises:
        RefusedError: It is not what a page of ours sends.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as wrong:
        raise RefusedError(400, "wrong.garbled") from wrong
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in names or "\x00" in value:
            raise RefusedError(400, "wrong.garbled")
        if name not in words and len(value) > _SHORT:
            raise RefusedError(400, "wrong.garbled")
        values.setdefault(name, []).append(value)
    return Fields(values)
