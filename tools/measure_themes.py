"""Measure the theme reader on clauses that it never learned from.

    python -m tools.measure_themes [--verbose] [--file FILE]

`tools/train/data/clauses_kept.tsv` is half of the labelled clauses, parted from the
others by chance before anything was tuned. Prints, for phrases alone, models alone and
all together: how often a right feature is among the three suggestions, how often the
stance is right where the feature is, how many contradictions are found (`against`: of
all that speak against a feature; `placed`: of those whose feature is suggested), and
how much of what has no place is left without one; then the same by theme. Names no
clause unless asked to.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.maturity import shipped_model
from analysis.reading.themes import Suggestion
from bot.models.themes import Themes

KEPT = Path(__file__).parent / "train" / "data" / "clauses_kept.tsv"
FLOORS = {"top3": 0.85, "stance": 0.88, "contradictions": 0.85}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One clause with its features and the stance towards each; none: no place."""

    text: str
    stances: dict[str, str]


def labelled(path: Path) -> list[Labelled]:
    """Read labelled clauses: aspect, features, stances, text."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        _, features, stances, text = line.split("\t")
        pairs = zip(features.split(","), stances.split(","), strict=True)
        rows.append(Labelled(text, {f: s for f, s in pairs if f != "-"}))
    return rows


def figures(
    rows: Sequence[Labelled], found: Sequence[Sequence[Suggestion]]
) -> dict[str, float]:
    """Return every figure of one reader on the rows."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def count(name: str, *, right: bool) -> None:
        counts[name][0] += right
        counts[name][1] += 1

    for row, suggestions in zip(rows, found, strict=True):
        if not row.stances:
            count("empty_right", right=not suggestions)
            continue
        hits = [s for s in suggestions if s.feature in row.stances]
        first = next(iter(row.stances))
        count("placed", right=bool(suggestions))
        count("top3", right=bool(hits))
        count("first", right=any(s.feature == first for s in suggestions))
        count("top1", right=bool(hits) and hits[0] is suggestions[0])
        if hits:
            right = row.stances[hits[0].feature] == hits[0].stance
            count("stance", right=right)
            if "unclear" not in row.stances.values():
                count("stance_told", right=right)
        if "contradicts" in row.stances.values():
            against = {f for f, s in row.stances.items() if s == "contradicts"}
            met = [s for s in hits if s.feature in against]
            count("contradictions", right=any(s.stance == "contradicts" for s in met))
            if met:
                count("found_where_placed", right=met[0].stance == "contradicts")
    return {name: right / of for name, (right, of) in counts.items() if of}


def by_theme(
    rows: Sequence[Labelled], found: Sequence[Sequence[Suggestion]]
) -> dict[str, tuple[int, dict[str, float]]]:
    """Return the figures of each theme, and how many clauses it has."""
    themes = {f.id: f"{f.strand}: {f.theme}" for f in shipped_model().features}
    groups: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for theme in {themes[feature] for feature in row.stances}:
            groups[theme].append(at)
    return {
        theme: (len(at), figures([rows[i] for i in at], [found[i] for i in at]))
        for theme, at in sorted(groups.items())
    }


def line(name: str, figure: dict[str, float]) -> str:
    """Return one row of the table."""
    columns = (
        "top3",
        "first",
        "top1",
        "stance",
        "contradictions",
        "found_where_placed",
        "empty_right",
    )
    cells = [f"{figure[c]:.3f}" if c in figure else "    -" for c in columns]
    return f"{name:<34} " + "  ".join(f"{cell:>8}" for cell in cells)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path, default=KEPT)
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    rows = labelled(args.file)
    whole = Themes()
    print(f"\nThemes and stance: {len(rows)} kept clauses, reader {whole.name}")
    heads = ("top3", "first", "top1", "stance", "against", "placed", "no place")
    print(f"{'':<34} " + "  ".join(f"{head:>8}" for head in heads))
    for name, parts in (
        ("phrases alone", {"phrases"}),
        ("models alone", {"light", "encoder"}),
        ("phrases and light model", {"phrases", "light"}),
    ):
        reader = Themes(parts=frozenset(parts))
        print(line(name, figures(rows, reader.read([row.text for row in rows]))))
    begun = time.process_time()
    found = whole.read([row.text for row in rows])
    took = (time.process_time() - begun) * 1000 / len(rows)
    everything = figures(rows, found)
    print(line("all together", everything))
    print(f"{took:.1f} ms of CPU a clause, loading included")
    print("\nby theme")
    for theme, (many, figure) in by_theme(rows, found).items():
        print(line(f"{theme} ({many})", figure))
    for name, floor in FLOORS.items():
        state = "reached" if everything[name] >= floor else "NOT reached"
        print(f"floor {name} {floor:.2f}: {state}, {everything[name]:.3f}")
    if args.verbose:
        for row, suggestions in zip(rows, found, strict=True):
            said = ", ".join(
                f"{s.feature} {s.stance} {s.probability:.2f} “{s.because}”"
                for s in suggestions
            )
            print(f"{row.text} | {row.stances} | {said}")


if __name__ == "__main__":
    main()
