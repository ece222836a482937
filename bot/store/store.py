"""The store: every verb that the service may use, by noun.

Rule 1: callers see verbs and model objects, never a statement or a row.
Rule 2: what belongs together is done inside one `transaction` (or one job of the
`bot.store.writer.Writer`) and is stored whole or not at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from bot.store.accounts import Accounts
from bot.store.acted import Acted
from bot.store.actions import Actions
from bot.store.apikeys import ApiKeys
from bot.store.batches import LANGUAGE, Batches
from bot.store.care import Care
from bot.store.clauses import Clauses
from bot.store.contacts import Contacts, Requests
from bot.store.conversations import Deliveries, Messages, Sessions
from bot.store.counters import Receipts, Tallies
from bot.store.database import Database, Derive
from bot.store.equality import Equality
from bot.store.events import Events
from bot.store.group_sendings import GroupSendings
from bot.store.invitations import FollowUps, Invitations
from bot.store.panel import Panel
from bot.store.plans import Plans
from bot.store.queues import HeldWords, Objections, Quotes
from bot.store.records import Status
from bot.store.releases import Releases
from bot.store.reminders import Sendings
from bot.store.responses import Periods, Responses
from bot.store.signins import SignIns
from bot.store.votes import Votes
from bot.store.waves import ReachCounters, Waves
from bot.store.wipes import Wipes


class Store:
    """Two encrypted files behind a few coarse verbs."""

    def __init__(self, database: Database) -> None:
        self.database = database
        # Identity side: short-lived, or about places and staff accounts.
        self.deliveries = Deliveries(database)
        self.messages = Messages(database)
        self.sessions = Sessions(database)
        self.invitations = Invitations(database)
        self.follow_ups = FollowUps(database)
        self.events = Events(database)
        self.wipes = Wipes(database)
        self.contacts = Contacts(database)
        self.requests = Requests(database)
        self.sendings = Sendings(database)
        self.api_keys = ApiKeys(database)
        self.waves = Waves(database)
        self.plans = Plans(database)
        self.group_sendings = GroupSendings(database)
        self.reach = ReachCounters(database)
        self.accounts = Accounts(database)
        self.sign_ins = SignIns(database)
        self.panel = Panel(database)
        self.care = Care(database)
        self.acted = Acted(database)
        self.equality = Equality(database)
        self.votes = Votes(database)
        self.actions = Actions(database)
        # Answer side: kept, and leading to nobody.
        self.responses = Responses(database)
        self.tallies = Tallies(database)
        self.receipts = Receipts(database)
        self.held = HeldWords(database)
        self.quotes = Quotes(database)
        self.batches = Batches(database)
        self.objections = Objections(database)
        self.clauses = Clauses(database)
        self.periods = Periods(database)
        self.releases = Releases(database)

    @classmethod
    def open(cls, folder: Path, derive: Derive) -> Self:
        """Open the store in ``folder``, making or migrating its files where needed.

        Args:
            folder: STRANDLINE_DATA.
            derive: Gives the key of a label (`bot.keys.Keys.derive`).

        Raises:
            StoreError: It cannot be used; the message names the next step.
        """
        return cls(Database(folder, derive))

    @contextmanager
    def transaction(self) -> Iterator[Self]:
        """Do everything inside or nothing, over both files."""
        with self.database.transaction():
            yield self

    def status(self) -> Status:
        """Return plain counts that say nothing about any answer."""
        number = self.database.number
        return Status(
            sessions=number("SELECT count(*) FROM session"),
            invitations=number("SELECT count(*) FROM invitation"),
            quotes_waiting=self.quotes.waiting(),
            care_waiting=self.held.count("care"),
            language_waiting=self.batches.waiting(LANGUAGE),
            quotes_open=self.quotes.open(),
            language_open=self.held.count(LANGUAGE),
            releases=self.releases.count(),
            follow_ups=number("SELECT count(*) FROM follow_up"),
            periods=self.periods.all(),
        )

    def close(self) -> None:
        """Rewrite the files if rows came or went, and let go of them."""
        self.database.tidy()
        self.database.close()
