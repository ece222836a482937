"""Somebody with a phone without script or cookies: reads pages and sends them back."""

import html
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Self
from urllib.parse import urljoin

import aiohttp

from bot.app import App, build, house_of
from bot.settings import Settings
from bot.web import House, make_site, serving
from bot.web.limits import Limits

CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_BLOCK = frozenset(
    {"p", "li", "h1", "h2", "dt", "dd", "legend", "label", "div", "button", "a"}
)


@dataclass(slots=True)
class Form:
    """One form of a page."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)  # label: value
    chosen: list[str] = field(default_factory=list)
    box: str | None = None  # what stands in the box for words
    box_name: str = ""
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """A page as somebody without a screen would have it."""

    def __init__(self, text: str, status: int = 200, url: str = "") -> None:
        super().__init__()
        self.html, self.status, self.url = text, status, url
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.lang = self.dir = self.title = self.heading = ""
        self.classes: list[str] = []
        self._parts: list[str] = []
        self._open: list[str] = []
        self._label: list[str] | None = None
        self._value = ""
        self._button: tuple[str, str] | None = None
        self._link = ""
        self._text: list[str] = []
        self.feed(text)

    @property
    def text(self) -> str:
        """Everything that can be read, in order."""
        return " ".join(" ".join(self._parts).split())

    @property
    def form(self) -> Form:
        """The form of the page."""
        return self.forms[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang, self.dir = given["lang"], given["dir"]
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "input":
            self._input(given)
        elif tag == "textarea":
            self.form.box_name = given["name"]
            self._text = []
        elif tag == "label":
            self._label = []
        elif tag == "button" and given.get("type") != "button":
            self._button = (given.get("name", ""), given.get("value", ""))
            self._text = []
        elif tag == "a":
            self._link, self._text = given.get("href", ""), []
        self.classes += given.get("class", "").split()

    def _input(self, given: Mapping[str, str]) -> None:
        if given["type"] == "hidden":
            self.form.hidden[given["name"]] = given["value"]
        elif given["type"] == "text":
            self.form.box, self.form.box_name = given.get("value", ""), given["name"]
            self._parts.append(f"“{self.form.box}”")
        else:
            self._value = given["value"]
            if "checked" in given:
                self.form.chosen.append(self._value)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        said = "".join(self._text).strip()
        if tag == "label" and self._label is not None:
            if self._value:
                label = " ".join("".join(self._label).split())
                self.form.options[label] = self._value
            self._label, self._value = None, ""
        elif tag == "button" and self._button is not None:
            self.form.buttons[said] = self._button
            self._button = None
        elif tag == "textarea":
            # A browser leaves out the line end that a textarea begins with.
            self.form.box = "".join(self._text).removeprefix("\n")
            self._parts.append(f"“{self.form.box}”")
        elif tag == "a":
            self.links[said] = self._link
            self._link = ""

    def handle_data(self, data: str) -> None:
        where = self._open[-1] if self._open else ""
        if where in ("style", "script"):
            return
        self._text.append(data)
        if where == "title":
            self.title += data
            return
        if self._label is not None:
            self._label.append(data)
        if "h1" in self._open:
            self.heading = " ".join(f"{self.heading} {data}".split())
        if where == "textarea":
            return
        if where == "dd" and data.strip():
            data = f"– {data.strip()}"  # noqa: RUF001  as the conversation writes it
        self._parts.append(data)


class Visitor:
    """A phone: no cookies, no script, one page in front of it."""

    def __init__(self, base: str, http: aiohttp.ClientSession) -> None:
        self.base, self.http = base, http
        self.page = Page("")
        self.wire = 0
        self.headers: dict[str, str] = {}

    async def get(self, address: str) -> Page:
        """Open an address."""
        async with self.http.get(
            urljoin(f"{self.base}/", address), headers=self.headers
        ) as answer:
            return await self._read(answer)

    async def follow(self, label: str) -> Page:
        """Follow a link of the page."""
        return await self.get(urljoin(self.page.url, self.page.links[label]))

    async def send(
        self,
        button: str = "",
        *,
        pick: tuple[str, ...] = (),
        words: str | None = None,
        page: Page | None = None,
        again: bool = False,
    ) -> Page:
        """Send a page back; ``again`` leaves the page in front as it is."""
        page = page or self.page
        form = page.form
        fields = list(form.hidden.items())
        picked = [form.options.get(one, one) for one in pick] or form.chosen
        fields += [("pick", one) for one in picked]
        if form.box is not None:
            fields.append((form.box_name, form.box if words is None else words))
        if button:
            name, value = form.buttons[button]
            fields += [(name, value)] if name else []
        else:
            # Enter, or the first button.
            name, value = next(iter(form.buttons.values()))
            fields += [(name, value)] if name else []
        async with self.http.post(
            urljoin(page.url, form.action), data=fields, headers=self.headers
        ) as answer:
            return await self._read(answer, keep=again)

    async def _read(
        self, answer: aiohttp.ClientResponse, *, keep: bool = False
    ) -> Page:
        text = await answer.text()
        page = Page(text, answer.status, str(answer.url))
        if not keep:
            self.page = page
        return page

    @property
    def code(self) -> str:
        """The receipt's code on the page."""
        found = CODE.search(self.page.text)
        assert found is not None, self.page.text
        return found[0]

    async def to_the_end(self, words: str = "They were kind to us.") -> Self:
        """Answer every question with its first option, up to the check."""
        for _ in range(60):
            form = self.page.form
            if "Send my answers" in form.buttons:
                return self
            if form.options:
                await self.send(pick=(next(iter(form.options)),))
            elif form.box is not None:
                await self.send(words=words)
            else:
                await self.send()
        raise AssertionError(self.page.text)


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(slots=True)
class World:
    """The service with its pages, and a visitor."""

    app: App
    house: House
    base: str
    visitor: Visitor
    clock: Clock

    def another(self) -> Visitor:
        """Return another phone."""
        return Visitor(self.base, self.visitor.http)

    async def link(self, questionnaire: str = "family-closure") -> str:
        """Return the path of a new link."""
        made = await self.app.invite.create(
            questionnaire, "keyworker", "charnwood", now=self.clock()
        )
        return f"/s/{made.token}"

    async def begun(self) -> Visitor:
        """Return a visitor at the first screen of a new link."""
        await self.visitor.get(await self.link())
        await self.visitor.send("Start")
        return self.visitor

    def stored(self) -> int:
        """Return how many responses there are."""
        count = self.app.writer.call(
            lambda store: store.database.number("SELECT count(*) FROM response")
        )
        assert isinstance(count, int)
        return count


def open_house(folder: Path, **settings: object) -> tuple[App, House, Clock]:
    """Open a service with pages that limit nobody, on a clock that is put forward."""
    app = build(replace(Settings(data=folder), **settings))  # type: ignore[arg-type]  # settings by name
    clock = Clock()

    async def well() -> bool:
        return True

    house = house_of(app, well)
    house.now = clock
    house.limits = Limits(0, 0)
    return app, house, clock


@asynccontextmanager
async def world(folder: Path, **settings: object) -> AsyncIterator[World]:
    """Run a service with pages on a free port."""
    app, house, clock = open_house(folder, **settings)
    jar = aiohttp.DummyCookieJar()
    try:
        async with (
            serving("127.0.0.1", 0, make_site(house)) as port,
            aiohttp.ClientSession(cookie_jar=jar) as http,
        ):
            base = f"http://127.0.0.1:{port}"
            yield World(app, house, base, Visitor(base, http), clock)
    finally:
        await app.close()


def unescaped(text: str) -> str:
    """Return text without its HTML escapes."""
    return html.unescape(text)
