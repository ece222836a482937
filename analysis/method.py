"""The method note: how the figures came about, in words that a board can read."""

from dataclasses import dataclass

from analysis import phrases
from analysis.model import Stage
from analysis.release import Release, Share
from analysis.tally import STAFF

FEWEST = 10  # people, where the release names no other number
CONFIDENCE = 90  # per cent, likewise


@dataclass(frozen=True, slots=True)
class Baseline:
    """What TextBlob makes of the comments: shown beside, it changes nothing.

    Attributes:
        comments: How many comments it read, in fives.
        positive: Share that it takes for positive, as released.
        negative: Share that it takes for negative, as released.
    """

    comments: int
    positive: Share
    negative: Share


def note(release: Release, baseline: Baseline | None) -> tuple[str, ...]:
    """Return the method note, a paragraph a string."""
    paragraphs = [
        _bars(release),
        (
            "The range printed beside a share is a Wilson interval at "
            f"{release.bars.get('confidence', CONFIDENCE)}%: if "
            "everybody in the same position had answered, the share would "
            "probably lie inside it. Its low end is rounded down and its high end "
            "up to the nearest 5%, so that print never says more than the figures."
        ),
        (
            "The range covers chance only. It cannot say how the people who did "
            "not answer would have answered, and nobody should read it as if it did."
        ),
        (
            "One household or one member of staff counts once. “Not sure”, “did "
            "not apply” and skipped questions leave the share and are reported "
            "apart. Answers at closing and three months on are never added together."
        ),
        (
            "Supported follows the toolkit to the letter: every strength of the "
            "stage and of those below is evidenced, and every failing listed below "
            "it is gone; a gap counts as unmet. Supported so far asks the same of "
            "those features only that a survey can reach. The rating itself is the "
            "partnership's."
        ),
        _staff(release),
        _event(release),
        _reach(release),
        *(phrases.sentence(line) for line in release.statement),
        _baseline(baseline),
        (
            "Limits: a question is a few plain words about a long descriptor; "
            "people who answer may differ from those who do not; small groups "
            "give wide ranges, so a lack of answers is no sign of failure."
        ),
        f"The yardstick is {release.model}. Descriptors are in our own words.",
    ]
    return tuple(paragraph for paragraph in paragraphs if paragraph)


def _bars(release: Release) -> str:
    bars = release.bars
    named = [
        f"{bars[stage.value]}% for {phrases.STAGES[stage]}"
        for stage in (Stage.DEVELOPING, Stage.MATURING, Stage.MATURE)
        if stage.value in bars
    ]
    fewest = bars.get("fewest", FEWEST)
    said = f"A strength is evidenced when at least {fewest} people gave a valid answer "
    said += "and the low end of the range reaches the bar of its stage"
    if named:
        said += f": {phrases.listed(named)}"
    said += ". "
    if "gone" in bars:
        said += (
            f"A failing is gone when the high end is no more than {bars['gone']}%, "
            f"and persists when the low end is {bars['gone']}% or more."
        )
    return said.strip()


def _staff(release: Release) -> str:
    if not any(release.respondents.get(instrument) for instrument in STAFF):
        return ""
    return (
        "Staff come by a link that a whole group shares, or by codes that each work "
        "once. Whoever holds a shared link can answer, and on a web page one person "
        "could answer it twice: since nobody is asked who they are, nobody can tell."
    )


def _event(release: Release) -> str:
    if not any(
        (cut.kind, cut.group) == ("mode", "event") and not cut.suppressed
        for cut in release.cuts
    ):
        return ""
    return (
        "Some families answered at an event, by one link that many used. Whoever came "
        "had chosen to come, and nobody knows how many were asked: their answers are "
        "in no response rate, and may not speak for families who were not there."
    )


def _reach(release: Release) -> str:
    if not release.reachable:
        return ""
    parts = [
        f"{phrases.STAGES[stage]} {chance}%"
        for stage, chance in release.reachable.items()
    ]
    return (
        "With this many answers, and if nine in ten people supported every "
        f"feature, the chance of reaching each stage would be: "
        f"{phrases.listed(parts)}."
    )


def _baseline(baseline: Baseline | None) -> str:
    if baseline is None:
        return ""
    return (
        f"For comparison only: TextBlob, a simple word counter, takes "
        f"{phrases.percent(baseline.positive)} of about {baseline.comments} "
        f"comments for positive and {phrases.percent(baseline.negative)} for "
        "negative. It misreads plain and sad stories alike, so it changes no "
        "status, contradiction or figure here."
    )
