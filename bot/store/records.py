"""The records that the store takes and returns, beside the nouns of surveys/analysis.

Marks are keyed hashes and ``sealed`` is encrypted: the store never sees what is in
them. Days are ordinals of the proleptic calendar, so that no finer time is kept.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A conversation under way.

    Attributes:
        pseudonym: Mark of channel and person.
        version: 0 for a new one; else the version that was read.
        state: The engine's JSON, sealed.
        token: Mark of the invitation that led here, if any.
        wave: The wave that the group link belongs to, if any.
        until: The last day on which it can be gone on with.
    """

    pseudonym: bytes
    version: int
    questionnaire: str
    state: bytes
    token: bytes | None
    wave: str | None
    until: int


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """A link that has been handed out and is neither spent nor expired.

    ``person`` is a mark of whoever opened it first, None until then.
    """

    token: bytes
    questionnaire: str
    tier: str | None
    district: str | None
    language: str
    quarter: str
    person: bytes | None
    until: int


@dataclass(frozen=True, slots=True)
class Wave:
    """One round of asking staff. ``secret`` and ``token`` go when it closes."""

    id: str
    questionnaire: str
    quarter: str
    until: int
    token: bytes | None = None
    secret: bytes | None = None

    @property
    def open(self) -> bool:
        """Whether answers are still taken."""
        return self.secret is not None


@dataclass(frozen=True, slots=True)
class WaveCode:
    """A code for one member of staff; ``person`` marks whoever used it first."""

    mark: bytes
    wave: str
    person: bytes | None = None


@dataclass(frozen=True, slots=True)
class WavePlan:
    """A wave that is to come, or is open.

    Attributes:
        opens: Its first day.
        until: Its last day.
        state: ``planned``, ``restored`` (planned in an older copy of the files: what
            is said of its opening may have gone already), ``open`` or ``missed``.
        reminders: Whether its groups are reminded.
    """

    id: str
    questionnaire: str
    opens: int
    until: int
    state: str = "planned"
    reminders: bool = True


@dataclass(frozen=True, slots=True)
class WaveLink:
    """A group's link of one wave; ``partner`` is empty for everybody's.

    ``sealed`` holds the link's own part; it goes when the wave closes.
    """

    mark: bytes
    wave: str
    partner: str
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """The staff of a partner who are asked a questionnaire.

    Attributes:
        partner: An id of the area file; empty for everybody else.
        size: How many they are; None where nobody has said.
        mark: Of the address, under the key of opt-outs.
        sealed: The email address of whoever passes links on, or None.
    """

    questionnaire: str
    partner: str
    size: int | None = None
    mark: bytes | None = None
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class GroupSending:
    """One message about a wave to whoever passes its links on.

    Attributes:
        partner: The group; empty where it is about all that have nobody.
        account: Whose account it goes to; empty for the group's own address.
        step: 0 when the wave opens, then its reminders.
        first: The day on which the first message went; None before.
        due: The hour from which it may go.
        state: ``waiting``, ``claimed`` or ``uncertain``.
    """

    id: str
    wave: str
    partner: str
    account: str
    step: int
    first: int | None
    due: int
    state: str = "waiting"


@dataclass(frozen=True, slots=True)
class EventRow:
    """The link of an event, which many families may open.

    Attributes:
        token: Mark of the link.
        id: By which people name it.
        district: Counted with its answers, never on one; None: the whole area.
        first: Its first day.
        until: Its last day.
        opened: How often the link was opened.
        most: How often it may be.
        sealed: The link's own part, to print it again.
    """

    token: bytes
    id: str
    questionnaire: str
    district: str | None
    language: str
    first: int
    until: int
    opened: int
    most: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Wipe:
    """Messages that are to be deleted for one person: a mark, and the rest sealed."""

    mark: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A wish to be asked again in ``month`` (``2027-02``); the contact is sealed."""

    id: str
    questionnaire: str
    tier: str | None
    language: str
    month: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a family until it has answered; gone with its invitation.

    Attributes:
        token: Mark of the invitation.
        mark: Of the address, under the key of opt-outs.
        channel: ``sms``, ``email`` or ``telegram``.
        sealed: The address and the link's own part.
    """

    token: bytes
    mark: bytes
    channel: str
    language: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Sending:
    """One message that is to go to a contact.

    Attributes:
        kind: ``invite``, ``reminder`` or ``follow_up``.
        step: 0 for the first message of its invitation.
        first: The day on which the first message went; None before.
        due: The hour from which it may go.
        state: ``waiting``, ``claimed`` or ``uncertain``.
    """

    id: str
    token: bytes
    kind: str
    step: int
    first: int | None
    due: int
    state: str = "waiting"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A case system's key. ``district`` is empty for the whole area."""

    id: str
    scopes: tuple[str, ...]
    district: str
    label: str
    until: int


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with a role. ``scope`` is empty for the whole area."""

    id: str
    role: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many links of one sort an account has handed out in a month."""

    month: str
    questionnaire: str
    tier: str | None
    district: str | None
    links: int


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter or a wave. A wave belongs to the quarter that it opened in."""

    id: str
    kind: str  # "quarter" or "wave"
    quarter: str
    questionnaire: str | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """Words kept from every use until a person has looked.

    ``kind`` is ``care`` (they may show that somebody is in danger) or ``language``
    (no detector can read them). ``until`` is the last quarter of their keeping.
    """

    id: str
    kind: str
    question: str
    sealed: bytes
    until: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words whose author agreed to be quoted, with nothing that tells whose."""

    id: str
    question: str
    themes: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class QuoteGround:
    """What a proposal of a quote rests on; no person sees the period or the place.

    Attributes:
        said: By feature, whether a person ticked that the words speak against it.
    """

    quote: str
    period: str
    place: str | None
    said: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class UnreadWords:
    """One answer's words, for the machine to read; no person sees the response."""

    response: str
    question: str
    words: str


@dataclass(frozen=True, slots=True)
class ClauseSuggestion:
    """What a machine suggests of a clause.

    Attributes:
        against: The stance speaks against the feature's being met: it contradicts a
            strength, or supports a failing.
    """

    feature: str
    stance: str
    probability: float
    because: str
    against: bool


@dataclass(frozen=True, slots=True)
class ClauseFound:
    """A clause in the queue, with nothing that tells whose it is."""

    id: str
    words: str
    suggestions: tuple[ClauseSuggestion, ...]


@dataclass(frozen=True, slots=True)
class DecidedClause:
    """A clause that a person has decided about: by feature the stance; none: none."""

    words: str
    stances: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """The panel's own rating of a row, typed by people.

    Attributes:
        next_steps: One a line.
        by: Who agreed it.
        on: ISO date.
    """

    row: str
    period: str
    letters: str
    rag: str
    reason: str
    next_steps: str
    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """Plain counts that say nothing about any answer.

    ``waiting`` counts what nobody has seen yet, ``open`` what people were offered
    and have not decided about; words that may show danger are never kept back.
    """

    sessions: int
    invitations: int
    quotes_waiting: int
    care_waiting: int
    language_waiting: int
    releases: int
    follow_ups: int
    quotes_open: int = 0
    language_open: int = 0
    periods: tuple[Period, ...] = ()
