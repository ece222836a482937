"""A partner vote in Telegram: by the people in the room, and by whoever holds it."""

from pathlib import Path

from bot.service.evidence import ROWS
from bot.service.person import Person as Somebody
from bot.service.vote_phones import Paper
from tests.integration.telegram.answering import BOT, clock, opened, prepare
from tests.integration.telegram.running import world
from tests.integration.telegram.test_desk import NAME, joined


async def crowd(data: Path, people: int) -> str:
    """Let so many others rate culture as maturing; return the vote's code."""
    app = await opened(data)
    (vote,) = await app.votes.all(clock())
    for number in range(people):
        who = Somebody("web", f"another phone {number}")
        await app.phones.join(who, vote.id)
        found = await app.phones.cast(who, "culture", "maturing", None, clock())
        assert isinstance(found, Paper)
    code = app.votes.code(vote.id)
    await app.close()
    return code


async def test_a_room_votes_and_the_coordinator_closes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        coordinator = await joined(here, 8_300_000_001, prepared, "coordinator")
        await coordinator.says("/vote")
        offer = await coordinator.sees("A blind vote shows the whole room only")
        await coordinator.taps(offer, "Open a blind vote")
        panel = await coordinator.sees("open, fewer than 10 votes")
        await coordinator.taps(offer, "Open a blind vote")  # a double tap
        code = await crowd(data, 11)

        voter = here.crowd.person(8_300_000_002)
        await voter.says("/vote AAAA-AAAA")
        await voter.sees("No vote that is open has this code")
        await voter.says(f"/vote {code.lower()}")
        paper = await voter.sees("Culture: not rated yet")
        assert "Nobody sees what you tap" in paper.text
        await voter.taps(paper, "Culture")
        row = await voter.sees("Shared aims reach staff")
        await voter.taps(row, "Mature")
        await voter.sees("Culture: Mature")
        await voter.taps(row, "Maturing")  # a change of mind on an old message
        mine = await voter.sees("Culture: Maturing")

        await coordinator.taps(panel, "Close: Culture")
        closed = await coordinator.sees("Culture: about 10 votes.")
        assert "Maturing 95% or more" in closed.text
        await voter.taps(row, "Early")
        await voter.sees("closed before your choice came")
        await coordinator.taps(closed, "Close every row")
        done = await coordinator.sees("is closed")
        assert "not enough votes" in done.text
        await coordinator.taps(done, "Put the survey beside the bars")
        await coordinator.sees("Survey evidence supports: no stage yet")
        await voter.taps(mine, "Strategy")
        await voter.sees("This vote is not open")
        app = await opened(data)
        kept = await app.writer.run(lambda store: store.votes.all())
        await app.close()
        assert [one.open for one in kept] == [False]
        await here.check()


async def test_who_does_not_hold_a_vote_cannot_open_or_close_it(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    await prepare(data)
    app = await opened(data)
    vote = (await app.votes.open("2026", clock(), openly=True)).vote
    code = app.votes.code(vote)
    await app.close()
    async with world(data, command=BOT, environment=NAME) as here:
        stranger = here.crowd.person(8_300_000_003)
        await stranger.says("/vote")
        told = await stranger.sees("Write the code that is on the big screen")
        for forged in ("b:o:blind", "b:c::all", "b:c:AAAAAA:all"):
            await stranger.taps_data(told, forged)
            await stranger.sees()
        await stranger.says(f"/vote {code}")
        asked = await stranger.sees("This is an open vote")
        assert "everybody will know how you voted" in asked.text
        await stranger.taps(asked, "Police")
        paper = await stranger.sees("Open vote, for Police")
        for forged in ("n", "n:AAAAAA:r:culture:mature", "n:x:r:weather:mature"):
            await stranger.taps_data(paper, forged)
        await stranger.says("/vote")
        await stranger.sees("Culture: not rated yet")
        app = await opened(data)
        rows = await app.writer.run(lambda store: store.votes.rows(vote))
        cast = await app.writer.run(
            lambda store: sum(store.votes.votes(vote, row) for row in ROWS)
        )
        await app.close()
        assert set(rows.values()) == {None}
        assert cast == 0
        await here.check()
