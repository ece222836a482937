"""Backup, verify, restore, rotate and erase-all, as people call them."""

from pathlib import Path

from tests.integration.cli.conftest import Strandline

KEY, NEXT = "a1" * 32, "b2" * 32


def test_there_and_back_with_a_key_of_its_own(
    strandline: Strandline, folder: Path, tmp_path: Path
) -> None:
    place = tmp_path / "copies"
    given = {"STRANDLINE_KEY": KEY, "STRANDLINE_BACKUPS": str(place)}
    assert strandline("status", **given).exit_code == 0
    made = strandline("backup", **given)
    assert made.exit_code == 0, made.output
    path = Path(made.stdout.strip())
    assert path.parent == place
    assert strandline("verify", **given).stdout.endswith("are whole.\n")
    assert "is whole" in strandline("verify", path, **given).stdout
    (folder / "answers.db").unlink()
    lost = strandline("verify", **given)
    assert (lost.exit_code, lost.stdout) == (1, "")
    assert "There is no answers.db" in lost.stderr
    back = strandline("restore", path, **given)
    assert back.exit_code == 0, back.output
    assert "everything as it was" in back.stdout
    assert "could not be read" in back.stderr  # the register went with the file
    assert strandline("verify", **given).exit_code == 0
    wrong = strandline("restore", path, **{**given, "STRANDLINE_KEY": NEXT})
    assert wrong.exit_code == 1
    assert "does not open with this key" in wrong.stderr
    assert "Traceback" not in wrong.output
    status = strandline("status", **given)
    assert "from before a restore" in status.stderr
    assert "FOR DEVELOPMENT ONLY" not in status.stderr


def test_a_key_beside_the_data_is_marked_as_for_development(
    strandline: Strandline,
) -> None:
    assert "FOR DEVELOPMENT ONLY" in strandline("status").stderr


def test_a_given_key_is_changed_for_another(strandline: Strandline) -> None:
    old = {"STRANDLINE_KEY": KEY}
    assert strandline("status", **old).exit_code == 0
    refused = strandline("rotate", **old)
    assert refused.exit_code == 1
    assert "STRANDLINE_NEW_KEY" in refused.stderr
    same = strandline("rotate", **old, STRANDLINE_NEW_KEY=KEY)
    assert "nothing was changed" in same.stderr
    done = strandline("rotate", **old, STRANDLINE_NEW_KEY=NEXT)
    assert done.exit_code == 0, done.output
    assert KEY not in done.output
    assert NEXT not in done.output
    assert strandline("status", STRANDLINE_KEY=NEXT).exit_code == 0
    assert "do not open with this key" in strandline("status", **old).stderr


def test_a_key_file_is_changed_in_place(strandline: Strandline, folder: Path) -> None:
    assert strandline("status").exit_code == 0
    file = folder / "keys" / "strandline.key"
    before = file.read_text()
    assert strandline("rotate").exit_code == 0
    assert file.read_text() != before
    assert file.stat().st_mode & 0o077 == 0
    assert strandline("status").exit_code == 0


def test_everything_is_erased_only_when_it_is_really_meant(
    strandline: Strandline, folder: Path
) -> None:
    assert strandline("status").exit_code == 0
    asked = strandline("erase-all")
    assert asked.exit_code == 1
    assert (folder / "identity.db").exists()
    done = strandline("erase-all", "--yes-everything")
    assert done.exit_code == 0
    assert "The key is destroyed" in done.stderr
    assert not (folder / "identity.db").exists()


def test_settings_of_backups_that_cannot_be_are_named(strandline: Strandline) -> None:
    wrong = strandline("backup", STRANDLINE_BACKUP_DAYS="0")
    assert wrong.exit_code == 1
    assert "STRANDLINE_BACKUP_DAYS" in wrong.stderr
