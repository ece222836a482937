"""Data folders in memory, where there is some: these tests make thousands of commits.

What a slow disk changes is tested where it matters, with pytest's own folders.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# For the programs that these tests start and that fork: no idle threads of numpy's.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
MEMORY = Path("/dev/shm")  # noqa: S108  # made unguessable below


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    made = Path(tempfile.mkdtemp(prefix="strandline-", dir=place))
    folder = made / "data"
    folder.mkdir()
    yield folder
    shutil.rmtree(made)
