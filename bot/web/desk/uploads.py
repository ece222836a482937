"""A page that is sent back with a file: read in memory, within limits, never stored.

Rule: what none of our pages sends is refused whole, before anything is done with it.
"""

import asyncio
import warnings
from collections.abc import Collection
from typing import Final

from aiohttp import (
    BadContentDispositionHeader,
    BadContentDispositionParam,
    BodyPartReader,
    MultipartReader,
    web,
)
from aiohttp.http import HttpProcessingError

from bot.web.posted import SECONDS, Fields, RefusedError

FILE: Final = "file"
_MOST_PARTS: Final = 12
_SHORT: Final = 200  # bytes of a field beside the file
_AROUND: Final = 16 * 1024  # bytes that stand around the parts
_WARNINGS: Final = (BadContentDispositionHeader, BadContentDispositionParam)
# Such a warning would write what was sent to standard error.
for _warning in _WARNINGS:
    warnings.simplefilter("ignore", _warning)


async def uploaded(
    request: web.Request, names: Collection[str], largest: int
) -> tuple[Fields, bytes]:
    """Return the fields, and what stands in the file.

    Args:
        request: As it came.
        names: Of the short fields that the page may have.
        largest: Bytes of the file; of a larger one a byte more is returned.

    Raises:
        RefusedError: It is too large, too slow, or not what a page of ours sends.
    """
    if request.content_type != "multipart/form-data" or request.headers.get(
        "Content-Encoding"
    ):
        raise RefusedError(415, "wrong.kind")
    if (request.content_length or 0) > largest + _AROUND:
        raise RefusedError(413, "wrong.large")
    try:
        async with asyncio.timeout(SECONDS):
            return await _parts(await request.multipart(), names, largest)
    except TimeoutError as slow:
        raise RefusedError(408, "wrong.slow") from slow
    except (
        ValueError,
        RuntimeError,
        AssertionError,
        KeyError,
        HttpProcessingError,
        *_WARNINGS,
    ) as wrong:
        # aiohttp tells a body that is no multipart in each of these ways.
        raise RefusedError(400, "wrong.garbled") from wrong


async def _parts(
    reader: MultipartReader, names: Collection[str], largest: int
) -> tuple[Fields, bytes]:
    values: dict[str, list[str]] = {}
    content: bytes | None = None
    for _ in range(_MOST_PARTS):
        part = await reader.next()
        if part is None:
            if content is None:
                break
            return Fields(values), content
        if not isinstance(part, BodyPartReader) or part.name is None:
            break
        if part.name == FILE and content is None:
            content = await _limited(part, largest + 1)
            continue
        if part.name not in names:
            break
        value = (await _limited(part, _SHORT + 1)).decode("utf-8", "strict")
        if len(value) > _SHORT or "\x00" in value:
            break
        values.setdefault(part.name, []).append(value)
    raise RefusedError(400, "wrong.garbled")


async def _limited(part: BodyPartReader, most: int) -> bytes:
    """Return the first bytes of a part, and leave out what is beyond."""
    found = bytearray()
    while len(found) < most and not part.at_eof():
        found += await part.read_chunk()
    if not part.at_eof():
        await part.release()
    return bytes(found[:most])
