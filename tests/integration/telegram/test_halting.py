"""Holding, letting go on and ending a link with one tap, and saying: no more."""

from pathlib import Path

from tests.integration.telegram.answering import BOT, answer_all, opened, prepare
from tests.integration.telegram.running import world
from tests.integration.telegram.test_desk import NAME, closed, joined, link_of


async def test_a_keyworker_holds_a_link_lets_it_go_on_and_ends_it(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        keyworker = await joined(here, 8_400_000_001, prepared, "keyworker")
        made = await closed(keyworker, "Keyworker", "Charnwood")
        handed = await keyworker.sees("what it was like for your family")
        link = link_of(handed.text)
        await keyworker.taps(made, "Hold it")
        held = await keyworker.sees("The link is held")
        family = here.crowd.person(8_400_000_002)
        await family.says(f"/start {link}")
        await family.sees("cannot be used here")
        await keyworker.taps(held, "Let it go on")
        on = await keyworker.sees("The link goes on")
        await answer_all(family, link, words="fine")
        await keyworker.taps(on, "End this link")  # too late, and not told so
        ended = await keyworker.sees("The link is ended")
        assert held.id == on.id == ended.id == made.id
        app = await opened(data)
        reach = await app.writer.run(lambda store: store.reach.of(("2026", "2026-Q4")))
        await app.close()
        assert all((r.sent, r.answered) == (1, 1) for r in reach)
        await here.check()


async def test_nobody_else_can_halt_and_everybody_can_say_no_more(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        keyworker = await joined(here, 8_500_000_001, prepared, "keyworker")
        made = await closed(keyworker, "Keyworker", "Charnwood")
        stranger = here.crowd.person(8_500_000_002)
        await stranger.taps_data(made, "h:cancel")
        await stranger.sees("cannot help with that")
        await stranger.says("/nomore")
        await stranger.sees("will not write to you")
        app = await opened(data)
        stopped = await app.writer.run(
            lambda store: store.database.number("SELECT count(*) FROM opt_out")
        )
        there = await app.writer.run(lambda store: store.status().invitations)
        await app.close()
        assert (stopped, there) == (1, 1)
        await here.check()
