"""A vote on phones without script or cookies, and the page that is projected."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from analysis.vote import CHOICES
from bot.service.evidence import ROWS
from bot.web.vote.texts import say
from tests.integration.vote.room import PERIOD
from tests.integration.vote.site import Site, opened, rate


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with opened(tmp_path / "data") as found:
        yield found


async def test_a_phone_rates_every_row_a_page_each_and_may_change_its_mind(
    site: Site,
) -> None:
    phone = await site.joined()
    assert phone.page.heading == "Rate each row"
    address = phone.page.url
    await phone.get(phone.page.links["Begin"])
    for place, row in enumerate(ROWS, 1):
        assert phone.page.heading.startswith(say(f"rows.{row}"))
        assert f"Row {place} of 7" in phone.page.text
        await phone.send("Save", pick=("maturing",))
        assert f"Saved. {say(f'rows.{row}')}: Maturing." in phone.page.text
    assert "You have rated every row that is open" in phone.page.text
    changed = await rate(phone, "culture", "early")
    assert "Saved. Culture: Early." in changed.text
    again = await phone.get(address)  # the phone was put away, and is back
    assert again.text.count("You said: Maturing") == 6
    assert again.text.count("You said: Early") == 1


async def test_pressing_join_twice_is_one_phone(site: Site) -> None:
    phone = site.phone()
    before = await phone.get("/vote")
    for _ in range(3):
        phone.page = before
        await phone.send("Join", words=site.vote.code)
    found = site.app.writer.call(lambda store: store.votes.phones(site.vote.vote))
    assert found == 1


async def test_the_wall_shows_no_figure_while_a_row_is_open(site: Site) -> None:
    seen = set()
    for number in range(12):
        phone = await site.joined()
        await rate(phone, "culture", CHOICES[number % 4])
        page = await site.wall()
        assert "%" not in page.text
        assert site.vote.code in page.text
        seen.add(tuple(re.findall(r"(\d+) votes or more", page.text)))
    assert seen == {(), ("10",)}


async def test_the_wall_names_the_bot_where_there_is_one(
    site: Site, tmp_path: Path
) -> None:
    assert "In Telegram" not in (await site.wall()).text
    async with opened(tmp_path / "bot", bot="council_bot") as other:
        said = f"In Telegram, write to @council_bot: /vote {other.vote.code}"
        assert said in (await other.wall()).text


async def test_a_closed_row_shows_at_once_in_large_as_a_table(site: Site) -> None:
    for number in range(12):
        await rate(await site.joined(), "culture", CHOICES[number % 2 + 1])
    await site.close("culture")
    page = await site.wall()
    assert page.heading.startswith("Culture")
    assert "About 10 votes" in page.heading
    for choice in CHOICES:
        assert say(f"stages.{choice}") in page.text
    assert "Developing" in page.text
    assert "50%" in page.text
    assert "5% or less" in page.text
    every = await site.wall("?row=all")
    assert every.heading == "What the room says"
    assert "Voting is open" in every.text


async def test_nine_votes_show_nothing_but_that_they_are_too_few(site: Site) -> None:
    for _ in range(9):
        await rate(await site.joined(), "culture", "mature")
    await site.close()
    page = await site.wall("?row=culture")
    assert "Not enough votes yet" in page.text
    assert "%" not in page.text.replace("rounded to 5%", "")
    assert "9" not in page.text


async def test_nothing_follows_from_watching_the_wall_vote_by_vote(
    site: Site,
) -> None:
    """The attack: note the page after every single vote, and compare."""
    pages: dict[str, list[str]] = {"early": [], "mature": []}
    for said, noted in pages.items():
        vote = await site.app.votes.open(PERIOD, site.clock())
        site.vote = vote
        for _ in range(12):
            await rate(await site.joined(), "culture", said)
            text = (await site.wall()).text
            noted.append(text.replace(vote.code, "CODE"))
    assert pages["early"] == pages["mature"]


async def test_the_page_keeps_itself_up_to_date_unless_it_is_told_not_to(
    site: Site,
) -> None:
    page = await site.wall()
    assert '<noscript><meta http-equiv="refresh"' in page.html
    assert "/look/wall-" in page.html
    still = await site.wall("?still=1")
    assert "http-equiv" not in still.html
    assert "/look/wall-" not in still.html


async def test_the_survey_and_the_panel_stand_beside_the_bars_when_asked_for(
    site: Site,
) -> None:
    for _ in range(12):
        await rate(await site.joined(), "culture", "mature")
    await site.close()
    assert "survey" not in (await site.wall("?row=culture")).text.lower()
    await site.app.votes.compare(site.vote.vote, site.clock())
    page = await site.wall("?row=culture")
    assert "The survey evidence supports: No stage yet" in page.text
    assert "The panel has not rated this row yet" in page.text
    every = await site.wall("?row=all")
    assert "Survey evidence supports" in every.text


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "'; DROP TABLE vote", "ü" * 30])
async def test_a_wrong_code_is_answered_kindly(site: Site, code: str) -> None:
    phone = site.phone()
    await phone.get("/vote")
    page = await phone.send("Join", words=code)
    assert page.status == 422
    assert "No vote that is open has this code" in page.text


async def test_codes_cannot_be_guessed_from_one_connection(site: Site) -> None:
    site.limits.misses = 5
    phone = site.phone()
    for _ in range(5):
        await phone.get("/vote")
        assert (await phone.send("Join", words="AAAA-AAAA")).status == 422
    await phone.get("/vote")
    assert (await phone.send("Join", words="AAAA-AAAB")).status == 429
    # A right guess tells such a connection nothing either, until it may try again.
    assert (await site.joined()).page.status == 429
    site.clock.ahead += timedelta(minutes=13)
    assert (await site.joined()).page.heading == "Rate each row"


async def test_a_vote_that_is_over_and_one_that_never_was_look_the_same(
    site: Site,
) -> None:
    phone = await site.joined()
    address = phone.page.url
    await site.close()
    over = await phone.get(address)
    never = await phone.get("/v/" + "0" * 32)
    row = await phone.get(f"{address}/culture")
    assert over.status == never.status == row.status == 404
    assert over.text == never.text == row.text
    assert "This vote is not open" in over.text
    code = site.phone()
    await code.get("/vote")
    assert (await code.send("Join", words=site.vote.code)).status == 422


async def test_a_choice_that_comes_too_late_is_said_and_not_counted(
    site: Site,
) -> None:
    phone = await site.joined()
    page = await phone.get(f"{phone.page.url}/culture")
    await site.close("culture")
    phone.page = page
    late = await phone.send("Save", pick=("mature",))
    assert "Voting on Culture was closed before your choice came" in late.text
    assert "Closed: look at the big screen" in late.text


async def test_rows_and_choices_that_there_are_not_lead_back(site: Site) -> None:
    phone = await site.joined()
    address = phone.page.url
    assert (await phone.get(f"{address}/weather")).heading == "Rate each row"
    page = await phone.get(f"{address}/culture")
    none = await phone.send("Save")
    assert none.status == 422
    assert "Tap one of the five choices" in none.text
    phone.page = page
    assert (await phone.send("Save", pick=("splendid",))).status == 422


async def test_a_late_second_delivery_undoes_no_later_choice(site: Site) -> None:
    phone = await site.joined()
    address = phone.page.url
    first = await phone.get(f"{address}/culture")
    await phone.send("Save", pick=("early",))
    await rate(phone, "culture", "mature")
    phone.page = first
    page = await phone.send("Save", pick=("early",))
    assert "Saved. Culture: Mature." in page.text


async def test_an_open_vote_says_so_before_the_first_tap(tmp_path: Path) -> None:
    async with opened(tmp_path / "data", openly=True) as site:
        phone = site.phone()
        await phone.get("/vote")
        page = await phone.send("Join", words=site.vote.code)
        assert page.heading == "This is an open vote"
        assert "everybody will know how you voted" in page.text
        missing = await phone.send("I agree: join the open vote")
        assert missing.status == 422
        await phone.send("I agree: join the open vote", pick=("police",))
        assert "Open vote, for Police" in phone.page.text
        assert "Open vote: votes are shown by partner" in (await site.wall()).text
        for partner in ["police"] * 9 + ["schools"]:
            other = site.phone()
            await other.get("/vote")
            await other.send("Join", words=site.vote.code)
            await other.send("I agree: join the open vote", pick=(partner,))
            await rate(other, "culture", "mature")
        await rate(phone, "culture", "early")
        await site.close("culture")
        wall = await site.wall()
        assert "By partner, as the room agreed" in wall.text


async def test_a_wall_that_is_none_of_ours_is_the_page_that_is_shut(
    site: Site,
) -> None:
    page = await site.phone().get("/wall/" + "0" * 32)
    assert page.status == 404
    assert page.heading == "This page is not open"


async def test_pages_of_a_vote_are_kept_by_nobody(site: Site) -> None:
    async with site.http.get(f"{site.base}{site.wall_address}") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "style=" not in await answer.text()
