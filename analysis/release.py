"""What may be shown: the types that leave disclosure control.

A `Release` is the only thing that exports, pages, bot and command line may show.
It is made by `analysis.disclosure.disclose` from an assessment, the register of
all releases before it, and a policy. Figures here are safe as they stand:
numbers of people in fives, shares and interval ends in whole per cent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.model import Instrument, Polarity, Stage, Status


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of disclosure control (DESIGN section 3). People, or per cent.

    Attributes:
        fewest: Nothing about fewer people, as a group, remainder or difference.
        base: Numbers of people are rounded to it.
        small: Under it no numerators, no option counts, coarser shares.
        coarse: Shares of small groups are rounded to this many per cent.
        batch: An open period moves only when so many new answers have come.
    """

    fewest: int = 10
    base: int = 5
    small: int = 50
    coarse: int = 5
    batch: int = 10


@dataclass(frozen=True, slots=True)
class Share:
    """A share in per cent; ``bound`` is ``or more``, ``or less`` or None."""

    value: int
    bound: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as it may be printed; every field None where it may not.

    Attributes:
        n: Valid answers, in fives.
        supporting: In fives, and only from ``Policy.small`` people up.
        low: Lower interval end in per cent, rounded down.
        high: Upper interval end in per cent, rounded up.
        left_out: Share of those asked who skipped, were not sure or said that it
            did not apply, coarse; None where it may not be shown.
    """

    n: int | None = None
    share: Share | None = None
    low: int | None = None
    high: int | None = None
    supporting: int | None = None
    left_out: Share | None = None


@dataclass(frozen=True, slots=True)
class ShownFeature:
    """One feature's row in a release."""

    id: str
    stage: Stage
    theme: str
    polarity: Polarity
    text: str
    status: Status
    shown: Shown
    reason: str
    sources: tuple[str, ...] = ()  # e.g. "Q3a closing", "attested by ..."
    caps: tuple[str, ...] = ()
    change: str | None = None
    other_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownContradiction:
    """A contradiction, with each side's figure as it may be printed."""

    kind: str
    features: tuple[str, ...]
    sides: tuple[tuple[str, Shown], ...]
    says: str


@dataclass(frozen=True, slots=True)
class ShownStage:
    """k of m at one stage, counted over the released statuses."""

    evidenced: int
    of: int
    gone: int = 0
    deficits: int = 0


@dataclass(frozen=True, slots=True)
class ShownCut:
    """A fixed cut's table: per question the figure, or nothing where suppressed."""

    kind: str
    group: str
    period: str
    respondents: int | None
    response_rate: Share | None
    figures: Mapping[str, Shown]
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class ShownSaid:
    """What people's ticked words say of one feature: shares of those gone through.

    For a failing ``supports`` means that people report it. Under ``apart`` stand those
    who wrote the opposite of what they ticked themselves: by what they ticked.
    """

    feature: str
    supports: Shown
    contradicts: Shown
    unclear: Shown
    apart: Mapping[str, Shown] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownWords:
    """The words of one asking's people, as far as they may be counted.

    Attributes:
        people: Whose words have been gone through, in fives; None under ten.
        said: Features that more than one or two people's words speak of.
        waiting: By reason (``care``, ``language``, ``unread``, ``undecided``), how
            many people's words wait, in fives; None: fewer than ten, or none.
    """

    instrument: Instrument
    people: int | None
    said: tuple[ShownSaid, ...] = ()
    waiting: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the release register: what was published about a cell, exactly.

    The register is kept on the answer side, encrypted, and is read by disclosure
    control alone: its true counts decide what may be published next.

    Attributes:
        cell: ``row|period|cut|measure``, e.g. ``family|2026-Q4|tier:x|Q3a``.
        n: True number of people behind what was published.
        supporting: True numerator behind what was published.
        shown: What was published, as JSON-ready mapping.
        closed: Published after the period had closed: frozen for good.
    """

    cell: str
    n: int
    supporting: int
    shown: Mapping[str, object]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that one publication shows about one row and period.

    Attributes:
        respondents: By instrument, in fives; None under ``Policy.fewest``.
        response_rate: Coarse; None where unknown or about too few.
        statement: What disclosure control did, in plain sentences.
        entries: What the register must record with this publication.
        closed: The period is over and these figures are final.
        words: What people's own words say, as ticked, an asking each.
    """

    strand: str
    period: str
    model: str
    bars: Mapping[str, int]
    respondents: Mapping[Instrument, int | None]
    response_rate: Share | None
    coverage: Share | None
    features: tuple[ShownFeature, ...]
    stages: Mapping[Stage, ShownStage]
    supported: Stage | None
    supported_so_far: Stage | None
    not_ruled_out: Stage
    mixed_rating: str | None
    contradictions: tuple[ShownContradiction, ...]
    caps: tuple[str, ...]
    cuts: tuple[ShownCut, ...] = ()
    cannot_reach: tuple[str, ...] = ()
    reachable: Mapping[Stage, int] = field(default_factory=dict)
    theme_stages: Mapping[str, Stage | None] = field(default_factory=dict)
    statement: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    closed: bool = False
    words: tuple[ShownWords, ...] = ()


_LEADING = {
    "family": Instrument.CLOSING,
    "culture": Instrument.STAFF_CHECK,
    "workforce": Instrument.KEYWORKER_VIEW,
}


def leading(release: Release) -> Instrument | None:
    """Return the asking that a row rests on first of all; None where nobody is asked.

    Its response is the one that the release reports.
    """
    return _LEADING.get(release.strand) or next(iter(release.respondents), None)
