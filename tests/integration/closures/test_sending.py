"""What is sent, when, and what is never sent."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.keys import load_keys
from bot.service.backups import opened
from bot.service.contacts import address_mark, read_stop_code
from bot.service.notify import SMS, Fate
from bot.service.person import Person
from bot.service.rotation import rotate
from bot.store import Store
from surveys.events import Prompt
from tests.integration.closures.stand_in import (
    HERS,
    NOW,
    Council,
    closure,
    open_council,
    token_of,
)
from tests.integration.store.world import prompt_of, talk

AGAIN = ("a", "skip", "y", "y")
HOUR = timedelta(hours=1)
HOURS = (3, 8, 9, 10, 11, 17, 18, 19)


async def days(council: Council, number: int, start: datetime = NOW) -> list[str]:
    """Ring on for some days, at hours that matter; return when each message went."""
    seen, log = len(council.post.taken), []
    midnight = start.replace(hour=0, minute=0)
    for hour in range(start.hour, number * 24):
        now = midnight + hour * HOUR
        if now.hour == HOURS[0]:
            await council.ring(now)
        elif now.hour in HOURS and hour != start.hour:
            await council.reminders(now)
        log += [f"{now:%a %d %H}"] * (len(council.post.taken) - seen)
        seen = len(council.post.taken)
    return log


async def test_the_first_message_and_two_reminders_and_never_a_third(
    council: Council,
) -> None:
    await council.closures.close(closure(), now=NOW)
    # Closed on a Wednesday; the third day after Thursday is a Sunday.
    assert await days(council, 40) == ["Thu 19 09", "Mon 23 09", "Thu 26 09"]
    assert council.post.kinds == ["invite", "reminder", "reminder"]
    assert {message.address for message in council.post.taken} == {"+447700900123"}
    assert council.post.twice() == []


async def test_the_words_say_nothing_of_help_or_children(council: Council) -> None:
    await council.closures.close(closure(), now=NOW)
    await days(council, 12)
    for message in council.post.taken:
        for telling in ("help", "famil", "child", "worker", "support", "council"):
            assert telling not in message.text.lower()
        assert "https://survey.example/stop/" in message.text


async def test_nothing_goes_at_night_at_weekends_or_on_bank_holidays(
    council: Council,
) -> None:
    christmas_eve = datetime(2026, 12, 24, 17, 50, tzinfo=UTC)
    await council.closures.close(closure(month="2026-12"), now=christmas_eve)
    # Friday is Christmas, Monday stands in for Boxing Day.
    assert (await days(council, 9, christmas_eve))[:1] == ["Tue 29 09"]


async def test_summer_time_is_kept(council: Council) -> None:
    july = datetime(2026, 7, 1, 10, tzinfo=UTC)
    await council.closures.close(closure(month="2026-07"), now=july)
    assert (await days(council, 3, july))[0] == "Thu 02 08"  # nine in London


async def test_whoever_has_answered_hears_no_more(council: Council) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    (message,) = council.post.taken
    her = Person("web", "a private address")
    effects = await council.respond.open(her, token_of(message), None, NOW)
    prompt_of(effects)
    assert council.store.contacts.count() == 1
    await talk(council, her, effects, ("a", "skip", "y", "n"))  # type: ignore[arg-type]  # a council has the same verbs
    assert council.store.contacts.count() == 0
    assert council.store.database.number("SELECT count(*) FROM sending") == 0
    await days(council, 20)
    assert council.post.kinds == ["invite"]


async def test_the_link_of_a_text_message_opens_the_questions(council: Council) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    token = token_of(council.post.taken[0])
    effects = await council.respond.open(Person("web", "x"), token, None, NOW)
    assert any(isinstance(effect, Prompt) for effect in effects)


async def test_three_months_later_whoever_said_yes_is_asked_the_same_way(
    council: Council,
) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    her = Person("web", "a private address")
    token = token_of(council.post.taken[0])
    effects = await council.respond.open(her, token, None, NOW)
    await talk(council, her, effects, AGAIN)  # type: ignore[arg-type]  # a council has the same verbs
    assert council.store.contacts.count() == 0
    assert council.store.follow_ups.all() == ()
    await council.respond.settle(NOW + timedelta(hours=3))
    (wish,) = council.store.follow_ups.all()
    assert wish.month == "2027-02"
    log = await days(council, 10, datetime(2027, 1, 29, tzinfo=UTC))
    assert log == ["Mon 01 09"]
    asked = council.post.taken[-1]
    assert (asked.kind, asked.address) == ("follow_up", "+447700900123")
    assert council.store.contacts.count() == 0
    later = await council.respond.open(her, token_of(asked), None, wish_day())
    assert prompt_of(later)


def wish_day() -> datetime:
    return datetime(2027, 2, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize("way", ["text", "page"])
async def test_stop_is_honoured_for_ever(council: Council, way: str) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    (message,) = council.post.taken
    if way == "text":
        assert await council.optout.received("447700900123", "Stop.")
    else:
        code = message.text.split("/stop/")[1].split()[0]
        assert council.optout.is_ours(code)
        assert await council.optout.stop_by(code)
    assert council.store.contacts.count() == 0
    await council.closures.close(closure(month="2026-12"), now=NOW)
    assert council.store.contacts.count() == 0
    await days(council, 20)
    assert council.post.kinds == ["invite"]


async def test_a_stop_link_works_after_everything_else_is_gone(
    council: Council,
) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    code = council.post.taken[0].text.split("/stop/")[1].split()[0]
    await council.closing.tick(NOW + timedelta(days=100))
    assert council.store.contacts.count() == 0
    assert await council.optout.stop_by(code)
    again = NOW + timedelta(days=101)
    closed = await council.closures.close(closure(month="2027-02"), now=again)
    assert closed.channel == SMS  # nobody who closes a case is told
    assert council.store.contacts.count() == 0
    reach = council.store.reach.of(["2027-Q1"])
    assert reach == ()  # nor is anybody invited who cannot be


@pytest.mark.parametrize("code", ["", "x", "AAAA", "é", "a" * 500, "=" * 9])
async def test_a_strange_stop_link_does_nothing(council: Council, code: str) -> None:
    assert not council.optout.is_ours(code)
    assert not await council.optout.stop_by(code)


async def test_a_text_message_that_is_no_stop_is_not_looked_at(
    council: Council,
) -> None:
    assert not await council.optout.received("447700900123", "thank you, I stopped")
    assert not await council.optout.received("short code", "STOP")
    assert council.store.database.number("SELECT count(*) FROM opt_out") == 0


async def test_an_address_that_cannot_be_written_to_is_forgotten(
    council: Council,
) -> None:
    council.post.fates = [Fate.NEVER]
    await council.closures.close(closure(), now=NOW)
    await days(council, 20)
    assert council.post.taken == []
    assert council.store.contacts.count() == 0


async def test_a_busy_post_is_tried_again_an_hour_later(council: Council) -> None:
    council.post.fates = [Fate.LATER, Fate.LATER]
    await council.closures.close(closure(), now=NOW)
    assert await days(council, 2) == ["Thu 19 11"]


async def test_a_message_that_may_have_gone_is_asked_about_and_not_repeated(
    council: Council,
) -> None:
    council.post.fates = [Fate.UNCERTAIN]
    await council.closures.close(closure(), now=NOW)
    await days(council, 12)
    assert council.post.kinds == ["invite", "reminder", "reminder"]
    assert council.post.twice() == []


async def test_a_message_that_did_not_go_after_all_goes_later(council: Council) -> None:
    council.post.fates = [Fate.UNCERTAIN]
    council.post.taken = Forgetful()
    await council.closures.close(closure(), now=NOW)
    assert await days(council, 2) == ["Thu 19 09", "Thu 19 10"]


class Forgetful(list):  # type: ignore[type-arg]  # of messages
    """Loses the first message after it was counted."""

    def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
        return iter(self[n] for n in range(1, len(self)))


async def test_a_post_that_cannot_be_asked_for_days_is_believed(
    council: Council,
) -> None:
    council.post.fates = [Fate.UNCERTAIN]
    council.post.knows = False
    await council.closures.close(closure(), now=NOW)
    await days(council, 20)
    assert council.post.kinds == ["invite", "reminder", "reminder"]
    assert council.post.twice() == []


@pytest.mark.parametrize("reached_the_post", [True, False])
async def test_a_claim_of_a_process_that_was_killed_is_not_sent_blindly(
    council: Council,
    reached_the_post: bool,  # noqa: FBT001  # a case
) -> None:
    await council.closures.close(closure(), now=NOW)
    morning = NOW + timedelta(days=1)
    claimed = council.reminders._claim(council.store, morning)
    assert claimed is not None  # and then the process dies
    if reached_the_post:
        message = council.reminders._message(claimed)
        assert message is not None
        council.post.taken.append(message)
    await council.ring(morning + timedelta(minutes=5))
    assert len(council.post.taken) == reached_the_post
    for minutes in (16, 40, 80):
        await council.ring(morning + timedelta(minutes=minutes))
    assert council.post.kinds == ["invite"]
    await days(council, 20, NOW + timedelta(days=2))
    assert council.post.kinds == ["invite", "reminder", "reminder"]
    assert council.post.twice() == []


async def test_after_days_of_downtime_one_message_goes_and_not_three(
    council: Council,
) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    back = NOW + timedelta(days=12)
    log = await days(council, 10, back)
    assert log == ["Mon 30 11", "Wed 02 09"]
    assert council.post.kinds == ["invite", "reminder", "reminder"]


async def test_a_clock_that_jumps_sends_nothing_twice(council: Council) -> None:
    await council.closures.close(closure(), now=NOW)
    for jump in (1, 30, 1, 0, 5, 2, 40, 8, 3, 20):
        now = NOW + timedelta(days=jump)
        for minutes in (0, 1, 20, 40):
            await council.ring(now + timedelta(minutes=minutes))
    await days(council, 50)
    assert council.post.twice() == []
    assert council.post.kinds in (
        ["invite"],
        ["invite", "reminder"],
        ["invite", "reminder", "reminder"],
    )


async def test_what_has_expired_is_not_sent(council: Council) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.reminders(NOW + timedelta(days=61))
    assert council.post.taken == []
    await council.closing.tick(NOW + timedelta(days=61))
    assert council.store.contacts.count() == 0


async def test_a_restart_goes_on_where_it_was(council: Council) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    await council.close()
    second = open_council(council.folder, council.post)
    try:
        await days(second, 12)
    finally:
        await second.close()
    assert council.post.kinds == ["invite", "reminder", "reminder"]


async def test_without_a_post_nothing_is_lost(council: Council) -> None:
    posts, council.reminders._posts = council.reminders._posts, {}
    await council.closures.close(closure(), now=NOW)
    await days(council, 4)
    council.reminders._posts = posts
    await days(council, 1, NOW + timedelta(days=5))
    assert council.post.kinds == ["invite"]


def test_an_address_shows_in_no_representation() -> None:
    assert HERS not in repr(closure())


async def test_after_a_backup_was_put_back_nothing_goes_twice(
    council: Council,
) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.closures.close(closure(phone="07700900124"), now=NOW)
    old = council.folder.with_name("old")
    await council.writer.run(lambda store: copied(store, old))
    await council.ring(NOW + timedelta(days=1))
    await council.ring(NOW + timedelta(days=5))
    assert council.post.kinds == ["invite", "invite", "reminder", "reminder"]
    second = open_council(old, council.post)
    try:
        await second.writer.run(lambda store: store.sendings.all_doubtful(0))
        await days(second, 20, NOW + timedelta(days=2))
    finally:
        await second.close()
    assert council.post.twice() == []
    assert sorted(council.post.kinds) == ["invite"] * 2 + ["reminder"] * 4


def copied(store: Store, folder: Path) -> None:
    """Copy the files as they are; nothing else is writing."""
    shutil.copytree(store.database.folder, folder)


async def test_a_message_of_a_backup_whose_time_has_not_come_waits(
    council: Council,
) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.writer.run(lambda store: store.sendings.all_doubtful(0))
    assert await days(council, 2) == ["Thu 19 09"]


async def test_a_post_that_is_not_well_is_left_alone_until_the_next_ring(
    council: Council,
) -> None:
    council.post.fates = [Fate.LATER] * 20
    for number in range(10):
        await council.closures.close(closure(phone=f"0770090010{number}"), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    assert len(council.post.fates) == 17
    await council.ring(NOW + timedelta(days=1, minutes=1))
    assert len(council.post.fates) == 14


async def test_whoever_opened_a_link_in_telegram_and_did_not_finish_is_reminded_there(
    council: Council,
) -> None:
    closed = await council.closures.close(closure(phone=""), now=NOW)
    her = Person("telegram", "4711")
    effects = await council.respond.open(her, closed.invitation.token, None, NOW)
    log = await days(council, 6)
    assert log == ["Mon 23 09"]  # the third day is a Saturday
    (message,) = council.post.taken
    assert (message.channel, message.kind) == ("telegram", "reminder")
    assert message.token == closed.invitation.token
    await talk(council, her, effects, ("a", "skip", "y", "n"))  # type: ignore[arg-type]  # a council has the same verbs
    assert council.store.contacts.count() == 0
    await days(council, 20, NOW + timedelta(days=6))
    assert len(council.post.taken) == 1


async def test_a_link_opened_in_telegram_is_reminded_of_twice_and_never_more(
    council: Council,
) -> None:
    closed = await council.closures.close(closure(phone=""), now=NOW)
    her = Person("telegram", "4711")
    for _ in range(3):
        await council.respond.open(her, closed.invitation.token, None, NOW)
    assert await days(council, 40) == ["Mon 23 09", "Wed 25 09"]


async def test_whoever_said_no_more_is_not_reminded_in_telegram(
    council: Council,
) -> None:
    her = Person("telegram", "4711")
    closed = await council.closures.close(closure(phone=""), now=NOW)
    await council.respond.open(her, closed.invitation.token, None, NOW)
    await council.optout.stop(her)
    again = await council.closures.close(closure(phone=""), now=NOW)
    await council.respond.open(her, again.invitation.token, None, NOW)
    await days(council, 20)
    assert council.post.taken == []
    assert council.store.contacts.count() == 0


async def test_whoever_gets_text_messages_is_not_reminded_in_telegram_as_well(
    council: Council,
) -> None:
    await council.closures.close(closure(), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    token = token_of(council.post.taken[0])
    await council.respond.open(Person("telegram", "4711"), token, None, NOW)
    await days(council, 20)
    assert {message.channel for message in council.post.taken} == {"sms"}
    assert council.post.kinds == ["invite", "reminder", "reminder"]


async def test_a_new_master_key_leaves_stops_and_stop_links_as_they_are(
    folder: Path,
) -> None:
    council = open_council(folder)
    await council.closures.close(closure(), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    code = council.post.taken[0].text.split("/stop/")[1].split()[0]
    assert await council.optout.received(HERS, "STOP")
    await council.close()
    old = load_keys(folder)
    rotate(folder, old, b"n" * 32, key_file=True)
    store, keys = opened(folder, load_keys(folder))
    try:
        assert store.follow_ups.opted_out(address_mark(keys, SMS, "+447700900123"))
        assert read_stop_code(keys, code) == (SMS, "+447700900123")
        assert keys.derive("identity.db") != old.derive("identity.db")
    finally:
        store.close()
