"""A year of waves is planned once; what cannot be is refused with what to do."""

from datetime import date, timedelta

import pytest

from bot.service.errors import ServiceError
from bot.service.person import Person
from bot.service.wave_days import CHECK, Wanted, year_of
from bot.service.wave_plans import PlanError
from surveys.events import SEND, Tapped
from tests.integration.closures.stand_in import Council
from tests.integration.store.world import prompt_of
from tests.integration.waves.staff import (
    NOW,
    answered,
    asked_and_answered,
    at,
    coordinator,
    tokens,
    words,
)

SPRING = Wanted(CHECK, date(2027, 3, 1), date(2027, 3, 14))


def test_a_year_has_three_checks_and_the_view_of_keyworkers() -> None:
    days = [(one.questionnaire, one.opens, one.until) for one in year_of(2027)]
    assert days == [
        ("staff-check", date(2027, 3, 1), date(2027, 3, 14)),
        ("staff-check", date(2027, 6, 7), date(2027, 6, 20)),
        ("keyworker-view", date(2027, 10, 4), date(2027, 10, 17)),
        ("staff-check", date(2027, 11, 1), date(2027, 11, 14)),
    ]


@pytest.mark.parametrize("year", range(2026, 2060))
def test_every_years_waves_begin_on_a_monday_and_end_within_their_quarter(
    year: int,
) -> None:
    for one in year_of(year):
        assert one.opens.weekday() == 0
        assert (one.until - one.opens).days == 13
        assert (one.opens.month - 1) // 3 == (one.until.month - 1) // 3


async def test_a_year_is_planned_once(council: Council) -> None:
    await coordinator(council)
    shown = await council.plans.year(2027, NOW, dry_run=True)
    assert await council.plans.outlook() == ()
    made = await council.plans.year(2027, NOW)
    assert made == shown
    # The small council of the tests has no keyworker view.
    assert [plan.id for plan in made.plans] == [
        "2027-Q1-check",
        "2027-Q2-check",
        "2027-Q4-check",
    ]
    assert "No group of staff-check is named" in made.warnings[0]
    with pytest.raises(PlanError, match="ask the same"):
        await council.plans.year(2027, NOW)
    assert len(await council.plans.outlook()) == 3


async def test_of_this_year_only_what_is_to_come_is_planned(council: Council) -> None:
    made = await council.plans.year(2027, at("2027-06-07"))
    assert [plan.id for plan in made.plans] == ["2027-Q2-check", "2027-Q4-check"]
    assert made.warnings[0] == "The wave of March 2027 is left out: its day is over."
    with pytest.raises(PlanError, match="Plan 2028"):
        await council.plans.year(2027, at("2027-12-01"))


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (Wanted(CHECK, date(2026, 11, 22), date(2026, 12, 5)), "which is over"),
        (Wanted(CHECK, date(2027, 3, 14), date(2027, 3, 1)), "before it opens"),
        (Wanted(CHECK, date(2027, 3, 25), date(2027, 4, 7)), "frozen at its end"),
        (Wanted(CHECK, date(2027, 1, 1), date(2027, 3, 14)), "more than 60 days"),
        (Wanted(CHECK, date(2036, 3, 1), date(2036, 3, 14)), "more than two years"),
    ],
)
async def test_days_that_cannot_be_are_refused(
    council: Council, wanted: Wanted, why: str
) -> None:
    with pytest.raises(PlanError, match=why):
        await council.plans.plan([wanted], NOW)
    assert await council.plans.outlook() == ()


async def test_all_mistakes_are_named_at_once_and_nothing_is_planned(
    council: Council,
) -> None:
    wrong = [
        Wanted(CHECK, date(2026, 11, 2), date(2026, 11, 15)),
        SPRING,
        Wanted(CHECK, date(2027, 3, 8), date(2027, 4, 4)),
    ]
    with pytest.raises(PlanError) as refused:
        await council.plans.plan(wrong, NOW)
    lines = str(refused.value).splitlines()
    assert len(lines) == 3, lines
    assert await council.plans.outlook() == ()


async def test_only_staff_are_asked_in_waves(council: Council) -> None:
    with pytest.raises(ServiceError, match="is for families; staff are asked"):
        await council.plans.plan(
            [Wanted("family-closure", date(2027, 3, 1), date(2027, 3, 14))], NOW
        )


async def test_what_is_unwise_is_warned_of(council: Council) -> None:
    short = Wanted(CHECK, date(2027, 1, 2), date(2027, 1, 3))
    made = await council.plans.plan([short], NOW)
    assert "is open for 2 days" in made.warnings[0]
    # A Saturday, and Monday is an ordinary day.
    assert "word of it goes on 4 January 2027" in made.warnings[1]


async def test_a_wave_that_was_opened_by_hand_stands_in_the_way(
    council: Council,
) -> None:
    until = date(2026, 12, 6)
    await council.waves.open("2026-Q4-check", CHECK, now=NOW, until=until)
    with pytest.raises(PlanError, match="2026-Q4-check asks the same"):
        await council.plans.plan(
            [Wanted(CHECK, date(2026, 12, 1), date(2026, 12, 14))], NOW
        )
    (plan,) = (
        await council.plans.plan(
            [Wanted(CHECK, date(2026, 12, 7), date(2026, 12, 20))], NOW
        )
    ).plans
    assert plan.id == "2026-Q4-check-2"
    with pytest.raises(ServiceError, match="is planned already"):
        await council.waves.open(plan.id, CHECK, now=NOW, until=until)


async def test_a_plan_moves_with_its_links_and_is_named_anew(council: Council) -> None:
    await council.plans.plan([SPRING], NOW)
    before = await tokens(council, "2027-Q1-check")
    (moved,) = (
        await council.plans.move("2027-Q1-check", NOW, opens=date(2027, 4, 12))
    ).plans
    assert moved.id == "2027-Q2-check"
    assert date.fromordinal(moved.until) == date(2027, 4, 25)
    assert await tokens(council, moved.id) == before
    with pytest.raises(PlanError, match="there is 2027-Q2-check"):
        await council.plans.links("2027-Q1-check")
    with pytest.raises(PlanError, match="which is over"):
        await council.plans.move(moved.id, NOW, opens=date(2026, 4, 12))
    assert [one.id for one in await council.plans.outlook()] == ["2027-Q2-check"]


async def test_a_plan_that_is_given_up_leaves_nothing(council: Council) -> None:
    await council.plans.plan([SPRING], NOW)
    (token,) = (await tokens(council, "2027-Q1-check")).values()
    await council.plans.cancel("2027-Q1-check", NOW)
    with pytest.raises(PlanError, match="there is none yet"):
        await council.plans.cancel("2027-Q1-check", NOW)
    number = council.store.database.number
    for table in ("wave_plan", "wave_link", "group_sending"):
        assert number(f"SELECT count(*) FROM {table}") == 0  # noqa: S608  # our own names
    assert not await council.plans(at("2027-03-02"))
    assert "cannot be used" in words(
        await answered(council, "1", token, at("2027-03-02"))
    )


async def test_groups_have_links_of_their_own_and_are_not_asked_who_they_are(
    council: Council,
) -> None:
    for partner, size in (("police", 40), ("schools", 25)):
        assert await council.groups.size(CHECK, partner, size, NOW) == ()
    await council.plans.plan([SPRING], NOW)
    found = await tokens(council, "2027-Q1-check")
    assert set(found) == {"police", "schools"}
    early = await answered(council, "1", found["police"], at("2027-02-28"))
    assert "not open yet" in words(early)
    await council.ring(at("2027-03-01", 9))
    thanks = await answered(council, "1", found["police"], at("2027-03-02"))
    assert "Thank you" in words(thanks)
    again = await answered(council, "1", found["schools"], at("2027-03-02"))
    assert "cannot be used" in words(again)  # one answer each, whatever the link
    assert await asked_and_answered(council, "2027-Q1-check") == {
        "2027-Q1-check": (65, 1),
        "police": (40, 1),
        "schools": (25, 0),
    }
    (response,) = council.store.responses.of(("2027-Q1-check",))
    assert response.group == "police"


async def test_how_many_were_asked_is_known_only_where_every_group_has_said(
    council: Council,
) -> None:
    await council.groups.size(CHECK, "police", 40, NOW)
    await council.groups.size(CHECK, "schools", None, NOW)
    made = await council.plans.plan([SPRING], NOW)
    assert "schools of staff-check" in made.warnings[0]
    await council.ring(at("2027-03-01", 9))
    wave = "2027-Q1-check"
    assert (await asked_and_answered(council, wave))[wave] == (None, 0)
    await council.groups.size(CHECK, "schools", 30, at("2027-03-02"))
    assert await asked_and_answered(council, wave) == {
        wave: (70, 0),
        "police": (40, 0),
        "schools": (30, 0),
    }
    dealt = await council.waves.codes(wave, 12, partner="police", now=at("2027-03-02"))
    assert len(dealt) == 12
    assert (await asked_and_answered(council, wave))["police"] == (40, 0)


@pytest.mark.parametrize("size", [0, -3, 100_001])
async def test_a_group_of_nobody_is_refused(council: Council, size: int) -> None:
    with pytest.raises(ServiceError, match="from 1 on; to leave a group out"):
        await council.groups.size(CHECK, "police", size, NOW)
    assert await council.groups.all(CHECK) == ()


async def test_a_small_group_is_warned_of_and_an_unknown_one_refused(
    council: Council,
) -> None:
    (warning,) = await council.groups.size(CHECK, "police", 9, NOW)
    assert "fewer than 10" in warning
    assert await council.groups.size(CHECK, "schools", 10, NOW) == ()
    with pytest.raises(ServiceError, match="no partner 'circus'; the area file has"):
        await council.groups.size(CHECK, "circus", 20, NOW)
    with pytest.raises(ServiceError, match="for families, not for staff"):
        await council.groups.size("family-closure", "police", 20, NOW)


async def test_an_open_wave_can_end_later_or_sooner_and_not_begin_anew(
    council: Council,
) -> None:
    await council.plans.plan([SPRING], NOW)
    monday = at("2027-03-01", 9)
    await council.ring(monday)
    wave = "2027-Q1-check"
    with pytest.raises(PlanError, match="only its last day"):
        await council.plans.move(wave, monday, opens=date(2027, 3, 8))
    for wrong in (date(2027, 2, 28), date(2027, 4, 1)):
        with pytest.raises(PlanError, match="until 31 March 2027"):
            await council.plans.move(wave, monday, until=wrong)
    with pytest.raises(PlanError, match="people may have answered"):
        await council.plans.cancel(wave, monday)
    await council.plans.move(wave, monday, until=date(2027, 3, 21))
    await council.ring(at("2027-03-21"))
    (token,) = (await tokens(council, wave)).values()
    late = await answered(council, "1", token, at("2027-03-21"), "police")
    assert "Thank you" in words(late)
    await council.ring(at("2027-03-22", 1))
    with pytest.raises(PlanError, match="figures are final"):
        await council.plans.move(wave, at("2027-03-22"), until=date(2027, 3, 28))
    with pytest.raises(PlanError, match="its links open nothing"):
        await council.plans.links(wave)


async def test_a_closed_wave_keeps_its_figures_and_says_so_to_who_comes_late(
    council: Council,
) -> None:
    await council.groups.size(CHECK, "police", 40, NOW)
    await council.plans.plan([SPRING], NOW)
    await council.ring(at("2027-03-01", 9))
    wave = "2027-Q1-check"
    token = (await tokens(council, wave))["police"]
    await answered(council, "1", token, at("2027-03-02"))
    frozen = await asked_and_answered(council, wave)
    # Nobody has rung the bell yet, and the day is over all the same.
    for moment in (at("2027-03-15", 0), at("2027-03-15", 1)):
        said = words(await answered(council, "2", token, moment))
        assert "is over and takes no more answers" in said
        assert await asked_and_answered(council, wave) == frozen
        await council.ring(moment + timedelta(minutes=5))
    await council.groups.size(CHECK, "police", 10, at("2027-03-16"))
    assert await asked_and_answered(council, wave) == frozen
    kept = council.store.waves.get(wave)
    assert kept is not None
    assert not kept.open
    number = council.store.database.number
    assert number("SELECT count(*) FROM participation") == 0
    assert number("SELECT count(*) FROM wave_link WHERE sealed IS NOT NULL") == 0


async def test_who_is_half_way_when_the_wave_closes_is_told(council: Council) -> None:
    await council.plans.plan([SPRING], NOW)
    await council.ring(at("2027-03-01", 9))
    (token,) = (await tokens(council, "2027-Q1-check")).values()
    late = await answered_across_midnight(council, token)
    assert "this round of questions is over" in late
    assert council.store.responses.of(("2027-Q1-check",)) == ()


async def answered_across_midnight(council: Council, token: str) -> str:
    """Begin on the last evening and send after midnight, before the bell rings."""
    person, evening = Person("telegram", "7"), at("2027-03-14", 23, 50)
    effects = await council.respond.open(person, token, None, evening)
    for answer in ("begin", "frontline", "police", "a"):
        prompt = prompt_of(effects)
        ids = {button.id for button in prompt.buttons}
        tapped = next((i for i in ids if i == answer), None) or answer
        effects = await council.respond.receive(
            person, Tapped(prompt.step, tapped), None, evening
        )
    prompt = prompt_of(effects)
    assert SEND in {button.id for button in prompt.buttons}
    effects = await council.respond.receive(
        person, Tapped(prompt.step, SEND), None, at("2027-03-15", 0, 5)
    )
    return words(effects)
