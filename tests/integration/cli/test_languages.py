"""A language is switched on in the area file; what it lacks is said, everywhere."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Strandline

FAMILY = ("--tier", "keyworker", "--district", "melton")
CHECKED = '\n[language_checks]\npl = { by = "interpreter", on = 2027-01-31 }\n'


@pytest.fixture
def polish(strandline: Strandline, folder: Path) -> Path:
    """An area file that switches Polish on."""
    assert strandline("init").exit_code == 0
    file = folder / "area.toml"
    written = file.read_text(encoding="utf-8")
    file.write_text(
        written.replace('languages = ["en"]', 'languages = ["en", "pl"]'), "utf-8"
    )
    return file


def test_a_link_begins_in_a_language_that_is_switched_on(
    strandline: Strandline, polish: Path
) -> None:
    assert polish.exists()
    made = strandline("invite", *FAMILY, "--language", "pl")
    assert made.exit_code == 0, made.stderr
    assert "Chcemy wiedzieć" in made.stdout
    for other in ("ur", "xx"):
        refused = strandline("invite", *FAMILY, "--language", other)
        assert refused.exit_code == 2
        assert "Write en, pl." in refused.stderr


def test_a_language_that_is_off_is_refused(strandline: Strandline) -> None:
    refused = strandline("invite", *FAMILY, "--language", "pl")
    assert refused.exit_code == 2
    assert "Write en." in refused.stderr


def test_status_says_that_nobody_has_checked_a_language(
    strandline: Strandline, polish: Path
) -> None:
    status = strandline("status")
    assert "NOT CHECKED: nobody who speaks Polish" in status.stderr
    assert "[complaints]" in status.stderr
    polish.write_text(polish.read_text(encoding="utf-8") + CHECKED, "utf-8")
    assert "NOT CHECKED" not in strandline("status").stderr


def test_check_names_what_the_council_has_not_translated(
    strandline: Strandline, polish: Path
) -> None:
    assert polish.exists()
    found = strandline("check")
    assert found.exit_code == 1
    said = found.stdout + found.stderr
    assert "council.ask_contact: it is missing in Polish" in said
    assert "Traceback" not in said


def test_an_unknown_language_is_refused_with_those_that_there_are(
    strandline: Strandline, polish: Path
) -> None:
    written = polish.read_text(encoding="utf-8")
    polish.write_text(written.replace('"pl"]', '"cy"]'), "utf-8")
    found = strandline("check")
    assert found.exit_code == 1
    assert "'cy' is unknown; there is en, ar" in found.stdout + found.stderr


def test_there_is_no_half_english_paper(
    strandline: Strandline, polish: Path, tmp_path: Path
) -> None:
    assert polish.exists()
    made = strandline(
        "paper", "family-closure", "--language", "pl", "--out", tmp_path / "out"
    )
    assert made.exit_code == 1
    assert "There are no papers in Polish yet" in made.stderr
