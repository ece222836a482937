"""What comes into a conversation (events) and what comes out of it (effects).

A channel turns what a person did into one event, and each effect into whatever
it can show. Every type here is a frozen value and survives JSON.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from surveys.model import Answer, Variant

# --- events -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """The person opened the survey, or came back to it: show where we are."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button was tapped, e.g. ``Tapped("Q1", "a")``.

    Attributes:
        step: The ``Prompt.step`` of the message that carried the button, so that
            a button of an old message does nothing but show the present step. Empty
            for a command such as /back: it means the present step, whatever it is.
        button: The ``Button.id``.
    """

    step: str
    button: str


@dataclass(frozen=True, slots=True)
class Replied:
    """Words or a number were typed: ``Replied("yeah she was brilliant")``.

    Attributes:
        words: Already redacted by the service.
        review: A person has to look before these words are used: no detector
            can read their language or script.
        removed: How many personal details the redactor took out.
    """

    words: str
    review: bool = False
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something came that is no text: a sticker, a photo, a voice message."""


Event = Started | Tapped | Replied | Unreadable

# Buttons that work at every step have these ids.
BACK, SKIP, STOP, HELP, LANGUAGE = "back", "skip", "stop", "help", "language"
EASY, USUAL = "easy", "usual"  # to easy read and back, where there is easy read
BEGIN, DONE, SEND, CHANGE, KEEP, DELETE, RESUME = (
    "begin",  # after the limits of confidence
    "done",  # a `many` question is finished
    "send",  # at the review
    "change",  # at the review: `change:Q3a` goes back to that question
    "keep",  # after redaction: these words are right
    "delete",  # after redaction: drop these words
    "resume",  # after stop was tapped by mistake
)

# --- effects ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap.

    Attributes:
        chosen: Marks what is picked in a `many` question.
        picture: In easy read, the id of the picture beside the label.
    """

    id: str
    label: str
    chosen: bool = False
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """Show this and wait for the person.

    Attributes:
        step: Names the present step; goes into the buttons (see `Tapped`).
        text: What is said, in the person's language; plain, no markup.
        buttons: The answers, in rows of one, best first.
        controls: Back, skip, help, language, stop: small, below the answers.
        progress: E.g. ``(3, 14)``; None outside the questions.
        many: More than one of the buttons may be chosen.
        free_text: Words are expected; the help lines must be in sight.
        care: Help lines to show with this prompt, ready to read; empty if none.
        note: Said before the prompt: "Sorry, I did not get that", what was
            taken out of the words, and the like.
        language: Of everything in it, for what the channel adds of its own.
        variant: In which words it is put; easy read is set in larger type.
        picture: In easy read, the id of the picture beside the text
            (`surveys.pictures`); it only repeats what the words say.
    """

    step: str
    text: str
    buttons: tuple[Button, ...] = ()
    controls: tuple[Button, ...] = ()
    progress: tuple[int, int] | None = None
    many: bool = False
    free_text: bool = False
    care: tuple[str, ...] = ()
    note: str | None = None
    language: str = "en"
    variant: Variant = Variant.USUAL
    picture: str | None = None


class Kind(Enum):
    """What a `Say` is about, where a channel may show it in a way of its own."""

    PLAIN = auto()
    END = auto()  # the last words of a conversation, sent or stopped
    ACTED = auto()  # what was done with what people said
    ABOUT_YOU = auto()  # there are questions about who answers, apart from the answers


@dataclass(frozen=True, slots=True)
class Say:
    """Say this; nothing is waited for.

    Attributes:
        text: All of it, in the person's language; enough where nothing else is known.
        care: Help lines to show with it.
        kind: What it is about.
        detail: Of `Kind.ACTED` the council's own words, in the language in which they
            were written; of `Kind.ABOUT_YOU` the ticket that lets somebody in, once.
        language: Of `Kind.ABOUT_YOU` and `Kind.END`: for what a channel adds of its
            own.
        variant: Of `Kind.ABOUT_YOU`: in which words.
    """

    text: str
    care: tuple[str, ...] = ()
    kind: Kind = Kind.PLAIN
    detail: str = field(default="", repr=False)
    language: str = "en"
    variant: Variant = Variant.USUAL


@dataclass(frozen=True, slots=True)
class Submit:
    """Store this as a response, for good. Comes exactly once in a session.

    Attributes:
        answers: Those on the path, without the questions that have a role.
        review: Ids of the text questions whose words a person must see first.
        concern: Those of them whose words sounded like harm or danger: to be held
            from every other use.
        worker_present: None where it was not asked or not answered.
        quote_consent: False unless it was said.
        follow_up: May we ask again in three months?
        grade: Staff only: counted, never stored with the response.
        partner: Staff only.
        tier: At an event only, where the family itself says it.
    """

    answers: tuple[Answer, ...]
    review: tuple[str, ...] = ()
    concern: tuple[str, ...] = ()
    worker_present: bool | None = None
    quote_consent: bool = False
    follow_up: bool = False
    grade: str | None = None
    partner: str | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Forget:
    """The person stopped: delete the session and everything in it."""


Effect = Prompt | Say | Submit | Forget
