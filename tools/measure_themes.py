"""Measure the theme reader on clauses that it never learned from.

    python -m tools.measure_themes [--verbose] [--file FILE]

Three sets, all in `tools/train/data`: `clauses_kept.tsv`, half of the first labelled
clauses, parted from the others by chance before anything was tuned;
`clauses_fresh.tsv`, written later by somebody who had seen few of the others; and
`clauses_blind.tsv`, written from the list of aspects alone. Prints, for phrases alone,
models alone and all together: how often a right feature is among the three suggestions,
how often the stance is right where the feature is, how many contradictions are found
(`against`: of all that speak against a feature; `placed`: of those whose feature is
suggested), and how much of what has no place is left without one; the same where each
line is first cut into clauses, as `strandline read` does; how far the probability can
be trusted; and the figures by theme. Names no clause unless asked to.
"""

import argparse
import itertools
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.maturity import shipped_model
from analysis.reading.clauses import split, thoughts
from analysis.reading.themes import Suggestion
from bot.models.themes import Themes

DATA = Path(__file__).parent / "train" / "data"
SETS = tuple(DATA / f"clauses_{name}.tsv" for name in ("kept", "fresh", "blind"))
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
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


def cut(reader: Themes, text: str) -> tuple[Suggestion, ...]:
    """Return what all the clauses of a text suggest, each feature once."""
    clauses = split(text)
    best: dict[str, Suggestion] = {}
    for found in reader.read([c.text for c in clauses], thoughts(text, clauses)):
        for one in found:
            if one.feature not in best or best[one.feature].probability < (
                one.probability
            ):
                best[one.feature] = one
    return tuple(sorted(best.values(), key=lambda s: -s.probability))


def reliability(
    rows: Sequence[Labelled], found: Sequence[Sequence[Suggestion]]
) -> list[tuple[str, int, float, float]]:
    """Return, for each stretch of probability: how many, the mean, how many right."""
    told = [
        (s.probability, s.feature in row.stances)
        for row, suggestions in zip(rows, found, strict=True)
        for s in suggestions
    ]
    table = []
    for low, high in itertools.pairwise(BINS):
        inside = [(p, right) for p, right in told if low <= p < high]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            share = sum(right for _, right in inside) / len(inside)
            table.append((f"{low:.1f} to {high:.1f}", len(inside), mean, share))
    return table


def measure(path: Path, whole: Themes, *, verbose: bool) -> None:
    """Print the figures of one set."""
    rows = labelled(path)
    print(f"\nThemes and stance: {len(rows)} clauses of {path.name}, {whole.version}")
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
    print(line("cut into clauses", figures(rows, [cut(whole, r.text) for r in rows])))
    print(f"{took:.1f} ms of CPU a clause, loading included")
    print("\nprobability  suggestions  mean  right")
    for stretch, many, mean, share in reliability(rows, found):
        print(f"{stretch}  {many:>12}  {mean:.3f}  {share:.3f}")
    print("\nby theme")
    for theme, (many, figure) in by_theme(rows, found).items():
        print(line(f"{theme} ({many})", figure))
    for name, floor in FLOORS.items():
        state = "reached" if everything[name] >= floor else "NOT reached"
        print(f"floor {name} {floor:.2f}: {state}, {everything[name]:.3f}")
    if verbose:
        for row, suggestions in zip(rows, found, strict=True):
            said = ", ".join(
                f"{s.feature} {s.stance} {s.probability:.2f} “{s.because}”"
                for s in suggestions
            )
            print(f"{row.text} | {row.stances} | {said}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path)
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    reader = Themes()
    for path in (args.file,) if args.file else SETS:
        measure(path, reader, verbose=args.verbose)


if __name__ == "__main__":
    main()
