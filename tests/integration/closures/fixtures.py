"""A council of its own for each test, with its data in memory where there is some."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.integration.closures.stand_in import Council, open_council
from tests.integration.memory import in_memory


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a data folder that is not there yet."""
    with in_memory() as made:
        yield made / "data"


@pytest.fixture
async def council(folder: Path) -> AsyncIterator[Council]:
    """Yield a service over that folder."""
    council = open_council(folder)
    yield council
    await council.close()
