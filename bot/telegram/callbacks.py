"""What a button carries: short, printable, checked on the way in and out.

Survey buttons are ``s:STEP:BUTTON``, or ``w:...`` where the question took more than
one message; staff dialogues are ``k:...`` (closing) and
``e:...`` (evidence), with every choice so far in the button itself, so that no
state of a dialogue is kept anywhere. ``o:TOKEN`` opens a link in the private chat that
it was sent to; ``x:...`` is about deleting the conversation. Anyone can send any data:
nothing here is trusted, it is looked up.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from surveys.events import Tapped

NO_MORE = "nomore"  # of `h:`: the one halt that everybody has
LONGEST = 64  # bytes, Telegram's limit
_SURVEY = re.compile(r"[sw]:([^:\s]{0,40}):(\S{1,60})")
_OPENING = re.compile(r"o:([A-Za-z0-9_-]{1,60})")
_STAFF = re.compile(r"([nbkehqvf])((?::[A-Za-z0-9_-]{1,16}){0,4})")


_WIPING = re.compile(r"x:(yes|no|last):([a-z]{2,3})")
WIPE_YES, WIPE_NO, WIPE_LAST = "yes", "no", "last"


class ButtonTooLongError(ValueError):
    """A step and a button together do not fit into Telegram's 64 bytes."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A tap in a dialogue: ``k``, ``e``, ``h`` (halt), ``q`` or ``v``, and the choices.

    ``v`` is about staff waves. ``q`` is about who answers (`bot.telegram.about_you`),
    and everybody's.
    """

    kind: str  # ``n`` and ``b`` are of votes (`bot.telegram.voting`)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wiping:
    """A tap about deleting the conversation, and the language to speak of it in."""

    choice: str
    language: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A tap that opens a link."""

    token: str


def is_wide(data: str) -> bool:
    """Say whether a survey button belongs to a question of several messages."""
    return data.startswith("w:")


def encode_tap(step: str, button: str, *, wide: bool = False) -> str:
    """Return the data of a survey button.

    Raises:
        ButtonTooLongError: It has more than 64 bytes.
    """
    data = f"{'w' if wide else 's'}:{step}:{button}"
    if len(data.encode()) > LONGEST or _SURVEY.fullmatch(data) is None:
        raise ButtonTooLongError("A step and an option's id have over 61 bytes.")
    return data


def encode_opening(token: str) -> str:
    """Return the data of a button that opens a link."""
    return f"o:{token}"


def encode_wiping(choice: str, language: str) -> str:
    """Return the data of a button about deleting the conversation."""
    return f"x:{choice}:{language}"


def encode_dialogue(kind: str, *choices: str) -> str:
    """Return the data of a button in a staff dialogue."""
    return ":".join((kind, *choices))


def decode(data: object) -> Tapped | Dialogue | Opening | Wiping | None:
    """Return what a tap means, or None where it is none of ours."""
    if not isinstance(data, str) or len(data.encode(errors="replace")) > LONGEST:
        return None
    survey = _SURVEY.fullmatch(data)
    if survey is not None:
        return Tapped(survey[1], survey[2])
    opening = _OPENING.fullmatch(data)
    if opening is not None:
        return Opening(opening[1])
    wiping = _WIPING.fullmatch(data)
    if wiping is not None:
        return Wiping(wiping[1], wiping[2])
    staff = _STAFF.fullmatch(data)
    if staff is not None:
        return Dialogue(staff[1], tuple(staff[2].split(":")[1:]))
    return None


def mark(name: str) -> str:
    """Return six characters that stand for an id of any length.

    They are the same after a restart and after the area file was re-ordered,
    which an index would not be.
    """
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def find(marked: str, names: Iterable[str]) -> str | None:
    """Return the name that the six characters stand for, or None."""
    return next((name for name in names if mark(name) == marked), None)
