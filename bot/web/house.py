"""What every page is given: the services, the manners, the look."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from aiohttp import web

from bot.area import Area
from bot.service.page import Posted
from bot.service.pages import Reached, Visit
from bot.service.person import Person
from bot.service.respond import Wish
from bot.web import tents
from bot.web.idle import Idle
from bot.web.limits import Limits
from bot.web.look import Asset, assets
from bot.web.numbers import PageNumbers
from bot.web.render import Renderer
from surveys.languages import ENGLISH

CHANNEL: Final = "web"


class Answering(Protocol):
    """What the pages need of the service (`bot.service.pages.Pages`)."""

    def address(self, token: str, number: str) -> str:
        """Return the private address that a start page leads to."""
        ...  # a protocol's body

    async def arrive(
        self, person: Person, token: str, now: datetime, wish: Wish
    ) -> bool:
        """Open a link for a private address; False where it cannot be used."""
        ...  # a protocol's body

    async def told(self, token: str, now: datetime) -> str:
        """Return what a group's link says that is shut; empty for any other link."""
        ...  # a protocol's body

    async def look(self, person: Person, at: str, now: datetime) -> Visit:
        """Return the page at a place."""
        ...  # a protocol's body

    async def take(self, person: Person, posted: Posted, now: datetime) -> Visit:
        """Take back a page and return what comes next."""
        ...  # a protocol's body

    async def leave(self, person: Person) -> None:
        """Delete what was not sent, of a tablet that many use."""
        ...  # a protocol's body

    async def reach(self, person: Person, typed: str, now: datetime) -> Reached:
        """Take where somebody may be written to in three months."""
        ...  # a protocol's body


class Erasing(Protocol):
    """What the page for taking answers back needs (`bot.service.erase.Erase`)."""

    async def withdraw(self, code: str, now: datetime) -> bool:
        """Delete the response of a receipt code."""
        ...  # a protocol's body


def clock() -> datetime:
    """Return the time; the one place where the pages read it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the first page of one kind of link offers."""

    languages: tuple[str, ...] = (ENGLISH,)
    easy: bool = False


@dataclass(frozen=True, slots=True)
class Manners:
    """How the pages behave: the settings of the person who runs the service.

    Attributes:
        public: The address that people know them by; None while trying out.
        telegram: The bot's name, to offer Telegram on the first page.
        idle: After how long a page closes itself.
        shared: After how long a tablet that many use goes back to its first page.
        hsts: Seconds for which browsers shall use TLS only; 0: nothing is said.
        folder: Where the logo lies.
    """

    public: str | None = None
    telegram: str | None = None
    idle: timedelta = timedelta(minutes=20)
    shared: timedelta = timedelta(minutes=5)
    hsts: int = 0
    folder: Path | None = None


@dataclass(slots=True)
class House:
    """Everything that the pages are given.

    Attributes:
        answering: Opens links, shows pages and takes them back.
        erasing: Takes answers back.
        well: Says whether the service is well.
        area: The council's settings.
        offers: For each kind of link (``family``, ``young``, ``staff``) what its
            first page offers.
        key: What page numbers are made with.
        manners: See there.
        limits: How often one address may ask.
        now: The clock.
    """

    answering: Answering
    erasing: Erasing
    well: Callable[[], Awaitable[bool]]
    area: Area
    offers: Mapping[str, Offer]
    key: bytes
    manners: Manners = field(default_factory=Manners)
    limits: Limits = field(default_factory=Limits)
    now: Callable[[], datetime] = clock
    numbers: PageNumbers = field(init=False)
    idle: Idle = field(init=False)
    tablets: Idle = field(init=False)
    assets: Mapping[str, Asset] = field(init=False)
    paper: Renderer = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = PageNumbers(self.key)
        self.idle = Idle(self.manners.idle)
        self.tablets = Idle(self.manners.shared)
        self.assets = assets(self.area, self.manners.folder)
        words = self.area.words
        self.paper = Renderer(
            self.assets, self.area.council, words.look.logo_words, words.leave
        )

    def rests(self, address: str) -> Idle:
        """Return what knows when an address was last used."""
        return self.tablets if tents.start(address) else self.idle

    @property
    def languages(self) -> Sequence[str]:
        """Every language that some questionnaire is offered in, English first."""
        every = [code for offer in self.offers.values() for code in offer.languages]
        return tuple(dict.fromkeys((ENGLISH, *every)))


HOUSE: Final = web.AppKey("house", House)


def house_of(request: web.Request) -> House:
    """Return the house that a page stands in."""
    return request.app[HOUSE]
