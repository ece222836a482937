"""The area as a value: what one council has decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from analysis.model import Bars
from analysis.release import Policy
from bot.area.council import CouncilWords
from surveys.care import HelpLine
from surveys.equality import Ask
from surveys.model import Option, Text
from surveys.routing import packs_each

WISH_DAYS = 28


@dataclass(frozen=True, slots=True)
class Place:
    """A tier, district, partner or grade: a stable id and what people read.

    ``core`` (partners and grades): has to be heard, ten answers or more, before
    anything can be said of every partner or every grade. ``plain`` (tiers): what
    families call it, where an event's link asks them.
    """

    id: str
    label: str
    core: bool = False
    plain: Text | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept: days on the identity side, months of answers."""

    session_days: int = 14
    invitation_days: int = 60
    contact_days: int = 90
    words_months: int = 24
    answers_months: int = 36
    votes_months: int = 24


@dataclass(frozen=True, slots=True)
class Sending:
    """When families may be written to of our own accord. Times are local.

    Attributes:
        wait_days: Days between a closure and the first message, for second thoughts.
        reminder_days: Days after the first message; two at most.
        from_hour: The first hour in which anything is sent.
        until_hour: The hour from which nothing is sent any more.
        closed_days: Days on which nothing is sent, beside weekends and bank holidays.
    """

    wait_days: int = 1
    reminder_days: tuple[int, ...] = (3, 7)
    from_hour: int = 9
    until_hour: int = 18
    closed_days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Carer:
    """Who looks at words of harm: a role and how it is reached, no person's name."""

    role: str
    contact: str


@dataclass(frozen=True, slots=True)
class Care:
    """Who looks the same working day, and who does when they are away.

    ``wish_days``: how long a wish to be contacted waits before it is deleted unseen.
    """

    person: Carer
    deputy: Carer
    wish_days: int = WISH_DAYS


@dataclass(frozen=True, slots=True)
class EqualityTally:
    """The questions about who answers, where an area asks them.

    Attributes:
        asks: In the order in which they are asked; at least one.
        shares: Question to option to the council's own share of closings, in per
            cent.
    """

    asks: tuple[Ask, ...]
    shares: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Area:
    """One council's settings.

    ``care`` is None where nobody is named: then nobody writes in their own words.
    ``equality`` is None where nobody is asked who they are.
    ``keep_ticked``: clauses that a person has ticked may be exported, to train the
    reader of themes; the privacy notice then says so.
    """

    council: str
    service: str
    ask_contact: Text
    languages: tuple[str, ...]
    families_a_year: int
    tiers: tuple[Place, ...]
    districts: tuple[Place, ...]
    partners: tuple[Place, ...]
    grades: tuple[Place, ...]
    help_lines: tuple[HelpLine, ...]
    help_owner: str
    help_review: date
    bars: Bars = field(default_factory=Bars)
    policy: Policy = field(default_factory=Policy)
    retention: Retention = field(default_factory=Retention)
    sending: Sending = field(default_factory=Sending)
    quote_batch: int = 10
    keep_ticked: bool = False
    care: Care | None = None
    equality: EqualityTally | None = None
    words: CouncilWords = field(default_factory=CouncilWords)
    deny: frozenset[str] = frozenset()
    deny_file: str | None = None
    allow: frozenset[str] = frozenset()

    @property
    def packs(self) -> int:
        """How many probe packs a family gets: two where answers are few."""
        return packs_each(self.families_a_year)

    def options(self, kind: str) -> tuple[Option, ...]:
        """Return ``partners``, ``grades`` or ``tiers`` as the options of a question.

        Tiers are put in the words that families know them by, where there are any.
        """
        places = {
            "partners": self.partners,
            "grades": self.grades,
            "tiers": self.tiers,
        }[kind]
        return tuple(Option(p.id, p.plain or Text({"en": p.label})) for p in places)

    def core(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the ``partners`` or ``grades`` that must be heard."""
        places = {"partners": self.partners, "grades": self.grades}[kind]
        return tuple(p.id for p in places if p.core)

    def label(self, kind: str, place_id: str) -> str:
        """Return what people read for the id of a tier, district, and so on."""
        places: tuple[Place, ...] = {
            "tier": self.tiers,
            "district": self.districts,
            "partner": self.partners,
            "grade": self.grades,
        }[kind]
        return next((p.label for p in places if p.id == place_id), place_id)
