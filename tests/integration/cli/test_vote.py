"""Votes and workshops on the command line."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from bot.app import build
from bot.service.person import Person
from bot.settings import Settings
from tests.integration.cli.conftest import Strandline

DUE = f"{datetime.now(UTC).year + 1}-03"
PUBLIC = "https://survey.example.org"


def rated(folder: Path, people: int) -> None:
    """Let so many phones rate culture as maturing in the vote that is open."""

    async def work() -> None:
        app, now = build(Settings(data=folder)), datetime.now(UTC)
        (vote,) = await app.votes.all(now)
        for number in range(people):
            who = Person("web", f"phone {number}")
            await app.phones.join(who, vote.id)
            await app.phones.cast(who, "culture", "maturing", None, now)
        await app.close()

    asyncio.run(work())


def test_a_vote_from_opening_to_the_panels_rating(
    strandline: Strandline, folder: Path
) -> None:
    made = strandline("vote", "open", "--period", "2026", STRANDLINE_PUBLIC_URL=PUBLIC)
    said = dict(line.split("\t") for line in made.stdout.splitlines())
    assert said["phones"] == f"{PUBLIC}/vote"
    assert said["project"].startswith(f"{PUBLIC}/wall/")
    vote, code = said["vote"], said["code"]
    assert f"{vote}\t2026\tblind\topen\t{code}" in strandline("vote", "list").stdout
    rated(folder, 12)
    shown = strandline("vote", "show", vote).stdout
    assert "culture\topen, 10 or more votes" in shown
    assert "%" not in shown
    early = strandline("vote", "compare", vote)
    assert (early.exit_code, early.stdout) == (1, "")
    assert "Close the vote first" in early.stderr
    closed = strandline("vote", "close", vote).stdout
    assert "culture\tabout 10 votes\tearly 5% or less" in closed
    assert "family\tnot enough votes" in closed
    found = json.loads(strandline("vote", "show", vote, "--json").stdout)
    assert found["rows"]["culture"]["leaning"] == "M"
    assert found["rows"]["family"]["people"] is None
    assert "culture\tsurvey supports" in strandline("vote", "compare", vote).stdout
    take = ("vote", "take", vote, "--rag", "amber", "--by", "The board")
    done = strandline(*take, "--strand", "culture", "--reason", "The room said so.")
    assert done.stdout == "culture is rated M by The board.\n"
    none = strandline(*take, "--strand", "family", "--reason", "The room said so.")
    assert none.exit_code == 1
    assert strandline("vote", "forget", vote).exit_code == 0
    assert strandline("vote", "show", vote).exit_code == 1


def test_a_workshop_from_the_walk_to_the_file(
    strandline: Strandline, tmp_path: Path
) -> None:
    where = ("--strand", "culture", "--period", "2026-Q1")
    walk = strandline("workshop", "walk", *where).stdout
    assert "CU-M1\tmaturing\tno_evidence" in walk
    add = ("workshop", "add", "Run joint training days", *where, "--due", DUE)
    made = strandline(*add, "--feature", "CU-M1", "--partner", "police")
    assert made.exit_code == 0, made.output
    action = made.stdout.strip()
    named = strandline(
        "workshop",
        "add",
        "Ask Margaret Whitcombe",
        *where,
        "--due",
        DUE,
        "--partner",
        "police",
    )
    assert named.exit_code == 1
    assert "personal detail" in named.stderr
    assert "Whitcombe" not in named.stderr
    strange = strandline(*add, "--partner", "pirates")
    assert "no partner 'pirates'" in strange.stderr
    for day, says in (("2001-03", "31 March 2001 is over"), ("9999-12-31", "too far")):
        refused = strandline(*add[:-1], day, "--partner", "police")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert says in refused.stderr
    carry = ("workshop", "carry", action, "--to", "2026-Q2")
    refused = strandline(*carry, "--due", "2001-03-31")
    assert refused.exit_code == 1
    assert "31 March 2001 is over" in refused.stderr
    carried = strandline(*carry)
    assert carried.exit_code == 0, carried.output
    back = strandline("workshop", "carry", carried.stdout.strip(), "--to", "2026-Q1")
    assert back.exit_code == 1
    done = strandline(
        "workshop", "set", carried.stdout.strip(), "done", "--note", "Two days held"
    )
    assert done.exit_code == 0, done.output
    listed = strandline("workshop", "list").stdout
    assert "2026-Q1\tculture\tCU-M1\tcarried" in listed
    assert "2026-Q2\tculture\tCU-M1\tdone" in listed
    out = tmp_path / "out"
    made = strandline(
        "workshop", "export", "--period", "2026-Q2", "--format", "all", "--out", out
    )
    assert [Path(p).suffix for p in made.stdout.split()] == [".docx", ".html", ".csv"]
    assert strandline("workshop", "remove", action).exit_code == 0
    assert strandline("workshop", "remove", action).exit_code == 1
