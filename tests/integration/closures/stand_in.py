"""A council that closes cases, with a post that can be told what to do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.keys import load_keys
from bot.service.accounts import Accounts
from bot.service.close import Closing
from bot.service.closure_fields import Closure
from bot.service.closures import Closures
from bot.service.followup import Wishes
from bot.service.group_reminders import GroupReminders
from bot.service.groups import Groups
from bot.service.invite import Invite
from bot.service.notify import EMAIL, SMS, TELEGRAM, Fate, Message
from bot.service.optout import OptOut
from bot.service.reminders import Reminders
from bot.service.respond import Respond
from bot.service.setup import Links, Setup
from bot.service.wave_plans import WavePlans
from bot.service.waves import Waves
from bot.service.withdrawals import Withdrawals
from bot.store import Store, Writer
from surveys.details import Rules
from surveys.model import Questionnaire
from tests.integration.store.world import DEFINITIONS, small_area

# A Wednesday in November: London keeps the same time as UTC.
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
HERS = "07700900123"


@dataclass
class Pillar:
    """A post in memory: keeps what it was given and answers as it is told."""

    can_tell: bool = True
    fates: list[Fate] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    knows: bool = True

    async def send(self, message: Message) -> Fate:
        fate = self.fates.pop(0) if self.fates else Fate.SENT
        if fate in (Fate.SENT, Fate.UNCERTAIN):
            self.taken.append(message)
        return fate

    async def sent(self, reference: str) -> bool | None:
        if not self.knows:
            return None
        return any(message.reference == reference for message in self.taken)

    @property
    def kinds(self) -> list[str]:
        return [message.kind for message in self.taken]

    def twice(self) -> list[str]:
        """Return the references that were taken more than once."""
        counted = Counter(message.reference for message in self.taken)
        return [reference for reference, times in counted.items() if times > 1]


@dataclass
class Council:
    """The service over one data folder, with a post."""

    folder: Path
    setup: Setup
    writer: Writer
    store: Store
    closures: Closures
    invite: Invite
    respond: Respond
    reminders: Reminders
    closing: Closing
    optout: OptOut
    post: Pillar
    accounts: Accounts
    waves: Waves
    plans: WavePlans
    groups: Groups
    group_reminders: GroupReminders

    async def ring(self, now: datetime) -> None:
        """Do what the clock brings about, in the service's order."""
        await self.respond.settle(now)
        await self.closing.tick(now)
        await self.plans(now)
        await self.invite.follow_ups(now)
        await self.reminders(now)
        await self.group_reminders(now)

    async def close(self) -> None:
        await self.respond.close()
        await self.writer.close()


def open_council(
    folder: Path,
    post: Pillar | None = None,
    definitions: Mapping[str, Questionnaire] = DEFINITIONS,
) -> Council:
    keys = load_keys(folder)
    store = Store.open(folder, keys.derive)
    writer = Writer(store, pause=60)
    links = Links(telegram="test_bot", web="https://survey.example")
    setup = Setup(definitions, small_area(), Rules(), links)
    journal = Withdrawals(keys, folder)
    post = post or Pillar()
    reminders = Reminders(writer, keys, setup)
    reminders.use({SMS: post, EMAIL: post, TELEGRAM: post})
    group_reminders = GroupReminders(writer, keys, setup)
    group_reminders.use({EMAIL: post, TELEGRAM: post})
    return Council(
        folder,
        setup,
        writer,
        store,
        Closures(writer, keys, setup, (SMS, EMAIL)),
        Invite(writer, keys, setup, journal),
        Respond(writer, keys, setup),
        reminders,
        Closing(writer, setup, journal),
        OptOut(keys, Wishes(writer, keys, setup, journal)),
        post,
        Accounts(writer, keys),
        Waves(writer, keys, setup),
        WavePlans(writer, keys, setup),
        Groups(writer, keys, setup, (SMS, EMAIL)),
        group_reminders,
    )


@contextmanager
def looking(council: Council) -> Iterator[Store]:
    """Look into the store between two jobs."""
    yield council.store


def closure(**changes: str) -> Closure:
    """Return a closure by text message."""
    given: dict[str, str] = {
        "questionnaire": "family-closure",
        "tier": "keyworker",
        "district": "charnwood",
        "month": "2026-11",
        "phone": HERS,
        **changes,
    }
    return Closure(**{key: value for key, value in given.items() if value})


def token_of(message: Message) -> str:
    """Return the link's own part as the family reads it."""
    return message.text.split("/s/")[1].split()[0]
