"""How released figures are said in words: one place, so that every format agrees.

Rule 1: a figure reaches a sentence only through this file, from a `Release`.
Rule 2: a number of people is always "about", a hidden one is always said to be.
Rule 3: British English, singular and plural, no abbreviations without their words.
"""

import re
from collections.abc import Sequence

from analysis.model import Instrument, Polarity, Stage, Status
from analysis.release import Share, Shown, ShownFeature

STAGES: dict[Stage, str] = {
    Stage.EARLY: "Early",
    Stage.DEVELOPING: "Developing",
    Stage.MATURING: "Maturing",
    Stage.MATURE: "Mature",
}

STATUSES: dict[Status, str] = {
    Status.EVIDENCED: "Evidenced",
    Status.GONE: "Gone",
    Status.MIXED: "Mixed",
    Status.CONTRADICTED: "Contradicted",
    Status.PERSISTS: "Persists",
    Status.NOT_ENOUGH: "Not enough answers",
    Status.NO_EVIDENCE: "No evidence",
}

INSTRUMENTS: dict[Instrument, str] = {
    Instrument.CLOSING: "families at closing",
    Instrument.FOLLOW_UP: "families three months on",
    Instrument.STAFF_CHECK: "staff in the temperature check",
    Instrument.KEYWORKER_VIEW: "staff in the keyworker view",
    Instrument.YOUNG: "young people at closing",
}

INVITED: dict[Instrument, str] = {
    Instrument.CLOSING: "families invited at closing",
    Instrument.FOLLOW_UP: "families invited three months on",
    Instrument.STAFF_CHECK: "staff invited to the temperature check",
    Instrument.KEYWORKER_VIEW: "staff invited to the keyworker view",
    Instrument.YOUNG: "young people invited",
}

MODES = {
    "self": "On their own",
    "with_worker": "With a worker",
    "event": "At an event",
    "phone": "By phone",
    "paper": "On paper",
}

NOT_SHOWN = "not shown"
DASH = "\u2013"

_QUARTERS = {
    "1": "January to March",
    "2": "April to June",
    "3": "July to September",
    "4": "October to December",
}
_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
)


def period_words(period: str) -> str:
    """Say a period in words: ``2026-Q4`` is "October to December 2026"."""
    found = re.fullmatch(r"(\d{4})(?:-Q([1-4]))?(?:-(.+))?", period)
    if found is None:
        return period
    year, quarter, wave = found.groups()
    if quarter is None:
        return f"the year {year}"
    months = f"{_QUARTERS[quarter]} {year}"
    return f"{months}, wave “{wave}”" if wave else months


def count(number: int, one: str, many: str | None = None) -> str:
    """Say "no gaps", "one gap", "12 gaps": small numbers as words."""
    noun = one if number == 1 else (many or one + "s")
    said = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{said} {noun}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Join as a list in a sentence: "a, b and c"."""
    *before, end = parts or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    text = text.strip()
    if not text:
        return ""
    ended = text if text[-1] in ".!?”" else text + "."
    return ended[0].upper() + ended[1:]


def inside(text: str) -> str:
    """Put a sentence after a colon: no capital, no full stop."""
    text = text.strip().rstrip(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def people(n: int | None) -> str:
    """Say a number of people: "about 65", or that it is too small to print."""
    return "fewer than 10" if n is None else f"about {n}"


def percent(share: Share | None) -> str:
    """Say a share: "80%", "95% or more", or that it is not shown."""
    if share is None:
        return NOT_SHOWN
    return f"{share.value}%" + (f" {share.bound}" if share.bound else "")


def between(shown: Shown) -> str:
    """Say an interval: "70% to 90%"."""
    if shown.low is None or shown.high is None:
        return NOT_SHOWN
    return f"{shown.low}% to {shown.high}%"


def reading(status: Status, polarity: Polarity, shown: Shown) -> str:
    """Say the end of the interval that the status rests on: "at least 70%"."""
    if shown.low is None or shown.high is None:
        return ""
    if status is Status.MIXED:
        return f"between {shown.low}% and {shown.high}%"
    good = status in {Status.EVIDENCED, Status.GONE}
    upper = good == (polarity is Polarity.DEFICIT)
    if status is Status.CONTRADICTED:  # the end was rounded up: it never meets the bar
        return f"below {shown.high}%"
    return f"at most {shown.high}%" if upper else f"at least {shown.low}%"


def figure(shown: Shown) -> str:
    """Say a figure in a cell: "80% of about 65", or that it is not shown."""
    if shown.n is None:
        return NOT_SHOWN
    return f"{percent(shown.share)} of about {shown.n}"


def quoted(text: str) -> str:
    """Take the full stop from a descriptor that is quoted inside a sentence."""
    return text.rstrip(".")


def source(text: str) -> str:
    """Say where a figure comes from: "Q7 follow up" is "Q7 three months on"."""
    return text.replace("follow up", "three months on").replace("_", " ")


def tag(feature: ShownFeature) -> str:
    """Say what a finding rests on: "Q3a closing, about 65 answers, 80%".

    The first source is the one that the figure is of; others stand behind it.
    """
    sources = [source(s) for s in feature.sources]
    parts = sources[:1]
    if feature.shown.n is not None:
        parts.append(f"about {feature.shown.n} answers")
    if feature.shown.share is not None:
        parts.append(percent(feature.shown.share))
    parts.append(reading(feature.status, feature.polarity, feature.shown))
    said = ", ".join(part for part in parts if part)
    return f"{said}; with {listed(sources[1:])}" if sources[1:] else said
