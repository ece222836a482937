"""A session: everything that the conversation knows between two turns.

Rule 1: a session is one small frozen value that survives JSON unchanged; nothing
about a conversation lives anywhere else.
Rule 2: it holds redacted words only, and no channel's id of the person.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Self

from surveys.model import Answer, Mode, Variant

FORMAT = 1  # raised when the JSON of a session changes its meaning
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, RecursionError)


class Phase(StrEnum):
    """Where a conversation is; `surveys.conversation` has the table of moves."""

    WELCOME = "welcome"  # purpose and limits of confidence; nothing asked yet
    ASKING = "asking"  # one question is in front of the person
    CONFIRMING = "confirming"  # what will be kept of a free text is shown back
    REVIEWING = "reviewing"  # all answers are shown, nothing is sent yet
    STOPPING = "stopping"  # "stop" was said; a second yes is needed
    CHOOSING_LANGUAGE = "choosing_language"
    SENT = "sent"  # the end: submitted
    STOPPED = "stopped"  # the end: forgotten


@dataclass(frozen=True, slots=True)
class Labels:
    """What an invitation stamps on a response; the conversation only carries it.

    Attributes:
        tier: Service tier of a family.
        district: District of a family: counted only, never on the response.
        wave: The wave of a staff questionnaire.
        mode: How the response is given.
    """

    tier: str | None = None
    district: str | None = None
    wave: str | None = None
    mode: Mode = Mode.SELF


class SessionError(Exception):
    """A stored session cannot be read: begin anew."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person's unfinished survey.

    Attributes:
        packs: The probe packs drawn for this person.
        visit: Counts the screens shown; it is the `Prompt.step` of the present
            one, so that a button of an older screen is known for what it is.
        question: The question in front of the person, in ASKING and CONFIRMING.
        behind: The phase to return to from STOPPING and CHOOSING_LANGUAGE.
        answers: In the order given, one a question; those off the path stay
            until the end, so that changing one's mind twice loses nothing.
        picked: Options chosen so far in an open `many` question.
        draft: Redacted words that wait for a yes, in CONFIRMING.
        draft_review: A person must look before the draft's words are used.
        draft_concern: The draft's words sounded like harm or danger.
        review: Text questions whose words a person must see first.
        concern: Text questions whose words sounded like harm or danger.
        misses: How often running the present question was not understood.
        reviewing: The review was reached: after a change, go back to it.
        hour: When the last turn was, to the hour, to welcome people back.
        variant: In which words the questions are put. It ends with the session:
            a response does not say that somebody read the easy words.
    """

    questionnaire: str
    version: int
    language: str
    channel: str
    labels: Labels
    packs: tuple[str, ...] = ()
    phase: Phase = Phase.WELCOME
    visit: int = 0
    question: str | None = None
    behind: Phase | None = None
    answers: tuple[Answer, ...] = ()
    picked: tuple[str, ...] = ()
    draft: str | None = None
    draft_review: bool = False
    draft_concern: bool = False
    review: tuple[str, ...] = ()
    concern: tuple[str, ...] = ()
    misses: int = 0
    reviewing: bool = False
    hour: str | None = None
    variant: Variant = Variant.USUAL

    @property
    def finished(self) -> bool:
        """Nothing more can come of it: it was sent or stopped."""
        return self.phase in (Phase.SENT, Phase.STOPPED)

    def answer(self, question_id: str) -> Answer | None:
        """Return the answer to that question, or None."""
        return next((a for a in self.answers if a.question == question_id), None)

    def to_json(self) -> str:
        """Return the session as one line of JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a session back.

        Raises:
            SessionError: The text is no session of this format.
        """
        try:
            values = json.loads(text)
            if values.pop("format") != FORMAT:
                raise SessionError("another format")
            return cls(
                **{
                    **values,
                    "labels": _labels(values["labels"]),
                    "phase": Phase(values["phase"]),
                    "variant": Variant(values.get("variant", Variant.USUAL)),
                    "behind": Phase(values["behind"]) if values["behind"] else None,
                    "answers": tuple(_answer(a) for a in values["answers"]),
                    **{
                        name: tuple(values[name])
                        for name in ("packs", "picked", "review", "concern")
                    },
                }
            )
        except _UNREADABLE as problem:
            raise SessionError("not a session") from problem


def _labels(values: Mapping[str, str | None]) -> Labels:
    return Labels(
        values["tier"],
        values["district"],
        values["wave"],
        Mode(values["mode"] or ""),
    )


def _answer(values: Mapping[str, object]) -> Answer:
    options = values["options"]
    if not isinstance(options, list):
        raise SessionError("options are a list")
    return Answer(**{**values, "options": tuple(options)})  # type: ignore[arg-type]  # JSON that we wrote
