"""Who answered: how the counters of a year may be shown, and who is missing.

The options of a question part the people who answered it, so what is known of some
tells of the others. Nothing here knows a response: there is one counter a question,
option and year, and nothing else.

Rule 1: only years that are over are shown, once and for good, so that no two tables of
one year can be subtracted from each other.
Rule 2: an option that fewer than ten people chose is not shown, and neither is one
that nobody chose; where those not shown would be fewer than ten people together, the
smallest of the others goes with them.
Rule 3: what is shown prints as every other figure does (`analysis.disclosure.coding`),
and keeps two possible counts even for somebody who knows the exact number of people.
Rule 4: whether a group is missing is read off the print, never off the counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.disclosure.coding import HIDDEN, block, nearest, show
from analysis.model import Bars
from analysis.release import Policy, Shown
from analysis.wilson import figure


@dataclass(frozen=True, slots=True)
class Grouping:
    """One question about who answers, with its counters of a year.

    Attributes:
        id: Of the question.
        asks: What was asked, in English.
        labels: Option to its label, in the order in which they were offered.
        counts: Option to how many people chose it.
        stated: Option to the council's own share of closings, in per cent; may be
            empty.
    """

    id: str
    asks: str
    labels: Mapping[str, str]
    counts: Mapping[str, int]
    stated: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """One answer to a question about who answers.

    Attributes:
        id: Of the option.
        label: What it says, in English.
        shown: Nothing where fewer than ten people chose it, or it is kept back with
            such a one.
        stated: The council's own share of closings in per cent; None: it gave none.
        missing: It is plainly rarer among those who answered than among closings.
    """

    id: str
    label: str
    shown: Shown
    stated: int | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class ShownGroups:
    """Who answered, by one question: counted apart from every answer.

    Attributes:
        id: Of the question.
        asks: What was asked, in English.
        people: How many answered it, in fives; None under ten.
        choices: In the order in which they were offered.
    """

    id: str
    asks: str
    people: int | None
    choices: tuple[ShownChoice, ...]


def show_groups(
    groupings: Sequence[Grouping], policy: Policy, bars: Bars
) -> tuple[ShownGroups, ...]:
    """Return every question as it may be shown, once its year is over."""
    return tuple(_shown(one, policy, bars) for one in groupings)


def _shown(one: Grouping, policy: Policy, bars: Bars) -> ShownGroups:
    counts = {option: one.counts.get(option, 0) for option in one.labels}
    people = sum(counts.values())
    open_ones = _open(counts, policy, bars) if people >= policy.fewest else set()
    whole = nearest(people, policy.base) if people >= policy.fewest else None
    prints = {
        option: show(figure(count, people), bars, policy)
        if option in open_ones
        else HIDDEN
        for option, count in counts.items()
    }
    left = 100 - sum(shown.low or 0 for shown in prints.values())
    choices = (
        _choice(one, option, shown, left if whole is not None else 100)
        for option, shown in prints.items()
    )
    return ShownGroups(one.id, one.asks, whole, tuple(choices))


def _open(counts: Mapping[str, int], policy: Policy, bars: Bars) -> set[str]:
    """Return the options that may be shown."""
    order = sorted(counts, key=lambda option: (counts[option], option))
    shown = [option for option in order if counts[option] >= policy.fewest]
    while shown and not _safe(counts, shown, policy, bars):
        shown.pop(0)
    return set(shown)


def _safe(
    counts: Mapping[str, int], shown: Sequence[str], policy: Policy, bars: Bars
) -> bool:
    """Say whether no option, shown or not, is told by the others."""
    people = sum(counts.values())
    rest = people - sum(counts[option] for option in shown)
    if len(shown) < len(counts) and rest < policy.fewest:
        return False
    # From `small` people up numbers print in fives, so a run is known to two people.
    spare = 0 if people < policy.small else policy.base // 2
    runs = [
        (found.first - spare, found.last + spare)
        for found in (block(people, counts[o], bars, policy) for o in shown)
    ]
    if len(shown) < len(counts):
        runs.append((policy.fewest, people))
    low, high = (sum(ends) for ends in zip(*runs, strict=True))
    return all(
        min(last, people - (low - first)) > max(first, people - (high - last))
        for first, last in runs
    )


def _choice(one: Grouping, option: str, shown: Shown, left: int) -> ShownChoice:
    """Return a choice; ``left`` per cent at most chose what is not shown."""
    stated = one.stated.get(option)
    most = left if shown.high is None else shown.high
    return ShownChoice(
        id=option,
        label=one.labels[option],
        shown=shown,
        stated=stated,
        missing=stated is not None and most < stated,
    )
