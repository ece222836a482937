"""A vote in a room, over the real service and its files."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from analysis.panel import PanelRating
from analysis.vote import CANNOT_SAY, CHOICES
from bot.service.errors import ServiceError
from bot.service.evidence import ALL, ROWS
from bot.service.person import Person
from bot.service.vote_phones import Paper, Refusal
from bot.store.copies import check
from tests.integration.store.thief import decrypted
from tests.integration.vote.room import (
    NOW,
    PARTNERS,
    PERIOD,
    Hall,
    open_hall,
    paper,
    phone,
)

RATING = PanelRating("", "amber", "The room said so.", (), "The board", "2026-11-18")
TWELVE = ["developing"] * 4 + ["maturing"] * 7 + ["mature"]


async def test_a_room_rates_a_row_and_sees_bars_once_it_is_closed(hall: Hall) -> None:
    await hall.open()
    await hall.rate("culture", TWELVE)
    before = await hall.app.votes.seen(hall.vote.vote, NOW)
    assert before.rooms == {}
    assert before.votes == {**dict.fromkeys(ROWS), "culture": 10}
    assert await hall.app.votes.close(hall.vote.vote, "culture", NOW)
    wall = await hall.app.votes.seen(hall.vote.vote, NOW)
    room = wall.rooms["culture"]
    assert room.people == 10
    assert sum(bar.share for bar in room.bars) == 100
    assert room.leaning == "M"
    assert room.partners is None
    assert (wall.showing, wall.code) == ("culture", hall.vote.code)


@pytest.mark.parametrize("people", [0, 1, 9])
async def test_under_ten_votes_no_figure_is_kept(hall: Hall, people: int) -> None:
    await hall.open()
    await hall.rate("culture", ["mature"] * people)
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)
    wall = await hall.app.votes.seen(hall.vote.vote, NOW)
    assert {room.people for room in wall.rooms.values()} == {None}
    assert {room.bars for room in wall.rooms.values()} == {()}
    kept = hall.app.writer.call(lambda store: store.votes.rows(hall.vote.vote))
    assert len(set(kept.values())) == 1  # a row with nine votes is one with none


async def test_nobody_sees_the_votes_of_others(hall: Hall) -> None:
    await hall.open()
    await hall.rate("culture", TWELVE)
    newcomer = await hall.join(77)
    assert set(newcomer.rows.values()) == {""}
    assert (await hall.cast(77, "family", "early")).rows["family"] == "early"
    assert (await hall.join(0)).rows["culture"] == "developing"


async def test_people_change_their_mind_until_the_row_is_closed(hall: Hall) -> None:
    await hall.open()
    await hall.rate("culture", ["mature"] * 12)
    for number in range(12):
        found = await hall.cast(number, "culture", "early")
        assert found.rows["culture"] == "early"
    assert hall.number("SELECT count(*) FROM ballot") == 12
    await hall.app.votes.close(hall.vote.vote, "culture", NOW)
    late = await hall.app.phones.cast(phone(0), "culture", "mature", None, NOW)
    assert late is Refusal.ROW_OVER
    wall = await hall.app.votes.seen(hall.vote.vote, NOW)
    assert wall.rooms["culture"].leaning == "E"


async def test_what_is_delivered_twice_counts_once_and_undoes_nothing(
    hall: Hall,
) -> None:
    await hall.open()
    await hall.join(1)
    cast = hall.app.phones.cast
    await cast(phone(1), "culture", "early", "first", NOW)
    await cast(phone(1), "culture", "mature", "second", NOW)
    again = await cast(phone(1), "culture", "early", "first", NOW)
    assert paper(again).rows["culture"] == "mature"
    assert hall.number("SELECT count(*) FROM ballot") == 1


async def test_one_phone_is_one_vote_however_often_it_joins(hall: Hall) -> None:
    await hall.open()
    for _ in range(5):
        await hall.join(1)
    assert hall.number("SELECT count(*) FROM voter") == 1
    address = hall.app.phones.address(hall.vote.vote, "a page's number")
    assert address == hall.app.phones.address(hall.vote.vote, "a page's number")
    assert address != hall.app.phones.address(hall.vote.vote, "another")


async def test_forty_phones_vote_at_once(hall: Hall) -> None:
    await hall.open()

    async def one(number: int) -> None:
        await hall.join(number)
        for place, row in enumerate(ROWS):
            await hall.cast(number, row, CHOICES[(number + place) % 4])

    await asyncio.gather(*(one(number) for number in range(40)))
    assert hall.number("SELECT count(*) FROM ballot") == 40 * 7
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)
    wall = await hall.app.votes.seen(hall.vote.vote, NOW)
    for room in wall.rooms.values():
        assert room.people == 40
        assert [bar.share for bar in room.bars] == [25, 25, 25, 25, 0]


async def test_a_row_that_closes_while_people_vote_counts_who_was_told_so(
    hall: Hall,
) -> None:
    await hall.open()
    for number in range(40):
        await hall.join(number)

    async def vote(number: int) -> bool:
        await asyncio.sleep(number / 2000)
        found = await hall.app.phones.cast(
            phone(number), "culture", "mature", None, NOW
        )
        return isinstance(found, Paper)

    async def close() -> None:
        await asyncio.sleep(0.012)
        await hall.app.votes.close(hall.vote.vote, "culture", NOW)

    *taken, _ = await asyncio.gather(*(vote(n) for n in range(40)), close())
    wall = await hall.app.votes.seen(hall.vote.vote, NOW)
    counted = wall.rooms["culture"].people
    told = sum(bool(one) for one in taken)
    assert counted == (told // 5 * 5 if told >= 10 else None)
    assert hall.number("SELECT count(*) FROM ballot") == 0


async def test_a_closed_row_stays_as_it_is(hall: Hall) -> None:
    await hall.open()
    await hall.rate("culture", TWELVE)
    await hall.app.votes.close(hall.vote.vote, "culture", NOW)
    before = await hall.app.votes.seen(hall.vote.vote, NOW)
    for number in range(20, 40):
        await hall.join(number)
    assert not await hall.app.votes.close(hall.vote.vote, "culture", NOW)
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)
    after = await hall.app.votes.seen(hall.vote.vote, NOW)
    assert after.rooms["culture"] == before.rooms["culture"]


async def test_the_last_row_takes_the_key_and_everybodys_mark_with_it(
    hall: Hall,
) -> None:
    await hall.open()
    await hall.rate("culture", TWELVE)
    for row in ROWS[:-1]:
        await hall.app.votes.close(hall.vote.vote, row, NOW)
    assert hall.number("SELECT count(*) FROM voter") == 12
    await hall.app.votes.close(hall.vote.vote, ROWS[-1], NOW)
    assert hall.number("SELECT count(*) FROM voter") == 0
    assert hall.number("SELECT count(*) FROM ballot") == 0
    assert hall.number("SELECT count(*) FROM vote WHERE secret IS NOT NULL") == 0
    assert await hall.app.phones.paper(phone(1), NOW) is Refusal.OVER
    assert await hall.app.phones.about(hall.vote.code, NOW) is Refusal.CODE


async def test_a_vote_ends_by_itself(hall: Hall) -> None:
    await hall.open(hours=2)
    await hall.rate("culture", TWELVE)
    later = NOW + timedelta(hours=2)
    late = await hall.app.phones.cast(phone(0), "culture", "mature", None, later)
    assert late is Refusal.OVER
    (vote,) = await hall.app.votes.all(later)
    assert not vote.open
    wall = await hall.app.votes.seen(vote.id, later)
    assert wall.rooms["culture"].people == 10
    token = hall.app.votes.wall_token(vote.id)
    assert await hall.app.votes.wall(token, later) is not None
    assert await hall.app.votes.wall(token, later + timedelta(days=8)) is None


@pytest.mark.parametrize(
    ("row", "choice", "refusal"),
    [
        ("weather", "mature", Refusal.ROW),
        ("", "mature", Refusal.ROW),
        ("culture", "excellent", Refusal.CHOICE),
        ("culture", "", Refusal.CHOICE),
        ("culture; DROP TABLE vote", "mature", Refusal.ROW),
    ],
)
async def test_a_strange_vote_is_refused(
    hall: Hall, row: str, choice: str, refusal: Refusal
) -> None:
    await hall.open()
    await hall.join(1)
    assert await hall.app.phones.cast(phone(1), row, choice, None, NOW) is refusal
    assert hall.number("SELECT count(*) FROM ballot") == 0


async def test_who_did_not_join_cannot_vote(hall: Hall) -> None:
    await hall.open()
    found = await hall.app.phones.cast(phone(9), "culture", "mature", None, NOW)
    assert found is Refusal.OVER


async def test_codes_are_typed_in_any_way_and_cannot_be_guessed_in_a_row(
    hall: Hall,
) -> None:
    await hall.open()
    typed = hall.vote.code.lower().replace("-", " ")
    guesser = Person("telegram", "666")
    assert not isinstance(await hall.app.phones.about(typed, NOW, guesser), Refusal)
    for _ in range(10):
        found = await hall.app.phones.about("AAAA-AAAA", NOW, guesser)
        assert found is Refusal.CODE
    assert await hall.app.phones.about(typed, NOW, guesser) is Refusal.OFTEN
    other = Person("telegram", "7")
    assert not isinstance(await hall.app.phones.about(typed, NOW, other), Refusal)
    later = NOW + timedelta(minutes=7)
    await hall.app.phones.about("AAAA-AAAA", later, guesser)
    assert not isinstance(
        await hall.app.phones.about(typed, later + timedelta(hours=1), guesser),
        Refusal,
    )


async def test_two_votes_have_codes_and_walls_of_their_own(hall: Hall) -> None:
    first = await hall.open()
    second = await hall.open()
    assert first.code != second.code
    assert hall.app.votes.wall_token(first.vote) != hall.app.votes.wall_token(
        second.vote
    )
    assert len(first.code) == 9
    assert await hall.app.votes.wall("0" * 32, NOW) is None
    assert await hall.app.votes.wall("", NOW) is None
    assert await hall.app.votes.wall("ü", NOW) is None


# --- an open vote ---------------------------------------------------------------------


async def test_an_open_vote_asks_for_the_partner_and_for_agreement(hall: Hall) -> None:
    await hall.open(openly=True)
    join = hall.app.phones.join
    vote = hall.vote.vote
    assert await join(phone(1), vote) is Refusal.PARTNER
    assert await join(phone(1), vote, partner="police") is Refusal.PARTNER
    assert await join(phone(1), vote, agreed=True) is Refusal.PARTNER
    strange = await join(phone(1), vote, partner="pirates", agreed=True)
    assert strange is Refusal.PARTNER
    found = await join(phone(1), vote, partner="police", agreed=True)
    assert paper(found).partner == "police"


async def test_an_open_vote_shows_partners_from_ten_votes_up(hall: Hall) -> None:
    await hall.open(openly=True)
    for number in range(12):
        await hall.join(number, PARTNERS[number % 2])
        await hall.cast(number, "culture", "mature")
        if number < 9:
            await hall.cast(number, "family", "early")
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)
    wall = await hall.app.votes.seen(hall.vote.vote, NOW)
    assert wall.rooms["culture"].partners == {
        "police": {"mature": 6},
        "schools": {"mature": 6},
    }
    assert wall.rooms["family"].partners is None


async def test_a_blind_vote_keeps_no_partner_whatever_a_phone_sends(
    hall: Hall,
) -> None:
    await hall.open()
    for number in range(12):
        await hall.join(number, "police")
        await hall.cast(number, "culture", "mature")
    assert hall.number("SELECT count(*) FROM voter WHERE partner <> ''") == 0
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)
    wall = await hall.app.votes.seen(hall.vote.vote, NOW)
    assert wall.rooms["culture"].partners is None


# --- beside the evidence, and taken over ------------------------------------------------


async def test_the_survey_stands_beside_the_bars_only_once_all_is_closed(
    hall: Hall,
) -> None:
    await hall.open()
    await hall.rate("culture", TWELVE)
    with pytest.raises(ServiceError, match="Close the vote first"):
        await hall.app.votes.compare(hall.vote.vote, NOW)
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)
    assert (await hall.app.votes.seen(hall.vote.vote, NOW)).beside == {}
    await hall.app.votes.compare(hall.vote.vote, NOW)
    beside = (await hall.app.votes.seen(hall.vote.vote, NOW)).beside
    assert set(beside) == set(ROWS)
    (release,) = await hall.app.evidence.assess("culture", PERIOD, NOW)
    assert beside["culture"].not_ruled_out == release.not_ruled_out.value
    assert beside["culture"].panel == ""


async def test_the_result_is_taken_over_with_a_reason(hall: Hall) -> None:
    await hall.open()
    await hall.rate("culture", TWELVE)
    with pytest.raises(ServiceError, match="no result"):
        await hall.app.votes.take_over(hall.vote.vote, "culture", RATING)
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)
    with pytest.raises(ServiceError, match="no result"):
        await hall.app.votes.take_over(hall.vote.vote, "family", RATING)
    with pytest.raises(ServiceError, match="needs a reason"):
        await hall.app.votes.take_over(
            hall.vote.vote, "culture", replace(RATING, reason=" ")
        )
    stored = await hall.app.votes.take_over(hall.vote.vote, "culture", RATING)
    assert stored.letters == "M"
    await hall.app.votes.compare(hall.vote.vote, NOW)
    wall = await hall.app.votes.seen(hall.vote.vote, NOW)
    assert wall.beside["culture"].panel == "M"
    assert wall.beside["culture"].panel_reason == "The room said so."


async def test_a_room_of_two_minds_needs_letters_that_it_agreed(hall: Hall) -> None:
    await hall.open()
    await hall.rate("culture", ["early"] * 6 + ["mature"] * 6)
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)
    with pytest.raises(ServiceError, match="leans to no stage"):
        await hall.app.votes.take_over(hall.vote.vote, "culture", RATING)
    typed = replace(RATING, letters="D")
    stored = await hall.app.votes.take_over(hall.vote.vote, "culture", typed)
    assert stored.letters == "D"


@pytest.mark.parametrize("vote", ["", "no such vote", "%"])
async def test_there_is_no_such_vote(hall: Hall, vote: str) -> None:
    await hall.open()
    with pytest.raises(ServiceError, match="no such vote"):
        await hall.app.votes.close(vote, ALL, NOW)


async def test_a_vote_needs_a_period_and_hours_that_there_are(hall: Hall) -> None:
    with pytest.raises(ServiceError, match="no period"):
        await hall.app.votes.open("2026-Q4-nowhere", NOW)
    with pytest.raises(ServiceError, match="hours"):
        await hall.app.votes.open(PERIOD, NOW, hours=13)
    await hall.open()
    with pytest.raises(ServiceError, match="no row"):
        await hall.app.votes.close(hall.vote.vote, "weather", NOW)


async def test_more_phones_than_people_are_said(hall: Hall) -> None:
    await hall.open(people=2)
    for number in range(2):
        await hall.join(number)
    assert not (await hall.app.votes.seen(hall.vote.vote, NOW)).crowded
    await hall.join(2)
    assert (await hall.app.votes.seen(hall.vote.vote, NOW)).crowded


async def test_a_blind_row_shows_no_bars_where_phones_outnumber_people(
    hall: Hall,
) -> None:
    await hall.open(people=11)
    await hall.rate("culture", TWELVE)
    await hall.app.votes.close(hall.vote.vote, "culture", NOW)
    wall = await hall.app.votes.seen(hall.vote.vote, NOW)
    assert wall.crowded
    assert wall.rooms["culture"].people is None
    assert not wall.rooms["culture"].bars


async def test_a_vote_is_forgotten_with_everything_of_it(hall: Hall) -> None:
    await hall.open()
    await hall.rate("culture", TWELVE)
    await hall.app.votes.forget(hall.vote.vote[:8])
    for left in (
        "SELECT count(*) FROM vote",
        "SELECT count(*) FROM vote_row",
        "SELECT count(*) FROM voter",
        "SELECT count(*) FROM ballot",
    ):
        assert hall.number(left) == 0


# --- how long it is kept ----------------------------------------------------------------


async def rated_openly(hall: Hall) -> None:
    """Let twelve people of two partners rate culture in an open vote, and close it."""
    await hall.open(openly=True)
    for number in range(12):
        await hall.join(number, PARTNERS[number % 2])
        await hall.cast(number, "culture", "mature")
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)


async def test_numbers_by_partner_go_with_the_wall_and_the_bars_stay(
    hall: Hall,
) -> None:
    await rated_openly(hall)
    ended = NOW.replace(minute=0) + timedelta(hours=4)
    week = timedelta(days=7)
    await hall.app.votes.tick(ended + week - timedelta(hours=1))
    before = (await hall.app.votes.seen(hall.vote.vote, NOW)).rooms["culture"]
    assert before.partners is not None
    assert await hall.app.votes.tick(ended + week)
    assert hall.number("SELECT count(*) FROM vote_row WHERE shown LIKE '%police%'") == 0
    after = (await hall.app.votes.seen(hall.vote.vote, ended + week)).rooms["culture"]
    assert after == replace(before, partners=None)
    assert not await hall.app.votes.tick(ended + week)  # nothing is left to do
    stored = await hall.app.votes.take_over(hall.vote.vote, "culture", RATING)
    assert stored.letters == "Mature"  # the bars are enough for it


async def test_numbers_by_partner_are_nowhere_in_the_file_afterwards(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    hall = open_hall(folder)
    await rated_openly(hall)
    await hall.app.close()
    assert b'"police": {"mature": 6}' in decrypted(folder, "identity.db")
    hall = open_hall(folder)
    await hall.app.votes.tick(NOW + timedelta(days=8))
    await hall.app.close()
    content = decrypted(folder, "identity.db")
    assert b'"mature": 100' in content  # the bar
    assert b"police" not in content


async def test_a_vote_is_deleted_after_the_months_of_the_area(hall: Hall) -> None:
    await hall.open()
    await hall.rate("culture", TWELVE)
    await hall.app.votes.close(hall.vote.vote, ALL, NOW)
    await hall.app.votes.take_over(hall.vote.vote, "culture", RATING)
    until = (await hall.app.votes.seen(hall.vote.vote, NOW)).kept
    assert (until.dark, until.gone) == (date(2026, 11, 25), date(2028, 12, 1))
    last = datetime(2028, 11, 30, 23, 59, tzinfo=UTC)
    await hall.app.votes.tick(last)
    assert await hall.app.votes.all(last)
    assert await hall.app.votes.tick(last + timedelta(minutes=1))
    for table in ("vote", "vote_row", "voter", "ballot"):
        assert hall.number(f"SELECT count(*) FROM {table}") == 0  # noqa: S608  # names above
    kept = hall.app.writer.call(lambda store: store.panel.ratings(PERIOD))
    assert [one.letters for one in kept] == ["M"]  # the panel's own, not the room's


async def test_a_vote_that_nobody_closed_is_counted_before_it_is_retired(
    hall: Hall,
) -> None:
    await hall.open(openly=True)
    for number in range(12):
        await hall.join(number, PARTNERS[number % 2])
        await hall.cast(number, "culture", "mature")
    later = NOW + timedelta(days=30)  # the service did not run
    assert await hall.app.votes.tick(later)
    room = (await hall.app.votes.seen(hall.vote.vote, later)).rooms["culture"]
    assert (room.people, room.partners) == (10, None)
    assert hall.number("SELECT count(*) FROM voter") == 0


async def test_the_clock_of_the_service_closes_what_is_over(hall: Hall) -> None:
    await hall.open(hours=1)
    assert not await hall.app.votes.tick(NOW)
    assert await hall.app.votes.tick(NOW + timedelta(hours=1))
    assert not await hall.app.votes.tick(NOW + timedelta(hours=2))


# --- what a thief finds -----------------------------------------------------------------


def canaries(votes: Sequence[str]) -> set[str]:
    return {f"a private address, number {n}" for n in range(len(votes))}


async def test_the_files_hold_no_address_no_ballot_and_no_exact_count_afterwards(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    hall = open_hall(folder)
    votes = ["developing"] * 9 + ["mature"] * 17 + [CANNOT_SAY] * 3
    await hall.open()
    await hall.rate("culture", votes)
    opened = hall.vote
    await hall.app.votes.close(opened.vote, ALL, NOW)
    hall.app.writer.call(check)
    await hall.app.close()
    for name in ("identity.db", "answers.db"):
        content = decrypted(folder, name)
        assert opened.code.encode() not in content
        for one in canaries(votes):
            assert one.encode() not in content
    content = decrypted(folder, "identity.db")
    assert b'"developing": 30' in content  # the bar, in steps of five
    for count in (9, 17, 29):
        assert f'"developing": {count},'.encode() not in content
        assert f'"people": {count}'.encode() not in content


async def test_while_a_row_is_open_the_files_hold_marks_and_nothing_of_phones(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    hall = open_hall(folder)
    await hall.open()
    await hall.rate("culture", TWELVE)
    await hall.app.close()
    content = decrypted(folder, "identity.db")
    assert content.count(b"developing") >= 4
    for one in canaries(TWELVE):
        assert one.encode() not in content
