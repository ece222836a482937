"""Data folders in memory, where there is some."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.memory import in_memory

# For the programs that these tests start and that fork: no idle threads of numpy's.
os.environ["OPENBLAS_NUM_THREADS"] = "1"


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with in_memory() as made:
        folder = made / "data"
        folder.mkdir()
        yield folder
