"""What people's own words say, as somebody has ticked them: a page of a summary.

Rule 1: every figure here is a released one; nobody is counted whose words have not all
    been gone through, and how many wait is said beside it.
Rule 2: words illustrate or lower and never raise, and the page says so.
Rule 3: who ticked one thing and wrote another stands in a list apart from the other
    contradictions: there one person disagrees with herself, not a group with another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis import phrases
from analysis.findings import Line
from analysis.model import Instrument, Polarity
from analysis.release import Release, Shown, ShownFeature, ShownWords
from analysis.ticks import CONTRADICTS, SUPPORTS

NOTE = (
    "A machine suggests what a part of somebody's words speaks about; only what a "
    "person has ticked counts. Words can lower what the answers support and never "
    "raise it. Shares are of the people whose words have all been gone through, "
    "whether or not they spoke of the feature. For a failing, “say so” means that "
    "people report it."
)
_WAITS: Mapping[str, str] = {
    "care": "held because they may tell of harm",
    "language": "in another language, or not surely in English",
    "unread": "not read yet",
    "undecided": "read, and not yet decided about",
}
_APART: Mapping[str, str] = {
    SUPPORTS: "ticked that it is so and wrote that it is not",
    CONTRADICTS: "ticked that it is not so and wrote that it is",
}


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """One feature, and what share of people's words say of it."""

    feature: str
    stage: str
    supports: str
    contradicts: str
    unclear: str


@dataclass(frozen=True, slots=True)
class Voices:
    """The words of one asking's people.

    Attributes:
        who: Whose words, as a heading.
        said: How many people's words have been gone through.
        waiting: How many people's words wait, and what for.
        rows: Features that people's words speak of.
        apart: People whose own ticks and words say different things.
    """

    instrument: Instrument
    who: str
    said: str
    waiting: str
    rows: tuple[VoiceRow, ...] = ()
    apart: tuple[Line, ...] = ()


def heard(release: Release) -> tuple[Voices, ...]:
    """Return the words of each asking's people, as a summary prints them."""
    features = {f.id: f for f in release.features}
    return tuple(_voices(words, features) for words in release.words)


def _voices(words: ShownWords, features: Mapping[str, ShownFeature]) -> Voices:
    known = [one for one in words.said if one.feature in features]
    return Voices(
        instrument=words.instrument,
        who=phrases.sentence(phrases.INSTRUMENTS[words.instrument]).rstrip("."),
        said=_said(words, rows=bool(known)),
        waiting=_waiting(words),
        rows=tuple(
            _row(
                features[one.feature],
                (one.supports, one.contradicts, one.unclear),
            )
            for one in known
        ),
        apart=tuple(
            line for one in known for line in _apart(features[one.feature], one.apart)
        ),
    )


def _said(words: ShownWords, *, rows: bool) -> str:
    if words.people is None:
        return (
            "Too few people's words have been gone through to count what they say:"
            " fewer than 10, or fewer than 10 more than before."
        )
    said = f"The words of about {words.people} people have been gone through."
    if not rows:
        said += " No feature of this row was spoken of by more than a few of them."
    return said


def _waiting(words: ShownWords) -> str:
    parts = [
        f"{phrases.people(words.waiting.get(why))} {what}"
        for why, what in _WAITS.items()
    ]
    return f"People whose words wait: {'; '.join(parts)}."


def _row(feature: ShownFeature, said: tuple[Shown, Shown, Shown]) -> VoiceRow:
    stage = phrases.STAGES[feature.stage]
    failing = feature.polarity is Polarity.DEFICIT
    return VoiceRow(
        f"{feature.id} {feature.text}",
        f"{stage}, failing" if failing else stage,
        *(_share(one) for one in said),
    )


def _share(shown: Shown) -> str:
    """Say a share, and the number of people where it may be said."""
    if shown.supporting is None:
        return phrases.percent(shown.share)
    return f"{phrases.percent(shown.share)}, about {shown.supporting} people"


def _apart(feature: ShownFeature, apart: Mapping[str, Shown]) -> Iterator[Line]:
    for ticked, shown in sorted(apart.items()):
        yield Line(
            f"{phrases.quoted(feature.text)}: {_share(shown)} {_APART[ticked]}",
            f"of about {shown.n} people whose words have been gone through",
            (feature.id,),
        )
