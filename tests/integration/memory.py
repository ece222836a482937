"""Folders in memory, where there is some: these tests make thousands of commits.

What a slow disk changes is tested where it matters, with pytest's own folders.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  # made unguessable below


@contextmanager
def in_memory() -> Iterator[Path]:
    """Make a folder and delete it with all that is in it."""
    place = MEMORY if os.access(MEMORY, os.W_OK) else None
    made = Path(tempfile.mkdtemp(prefix="strandline-", dir=place))
    try:
        yield made
    finally:
        shutil.rmtree(made)
