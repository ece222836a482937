"""Writes docs/disclosure.md: the rules in plain words, and exactly what prints."""

from collections.abc import Iterator
from pathlib import Path

from analysis.disclosure.coding import block, blocks, reading, show, statuses
from analysis.model import Bars, Polarity, Status
from analysis.release import Policy, Share, Shown
from analysis.wilson import fewest_supporting, figure, most_reporting

PAGE = Path(__file__).resolve().parent.parent / "docs" / "disclosure.md"
BARS, POLICY = Bars(), Policy()
FIRST, LAST = 10, 60
LEVELS = (
    (Polarity.STRENGTH, BARS.developing),
    (Polarity.STRENGTH, BARS.maturing),
    (Polarity.STRENGTH, BARS.mature),
    (Polarity.DEFICIT, BARS.gone),
)
WORDS = {
    Status.EVIDENCED: "evidenced",
    Status.CONTRADICTED: "contradicted",
    Status.MIXED: "mixed",
    Status.GONE: "gone",
    Status.PERSISTS: "persists",
    Status.NOT_ENOUGH: "not enough",
}

TEXT = """\
# What may be shown

<!-- Written by tools/build_disclosure_docs.py (make docs). -->

Nobody who reads everything that Strandline ever publishes may find out what one
person, or a handful, answered; not by looking at a small group, not by taking one
figure from another, and not by comparing this month's export with last month's. This
page says what is done about it and shows exactly what prints. Why it is done so is in
[the decision](adr/0010-what-a-small-group-may-show.md); the attacks that it
withstands are in `tests/attack/disclosure` (`make attack`).

## The rules

1. **Fewer than {fewest} people: nothing.** Not as a group, not as the rest of a
   group, not as the difference of two groups or of two publications. Every field is
   empty but the status, which says that there is not enough.
2. **Numbers of people are rounded to the nearest {base}**, each by itself, so parts
   may not add up to the whole. A number in fives may not tell that
   everybody in a group who was invited has answered; such a group is not shown.
3. **Every print stands for at least two counts.** Under {small} people no count is
   printed. The share is given to the nearest {coarse}%, and the same share and range
   print for neighbouring counts. So "all" always looks like "all but one", and "none"
   like "one". Even somebody who knows exactly how many people answered cannot tell
   which of the counts it was.
4. **From {small} people up** the number of people who said so is printed in fives,
   and the share in whole per cent worked out from the two rounded numbers; but only
   where at least {fewest} people said so and at least {fewest} did not. Otherwise
   rule 3 holds.
5. **The range** is that of all counts that print alike, its low end rounded down and
   its high end rounded up to {coarse}%. It always holds the true range.
6. **A status is given only where the printed range carries it.** With few people a
   bar can sometimes be reached only if everybody says the same: "mature" and "gone"
   with 10 to 15 answers. To say so would give everybody's answer away, so the status
   is then "not enough", with the reason that more answers are needed at this bar.
   Where the bar lies between two counts that print alike, it is "mixed".
7. **Several features read one question.** They all print from the same table,
   whichever side they read it from, so together they say no more than one. Where a
   feature rests on several figures, print decides which one is shown: the weaker
   print, not the weaker count.
8. **Open periods move in batches.** A figure is shown anew only when at least {batch}
   more (or fewer) people stand behind it than behind every figure of the same
   question ever shown, in any row. Until then the last one is repeated word for word,
   status, caps and all. One more answer, or one withdrawn and one new, changes
   nothing.
9. **Closed periods are frozen.** What people answered is shown once and for all, also
   if somebody withdraws later. Up to nine answers that came after the last batch of a
   period are never shown for it. Only what named persons vouch for, evidence that is
   attached, and people's own words, as somebody goes through them, may still change a
   status.
10. **Only fixed tables**: the county by quarter and by year, tiers by quarter,
    districts by year, how people answered by year; for staff the whole wave, grades
    and partners by wave. All but the county's own figures wait until their quarter,
    wave or year is over. There is no way to ask for another table.
11. **Nobody is left over.** A year is the sum of its quarters, a quarter of its tiers,
    and so on. For every whole ever shown, and every sum of parts ever shown, nobody or
    at least {fewest} people are left over. To keep to that the smallest group is
    withheld, then the next. A year that would leave a few late answers over is put
    together from what was published of its quarters, and says so.
12. **Nobody is told by adding up.** Where figures are linked by a sum, the later one
    prints as coarsely as it takes for every one of them, and whoever is left over, to
    keep two possible counts.
13. **Results follow the released statuses**: what is supported, the stages, the mixed
    rating are worked out again from what is shown. Contradictions are shown only
    where every count that prints alike would contradict too. A change since the last
    wave is shown from {small} people up.
14. **Shares of people who were left out, response and coverage** are worked out from
    numbers rounded to {base} and given to {coarse}%; nothing about fewer than
    {fewest}.
15. **People's own words are counted by people**, out of those whose words have all been
    gone through, and by the same rules. Where a status tells whether objectors reach a
    number, counts print so coarsely about that number that both together tell no more.
    Who waits is counted in fives, or as fewer than {fewest}.
16. **It is the same every time.** Nothing is random. Asking again gives the same
    answer, so there is nothing to average.

Quotes carry strand and theme only, need their author's consent and a person's
approval, and come from rows that at least {fewest} people answered for.

What the register of everything published holds (true numbers, encrypted, read by this
step alone) is described in `analysis/disclosure/register.py`.

## What prints, for groups of {first} to {last} people

Each line is what prints if that many of a group said so, and how it reads at the bars
of {developing}%, {maturing}% and {mature}% for a strength, and of {gone}% for a
failing that so many report. A figure that is linked with others by a sum may print
more coarsely (rule 12).

"""

HEAD = """\
| answers | said so | printed answers | printed share | printed range | in fives \
| {developing}% | {maturing}% | {mature}% | failing, {gone}% |
|--:|--:|--:|---|---|--:|---|---|---|---|
"""


def render() -> str:
    """Return the page."""
    per_cent = {
        "developing": round(100 * BARS.developing),
        "maturing": round(100 * BARS.maturing),
        "mature": round(100 * BARS.mature),
        "gone": round(100 * BARS.gone),
    }
    text = TEXT.format(
        fewest=POLICY.fewest,
        base=POLICY.base,
        small=POLICY.small,
        coarse=POLICY.coarse,
        batch=POLICY.batch,
        first=FIRST,
        last=LAST,
        **per_cent,
    )
    rows = "".join(row for n in range(FIRST, LAST + 1) for row in _rows(n))
    return text + HEAD.format(**per_cent) + rows


def _rows(n: int) -> Iterator[str]:
    wanted = set(_wanted(n))
    for first, last in blocks(n, BARS, POLICY):
        if not any(first <= k <= last for k in wanted):
            continue
        shown = show(figure(first, n), BARS, POLICY)
        cells = [
            str(n),
            _counts(first, last, n),
            str(shown.n),
            _share(shown.share),
            _range(shown),
            "" if shown.supporting is None else str(shown.supporting),
            *(_status(n, first, polarity, bar) for polarity, bar in LEVELS),
        ]
        yield f"| {' | '.join(cells)} |\n"


def _wanted(n: int) -> Iterator[int]:
    """Yield the counts that the page shows: the ends, the middle, and every bar."""
    yield from (0, 1, n // 2, n - 1, n)
    for bar in (BARS.developing, BARS.maturing, BARS.mature):
        least = fewest_supporting(n, bar, BARS.confidence)
        if least is not None:
            yield from (least - 1, least)
    most = most_reporting(n, BARS.gone, BARS.confidence)
    if most is not None:
        yield from (most, most + 1)


def _counts(first: int, last: int, n: int) -> str:
    said = str(first) if first == last else f"{first} to {last}"
    if last == n:
        return f"{said} (all)"
    return f"{said} (none)" if first == 0 else said


def _share(share: Share | None) -> str:
    if share is None:
        return ""
    return f"{share.value}%" + (f" {share.bound}" if share.bound else "")


def _range(shown: Shown) -> str:
    return f"{shown.low}% to {shown.high}%"


def _status(n: int, k: int, polarity: Polarity, bar: float) -> str:
    found = block(n, k, BARS, POLICY)
    possible = statuses(found, polarity, bar, BARS)
    against = possible & {Status.CONTRADICTED, Status.PERSISTS}
    if len(possible) > 1 and found.capped and not against:
        return WORDS[Status.NOT_ENOUGH]
    return WORDS[reading(found, polarity, bar)]


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(), "utf-8")


if __name__ == "__main__":
    main()
