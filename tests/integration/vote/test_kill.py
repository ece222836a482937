"""The process is killed before every write of voting, closing and writing down.

STRANDLINE_KILL_EVERY=1 kills at every single change of a file; the default is the
quick form.
"""

from pathlib import Path

from tests.integration.kills import found, of_each


@of_each(
    ("cast", "29", {"before", "after"}),
    ("close", "23", {"before", "after"}),
    ("act", "19", {"before", "after"}),
)
def test_a_kill_at_any_write_loses_and_doubles_nothing(
    tmp_path: Path, kind: str, every: str, outcomes: set[str]
) -> None:
    seen = found("vote.killing", tmp_path / "data", kind, every)
    assert set(seen) == outcomes | {"changes"}
    assert seen["changes"] > 10  # each of them a place to die
