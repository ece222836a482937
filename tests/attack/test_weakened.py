"""The real service with one fault each: the suite names every one of them."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from analysis.disclosure import disclose
from analysis.release import Release
from bot.keys import Keys, load_keys
from bot.service import evidence, submission
from bot.store import Store, Writer, database, migrations
from bot.store.database import Database
from bot.store.responses import Responses
from surveys.model import Response
from tests.attack import council
from tests.attack.attacks import attack, say
from tests.attack.printed import differencing

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attack")]
Weaken = Callable[[pytest.MonkeyPatch], None]


def rowid_tables(patch: pytest.MonkeyPatch) -> None:
    def create(db: Any, *statements: str) -> None:  # noqa: ANN401  # as the original
        for statement in statements:
            db.execute(statement + " STRICT")

    patch.setattr(migrations, "_create", create)


def a_kept_timestamp(patch: pytest.MonkeyPatch) -> None:
    def create(db: Any, *statements: str) -> None:  # noqa: ANN401  # as the original
        for statement in statements:
            kept = statement.replace(
                "quote_consent INTEGER NOT NULL)",
                "quote_consent INTEGER NOT NULL, sent INTEGER)",
            )
            db.execute(kept + " WITHOUT ROWID, STRICT")

    at: list[datetime] = []
    submit, add = submission.submit, Responses.add

    def submitted(*given: Any) -> str | None:  # noqa: ANN401  # as it is called
        at.append(given[-1])
        return submit(*given)

    def added(self: Responses, response: Response) -> None:
        add(self, response)
        self._database.run(
            "UPDATE response SET sent = ? WHERE id = ?",
            (int(at[-1].timestamp()), response.id),
        )

    patch.setattr(migrations, "_create", create)
    patch.setattr(submission, "submit", submitted)
    patch.setattr(Responses, "add", added)


def plain_hashes(patch: pytest.MonkeyPatch) -> None:
    def pseudonym(keys: Keys, channel: str, key: str) -> bytes:
        del keys, channel
        return sha256(key.encode()).digest()

    patch.setattr(Keys, "pseudonym", pseudonym)


def words_left_in_pages(patch: pytest.MonkeyPatch) -> None:
    settings = {**database._SETTINGS, "secure_delete": 0}
    patch.setattr(database, "_SETTINGS", settings)
    patch.setattr(Database, "tidy", lambda _: False)


def never_tidied(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Database, "tidy", lambda _: False)


@pytest.mark.parametrize(
    ("weaken", "number"),
    [
        (rowid_tables, 7),
        (never_tidied, 7),
        (a_kept_timestamp, 8),
        (plain_hashes, 6),
        (words_left_in_pages, 30),
    ],
)
async def test_the_fault_is_caught_by_name(
    weaken: Weaken, number: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    weaken(monkeypatch)
    loot = await council.small(tmp_path / "data")
    loot.name = f"{weaken.__name__.replace('_', ' ')}"
    assert attack(number, loot)


async def test_without_a_fault_the_same_council_withstands(tmp_path: Path) -> None:
    loot = await council.small(tmp_path / "data")
    assert [attack(number, loot) for number in (6, 7, 8, 30)] == [[], [], [], []]


@pytest.mark.parametrize("weak", [False, True], ids=["ours", "without the register"])
async def test_a_release_without_the_register_is_caught(
    weak: bool,  # noqa: FBT001  # pytest gives it by name
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """22 answers print as 20 and 23 as 25, unless the first print is remembered."""

    def forgetful(assessment: Any, register: Any, *rest: Any, **more: Any) -> Release:  # noqa: ANN401
        del register
        return disclose(assessment, (), *rest, **more)

    if weak:
        monkeypatch.setattr(evidence, "disclose", forgetful)
    async with council.opened(tmp_path / "data", "a release") as here:
        first = council.NOW - timedelta(hours=2)
        await here.answer(await here.families(22, first, 0.05))
        before = await council.documents(here, "family", council.PRESENT)
        await here.answer(await here.families(1, council.NOW, 0))
        after = await council.documents(here, "family", council.PRESENT)
    here.loot.one_more = (before, after)
    found = differencing(here.loot)
    say(f"attack 19 differencing exports: {len(found)} documents moved")
    assert bool(found) == weak


@pytest.mark.parametrize("weak", [False, True], ids=["ours", "hasty"])
async def test_an_acknowledgement_before_the_commit_is_caught(
    weak: bool,  # noqa: FBT001  # pytest gives it by name
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Whoever looks at the disk when the thanks come finds the answers there."""

    def hasty(self: Writer, batch: Any) -> None:  # noqa: ANN401  # as the original
        self._store.database.begin()
        outcomes = [(job, *self._try(job)) for job in batch]
        for job, result, problem in outcomes:
            if problem is None:
                job.done.set_result(result)
            else:
                job.done.set_exception(problem)
        time.sleep(0.3)
        self._store.database.commit()

    folder, missing = tmp_path / "data", []
    async with council.opened(folder, "acknowledged") as here:
        people = await here.families(3, council.NOW - timedelta(hours=1), 0)
        ready = [
            await here.begun(p, council.Mind(here, p, follow_up=False)) for p in people
        ]
        beside = Store.open(folder, load_keys(folder).derive)
        if weak:
            monkeypatch.setattr(Writer, "_run_together", hasty)
        for person, effects in zip(people, ready, strict=True):
            await here.sent(person, effects)
            if beside.responses.get(person.response) is None:
                missing.append(person.number)
        beside.database.close()
    say(f"acknowledged before the commit: {len(missing)} of {len(people)}")
    assert bool(missing) == weak
