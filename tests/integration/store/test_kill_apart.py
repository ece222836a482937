"""Kills at any write of wishes, the care queue, notes and counters of who answers.

STRANDLINE_KILL_EVERY=1 kills at every single change of a file; the default is the quick
form.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.store.test_kill import EVERY, ROOT, traced, tracing_is_allowed


@traced
@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["wish", "take", "settle", "release", "publish", "count"]
)
def test_a_kill_leaves_all_of_it_or_nothing(tmp_path: Path, kind: str) -> None:
    if not tracing_is_allowed():
        pytest.skip("this machine does not let a process trace its child")
    module = "tests.integration.store.killing_apart"
    done = subprocess.run(
        [sys.executable, "-m", module, str(tmp_path / "data"), kind, EVERY or "5"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800 if EVERY else 300,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    print(f"\n{kind}: {seen}")  # noqa: T201  # the figures are the point
    assert set(seen) == {"before", "after", "changes"}
    assert seen["changes"] > 5  # each of them a place to die
