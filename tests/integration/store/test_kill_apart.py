"""Kills at any write of wishes, the care queue, notes and counters of who answers.

STRANDLINE_KILL_EVERY=1 kills at every single change of a file; the default is the quick
form.
"""

from pathlib import Path

import pytest

from tests.integration.kills import found, traced


@traced
@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["wish", "take", "settle", "release", "publish", "count"]
)
def test_a_kill_leaves_all_of_it_or_nothing(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "data"
    seen = found("store.killing_apart", place, kind, "5", seconds=600)
    assert set(seen) == {"before", "after", "changes"}
    assert seen["changes"] > 5  # each of them a place to die
