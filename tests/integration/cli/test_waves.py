"""A year of waves, planned and changed on the command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.integration.cli.conftest import Strandline

YEAR = datetime.now(UTC).year + 1
PUBLIC = {"STRANDLINE_PUBLIC_URL": "https://survey.example.gov.uk"}
SPRING = f"{YEAR}-Q1-check"


def test_a_year_is_shown_planned_and_listed(strandline: Strandline) -> None:
    shown = strandline("wave", "plan", str(YEAR), "--dry-run")
    assert shown.exit_code == 0, shown.stderr
    assert "Nothing is planned yet" in shown.stderr
    assert "There is no wave yet" in strandline("wave", "list").stderr
    planned = strandline("wave", "plan", str(YEAR))
    assert planned.stdout == shown.stdout
    assert [line.split("\t")[0] for line in planned.stdout.splitlines()] == [
        f"{YEAR}-Q1-check",
        f"{YEAR}-Q2-check",
        f"{YEAR}-Q4-keyworker",
        f"{YEAR}-Q4-check",
    ]
    assert "No group of staff-check is named" in planned.stderr
    listed = strandline("wave", "list").stdout
    assert f"{SPRING}\tstaff-check\tplanned\t{YEAR}-03-0" in listed
    again = strandline("wave", "plan", str(YEAR))
    assert again.exit_code == 1
    assert again.stderr.count("ask the same") == 4


def test_one_wave_is_planned_moved_and_cancelled(strandline: Strandline) -> None:
    neither = strandline("wave", "plan")
    assert neither.exit_code == 2
    one = strandline("wave", "plan", "--opens", f"{YEAR}-02-01")
    assert f"{SPRING}\tstaff-check\t1 February {YEAR} to 14 February" in one.stdout
    moved = strandline("wave", "move", SPRING, "--opens", f"{YEAR}-05-03")
    assert f"{YEAR}-Q2-check\tstaff-check\t3 May {YEAR} to 16 May" in moved.stdout
    past = strandline("wave", "move", f"{YEAR}-Q2-check", "--opens", "2020-05-03")
    assert past.exit_code == 1
    assert "is over. Choose today or a later day" in past.stderr
    nothing = strandline("wave", "move", f"{YEAR}-Q2-check")
    assert nothing.exit_code == 2
    off = strandline("wave", "remind", f"{YEAR}-Q2-check", "off")
    assert "are off" in off.stdout
    assert strandline("wave", "list").stdout.endswith("\tno reminders\n")
    gone = strandline("wave", "cancel", f"{YEAR}-Q2-check")
    assert "is cancelled" in gone.stdout
    unknown = strandline("wave", "cancel", f"{YEAR}-Q2-check")
    assert unknown.exit_code == 1
    assert "there is none yet" in unknown.stderr


def test_groups_have_sizes_links_and_cards(
    strandline: Strandline, tmp_path: Path
) -> None:
    assert "one link for everybody" in strandline("wave", "groups").stderr
    few = strandline("wave", "group", "police", "--size", "9")
    assert "fewer than 10" in few.stderr
    assert strandline("wave", "group", "everybody", "--size", "60").exit_code == 0
    assert strandline("wave", "group", "schools").exit_code == 0
    nobody = strandline("wave", "group", "police", "--size", "0")
    assert nobody.exit_code == 1
    assert "remove it" in nobody.stderr
    unknown = strandline("wave", "group", "circus", "--size", "20")
    assert unknown.exit_code == 2
    assert "no partner 'circus'" in unknown.stderr
    unsent = strandline("wave", "group", "police", "--email", "a@b.example")
    assert unsent.exit_code == 1
    assert "GOV.UK Notify" in unsent.stderr
    assert strandline("wave", "groups").stdout.splitlines() == [
        "everybody\t60\tno email",
        "police\t9\tno email",
        "schools\tsize not said\tno email",
    ]
    assert "left out" in strandline("wave", "group", "schools", "--remove").stdout
    assert "no group" in strandline("wave", "group", "schools", "--remove").stdout
    strandline("wave", "plan", str(YEAR))
    links = strandline("wave", "links", SPRING, **PUBLIC).stdout
    assert links.startswith("everybody\thttps://survey.example.gov.uk/s/staff-")
    shown = json.loads(strandline("wave", "links", SPRING, "--json", **PUBLIC).stdout)
    assert [one["size"] for one in shown] == [60, 9]
    made = strandline(
        "wave", "cards", SPRING, "--size", "card", "--out", tmp_path, **PUBLIC
    )
    names = [Path(line).name for line in made.stdout.splitlines()]
    assert names == [
        f"strandline-{SPRING}-everybody-card.pdf",
        f"strandline-{SPRING}-police-card.pdf",
    ]
    assert all((tmp_path / name).read_bytes()[:5] == b"%PDF-" for name in names)
    unaddressed = strandline("wave", "cards", SPRING)
    assert unaddressed.exit_code == 1
    assert "STRANDLINE_PUBLIC_URL" in unaddressed.stderr


def test_an_address_is_written_to_where_notify_is_set_up(
    strandline: Strandline,
) -> None:
    notify = {
        **PUBLIC,
        "STRANDLINE_NOTIFY_KEY": "a-26785a09-ab16-4eb0-8407-a37497a57506"
        "-3d844edf-8d35-48ac-975b-e847b4f122b0",
        "STRANDLINE_NOTIFY_EMAIL": "f33517ff-2a88-4f6e-b855-c550268ce08a",
    }
    wrong = strandline("wave", "group", "police", "--email", "nobody", **notify)
    assert wrong.exit_code == 1
    assert "no email address" in wrong.stderr
    assert "nobody" not in wrong.stderr
    done = strandline("wave", "group", "police", "--email", "a@b.example", **notify)
    assert done.exit_code == 0, done.stderr
    assert "police\tsize not said\temail" in strandline("wave", "groups").stdout
    strandline("wave", "group", "police", "--no-email", **notify)
    assert "police\tsize not said\tno email" in strandline("wave", "groups").stdout


def test_a_lead_gets_a_code(strandline: Strandline) -> None:
    made = strandline("wave", "lead", "police")
    assert made.exit_code == 0
    assert made.stdout.count("-") == 3
    assert strandline("wave", "lead", "circus").exit_code == 2


def test_a_wave_opens_and_closes_at_the_tick(strandline: Strandline) -> None:
    strandline("wave", "plan", str(YEAR))
    for day, state in ((f"{YEAR}-03-10", "open"), (f"{YEAR}-03-31", "closed")):
        assert strandline("tick", "--now", f"{day}T09:00Z").exit_code == 0
        assert f"{SPRING}\tstaff-check\t{state}" in strandline("wave", "list").stdout
    late = strandline("wave", "cancel", SPRING)
    assert late.exit_code == 1
    assert "figures are final" in late.stderr


def test_a_wave_that_was_slept_through_stands_in_the_status(
    strandline: Strandline,
) -> None:
    strandline("wave", "plan", "--opens", f"{YEAR}-03-01")
    strandline("tick", "--now", f"{YEAR}-03-20T09:00Z")
    assert "MISSED" in strandline("status").stdout
    assert "MISSED" in strandline("wave", "list").stderr
