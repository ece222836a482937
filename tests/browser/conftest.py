"""A real browser for the tests: Chromium, driven over its DevTools socket.

Nothing is installed for it but Chromium itself; `CHROMIUM` names the program.
"""

import asyncio
import base64
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)


class Browser:
    """One Chromium with one page."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.calls = 0

    async def __aenter__(self) -> Self:
        self.process = await asyncio.create_subprocess_exec(
            self.program,
            *FLAGS,
            f"--user-data-dir={self.folder}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self.folder)},
        )
        port = await self._port()
        self.http = ClientSession()
        async with self.http.get(f"http://127.0.0.1:{port}/json/list") as answer:
            pages = await answer.json()
        page = next(page for page in pages if page["type"] == "page")
        self.socket: ClientWebSocketResponse = await self.http.ws_connect(
            page["webSocketDebuggerUrl"], max_msg_size=0
        )
        await self.call("Page.enable")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.socket.close()
        await self.http.close()
        self.process.terminate()
        await self.process.wait()

    async def _port(self) -> str:
        told = self.folder / "DevToolsActivePort"
        for _ in range(300):
            if told.exists() and (lines := told.read_text().splitlines()):
                return lines[0]
            await asyncio.sleep(0.1)
        raise TimeoutError("Chromium did not start")

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """Call the browser and wait for its answer."""
        self.calls += 1
        number = self.calls
        await self.socket.send_json({"id": number, "method": method, "params": params})
        while True:
            answer = await self.socket.receive_json(timeout=30)
            if answer.get("id") == number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    async def show(self, file: Path, *, width: int, height: int = 900) -> None:
        """Open a file in a window of that size."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        await self.call("Page.navigate", url=_address(file))
        for _ in range(100):
            if await self.value("document.readyState") == "complete":
                return
            await asyncio.sleep(0.05)
        raise TimeoutError("the page did not load")

    async def value(self, expression: str) -> Any:  # noqa: ANN401 # whatever the page says
        """Return what an expression is worth in the page."""
        answer = await self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True
        )
        return answer["result"].get("value")

    async def picture(self, file: Path) -> None:
        """Write a picture of the whole page."""
        answer = await self.call(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True
        )
        _keep(file, base64.b64decode(answer["data"]))


def _address(file: Path) -> str:
    return file.resolve().as_uri()


def _keep(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def chromium() -> str:
    """Return the browser's program."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "Chromium is missing; `make browser` says how to get it"
    return program


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with Browser(chromium(), tmp_path / "profile") as opened:
        yield opened
