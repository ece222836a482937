"""What leaves by text message, email or Telegram of our own accord: the seam.

Rule 1: a post says what became of a message; it decides nothing about it.
Rule 2: a message carries a random reference of its own, so that a post that can be
asked (GOV.UK Notify) can say later whether it went.
Rule 3: an address is in memory only; it shows in no representation and no log.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

SMS, EMAIL, TELEGRAM = "sms", "email", "telegram"
GROUP = "group"  # the kind of what goes to whoever passes a wave's links on


class Fate(Enum):
    """What became of a message that was handed to a post."""

    SENT = "sent"
    LATER = "later"  # it certainly did not go: busy, refused for now, set up wrongly
    NEVER = "never"  # this address cannot be written to
    UNCERTAIN = "uncertain"  # no answer: it may have gone


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address.

    Attributes:
        channel: ``sms``, ``email`` or ``telegram``.
        address: A phone number, an email address or a chat's number.
        reference: Random; what the post may be asked about later.
        kind: ``care`` (to staff), ``invite``, ``reminder``, ``follow_up`` or ``group``.
        language: Of the texts.
        subject: For emails.
        text: All of it, the link and the way to stop included.
        token: The link's own part, for a channel that makes a button of it.
    """

    channel: str
    address: str = field(repr=False)
    reference: str
    kind: str
    language: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    token: str = field(repr=False)


class Post(Protocol):
    """A way out."""

    @property
    def can_tell(self) -> bool:
        """Whether it can be asked what became of a message."""
        ...

    async def send(self, message: Message) -> Fate:
        """Hand a message over, once."""
        ...

    async def sent(self, reference: str) -> bool | None:
        """Say whether a message went; None where that cannot be known now."""
        ...
