"""A page that goes bad while the service runs ends it, and nothing is acknowledged."""

import asyncio
from pathlib import Path

import pytest

from bot.app import build, serve
from bot.settings import Settings
from bot.store import CorruptError, Store, WrongKeyError


async def test_damage_that_a_job_meets_ends_the_service(tmp_path: Path) -> None:
    app = await asyncio.to_thread(build, Settings(data=tmp_path / "data", port=0))
    stop, said = asyncio.Event(), asyncio.Event()

    def tell(_: str) -> None:
        said.set()

    service = asyncio.create_task(serve(app, stop, tell))
    await asyncio.wait_for(said.wait(), 20)

    def bad(store: Store) -> None:
        del store
        raise WrongKeyError  # what SQLCipher says of a first page gone bad

    with pytest.raises(WrongKeyError):
        await app.writer.run(bad)
    with pytest.raises(CorruptError, match="strandline restore FILE"):
        await asyncio.wait_for(service, 10)
    await app.close()
    assert (tmp_path / "data" / "running").exists()  # the next start says so
