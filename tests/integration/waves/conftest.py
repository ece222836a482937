import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.integration.closures.stand_in import Council, open_council

MEMORY = Path("/dev/shm")  # noqa: S108  # made unguessable below


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder in memory, where there is some: thousands of commits are made."""
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    made = Path(tempfile.mkdtemp(prefix="strandline-", dir=place))
    yield made / "data"
    shutil.rmtree(made)


@pytest.fixture
async def council(folder: Path) -> AsyncIterator[Council]:
    council = open_council(folder)
    yield council
    await council.close()
