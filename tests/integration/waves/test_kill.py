"""The process is killed before every write of planning, opening, telling and closing.

STRANDLINE_KILL_EVERY=1 kills at every single change of a file; the default is the
quick form.
"""

from pathlib import Path

from tests.integration.kills import found, of_each


@of_each(
    ("plan", "9", {"before", "after"}),
    ("open", "9", {"before", "after"}),
    ("tell", "13", {"went", "had not gone"}),
    ("close", "9", {"before", "after"}),
)
def test_a_kill_at_any_write_of_a_wave_loses_and_doubles_nothing(
    folder: Path, kind: str, every: str, outcomes: set[str]
) -> None:
    seen = found("waves.killing", folder, kind, every)
    assert set(seen) == outcomes | {"changes"}
    assert seen["changes"] > 30  # each of them a place to die
