"""A service with its pages, a vote that is open, and phones."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.app import App, routes_of
from bot.service.evidence import ALL
from bot.service.person import Person
from bot.service.vote import Opened, wall_path
from bot.web import make_site, serving
from bot.web.limits import Limits
from tests.integration.vote.room import PERIOD
from tests.integration.web.visitor import Clock, Page, Visitor, open_house

PUBLIC = "https://survey.example.org"


@dataclass(slots=True)
class Site:
    """A service with its pages, and a vote that is open."""

    app: App
    base: str
    http: aiohttp.ClientSession
    limits: Limits
    clock: Clock
    vote: Opened

    @property
    def wall_address(self) -> str:
        """The path of the projected page."""
        return wall_path(self.app.votes.wall_token(self.vote.vote))

    def phone(self) -> Visitor:
        """Return another phone."""
        return Visitor(self.base, self.http)

    async def wall(self, more: str = "") -> Page:
        """Return what is projected."""
        return await self.phone().get(self.wall_address + more)

    async def joined(self) -> Visitor:
        """Return a phone that has joined."""
        phone = self.phone()
        await phone.get("/vote")
        await phone.send("Join", words=self.vote.code)
        return phone

    def person(self, address: str) -> Person:
        """Return whose phone has a private address."""
        return Person("web", address)

    async def sign_in_link(self) -> str:
        """Return the path of a coordinator's sign-in link."""
        account = await self.app.accounts.add("coordinator", "coordinator", scope="")
        return f"/desk/in/{await self.app.sign_ins.link(account, self.clock())}"

    async def close(self, row: str = ALL) -> None:
        """Close a row, or all."""
        await self.app.votes.close(self.vote.vote, row, self.clock())


@asynccontextmanager
async def opened(
    folder: Path, bot: str | None = None, **wishes: object
) -> AsyncIterator[Site]:
    token = "7:of-a-test" if bot else None
    app, house, clock = open_house(
        folder, public_url=PUBLIC, bot_username=bot, telegram_token=token
    )
    try:
        async with (
            serving("127.0.0.1", 0, make_site(house, routes_of(app))) as port,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
        ):
            vote = await app.votes.open(PERIOD, clock(), **wishes)  # type: ignore[arg-type]  # by name
            yield Site(app, f"http://127.0.0.1:{port}", http, house.limits, clock, vote)
    finally:
        await app.close()


async def rate(phone: Visitor, row: str, choice: str) -> Page:
    """Open a row and choose."""
    address = re.match(r".*/v/[0-9a-f]{32}", phone.page.url)
    assert address, phone.page.url
    await phone.get(f"{address[0]}/{row}")
    return await phone.send("Save", pick=(choice,))
