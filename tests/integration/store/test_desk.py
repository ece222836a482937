"""The verbs of those who work with the tool: links, waves, roles, closing, asking again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from analysis.model import Reach
from bot.service.accounts import RIGHTS
from bot.service.errors import NotAllowedError, ServiceError
from bot.service.invite import Invite
from bot.service.person import Person
from bot.service.setup import Links
from bot.store import Account, Sent
from surveys.events import Prompt
from surveys.session import Labels
from tests.integration.store.world import (
    FAMILY_ANSWERS,
    NOW,
    QUARTER,
    World,
    code_of,
    family,
    open_world,
    reading,
    talk,
)

HER = Person("telegram", "4711")
ANNA = Account("anna", "keyworker")
ASK_AGAIN = (*FAMILY_ANSWERS[:3], "y")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    opened = open_world(tmp_path, pause=60)
    yield opened
    await opened.close()


# --- links -------------------------------------------------------------------------


async def test_a_link_fits_telegram_and_its_message_tells_nothing(world: World) -> None:
    made = await world.invite.create("family-closure", "keyworker", "melton", now=NOW)
    assert made.telegram_link == f"https://t.me/test_bot?start={made.token}"
    assert made.web_link is None
    assert made.telegram_link in made.message
    for telling in ("keyworker", "melton", "closed", "support", "early help"):
        assert telling not in made.message.lower().replace("your worker", "")


async def test_links_lead_to_the_pages_where_there_are_pages(world: World) -> None:
    links = Links(web="https://survey.example/")
    invite = Invite(world.writer, world.keys, replace(world.setup, links=links))
    made = await invite.create("family-closure", None, None, now=NOW)
    assert made.telegram_link is None
    assert made.web_link == f"https://survey.example/s/{made.token}"
    assert made.web_link in made.message


@pytest.mark.parametrize(
    ("questionnaire", "tier", "district", "says"),
    [
        ("family-survey", None, None, "There is no questionnaire"),
        ("staff-check", None, None, "is for staff"),
        ("family-closure", "gold", None, "There is no tier 'gold'"),
        ("family-closure", None, "york", "There is no district 'york'"),
    ],
)
async def test_a_link_with_unknown_labels_is_refused(
    world: World, questionnaire: str, tier: str | None, district: str | None, says: str
) -> None:
    with pytest.raises(ServiceError, match=says):
        await world.invite.create(questionnaire, tier, district, now=NOW)
    with reading(world.folder) as store:
        assert store.status().invitations == 0


async def test_what_is_asked_for_twice_makes_one_link(world: World) -> None:
    tokens = {
        (
            await world.invite.create(
                "family-closure",
                "keyworker",
                "melton",
                by=ANNA,
                delivery="close-1",
                now=NOW,
            )
        ).token
        for _ in range(3)
    }
    assert len(tokens) == 1
    effects = await world.respond.open(HER, tokens.pop(), None, NOW)
    await talk(world, HER, effects, FAMILY_ANSWERS)
    await world.invite.create(
        "family-closure", "keyworker", "melton", by=ANNA, delivery="close-1", now=NOW
    )
    assert await world.invite.sent(ANNA) == (
        Sent("2026-11", "family-closure", "keyworker", "melton", 1),
    )
    with reading(world.folder) as store:
        assert store.status().invitations == 0  # it does not come to life again
        assert [r.sent for r in store.reach.of((QUARTER, "2026"))] == [1, 1]


async def test_whoever_sends_links_cannot_see_whether_an_answer_came(
    world: World,
) -> None:
    made = [
        await world.invite.create(
            "family-closure", "keyworker", "melton", by=ANNA, now=NOW
        )
        for _ in range(2)
    ]
    before = await world.invite.sent(ANNA)
    effects = await world.respond.open(HER, made[0].token, None, NOW)
    await talk(world, HER, effects, FAMILY_ANSWERS)
    assert await world.invite.sent(ANNA) == before


# --- waves ------------------------------------------------------------------------


async def test_a_wave_gives_one_link_and_can_know_how_many_were_asked(
    world: World,
) -> None:
    until = date(2026, 12, 1)
    made = await world.waves.open(
        "2026-Q4-check", "staff-check", now=NOW, until=until, asked=120
    )
    assert made.telegram_link
    assert [wave.id for wave in await world.waves.current(NOW)] == ["2026-Q4-check"]
    assert await world.waves.current(NOW + timedelta(days=30)) == ()
    with reading(world.folder) as store:
        assert store.reach.of(("2026-Q4-check",)) == (
            Reach("staff-check", "2026-Q4-check", "2026-Q4-check", "wave", 120, 0),
        )
        assert [p.id for p in store.periods.within("2026")] == ["2026-Q4-check"]
    assert [wave.open for wave in await world.waves.all()] == [True]


@pytest.mark.parametrize(
    ("wave", "questionnaire", "until", "says"),
    [
        ("check", "staff-check", date(2026, 12, 1), "cannot name a wave"),
        ("2026-Q4", "staff-check", date(2026, 12, 1), "cannot name a wave"),
        ("2026", "staff-check", date(2026, 12, 1), "cannot name a wave"),
        ("2026-Q4-check", "family-closure", date(2026, 12, 1), "is for families"),
        ("2026-Q4-check", "no-such", date(2026, 12, 1), "no questionnaire"),
        ("2026-Q4-check", "staff-check", date(2026, 11, 1), "is over already"),
    ],
)
async def test_a_wave_that_cannot_be_is_refused(
    world: World, wave: str, questionnaire: str, until: date, says: str
) -> None:
    with pytest.raises(ServiceError, match=says):
        await world.waves.open(wave, questionnaire, now=NOW, until=until)
    assert await world.waves.all() == ()


async def test_a_wave_is_opened_once_and_only_a_wave_is_closed(world: World) -> None:
    until = date(2026, 12, 1)
    await world.waves.open("2026-Q4-check", "staff-check", now=NOW, until=until)
    with pytest.raises(ServiceError, match="already"):
        await world.waves.open("2026-Q4-check", "staff-check", now=NOW, until=until)
    with pytest.raises(ServiceError, match="there is 2026-Q4-check"):
        await world.waves.close("2026-Q4", NOW)


async def test_a_closed_wave_keeps_no_key_no_mark_and_no_rare_partner(
    world: World,
) -> None:
    link = await world.waves.open(
        "2026-Q4-check", "staff-check", now=NOW, until=date(2026, 12, 1)
    )
    area = world.setup.area
    partners = [area.partners[0].id] * 6 + [area.partners[1].id] * 5 + ["police"] * 2
    for number, partner in enumerate(partners):
        person = Person("telegram", str(number))
        effects = await world.respond.open(person, link.token, None, NOW)
        await talk(world, person, effects, (area.grades[0].id, partner, "a"))
    assert await world.closing.tick(NOW + timedelta(days=20))
    with reading(world.folder) as store:
        (wave,) = store.waves.all()
        assert (wave.token, wave.secret) == (None, None)
        assert store.database.number("SELECT count(*) FROM participation") == 0
        groups = [r.group for r in store.responses.of(("2026-Q4-check",))]
        assert {g: groups.count(g) for g in groups} == {partners[0]: 6, None: 7}
        period = store.periods.get("2026-Q4-check")
        assert period is not None
        assert period.closed


# --- roles --------------------------------------------------------------------------


async def test_a_code_gives_its_role_once_and_to_the_same_person_again(
    world: World,
) -> None:
    code = await world.accounts.grant("coordinator", now=NOW)
    him = Person("telegram", "4712")
    assert await world.accounts.redeem(HER, "not a code", NOW) is None
    account = await world.accounts.redeem(HER, code.lower().replace("-", " "), NOW)
    assert account is not None
    assert account.role == "coordinator"
    assert await world.accounts.redeem(HER, code, NOW) == account
    assert await world.accounts.redeem(him, code, NOW) is None
    assert await world.accounts.who(HER) == account
    assert await world.accounts.who(him) is None
    assert await world.accounts.who(Person("web", HER.key)) is None
    assert await world.accounts.reachable("coordinator") == (HER,)
    assert await world.accounts.remove(HER)
    assert not await world.accounts.remove(HER)
    assert await world.accounts.who(HER) is None


async def test_a_code_is_good_for_a_week(world: World) -> None:
    code = await world.accounts.grant("keyworker", now=NOW)
    assert await world.accounts.redeem(HER, code, NOW + timedelta(days=8)) is None
    assert await world.closing.tick(NOW + timedelta(days=8))
    assert not await world.closing.tick(NOW + timedelta(days=8))


async def test_an_unknown_role_is_refused(world: World) -> None:
    with pytest.raises(ServiceError, match="administrator, carer, coordinator"):
        await world.accounts.grant("director", now=NOW)


@pytest.mark.parametrize(
    ("role", "verb", "allowed"),
    [
        ("keyworker", "close", True),
        ("keyworker", "evidence", False),
        ("keyworker", "status", False),
        ("coordinator", "close", True),
        ("coordinator", "evidence", True),
        ("coordinator", "approve_quotes", True),
        ("coordinator", "grant", False),
        ("administrator", "grant", True),
        ("administrator", "no such verb", False),
        ("director", "close", False),
    ],
)
async def test_rights(world: World, role: str, verb: str, *, allowed: bool) -> None:
    account = Account("1", role)
    if allowed:
        world.accounts.authorise(account, verb)
        return
    with pytest.raises(NotAllowedError, match="Ask the administrator"):
        world.accounts.authorise(account, verb)


async def test_nobody_may_do_nothing_and_a_scope_holds(world: World) -> None:
    for verb in RIGHTS["administrator"]:
        with pytest.raises(NotAllowedError):
            world.accounts.authorise(None, verb)
    melton = Account("1", "keyworker", "melton")
    world.accounts.authorise(melton, "close", "melton")
    for scope in ("", "blaby"):
        with pytest.raises(NotAllowedError):
            world.accounts.authorise(melton, "close", scope)


# --- asking again ---------------------------------------------------------------------


async def test_a_wish_is_stored_later_and_by_itself(world: World) -> None:
    await family(world, "4711", ASK_AGAIN)
    with reading(world.folder) as store:
        assert store.responses.count(QUARTER) == 1
        assert store.follow_ups.all() == ()
    assert not await world.respond.settle(NOW + timedelta(minutes=9))
    assert await world.respond.settle(NOW + timedelta(hours=2))
    assert not await world.respond.settle(NOW + timedelta(hours=3))
    with reading(world.folder) as store:
        (wish,) = store.follow_ups.all()
        (response,) = store.responses.of((QUARTER,))
        assert (wish.month, wish.tier) == ("2027-02", "keyworker")
        assert b"4711" not in wish.sealed
        assert wish.id != response.id


async def test_an_orderly_end_keeps_the_wishes(tmp_path: Path) -> None:
    world = open_world(tmp_path)
    await family(world, "4711", ASK_AGAIN)
    await world.close()
    with reading(tmp_path) as store:
        assert len(store.follow_ups.all()) == 1


async def test_whoever_did_not_agree_is_not_asked_again(world: World) -> None:
    await family(world, "4711")
    terminal = Person("terminal")
    effects = await world.respond.begin(terminal, "family-closure", Labels(), NOW)
    await talk(world, terminal, effects, ASK_AGAIN)  # nobody can be reached there
    await world.respond.close()
    with reading(world.folder) as store:
        assert store.follow_ups.all() == ()


async def test_after_three_months_a_link_for_her_alone_is_made(world: World) -> None:
    await family(world, "4711", ASK_AGAIN)
    await world.respond.close()
    assert await world.invite.follow_ups(NOW + timedelta(days=60)) == ()
    february = NOW + timedelta(days=80)
    (reminder,) = await world.invite.follow_ups(february)
    assert reminder.person == HER
    assert await world.invite.follow_ups(february) == ()
    token = reminder.invitation.token
    stranger = await world.respond.open(Person("telegram", "1"), token, None, february)
    assert not any(isinstance(e, Prompt) for e in stranger)
    effects = await world.respond.open(HER, token, None, february)
    await talk(world, HER, effects, ("a",), february)
    with reading(world.folder) as store:
        (answer,) = store.responses.of(("2027-Q1",))
        assert (answer.questionnaire, answer.group) == ("family-followup", "keyworker")
        assert store.follow_ups.all() == ()


async def test_whoever_opts_out_or_blocks_us_is_not_asked_again(world: World) -> None:
    for key in ("1", "2", "3"):
        await family(world, key, ASK_AGAIN)
    await world.respond.gone(Person("telegram", "1"), NOW)  # while it waits in memory
    await world.invite.opt_out(Person("telegram", "2"))
    await world.respond.close()
    await world.respond.gone(Person("telegram", "3"), NOW)  # once it is stored
    with reading(world.folder) as store:
        assert store.follow_ups.all() == ()


async def test_a_wish_that_nobody_met_is_forgotten(world: World) -> None:
    await family(world, "4711", ASK_AGAIN)
    await world.respond.close()
    await world.closing.tick(NOW + timedelta(days=360))
    with reading(world.folder) as store:
        assert store.follow_ups.all() == ()


# --- closing -----------------------------------------------------------------------------


async def test_a_quarter_closes_when_it_is_over_and_rare_tiers_go(world: World) -> None:
    for number in range(6):
        await family(world, f"a{number}", tier="keyworker")
    for number in range(2):
        await family(world, f"b{number}", tier="lead_worker")
    for number in range(3):
        await family(world, f"c{number}", tier="family_help")
    with pytest.raises(ServiceError, match="can be closed from 2027-01-01"):
        await world.closing.close_quarter(QUARTER, NOW)
    january = NOW + timedelta(days=50)
    assert await world.closing.close_quarter(QUARTER, january) == 5
    with reading(world.folder) as store:
        groups = [r.group for r in store.responses.of((QUARTER,))]
        assert {g: groups.count(g) for g in groups} == {"keyworker": 6, None: 5}
        period = store.periods.get(QUARTER)
        assert period is not None
        assert period.closed


@pytest.mark.parametrize("quarter", ["2026", "2026-Q5", "2026-Q4-check", "soon"])
async def test_only_quarters_are_closed(world: World, quarter: str) -> None:
    with pytest.raises(ServiceError, match="is no quarter"):
        await world.closing.close_quarter(quarter, NOW)


async def test_the_clock_closes_what_is_over_and_finds_nothing_twice(
    world: World,
) -> None:
    await family(world, "1")
    assert not await world.closing.tick(NOW)
    january = NOW + timedelta(days=50)
    assert await world.closing.tick(january)
    assert not await world.closing.tick(january)
    with reading(world.folder) as store:
        assert [(p.id, p.closed) for p in store.periods.all()] == [(QUARTER, True)]


async def test_nothing_is_added_to_a_closed_quarter(world: World) -> None:
    await family(world, "1")
    await world.closing.tick(NOW + timedelta(days=50))
    await family(world, "2", now=NOW)  # a clock that was set back
    with reading(world.folder) as store:
        assert store.responses.count(QUARTER) == 1
        assert store.responses.count("2027-Q1") == 1


async def test_words_go_before_answers_and_answers_in_their_time(world: World) -> None:
    effects = await family(world, "1")
    await world.closing.tick(NOW + timedelta(days=50))
    keep = world.setup.area.retention
    assert keep.words_months < keep.answers_months
    words_over = NOW + timedelta(days=31 * (keep.words_months + 4))
    assert await world.closing.tick(words_over)
    with reading(world.folder) as store:
        (kept,) = store.responses.of((QUARTER,))
        assert [a.words for a in kept.answers] == [None]
    answers_over = NOW + timedelta(days=31 * (keep.answers_months + 4))
    assert await world.closing.tick(answers_over)
    assert not await world.closing.tick(answers_over)
    with reading(world.folder) as store:
        assert store.responses.of((QUARTER,)) == ()
        assert store.tallies.of((QUARTER, QUARTER[:4])) == ()
    assert not await world.erase.withdraw(code_of(effects), answers_over)
