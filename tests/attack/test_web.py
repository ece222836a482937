"""Attacks on the pages: what a web journey leaves, and what a stranger can learn.

The service runs in this process with its log at debug; afterwards the log and every
byte of its files, decrypted too, are searched for what was planted and for every
secret that a page ever had.
"""

import io
import logging
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.telegram.quiet import LINE, Quiet, WhereNotWhat
from tests.attack.attacks import say
from tests.attack.loot import Loot
from tests.attack.storage import swept
from tests.integration.store.thief import DATABASES, decrypted, files
from tests.integration.web.visitor import Visitor, World, world

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attack")]
WORDS = "Ask Cuthbert Applethwaite on 07700 900461, he was kind to us"
PLANTED = ("Cuthbert", "Applethwaite", "07700 900461", "07700900461")
AGENT, REFERRER, FORWARDED = "Nokia-Bramblewick/1", "Hortensia", "198.51.100.77"
ROUNDS = 60


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Keep every line of the process's log, as the service writes it."""
    kept, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(kept), root.level
    handler.addFilter(Quiet())
    handler.setFormatter(WhereNotWhat(LINE))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield kept
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


async def test_a_web_journey_leaves_no_word_address_or_number(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with logged() as log:
        async with world(folder) as pages:
            secrets = await _journeys(pages)
        loot = Loot("the pages")
        loot.files = {path.name: path.read_bytes() for path in files(folder)}
        loot.files |= {f"{one} decrypted": decrypted(folder, one) for one in DATABASES}
        loot.log = log.getvalue()
    found = swept(loot, {*PLANTED, AGENT, REFERRER, FORWARDED, *secrets})
    say(f"attack web: {len(secrets)} secrets of pages: {len(found)} recovered")
    assert found == []
    # The sweep does see what is really kept.
    assert swept(loot, {"he was kind to us"})


async def _journeys(pages: World) -> set[str]:
    """Answer one link to the end, stop another, err, and return every secret."""
    secrets = set()
    visitor = pages.visitor
    visitor.headers = {
        "User-Agent": AGENT,
        "Referer": f"https://example.org/{REFERRER}",
        "X-Forwarded-For": FORWARDED,
    }
    for send in (True, False):
        link = await pages.link()
        secrets.add(link.removeprefix("/s/"))
        await visitor.get(link)
        await visitor.send("Start")
        secrets.add(visitor.page.url.split("/a/")[1].split("/")[0])
        await visitor.to_the_end(WORDS)
        secrets.add(visitor.page.form.hidden["number"])
        if send:
            await visitor.send("Send my answers")
            secrets.add(visitor.code)
        else:
            await visitor.send("Stop")
            await visitor.send("Stop and delete it all")
        await visitor.get(link)
        await visitor.send("Start")
    await visitor.get("/a/" + "x" * 300)
    return secrets


async def test_the_database_alone_opens_no_page(tmp_path: Path) -> None:
    """Whoever has both files and their keys still lacks the address."""
    folder = tmp_path / "data"
    async with world(folder) as pages:
        visitor = await pages.begun()
        await visitor.send()
        address = visitor.page.url.split("/a/")[1].split("/")[0]
        (row,) = pages.app.writer.call(
            lambda store: store.database.rows("SELECT pseudonym FROM session", ())
        )
        (pseudonym,) = row
        assert isinstance(pseudonym, bytes)
        assert address.encode() not in pseudonym
        stranger = pages.another()
        for guess in (
            pseudonym.hex(),
            address[:-1],
            address[:-1] + "A" * 2,
            address[1:],
        ):
            page = await stranger.get(f"/a/{guess}/q-Q1")
            assert page.heading == "This page is not open"


async def test_time_tells_nothing_of_a_link(tmp_path: Path) -> None:
    """A used link, a made-up one and one that is in use answer alike, and as fast."""
    async with world(tmp_path / "data") as pages:
        visitor, used = pages.visitor, await pages.link()
        await visitor.get(used)
        await visitor.send("Start")
        await (await visitor.to_the_end()).send("Send my answers")
        bound = await pages.link()
        await visitor.get(bound)
        await visitor.send("Start")
        links = {"used": used, "in use": bound, "made up": "/s/" + "A" * 22}
        taken: dict[str, list[float]] = {name: [] for name in links}
        bodies = set()
        stranger = pages.another()
        for _ in range(ROUNDS):
            for name, link in links.items():
                taken[name].append(await _refused(stranger, link))
                bodies.add((stranger.page.status, stranger.page.html))
    assert len(bodies) == 1
    middle = {name: statistics.median(times) for name, times in taken.items()}
    spread = max(middle.values()) - min(middle.values())
    noise = statistics.quantiles(taken["made up"], n=4)
    say(f"attack web: medians {middle}, apart by {spread:.5f} s")
    # Apart by less than what one and the same link differs from itself.
    assert spread <= max(0.002, 2 * (noise[2] - noise[0]))


async def _refused(stranger: Visitor, link: str) -> float:
    await stranger.get(link)
    begun = time.perf_counter()
    await stranger.send("Start")
    return time.perf_counter() - begun
