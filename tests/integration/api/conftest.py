import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.api.desk import Desk, opened

MEMORY = Path("/dev/shm")  # noqa: S108  # made unguessable below


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    made = Path(tempfile.mkdtemp(prefix="strandline-", dir=place))
    async with opened(made / "data") as desk:
        yield desk
    shutil.rmtree(made)
