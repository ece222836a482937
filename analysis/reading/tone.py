"""The tone of a verbatim: negative, mixed or neutral, positive, or for a person.

Rule 1: only a probability at or over the reader's bar lets a machine speak; under it
the verbatim goes to a person, and the label is a guess that counts nowhere.
Rule 2: a verbatim that speaks goes to a person as well where a plain list of good and
bad words says clearly the opposite.
Rule 3: tone changes no status by itself (DESIGN.md, section 4).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

Label = Literal["negative", "mixed", "positive"]
LABELS: tuple[Label, ...] = get_args(Label)

_CLEARLY = 0.4  # of the list's balance, which runs from -1 to 1


@dataclass(frozen=True, slots=True)
class Tone:
    """What a reader makes of one verbatim.

    Attributes:
        label: The likeliest of the three; ``mixed`` is mixed or neutral.
        probability: How often such a label is right, 0 to 1, calibrated on comments
            that the reader had not seen.
        speaks: Whether the probability reaches the bar. Where it does not, the
            answer is "can't tell".
        person: Whether a person should read the verbatim: it does not speak, or
            the list of words is opposed.
    """

    label: Label
    probability: float
    speaks: bool
    person: bool = False


class ToneReader(Protocol):
    """Whatever reads tone.

    Attributes:
        name: Which reader it is, for settings and reports.
        version: Changes whenever the same words could be read otherwise. Results
            are stored with it and read anew when it changes.
    """

    @property
    def name(self) -> str:
        """Return which reader it is."""
        ...  # a protocol's body

    @property
    def version(self) -> str:
        """Return what identifies the model and its settings."""
        ...  # a protocol's body

    def read(self, texts: Sequence[str]) -> list[Tone]:
        """Return the tone of each text, in order. Never raises on any text."""
        ...  # a protocol's body


def chances(logits: Sequence[float], temperature: float) -> tuple[float, ...]:
    """Return the probability of each label.

    Args:
        logits: The model's three numbers.
        temperature: Over 1 makes the model less sure, under 1 surer; found on
            comments that the model had not seen.
    """
    top = max(logits)
    powers = [math.exp((logit - top) / temperature) for logit in logits]
    total = sum(powers)
    return tuple(power / total for power in powers)


def judge(
    likely: Sequence[float], bars: Sequence[float], balance: float | None = None
) -> Tone:
    """Return the tone that the probabilities of the three labels give.

    Args:
        likely: The probabilities of negative, mixed and positive.
        bars: For each label, the probability from which it may be spoken.
        balance: What a list of good and bad words says, -1 to 1; None where there
            is no list.
    """
    best = max(range(len(LABELS)), key=lambda place: likely[place])
    speaks = likely[best] >= bars[best]
    label = LABELS[best]
    opposed = balance is not None and (
        (label == "negative" and balance >= _CLEARLY)
        or (label == "positive" and balance <= -_CLEARLY)
    )
    return Tone(label, likely[best], speaks, person=opposed or not speaks)
