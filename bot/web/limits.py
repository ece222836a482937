"""How often one address may ask: counted in memory, under a key of the day.

Rule 1: no address is stored or logged. What is counted is a keyed hash of it; the key
lives in memory and is thrown away every day, with everything counted under it.
Rule 2: a family hub or a refuge sits behind one address: the limits are set by the
council, and a wrong link or code counts apart from ordinary pages.
Rule 3: the address is the one that the last trusted proxy saw, never one that the
caller wrote.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Final

CROWD: Final = 10  # times as many pages as elsewhere, at an event
OPENINGS: Final = 300  # of events' links in an hour, by one connection
MOST: Final = 50_000  # addresses that are counted at once; the oldest go first
_NETWORK: Final = 64  # bits: one home has a whole IPv6 network of this length


class Kind(Enum):
    """What is counted."""

    PAGE = "page"
    MISS = "miss"
    TENT = "tent"  # pages of an event: hundreds of families behind one connection
    OPENING = "opening"  # of an event's link


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(slots=True)
class Limits:
    """Token buckets by address: so many at once, refilled evenly.

    Attributes:
        pages: Pages in a minute; 0: any number.
        misses: Wrong links and codes in an hour; 0: any number.
        hops: How many trusted proxies stand before the service.
    """

    pages: int = 600
    misses: int = 60
    hops: int = 0
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _day: date | None = None
    _buckets: dict[bytes, _Bucket] = field(default_factory=dict)

    def whose(
        self, peer: str | None, forwarded: Sequence[str], now: datetime
    ) -> bytes | None:
        """Return the mark of today for who asks; None where no address is known.

        Args:
            peer: The address of the connection.
            forwarded: The values of ``X-Forwarded-For``, nearest proxy last.
            now: The present moment.
        """
        if self._day != now.date():
            self._day, self._key = now.date(), secrets.token_bytes(32)
            self._buckets.clear()
        address = _client(peer, forwarded, self.hops)
        return None if address is None else hmac.digest(self._key, address, "sha256")

    def allows(self, who: bytes | None, kind: Kind, now: datetime) -> bool:
        """Count one of a kind, and say whether it is within the limit."""
        return self._within(who, kind, now, 1)

    def open(self, who: bytes | None, kind: Kind, now: datetime) -> bool:
        """Say whether one more would be within the limit, and count nothing."""
        return self._within(who, kind, now, 0)

    def _most(self, kind: Kind) -> tuple[int, float]:
        """Return how many of a kind there may be, and in how many seconds."""
        return {
            Kind.PAGE: (self.pages, 60.0),
            Kind.MISS: (self.misses, 3600.0),
            Kind.TENT: (self.pages * CROWD, 60.0),
            Kind.OPENING: (OPENINGS if self.pages else 0, 3600.0),
        }[kind]

    def _within(self, who: bytes | None, kind: Kind, now: datetime, price: int) -> bool:
        most, seconds = self._most(kind)
        if who is None or most == 0:
            return True
        at, name = now.timestamp(), who + kind.value.encode()
        bucket = self._buckets.pop(name, None) or _Bucket(float(most), at)
        gone = max(0.0, at - bucket.at)
        left = min(float(most), bucket.left + gone * most / seconds)
        good = left >= 1
        self._buckets[name] = _Bucket(left - price if good else left, at)
        if len(self._buckets) > MOST:
            del self._buckets[next(iter(self._buckets))]
        return good


def _client(peer: str | None, forwarded: Sequence[str], hops: int) -> bytes | None:
    """Return the address that the outermost trusted proxy saw."""
    chain = [part.strip() for line in forwarded for part in line.split(",")]
    seen = [*chain, peer or ""]
    written = seen[max(0, len(seen) - 1 - hops)]
    try:
        address = ipaddress.ip_address(_portless(written))
    except ValueError:
        return None if peer is None else written[:64].encode("utf-8", "replace")
    if isinstance(address, ipaddress.IPv4Address):
        return address.packed
    if address.ipv4_mapped is not None:  # how a proxy for both kinds writes IPv4
        return address.ipv4_mapped.packed
    return address.packed[: _NETWORK // 8]


def _portless(written: str) -> str:
    """Return an address without the port that some proxies write behind it."""
    if written.startswith("["):
        return written[1:].partition("]")[0]
    return written.partition(":")[0] if written.count(":") == 1 else written
