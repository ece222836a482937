"""A webhook of the council's own: told that something waits, and where to sign in.

Rule 1: https only, no redirect followed, ten seconds, nothing of the answer read but
its status. What is sent holds nothing about anybody.
Rule 2: a name that leads into a private network is refused unless the operator has said
that it may: nobody who controls a name can turn our call on a machine inside.
Rule 3: each call is signed, so that whoever gets it can tell it from somebody else's.
Rule 4: nothing of the address or the answer reaches a log but the status.
"""

import asyncio
import hmac
import ipaddress
import json
import logging
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from socket import AF_INET, AddressFamily
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.service.bell import PLAIN
from bot.service.care import Alarm

LOG = logging.getLogger("strandline.webhook")
SECONDS: Final = 10
SIGNATURE: Final = "Strandline-Signature"
DELIVERY: Final = "Strandline-Delivery"
_GOOD, _BAD = 200, 300


def clock() -> datetime:
    """Return the time; the one place where the webhook reads it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Hook:
    """Where to call.

    Attributes:
        url: https; an address in figures is called whatever network it is in.
        secret: What calls are signed with.
        inside: A name may lead into a private network.
        where: Where to sign in, said in the call.
        tls: For tests; None: the certificates that the system trusts.
    """

    url: str = field(repr=False)
    secret: str = field(repr=False)
    inside: bool = False
    where: str = ""
    tls: ssl.SSLContext | None = None


class PrivateError(OSError):
    """The name of the webhook leads into a private network."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Outside(AbstractResolver):
    """Finds addresses of names, and refuses those of private networks."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name.

        Raises:
            PrivateError: One of them is no address of the public internet.
        """
        found = await self._resolver.resolve(host, port, family)
        if not all(ipaddress.ip_address(one["host"]).is_global for one in found):
            raise PrivateError
        return found

    async def close(self) -> None:
        """Let go of nothing."""
        await self._resolver.close()


class Webhook:
    """Calls the council's own system."""

    def __init__(self, hook: Hook, now: Callable[[], datetime] = clock) -> None:
        self._hook = hook
        self._now = now
        self._told = ""

    async def ring(self, alarm: Alarm) -> bool:
        """Call once; False where the other side did not take it."""
        del alarm  # whatever it is, no more is said than that one thing waits
        body = json.dumps({"text": PLAIN.strip(), "sign_in": self._hook.where})
        stamp = str(int(self._now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Strandline",
            SIGNATURE: f"t={stamp},v1={signature(self._hook.secret, stamp, body)}",
            DELIVERY: secrets.token_hex(16),
        }
        try:
            status = await self._post(body, headers)
        except (aiohttp.ClientError, OSError, TimeoutError) as problem:
            return self._failed(type(problem).__name__)
        if not _GOOD <= status < _BAD:
            return self._failed(str(status))
        self._told = ""
        return True

    async def _post(self, body: str, headers: dict[str, str]) -> int:
        resolver = None if self._hook.inside else Outside()
        connector = aiohttp.TCPConnector(
            resolver=resolver, ssl=self._hook.tls or True, limit=1
        )
        limit = aiohttp.ClientTimeout(total=SECONDS)
        async with (
            asyncio.timeout(SECONDS + 1),
            aiohttp.ClientSession(connector=connector, timeout=limit) as session,
            session.post(
                self._hook.url,
                data=body.encode(),
                headers=headers,
                allow_redirects=False,
            ) as answer,
        ):
            return answer.status

    def _failed(self, why: str) -> bool:
        if why != self._told:  # once, not every minute
            self._told = why
            LOG.warning("the webhook for care does not take calls: %s", why)
        return False


def signature(secret: str, stamp: str, body: str) -> str:
    """Return the signature of a call: HMAC-SHA256 over the time, a dot, the body."""
    said = f"{stamp}.{body}".encode()
    return hmac.new(secret.encode(), said, "sha256").hexdigest()
