"""A service with a room full of partners."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.vote.room import Hall, open_hall


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    opened = open_hall(tmp_path / "data")
    yield opened
    await opened.app.close()
