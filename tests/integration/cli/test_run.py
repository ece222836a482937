"""`strandline run`, as a process: it says what to do next, is well, and ends in order."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp


@asynccontextmanager
async def running(folder: Path, port: int) -> AsyncIterator[Process]:
    environment = {
        "PATH": os.environ["PATH"],
        "STRANDLINE_DATA": str(folder),
        "STRANDLINE_PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=PIPE, env=environment,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def said(process: Process, last: str) -> str:
    assert process.stdout is not None
    text = ""
    async with asyncio.timeout(60):
        while last not in text:
            line = await process.stdout.readline()
            assert line, text
            text += line.decode()
    return text


async def test_without_a_token_it_runs_says_what_to_do_and_ends_on_sigterm(
    tmp_path: Path,
) -> None:
    port = free_port()
    async with running(tmp_path / "data", port) as process:
        greeting = await said(process, "Stop it with Ctrl-C.")
        assert "strandline talk family-closure --dry-run" in greeting
        assert "TELEGRAM_BOT_TOKEN=" in greeting
        assert "strandline init" in greeting
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/health") as answer:
                assert await answer.json() == {"status": "ok"}
            async with session.get(f"http://127.0.0.1:{port}/") as answer:
                assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(15):
            _, errors = await process.communicate()
    assert process.returncode == 0
    assert b"Traceback" not in errors


async def test_a_port_that_is_taken_does_not_stop_the_service(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with running(tmp_path / "data", taken.getsockname()[1]) as process:
            greeting = await said(process, "Stop it with Ctrl-C.")
            assert "/health" not in greeting
            process.send_signal(signal.SIGINT)
            async with asyncio.timeout(15):
                await process.communicate()
        assert process.returncode == 0
