"""Keys of case systems: shown once, kept as marks, each for a few verbs and places.

Rule 1: a key says who asks by nothing but itself; it has no name in it.
Rule 2: what it may do is asked of `authorise` at every call, never remembered.
"""

import secrets
from datetime import datetime
from typing import Final

from bot.keys import Keys
from bot.service.errors import NotAllowedError, ServiceError
from bot.service.references import looks_like
from bot.service.setup import Setup, day, last_day
from bot.store import ApiKey, Writer

__all__ = ["CLOSE", "COUNT", "HOLD", "SCOPES", "ApiAccess", "ApiKey"]

CLOSE, HOLD, COUNT = "close", "hold", "count"
SCOPES: Final = (CLOSE, HOLD, COUNT)
DAYS: Final = 366
LONGEST: Final = 128
_PREFIX: Final = "strandline_"


class ApiAccess:
    """Makes keys, revokes them and tells what they allow."""

    def __init__(self, writer: Writer, keys: Keys, setup: Setup) -> None:
        self._writer = writer
        self._keys = keys
        self._setup = setup

    async def make(
        self,
        label: str,
        *,
        scopes: tuple[str, ...] = SCOPES,
        district: str = "",
        now: datetime,
    ) -> str:
        """Return a new key, good for a year; it is shown this once.

        Args:
            label: What the key is for, such as ``case-system-1``; no person's name.
            scopes: What it may do.
            district: Closures of this district alone; empty: of the whole area.
            now: The present moment.

        Raises:
            ServiceError: A scope or district is unknown, or the label is a name.
        """
        known = [d.id for d in self._setup.area.districts]
        if not scopes or not set(scopes) <= set(SCOPES):
            raise ServiceError(f"A key can have the scopes {', '.join(SCOPES)}.")
        if district and district not in known:
            raise ServiceError(f"There is no such district; there is {known}.")
        what = looks_like(label)
        if what not in (None, "words"):
            raise ServiceError(f"The label looks like {what}; name the system instead.")
        key = _PREFIX + secrets.token_urlsafe(32)
        made = ApiKey(
            secrets.token_hex(4), scopes, district, label, last_day(now, DAYS)
        )
        mark = self._mark(key)
        await self._writer.run(lambda store: store.api_keys.add(mark, made))
        return key

    async def who(self, key: str, now: datetime) -> ApiKey | None:
        """Return what a key may do while it is good, or None."""
        if not key.startswith(_PREFIX) or len(key) > LONGEST:
            return None
        mark = self._mark(key)
        return await self._writer.run(
            lambda store: store.api_keys.by_mark(mark, day(now))
        )

    async def all(self) -> tuple[ApiKey, ...]:
        """Return every key there is, without the keys themselves."""
        return await self._writer.run(lambda store: store.api_keys.all())

    async def revoke(self, key_id: str) -> bool:
        """Take a key back at once; False if there is none of that id."""
        return await self._writer.run(lambda store: store.api_keys.revoke(key_id))

    def authorise(self, key: ApiKey, verb: str, district: str | None = None) -> None:
        """Return quietly when the key may do this.

        Raises:
            NotAllowedError: It may not.
        """
        if verb not in key.scopes:
            raise NotAllowedError("This key is not for that: make one with the scope.")
        if key.district and district is not None and key.district != district:
            raise NotAllowedError("This key is for another district.")

    def _mark(self, key: str) -> bytes:
        return self._keys.mark("api key", key)
