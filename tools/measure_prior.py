"""Measure what knowing the question adds to what a clause suggests.

    python -m tools.measure_prior

Every kept clause that has a place is read as if it answered a question about its own
theme and one other, drawn by a fixed lot; then as if it answered one about two other
themes, so that what a wrong guess costs is seen as well. Prints how often the likeliest
suggestion is a right feature: by the words alone, asked about its theme, asked about
others.
"""

import random
from pathlib import Path

from analysis.maturity import shipped_model
from analysis.reading.prior import weigh
from bot.models.themes import load_themes

KEPT = Path(__file__).parent / "train" / "data" / "clauses_kept.tsv"


def main() -> None:
    """Read the kept clauses and print the three shares."""
    model = shipped_model()
    themes = {f.id: f.theme for f in model.features}
    names = sorted(set(themes.values()))
    lot = random.Random(1)  # noqa: S311 - a fixed lot, no secret
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    placed = [(row[3], set(row[1].split(","))) for row in rows if row[1] != "-"]
    found = load_themes().read([text for text, _ in placed])
    right = {"words alone": 0, "asked about its theme": 0, "asked about others": 0}
    for (_, features), suggestions in zip(placed, found, strict=True):
        own = {themes[f] for f in features if f in themes}
        others = lot.sample([name for name in names if name not in own], 3)
        for name, asked in (
            ("words alone", set()),
            ("asked about its theme", own | {others[0]}),
            ("asked about others", set(others[1:])),
        ):
            at_home = frozenset(f for f, theme in themes.items() if theme in asked)
            best = weigh(suggestions, at_home)[:1]
            right[name] += any(s.feature in features for s in best)
    for name, number in right.items():
        print(f"{name:22} {number / len(placed):.3f} of {len(placed)} clauses")


if __name__ == "__main__":
    main()
