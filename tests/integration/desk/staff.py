"""Somebody of staff at a browser: one cookie, no script, one page in front of them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from bot.app import App, routes_of
from bot.web import House, make_site, serving
from bot.web.desk.frame import COOKIE
from tests.integration.web.visitor import Clock, open_house

DISTRICT: Final = "charnwood"


@dataclass(slots=True)
class Form:
    """One form of a page, as it would be sent if nothing were touched."""

    action: str
    method: str = "get"
    kind: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    options: dict[str, tuple[str, str]] = field(default_factory=dict)
    boxes: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def csrf(self) -> str:
        """The hidden field that proves the page."""
        return dict(self.fields)["csrf"]


class Page(HTMLParser):
    """A page, read without a screen."""

    def __init__(self, text: str, status: int, url: str) -> None:
        super().__init__()
        self.html, self.status, self.url = text, status, url
        self.headers: dict[str, str] = {}
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.title = self.heading = ""
        self._parts: list[str] = []
        self._open: list[str] = []
        self._said: list[str] = []
        self._button: tuple[str, str] | None = None
        self._box = self._href = ""
        self._pick: tuple[str, str] | None = None
        self.feed(text)

    @property
    def text(self) -> str:
        """Everything that can be read, in order."""
        return " ".join(" ".join(self._parts).split())

    def form(self, action: str) -> Form:
        """Return the form that is sent to an address (or to one that begins so)."""
        found = [f for f in self.forms if f.action.startswith(action)]
        assert found, f"{self.status}: {self.text}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in ("input", "meta", "link", "br", "hr", "img"):
            self._open.append(tag)
        if tag == "form":
            kind = given.get("enctype", "")
            self.forms.append(Form(given["action"], given["method"], kind))
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._box, self._said = given["name"], []
        elif tag in ("button", "a", "label"):
            self._said = []
            if tag == "button" and given.get("type") != "button":
                self._button = (given.get("name", ""), given.get("value", ""))
            elif tag == "a":
                self._href = given.get("href", "")

    def _input(self, given: dict[str, str]) -> None:
        form, kind = self.forms[-1], given["type"]
        pair = (given["name"], given.get("value", ""))
        if kind in ("radio", "checkbox"):
            self._pick = pair
            if "checked" in given:
                form.fields.append(pair)
        elif kind == "hidden":
            form.fields.append(pair)
        elif kind != "file":
            form.boxes[pair[0]] = pair[1]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        said = " ".join("".join(self._said).split())
        if tag == "label" and self._pick is not None:
            self.forms[-1].options[said] = self._pick
            self._pick = None
        elif tag == "button" and self._button is not None:
            self.forms[-1].buttons[said] = self._button
            self._button = None
        elif tag == "textarea":
            self.forms[-1].boxes[self._box] = "".join(self._said).removeprefix("\n")
        elif tag == "a":
            self.links[said] = self._href

    def handle_data(self, data: str) -> None:
        self._said.append(data)
        if "title" in self._open and "svg" not in self._open:
            self.title += data
            return
        if "h1" in self._open:
            self.heading = " ".join(f"{self.heading} {data}".split())
        self._parts.append(data)


class Clerk:
    """A browser of one person."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = aiohttp.CookieJar(unsafe=True)  # addresses of tests are bare numbers
        self.http = aiohttp.ClientSession(cookie_jar=jar)
        self.page = Page("", 0, "")
        self.body = b""

    @property
    def cookie(self) -> str:
        """What the browser holds; empty where it holds nothing."""
        found = [c.value for c in self.http.cookie_jar if c.key == COOKIE]
        return found[0] if found else ""

    def hold(self, cookie: str) -> None:
        """Put a cookie into the browser."""
        self.http.cookie_jar.update_cookies(
            SimpleCookie(f"{COOKIE}={cookie}; Path=/desk"),
            response_url=URL(f"{self.base}/desk"),
        )

    async def get(self, address: str, **headers: str) -> Page:
        """Open an address."""
        url = urljoin(f"{self.base}/", address)
        async with self.http.get(url, headers=headers) as answer:
            return await self._read(answer)

    async def post(
        self,
        address: str,
        fields: Sequence[tuple[str, str]] | aiohttp.FormData,
        **headers: str,
    ) -> Page:
        """Send fields to an address, whether or not a page has them."""
        url = urljoin(f"{self.base}/", address)
        data = fields if isinstance(fields, aiohttp.FormData) else list(fields)
        async with self.http.post(url, data=data, headers=headers) as answer:
            return await self._read(answer)

    async def send(
        self,
        action: str,
        button: str = "",
        *,
        pick: Sequence[str] = (),
        page: Page | None = None,
        typed: Mapping[str, str] | None = None,
        **boxes: str,
    ) -> Page:
        """Press a button of a form, the first where none is named."""
        page = page or self.page
        form = page.form(action)
        chosen = [form.options[one] for one in pick]
        names = {name for name, _ in chosen}
        fields = [pair for pair in form.fields if pair[0] not in names] + chosen
        fields += list({**form.boxes, **(typed or {}), **boxes}.items())
        name, value = form.buttons[button or next(iter(form.buttons))]
        fields += [(name, value)] if name else []
        return await self.post(urljoin(page.url, form.action), fields)

    async def _read(self, answer: aiohttp.ClientResponse) -> Page:
        self.body = await answer.read()
        text = self.body.decode("utf-8", "replace")
        shown = text if answer.content_type == "text/html" else ""
        self.page = Page(shown, answer.status, str(answer.url))
        self.page.headers = dict(answer.headers)
        return self.page


@dataclass(slots=True)
class Office:
    """The service with its pages, and whoever works there."""

    app: App
    house: House
    base: str
    clock: Clock
    clerks: list[Clerk] = field(default_factory=list)

    def clerk(self) -> Clerk:
        """Return a browser that nobody is signed in with."""
        self.clerks.append(Clerk(self.base))
        return self.clerks[-1]

    async def link(self, name: str) -> str:
        """Return the path of a new sign-in link of somebody who is there."""
        account = await self.app.accounts.named(name)
        return f"/desk/in/{await self.app.sign_ins.link(account, self.clock())}"

    async def sign_in(self, role: str, *, name: str = "", scope: str = "") -> Clerk:
        """Make an account of a role, and return a browser signed in with it."""
        await self.app.accounts.add(name or role, role, scope=scope)
        clerk = self.clerk()
        await clerk.get(await self.link(name or role))
        await clerk.send("")
        assert clerk.page.status == 200, clerk.page.text
        assert clerk.cookie
        return clerk

    def number(self, statement: str) -> int:
        """Return the number that a query gives."""
        return self.app.writer.call(lambda store: store.database.number(statement))


@asynccontextmanager
async def office(folder: Path, **settings: object) -> AsyncIterator[Office]:
    """Run a service with every page on a free port."""
    app, house, clock = open_house(folder, **settings)
    found = Office(app, house, "", clock)
    try:
        async with serving("127.0.0.1", 0, make_site(house, routes_of(app))) as port:
            found.base = f"http://127.0.0.1:{port}"
            yield found
    finally:
        for clerk in found.clerks:
            await clerk.http.close()
        await app.close()
