"""Words are read once by each version, and ticks count people against a feature."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.reading.themes import Suggestion
from analysis.reading.verbatims import ReadWords
from bot.app import App, build
from bot.service.reading import Reading
from bot.service.simulate import Plan
from bot.settings import Settings
from bot.store import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERIOD = "2026-Q4"


class Parrot:
    """Finds one clause in every text: that a story was told again."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.read: list[str] = []

    def words(self, text: str) -> ReadWords:
        self.read.append(text)
        again = Suggestion("FE-M11", "contradicts", 0.9, text)
        twice = Suggestion("FE-E6", "supports", 0.8, text)
        plan = Suggestion("FE-M6", "supports", 0.3, text)
        return ReadWords(("negative", 0.9, True), ((text, (again, twice, plan)),))


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    opened = build(Settings(data=tmp_path / "data"))
    yield opened
    await opened.close()


def reading(app: App, parrot: Parrot) -> Reading:
    return Reading(app.writer, app.model, lambda: parrot)


async def people(app: App) -> int:
    def commenters(store: Store) -> int:
        return sum(
            any(answer.words for answer in response.answers)
            for response in store.responses.of((PERIOD,))
        )

    return await app.writer.run(commenters)


async def objections(app: App) -> dict[str, tuple[int, int]]:
    return dict(await app.writer.run(lambda store: store.objections.of((PERIOD,))))


async def test_words_are_read_once_by_each_version(app: App) -> None:
    await app.simulator.run(Plan(25, 0, PERIOD, "mixed", 1), NOW)
    first, second = Parrot("1"), Parrot("2")
    assert await reading(app, first)(NOW) is True
    assert await reading(app, first)(NOW) is False
    assert await reading(app, second)(NOW) is True
    assert sorted(first.read) == sorted(second.read)
    batch = await app.clauses.batch()
    assert len(batch) == len(second.read)  # what version 1 offered has gone


async def test_fewer_than_ten_peoples_words_wait(app: App) -> None:
    await app.simulator.run(Plan(4, 0, PERIOD, "mixed", 1), NOW)
    parrot = Parrot("1")
    assert await reading(app, parrot)(NOW) is False
    assert parrot.read == []


async def test_a_ring_of_the_clock_reads_some_and_rests(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.simulator.run(Plan(25, 0, PERIOD, "mixed", 1), NOW)
    rests: list[float] = []
    monkeypatch.setattr("bot.service.reading._A_RING", 7)
    monkeypatch.setattr("bot.service.reading.time.sleep", rests.append)
    parrot = Parrot("1")
    assert await reading(app, parrot)(NOW) is True
    assert len(parrot.read) == len([one for one in rests if one > 0]) == 7
    rests.clear()
    assert await reading(app, parrot).read_new() > 7  # by hand, all that is left
    assert not any(rests)


async def test_only_ticks_count_and_each_person_once(app: App) -> None:
    await app.simulator.run(Plan(25, 0, PERIOD, "mixed", 1), NOW)
    await reading(app, Parrot("1"))(NOW)
    assert await objections(app) == {}
    batch = await app.clauses.batch()
    for clause in batch[1:]:
        # the mirror goes along, what says something else does not
        assert list(await app.clauses.tick(clause.id, None)) == ["FE-M11", "FE-E6"]
    await app.clauses.tick(batch[0].id, "FE-M6")  # speaks for it: no objection
    wrote = await people(app)
    found = await objections(app)
    assert set(found) == {"FE-M11", "FE-E6"}
    assert len(batch) > wrote  # some wrote in both boxes
    assert all(of == wrote and n <= wrote for n, of in found.values())

    for clause in batch[1:]:
        assert await app.clauses.untick(clause.id)  # the last word counts
    assert await objections(app) == {}


async def test_what_a_person_decided_stays_when_a_new_version_reads(app: App) -> None:
    await app.simulator.run(Plan(25, 0, PERIOD, "mixed", 1), NOW)
    await reading(app, Parrot("1"))(NOW)
    decided, *others = await app.clauses.batch()
    await app.clauses.tick(decided.id, None)
    await reading(app, Parrot("2"))(NOW)
    assert len(await app.clauses.batch()) == len(others)
    assert (await objections(app))["FE-M11"][0] == 1


async def test_clauses_and_ticks_go_with_their_response(app: App) -> None:
    await app.simulator.run(Plan(25, 0, PERIOD, "mixed", 1), NOW)
    await reading(app, Parrot("1"))(NOW)
    for clause in await app.clauses.batch():
        await app.clauses.tick(clause.id, None)

    def withdraw(store: Store) -> int:
        for response in store.responses.of((PERIOD,)):
            store.responses.delete(response.id)
        return sum(
            store.database.number(f"SELECT count(*) FROM {table}")  # noqa: S608 - three names
            for table in ("clause", "ticked", "reading", "waiting")
        )

    assert await app.writer.run(withdraw) == 0
