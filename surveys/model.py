"""The nouns of a survey: a questionnaire and the response that it leaves.

Rules of this file: every type is frozen, holds only immutable values, and is
built either by `surveys.loading` (questionnaires) or by the service (responses).
Nothing here knows a channel, a database or the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Audience(StrEnum):
    """Who a questionnaire is for."""

    FAMILY = "family"
    YOUNG = "young"  # people of 13 and over in a family; never pooled with parents
    STAFF = "staff"


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    MANY = "many"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"


class Mark(StrEnum):
    """What an option says about the question instead of answering it.

    An answer that carries a mark leaves the denominator and is reported apart.
    """

    NOT_SURE = "not_sure"
    DID_NOT_APPLY = "did_not_apply"


class Role(StrEnum):
    """Questions whose answer steers the service and is no answer to be scored."""

    WORKER_PRESENT = "worker_present"
    QUOTE_CONSENT = "quote_consent"
    FOLLOW_UP = "follow_up"
    GRADE = "grade"
    PARTNER = "partner"
    ANSWERED_BEFORE = "answered_before"  # at an event: a yes ends it, with thanks
    TIER = "tier"  # at an event: which kind of help it was


class Mode(StrEnum):
    """How a response was given."""

    SELF = "self"
    WITH_WORKER = "with_worker"
    EVENT = "event"
    PHONE = "phone"
    PAPER = "paper"


class Variant(StrEnum):
    """In which words a questionnaire is put: ids, options and scoring are the same."""

    USUAL = "usual"
    EASY = "easy"  # easy read: short sentences, one idea each, a picture beside


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages (BCP 47 codes), English always among them.

    Attributes:
        by_language: The usual words.
        easy: The easy read words, where they are others; by language too.
    """

    by_language: Mapping[str, str]
    easy: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str, variant: Variant = Variant.USUAL) -> str:
        """Return the text in ``language``, or in English where it is missing.

        The language comes before the variant: who reads Urdu gets the usual Urdu
        words rather than easy English ones.
        """
        usual = self.by_language.get(language)
        if variant is Variant.USUAL:
            return usual or self.by_language["en"]
        easy = self.easy.get(language) or usual or self.easy.get("en")
        return easy or self.by_language["en"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be tapped.

    Attributes:
        id: Short and stable (``a``, ``sa``, ``n1``): what is stored.
        label: What the button says.
        mark: Set where the option takes the answer out of the denominator.
        alone: In a ``many`` question, picking it clears the others.
        said: Other ways of saying it, by language, for typed answers.
        picture: Id of the picture beside it in easy read (`surveys.pictures`).
    """

    id: str
    label: Text
    mark: Mark | None = None
    alone: bool = False
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    picture: str | None = None


Rule = Mapping[str, object]
"""A condition as data; `surveys.routing` gives the operators and their meaning."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where to go after a question: to ``to`` when ``when`` holds (None: always)."""

    to: str
    when: Rule | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, one screen.

    Attributes:
        id: Stable over versions; scoring refers to it (``Q3a``, ``T8``).
        text: What is asked; ``{answer:ID}`` pipes in an earlier answer's label.
        help: A line more for those who ask for help.
        options: For ``one``, ``many`` and ``scale`` (five points, best first).
        options_from: ``partners``, ``grades`` or ``tiers``: taken from the area file.
        pack: The probe pack it belongs to, or None for the core.
        theme: For text questions, the themes of the model that it asks about.
        role: Set where the service needs the answer for itself.
        ask_when: Skip the question unless this holds.
        routes: In order; the last one has no condition. Empty: the next question.
        minimum: Least number accepted (``number`` only).
        maximum: Largest number accepted (``number`` only).
        longest: Most characters accepted (``text`` only).
        help_lines: Show where to get help on this screen, as where people write.
        counted: Its answer is counted by tier, district and the like, and never
            stands on a response (ADR 0011).
        features: Ids of the model that a council's own question is meant for;
            `strandline check` looks them up, the scoring table decides.
        picture: Id of the picture beside it in easy read (`surveys.pictures`).
    """

    id: str
    kind: Kind
    text: Text
    help: Text | None = None
    options: tuple[Option, ...] = ()
    options_from: str | None = None
    pack: str | None = None
    theme: tuple[str, ...] = ()
    role: Role | None = None
    ask_when: Rule | None = None
    routes: tuple[Route, ...] = ()
    minimum: int = 0
    maximum: int = 100
    longest: int = 1000
    help_lines: bool = False
    counted: bool = False
    features: tuple[str, ...] = ()
    picture: str | None = None

    def option(self, option_id: str) -> Option | None:
        """Return the option of that id, or None."""
        return next((o for o in self.options if o.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand together under one heading."""

    id: str
    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole survey, versioned.

    Attributes:
        id: ``family-closure``, ``family-followup``, ``young-closure``,
            ``staff-check``, ``keyworker-view``, or a council's own.
        version: Whole number, raised at every change of meaning.
        intro: Purpose, time it takes, what is kept: one screen.
        confidence: The limits of confidence, said before the first question.
        thanks: Said after sending.
        packs: The ids of the probe packs, in order; empty where there are none.
        languages: Those whose texts are complete.
    """

    id: str
    version: int
    audience: Audience
    title: Text
    intro: Text
    confidence: Text
    thanks: Text
    sections: tuple[Section, ...]
    packs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)

    @property
    def easy(self) -> bool:
        """Whether there is an easy read version of it."""
        return bool(self.intro.easy)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order of the definition."""
        return tuple(q for section in self.sections for q in section.questions)

    def question(self, question_id: str) -> Question:
        """Return the question of that id.

        Raises:
            KeyError: There is none.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to one question.

    Exactly one of the following holds: ``options`` is not empty, ``number`` is
    set, ``words`` is set, or ``skipped`` is true. ``words`` are redacted words.
    """

    question: str
    options: tuple[str, ...] = ()
    number: int | None = None
    words: str | None = None
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """A submitted set of answers: all that is kept, and nothing that identifies.

    Attributes:
        id: Random, 128 bits, hexadecimal.
        period: A quarter (``2026-Q4``) for families, a wave's id for staff.
        group: The service tier (families) or the partner (staff); None once
            generalised because too few share it.
        answers: Those on the path only, in the questionnaire's order.
    """

    id: str
    questionnaire: str
    version: int
    period: str
    group: str | None
    language: str
    mode: Mode
    worker_present: bool | None
    quote_consent: bool
    answers: tuple[Answer, ...]
