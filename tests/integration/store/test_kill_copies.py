"""A backup, a restore and a change of key are killed before each write.

STRANDLINE_KILL_EVERY=1 kills at every single change; the default is the quick form.
"""

from pathlib import Path

import pytest

from tests.integration.kills import found, traced


@traced
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["backup", "restore", "rotate"])
def test_a_kill_at_any_write_leaves_the_old_or_the_new_and_nothing_between(
    tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "data"
    seen = found("store.killing_copies", place, kind, "17", seconds=600)
    assert set(seen) == {"before", "after", "changes"}
    assert seen["changes"] > 20
