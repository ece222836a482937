"""Clauses wait in a queue until a person ticks them; a tick can only lower."""

from pathlib import Path

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
    assert (found.exit_code, found.stdout) == (0, "Texts read: 0.\n")
    assert listed(strandline) == []


def test_what_was_read_waits_for_a_tick_and_is_read_once(simulated: Strandline) -> None:
    found = simulated("clauses", "read")
    assert found.exit_code == 0, found.output
    assert int(found.stdout.removeprefix("Texts read: ").rstrip(".\n")) >= 10
    assert simulated("clauses", "read").stdout == "Texts read: 0.\n"
    rows = listed(simulated)
    assert len(rows) >= 10
    ids = [clause_id for clause_id, _, _ in rows]
    assert ids == sorted(ids)  # in the order of random ids, not of arrival
    assert all(words for _, words, _ in rows)
    suggesting = [row for row in rows if row[2]]  # the others need a person's eye whole
    assert len(suggesting) >= 10

    first, second = suggesting[0][0], suggesting[1][0]
    ticked = simulated("clauses", "tick", first)
    assert ticked.exit_code == 0, ticked.output
    assert suggesting[0][2].split()[0] in ticked.stdout
    assert simulated("clauses", "untick", second).exit_code == 0
    left = [row[0] for row in listed(simulated)]
    assert left == [clause_id for clause_id in ids if clause_id not in {first, second}]


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


def test_a_clause_is_placed_by_hand(simulated: Strandline) -> None:
    simulated("clauses", "read")
    clause_id = listed(simulated)[0][0]
    done = simulated("clauses", "tick", clause_id, "FE-X1", "--stance", "supports")
    assert (done.exit_code, done.stdout) == (0, "Ticked: FE-X1.\n")
    for args in (("FE-99", "--stance", "supports"), ("FE-X1", "--stance", "likes")):
        assert simulated("clauses", "tick", clause_id, *args).exit_code != 0


def test_decided_clauses_are_written_where_the_area_says_so(
    simulated: Strandline, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ticked.tsv"
    refused = simulated("clauses", "training", "--out", out)
    assert refused.exit_code == 1
    assert "keep_ticked = true" in refused.stderr
    assert not out.exists()

    simulated("init")
    area = folder / "area.toml"
    text = area.read_text(encoding="utf-8")
    area.write_text(
        text.replace("keep_ticked = false", "keep_ticked = true"), encoding="utf-8"
    )
    early = simulated("clauses", "training", "--out", out)
    assert early.exit_code == 1
    assert "ten people" in early.stderr
    simulated("clauses", "read")
    simulated("clauses", stdin="n\n" * 300)
    done = simulated("clauses", "training", "--out", out)
    assert done.exit_code == 0, done.output
    assert "Delete the file after training" in done.stderr
    rows = [line.split("\t") for line in out.read_text("utf-8").splitlines()]
    assert len(rows) >= 10
    assert {tuple(row[:3]) for row in rows} == {("none", "-", "-")}


def test_quotes_are_proposed_with_their_reasons(simulated: Strandline) -> None:
    found = simulated("quotes", "proposed")
    assert found.exit_code == 0, found.output
    rows = [line.split("\t") for line in found.stdout.splitlines()]
    assert 1 <= len(rows) <= 6
    assert all(len(row) == 3 and "clear" in row[1] for row in rows)
    assert "None of the words that wait cuts the other way" in found.stderr


def test_status_and_exports_name_what_redacts_and_what_reads(
    simulated: Strandline, tmp_path: Path
) -> None:
    status = simulated("status").stdout
    assert "Personal details are taken out of people's words by" in status
    assert "Words are read by these versions: tone " in status
    period = ("--strand", "family", "--period", "2026-Q2")
    assert simulated("export", *period, "--format", "csv", "--out", tmp_path)
    (path,) = tmp_path.glob("*.csv")
    assert "Words are read by these versions: tone " in path.read_text("utf-8-sig")
