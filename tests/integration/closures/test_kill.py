"""The process is killed before every write of closing, sending and answering.

STRANDLINE_KILL_EVERY=1 kills at every single change of a file; the default is the
quick form.
"""

from pathlib import Path

from tests.integration.kills import found, of_each


@of_each(
    ("close", "7", {"before", "after"}),
    ("send", "11", {"went", "had not gone"}),
    ("answer", "9", {"before", "after"}),
)
def test_a_kill_at_any_write_loses_and_doubles_nothing(
    folder: Path, kind: str, every: str, outcomes: set[str]
) -> None:
    seen = found("closures.killing", folder, kind, every)
    assert set(seen) == outcomes | {"changes"}
    assert seen["changes"] > 40  # each of them a place to die
