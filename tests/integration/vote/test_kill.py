"""The process is killed before every write of voting, closing and writing down.

STRANDLINE_KILL_EVERY=1 kills at every single change of a file; the default is the
quick form.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.store.test_kill import tracing_is_allowed

ROOT = Path(__file__).parents[3]
EVERY = os.environ.get("STRANDLINE_KILL_EVERY")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="traces a child process")
@pytest.mark.parametrize(
    ("kind", "every", "outcomes"),
    [
        ("cast", "29", {"before", "after"}),
        ("close", "23", {"before", "after"}),
        ("act", "19", {"before", "after"}),
    ],
)
def test_a_kill_at_any_write_loses_and_doubles_nothing(
    tmp_path: Path, kind: str, every: str, outcomes: set[str]
) -> None:
    if not tracing_is_allowed():
        pytest.skip("this machine does not let a process trace its child")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.integration.vote.killing",
            str(tmp_path / "data"),
            kind,
            EVERY or every,
        ],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=200 + (1200 if EVERY else 0),
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    print(f"\n{kind}: {seen}")  # noqa: T201  # the figures are the point
    assert set(seen) == outcomes | {"changes"}
    assert seen["changes"] > 10  # each of them a place to die
