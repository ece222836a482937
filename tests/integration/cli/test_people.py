"""Accounts for the signed-in pages, made and taken away on the command line."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import build
from bot.settings import Settings
from tests.integration.cli.conftest import Strandline


def test_somebody_gets_an_account_and_a_link_and_loses_both(
    strandline: Strandline,
) -> None:
    assert "no account yet" in strandline("people", "list").stderr
    made = strandline("people", "add", "A.Khan", "keyworker", "--district", "charnwood")
    assert made.stdout == "a.khan is keyworker.\n"
    assert strandline("people", "list").stdout == "a.khan\tkeyworker\tcharnwood\n"
    changed = strandline("people", "change", "a.khan", "coordinator")
    assert changed.stdout == "a.khan is coordinator.\n"
    link = strandline(
        "people", "sign-in", "a.khan", STRANDLINE_PUBLIC_URL="https://s.example"
    )
    assert re.fullmatch(r"https://s\.example/desk/in/[\w-]{22}\n", link.stdout)
    assert "once, for 15 minutes" in link.stderr
    assert strandline("people", "remove", "a.khan").exit_code == 0
    gone = strandline("people", "remove", "a.khan")
    assert (gone.exit_code, gone.stdout) == (1, "")


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        (("add", "jo", "keyworker"), 1, "somebody called jo already"),
        (("add", "Jo Smith", "keyworker"), 1, "a name to sign in by"),
        (("add", "x" * 80, "keyworker"), 1, "a name to sign in by"),
        (("add", "al", "king"), 2, "king"),
        (("add", "al", "keyworker", "--district", "atlantis"), 2, "atlantis"),
        (("add", "al", "carer", "--district", "charnwood"), 1, "whole county"),
        (("change", "jo", "carer", "--district", "charnwood"), 1, "whole county"),
        (("change", "nobody", "keyworker"), 1, "nobody called nobody"),
        (("sign-in", "nobody"), 1, "nobody called nobody"),
        (("remove", "nobody"), 1, "nobody called nobody"),
    ],
)
def test_what_cannot_be_done_is_said(
    strandline: Strandline, call: tuple[str, ...], code: int, said: str
) -> None:
    strandline("people", "add", "jo", "carer")
    result = strandline("people", *call)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_a_restored_backup_signs_nobody_in(
    strandline: Strandline, folder: Path, tmp_path: Path
) -> None:
    """What was ended since the backup does not come back with it."""
    given = {"STRANDLINE_BACKUPS": str(tmp_path / "copies")}
    strandline("people", "add", "jo", "keyworker", **given)

    async def signed_in() -> str:
        app = build(Settings(data=folder))
        now = datetime.now(UTC)
        link = await app.sign_ins.link(await app.accounts.named("jo"), now)
        signed = await app.sign_ins.enter(link, now)
        await app.close()
        assert signed is not None
        return signed.cookie

    async def known(cookie: str) -> bool:
        app = build(Settings(data=folder))
        found = await app.sign_ins.who(cookie, datetime.now(UTC))
        await app.close()
        return found is not None

    cookie = asyncio.run(signed_in())
    made = strandline("backup", **given)
    assert asyncio.run(known(cookie))
    back = strandline("restore", made.stdout.strip(), **given)
    assert back.exit_code == 0, back.output
    assert not asyncio.run(known(cookie))
    assert strandline("people", "list").stdout.startswith("jo\tkeyworker")
