"""Commands about copies and keys: backup, verify, restore, rotate, erase everything."""

import secrets
from pathlib import Path

import click

from bot.commands.shell import FailedError, expected, now, say, settings
from bot.keys import KEY_FILE, Keys, given_keys, parsed_key
from bot.service import backups, rotation
from bot.settings import Settings

PATH = click.Path(path_type=Path)
THERE = click.Path(path_type=Path, exists=True)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
KEY_WORDS = "the key is needed to open it, and is not in it"


@click.command()
@click.argument("target", metavar="[FILE|DIR]", required=False, type=PATH)
@expected
def backup(target: Path | None) -> None:
    """Write an encrypted backup, also while the service runs.

    FILE must end in .backup. In a folder (without an argument: the one in
    STRANDLINE_BACKUPS) the file is named by the day, and backups over the age limit
    are removed.
    """
    found, today = settings(), now().date()
    keys = _keys(found)
    made = backups.back_up(
        found.data, keys, target or found.backups, today, found.backup_days
    )
    click.echo(made.path)
    say(f"Made and checked: {made.path.stat().st_size >> 10} KB; {KEY_WORDS}.")
    for old in made.removed:
        say(f"Removed, being over {found.backup_days} days old: {old.name}")


@click.command()
@click.argument("path", metavar="[FILE|DATA]", required=False, type=THERE)
@expected
def verify(path: Path | None) -> None:
    """Look at every page of a backup, or of the present files.

    Without an argument: the files in STRANDLINE_DATA. Nothing is changed.
    """
    found = settings()
    if path is not None and path.is_file():
        manifest = backups.verify_backup(path, _keys(found), found.data)
        size = sum(size for _, size in manifest.sizes)
        click.echo(
            f"{path} is whole: made on {manifest.day}, both files, {size >> 10} KB."
        )
        return
    folder = path or found.data
    backups.verify_data(folder, given_keys(folder, found.key))
    click.echo(f"The files in {folder} are whole.")


@click.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--older-anyway", is_flag=True, help="Although it is over the age limit.")
@expected
def restore(path: Path, *, older_anyway: bool) -> None:
    """Put a backup in place of the present files. Stop the service first.

    What was withdrawn since is withdrawn again. The old files are set aside.
    """
    found = settings()
    done = backups.restore(
        found.data,
        _keys(found),
        path,
        now().date(),
        found.backup_days,
        (found.backups,),
        older_anyway=older_anyway,
    )
    click.echo(f"Restored: everything as it was on {done.manifest.day}.")
    if done.known:
        say(f"Withdrawn again since then: {done.withdrawn}.")
    else:
        say(
            "There was no record of withdrawals beside the data or the backup: if"
            " somebody withdrew answers since that day, withdraw them again."
        )
    if done.published is None:
        say(
            "The files before it could not be read, so figures published since"
            f" {done.manifest.day} are not known here. Publish nothing about an open"
            " period until ten new answers have come."
        )
    if done.aside is not None:
        say(f"The files before it are in {done.aside}; delete them once all is well.")
    say("What was answered since then is lost. Start the service again.")


@click.command()
@expected
def rotate() -> None:
    """Change the key that everything is encrypted with. Stop the service first.

    Where the key lies in the data folder, a new one is made there. Where it is given
    as STRANDLINE_KEY, give the new one as STRANDLINE_NEW_KEY. Nothing is lost:
    conversations, links, receipt codes and opt-outs stay valid.
    """
    found = settings()
    if found.key is not None and found.new_key is None:
        raise FailedError(
            "Give the new key as STRANDLINE_NEW_KEY, beside the old one in"
            " STRANDLINE_KEY. Make one with: openssl rand -hex 32"
        )
    if found.new_key is not None and found.new_key == found.key:
        raise FailedError("STRANDLINE_NEW_KEY is the old key: nothing was changed.")
    in_file = found.key is None and found.new_key is None
    new = (
        parsed_key(found.new_key, "STRANDLINE_NEW_KEY")
        if found.new_key is not None
        else secrets.token_bytes(32)
    )
    rotation.rotate(found.data, _keys(found), new, key_file=in_file)
    click.echo("Everything is encrypted with the new key.")
    if in_file:
        say(f"It is in {found.data / KEY_FILE}.")
    else:
        say("From now on give it as STRANDLINE_KEY.")
        if (found.data / KEY_FILE).exists():
            say(f"The old key is still in {found.data / KEY_FILE}: delete it.")
    say(
        "Earlier backups open only with the old key: make a new backup now, then"
        " delete the old backups and the old key."
    )


@click.command("erase-all")
@click.option("--yes-everything", is_flag=True, help="Really, and for good.")
@expected
def erase_all(*, yes_everything: bool) -> None:
    """Destroy the key and every answer, for good. Stop the service first.

    Backups cannot be read without the key either.
    """
    found = settings()
    if not yes_everything:
        raise FailedError(
            f"This destroys the key and everything in {found.data} for good, and with"
            " the key every backup. If that is what you want: strandline erase-all"
            " --yes-everything"
        )
    done = rotation.erase_all(found.data, key_given=found.key is not None)
    click.echo(f"Gone: {', '.join(done.files) or 'no files were left'}.")
    if done.key_destroyed:
        say("The key is destroyed: no backup can be read any more, by anybody.")
    else:
        say(
            "The key was not in this folder. Destroy it where it is kept: as long as"
            " it exists, backups can be read."
        )


def _keys(found: Settings) -> Keys:
    return given_keys(found.data, found.key)


COMMANDS = (backup, verify, restore, rotate, erase_all)
