"""Clauses wait in a queue until a person ticks them; a tick can only lower."""

import pytest

from tests.integration.cli.conftest import Strandline

FAMILIES = 30


@pytest.fixture
def simulated(strandline: Strandline) -> Strandline:
    """A quarter of made-up answers."""
    done = strandline(
        "simulate", "--families", FAMILIES, "--staff", 0, "--period", "2026-Q2"
    )
    assert done.exit_code == 0, done.output
    return strandline


def listed(strandline: Strandline) -> list[list[str]]:
    found = strandline("clauses", "list")
    assert found.exit_code == 0, found.output
    return [line.split("\t") for line in found.stdout.splitlines()]


def test_nothing_is_read_or_listed_before_ten_people_have_written(
    strandline: Strandline,
) -> None:
    found = strandline("clauses", "read")
    assert (found.exit_code, found.stdout) == (0, "0 texts were read.\n")
    assert listed(strandline) == []


def test_what_was_read_waits_for_a_tick_and_is_read_once(simulated: Strandline) -> None:
    found = simulated("clauses", "read")
    assert found.exit_code == 0, found.output
    assert int(found.stdout.split()[0]) >= 10
    assert simulated("clauses", "read").stdout == "0 texts were read.\n"
    rows = listed(simulated)
    assert len(rows) >= 10
    ids = [clause_id for clause_id, _, _ in rows]
    assert ids == sorted(ids)  # in the order of random ids, not of arrival
    assert all(words and suggested for _, words, suggested in rows)

    first, second = ids[:2]
    ticked = simulated("clauses", "tick", first)
    assert ticked.exit_code == 0, ticked.output
    assert rows[0][2].split()[0] in ticked.stdout
    assert simulated("clauses", "untick", second).exit_code == 0
    assert [row[0] for row in listed(simulated)] == ids[2:]


def test_a_clause_takes_one_key(simulated: Strandline) -> None:
    simulated("clauses", "read")
    before = [row[0] for row in listed(simulated)]
    worked = simulated("clauses", stdin="y\nn\nx\n1\ns\nq\n")
    assert worked.exit_code == 0, worked.output
    after = [row[0] for row in listed(simulated)]
    assert after == before[3:]


@pytest.mark.parametrize("clause", ["nobody", "'; DROP TABLE clause"])
def test_what_is_no_clause_cannot_be_ticked(simulated: Strandline, clause: str) -> None:
    for args in (("tick", clause), ("untick", clause), ("tick", clause, "FE-M1")):
        refused = simulated("clauses", *args)
        assert refused.exit_code == 1
        assert "no clause" in refused.stderr


def test_a_feature_that_is_not_suggested_cannot_be_ticked(
    simulated: Strandline,
) -> None:
    simulated("clauses", "read")
    clause_id = listed(simulated)[0][0]
    refused = simulated("clauses", "tick", clause_id, "DS-X6")
    assert refused.exit_code == 1
    assert "does not suggest DS-X6" in refused.stderr
