from collections.abc import AsyncIterator

import pytest

from tests.integration.api.desk import Desk, opened
from tests.integration.memory import in_memory


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    with in_memory() as made:
        async with opened(made / "data") as desk:
            yield desk
