"""Who answers, in the chat: tap by tap in one message, and nothing before Send."""

from pathlib import Path

from bot.area import example_area
from tests.integration.telegram.answering import BOT, answer_all, opened, prepare
from tests.integration.telegram.people import Seen
from tests.integration.telegram.running import world
from tests.integration.telegram.test_desk import NAME


def asking(data: Path) -> Path:
    """Write an area file that asks who answers."""
    data.mkdir()
    text = example_area().replace("[equality]\non = false", "[equality]\non = true")
    (data / "area.toml").write_text(text, encoding="utf-8")
    return data


async def waiting(data: Path) -> dict[str, int]:
    app = await opened(data)
    rows = await app.writer.run(
        lambda store: store.database.rows(
            "SELECT question, count(*) FROM equality_waiting GROUP BY question", ()
        )
    )
    await app.close()
    return {str(question): int(str(count)) for question, count in rows}


def labels(seen: Seen) -> list[str]:
    return [button["text"] for button in seen.buttons]


async def test_somebody_says_who_they_are_in_one_message_and_once(
    tmp_path: Path,
) -> None:
    data = asking(tmp_path / "data")
    prepared = await prepare(data, 1)
    async with world(data, command=BOT, environment=NAME) as here:
        person = here.crowd.person(8_600_000_001)
        await answer_all(person, prepared.tokens[0], words="fine")
        offer = await person.sees("a few more questions")
        assert "Telegram can read what you tap here" in offer.text
        assert "nobody can tell which answers are yours" in offer.text
        assert labels(offer) == ["Go on", "No, thank you"]
        await person.taps(offer, "Go on")
        asked = await person.sees("How old are you?")
        assert asked.id == offer.id
        for choice, after in (
            ("35 to 44", "What is your sex?"),
            ("Leave this one out", "ethnic group"),
            ("I would rather not say", "disability"),
            ("No", "look after"),
            ("No", "happy for us to count"),
        ):
            await person.taps(asked, choice)
            asked = await person.sees(after)
            assert "35 to 44" not in asked.text
        assert await waiting(data) == {}
        await person.taps(asked, "Send these")
        done = await person.sees("counted, apart from your answers")
        assert not done.buttons
        kept = {"age": 1, "ethnicity": 1, "disability": 1, "caring": 1}
        assert await waiting(data) == kept
        await person.taps_data(done, asked.buttons[0]["callback_data"])
        await person.sees("not open any more")
        assert await waiting(data) == kept
        await here.check()


async def test_no_and_forged_buttons_count_nothing(tmp_path: Path) -> None:
    data = asking(tmp_path / "data")
    prepared = await prepare(data, 1)
    async with world(data, command=BOT, environment=NAME) as here:
        person = here.crowd.person(8_600_000_002)
        await answer_all(person, prepared.tokens[0], words="fine")
        offer = await person.sees("a few more questions")
        go_on = offer.buttons[0]["callback_data"]
        assert go_on.endswith(":_")
        parts = go_on.split(":")
        for forged in (
            "q",
            f"{go_on}zzzzz",
            f"{go_on}aaaaaaa",
            ":".join((*parts[:3], "AAAAAA", "_aaaaaS")),
            ":".join(("q", "AAAAAAAAAAAAAAAA", *parts[2:4], "_aaaaaS")),
        ):
            await person.taps_data(offer, forged)
            await person.sees("not open any more")
            await person.taps_data(offer, go_on)
            await person.sees("How old are you?")
        await person.taps_data(offer, f"{go_on}-----S")
        await person.sees("counted nothing")
        await person.taps_data(offer, go_on)
        await person.sees("How old are you?")
        await person.taps_data(offer, go_on.replace(":_", ":x"))
        await person.sees("counted nothing")
        assert await waiting(data) == {}
        await here.check()
