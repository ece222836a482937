"""Differences and sums of linked figures, worked out by hand."""

import pytest

from analysis.disclosure.cells import Cell, Field, parse_cell, whole_of
from analysis.disclosure.linked import leaves_few, published_at
from analysis.disclosure.register import Ledger, open_ledger
from analysis.disclosure.sums import linked_run
from analysis.release import Entry, Policy

ASKED = "Q1/a.b"


def _field(period: str, cut: str = "all", instrument: str = "closing") -> Field:
    return Field(instrument, period, cut, ASKED)


def _ledger(*published: tuple[Field, int, int, tuple[int, int]]) -> Ledger:
    return open_ledger(
        (
            Entry(f"{field}=a", n, k, {"share": None, "counts": list(run)})
            for field, n, k, run in published
        ),
        Policy(),
    )


def _numbers(*published: tuple[Field, int]) -> Ledger:
    return _ledger(*((field, n, 0, (0, 1)) for field, n in published))


def test_cells_are_read_back_as_they_are_written() -> None:
    cell = Cell(_field("2026-Q4", "tier:keyworker"), "a")
    assert parse_cell(str(cell)) == cell
    assert parse_cell("family|2026-Q4|release|all") is None


def test_the_tree_of_wholes() -> None:
    assert whole_of(_field("2026-Q4", "tier:keyworker")) == _field("2026-Q4")
    assert whole_of(_field("2026-Q4")) == _field("2026")
    assert whole_of(_field("2026", "district:blaby")) == _field("2026")
    assert whole_of(_field("2026")) is None
    assert whole_of(_field("2026-Q4-check", instrument="staff_check")) is None


DIFFERENCES = [
    # what is published, what comes new, whether it leaves one to nine over
    ([("2026-Q1", "all", 40)], ("2026-Q1", "tier:a", 30), False),
    ([("2026-Q1", "all", 40)], ("2026-Q1", "tier:a", 31), True),
    ([("2026-Q1", "all", 40)], ("2026-Q1", "tier:a", 40), False),
    (
        [("2026-Q1", "all", 40), ("2026-Q1", "tier:a", 20)],
        ("2026-Q1", "tier:b", 12),
        True,
    ),
    (
        [("2026-Q1", "all", 40), ("2026-Q1", "tier:a", 20)],
        ("2026-Q1", "tier:b", 20),
        False,
    ),
    # two versions of the county: parts must fit both
    ([("2026-Q1", "all", 30), ("2026-Q1", "all", 40)], ("2026-Q1", "tier:a", 28), True),
    # a year less its quarters, or less a quarter's tiers
    ([("2026-Q1", "all", 30), ("2026-Q2", "all", 20)], ("2026", "all", 55), True),
    ([("2026-Q1", "all", 30), ("2026-Q2", "all", 20)], ("2026", "all", 60), False),
    ([("2026-Q1", "all", 30), ("2026-Q2", "all", 20)], ("2026", "all", 50), False),
    ([("2026-Q1", "tier:a", 20), ("2026-Q2", "all", 20)], ("2026", "all", 45), True),
    # an old version of a quarter beside the new one
    ([("2026-Q1", "all", 20), ("2026-Q1", "all", 34)], ("2026", "all", 42), True),
    # a quarter that comes after its year
    ([("2026", "all", 50), ("2026-Q1", "all", 20)], ("2026-Q2", "all", 25), True),
    ([("2026", "all", 50), ("2026-Q1", "all", 20)], ("2026-Q2", "all", 20), False),
    # districts and tiers are two ways to cut: they are not added to each other
    (
        [("2026", "all", 60), ("2026", "district:x", 30)],
        ("2026", "mode:self", 27),
        False,
    ),
    (
        [("2026", "all", 60), ("2026", "district:x", 30)],
        ("2026", "district:y", 27),
        True,
    ),
]


@pytest.mark.parametrize(("published", "new", "few"), DIFFERENCES)
def test_nobody_is_left_over(
    published: list[tuple[str, str, int]], new: tuple[str, str, int], *, few: bool
) -> None:
    ledger = _numbers(*((_field(p, cut), n) for p, cut, n in published))
    assert leaves_few(ledger, _field(new[0], new[1]), new[2]) is few


@pytest.mark.parametrize(
    ("n", "k", "moves"),
    [
        (30, 12, True),
        (30, 13, False),
        (31, 12, False),
        (39, 20, False),
        (40, 20, True),
        (20, 5, True),
    ],
)
def test_a_figure_moves_by_ten_people_or_not_at_all(
    n: int, k: int, *, moves: bool
) -> None:
    ledger = _ledger((_field("2026-Q1"), 30, 12, (12, 13)))
    assert ledger.moves(Cell(_field("2026-Q1"), "a"), n, k) is moves


def test_a_figure_must_be_ten_people_from_every_version_ever_shown() -> None:
    ledger = _numbers((_field("2026-Q1"), 30), (_field("2026-Q1"), 20))
    cell = Cell(_field("2026-Q1"), "a")
    assert not ledger.moves(cell, 33, 5)
    assert ledger.moves(cell, 40, 5)


RUNS = [(0, 1), *((k, k + 1) for k in range(2, 40, 2))]


def _run(ledger: Ledger, field: Field, n: int, k: int) -> tuple[int, int]:
    return linked_run(ledger, Cell(field, "a"), n, k, RUNS)


def test_a_figure_that_stands_alone_keeps_its_run() -> None:
    assert _run(_ledger(), _field("2026-Q1"), 30, 12) == (12, 13)


def test_a_year_that_would_tell_its_quarters_is_printed_more_coarsely() -> None:
    """14 or 15 and 8 or 9 make 22 to 24: "24 or 25" would tell all three."""
    ledger = _ledger(
        (_field("2026-Q1"), 24, 15, (14, 15)), (_field("2026-Q2"), 16, 9, (8, 9))
    )
    assert _run(ledger, _field("2026"), 40, 24) == (22, 25)
    assert _run(ledger, _field("2026"), 40, 22) == (22, 25)


def test_how_coarsely_does_not_depend_on_the_count() -> None:
    ledger = _ledger(
        (_field("2026-Q1"), 24, 15, (14, 15)), (_field("2026-Q2"), 16, 9, (8, 9))
    )
    runs = {_run(ledger, _field("2026"), 40, k) for k in (22, 23, 24)}
    assert len(runs) == 1


def test_whoever_is_left_over_keeps_two_counts_as_well() -> None:
    """Of 40, 28 or 29 support; of a tier of 28, 28 or 27: the other 12 would be told."""
    ledger = _ledger((_field("2026-Q1"), 40, 28, (28, 29)))
    first, last = _run(ledger, _field("2026-Q1", "tier:a"), 28, 17)
    assert 28 - first != 28 - last
    told = _ledger(
        (_field("2026-Q1"), 40, 28, (28, 29)),
        (_field("2026-Q1", "tier:a"), 28, 17, (first, last)),
    )
    again = _run(told, _field("2026-Q1", "tier:b"), 12, 12)
    assert again[1] - again[0] >= 1


def test_a_run_that_a_withdrawal_made_impossible_falls_back_to_its_own() -> None:
    ledger = _ledger(
        (_field("2026-Q1"), 24, 20, (20, 21)), (_field("2026-Q2"), 16, 15, (14, 15))
    )
    assert _run(ledger, _field("2026"), 40, 30) == (30, 31)


@pytest.mark.parametrize(
    ("kind", "period", "there"),
    [
        ("tier", "2026-Q4", True),
        ("tier", "2026", False),
        ("district", "2026", True),
        ("district", "2026-Q4", False),
        ("mode", "2026", True),
        ("mode", "2026-Q4", False),
        ("grade", "2026-Q4-check", True),
        ("partner", "2026-Q4-check", True),
        ("partner", "2026-Q4", False),
        ("grade", "2026", False),
        ("month", "2026", False),
    ],
)
def test_the_list_of_tables_is_fixed(kind: str, period: str, *, there: bool) -> None:
    assert published_at(kind, period) is there
