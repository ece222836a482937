"""A year in one run, against a tally that was reckoned independently.

350 closures in a fake year: most by text message, some by email, some by link. Some
families answer after a while, some say stop, some addresses do not exist, some cases
are held or cancelled, some people block us in Telegram; the post is busy or silent at
times, and for two days in March nothing of ours runs at all. What went is compared,
message by message and day by day, with what the rules say, written down here a second
time and in another way: forward, by the calendar, a family at a time.

Beside them staff are asked in waves that are planned once, at the start of the year
(`staff_year`): two more outages lie across the opening of one and the closing of
another.

STRANDLINE_YEARS=5 makes five years of it, each with its own seed.
"""

import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.service.closures import Halt
from bot.service.notify import GROUP, TELEGRAM, Fate, Message
from bot.service.person import Person
from tests.integration.closures.staff_year import (
    CLOSING_OUTAGE,
    OPENING_OUTAGE,
    WITH_VIEW,
    Staff,
)
from tests.integration.closures.stand_in import (
    Council,
    Pillar,
    closure,
    open_council,
    token_of,
)
from tests.integration.store.world import talk

YEARS: Final = int(os.environ.get("STRANDLINE_YEARS", "1"))
FAMILIES: Final = 350
START: Final = date(2026, 1, 5)
DAYS: Final = 364 + 120  # a year of closures, and what comes of the last ones
OUTAGE: Final = (*OPENING_OUTAGE, date(2026, 3, 17), date(2026, 3, 18), *CLOSING_OUTAGE)
# As the Government publishes them, not as our program reckons them.
HOLIDAYS: Final = {
    date.fromisoformat(written)
    for written in [
        "2026-01-01",
        "2026-04-03",
        "2026-04-06",
        "2026-05-04",
        "2026-05-25",
        "2026-08-31",
        "2026-12-25",
        "2026-12-28",
        "2027-01-01",
        "2027-03-26",
        "2027-03-29",
        "2027-05-03",
        "2027-05-31",
    ]
}


@dataclass
class Family:
    """What is going to happen to one family. Days count from the closing."""

    number: int
    closed: date
    how: str  # "sms", "email" or "link"
    answers_after: int | None = None  # the first message
    again: bool = False
    stops_after: int | None = None  # the first message
    wrong: bool = False
    cancelled: bool = False
    held: int | None = None  # for so many days from the closing
    blocks: bool = False  # in Telegram, before the three months are over
    sent: list[tuple[str, date]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return {
            "sms": f"+447700{900000 + self.number}",
            "email": f"p{self.number}@example.org",
            "link": str(500000 + self.number),
        }[self.how]


def families(chance: random.Random) -> list[Family]:
    made = []
    for number in range(FAMILIES):
        how = chance.choices(("sms", "email", "link"), (60, 20, 20))[0]
        one = Family(number, START + timedelta(days=chance.randrange(364)), how)
        if chance.random() < 0.35:
            one.answers_after = chance.choice((0, 0, 1, 2, 3, 4, 5, 8, 13, 30))
            one.again = chance.random() < 0.6
            one.blocks = how == "link" and chance.random() < 0.3
        elif how != "link":
            fate = chance.random()
            if fate < 0.10:
                one.stops_after = chance.choice((0, 2, 5))
            elif fate < 0.16:
                one.wrong = True
            elif fate < 0.22:
                one.cancelled = True
            elif fate < 0.30:
                one.held = chance.choice((2, 6, 15))
        made.append(one)
    return made


# --- the tally: the rules a second time -----------------------------------------------


def is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS and day not in OUTAGE


def from_day(day: date) -> date:
    while not is_open(day):
        day += timedelta(days=1)
    return day


def expected(one: Family) -> list[tuple[str, date]]:
    """Return what a family is sent, and on which day."""
    if one.how == "link":
        return (
            _three_months_on(one, one.closed) if one.answers_after is not None else []
        )
    if one.wrong or one.cancelled:
        return []
    ready = one.closed + timedelta(days=1)
    if one.held is not None:
        ready = max(ready, one.closed + timedelta(days=one.held))
    first = from_day(ready)
    found = [("invite", first)]
    end = None
    if one.answers_after is not None:
        end = first + timedelta(days=one.answers_after)
    if one.stops_after is not None:
        end = first + timedelta(days=one.stops_after)
    last = first
    for wait in (3, 7):
        due = from_day(max(first + timedelta(days=wait), last + timedelta(days=2)))
        if end is not None and due > end:  # at nine; people answer in the evening
            break
        found.append(("reminder", due))
        last = due
    if one.answers_after is not None:
        found += _three_months_on(one, first)
    return found


def _three_months_on(one: Family, first: date) -> list[tuple[str, date]]:
    if not one.again or one.blocks:
        return []
    answered = first + timedelta(days=one.answers_after or 0)
    month = answered.month + 3
    day = date(answered.year + (month > 12), (month - 1) % 12 + 1, 1)
    asked = from_day(day)
    return [("follow_up", asked)] if asked < START + timedelta(days=DAYS) else []


# --- the world ------------------------------------------------------------------------


class Moody(Pillar):
    """A post that is busy or silent now and then, and knows wrong addresses."""

    def __init__(self, chance: random.Random, wrong: set[str]) -> None:
        super().__init__()
        self.chance, self.wrong = chance, wrong
        self.moods: Counter[Fate] = Counter()

    async def send(self, message: Message) -> Fate:
        if message.address in self.wrong:
            return Fate.NEVER
        mood = self.chance.random()
        fate = Fate.SENT
        if mood < 0.05:
            fate = Fate.LATER
        elif mood < 0.10:
            fate = Fate.UNCERTAIN  # it went, and the answer was lost
        elif mood < 0.15 and message.channel != TELEGRAM:
            self.moods[Fate.NEVER] += 1
            return Fate.UNCERTAIN  # it did not go, and nobody knows
        self.moods[fate] += 1
        if fate is not Fate.LATER:
            self.taken.append(message)
        return fate


class Told:
    """The post as Telegram is: it cannot be asked."""

    can_tell = False

    def __init__(self, post: Moody) -> None:
        self.post = post

    async def send(self, message: Message) -> Fate:
        return await self.post.send(message)

    async def sent(self, reference: str) -> bool | None:
        raise AssertionError(reference)  # nobody asks what cannot tell


async def close_case(council: Council, one: Family, now: datetime) -> str:
    contact = {"phone": "", "email": ""}
    if one.how == "sms":
        contact["phone"] = "0" + one.address[3:]
    if one.how == "email":
        contact["email"] = one.address
    made = closure(
        **contact, month=f"{one.closed:%Y-%m}", reference=f"EH-{one.number:06d}"
    )
    closed = await council.closures.close(made, now=now)
    if one.cancelled:
        await council.closures.halt(Halt.CANCEL, reference=made.reference, now=now)
    if one.held is not None:
        await council.closures.halt(Halt.HOLD, reference=made.reference, now=now)
    return closed.invitation.token


async def answer(council: Council, one: Family, token: str, now: datetime) -> None:
    channel = "telegram" if one.how == "link" else "web"
    person = Person(channel, one.address if channel == "telegram" else f"w{one.number}")
    effects = await council.respond.open(person, token, None, now)
    said = ("a", "skip", "y", "y" if one.again else "n")
    await talk(council, person, effects, said, now)  # type: ignore[arg-type]  # a council has the same verbs
    if one.blocks:
        await council.respond.settle(now + timedelta(hours=3))
        await council.respond.gone(person, now + timedelta(hours=3))


def hours(day: date) -> Iterator[datetime]:
    """Yield when the clock rings, by London's time, often enough for every retry."""
    summer = date(2026, 3, 29) <= day < date(2026, 10, 25) or day >= date(2027, 3, 28)
    for hour, minute in (
        (2, 0),
        (9, 0),
        (10, 5),
        (11, 10),
        (12, 20),
        (14, 0),
        (17, 30),
    ):
        yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - (
            timedelta(hours=1) if summer else timedelta()
        )


Plans = dict[date, list[tuple[str, Family]]]


def plans_of(people: list[Family]) -> Plans:
    """Return what is known from the start: what happens on which day."""
    plans: Plans = defaultdict(list)
    for one in people:
        plans[one.closed].append(("close", one))
        if one.held is not None:
            plans[one.closed + timedelta(days=one.held)].append(("release", one))
        if one.how == "link" and one.answers_after is not None:
            plans[one.closed + timedelta(days=one.answers_after)].append(
                ("answer", one)
            )
    return plans


class Life:
    """Lets the year pass, a day at a time."""

    def __init__(self, council: Council, people: list[Family], staff: Staff) -> None:
        self.council, self.plans, self.staff = council, plans_of(people), staff
        self.by_address = {one.address: one for one in people}
        self.tokens: dict[int, str] = {}
        self.stop_links: dict[int, str] = {}
        self.seen = 0

    async def day(self, day: date) -> None:
        evening = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
        await self.happens(day, "release", evening.replace(hour=6))
        if day not in OUTAGE:
            for place, now in enumerate(hours(day)):
                await (self.send(now) if place else self.council.ring(now))
            await self.staff.day(day)
        self.read(day)
        for what in ("close", "answer", "stop"):
            await self.happens(day, what, evening)

    async def send(self, now: datetime) -> None:
        await self.council.reminders(now)
        await self.council.group_reminders(now)

    def read(self, day: date) -> None:
        """Let families read what came, and make up their minds."""
        for message in self.council.post.taken[self.seen :]:
            if message.kind == GROUP:
                self.staff.read(message, day)
                continue
            one = self.by_address[message.address]
            one.sent.append((message.kind, day))
            if message.kind == "invite":
                self.tokens[one.number] = token_of(message)
                self.stop_links[one.number] = message.text.split("/stop/")[1].split()[0]
                for what in ("answers", "stops"):
                    after = getattr(one, f"{what}_after")
                    if after is not None:
                        then = day + timedelta(days=after)
                        self.plans[then].append((what.removesuffix("s"), one))
        self.seen = len(self.council.post.taken)

    async def happens(self, day: date, wanted: str, now: datetime) -> None:
        for what, one in self.plans[day]:
            if what != wanted:
                continue
            if what == "close":
                self.tokens[one.number] = await close_case(self.council, one, now)
            elif what == "release":
                reference = f"EH-{one.number:06d}"
                await self.council.closures.halt(
                    Halt.RELEASE, reference=reference, now=now
                )
            elif what == "answer":
                await answer(self.council, one, self.tokens[one.number], now)
            else:
                assert await self.council.optout.stop_by(self.stop_links[one.number])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, YEARS + 1))
async def test_a_year_goes_exactly_as_the_rules_say(folder: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a made-up year
    people = families(chance)
    wrong = {one.address for one in people if one.wrong}
    staff = Staff(random.Random(seed + 2000), is_open, OUTAGE)  # noqa: S311  # the same
    wrong |= staff.wrong
    post = Moody(random.Random(seed + 1000), wrong)  # noqa: S311  # the same
    council = open_council(folder, post, WITH_VIEW)
    # More time than its default, so that what is held for long is still good.
    council.reminders.use({TELEGRAM: Told(post)})
    council.group_reminders.use({TELEGRAM: Told(post)})
    try:
        await staff.plan(council)
        life = Life(council, people, staff)
        for number in range(DAYS):
            await life.day(START + timedelta(days=number))
        wanted = {one.number: expected(one) for one in people}
        found = {one.number: one.sent for one in people}
        differing = {
            n: (wanted[n], found[n], replace(people[n], sent=[]))
            for n in wanted
            if wanted[n] != found[n]
        }
        assert not differing, list(differing.items())[:5]
        await staff.compare()
        assert post.twice() == []
        kinds = Counter(message.kind for message in post.taken)
        print(f"\nseed {seed}: {dict(kinds)}, moods {dict(post.moods)}")  # noqa: T201  # the figures are the point
        print(f"staff: {staff.told()}")  # noqa: T201  # the same
        assert kinds["invite"] > 200
        assert kinds["reminder"] > 200
        assert kinds["follow_up"] > 10
        assert council.store.contacts.count() == 0
        assert council.store.database.number("SELECT count(*) FROM sending") == 0
    finally:
        await council.close()
