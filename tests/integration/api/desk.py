"""The pages and the API over a council, on a free port, as a case system meets them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.service.apikeys import ApiAccess
from bot.service.erase import Erase
from bot.service.pages import Pages
from bot.web import House, make_site, serving
from bot.web.api import Api
from bot.web.limits import Limits
from bot.web.stopping import Stopping
from tests.integration.closures.stand_in import NOW, Council, open_council

CALLBACK = "c" * 24
CLOSURE = {
    "tier": "keyworker",
    "district": "charnwood",
    "month": "2026-11",
    "reference": "EH-2026-00412",
}
BY_TEXT = {**CLOSURE, "phone": "07700900123", "safe_to_contact": True}


@dataclass
class Answer:
    """What came back."""

    status: int
    kind: str
    headers: Mapping[str, str]
    json: Any


@dataclass
class Desk:
    """A case system's side of it."""

    council: Council
    access: ApiAccess
    api: Api
    http: aiohttp.ClientSession
    address: str
    key: str
    number: int = field(default=0)

    async def post(
        self,
        path: str,
        given: object = None,
        *,
        key: str | None = None,
        request: str | None = None,
        **extra: Any,  # noqa: ANN401  # of the client's own
    ) -> Answer:
        """Send one request with a fresh Idempotency-Key, unless one is given."""
        self.number += 1
        headers = {
            "Authorization": f"Bearer {key or self.key}",
            "Idempotency-Key": request or f"2026-{self.number:08d}",
            **extra.pop("headers", {}),
        }
        if given is not None:
            extra["json"] = given
        async with self.http.post(
            self.address + path, headers=headers, **extra
        ) as answer:
            kind = answer.content_type
            found = await answer.json(content_type=None) if "json" in kind else None
            return Answer(answer.status, kind, answer.headers, found)

    async def close(self, given: object, **extra: Any) -> Answer:  # noqa: ANN401  # of the client's own
        """Post a closure."""
        return await self.post("/api/v1/closures", given, **extra)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Desk]:
    """Run the pages with the API beside them."""
    council = open_council(folder)
    writer, keys, setup = council.writer, council.closures._keys, council.setup
    access = ApiAccess(writer, keys, setup)
    key = await access.make("case-system-1", now=NOW)
    api = Api(council.closures, access, "A council", now=lambda: NOW)

    async def well() -> bool:
        return True

    house = House(
        answering=Pages(writer, keys, setup),
        erasing=Erase(writer, keys),
        well=well,
        area=setup.area,
        offers={},
        key=bytes(32),
        limits=Limits(0, 0),
        now=lambda: NOW,
    )
    routes = [*api.routes(), *Stopping(council.optout, CALLBACK).routes()]
    try:
        async with (
            serving("127.0.0.1", 0, make_site(house, routes)) as port,
            aiohttp.ClientSession() as http,
        ):
            yield Desk(council, access, api, http, f"http://127.0.0.1:{port}", key)
    finally:
        await council.close()
