"""One service with signed-in pages for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import build
from bot.service.periods import recent
from bot.service.simulate import Plan
from bot.settings import Settings
from tests.integration.desk.staff import Office, office


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "data") as found:
        yield found


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which made-up families answered in the last quarter."""
    folder = tmp_path_factory.mktemp("answers") / "data"

    async def made() -> None:
        app = build(Settings(data=folder))
        now = datetime.now(UTC)
        period = recent(now.date())[1]
        await app.simulator.run(Plan(30, 0, period, "mixed", 1), now)
        await app.close()

    asyncio.run(made())
    return folder


@pytest_asyncio.fixture
async def busy(answers: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """Yield a service with answers in it."""
    folder = tmp_path / "busy"
    shutil.copytree(answers, folder)
    async with office(folder) as found:
        yield found
