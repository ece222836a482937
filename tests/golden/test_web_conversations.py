"""Every golden transcript, through pages that are read and sent back over HTTP.

A page cannot do all that a chat can: there is no box for words beside answers to
choose from, options of a `many` question are marked and sent together, and a page of
an earlier question changes that question. Such turns go to the engine directly; what
the next page shows is checked all the same.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.area import example_area, parse_area
from bot.service.page import Posted, events_of, page_of, turned_to
from bot.service.pages import Outcome, Reached, Visit
from bot.service.person import Person
from bot.service.respond import Wish
from bot.web import House, Manners, make_site, serving
from bot.web.limits import Limits
from surveys.care import care_texts
from surveys.events import Event, Prompt, Replied, Say, Submit, Tapped
from surveys.model import Kind
from surveys.screens import Scene
from surveys.session import Phase, Session
from tests.golden.runner import (
    BEGAN,
    CONTACT,
    LINES,
    PLACES,
    Deed,
    Engine,
    Said,
    Transcript,
    in_order,
    play,
    read,
    transcripts,
)
from tests.integration.web.visitor import Visitor

FILES = [pytest.param(path, id=path.stem) for path in transcripts()]
ADDRESS = "private-address"


class Behind:
    """The service seam over the engine; it sees the events that came through."""

    def __init__(self, transcript: Transcript) -> None:
        self.engine = Engine(transcript)
        self.deed: Deed | None = None
        self.said: Said = ()

    @property
    def scene(self) -> Scene:
        session = Session.from_json(self.engine.stored)
        audience = self.engine.questionnaire.audience
        care = care_texts(LINES, audience, session.language, contact=CONTACT)
        return Scene(self.engine.questionnaire, session, PLACES, care)

    def address(self, token: str, number: str) -> str:
        raise AssertionError((token, number))

    async def arrive(
        self, person: Person, token: str, now: datetime, wish: Wish
    ) -> bool:
        raise AssertionError((person, token, now, wish))

    async def told(self, token: str, now: datetime) -> str:
        raise AssertionError((token, now))

    async def leave(self, person: Person) -> None:
        raise AssertionError(person)

    async def reach(self, person: Person, typed: str, now: datetime) -> Reached:
        raise AssertionError((person, typed, now))

    async def look(self, person: Person, at: str, now: datetime) -> Visit:
        assert person == Person("web", ADDRESS)
        assert now.tzinfo is not None
        return Visit(Outcome.OPEN, page_of(turned_to(self.scene, at) or self.scene))

    async def take(self, person: Person, posted: Posted, now: datetime) -> Visit:
        assert person == Person("web", ADDRESS)
        assert self.deed is not None
        there = turned_to(self.scene, posted.at)
        assert there is not None
        *before, last = events_of(there, posted)
        assert before == []
        assert last == self.deed.event, now
        return await self.do(self.deed, posted.at)

    async def do(self, deed: Deed, at: str = "") -> Visit:
        self.said = await self.engine(deed)
        says = tuple(e for e in self.said if isinstance(e, Say))
        prompt = next((e for e in self.said if isinstance(e, Prompt)), None)
        if prompt is None:
            sent = any(isinstance(e, Submit) for e in self.said)
            return Visit(Outcome.SENT if sent else Outcome.STOPPED, says=says)
        page = page_of(self.scene, prompt)
        return Visit(Outcome.OPEN, page, says, same=page.at == at)


class Pages:
    """A deed becomes a page sent back; what comes back is read."""

    def __init__(self, behind: Behind, visitor: Visitor, house: House) -> None:
        self.behind, self.visitor, self.house = behind, visitor, house
        self.on_pages = self.turns = self.before = 0

    async def __call__(self, deed: Deed) -> Said:
        self.behind.deed = deed
        self.house.now = lambda: deed.at
        self.house.idle.begin(ADDRESS, deed.at)
        self.turns += 1
        self.before = self.on_pages
        await self.visitor.get(f"/a/{ADDRESS}")
        if self.behind.scene.session.finished or not await self._posted(deed.event):
            visit = await self.behind.do(deed)
            if visit.page is not None:
                await self.visitor.get(f"/a/{ADDRESS}")
        else:
            self.on_pages += 1
        return self.behind.said

    async def _posted(self, event: Event) -> bool:
        """Do on the page what the event says; False where a page cannot."""
        scene, form = self.behind.scene, self.visitor.page.form
        asking = scene.session.phase is Phase.ASKING
        if isinstance(event, Replied) and form.box is not None and asking:
            await self.visitor.send(words=event.words)
            return True
        if not isinstance(event, Tapped) or event.step != str(scene.session.visit):
            return False
        named = [k for k, (_, value) in form.buttons.items() if value == event.button]
        many = asking and scene.question.kind is Kind.MANY
        if named or event.button == "done":
            await self.visitor.send(*named)
        elif many or event.button not in form.options.values():
            return False
        else:
            await self.visitor.send(pick=(event.button,))
        return True

    def shown(self, deed: str, block: str) -> None:
        """Check that what the transcript says can be read on the page."""
        page = self.visitor.page
        if deed.startswith("tap Change") or page.status != 200:
            return
        # Words written before stand in the box, below the question.
        lines = [
            line.replace("• ", "")
            for line in block.splitlines()
            if not line.strip().startswith("~ “")
        ]
        if self.on_pages == self.before:
            # The turn went past the page: its notes are said only once, elsewhere.
            if not any(isinstance(e, Prompt) for e in self.behind.said):
                return
            lines = _asked_only(self.behind.said, lines)
        assert in_order("\n".join(lines), page.text) is None, (deed, page.text)


def _asked_only(said: Said, lines: list[str]) -> list[str]:
    """Return the lines of the prompt alone, without what was said before it."""
    prompt = next(e for e in said if isinstance(e, Prompt))
    first = prompt.text.split("\n")[0]
    at = next((i for i, line in enumerate(lines) if line.strip() == first), 0)
    return lines[at:]


@asynccontextmanager
async def pages_of(transcript: Transcript) -> AsyncIterator[Pages]:
    behind = Behind(transcript)
    area, _ = parse_area(example_area())
    assert area is not None

    async def well() -> bool:
        await asyncio.sleep(0)
        return True

    class Nobody:
        async def withdraw(self, code: str, now: datetime) -> bool:
            raise AssertionError((code, now))

    house = House(
        behind,
        Nobody(),
        well,
        area,
        {},
        b"k" * 32,
        Manners(idle=timedelta(days=100)),
        Limits(0, 0),
        now=lambda: BEGAN,
    )
    async with (
        serving("127.0.0.1", 0, make_site(house)) as port,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
    ):
        yield Pages(behind, Visitor(f"http://127.0.0.1:{port}", http), house)


@pytest.mark.parametrize("path", FILES)
async def test_pages_show_what_the_transcript_says(path: Path) -> None:
    transcript = read(path)
    async with pages_of(transcript) as pages:
        played = await play(transcript, pages, pages.shown)
    turns = "".join(f"> {deed}\n{seen}" for deed, seen in transcript.turns)
    assert played == transcript.head() + turns
    taps = sum(
        re.match("tap (?!old)", deed) is not None for deed, _ in transcript.turns
    )
    assert pages.on_pages >= taps // 2
