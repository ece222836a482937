"""Made-up families and staff answer through the real service.

Rule 1: nothing is written but by the service's own verbs: links are made and
opened, every turn is received, stored and answered as a channel's would be.
Rule 2: only waiting is left out: each person lives on a clock inside the period.
Rule 3: the same seed gives the same people, who are asked the same and answer in the
same way: the lot that draws their probe packs comes from the seed, too.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final, Protocol

from bot.area import Area
from bot.service import profiles
from bot.service.closures import Count
from bot.service.errors import ServiceError
from bot.service.events import Opening
from bot.service.periods import Span, quarter_of, quarters_of, span
from bot.service.person import Person
from bot.service.profiles import Profile, chance, pick
from bot.service.respond import Wish
from surveys.events import (
    BEGIN,
    DONE,
    KEEP,
    SEND,
    SKIP,
    Effect,
    Event,
    Prompt,
    Replied,
    Started,
    Tapped,
)
from surveys.model import Kind, Mark, Question, Questionnaire, Role
from surveys.parts import at_event

FAMILIES: Final = "family-closure"
LATER: Final = "family-followup"
YOUNG: Final = "young-closure"
# Questionnaire, the wave's name after the period, and the part of staff who answer:
# the keyworker view is for those who work with families.
STAFF_WAVES: Final = (
    ("staff-check", "check", 1.0),
    ("keyworker-view", "keyworker", 0.5),
)
# Of so many families one answers at the event, and no fewer than ten do: fewer could
# not be shown. They are one of so many at most: more would cap the finding.
EVENT_SHARE: Final = 8
FEWEST_AT_EVENT: Final = 10
MOST_AT_EVENT: Final = 4
FEWEST_FOR_EVENT: Final = FEWEST_AT_EVENT * MOST_AT_EVENT
EVENT_PART: Final = 0.6  # of the period is over on the day of the event
EVENT_FROM: Final = time(10, tzinfo=UTC)
EVENT_LENGTH: Final = timedelta(hours=5)
WAVE_LENGTH: Final = timedelta(days=14)
MOST_TURNS: Final = 200
LOTS: Final = 1_000_000
AT_ONCE: Final = 64  # conversations side by side, so that commits are shared
CHANNEL: Final = "simulation"


class SimulationError(ServiceError):
    """This cannot be simulated."""


class Responds(Protocol):
    """What a channel calls; see `bot.service.respond`."""

    async def open(
        self,
        person: Person,
        token: str,
        delivery: str | None,
        now: datetime,
        *,
        wish: Wish | None = None,
    ) -> tuple[Effect, ...]:
        """Open a link."""
        ...

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        """Take one event."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What to simulate.

    Attributes:
        families: How many answer at closing, by an invitation or at the event.
        staff: How many answer each temperature check.
        period: A quarter or year.
        profile: One of `bot.service.profiles.NAMES`.
        seed: Makes the people and what they say.
        event: Whether some of the families answer at an event, if there are enough.
    """

    families: int
    staff: int
    period: str
    profile: str
    seed: int = 1
    event: bool = False

    @property
    def at_event(self) -> int:
        """How many of the families answer at the event; none of few families."""
        if not self.event or self.families < FEWEST_FOR_EVENT:
            return 0
        return max(FEWEST_AT_EVENT, round(self.families / EVENT_SHARE))

    @property
    def answered_before(self) -> int:
        """How many come to the event who have answered already: not counted twice."""
        rate = profiles.load_profile(self.profile).rates["answered_before"]
        return round(self.at_event * rate / 100)

    def conversations(self, now: datetime) -> int:
        """How many conversations there will be, those of three months on apart."""
        waves = rounds(self, now)
        staff = sum(round(self.staff * part) for *_, part in waves)
        return self.families + self.answered_before + young_people(self) + staff


class Link(Protocol):
    """A link that was made."""

    @property
    def token(self) -> str:
        """What opens it."""
        ...


@dataclass(frozen=True, slots=True)
class Visitor:
    """One made-up person: which link, which profile, and on which clock.

    Attributes:
        questionnaire: Its id.
        tier: Who helped them most, where they are asked (at an event).
        before: They have answered already, and say so where they are asked.
    """

    questionnaire: str
    token: str
    profile: Profile
    start: datetime
    seed: str
    grade: str | None = None
    partner: str | None = None
    tier: str | None = None
    before: bool = False


def when(period: str, now: datetime) -> Span:
    """Return the days of a period that can be simulated.

    Raises:
        SimulationError: It is no year or quarter, or has not begun.
    """
    days = span(period)
    if days is None:
        raise SimulationError(
            f"{period!r} is no period to simulate: write a quarter or a year, as in"
            f" {quarter_of(now.date())} or {now.year}"
        )
    if not days.begun(now.date()):
        raise SimulationError(f"{period} has not begun yet")
    return days


def when_begun(period: str, now: datetime) -> bool:
    """Return whether a quarter has begun."""
    days = span(period)
    return days is not None and days.begun(now.date())


async def answer(
    respond: Responds, questionnaire: Questionnaire, visitor: Visitor
) -> None:
    """Open the visitor's link and answer until everything is sent.

    Raises:
        SimulationError: The conversation did not come to its end.
    """
    rng = Random(visitor.seed)  # noqa: S311 # made-up people need no secrecy
    person = Person(CHANNEL, f"{rng.getrandbits(64):016x}")
    mind = Mind(rng, questionnaire, visitor)
    moment = visitor.start
    lot = Random(f"lot {visitor.seed}").randrange(LOTS)  # noqa: S311 # likewise
    wish = Wish(None, lot=lot)
    effects = await respond.open(person, visitor.token, None, moment, wish=wish)
    for _ in range(MOST_TURNS):
        prompts = [effect for effect in effects if isinstance(effect, Prompt)]
        if not prompts:
            break
        moment += timedelta(seconds=rng.randint(4, 25))
        effects = await respond.receive(person, mind.react(prompts[-1]), None, moment)
    if mind.sent == visitor.before:
        raise SimulationError("a simulated conversation did not come to its end")


class Mind:
    """Decides what a made-up person does with each screen."""

    def __init__(
        self, rng: Random, questionnaire: Questionnaire, visitor: Visitor
    ) -> None:
        self.rng = rng
        self.questionnaire = questionnaire
        self.visitor = visitor
        self.sent = False
        self.ticks: dict[str, list[str]] = {}

    def react(self, prompt: Prompt) -> Event:
        """Return what the person taps or types."""
        there = {button.id for button in prompt.buttons}
        for move in (BEGIN, KEEP, SEND):
            if move in there:
                self.sent = self.sent or move == SEND
                return Tapped(prompt.step, move)
        question = self._question(prompt)
        if question is None:
            return Started()
        if question.kind is Kind.TEXT:
            return self._write(question, prompt)
        if question.kind is Kind.MANY:
            return self._tick(question, prompt)
        return Tapped(prompt.step, self._choose(question, there))

    def _question(self, prompt: Prompt) -> Question | None:
        """Find which question is on the screen, by its words up to a pipe."""
        found = [
            question
            for question in self.questionnaire.questions
            if question.text.in_language("en").partition("{")[0] in prompt.text
        ]
        return max(found, key=lambda q: len(q.text.in_language("en")), default=None)

    def _choose(self, question: Question, there: set[str]) -> str:
        steered = self._steer(question, there)
        if steered is not None:
            return steered
        marked = [o.id for o in question.options if o.mark is Mark.NOT_SURE]
        if marked and chance(self.rng, self.visitor.profile.rates["not_sure"]):
            return marked[0]
        weights = self.visitor.profile.answers.get(question.id, {})
        usable = {o: w for o, w in weights.items() if o in there and w}
        return pick(self.rng, usable or dict.fromkeys(sorted(there), 1.0))

    def _steer(self, question: Question, there: set[str]) -> str | None:
        """Answer what is about the service itself; None where it is about the help."""
        match question.role:
            case Role.GRADE | Role.PARTNER as role:
                visitor = self.visitor
                own = visitor.grade if role is Role.GRADE else visitor.partner
                return own if own in there else None
            case Role.ANSWERED_BEFORE:
                return "y" if self.visitor.before else "n"
            case Role.FOLLOW_UP:
                return "n"  # nobody is there to be asked again
            case Role.WORKER_PRESENT | Role.QUOTE_CONSENT as role:
                rate = self.visitor.profile.rates[str(role)]
                return "y" if chance(self.rng, rate) else "n"
            case Role.TIER:
                rate = self.visitor.profile.rates["tier_not_known"]
                unknown = next(o.id for o in question.options if o.mark)
                return unknown if chance(self.rng, rate) else self.visitor.tier
        return None

    def _tick(self, question: Question, prompt: Prompt) -> Tapped:
        left = self.ticks.get(question.id)
        if left is None:
            left = self.ticks[question.id] = self._ticks(question)
        if not left:
            return Tapped(prompt.step, DONE)
        return Tapped(prompt.step, left.pop())

    def _ticks(self, question: Question) -> list[str]:
        profile = self.visitor.profile
        alone = {option.id for option in question.options if option.alone}
        parts = profile.many.get(question.id, {})
        ticked = [
            option.id
            for option in question.options
            if option.id not in alone and chance(self.rng, parts.get(option.id, 0))
        ]
        if ticked:
            return ticked
        weights = profile.answers.get(question.id, {})
        usable = {o: w for o, w in weights.items() if o in alone}
        return [pick(self.rng, usable)] if usable else []

    def _write(self, question: Question, prompt: Prompt) -> Event:
        profile = self.visitor.profile
        if chance(self.rng, profile.rates["words"]):
            tone = pick(self.rng, profile.tones)
            bank = profiles.invented_words(question.id, tone)
            if bank:
                return Replied(self.rng.choice(bank))
        return Tapped(prompt.step, SKIP)


def rounds(plan: Plan, now: datetime) -> tuple[tuple[str, str, str, float], ...]:
    """Return the waves of a period: its quarter, what it asks, its name, who answers.

    A year has three temperature checks and one keyworker view, as far as its
    quarters have begun.
    """
    if plan.staff == 0:
        return ()
    quarters = [
        quarter for quarter in quarters_of(plan.period) if when_begun(quarter, now)
    ]
    checks = [q for q in quarters if len(quarters) == 1 or not q.endswith("Q3")]
    (check, check_name, all_of_them), (view, view_name, part) = STAFF_WAVES
    return (
        *((quarter, check, check_name, all_of_them) for quarter in checks),
        (quarters[-1], view, view_name, part),
    )


# --- who comes -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Guest:
    """A family or member of staff before a link is made for them."""

    profile: Profile
    part: float  # when in the period, from 0 to 1
    group: str
    other: str
    comes: bool


def families(plan: Plan, area: Area) -> tuple[Guest, ...]:
    """Return the families that are invited; all come who answer at no event."""
    rng = Random(f"families {plan.seed}")  # noqa: S311 # made-up people
    profile = profiles.load_profile(plan.profile)
    tiers = profiles.known(profile.tiers, [tier.id for tier in area.tiers])
    districts = [district.id for district in area.districts]
    guests = []
    by_invitation = plan.families - plan.at_event
    for tier, coming in profiles.apportion(by_invitation, tiers).items():
        own = _own(profile, profile.by_tier, tier)
        invited = round(coming * 100 / own.rates["response_rate"])
        guests += [
            Guest(own, rng.random(), tier, rng.choice(districts), number < coming)
            for number in range(max(invited, coming))
        ]
    rng.shuffle(guests)
    return tuple(guests)


def crowd(plan: Plan, area: Area) -> tuple[Guest, ...]:
    """Return who comes to the event, which is in one district.

    Those who do not come to be counted have answered before. None was invited.
    """
    rng = Random(f"event {plan.seed}")  # noqa: S311 # made-up people
    profile = profiles.load_profile(plan.profile)
    tiers = profiles.known(profile.tiers, [tier.id for tier in area.tiers])
    district = rng.choice([district.id for district in area.districts])
    return tuple(
        Guest(
            _own(profile, profile.by_tier, tier),
            rng.random(),
            tier,
            district,
            comes=comes,
        )
        for comes, count in ((True, plan.at_event), (False, plan.answered_before))
        for tier, number in profiles.apportion(count, tiers).items()
        for _ in range(number)
    )


def young_people(plan: Plan) -> int:
    """Return how many young people answer for themselves."""
    return round(
        plan.families * profiles.load_profile(plan.profile).rates["young"] / 100
    )


def of_homes(plan: Plan, guests: Sequence[Guest]) -> tuple[tuple[str, Guest], ...]:
    """Return who else is invited in the families that answer, and whether they come.

    Some families said that they may be asked once more: they are asked about help
    that ended three months before the period. In some a young person answers, too.
    """
    rng = Random(f"homes {plan.seed}")  # noqa: S311 # made-up people
    here = [guest for guest in guests if guest.comes]
    found: list[tuple[str, Guest]] = []
    for guest in here:
        if chance(rng, guest.profile.rates["follow_up"]):
            comes = chance(rng, guest.profile.rates["follow_up_response_rate"])
            found.append((LATER, replace(guest, part=rng.random(), comes=comes)))
    coming = young_people(plan)
    rate = profiles.load_profile(plan.profile).rates["young_response_rate"]
    invited = max(coming, round(coming * 100 / rate))
    found += [
        (YOUNG, replace(guest, part=rng.random(), comes=number < coming))
        for number, guest in enumerate(rng.choices(here, k=invited) if here else ())
    ]
    return tuple(found)


def closings(
    plan: Plan, guests: Sequence[Guest], days: Span, now: datetime
) -> Counter[tuple[str, str, str]]:
    """Return how many cases were closed: by kind, place, and quarter or year.

    One in eight or so was closed without an invitation.
    """
    rng = Random(f"closings {plan.seed}")  # noqa: S311 # made-up people
    found: Counter[tuple[str, str, str]] = Counter()
    for guest in guests:
        quarter = quarter_of(days.moment(guest.part, now).date())
        cases = 1 + chance(rng, guest.profile.rates["not_invited"])
        found["tier", guest.group, quarter] += cases
        found["district", guest.other, quarter[:4]] += cases
    return found


def staff(plan: Plan, area: Area, part: float = 1.0) -> tuple[Guest, ...]:
    """Return the staff who answer a wave."""
    rng = Random(f"staff {plan.seed}")  # noqa: S311 # made-up people
    profile = profiles.load_profile(plan.profile)
    count = round(plan.staff * part)
    partners = _spread(count, profile.partners, [p.id for p in area.partners])
    grades = _spread(count, profile.grades, [g.id for g in area.grades])
    rng.shuffle(grades)
    return tuple(
        Guest(
            _own(profile, profile.by_partner, partner),
            rng.random(),
            partner,
            grade,
            comes=True,
        )
        for partner, grade in zip(partners, grades, strict=True)
    )


def _spread(count: int, weights: profiles.Weights, ids: Sequence[str]) -> list[str]:
    shares = profiles.apportion(count, profiles.known(weights, ids))
    return [group for group, size in shares.items() for _ in range(size)]


def _own(profile: Profile, others: Mapping[str, str], group: str) -> Profile:
    """Return the profile of one tier or partner; `mixed` has one for each."""
    if not others:
        return profile
    fallback = sorted(others.values())
    name = others.get(group) or fallback[len(group) % len(fallback)]
    return profiles.load_profile(name)


# --- the run -------------------------------------------------------------------


class Invites(Protocol):
    """Makes links for families."""

    async def create(
        self,
        questionnaire: str,
        tier: str | None,
        district: str | None,
        *,
        now: datetime,
    ) -> Link:
        """Make a link."""
        ...


class Opened(Protocol):
    """An event that was opened."""

    @property
    def id(self) -> str:
        """By which it is ended."""
        ...

    @property
    def token(self) -> str:
        """What opens its link."""
        ...


class Events(Protocol):
    """Opens and ends events."""

    async def open(self, opening: Opening, *, now: datetime) -> Opened:
        """Open an event."""
        ...

    async def end(self, event_id: str) -> bool:
        """End an event."""
        ...


class Closures(Protocol):
    """Takes in how many cases were closed."""

    async def count(self, counts: Iterable[Count]) -> None:
        """Note how many cases were closed."""
        ...


class Rounds(Protocol):
    """Opens and closes waves."""

    async def open(
        self,
        wave_id: str,
        questionnaire: str,
        *,
        now: datetime,
        until: date,
        asked: int | None,
    ) -> Link:
        """Open a wave."""
        ...

    async def close(self, wave_id: str, now: datetime) -> bool:
        """Close a wave."""
        ...


class Closes(Protocol):
    """Brings about what time alone brings about."""

    async def tick(self, now: datetime) -> bool:
        """Close what is over."""
        ...


@dataclass(frozen=True, slots=True)
class Doors:
    """What makes the links that made-up people come by."""

    invite: Invites
    events: Events
    waves: Rounds


class Simulator:
    """Lets made-up people answer."""

    def __init__(
        self,
        respond: Responds,
        doors: Doors,
        closing: Closes,
        closures: Closures,
        area: Area,
        definitions: Mapping[str, Questionnaire],
    ) -> None:
        self._respond = respond
        self._doors = doors
        self._closing = closing
        self._closures = closures
        self._area = area
        self._definitions = definitions

    async def run(
        self, plan: Plan, now: datetime, done: Callable[[], None] = lambda: None
    ) -> None:
        """Let everybody answer; close the period if it is over.

        Raises:
            SimulationError: The period cannot be simulated.
        """
        days = when(plan.period, now)
        visitors = [
            *await self._families(plan, days, now),
            *await self._staff(plan, now),
        ]
        await self._visit(visitors, self._definitions, done)
        if plan.at_event:
            await self._event(plan, days, now, done)
        if days.over(now.date()):
            await self._closing.tick(now)

    async def _visit(
        self,
        visitors: Iterable[Visitor],
        definitions: Mapping[str, Questionnaire],
        done: Callable[[], None],
    ) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def visit(visitor: Visitor) -> None:
            async with gate:
                questionnaire = definitions[visitor.questionnaire]
                await answer(self._respond, questionnaire, visitor)
                done()

        async with asyncio.TaskGroup() as group:
            for visitor in visitors:
                group.create_task(visit(visitor))

    async def _event(
        self, plan: Plan, days: Span, now: datetime, done: Callable[[], None]
    ) -> None:
        """Hold the event: open it, let everybody answer by its link, and end it."""
        guests = crowd(plan, self._area)
        day = days.moment(EVENT_PART, now).date()
        begins = datetime.combine(day, EVENT_FROM)
        event = await self._doors.events.open(
            Opening(guests[0].other, day, day, FAMILIES, families=len(guests)),
            now=begins,
        )
        visitors = [
            Visitor(
                FAMILIES,
                event.token,
                guest.profile,
                begins + EVENT_LENGTH * guest.part,
                f"event {plan.seed} {plan.period} {number}",
                tier=guest.group,
                before=not guest.comes,
            )
            for number, guest in enumerate(guests)
        ]
        asked = {FAMILIES: at_event(self._definitions[FAMILIES])}
        await self._visit(visitors, asked, done)
        await self._doors.events.end(event.id)

    async def _families(self, plan: Plan, days: Span, now: datetime) -> list[Visitor]:
        async def invited(asked: str, number: int, guest: Guest) -> Visitor | None:
            moment = days.moment(guest.part, now)
            link = await self._doors.invite.create(
                asked, guest.group, guest.other, now=moment
            )
            seed = f"{asked} {plan.seed} {plan.period} {number}"
            start = moment + timedelta(minutes=5)
            if not guest.comes:
                return None
            return Visitor(asked, link.token, guest.profile, start, seed)

        guests = families(plan, self._area)
        there = [
            replace(guest, part=guest.part * EVENT_PART)  # closed before the event
            for guest in crowd(plan, self._area)
            if guest.comes
        ]
        await self._closures.count(
            Count(FAMILIES, *place, cases)
            for place, cases in closings(plan, (*guests, *there), days, now).items()
        )
        asked = (*((FAMILIES, guest) for guest in guests), *of_homes(plan, guests))
        made = await asyncio.gather(
            *(invited(name, i, guest) for i, (name, guest) in enumerate(asked))
        )
        return [visitor for visitor in made if visitor is not None]

    async def _staff(self, plan: Plan, now: datetime) -> list[Visitor]:
        visitors: list[Visitor] = []
        for period, questionnaire, name, part in rounds(plan, now):
            guests = staff(plan, self._area, part)
            wave = f"{period}-{name}"
            opened = when(period, now).moment(0.5, now)
            rate = profiles.load_profile(plan.profile).rates["staff_response_rate"]
            link = await self._doors.waves.open(
                wave,
                questionnaire,
                now=opened,
                until=opened.date() + WAVE_LENGTH,
                asked=round(len(guests) * 100 / rate),
            )
            visitors += [
                Visitor(
                    questionnaire,
                    link.token,
                    guest.profile,
                    opened + timedelta(hours=1 + 24 * guest.part),
                    f"{wave} {plan.seed} {number}",
                    grade=guest.other,
                    partner=guest.group,
                )
                for number, guest in enumerate(guests)
            ]
        return visitors
