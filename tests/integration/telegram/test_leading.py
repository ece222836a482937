"""From the chat to a page: the real bot and its pages, one process, one invitation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from tests.integration.store.thief import sweep
from tests.integration.telegram.answering import BOT, opened, prepare
from tests.integration.telegram.people import Person, Seen
from tests.integration.telegram.running import World, free_port, world
from tests.integration.web.visitor import Visitor

PAGE = "https://survey.example.gov.uk"
CHAT = 7_300_000_077


@asynccontextmanager
async def both(data: Path) -> AsyncIterator[tuple[World, Visitor]]:
    """Run the bot with its pages, and a phone's browser beside it."""
    port = free_port()
    environment = {"STRANDLINE_PUBLIC_URL": PAGE, "STRANDLINE_PORT": str(port)}
    jar = aiohttp.DummyCookieJar()
    async with (
        world(data, command=BOT, environment=environment) as here,
        aiohttp.ClientSession(cookie_jar=jar) as http,
    ):
        yield here, Visitor(f"http://127.0.0.1:{port}", http)
        await here.check()


def link_in(seen: Seen) -> str:
    """Return the path of the link that stands in a message."""
    address = seen.text.split("open this: ")[1].split()[0].split("<")[0]
    assert address.startswith(f"{PAGE}/s/page-"), address
    return urlsplit(address).path


async def welcomed(person: Person, token: str) -> Seen:
    await person.says(f"/start {token}")
    return await person.sees("not encrypted from end to end")


async def sent(visitor: Visitor) -> None:
    await visitor.send("Start")
    await visitor.to_the_end()
    await visitor.send("Send my answers")
    assert visitor.code


async def stored(data: Path) -> tuple[int, int]:
    """Return how many responses there are, and how many conversations."""
    app = await opened(data)
    found = await app.writer.run(
        lambda store: (
            store.database.number("SELECT count(*) FROM response"),
            store.status().sessions,
        )
    )
    await app.close()
    return found


async def test_a_family_goes_over_to_the_page_and_answers_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with both(data) as (here, visitor):
        person, other = here.crowd.person(CHAT), here.crowd.person(CHAT + 1)
        first = await welcomed(person, token)
        await visitor.get(link_in(first))
        await visitor.send("Start")
        assert "/a/" in visitor.page.url
        await person.taps(first, "Start")  # in the chat there is nothing any more
        await person.sees("no survey open here")
        for one in (person, other):
            await one.says(f"/start {token}")
            await one.sees("this link cannot be used here")
        await sent(visitor)
        await here.bot.terminate()
    assert await stored(data) == (1, 0)
    assert sweep(data, [str(CHAT), token, person.username]) == []
    log = here.bot.log.read_text(encoding="utf-8")
    assert not any(one in log for one in (str(CHAT), token, link_in(first)))


async def test_an_update_that_comes_twice_moves_nothing_twice(tmp_path: Path) -> None:
    """And a kill right after the move loses nothing of it."""
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with both(data) as (here, visitor):
        person = here.crowd.person(CHAT)
        here.gateway.duplicate_every = 1
        first = await welcomed(person, token)
        await person.says(f"/start {token}")
        again = await person.sees("not encrypted from end to end")
        await visitor.get(link_in(first))
        page = visitor.page
        await visitor.send("Start", page=page)
        await here.bot.kill()
        await here.bot.start()
        await visitor.get(urlsplit(visitor.page.url).path)
        assert visitor.page.status == 200
        stranger = Visitor(visitor.base, visitor.http)
        await stranger.get(link_in(again))
        await stranger.send("Start")
        assert "not open" in stranger.page.text
        await person.taps(again, "Start")
        await person.sees("no survey open here")
        await sent(visitor)
        await here.bot.terminate()
    assert await stored(data) == (1, 0)


async def test_after_start_the_link_opens_nothing_and_the_chat_goes_on(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with both(data) as (here, visitor):
        person = here.crowd.person(CHAT)
        first = await welcomed(person, token)
        await person.taps(first, "Start")
        question = await person.sees()
        await visitor.get(link_in(first))
        await visitor.send("Start")
        assert "not open" in visitor.page.text
        await person.says("/start")
        labels = [button["text"] for button in question.buttons]
        assert [b["text"] for b in (await person.sees()).buttons] == labels
        await here.bot.terminate()
    assert await stored(data) == (0, 1)
