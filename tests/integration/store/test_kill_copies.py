"""A backup, a restore and a change of key are killed before each write.

STRANDLINE_KILL_EVERY=1 kills at every single change; the default is the quick form.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
EVERY = os.environ.get("STRANDLINE_KILL_EVERY", "17")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: a kill needs no slow disk."""
    memory = Path("/dev/shm")  # noqa: S108  # made unguessable below
    made = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    yield made
    shutil.rmtree(made)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["backup", "restore", "rotate"])
def test_a_kill_at_any_write_leaves_the_old_or_the_new_and_nothing_between(
    folder: Path, kind: str
) -> None:
    probe = "from tests.integration.store import tracing; print(tracing.possible())"
    can = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if can.stdout.strip() != "True":
        pytest.skip("this machine does not let a process trace its child")
    program = "tests.integration.store.killing_copies"
    done = subprocess.run(
        [sys.executable, "-m", program, str(folder / "data"), kind, EVERY],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    print(f"\n{kind}: {seen}")  # noqa: T201  # the figures are the point
    assert set(seen) == {"before", "after", "changes"}
    assert seen["changes"] > 20
