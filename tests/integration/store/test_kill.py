"""The process is killed before every write, and at random moments under load.

STRANDLINE_KILL_EVERY=1 kills at every single change of a file, STRANDLINE_KILLS=500 at
five hundred random moments; the defaults are the quick form.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.kills import ROOT, found, kill, need_tracing, of_each, traced
from tests.integration.store import tracing

KILLS = os.environ.get("STRANDLINE_KILLS", "30")
SECONDS = 60 + int(KILLS) * 5
PROGRAM = "store.killing"


@of_each(
    ("submit", "3", {"before", "after"}),
    ("turn", "5", {"judged"}),
    ("withdraw", "5", {"before", "after"}),
    ("stop", "7", {"before", "after"}),
    ("event", "7", {"before", "after"}),
    ("wipe", "5", {"before", "after"}),
    ("tidy", "13", {"judged"}),
    ("make", "13", {"judged"}),
)
def test_a_kill_at_any_write_leaves_all_or_nothing(
    tmp_path: Path, kind: str, every: str, outcomes: set[str]
) -> None:
    seen = found(PROGRAM, tmp_path / "data", kind, every, SECONDS)
    assert set(seen) == outcomes | {"changes"}
    assert seen["changes"] > 40  # each of them a place to die


@traced
@pytest.mark.slow
def test_these_tests_notice_a_journal_that_tears_the_two_files_apart(
    tmp_path: Path,
) -> None:
    need_tracing()
    done = kill(PROGRAM, tmp_path / "data", "submit", "1", "wal", seconds=SECONDS)
    assert done.returncode != 0
    assert "AssertionError: Found(session=0, invitation=0, response=0" in done.stderr


@traced
@pytest.mark.slow
def test_kills_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    done = kill(PROGRAM, tmp_path / "data", "random", KILLS, seconds=SECONDS)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    print(f"\nrandom: {seen}")  # noqa: T201  # the figures are the point
    assert seen["kills"] >= int(KILLS)
    assert seen["acknowledged"] > 16  # some were heard before the end


def test_tracing_sees_what_a_child_does(tmp_path: Path) -> None:
    need_tracing()
    probe = (
        "import os, sys; from tests.integration.store import tracing\n"
        "def work(say):\n"
        "    f = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)\n"
        "    os.pwrite(f, b'x', 0); say(b'early'); os.fsync(f); os.unlink(sys.argv[1])\n"
        "for at in (None, 2): print(*tracing.run(work, at).calls)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, str(tmp_path.parent / "file")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["write say sync delete", "write say sync"]
    assert tracing.CHANGES[18] == "write"
