"""A small council for the tests of store and service: everything real but the size."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.area import Area, example_area, parse_area
from bot.keys import Keys, load_keys
from bot.service.accounts import Accounts
from bot.service.close import Closing
from bot.service.erase import Erase
from bot.service.held import HeldWords
from bot.service.invite import Invite
from bot.service.person import Person
from bot.service.respond import Respond
from bot.service.setup import Links, Setup
from bot.service.waves import Waves
from bot.store import Store, Writer
from surveys.details import Rules
from surveys.events import (
    BEGIN,
    KEEP,
    SEND,
    Effect,
    Event,
    Prompt,
    Replied,
    Say,
    Tapped,
)
from surveys.model import (
    Audience,
    Kind,
    Mark,
    Option,
    Question,
    Questionnaire,
    Role,
    Section,
    Text,
)

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
QUARTER = "2026-Q4"


def en(words: str) -> Text:
    return Text({"en": words})


def one(
    question_id: str, *labels: str, role: Role | None = None, counted: bool = False
) -> Question:
    options = tuple(
        Option(chr(ord("a") + n) if role is None else label[0].lower(), en(label))
        for n, label in enumerate(labels)
    )
    if role is None:
        options += (Option("x", en("Not sure"), Mark.NOT_SURE),)
    return Question(
        question_id,
        Kind.ONE,
        en(f"Question {question_id}?"),
        options=options,
        role=role,
        counted=counted,
    )


def survey(
    questionnaire_id: str, audience: Audience, *questions: Question
) -> Questionnaire:
    return Questionnaire(
        id=questionnaire_id,
        version=1,
        audience=audience,
        title=en("A survey"),
        intro=en("A few questions."),
        confidence=en("We normally cannot find you."),
        thanks=en("Thank you."),
        sections=(Section("all", en("All"), questions),),
    )


FAMILY = survey(
    "family-closure",
    Audience.FAMILY,
    one("Q1", "From the start", "Not straight away", "Never clear", counted=True),
    Question("O1", Kind.TEXT, en("What helped most?"), theme=("trust",)),
    one("C2", "Yes", "No", role=Role.QUOTE_CONSENT),
    one("C3", "Yes", "No", role=Role.FOLLOW_UP),
)
FOLLOW_UP = survey("family-followup", Audience.FAMILY, one("Q8", "Hopeful", "Worried"))
STAFF = survey(
    "staff-check",
    Audience.STAFF,
    Question("G1", Kind.ONE, en("Grade?"), options_from="grades", role=Role.GRADE),
    Question(
        "G2", Kind.ONE, en("Partner?"), options_from="partners", role=Role.PARTNER
    ),
    one("T1", "Agree", "Disagree", counted=True),
)
DEFINITIONS = {q.id: q for q in (FAMILY, FOLLOW_UP, STAFF)}


@cache
def small_area() -> Area:
    area, mistakes = parse_area(example_area())
    assert area is not None, mistakes
    return area


@dataclass
class World:
    """The service over one data folder."""

    folder: Path
    keys: Keys
    store: Store
    writer: Writer
    setup: Setup
    respond: Respond
    invite: Invite
    waves: Waves
    accounts: Accounts
    erase: Erase
    closing: Closing
    held: HeldWords

    async def close(self) -> None:
        await self.respond.close()
        await self.writer.close()


def open_world(folder: Path, *, pause: float = 1.0) -> World:
    keys = load_keys(folder)
    store = Store.open(folder, keys.derive)
    writer = Writer(store, pause=pause)
    setup = Setup(DEFINITIONS, small_area(), Rules(), Links(telegram="test_bot"))
    return World(
        folder,
        keys,
        store,
        writer,
        setup,
        Respond(writer, keys, setup),
        Invite(writer, keys, setup),
        Waves(writer, keys, setup),
        Accounts(writer, keys),
        Erase(writer, keys),
        Closing(writer, setup),
        HeldWords(writer, keys),
    )


@contextmanager
def reading(folder: Path) -> Iterator[Store]:
    """Open the files of a world beside it, or after its end."""
    store = Store.open(folder, load_keys(folder).derive)
    try:
        yield store
    finally:
        store.close()


def prompt_of(effects: tuple[Effect, ...]) -> Prompt:
    prompts = [e for e in effects if isinstance(e, Prompt)]
    assert prompts, effects
    return prompts[-1]


def said(effects: tuple[Effect, ...]) -> str:
    return "\n".join(e.text for e in effects if isinstance(e, Say))


def code_of(effects: tuple[Effect, ...]) -> str:
    """Return the receipt code that a person was shown."""
    words = said(effects).replace(".", " ").replace(",", " ").split()
    return next(w for w in words if w.count("-") == 3 and len(w) == 19)


FAMILY_ANSWERS: tuple[str | Replied, ...] = ("a", Replied("They listened."), "y", "n")


async def talk(
    world: World,
    person: Person,
    effects: tuple[Effect, ...],
    answers: tuple[str | Replied, ...],
    now: datetime = NOW,
) -> tuple[Effect, ...]:
    """Answer a whole questionnaire, from the welcome to the thanks."""
    left = list(answers)
    for _ in range(60):
        prompts = [e for e in effects if isinstance(e, Prompt)]
        if not prompts:
            return effects
        prompt = prompts[-1]
        there = {b.id for b in prompt.buttons}
        event: Event
        for move in (BEGIN, KEEP, SEND):
            if move in there:
                event = Tapped(prompt.step, move)
                break
        else:
            answer = left.pop(0)
            event = Tapped(prompt.step, answer) if isinstance(answer, str) else answer
        effects = await world.respond.receive(person, event, None, now)
    raise AssertionError("the conversation did not end")


async def family(
    world: World,
    key: str,
    answers: tuple[str | Replied, ...] = FAMILY_ANSWERS,
    *,
    tier: str = "keyworker",
    district: str = "charnwood",
    now: datetime = NOW,
) -> tuple[Effect, ...]:
    """One family gets a link, opens it in Telegram and answers everything."""
    invitation = await world.invite.create(
        "family-closure", tier, district, by=None, now=now
    )
    person = Person("telegram", key)
    effects = await world.respond.open(person, invitation.token, None, now)
    return await talk(world, person, effects, answers, now)
