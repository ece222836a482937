"""Staff in the simulated year: waves that are planned once, and their own tally.

Three checks and the keyworker view are planned on one day in January. Groups of stated
size have links, some a lead by email or in Telegram, one an address that does not
exist, one a lead who says stop, one nobody at all. Members of staff answer when they
please: some too early, some twice, some by two links, some too late. The service does
not run when the first wave is to open, nor when the second is to close. What went to
whom on which day, and who is counted, is reckoned here a second time, forward by the
calendar.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.service.accounts import LEAD
from bot.service.notify import Message
from bot.service.person import Person
from bot.service.wave_days import CHECK, VIEW
from tests.integration.closures.stand_in import Council
from tests.integration.store.world import DEFINITIONS, STAFF, said, talk

OPENING_OUTAGE: Final = (date(2026, 3, 2), date(2026, 3, 3))
CLOSING_OUTAGE: Final = tuple(date(2026, 6, day) for day in range(13, 17))
WITH_VIEW: Final = {**DEFINITIONS, VIEW: replace(STAFF, id=VIEW)}
PLANNED_ON: Final = datetime(2026, 1, 5, 7, tzinfo=UTC)
COORDINATOR, TELEGRAM_LEAD = "880001", "880002"
STOPPING, MISSING = "lead@early.example", "nobody@housing.example"
POLICE = "lead@police.example"
SIZES: Final[dict[str, dict[str, int | None]]] = {
    CHECK: {
        "police": 40,
        "schools": 30,
        "voluntary": 25,
        "early_years": 14,
        "housing": 12,
    },
    VIEW: {"police": 20, "schools": None},
}
# The days as the council reads them in its plan.
WAVES: Final = {
    "2026-Q1-check": (CHECK, date(2026, 3, 2), date(2026, 3, 15)),
    "2026-Q2-check": (CHECK, date(2026, 6, 1), date(2026, 6, 14)),
    "2026-Q4-keyworker": (VIEW, date(2026, 10, 5), date(2026, 10, 18)),
    "2026-Q4-check": (CHECK, date(2026, 11, 2), date(2026, 11, 15)),
}
# When each takes answers: the first opens two days late and lasts two days longer.
OPEN: Final = {
    **{wave: (first, last) for wave, (_, first, last) in WAVES.items()},
    "2026-Q1-check": (date(2026, 3, 4), date(2026, 3, 17)),
}


@dataclass(frozen=True, slots=True)
class Try:
    """One member of staff opens a link and answers, or is turned away."""

    wave: str
    partner: str
    key: str
    day: date
    hour: int


@dataclass
class Staff:
    """Everybody who works with families, through the year."""

    chance: random.Random
    is_open: Callable[[date], bool]
    outage: Container[date]
    tries: dict[date, list[Try]] = field(default_factory=lambda: defaultdict(list))
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    sent: dict[tuple[str, str], list[date]] = field(
        default_factory=lambda: defaultdict(list)
    )
    took: Counter[tuple[str, str]] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    frozen: dict[str, object] = field(default_factory=dict)
    council: Council | None = None
    stopping: str | None = None

    @property
    def wrong(self) -> set[str]:
        return {MISSING}

    def office(self) -> Council:
        assert self.council is not None
        return self.council

    async def plan(self, council: Council) -> None:
        """Plan the year, once; nothing is planned or changed after this."""
        self.council = council
        await self._account(COORDINATOR, "coordinator")
        await self._account(TELEGRAM_LEAD, LEAD, "schools")
        for questionnaire, sizes in SIZES.items():
            for partner, size in sizes.items():
                await council.groups.size(questionnaire, partner, size, PLANNED_ON)
        for partner, email in (
            ("police", POLICE),
            ("early_years", STOPPING),
            ("housing", MISSING),
        ):
            await council.groups.contact(CHECK, partner, email, PLANNED_ON)
        await council.groups.contact(VIEW, "police", POLICE, PLANNED_ON)
        made = await council.plans.year(2026, PLANNED_ON)
        days = {
            plan.id: (
                plan.questionnaire,
                date.fromordinal(plan.opens),
                date.fromordinal(plan.until),
            )
            for plan in made.plans
        }
        assert days == WAVES
        for wave in WAVES:
            for link in await council.plans.links(wave):
                self.tokens[wave, link.partner] = link.link.split("/s/")[1]
        self._make_up_minds()

    async def _account(self, key: str, role: str, scope: str = "") -> None:
        accounts = self.office().accounts
        code = await accounts.grant(role, scope=scope, now=PLANNED_ON)
        person = Person("telegram", key)
        assert await accounts.redeem(person, code, PLANNED_ON) is not None

    def _make_up_minds(self) -> None:
        for wave, (questionnaire, first, last) in WAVES.items():
            number = 0
            for partner, size in SIZES[questionnaire].items():
                for _ in range(size or 15):
                    number += 1
                    key = f"77{number:04d}"
                    for _ in range(self.chance.choice((0, 0, 1, 1, 1, 2))):
                        span = (last - first).days + 8
                        day = first + timedelta(days=self.chance.randrange(-2, span))
                        hour = self.chance.randrange(8, 20)
                        by = partner
                        if self.chance.random() < 0.05:  # a colleague's link
                            by = self.chance.choice(list(SIZES[questionnaire]))
                        self.tries[day].append(Try(wave, by, key, day, hour))

    async def day(self, day: date) -> None:
        """Let those answer who want to today; only when the service runs."""
        for one in sorted(self.tries.get(day, ()), key=lambda t: (t.hour, t.key)):
            now = datetime(day.year, day.month, day.day, one.hour, tzinfo=UTC)
            person = Person("telegram", one.key)
            token = self.tokens[one.wave, one.partner]
            council = self.office()
            effects = await council.respond.open(person, token, None, now)
            effects = await talk(council, person, effects, ("frontline", "a"), now)  # type: ignore[arg-type]  # a council has the same verbs
            self.answers[self._heard(said(effects))] += 1
        if self.stopping is not None:
            assert await self.office().optout.stop_by(self.stopping)
            self.stopping = None
        for wave, (_, last) in OPEN.items():
            if day > last and wave not in self.frozen:
                self.frozen[wave] = await self.figures(wave)

    def _heard(self, words: str) -> str:
        for part, outcome in (
            (
                "Thank you for wanting to tell us. This round of questions is not",
                "early",
            ),
            (
                "Thank you for wanting to tell us. This round of questions is over",
                "late",
            ),
            ("cannot be used", "again"),
            ("Thank you.", "counted"),
        ):
            if part in words:
                return outcome
        raise AssertionError(words)

    def read(self, message: Message, day: date) -> None:
        """Note what came to whom; one lead has had enough after the first."""
        wave = next(
            wave
            for (wave, partner), token in self.tokens.items()
            if token in message.text
        )
        self.sent[wave, message.address].append(day)
        if message.address == STOPPING:
            self.stopping = message.text.split("/stop/")[1].split()[0]

    async def figures(self, wave: str) -> object:
        """Return all that is counted of a wave: who was asked, who answered, what."""
        store = self.office().store
        return (
            {(r.kind, r.group): (r.sent, r.answered) for r in store.reach.of((wave,))},
            sorted((r.id, r.group) for r in store.responses.of((wave,))),
            sorted(store.tallies.of((wave,)), key=repr),
        )

    # --- the tally ------------------------------------------------------------------

    def _written(self, first: date, last: date) -> list[date]:
        """Return the days on which somebody is written to about a wave."""
        found = [self._working(first)]
        for wait in (5, 10):
            due = max(found[0] + timedelta(days=wait), found[-1] + timedelta(days=2))
            due = self._working(due)
            if due > last:
                break
            found.append(due)
        return found

    def _working(self, day: date) -> date:
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def _expected_words(self) -> dict[tuple[str, str], list[date]]:
        found: dict[tuple[str, str], list[date]] = {}
        for wave, (questionnaire, _, _) in WAVES.items():
            days = self._written(*OPEN[wave])
            found[wave, TELEGRAM_LEAD] = found[wave, POLICE] = days
            if questionnaire == CHECK:
                found[wave, COORDINATOR] = days
        found["2026-Q1-check", STOPPING] = self._written(*OPEN["2026-Q1-check"])[:1]
        return found

    def _expected_people(self) -> dict[str, dict[str, int]]:
        """Return how many answered each wave, by the link that they came by."""
        found: dict[str, dict[str, int]] = {wave: {} for wave in WAVES}
        seen: set[tuple[str, str]] = set()
        for one in sorted(
            (t for some in self.tries.values() for t in some),
            key=lambda t: (t.day, t.hour, t.key),
        ):
            first, last = OPEN[one.wave]
            if (
                one.day in self.outage
                or not first <= one.day <= last
                or (one.wave, one.key) in seen
            ):
                continue
            seen.add((one.wave, one.key))
            group = found[one.wave]
            group[one.partner] = group.get(one.partner, 0) + 1
        return found

    async def compare(self) -> None:
        """Compare what happened with the tally."""
        assert dict(self.sent) == self._expected_words()
        store = self.office().store
        for wave, people in self._expected_people().items():
            questionnaire = WAVES[wave][0]
            sizes = SIZES[questionnaire]
            total = (
                None if None in sizes.values() else sum(s or 0 for s in sizes.values())
            )
            expected = {
                ("wave", wave): (total, sum(people.values())),
                **{
                    ("partner", partner): (size, people.get(partner, 0))
                    for partner, size in sizes.items()
                },
            }
            reach = {
                (r.kind, r.group): (r.sent, r.answered) for r in store.reach.of((wave,))
            }
            assert reach == expected, (wave, reach, expected)
            assert await self.figures(wave) == self.frozen[wave], wave
            kept = store.waves.get(wave)
            assert kept is not None
            assert not kept.open
        assert self.answers["counted"] > 120
        assert min(self.answers[one] for one in ("early", "late", "again")) > 5
        for table in ("wave_plan", "group_sending", "participation"):
            left = store.database.number(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own names
            assert left == 0, table

    def told(self) -> str:
        """Return the figures for whoever reads the test."""
        words = sum(len(days) for days in self.sent.values())
        return f"{len(self.frozen)} waves, {words} messages, {dict(self.answers)}"
