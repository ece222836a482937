"""Whoever passes links on is written to when a wave opens, and reminded twice at most."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from bot.service.accounts import LEAD
from bot.service.errors import ServiceError
from bot.service.notify import EMAIL, Fate, Message
from bot.service.person import Person
from bot.service.wave_days import CHECK, Wanted
from tests.integration.closures.stand_in import Council, Pillar
from tests.integration.waves.staff import (
    COORDINATOR,
    NOW,
    at,
    coordinator,
    someone,
    tokens,
)

WAVE = "2027-Q1-check"
SPRING = Wanted(CHECK, date(2027, 3, 1), date(2027, 3, 14))
MONDAY = at("2027-03-01", 9)
THEIRS = "lead@police.example"


async def planned(council: Council, *partners: str) -> None:
    """Plan the wave of spring, with emails to these partners' leads."""
    for partner in partners:
        await council.groups.size(CHECK, partner, 20, NOW)
        await council.groups.contact(CHECK, partner, f"lead@{partner}.example", NOW)
    await council.plans.plan([SPRING], NOW)


async def days(council: Council, first: str, last: str) -> None:
    """Ring every hour from a day to another, as the service does every minute."""
    moment, end = at(first, 0), at(last, 23)
    while moment <= end:
        await council.ring(moment)
        moment += timedelta(hours=1)


def told(council: Council) -> list[tuple[str, str]]:
    """Return to whom what went."""
    return [
        (one.address, "reminder" if "Nobody can see" in one.text else "open")
        for one in council.post.taken
    ]


async def test_a_group_hears_of_its_wave_once_and_is_reminded_twice(
    council: Council,
) -> None:
    await planned(council, "police")
    await days(council, "2027-02-27", "2027-03-16")
    assert told(council) == [
        (THEIRS, "open"),
        (THEIRS, "reminder"),
        (THEIRS, "reminder"),
    ]
    link = council.post.taken[0].text.split("/s/")[1].split()[0]
    for message in council.post.taken:
        assert message.channel == EMAIL
        assert "14 March 2027" in message.text
        assert "everybody in Police" in message.text
        assert "/stop/" in message.text
        assert link in message.text
    number = council.store.database.number
    assert number("SELECT count(*) FROM group_sending") == 0


async def test_word_goes_in_working_hours_alone(council: Council) -> None:
    for partner in ("police", "schools"):
        await council.groups.contact(CHECK, partner, f"lead@{partner}.example", NOW)
    # Good Friday 2027 is 26 March; the wave opens on it, and Monday is a holiday too.
    easter = Wanted(CHECK, date(2027, 3, 26), date(2027, 3, 31))
    await council.plans.plan([easter], NOW)
    went: list[datetime] = []
    moment = at("2027-03-25", 0)
    while moment < at("2027-04-02", 0):
        before = len(council.post.taken)
        await council.ring(moment)
        went += [moment] * (len(council.post.taken) - before)
        moment += timedelta(minutes=30)
    # London is an hour ahead by then: nine o'clock is eight.
    assert went == [at("2027-03-30", 8)] * 2


async def test_without_anybody_of_their_own_the_coordinators_are_told(
    council: Council,
) -> None:
    await coordinator(council)
    await someone(council, "5001", LEAD, "schools")
    await council.groups.size(CHECK, "schools", 20, NOW)
    await council.groups.size(CHECK, "voluntary", 20, NOW)
    await planned(council, "police")
    await council.ring(MONDAY)
    by = {one.address: one for one in council.post.taken}
    assert set(by) == {COORDINATOR, "5001", THEIRS}
    found = await tokens(council, WAVE)
    assert found["voluntary"] in by[COORDINATOR].text
    assert found["police"] not in by[COORDINATOR].text
    assert found["schools"] not in by[COORDINATOR].text
    assert found["schools"] in by["5001"].text
    assert "/stop/" not in by["5001"].text  # there is a button
    await days(council, "2027-03-02", "2027-03-16")
    assert sorted(told(council)) == sorted(
        [(one, kind) for one in by for kind in ("open", "reminder", "reminder")]
    )


async def test_without_groups_the_coordinators_get_the_one_link(
    council: Council,
) -> None:
    await coordinator(council)
    await coordinator(council, "4002")
    await planned(council)
    await council.ring(MONDAY)
    (link,) = (await tokens(council, WAVE)).values()
    assert {one.address for one in council.post.taken} == {COORDINATOR, "4002"}
    assert all(
        f"Everybody else: https://survey.example/s/{link}" in one.text
        for one in council.post.taken
    )


async def test_reminders_can_be_stopped_for_a_wave(council: Council) -> None:
    await planned(council, "police")
    await council.plans.remind(WAVE, wanted=False)
    await days(council, "2027-03-01", "2027-03-08")
    assert told(council) == [(THEIRS, "open")]
    await council.plans.remind(WAVE, wanted=True)
    await days(council, "2027-03-09", "2027-03-16")
    assert told(council) == [(THEIRS, "open")]  # what was given up stays given up


async def test_whoever_says_stop_is_left_alone_for_ever(council: Council) -> None:
    await coordinator(council)
    await planned(council, "police", "schools")
    await council.ring(MONDAY)
    code = next(
        one.text.split("/stop/")[1]
        for one in council.post.taken
        if one.address == THEIRS
    )
    assert await council.optout.stop_by(code)
    await council.optout.stop(Person("telegram", COORDINATOR))
    await days(council, "2027-03-02", "2027-03-16")
    assert [one for one, kind in told(council) if kind == "reminder"] == [
        "lead@schools.example"
    ] * 2
    with pytest.raises(ServiceError, match="never to write to it"):
        await council.groups.contact(CHECK, "schools", THEIRS, NOW)


async def test_an_address_that_does_not_exist_is_forgotten(council: Council) -> None:
    await planned(council, "police")
    council.post.fates = [Fate.NEVER]
    await days(council, "2027-03-01", "2027-03-16")
    assert told(council) == []
    (group,) = await council.groups.all(CHECK)
    assert (group.size, group.mark, group.sealed) == (20, None, None)


async def test_a_lead_who_lost_the_role_hears_nothing_more(council: Council) -> None:
    lead = await someone(council, "5001", LEAD, "police")
    await council.groups.size(CHECK, "police", 20, NOW)
    await council.plans.plan([SPRING], NOW)
    await council.ring(MONDAY)
    assert await council.accounts.remove(lead)
    await days(council, "2027-03-02", "2027-03-16")
    assert told(council) == [("5001", "open")]


async def test_a_lead_who_comes_while_the_wave_is_open_is_written_to(
    council: Council,
) -> None:
    await council.groups.size(CHECK, "police", 20, NOW)
    await council.plans.plan([SPRING], NOW)
    await council.ring(MONDAY)
    assert told(council) == []
    wednesday = at("2027-03-03", 8)
    await council.groups.contact(CHECK, "police", THEIRS, wednesday)
    await council.groups.contact(CHECK, "police", THEIRS, wednesday)
    await days(council, "2027-03-03", "2027-03-16")
    # Ten days on would be a Saturday, and the wave ends on the Sunday.
    assert told(council) == [(THEIRS, "open"), (THEIRS, "reminder")]


async def test_nothing_goes_once_a_wave_is_closed(council: Council) -> None:
    await planned(council, "police")
    await council.ring(MONDAY)
    await council.waves.close(WAVE, at("2027-03-03"))
    await days(council, "2027-03-04", "2027-03-16")
    assert told(council) == [(THEIRS, "open")]


async def test_a_busy_post_is_tried_again_and_a_silent_one_asked(
    council: Council,
) -> None:
    await planned(council, "police")
    council.post.fates = [Fate.LATER, Fate.UNCERTAIN]
    await days(council, "2027-03-01", "2027-03-04")
    assert told(council) == [(THEIRS, "open")]
    await days(council, "2027-03-05", "2027-03-16")
    assert len(council.post.taken) == 3
    assert council.post.twice() == []


# --- outages, restarts, clocks ------------------------------------------------------


async def test_an_outage_across_the_opening_opens_late_and_loses_no_day(
    council: Council,
) -> None:
    await planned(council, "police")
    await days(council, "2027-02-26", "2027-02-28")
    await days(council, "2027-03-03", "2027-03-18")
    wave = council.store.waves.get(WAVE)
    assert wave is not None
    assert date.fromordinal(wave.until) == date(2027, 3, 16)
    assert not wave.open
    assert [kind for _, kind in told(council)] == ["open", "reminder", "reminder"]


async def test_a_late_wave_never_runs_past_its_quarter(council: Council) -> None:
    late = Wanted(CHECK, date(2027, 3, 18), date(2027, 3, 30))
    await council.plans.plan([late], NOW)
    await council.ring(at("2027-03-24"))
    wave = council.store.waves.get(WAVE)
    assert wave is not None
    assert date.fromordinal(wave.until) == date(2027, 3, 31)


async def test_an_outage_across_the_closing_closes_at_the_first_ring(
    council: Council,
) -> None:
    await planned(council, "police")
    await days(council, "2027-03-01", "2027-03-12")
    before = list(council.post.taken)
    await council.ring(at("2027-03-17", 9))
    wave = council.store.waves.get(WAVE)
    assert wave is not None
    assert not wave.open
    assert council.post.taken == before


async def test_a_window_that_was_slept_through_is_said_and_not_made_up_for(
    council: Council,
) -> None:
    await planned(council, "police")
    await days(council, "2027-03-15", "2027-03-17")
    (missed,) = await council.plans.outlook()
    assert missed.state == "missed"
    assert council.post.taken == []
    assert council.store.waves.get(WAVE) is None
    (line,) = await council.plans.lines()
    assert "MISSED" in line
    assert "1 March 2027" in line
    await council.plans.move(WAVE, at("2027-03-17"), opens=date(2027, 3, 18))
    assert await council.plans.lines() == ()
    await days(council, "2027-03-18", "2027-03-18")
    assert told(council) == [(THEIRS, "open")]


async def test_a_clock_that_jumps_back_opens_and_sends_nothing_again(
    council: Council,
) -> None:
    await planned(council, "police")
    await days(council, "2027-03-01", "2027-03-02")
    await days(council, "2027-02-27", "2027-03-05")
    assert told(council) == [(THEIRS, "open")]
    assert len(council.store.waves.all()) == 1


@dataclass
class Dying(Pillar):
    """A post whose process dies at the moment of sending, before or after it took."""

    took: bool = True
    dies: bool = True

    async def send(self, message: Message) -> Fate:
        if self.dies:
            self.dies = False
            if self.took:
                self.taken.append(message)
            raise OSError
        return await super().send(message)


@pytest.mark.parametrize("took", [True, False])
async def test_a_process_that_dies_while_sending_sends_once(
    council: Council,
    took: bool,  # noqa: FBT001  # by name
) -> None:
    await planned(council, "police")
    council.post = Dying(took=took)
    council.group_reminders.use({EMAIL: council.post})
    with pytest.raises(OSError):  # noqa: PT011  # the process is gone
        await council.ring(MONDAY)
    await days(council, "2027-03-01", "2027-03-04")
    assert told(council) == [(THEIRS, "open")]


async def test_after_a_backup_was_put_back_nothing_goes_again(
    council: Council,
) -> None:
    await planned(council, "police")
    before = council.post.taken
    copies = [council.store.plans.get(WAVE)]
    await days(council, "2027-03-01", "2027-03-02")
    assert len(before) == 1
    # The older copy knows the wave as planned, and nothing of what went.
    run = council.store.database.run
    (plan,) = copies
    assert plan is not None

    def older() -> None:
        for table in ("wave", "period", "reach", "group_sending"):
            run(f"DELETE FROM {table}")  # noqa: S608  # our own names
        council.store.plans.add(plan)
        council.store.group_sendings.all_doubtful(0)
        council.store.plans.all_doubtful()

    await council.writer.run(lambda _: older())
    await days(council, "2027-03-03", "2027-03-14")
    kinds = [kind for _, kind in told(council)]
    assert kinds == ["open", "reminder"]  # counted from when it opened again
    assert council.post.twice() == []
