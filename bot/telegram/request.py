"""python-telegram-bot's transport over aiohttp: one session, small and quick.

Rules of this file: an error carries the kind of failure and nothing else, since
the address of every call contains the bot's token; nothing is logged.
"""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import aiohttp
import certifi
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

READ_SECONDS = 15.0
WRITE_FILE_SECONDS = 60.0
CONNECT_SECONDS = 8.0

# The library's documented way of getting `retry_after` as a timedelta, which all
# of its next major version does; without it every 429 is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Plain parameters of a call that the library has no raw form for."""

    json_parameters: Mapping[str, str]
    contains_files: bool = False


def _trusted() -> ssl.SSLContext:
    """Trust the system's authorities and the packaged ones.

    A small Debian has no authorities of its own; a council's proxy has one that is
    in the system alone.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _seconds(given: object, default: float) -> float:
    return float(given) if isinstance(given, int | float) else default


class AiohttpRequest(BaseRequest):
    """A `BaseRequest` that keeps its connections open and runs on aiohttp.

    Args:
        connections: How many may be open at once.
        outside: The server is beyond this machine: the environment's proxy is used,
            where there is one.
    """

    __slots__ = ("_connections", "_outside", "_session")

    def __init__(self, connections: int = 64, *, outside: bool = True) -> None:
        self._connections = connections
        self._outside = outside
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where the call does not say."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=_trusted()),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=self._outside,
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self, url: str, parameters: Mapping[str, str], read_timeout: float
    ) -> object:
        """Return a method's result as plain JSON values, not the library's objects."""
        data = cast("RequestData", Parameters(parameters))
        return await self.post(url, data, read_timeout=read_timeout)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Make one HTTP request and return its status and body."""
        del pool_timeout  # one pool, and its queue counts into the total
        if self._session is None:
            raise NetworkError("The transport is not open.")
        read = _seconds(read_timeout, READ_SECONDS)
        files = request_data is not None and request_data.contains_files
        write = _seconds(write_timeout, WRITE_FILE_SECONDS if files else READ_SECONDS)
        timeout = aiohttp.ClientTimeout(
            total=read + write,
            sock_connect=_seconds(connect_timeout, CONNECT_SECONDS),
            sock_read=read,
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut("No answer in time.") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    """Return the body: url-encoded, or multipart where there are files."""
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form
