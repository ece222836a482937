"""Processes of a test: the stock emulator, and a bot that is pointed at it."""

import asyncio
import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.integration.telegram.gateway import TOKEN, Gateway
from tests.integration.telegram.people import Crowd

ROOT = Path(__file__).parents[3]
START_SECONDS = 120.0
MOST_BOTS = 16


def free_port() -> int:
    """Return a loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Emulator:
    """The stock emulator as a process, used by several tests, each with its queue.

    It takes sixteen bots at most, so a new one is started after as many tests.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._used = 0

    def queue(self) -> tuple[str, str]:
        """Return the emulator's address and a token that nobody has used."""
        if self._process is None or self._used == MOST_BOTS:
            self.stop()
            self._start()
        self._used += 1
        return f"http://127.0.0.1:{self._port}", f"{TOKEN}-{self._used}"

    def _start(self) -> None:
        self._port = free_port()
        self._used = 0
        self._process = subprocess.Popen(
            [
                str(Path(sys.executable).with_name("lo-bot-api-emulator")),
                "--port",
                str(self._port),
                "--enable-control",
                "--allow-insecure-loopback-webhooks",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the emulator did not start")

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


EMULATOR = Emulator()
atexit.register(EMULATOR.stop)


@dataclass
class Bot:
    """A bot's process, which can be started again."""

    gateway: Gateway
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, and wait for the first getUpdates or an accepted setWebhook."""
        ready = "setWebhook" if self.webhook else "getUpdates"
        before = self._count(ready)
        process = await self._launch()
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while self._count(ready) == before:
            assert process.returncode is None, self.log.read_text()
            assert asyncio.get_running_loop().time() < deadline, self.log.read_text()
            await asyncio.sleep(0.05)

    async def fails(self) -> int | None:
        """Start something that cannot work; returns its exit code."""
        process = await self._launch()
        await asyncio.wait_for(process.wait(), START_SECONDS)
        return process.returncode

    async def _launch(self) -> asyncio.subprocess.Process:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                env={**os.environ, **self.environment},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        return self.process

    @property
    def webhook(self) -> bool:
        return self.environment.get("BOT_MODE") == "webhook"

    def _count(self, method: str) -> int:
        return self.gateway.arrived.get(method, 0)

    async def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def terminate(self) -> float:
        """Ask it to end; returns the seconds that it took."""
        assert self.process is not None
        began = asyncio.get_running_loop().time()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.wait(), 30)
        return asyncio.get_running_loop().time() - began


@dataclass
class World:
    """Everything of one test."""

    gateway: Gateway
    crowd: Crowd
    bot: Bot
    data: Path

    async def check(self) -> None:
        """Check what must hold after every test."""
        for _ in range(100):
            if not self.crowd.unanswered():
                break
            await asyncio.sleep(0.05)
        assert self.crowd.unanswered() == set()
        assert self.gateway.violations == []


@asynccontextmanager
async def world(
    data: Path,
    *,
    mode: str = "polling",
    command: list[str] | None = None,
    environment: Mapping[str, str] | None = None,
    start: bool = True,
) -> AsyncIterator[World]:
    """Run emulator, gateway and bot; end them afterwards whatever happens."""
    address, token = await asyncio.to_thread(EMULATOR.queue)
    async with Gateway(address, token) as gateway:
        await asyncio.to_thread(data.mkdir, parents=True, exist_ok=True)
        stand_in = [sys.executable, "-m", "tests.integration.telegram.stand_in"]
        bot = Bot(
            gateway,
            command or [*stand_in, str(data)],
            {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_BASE_URL": gateway.url,
                "BOT_MODE": mode,
                "WEBHOOK_PORT": str(free_port()),
                "STRANDLINE_DATA": str(data),
                "STRANDLINE_PORT": "0",
                **(environment or {}),
            },
            data.parent / f"{data.name}.log",
        )
        try:
            if start:
                await bot.start()
            yield World(gateway, Crowd(gateway), bot, data)
        finally:
            if bot.process is not None and bot.process.returncode is None:
                await bot.kill()
