"""The nouns of an assessment: the maturity model, the evidence, what it supports.

Everything is frozen. `Assessment` holds true figures and must never reach a person:
only `analysis.release.Release`, which disclosure control makes of it, may.
Source of the model: Early Help Service Transformation Maturity Model toolkit,
DCLG, November 2016, Annex 1 ("STMM 2016"); descriptors are in our own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from surveys.model import Response


class Stage(StrEnum):
    """The four stages of the model, lowest first."""

    EARLY = "early"
    DEVELOPING = "developing"
    MATURING = "maturing"
    MATURE = "mature"


class Polarity(StrEnum):
    """Whether a feature is a good thing to be evidenced or a bad one to be gone."""

    STRENGTH = "strength"
    DEFICIT = "deficit"


class Status(StrEnum):
    """What the evidence says about one feature (DESIGN section 4)."""

    EVIDENCED = "evidenced"
    GONE = "gone"
    MIXED = "mixed"
    CONTRADICTED = "contradicted"
    PERSISTS = "persists"
    NOT_ENOUGH = "not_enough"
    NO_EVIDENCE = "no_evidence"


class Instrument(StrEnum):
    """Which asking a figure comes from; instruments are never pooled."""

    CLOSING = "closing"
    FOLLOW_UP = "follow_up"
    STAFF_CHECK = "staff_check"
    KEYWORKER_VIEW = "keyworker_view"
    YOUNG = "young"  # young people at closing: shown beside, decides nothing


@dataclass(frozen=True, slots=True)
class Measure:
    """How one question speaks about one feature.

    Attributes:
        question: The question's id.
        supports: Option ids that support the feature (for a deficit: report it).
        of: Option ids that form the denominator.
        part: The question touches the feature only in part: it can neither
            evidence nor contradict it alone.
        at_least: For `many` questions, how many of ``supports`` must be ticked.
        none_of: For `many` questions, options that must not be ticked.
        waves: The bar must hold in so many waves running; fewer waves speak
            about the feature only in part.
        corroborates: Shown beside the evidence; never decides anything.
    """

    question: str
    instrument: Instrument
    supports: frozenset[str]
    of: frozenset[str]
    part: bool = False
    at_least: int = 1
    none_of: frozenset[str] = frozenset()
    waves: int = 1
    corroborates: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """One descriptor of the model.

    Attributes:
        id: As in the model's data, e.g. ``FE-M6``.
        text: The descriptor in our own words.
        measures: What people were asked about it; empty where nobody can be.
        all_measures: Every measure must pass (plan clear *and* made together).
        superseded_by: A stronger form that, once evidenced, settles this one.
        mirrors: The feature on the other side of the same coin; settles it.
        attestable: Feedback cannot reach it: a named person may attest it.
        other_sources: What else would evidence it, in words.
        judges_worker: Capped when many answered with the worker present.
        every_group: Derived over groups: ``grade`` or ``partner`` or ``tier``.
        groups: The groups meant, where the feature names them itself; otherwise
            every required group of that kind.
        why: Why it is measured as it is, where that was a decision.
    """

    id: str
    strand: str
    stage: Stage
    theme: str
    polarity: Polarity
    text: str
    measures: tuple[Measure, ...] = ()
    all_measures: bool = False
    superseded_by: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    attestable: bool = False
    other_sources: tuple[str, ...] = ()
    judges_worker: bool = False
    every_group: str | None = None
    groups: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as tables and cuts show it.

    Attributes:
        of: Option ids that form the denominator.
        good: Option ids that count as favourable.
        asks: What it asks, in a few words.
        many: Several may be ticked, so that counters of ticks are not people.
        beside: Features beside which young people's answers are shown: strengths
            that parents were asked about in the same sense.
    """

    question: str
    instrument: Instrument
    of: frozenset[str]
    good: frozenset[str]
    asks: str
    many: bool = False
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A question to families and one to staff that speak about one theme."""

    families: Asked
    staff: Asked
    features: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class MaturityModel:
    """A version of the model: rows, themes in words, features."""

    id: str
    title: str
    rows: Mapping[str, str]
    themes: Mapping[str, str]
    features: tuple[Feature, ...]
    questions: tuple[Asked, ...] = ()
    pairs: tuple[Pair, ...] = ()

    def of_row(self, row: str) -> tuple[Feature, ...]:
        """Return the features of one rated row, in the model's order."""
        return tuple(f for f in self.features if f.strand == row)

    def feature(self, feature_id: str) -> Feature:
        """Return the feature of that id.

        Raises:
            KeyError: There is none.
        """
        for feature in self.features:
            if feature.id == feature_id:
                return feature
        raise KeyError(feature_id)

    def asked(self, question: str, instrument: Instrument) -> Asked:
        """Return a question as tables show it.

        Raises:
            KeyError: The model does not use it.
        """
        for asked in self.questions:
            if (asked.question, asked.instrument) == (question, instrument):
                return asked
        raise KeyError(f"{question} {instrument}")


@dataclass(frozen=True, slots=True)
class Bars:
    """The thresholds of DESIGN section 4, all settings, all printed on exports.

    Shares are fractions from 0 to 1; bars and ``gone`` are multiples of 0.05.
    """

    developing: float = 0.50
    maturing: float = 0.60
    mature: float = 0.75
    gone: float = 0.25
    confidence: float = 0.90
    fewest: int = 10
    lowest_response_rate: float = 0.15
    silent_group: float = 0.20
    worker_present: float = 0.25
    contradiction_gap: float = 0.20


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to one counted question, by one sort of group; they stand nowhere else.

    Attributes:
        option: Empty where the question was skipped.
        group: Id of the group; empty for those without a tier or partner.
        period: Quarter for tiers, year for districts and modes, else the wave.
        kind: ``tier``, ``district``, ``mode``; of staff ``partner``, ``grade``.
            Everybody is counted once by tier or partner, also without one.
    """

    questionnaire: str
    question: str
    option: str
    group: str
    period: str
    count: int
    kind: str = "district"


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of a group were asked and how many answered.

    Of one tier and quarter, of one district and year, or of one wave's group.

    ``sent`` None: not known (an open link). ``closed`` None: closings not loaded.
    """

    questionnaire: str
    period: str
    group: str
    kind: str  # "tier", "district", "partner" or "wave"
    sent: int | None
    answered: int
    closed: int | None = None


@dataclass(frozen=True, slots=True)
class Attestation:
    """A named person vouches for a feature that feedback cannot reach.

    Instead of a feature's id, ``feature`` may name a cap that the panel accepts
    with its reason: ``cap:unknown_rate:family-closure``, ``cap:event:...``.
    """

    feature: str
    by: str
    reason: str
    on: str  # ISO date


@dataclass(frozen=True, slots=True)
class Attached:
    """Evidence from elsewhere: an audit with its sample and supporting count."""

    feature: str
    source: str
    n: int
    supporting: int
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one person's words say of one feature, as somebody else has ticked it.

    Attributes:
        response: Whose words; one of a person's clauses is enough, several count once.
        stance: ``supports``, ``contradicts`` or ``unclear``, towards the feature as
            the model words it.
    """

    response: str
    feature: str
    stance: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything one assessment is made of.

    Attributes:
        period: As asked for: ``2026``, ``2026-Q4`` or a wave's id.
        responses: Family responses of the period's quarters, and staff responses
            of its waves; the last wave leads, earlier ones serve for change.
        waves: The wave ids inside the period, oldest first.
        tallies: The answers that are only counted, by every sort of group.
        objections: By feature id, how many people's ticked words speak against
            it, and how many commented at all.
        ticks: What people's words say of features, each person once a stance.
        words: By response with words, why they wait for a person or a machine
            (``care``, ``language``, ``unread``, ``undecided``); empty once they
            have been gone through.
    """

    period: str
    responses: tuple[Response, ...]
    waves: tuple[str, ...] = ()
    tallies: tuple[Tally, ...] = ()
    reach: tuple[Reach, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    attached: tuple[Attached, ...] = ()
    objections: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    ticks: tuple[Ticked, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A true count with its Wilson interval: ``supporting`` of ``n`` people.

    ``left_out`` counts "not sure", "did not apply" and skips.
    """

    n: int
    supporting: int
    low: float
    high: float
    left_out: int = 0

    @property
    def share(self) -> float:
        """Supporting divided by valid answers; 0 where there are none."""
        return self.supporting / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Source:
    """One figure behind a finding, with where it comes from.

    ``group`` is set where the figure is about one group: ``tier:keyworker``.
    """

    question: str
    instrument: Instrument
    figure: Figure | None
    part: bool
    group: str | None = None
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence says about one feature.

    ``figure`` is the leading source's; ``reason`` is one plain sentence that
    contains no figures (figures are printed from the release). ``records`` is the
    attached evidence, ``attested`` the attestation that was weighed.
    """

    feature: Feature
    status: Status
    figure: Figure | None
    sources: tuple[Source, ...]
    reason: str
    caps: tuple[str, ...] = ()
    change: str | None = None  # "better", "worse", "no clear change", None
    records: tuple[Attached, ...] = ()
    attested: Attestation | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sources that say different things, never averaged.

    ``kind``: ``words``, ``families_staff``, ``groups`` or ``record``.
    ``sides`` names each side and its figure.
    """

    kind: str
    features: tuple[str, ...]
    sides: tuple[tuple[str, Figure | None], ...]
    says: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The test whether groups differ on the question that decides a feature.

    Attributes:
        features: Those that the same question decides in the same way.
        kind: ``tier``, ``district``, ``grade``, ``partner`` or ``wave``.
        p: The chance of such a spread if all groups were alike.
        stands: True once false discoveries over all tests are controlled.
        apart: The two groups farthest apart, the one with the larger share first.
    """

    features: tuple[str, ...]
    question: str
    instrument: Instrument
    kind: str
    p: float
    stands: bool
    apart: tuple[tuple[str, Figure], tuple[str, Figure]]


@dataclass(frozen=True, slots=True)
class StageCount:
    """k of m at one stage; strengths and deficits are counted apart.

    ``settled`` of them count on the ladder through another feature: a weaker form
    through its stronger one, a deficit through the strength that mirrors it.
    """

    evidenced: int
    of: int
    gone: int = 0
    deficits: int = 0
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """The same figures for one of the fixed cuts (``tier:keyworker``)."""

    kind: str  # "tier", "district", "grade", "partner", "mode"
    group: str
    period: str
    respondents: int
    figures: Mapping[str, Figure]  # by question id
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class CountedWords:
    """What the words of one asking's people say of a row's features. True counts.

    Attributes:
        people: Those whose words have all been gone through; every count is of them.
        said: By feature and stance, how many say so.
        apart: By feature and what they ticked (``supports`` or ``contradicts``), how
            many wrote the opposite themselves.
        waiting: By reason, how many people's words have not been gone through.
        against: How many objectors hold a feature down; counts must not tell more.
    """

    instrument: Instrument
    period: str
    people: int
    said: Mapping[tuple[str, str], int]
    apart: Mapping[tuple[str, str], int]
    waiting: Mapping[str, int]
    against: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the evidence supports for one row and period. True figures: not for print.

    Attributes:
        respondents: By instrument, people counted once.
        cuts: Only those of the fixed list (DESIGN section 3).
        cannot_reach: Feature ids that the survey cannot reach.
        reachable: For each stage, the chance of reaching it at this volume if
            nine in ten people support every feature (0 to 1).
        leads: By instrument, the period or wave that its figures come from.
        sourced: Feature ids with an attestation or attached evidence.
        missing: By stage, what it lacks beyond the stages below it.
        ruled_out_by: By stage, the features that speak against it.
        differences: One test a feature and kind of group, all that were made.
        place_stages: What each tier or partner with enough answers supports by
            itself (``tier:keyworker``).
        words: What people's ticked words say, an asking each.
    """

    strand: str
    period: str
    model: str
    bars: Bars
    respondents: Mapping[Instrument, int]
    reach: Reach | None
    findings: tuple[Finding, ...]
    stages: Mapping[Stage, StageCount]
    supported: Stage | None
    supported_so_far: Stage | None
    not_ruled_out: Stage
    mixed_rating: str | None
    contradictions: tuple[Contradiction, ...]
    caps: tuple[str, ...]
    cuts: tuple[Cut, ...] = ()
    cannot_reach: tuple[str, ...] = ()
    reachable: Mapping[Stage, float] = field(default_factory=dict)
    theme_stages: Mapping[str, Stage | None] = field(default_factory=dict)
    leads: Mapping[Instrument, str] = field(default_factory=dict)
    sourced: tuple[str, ...] = ()
    missing: Mapping[Stage, tuple[str, ...]] = field(default_factory=dict)
    ruled_out_by: Mapping[Stage, tuple[str, ...]] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    place_stages: Mapping[str, Stage | None] = field(default_factory=dict)
    words: tuple[CountedWords, ...] = ()
