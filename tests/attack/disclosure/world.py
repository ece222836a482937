"""A made-up county whose every answer is known, and everything it ever publishes.

A `World` holds true responses; a `History` is what a reader of all its publications
has seen. The true numbers beside each publication serve the attacks twice: as the
worst that a reader could know (exact numbers of people), and to check what an attack
believes that it has found out.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.assess import assess
from analysis.disclosure import disclose, release_to_json
from analysis.maturity import shipped_model
from analysis.model import (
    Asked,
    Assessment,
    Evidence,
    Instrument,
    Reach,
    Tally,
    Ticked,
)
from analysis.release import Entry, Policy, Release
from surveys.model import Answer, Mode, Response

MODEL = shipped_model()
YEAR = "2026"
QUARTERS = tuple(f"{YEAR}-Q{q}" for q in range(1, 5))
TIERS = ("family_help", "keyworker", "lead_worker", "partner_lead")
DISTRICTS = ("blaby", "charnwood", "melton", "oadby_wigston")
PARTNERS = ("health", "police", "schools", "youth_justice")
GRADES = ("frontline", "leader", "manager")
TICKED = ("FE-M1", "FE-M11", "FE-M6", "FE-E6", "FE-D3")
QUESTIONNAIRES = {
    Instrument.CLOSING: "family-closure",
    Instrument.STAFF_CHECK: "staff-check",
    Instrument.KEYWORKER_VIEW: "keyworker-view",
}

Disclose = Callable[..., Release]


@dataclass(frozen=True, slots=True)
class Publication:
    """One release as it was printed, with what truly stood behind it."""

    row: str
    period: str
    closed: bool
    printed: Mapping[str, Any]
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class History:
    """Everything ever published together, oldest first."""

    publications: list[Publication] = field(default_factory=list)

    @property
    def register(self) -> tuple[Entry, ...]:
        return tuple(e for p in self.publications for e in p.entries)

    def printed(self, row: str, period: str) -> list[Mapping[str, Any]]:
        return [
            p.printed for p in self.publications if (p.row, p.period) == (row, period)
        ]


@dataclass(slots=True)
class Person:
    """One who answered: the response, and what is counted but never on it."""

    response: Response
    place: str


@dataclass(slots=True)
class World:
    """A county: people answer, withdraw, quarters and waves close, exports are made."""

    seed: int
    favourable: float = 0.85
    skipping: float = 0.05
    disclosing: Disclose = disclose
    policy: Policy = field(default_factory=Policy)
    people: list[Person] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    history: History = field(default_factory=History)
    sent: dict[tuple[str, str], int] = field(default_factory=dict)
    gone_through: set[str] = field(default_factory=set)
    lot: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.lot = random.Random(self.seed)  # noqa: S311 - a story, no secret

    # --- what happens --------------------------------------------------------------

    def answer(
        self,
        period: str,
        group: str,
        number: int = 1,
        instrument: Instrument = Instrument.CLOSING,
        favourable: float | None = None,
    ) -> None:
        """Let people of a tier or partner answer everything, or skip some of it."""
        share = self.favourable if favourable is None else favourable
        places = DISTRICTS if instrument is Instrument.CLOSING else GRADES
        for _ in range(number):
            response = Response(
                id=f"{self.lot.getrandbits(128):032x}",
                questionnaire=QUESTIONNAIRES[instrument],
                version=1,
                period=period,
                group=group,
                language="en",
                mode=self.lot.choices(list(Mode), (12, 1, 2, 3, 3))[0],
                worker_present=False,
                quote_consent=False,
                answers=tuple(
                    self._answer(a, share)
                    for a in MODEL.questions
                    if a.instrument is instrument
                ),
            )
            place = self.lot.choices(places, range(len(places), 0, -1))[0]
            self.people.append(Person(response, place))

    def _answer(self, asked: Asked, favourable: float) -> Answer:
        if self.lot.random() < self.skipping:
            return Answer(asked.question, skipped=True)
        bad = sorted(asked.of - asked.good)
        pool = sorted(asked.good) if self.lot.random() < favourable or not bad else bad
        return Answer(asked.question, (self.lot.choice(pool),))

    def go_through(self, share: float) -> None:
        """Let somebody tick, or decline to tick, what a share of people wrote."""
        for person in self.people:
            if self.lot.random() < share:
                self.gone_through.add(person.response.id)

    def withdraw(self, period: str, number: int = 1) -> None:
        """Take back the answers of somebody of that period."""
        for _ in range(number):
            own = [p for p in self.people if p.response.period == period]
            if own:
                self.people.remove(self.lot.choice(own))

    def close(self, period: str) -> None:
        """Close a quarter or wave; a label that fewer than five share is dropped."""
        self.closed.add(period)
        for questionnaire in set(QUESTIONNAIRES.values()):
            own = [
                p
                for p in self.people
                if (p.response.period, p.response.questionnaire)
                == (period, questionnaire)
            ]
            for group in {p.response.group for p in own}:
                few = [p for p in own if p.response.group == group]
                if len(few) < 5:
                    for person in few:
                        person.response = _without_group(person.response)

    # --- what is published ---------------------------------------------------------

    def export(self, row: str, period: str) -> Publication:
        """Assess, release, record: as the service does it."""
        done = self._over(period)
        release = self.disclosing(
            self.assessment(row, period),
            self.history.register,
            self.policy,
            closed=done,
            model=MODEL,
        )
        publication = Publication(
            row, period, done, release_to_json(release), release.entries
        )
        self.history.publications.append(publication)
        return publication

    def assessment(self, row: str, period: str) -> Assessment:
        """Return the true figures, of a year those of its closed quarters."""
        used = [
            p
            for p in self.people
            if p.response.period.startswith(period)
            and (len(period) > 4 or p.response.period in self.closed)
        ]
        evidence = Evidence(
            period=period,
            responses=tuple(p.response for p in used),
            waves=tuple(
                sorted(
                    {p.response.period for p in used if "check" in p.response.period}
                )
            ),
            tallies=tuple(self._tallies(used, period)),
            reach=tuple(self._reach(period)),
            ticks=tuple(t for p in used for t in _ticks(p.response.id)),
            words=self._words(used),
        )
        return assess(evidence, MODEL, row)

    def _words(self, used: Iterable[Person]) -> Mapping[str, str]:
        """Return who wrote, where somebody goes through words at all."""
        if not self.gone_through:
            return {}
        return {
            p.response.id: "" if p.response.id in self.gone_through else "undecided"
            for p in used
            if int(p.response.id, 16) % 10 < 7
        }

    def _over(self, period: str) -> bool:
        wanted = QUARTERS if period == YEAR else (period,)
        return all(p in self.closed for p in wanted)

    def _tallies(self, used: Sequence[Person], period: str) -> Iterable[Tally]:
        found: dict[tuple[str, str, str, str, str], int] = {}
        for person in used:
            response = person.response
            family = response.questionnaire == "family-closure"
            if family and not (period == YEAR and self._over(YEAR)):
                continue
            when = YEAR if family else response.period
            for answer in response.answers:
                for option in answer.options or ("x",):
                    key = (
                        response.questionnaire,
                        answer.question,
                        option,
                        person.place,
                        when,
                    )
                    found[key] = found.get(key, 0) + 1
        for (questionnaire, question, option, group, when), count in sorted(
            found.items()
        ):
            yield Tally(questionnaire, question, option, group, when, count)

    def _reach(self, period: str) -> Iterable[Reach]:
        for (quarter, tier), sent in sorted(self.sent.items()):
            if quarter.startswith(period):
                answered = sum(
                    (p.response.period, p.response.group) == (quarter, tier)
                    for p in self.people
                )
                yield Reach(
                    "family-closure", quarter, tier, "tier", sent, answered, sent
                )


def _ticks(response: str) -> Iterable[Ticked]:
    """Say what somebody's words speak of: some of it often, some of it never."""
    for place, feature in enumerate(TICKED, start=2):
        drawn = int(response, 16) // 7**place % 10
        if drawn < place:
            yield Ticked(response, feature, "contradicts" if drawn else "supports")


def _without_group(response: Response) -> Response:
    return Response(
        response.id,
        response.questionnaire,
        response.version,
        response.period,
        None,
        response.language,
        response.mode,
        response.worker_present,
        response.quote_consent,
        response.answers,
    )


# --- stories -------------------------------------------------------------------


def busy_year(seed: int, disclosing: Disclose = disclose) -> World:
    """A family year: exports at all times, withdrawals, late answers, every close."""
    world = World(
        seed,
        favourable=(0.5, 0.8, 0.95, 1.0)[seed % 4],
        disclosing=disclosing,
    )
    lot = world.lot
    for quarter in QUARTERS:
        weights = [lot.choice((0, 1, 3, 8)) for _ in TIERS]
        for tier in TIERS:
            world.sent[(quarter, tier)] = lot.randrange(20, 60)
        for _ in range(lot.randrange(1, 5)):
            for tier, weight in zip(TIERS, weights, strict=True):
                world.answer(quarter, tier, lot.randrange(0, weight + 1))
            world.withdraw(quarter, lot.choice((0, 0, 1, 2)))
            world.export("family", quarter)
        world.close(quarter)
        world.export("family", quarter)
        world.answer(quarter, lot.choice(TIERS), lot.choice((0, 1)))  # too late
        world.withdraw(quarter, lot.choice((0, 1)))
        world.export("family", YEAR)
        world.export("family", quarter)
    return world


def wordy_year(seed: int, disclosing: Disclose = disclose) -> World:
    """A year in which words are gone through bit by bit, read at every step."""
    world = World(seed, favourable=(0.7, 0.9)[seed % 2], disclosing=disclosing)
    lot = world.lot
    for quarter in QUARTERS:
        for _ in range(lot.randrange(2, 5)):
            for tier in TIERS:
                world.answer(quarter, tier, lot.randrange(0, 12))
            for _ in range(lot.randrange(1, 4)):
                world.go_through(lot.choice((0.05, 0.2, 0.6)))
                world.export("family", quarter)
            world.withdraw(quarter, lot.choice((0, 1, 2)))
            world.export("family", quarter)
        world.close(quarter)
        world.export("family", quarter)
        world.withdraw(quarter, lot.choice((0, 1)))
        world.export("family", quarter)
        world.export("family", YEAR)
    return world


def full_year(seed: int, disclosing: Disclose = disclose) -> World:
    """A year of many answers in every tier, each quarter and the year read once."""
    world = World(seed, favourable=(0.6, 0.8, 0.9)[seed % 3], disclosing=disclosing)
    for quarter in QUARTERS:
        for tier in TIERS:
            number = world.lot.randrange(4, 25)
            world.answer(quarter, tier, number)
            world.sent[(quarter, tier)] = 2 * number
        world.close(quarter)
        world.export("family", quarter)
    world.export("family", YEAR)
    return world


def busy_waves(seed: int, disclosing: Disclose = disclose) -> World:
    """Three staff waves, read through several rows and periods at different times."""
    world = World(seed, favourable=0.85, disclosing=disclosing)
    lot = world.lot
    for quarter in QUARTERS[:3]:
        wave = f"{quarter}-check"
        for _ in range(lot.randrange(1, 4)):
            for partner in PARTNERS:
                world.answer(wave, partner, lot.randrange(0, 9), Instrument.STAFF_CHECK)
                world.answer(
                    wave, partner, lot.randrange(0, 6), Instrument.KEYWORKER_VIEW
                )
            world.export(lot.choice(("culture", "workforce", "family")), wave)
            world.export("culture", wave)
        world.close(wave)
        world.closed.add(quarter)
        for row in ("culture", "workforce", "family", "processes"):
            world.export(row, wave)
        world.withdraw(wave)
        world.export("culture", wave)
    return world
