"""Rate the pages with Lighthouse, as a phone on a slow line: ``make lighthouse``.

Starts the real service, walks to each kind of page and lets Lighthouse (from npm, in
this folder, at the version of package.json) load it in Chromium. Ends with an error
where a page is below what the pages promise.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any, Final

from aiohttp import ClientSession, DummyCookieJar

from tools.load import HOST, Phone, free_port, running

PROGRAM: Final = Path(__file__).parent / "node_modules/lighthouse/cli/index.js"
LEAST: Final[Mapping[str, int]] = {
    "accessibility": 100,
    "performance": 98,
    "best-practices": 98,
}
FLAGS: Final = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
START: Final = "/s/try-family-closure"
ABOUT: Final = (START, f"{START}?lang=ur", "/", "/help", "/privacy", "/withdraw")


async def pages(base: str) -> list[str]:
    """Return the addresses of one page of each kind."""
    found = [base + path for path in ABOUT]
    async with ClientSession(cookie_jar=DummyCookieJar()) as http:
        phone = Phone(http, base, Random(1))  # noqa: S311  # no secret
        url, page = await phone.open(START)
        kinds: dict[str, str] = {}
        for _ in range(60):
            url, page = await phone.turn(url, page)
            if not url.endswith("/begin"):  # is no more once the questions are begun
                kinds.setdefault(kind_of(url, page), url)
            if url.endswith("/review"):
                break
    return found + list(kinds.values())


def kind_of(url: str, page: str) -> str:
    """Return what kind of page it is; one of each is enough."""
    place = url.rsplit("/", 1)[1].partition("-")[0]
    kinds = ('type="radio"', 'type="checkbox"', "<textarea")
    return place + "".join(kind for kind in kinds if kind in page)


async def rated(url: str, out: Path) -> dict[str, int]:
    """Return what Lighthouse gives a page, of 100."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(PROGRAM),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={out}",
        f"--only-categories={','.join(LEAST)}",
        f"--chrome-flags={FLAGS} --user-data-dir={out.parent / 'profile'}",
        env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
    )
    if await process.wait():
        raise RuntimeError("Lighthouse ended with an error")
    return points(json.loads(await asyncio.to_thread(out.read_text, "utf-8")))


def points(told: dict[str, Any]) -> dict[str, int]:
    """Return what each category got, and print what cost something."""
    for name, audit in told["audits"].items():
        if audit["score"] is not None and audit["score"] < 1:
            print(f"    {name}: {audit['score']} {audit.get('displayValue', '')}")
    return {
        name: round(100 * (about["score"] or 0))
        for name, about in told["categories"].items()
    }


async def main() -> int:
    """Rate every kind of page; return 1 where one is below what is promised."""
    low = 0
    with tempfile.TemporaryDirectory(prefix="strandline-lighthouse-") as folder:
        port = free_port()
        environment = {
            "STRANDLINE_DATA": f"{folder}/data",
            "STRANDLINE_PORT": str(port),
            "STRANDLINE_PAGE_LIMIT": "0",
        }
        arguments = ("-m", "bot", "run")
        async with running(arguments, port, "/health", **environment):
            base = f"http://{HOST}:{port}"
            for url in await pages(base):
                place = url.removeprefix(base).split("/")
                name = f"…/{place[3]}" if place[1] == "a" else "/".join(place)
                found = await rated(url, Path(folder) / "report.json")
                said = ", ".join(f"{key} {value}" for key, value in found.items())
                print(f"{name}: {said}", flush=True)
                low += any(found.get(key, 0) < least for key, least in LEAST.items())
    print(f"{low} pages below what is promised")
    return int(low > 0)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
