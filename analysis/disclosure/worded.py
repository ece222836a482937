"""What people's own words say: counts of ticks, as far as they may be shown.

Rule 1: every count is of the people whose words have been gone through. It moves when
    ten more have been, like any other figure; a tick that is changed moves nothing.
Rule 2: who is not among them is counted as waiting, in fives, or as "fewer than ten",
    which nobody can tell from none.
Rule 3: a feature appears where a stance's print excludes nobody and the one or two
    beside it: that it is left out tells no more than "5% or less" would.
Rule 4: a status that words hold down tells whether objectors reach a number. So prints
    are coarsened about that number, that print and status together tell no count.
Rule 5: those who wrote the opposite of what they ticked are a part of those who wrote
    it; they are shown only where the two prints do not touch.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.disclosure.cells import ALL, Cell, Field
from analysis.disclosure.coding import HIDDEN, Run, blocks
from analysis.disclosure.desk import Desk, Print
from analysis.model import CountedWords, Feature, Figure
from analysis.release import Shown, ShownSaid, ShownWords
from analysis.ticks import CONTRADICTS, STANCES, SUPPORTS, WAITING

_APART = "apart-"
_WROTE = {SUPPORTS: CONTRADICTS, CONTRADICTS: SUPPORTS}
_VOUCHED = 3  # objectors that re-open what a named person vouched for


def said_in_words(desk: Desk) -> tuple[ShownWords, ...]:
    """Return what people's ticked words say, for each asking of which it may be said.

    Of an asking that is not the row's own it is left out where no feature appears.
    """
    before = {w.instrument: w for w in desk.before.words} if desk.before else {}
    found = []
    for words in desk.assessment.words:
        last = before.get(words.instrument)
        shown = _words(desk, words, last)
        if shown.said or words.instrument in desk.assessment.respondents:
            found.append(shown)
    return tuple(found)


def _words(desk: Desk, words: CountedWords, last: ShownWords | None) -> ShownWords:
    if words.instrument in desk.batch.still and last is not None:
        return last
    waiting = _waiting(desk, words)
    cells = list(_cells(desk, words))
    everybody = _cell(words, "words", ALL)
    if not desk.may_people(everybody, words.people) or not all(
        desk.may(cell, figure) for _, _, cell, figure in cells
    ):
        if last is None:
            return ShownWords(words.instrument, None, (), waiting)
        return replace(last, waiting=waiting)
    prints: dict[str, dict[str, Print]] = {}
    for feature, supports, cell, figure in cells:
        runs = _runs(desk, words)
        prints.setdefault(feature, {})[supports] = desk.publish(cell, figure, runs)
    return ShownWords(
        words.instrument,
        desk.publish_people(everybody, words.people),
        tuple(_said(feature, own) for feature, own in prints.items() if _apparent(own)),
        waiting,
    )


def _cells(desk: Desk, words: CountedWords) -> Iterator[tuple[str, str, Cell, Figure]]:
    """Yield every count: its feature, what it counts, its cell and its figure."""
    for finding in desk.assessment.findings:
        feature = finding.feature
        for stance in STANCES:
            count = words.said.get((feature.id, stance), 0)
            yield _count(words, feature, stance, count)
        for ticked in _WROTE:
            count = words.apart.get((feature.id, ticked), 0)
            yield _count(words, feature, f"{_APART}{ticked}", count)


def _count(
    words: CountedWords, feature: Feature, supports: str, count: int
) -> tuple[str, str, Cell, Figure]:
    cell = _cell(words, f"words.{feature.id}", supports)
    return feature.id, supports, cell, Figure(words.people, count, 0.0, 1.0)


def _cell(words: CountedWords, asked: str, supports: str) -> Cell:
    return Cell(Field(words.instrument, words.period, ALL, asked), supports)


def _waiting(desk: Desk, words: CountedWords) -> Mapping[str, int | None]:
    shown: dict[str, int | None] = {}
    for why in WAITING:
        n, cell = words.waiting.get(why, 0), _cell(words, f"waits.{why}", ALL)
        if n < desk.policy.fewest:
            shown[why] = None
        elif desk.may_people(cell, n):
            shown[why] = desk.publish_people(cell, n)
        else:
            shown[why] = desk.last_people(cell)
    return shown


# --- how coarsely -----------------------------------------------------------------


def _runs(desk: Desk, words: CountedWords) -> tuple[Run, ...]:
    runs = blocks(words.people, desk.bars, desk.policy)
    for mark in {words.against, _VOUCHED}:
        runs = about(runs, mark)
    return runs


def about(runs: Sequence[Run], mark: int) -> tuple[Run, ...]:
    """Join runs until none is parted at a mark into a side of a single count.

    >>> about(((0, 1), (2, 3), (4, 5), (6, 9)), 3)
    ((0, 5), (6, 9))
    """
    found = list(runs)
    while True:
        at = next((i for i, (a, b) in enumerate(found) if a < mark <= b), None)
        if at is None:
            return tuple(found)
        first, last = found[at]
        if mark - first < 2 and at:  # noqa: PLR2004 - a side holds two counts
            found[at - 1 : at + 1] = [(found[at - 1][0], last)]
        elif last - mark + 1 < 2 and at + 1 < len(found):  # noqa: PLR2004 - the same
            found[at : at + 2] = [(first, found[at + 1][1])]
        else:
            return tuple(found)


# --- what prints --------------------------------------------------------------------


def _apparent(prints: Mapping[str, Print]) -> bool:
    return any(prints[stance].block.first > 0 for stance in STANCES)


def _said(feature: str, prints: Mapping[str, Print]) -> ShownSaid:
    apart = {
        ticked: prints[f"{_APART}{ticked}"].shown
        for ticked, wrote in _WROTE.items()
        if prints[f"{_APART}{ticked}"].block.first > 0
        and prints[f"{_APART}{ticked}"].block.last < prints[wrote].block.first
    }
    supports, contradicts, unclear = (_share(prints[s].shown) for s in STANCES)
    return ShownSaid(
        feature,
        supports,
        contradicts,
        unclear,
        {ticked: _share(shown) for ticked, shown in apart.items()},
    )


def _share(shown: Shown) -> Shown:
    """Leave out the range: it would speak of chance, and this is a plain count."""
    return replace(HIDDEN, n=shown.n, share=shown.share, supporting=shown.supporting)
