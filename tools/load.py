"""Let many families answer the pages at once, on this machine, and check every answer.

    python -m tools.load --people 300 --think 5

Starts the real service (`strandline run`) with one data folder and a free port, makes
a link for each family, and lets them answer: a turn is what a phone does without
script, sending a page back and fetching the next. Afterwards the store is opened and
compared with what each phone had marked. Then one phone alone takes turns with a bare
aiohttp handler that commits one row, to say what a turn costs beside that.

Rule: it sends to the loopback address only, for as long as the people need, once.
"""

import argparse
import asyncio
import os
import random
import re
import secrets
import shutil
import socket
import sqlite3
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final
from urllib.parse import urljoin

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from bot.app import build
from bot.service.periods import quarter_of
from bot.settings import Settings
from surveys.model import Response

HOST: Final = "127.0.0.1"
WORDS: Final = "They were kind to us and came when they said they would."
LONGEST: Final = 60  # pages that anybody needs
_HIDDEN: Final = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_PICK: Final = re.compile(r'<input type="(radio|checkbox)" name="pick" value="([^"]*)"')
_ACTION: Final = re.compile(r'<form method="post" action="([^"]*)"')
_CODE: Final = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
_GO: Final = re.compile(
    r'<button class="go"(?: name="(\w+)" value="([^"]*)")?>', re.ASCII
)
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Phone:
    """One family's phone: what it marked, what it was told, how long it waited."""

    http: ClientSession
    base: str
    rng: random.Random
    marked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    code: str = ""
    turns: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def answer(self, link: str, think: float) -> None:
        """Go from a link to the receipt, thinking before every turn."""
        await asyncio.sleep(self.rng.uniform(0, think))
        url, page = await self.open(link)
        for _ in range(LONGEST):
            await asyncio.sleep(self.rng.uniform(0.8, 1.2) * think)
            url, page = await self.turn(url, page)
            found = _CODE.search(page)
            if found is not None or self.wrong:
                self.code = found[0] if found else ""
                return
        self.wrong.append("it never came to an end")

    async def open(self, path: str) -> tuple[str, str]:
        """Open an address; return where it led to, and the page."""
        async with self.http.get(self.base + path) as answer:
            self._right(answer.status)
            return str(answer.url), await answer.text()

    async def turn(self, url: str, page: str) -> tuple[str, str]:
        """Mark something, send the page back, and return the next one."""
        fields, picked = self._filled(page)
        action = _ACTION.search(page)
        if action is None:
            self.wrong.append("a page without a way on")
            return url, ""
        began = perf_counter()
        async with self.http.post(
            urljoin(url, action[1]), data=fields
        ) as answer:  # follows to the next page
            self._right(answer.status)
            after, page = str(answer.url), await answer.text()
        self.turns.append(perf_counter() - began)
        place = url.rsplit("/", 1)[1]
        if place.startswith("q-") and picked:
            self.marked[place.removeprefix("q-")] = picked
        return after, page

    def _filled(self, page: str) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
        fields = _HIDDEN.findall(page)
        choices = _PICK.findall(page)
        picked: tuple[str, ...] = ()
        if choices:
            picked = (self.rng.choice(choices)[1],)
            fields += [("pick", picked[0])]
        elif "<textarea" in page:
            fields += [("words", WORDS)]
        button = _GO.search(page)
        if button is not None and button[1]:
            fields += [(button[1], button[2])]
        return fields, picked

    def _right(self, status: int) -> None:
        if status != 200:  # noqa: PLR2004  # what every page of a journey has
            self.wrong.append(f"status {status}")


# --- servers ----------------------------------------------------------------------


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def running(
    arguments: Sequence[str], port: int, path: str, **environment: str
) -> AsyncIterator[int]:
    """Run a server until the block is left; yield its process number."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with ClientSession() as http:
            for _ in range(600):
                await asyncio.sleep(0.1)
                try:
                    async with http.get(f"http://{HOST}:{port}{path}") as answer:
                        await answer.read()
                        break
                except OSError:
                    continue
            else:
                raise TimeoutError("the server did not start")
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


def bare(port: int, folder: Path) -> None:
    """Serve a handler that commits one row and answers: the least a turn can cost."""
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=DELETE")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, words TEXT)")

    async def commit(request: web.Request) -> web.Response:
        fields = await request.post()
        database.execute("INSERT INTO row (words) VALUES (?)", (str(fields["words"]),))
        return web.Response(text="ok")

    async def well(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    site = web.Application()
    site.add_routes([web.post("/", commit), web.get("/", well)])
    web.run_app(site, host=HOST, port=port, print=None, access_log=None)


def spent(process: int) -> float:
    """Return the seconds of processor time that a process has used."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    user, system = stat.rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / _TICKS


# --- the run ----------------------------------------------------------------------


async def links(folder: Path, many: int) -> list[str]:
    """Make a link for each family."""
    app = build(Settings(data=folder))
    try:
        made = [
            await app.invite.create(
                "family-closure", "keyworker", "charnwood", now=datetime.now(UTC)
            )
            for _ in range(many)
        ]
    finally:
        await app.close()
    return [f"/s/{one.token}" for one in made]


async def stored(folder: Path) -> tuple[Response, ...]:
    """Return every response in the store."""
    app = build(Settings(data=folder))
    try:
        period = quarter_of(datetime.now(UTC).date())
        return await app.writer.run(lambda store: store.responses.of((period,)))
    finally:
        await app.close()


def differences(phones: Sequence[Phone], responses: Sequence[Response]) -> list[str]:
    """Return where the store and what was marked on the phones are not the same."""
    asked = {answer.question for one in responses for answer in one.answers}
    on_phones = Counter(
        tuple(sorted((q, a) for q, a in phone.marked.items() if q in asked))
        for phone in phones
        if phone.code
    )
    in_store = Counter(
        tuple(sorted((a.question, a.options) for a in one.answers if a.options))
        for one in responses
    )
    lost, more = on_phones - in_store, in_store - on_phones
    found = [f"lost: {lost.total()}"] if lost else []
    found += [f"doubled or changed: {more.total()}"] if more else []
    if len({phone.code for phone in phones if phone.code}) != len(responses):
        found.append(f"{len(responses)} responses, but not as many receipts")
    return found


def spread(seconds: Sequence[float]) -> str:
    """Return the middle, the 95th and 99th of 100 and the longest, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    found = (cuts[49], cuts[94], cuts[98], max(seconds))
    return "p50 {:.0f}, p95 {:.0f}, p99 {:.0f}, longest {:.0f} ms".format(
        *(1000 * one for one in found)
    )


async def crowd(
    base: str, paths: Sequence[str], think: float, seed: int
) -> list[Phone]:
    """Let everybody answer at once."""
    async with ClientSession(
        connector=TCPConnector(limit=0, keepalive_timeout=60),
        cookie_jar=DummyCookieJar(),
    ) as http:
        phones = [
            Phone(http, base, random.Random(f"{seed}/{number}"))  # noqa: S311  # no secret
            for number in range(len(paths))
        ]
        async with asyncio.TaskGroup() as everybody:
            for phone, path in zip(phones, paths, strict=True):
                everybody.create_task(phone.answer(path, think))
        return phones


async def bare_cost(folder: Path, times: int) -> tuple[float, float]:
    """Return the seconds, and of processor time, of one commit by a bare handler."""
    port = free_port()
    arguments = ("-m", "tools.load", "--bare", str(port), "--folder", str(folder))
    taken = []
    async with running(arguments, port, "/") as process, ClientSession() as http:
        before = spent(process)
        for _ in range(times):
            began = perf_counter()
            async with http.post(f"http://{HOST}:{port}/", data={"words": WORDS}) as a:
                await a.read()
            taken.append(perf_counter() - began)
        return statistics.median(taken), (spent(process) - before) / times


async def measure(people: int, think: float, seed: int, folder: Path) -> bool:
    """Run everything; say what was found; return whether all is well."""
    data = folder / "data"
    paths = await links(data, people + 10)
    port = free_port()
    environment = {
        "STRANDLINE_DATA": str(data),
        "STRANDLINE_PORT": str(port),
        "STRANDLINE_PAGE_LIMIT": "0",
        "STRANDLINE_PUBLIC_URL": "https://survey.example.gov.uk",
    }
    base = f"http://{HOST}:{port}"
    command = ("-m", "bot", "run")
    async with running(command, port, "/health", **environment) as process:
        before, began = spent(process), perf_counter()
        phones = await crowd(base, paths[:people], think, seed)
        lasted, used = perf_counter() - began, spent(process) - before
        before = spent(process)
        single = await crowd(base, paths[people : people + 1], 0, seed + 1)
        for path in paths[people + 1 :]:
            single += await crowd(base, [path], 0, seed + len(single))
        single_used = spent(process) - before
    bare_wall, bare_used = await bare_cost(folder, 500)
    turns = [one for phone in phones for one in phone.turns]
    mistakes = Counter(one for phone in (*phones, *single) for one in phone.wrong)
    unlike = differences([*phones, *single], await stored(data))
    ours = [one for phone in single for one in phone.turns]
    print(f"{people} people, {think:g} s of thinking, {os.cpu_count()} cores")
    print(f"{len(turns)} turns in {lasted:.0f} s ({len(turns) / lasted:.0f} a second)")
    print(f"a turn: {spread(turns)}")
    print(f"the service used {used / lasted:.0%} of one core")
    print(f"errors: {dict(mistakes) or 'none'}")
    print(f"lost, doubled or changed answers: {'; '.join(unlike) or 'none'}")
    wall, cost = statistics.median(ours), single_used / len(ours)
    print(
        f"one phone alone: a turn {1000 * wall:.1f} ms ({1000 * cost:.1f} ms of"
        f" processor); a bare handler's commit {1000 * bare_wall:.1f} ms"
        f" ({1000 * bare_used:.1f} ms); ratio {wall / bare_wall:.1f}"
        f" ({cost / bare_used:.1f})"
    )
    return not mistakes and not unlike


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--think", type=float, default=5.0, help="seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bare", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        bare(given.bare, given.folder)
        return 0
    folder = Path(tempfile.mkdtemp(prefix=f"strandline-load-{secrets.token_hex(2)}-"))
    try:
        good = asyncio.run(measure(given.people, given.think, given.seed, folder))
    finally:
        shutil.rmtree(folder)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
