"""The seam where personal details leave a free text before anything is written.

`Redactor` is the protocol that the service calls at every turn; the rules that
need no model live in `surveys.details`, models behind it in `bot.models`.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Span:
    """A personal detail found: code points ``start`` to ``end`` of the input.

    ``label`` is one of NAME, EMAIL, PHONE, POSTCODE, ADDRESS, NHS, NINO, DOB, URL,
    USERNAME, SCHOOL and ID.
    """

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """The text without the details, and what was found.

    Attributes:
        text: With typed placeholders that carry no number: ``[name]``.
        spans: In the input's code points, sorted, not overlapping.
        review: A person must look before the words are used: they are in a
            script or language that no detector knows.
    """

    text: str
    spans: tuple[Span, ...] = ()
    review: bool = False


class Redactor(Protocol):
    """Takes personal details out of a text."""

    def redact(self, text: str) -> Redaction:
        """Return the text without personal details. Never raises on any text."""
        ...  # a protocol's body
