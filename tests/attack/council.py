"""A council filled through the real service, and then robbed of everything it left.

Families and staff answer conversation by conversation, on links and waves that were
really made; sheets come in by file, one answer through the terminal; people stop,
run out of time, withdraw; quotes are approved, periods close, every document of
every period is made. What is planted in their words, ids and links is written down,
and so is which response is whose, to measure attacks by.
"""

import asyncio
import csv
import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import click
import pytest

from bot.app import App, build
from bot.commands import evidence as commands
from bot.keys import load_keys, new_id
from bot.service import periods, profiles, simulate, submission
from bot.service.accounts import LEAD
from bot.service.evidence import ROWS
from bot.service.groups import Groups
from bot.service.notify import EMAIL
from bot.service.person import Person
from bot.service.setup import Setup
from bot.service.status import status_lines
from bot.service.wave_days import VIEW, Wanted
from bot.settings import Settings
from bot.store import Store
from bot.terminal import talk
from exports import FORMATS
from surveys.conversation import Labels
from surveys.events import SEND, STOP, Effect, Prompt, Replied, Say, Tapped
from surveys.model import Kind, Question, Role
from tests.attack.disclosure.world import History, Publication
from tests.attack.loot import Known, Loot, Someone, tables
from tests.integration.store.thief import DATABASES, decrypted, files

FAMILIES, STAFF = "family-closure", "staff-check"
NOW = datetime.now(UTC)
PRESENT = periods.quarter_of(NOW.date())
PAST = periods.before(PRESENT) or ""
WAVE = f"{PAST}-check"
YEAR = timedelta(days=365)
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
_FIRST = ("Zebediah", "Wilhelmina", "Thaddeus", "Philippa", "Bartholomew", "Rosalind")
_LAST = ("Oxtoby", "Quillfeather", "Braithwaite", "Entwistle", "Thistlethwaite")
_WORDS = (
    "My worker {first} {last} rang me on {phone} every single week.",
    "We could always email {email}, and {first} {last} answered.",
    "She came to {postcode} on the bus. My NHS number is {nhs}. Thank you {first}!",
    "ask @{handle} on there, {first} {last} was kind to all of us",
    "i was born 03/04/1987 and live at 14 Sparrow Road. {first} helped",
)
# Words that hold nothing, different for each, to see in what order they come back.
_THINGS = ("kettle", "garden", "football", "reading", "music", "cooking", "walking")
_HOW = ("calmer", "closer", "braver", "stronger", "happier", "kinder", "steadier")
_WHEN = ("now", "again", "this year", "since spring", "at home", "every day", "lately")


@dataclass(slots=True)
class Council:
    """The service while it is filled."""

    folder: Path
    app: App
    loot: Loot
    deep: bool = False
    lot: Random = field(default_factory=lambda: Random(3))  # noqa: S311 - a story
    logged: io.StringIO = field(default_factory=io.StringIO)

    @property
    def known(self) -> Known:
        """What an attacker knows."""
        return self.loot.known

    def someone(self, kind: str, at: datetime) -> Someone:
        """Return a new person, planted with everything that could give them away."""
        number = len(self.known.people)
        lot, area = self.lot, self.app.area
        handle = f"planted_{number}_{lot.randrange(10**6)}"
        phone = f"07700 {900000 + number}"
        nhs = f"943 476 {5919 + number:04d}"
        first, last = lot.choice(_FIRST), lot.choice(_LAST)
        pieces = {
            "first": first,
            "last": last,
            "phone": phone,
            "email": f"{handle}@example.org",
            "postcode": f"LE{1 + number % 19} {number % 9 + 1}XQ",
            "nhs": nhs,
            "handle": handle,
        }
        mixed = number * 89 % 343  # so that the alphabet does not tell who came first
        safe = f"The {_THINGS[mixed % 7]} made us {_HOW[mixed // 7 % 7]}"
        words = f"{safe} {_WHEN[mixed // 49 % 7]}."
        said = _WORDS[number % len(_WORDS)].format(**pieces)
        person = Someone(
            number,
            str(7_300_000_000 + lot.randrange(10**8) * 7),
            "",
            lot.choices(area.tiers, (6, 5, 3, 2)[: len(area.tiers)])[0].id,
            lot.choice(area.districts).id,
            kind,
            at,
            planted=(handle, phone, nhs, pieces["email"], first, last),
            words=words,
            grade=area.grades[number % len(area.grades)].id,
        )
        person.planted = (*person.planted, said) if number % 3 == 0 else person.planted
        self.known.people.append(person)
        return person

    # --- conversations ------------------------------------------------------------

    async def begun(self, person: Someone, mind: "Mind") -> tuple[Effect, ...]:
        """Open the link and answer up to the summary, or until the mind stops."""
        who = Person("telegram", person.key)
        number = self.lot.randrange(8 * 10**8, 9 * 10**8)
        self.known.transport.append(str(number))
        moment = person.at - timedelta(minutes=9)
        effects = await self.app.respond.open(who, person.token, str(number), moment)
        await self.app.respond.remember_message(who, str(number + 1), moment)
        for turn in range(100):
            prompts = [e for e in effects if isinstance(e, Prompt)]
            if not prompts or mind.enough(prompts[-1]):
                return effects
            moment += timedelta(seconds=7)
            delivery = str(number + 2 + turn)
            event = mind.react(prompts[-1])
            effects = await self.app.respond.receive(who, event, delivery, moment)
        raise AssertionError(
            f"the conversation did not end: {prompts[-1].text}, {[b.id for b in prompts[-1].buttons]}"
        )

    async def sent(self, person: Someone, effects: tuple[Effect, ...]) -> None:
        """Send the answers, and keep the code that the person is shown."""
        who = Person("telegram", person.key)
        prompt = [e for e in effects if isinstance(e, Prompt)][-1]
        event = Tapped(prompt.step, SEND)
        effects = await self.app.respond.receive(who, event, None, person.at)
        said = "\n".join(e.text for e in effects if isinstance(e, Say))
        found = CODE.search(said)
        assert found is not None, said
        person.code = found[0]

    async def answer(self, people: list[Someone], *, follow_up: bool = False) -> None:
        """Let people answer side by side and send one after the other, as they come."""
        people.sort(key=lambda p: p.at)
        minds = [Mind(self, person, follow_up=follow_up) for person in people]
        ready = await asyncio.gather(
            *(self.begun(p, mind) for p, mind in zip(people, minds, strict=True))
        )
        for person, effects in zip(people, ready, strict=True):
            await self.sent(person, effects)

    async def families(
        self, number: int, first: datetime, days: float
    ) -> list[Someone]:
        """Invite families over so many days."""
        people = []
        for _ in range(number):
            at = first + timedelta(days=self.lot.random() * days)
            person = self.someone(FAMILIES, at)
            made = await self.app.invite.create(
                FAMILIES, person.tier, person.district, now=at - timedelta(days=1)
            )
            person.token = made.token
            people.append(person)
        return people


class Mind(simulate.Mind):
    """A made-up person who writes what is planted, and may stop half way."""

    def __init__(
        self, council: Council, person: Someone, *, follow_up: bool, draft: str = ""
    ) -> None:
        profile = profiles.load_profile("maturing")
        area = council.app.area
        visitor = simulate.Visitor(
            person.kind,
            person.token,
            profile,
            person.at,
            str(person.number),
            grade=person.grade,
            partner=area.partners[person.number % 3].id,
        )
        questionnaire = council.app.definitions[person.kind]
        super().__init__(Random(person.number), questionnaire, visitor)  # noqa: S311 - a story
        self.person, self.follow_up, self.draft = person, follow_up, draft
        self.wrote = 0

    def enough(self, prompt: Prompt) -> bool:
        """Say whether nothing more is to be said before the answers are sent."""
        stopped = bool(self.draft) and self.wrote > 0
        return stopped or SEND in {button.id for button in prompt.buttons}

    def _write(self, question: Question, prompt: Prompt) -> Replied | Tapped:
        del question, prompt
        self.wrote += 1
        if self.draft:
            return Replied(self.draft)
        said = self.person.planted[-1] if len(self.person.planted) > 6 else ""
        return Replied(said if self.wrote == 2 and said else self.person.words)

    def _choose(self, question: Question, there: set[str]) -> str:
        if question.role is Role.FOLLOW_UP and self.follow_up:
            return "y"
        if question.role is Role.QUOTE_CONSENT:
            self.person.consent = self.person.number % 5 != 0
            return "y" if self.person.consent else "n"
        return super()._choose(question, there)


@contextmanager
def noting(known: Known) -> Iterator[None]:
    """Note which response becomes whose: the truth, which no attack may use."""
    patch = pytest.MonkeyPatch()
    made: list[str] = []
    submit, fresh = submission.submit, new_id

    def noted_id() -> str:
        made.append(fresh())
        return made[-1]

    def noted(*given: Any) -> str | None:  # noqa: ANN401  # as it is called
        made.clear()
        said = submit(*given)
        person = next((p for p in known.people if p.key == given[4].key), None)
        if said is None and person is not None:
            person.response = made[0]
        return said

    patch.setattr(submission, "new_id", noted_id)
    patch.setattr(submission, "submit", noted)
    try:
        yield
    finally:
        patch.undo()


@contextmanager
def listening(log: io.StringIO) -> Iterator[None]:
    """Log everything that anybody says, at the most talkative level."""
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(before)
        root.removeHandler(handler)


# --- one year of a council -------------------------------------------------------------


@asynccontextmanager
async def opened(folder: Path, name: str) -> AsyncIterator[Council]:
    """Open an empty council."""
    app = build(Settings(data=folder, bot_username="council_test_bot"))
    council = Council(folder, app, Loot(name))
    with noting(council.known), listening(council.logged):
        try:
            yield council
        finally:
            await app.close()
    council.loot.log = council.logged.getvalue()


async def filled(folder: Path, *, size: int = 1, name: str = "ours") -> Loot:
    """Fill a council, make every document, close it and take everything away."""
    async with opened(folder, name) as council:
        council.deep = size > 1
        await the_past(council, 44 * size, 30 * size)
        await the_present(council)
        await everything_published(council)
    rob(council)
    council.loot.hidden = await hidden_worlds(folder)
    return council.loot


async def the_past(council: Council, families: int, staff: int) -> None:
    """Let a quarter pass: families, a staff wave, paper, a draft, two withdrawals."""
    app, known = council.app, council.known
    days = periods.span(PAST)
    assert days is not None
    first = days.moment(0.02, NOW)
    length = (days.moment(0.9, NOW) - first) / timedelta(days=1)
    code = await app.accounts.grant("keyworker", now=first)
    worker = await app.accounts.redeem(Person("telegram", "7999888777"), code, first)
    assert worker is not None
    known.workers.append(worker.id)
    known.secrets += [code, "7999888777"]
    await council.answer(await council.families(families, first, length))
    opening = first + timedelta(days=20)
    wave = await app.waves.open(
        WAVE, STAFF, now=opening, until=(opening + timedelta(days=14)).date(), asked=90
    )
    known.secrets.append(wave.token)
    await to_come(council)
    members = []
    for _ in range(staff):
        at = opening + timedelta(days=council.lot.random() * 13, hours=1)
        members.append(council.someone(STAFF, at))
        members[-1].token = wave.token
    await council.answer(members)
    await drafts(council, first)
    sheets = council.folder.parent / f"{council.folder.name}-sheets.csv"
    sheets.write_text(paper(council.app, 12), encoding="utf-8")
    await app.intake.load(sheets, first + timedelta(days=50))
    sheets.unlink()  # what the council did with its own file is not our residue
    gone = known.answered[3:40:17]
    for person in gone:
        assert await app.erase.withdraw(person.code, first + timedelta(days=60))
        known.erased += [person.code, person.response, person.words]
        person.response = ""
    assert not await app.erase.withdraw(gone[0].code, NOW)  # a code works once
    batch = await app.quotes.batch()
    await app.quotes.decide([quote.id for quote in batch], approved=True)
    known.refused += [
        p.words for p in known.people if p.kind == FAMILIES and not p.consent
    ]
    await app.closing.tick(NOW)


async def to_come(council: Council) -> None:
    """Plan a wave, open another, and write down who passes their links on."""
    app, known = council.app, council.known
    setup = Setup(app.definitions, app.area, app.redactor)
    groups = Groups(app.writer, app.keys, setup, (EMAIL,))
    today = NOW.date()
    for number, (asks, opens) in enumerate(((VIEW, today), (STAFF, today + YEAR))):
        address, lead = f"planted.lead.{number}@example.org", f"800100200{number}"
        await groups.size(asks, "police", 40, NOW)
        await groups.contact(asks, "police", address, NOW)
        code = await app.accounts.grant(LEAD, scope="schools", now=NOW)
        person = Person("telegram", lead)
        assert await app.accounts.redeem(person, code, NOW) is not None
        made = await app.wave_plans.plan([Wanted(asks, opens, opens)], NOW)
        for link in await app.wave_plans.links(made.plans[0].id):
            known.secrets.append(link.link.split("=")[-1])
        known.secrets += [address, lead, code]
    assert await app.wave_plans(NOW)


async def drafts(council: Council, first: datetime) -> None:
    """Let one person stop, and one run out of time, both with words on the screen."""
    people = await council.families(2, first + timedelta(days=5), 2)
    for person, draft in zip(
        people, ("the purple submarine", "a marble staircase"), strict=True
    ):
        mind = Mind(council, person, follow_up=False, draft=f"It was {draft} for us.")
        await council.begun(person, mind)
        council.known.drafts.append(draft)
    who = Person("telegram", people[0].key)
    for _ in range(2):
        await council.app.respond.receive(who, Tapped("", STOP), None, people[0].at)


def paper(app: App, rows: int, which: int = 0) -> str:
    """Return sheets as they are typed in: every question's first option, or its last."""
    columns: dict[str, str] = {}
    for question in app.definitions[FAMILIES].questions:
        if question.kind is Kind.ONE and question.role is None:
            usual = [o.id for o in question.options if o.mark is None]
            columns[question.id] = usual[which]
    head = ["row", "questionnaire", "mode", "tier", "district", *columns]
    area = app.area
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(head)
    for number in range(rows):
        place = (area.tiers[0].id, area.districts[number % 2].id)
        lines.writerow(
            [f"{which}-{number}", FAMILIES, "paper", *place, *columns.values()]
        )
    return written.getvalue()


async def the_present(council: Council) -> None:
    """Let fourteen families answer now, one through the terminal; some are half way."""
    app = council.app
    days = periods.span(PRESENT)
    assert days is not None
    first = min(days.moment(0.01, NOW), NOW - timedelta(hours=2))
    length = max((NOW - first) / timedelta(days=1) - 0.05, 0.01)
    await council.answer(await council.families(14, first, length), follow_up=True)
    council.known.people[-1].planted += ("At the terminal sat Ottoline Peverell",)
    lines = "start\n" + "1\n" * 60
    await talk(
        app.respond,
        Person("terminal", "someone"),
        FAMILIES,
        Labels(tier=app.area.tiers[0].id, district=app.area.districts[0].id),
        stdin=io.StringIO(lines),
        stdout=io.StringIO(),
    )
    half = await council.families(2, NOW - timedelta(hours=3), 0.1)
    for person in half:
        mind = Mind(council, person, follow_up=False, draft="My worker Ottoline helped")
        await council.begun(person, mind)
        person.planted += ("Ottoline",)


async def status(council: Council) -> str:
    """Return the status as command line and chat show it."""
    return "\n".join(await status_lines(council.app.writer))


async def everything_published(council: Council) -> None:
    """Make every document, one more answer, and watch the status meanwhile."""
    loot = council.loot
    asked = [("all", period) for period in (PAST, PAST[:4], PRESENT, WAVE)]
    asked += [("family", PAST), ("culture", WAVE), ("workforce", PAST[:4])]
    if council.deep:
        asked = [(row, p) for _, p in asked[:4] for row in (*ROWS, "all")]
    for row, period in asked:
        loot.exports = {**loot.exports, **await documents(council, row, period)}
    for row, period in asked if council.deep else (asked[0], asked[2], asked[4]):
        loot.again.append(await documents(council, row, period))
    before = await documents(council, "all", PRESENT)
    (person,) = await council.families(1, NOW - timedelta(minutes=30), 0.01)
    shown = [await status(council)]
    effects = await council.begun(person, Mind(council, person, follow_up=True))
    shown.append(await status(council))
    await council.sent(person, effects)
    shown.append(await status(council))
    loot.screens += [
        ("a family opened its link", shown[0], shown[1]),
        ("a family sent its answers", shown[1], shown[2]),
    ]
    loot.one_more = (before, await documents(council, "all", PRESENT))
    loot.filters = {
        f"strandline {command.name}": tuple(p.name or "" for p in command.params)
        for command in (commands.assess, commands.export)
        if isinstance(command, click.Command)
    }


async def documents(council: Council, row: str, period: str) -> Mapping[str, bytes]:
    """Return a row's documents in every format."""
    made = await council.app.evidence.documents(row, period, tuple(FORMATS), NOW)
    return {document.name: document.body for document in made}


async def small(folder: Path, *, half: int = 2) -> Loot:
    """Fill a small council, without documents: for builds with one fault each."""
    async with opened(folder, "weakened") as council:
        first = NOW - timedelta(hours=6)
        people = await council.families(26, first, 0.2)
        await council.answer(people)
        await drafts(council, NOW - timedelta(days=9))
        gone = people[7]
        assert await council.app.erase.withdraw(gone.code, NOW)
        council.known.erased += [gone.words]
        gone.response = ""
        for person in await council.families(half, NOW - timedelta(hours=1), 0.01):
            await council.begun(
                person, Mind(council, person, follow_up=False, draft="So")
            )
    rob(council)
    return council.loot


async def hidden_worlds(
    folder: Path,
) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    """Return the documents of two counties of nine families who disagree in all."""
    found = []
    for which in (0, -1):
        place = folder.parent / f"{folder.name}-hidden{which}"
        async with opened(place, "hidden") as council:
            sheets = place / "sheets.csv"
            sheets.write_text(paper(council.app, 9, which), encoding="utf-8")
            await council.app.intake.load(sheets, NOW)
            found.append(await documents(council, "all", PRESENT))
    return found[0], found[1]


# --- the robbery -----------------------------------------------------------------------


def rob(council: Council) -> None:
    """Take every file, raw and decrypted, every table, and all that was released."""
    loot, folder = council.loot, council.folder
    loot.files = {
        str(path.relative_to(folder)): path.read_bytes() for path in files(folder)
    }
    for name in DATABASES:
        loot.files[f"{name} decrypted"] = decrypted(folder, name)
    store = Store.open(folder, load_keys(folder).derive)
    try:
        loot.tables = dict(tables(store))
        register = store.releases.register()
        shown = store.database.rows(
            "SELECT strand, period, closed, body FROM publication ORDER BY number"
        )
    finally:
        store.database.close()  # as it is: the thief does not tidy
    empty: dict[str, Any] = {"features": [], "contradictions": [], "cuts": []}
    loot.open = {PRESENT}
    loot.history = History([Publication("", "", True, empty, register)])  # noqa: FBT003
    loot.history.publications += [
        Publication(str(row), str(period), bool(closed), json.loads(str(body)), ())
        for row, period, closed, body in shown
    ]
