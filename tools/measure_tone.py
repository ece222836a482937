"""Measure the tone readers beside TextBlob and VADER, and against their floors.

Run it as `python -m tools.measure_tone`; `make measure` does. Comments come from the
folder that STRANDLINE_CORPORA names (default ../shared/data; skipped where that is
missing). The NHS figures are counted from tools/train/data/predictions.tsv: what
models that had not learnt from a comment made of it. The other sets are read by the
reader that ships. `--quick` reads every fifth text of those, `--write` puts the tables
into docs/model-card.md, `--check` fails under a floor. No text is printed.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from textblob import TextBlob

from analysis.reading.tone import LABELS
from bot.models.tone import FOLDER, ModelReader, load_tone, together
from bot.models.tone_lexicon import balance
from tools.train.texts import (
    DATA,
    HELD_OUT,
    MIXED,
    NEGATIVE,
    POSITIVE,
    Row,
    corpora,
    has,
    macro_f1,
    nhs,
    outside,
    own,
)

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "model-card.md"
PREDICTIONS = DATA / "predictions.tsv"
_BEGIN, _END = "<!-- tone figures: begin -->", "<!-- tone figures: end -->"
_NEUTRAL = 0.05  # of a list's figure, as VADER's authors use it
_QUICK = 5
_MODELS = ("plain", "wide", "light")
_HEAD = ("accuracy", "macro-F1", "two classes", "neg. called pos.", "speaks of")
_SPOKEN = ("right where it speaks", "neg. called pos. there", "to a person")
_OUTSIDE = {
    "course_evaluations": "Course evaluations",
    "uci_sentences": "UCI sentences",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of one text: each label's weight, and whether it speaks."""

    weights: tuple[float, float, float]
    speaks: bool = True
    person: bool = False

    @property
    def label(self) -> int:
        """Return the likeliest label."""
        return max(range(len(LABELS)), key=lambda place: self.weights[place])


def listed(figure: float) -> Reading:
    """Return the reading of a list of words: under the neutral mark it is blank."""
    if abs(figure) < _NEUTRAL:
        return Reading((0.0, 1.0, 0.0))
    return Reading((float(figure < 0), 0.0, float(figure > 0)))


BASELINES: dict[str, Callable[[str], Reading]] = {
    "always positive": lambda _: Reading((0.0, 0.0, 1.0)),
    "TextBlob": lambda text: listed(TextBlob(text).sentiment.polarity),
    "VADER": lambda text: listed(balance(text)),
}


def figures(readings: Sequence[Reading], rows: Sequence[Row]) -> dict[str, float]:
    """Return the figures of one reader on one set.

    Two classes: of the texts that are labelled negative or positive, how many get
    the right one of the two; a blank is wrong. Negatives called positive: in three
    classes for what is said, in two for what would be said if it had to.
    """
    truth = np.array([row.label for row in rows])
    guess = np.array([reading.label for reading in readings])
    weights = np.array([reading.weights for reading in readings])
    ends = truth != MIXED
    two = np.sign(weights[:, POSITIVE] - weights[:, NEGATIVE]) + 1
    found = {
        "accuracy": float((guess == truth).mean()),
        "macro-F1": macro_f1(truth, guess),
        "two classes": float((two[ends] == truth[ends]).mean()),
        "neg. called pos.": float((two[truth == NEGATIVE] == POSITIVE).mean()),
    }
    speaks = np.array([reading.speaks for reading in readings])
    if not speaks.all():
        kept = speaks & (truth == NEGATIVE)
        found["speaks of"] = float(speaks.mean())
        found["right where it speaks"] = float((guess == truth)[speaks].mean())
        found["neg. called pos. there"] = float((guess[kept] == POSITIVE).mean())
        found["to a person"] = float(np.mean([r.person for r in readings]))
    return found


def reader_of(name: str) -> ModelReader:
    """Return the encoder or the light reader of this install."""
    return load_tone(light=name == "light")


def reading(reader: ModelReader, logits: Sequence[float], text: str) -> Reading:
    """Return what a reader says by a model's numbers."""
    negative, mixed, positive = reader.likely(logits)
    tone = reader.tone(logits, text)
    return Reading((negative, mixed, positive), tone.speaks, tone.person)


def columns(kind: str) -> dict[str, dict[str, list[float]]]:
    """Return the numbers of each model for each comment's key.

    Args:
        kind: ``folds``, or ``trusts`` for the model of the other trust.
    """
    lines = PREDICTIONS.read_text(encoding="utf-8").split("\n")
    head, *rest = (line.split("\t") for line in lines if line)
    found = {}
    for name in _MODELS:
        places = [i for i, cell in enumerate(head) if cell.startswith(f"{name} {kind}")]
        if places:
            found[name] = {
                cells[0]: [float(cells[place]) for place in places]
                for cells in rest
                if cells[places[0]]
            }
    return found


def known(kind: str, rows: Sequence[Row]) -> list[Row]:
    """Return the comments that every model has read unseen."""
    kept = columns(kind).values()
    return [row for row in rows if all(row.key in numbers for numbers in kept)]


def predicted(kind: str, rows: Sequence[Row]) -> dict[str, list[Reading]]:
    """Return what models that had not seen the comments made of them."""
    kept = columns(kind)
    numbers = {"light": {row.key: kept["light"][row.key] for row in rows}}
    if "plain" in kept and "wide" in kept:
        share = float(reader_of("encoder").settings["light"])
        numbers["encoder"] = {
            row.key: together(
                kept["plain"][row.key],
                kept["wide"][row.key],
                kept["light"][row.key],
                share,
            )
            for row in rows
        }
    return {
        name: [reading(reader_of(name), found[r.key], r.text) for r in rows]
        for name, found in numbers.items()
    }


def read(rows: Sequence[Row]) -> dict[str, list[Reading]]:
    """Return what each reader of this install makes of texts it did not learn from."""
    found = {
        name: [read_one(row.text) for row in rows]
        for name, read_one in BASELINES.items()
    }
    names = ("light", "encoder") if load_tone().name == "encoder" else ("light",)
    for name in names:
        reader = reader_of(name)
        found[name] = [reading(reader, reader.logits(r.text), r.text) for r in rows]
    return found


def unseen(kind: str, rows: Sequence[Row]) -> dict[str, list[Reading]]:
    """Return the baselines' readings of NHS comments and the models' of unseen ones."""
    found = {
        name: [read_one(row.text) for row in rows]
        for name, read_one in BASELINES.items()
    }
    return found | predicted(kind, rows)


def table(rows: Sequence[Row], readers: dict[str, list[Reading]]) -> Iterator[str]:
    """Yield a Markdown table, one line a reader."""
    heads = (*_HEAD, *_SPOKEN)
    yield "| reader | " + " | ".join(heads) + " |"
    yield "| --- |" + " ---: |" * len(heads)
    for name, readings in readers.items():
        found = figures(readings, rows)
        cells = [f"{found[h]:.3f}" if h in found else "" for h in heads]
        yield f"| {name} | " + " | ".join(cells) + " |"


def reliability(readings: Sequence[Reading], rows: Sequence[Row]) -> Iterator[str]:
    """Yield a table: how often each stretch of probability is right."""
    yield "| probability | comments | mean probability | right |"
    yield "| --- | ---: | ---: | ---: |"
    for low, high in (
        (0.0, 0.5),
        (0.5, 0.6),
        (0.6, 0.7),
        (0.7, 0.8),
        (0.8, 0.9),
        (0.9, 1.01),
    ):
        part = [
            (max(r.weights), r.label == row.label)
            for r, row in zip(readings, rows, strict=True)
            if low <= max(r.weights) < high
        ]
        if part:
            sure = statistics.mean(p for p, _ in part)
            right = statistics.mean(float(good) for _, good in part)
            stretch = f"{low:.1f} to {min(high, 1):.1f}"
            yield f"| {stretch} | {len(part)} | {sure:.3f} | {right:.3f} |"


def failures() -> Iterator[str]:
    """Yield a table of made-up sentences that were read wrongly when last looked at."""
    reader = load_tone()
    yield "| made-up sentence | people say | the reader says | probability | speaks |"
    yield "| --- | --- | --- | ---: | --- |"
    for row in own(DATA / "known_failures.tsv"):
        (tone,) = reader.read([row.text])
        speaks = "yes" if tone.speaks else "no"
        cells = (row.text, LABELS[row.label], tone.label, f"{tone.probability:.2f}")
        yield f"| {' | '.join(cells)} | {speaks} |"


def speed(texts: Sequence[str]) -> Iterator[str]:
    """Yield what a text costs in CPU, and what loading does, for each reader."""
    names = ("light", "encoder") if load_tone().name == "encoder" else ("light",)
    for name in names:
        begun = time.process_time()
        reader = reader_of(name)
        reader.read(["The first text loads the model."])
        loading = time.process_time() - begun
        costs = []
        for text in texts:
            begun = time.process_time()
            reader.read([text])
            costs.append((time.process_time() - begun) * 1000)
        median, slow = statistics.median(costs), statistics.quantiles(costs, n=20)[-1]
        yield (
            f"- {name} (`{reader.version}`): {median:.1f} ms of CPU a text (median), "
            f"{slow:.1f} ms for one in twenty; loaded in {loading:.1f} s."
        )


@dataclass(frozen=True, slots=True)
class Floor:
    """A figure that may not be lower, or higher where ``most`` is set."""

    where: str
    figure: str
    bar: float
    most: bool = False

    def holds(self, found: dict[str, float]) -> bool:
        """Say whether the figure is good enough."""
        figure = found.get(self.figure, 1.0 if self.figure == "speaks of" else 0.0)
        return figure <= self.bar if self.most else figure >= self.bar


FLOORS = (
    Floor("five folds", "macro-F1", 0.75),
    Floor("five folds", "two classes", 0.945),
    Floor("five folds", "speaks of", 0.65),
    Floor("five folds", "right where it speaks", 0.945),
    Floor("five folds", "neg. called pos. there", 0.015, most=True),
    Floor("NEAS to NHFT", "macro-F1", 0.68),
    Floor("NEAS to NHFT", "neg. called pos.", 0.09, most=True),
    Floor("NHFT to NEAS", "macro-F1", 0.62),
    Floor("course_evaluations", "two classes", 0.85),
    Floor("uci_sentences", "two classes", 0.81),
    Floor("idioms", "two classes", 0.85),
)


def sections(
    *, quick: bool
) -> Iterator[tuple[str, str, list[Row], dict[str, list[Reading]]]]:
    """Yield a name, a heading, the rows and every reader's readings of each set."""
    if has("nhs_fft_v6"):
        every = nhs()
        rows = known("folds", every)
        heading = "NHS comments, five folds by respondent"
        if len(rows) < len(every):
            heading += f" (not all run: {len(rows):,} of {len(every):,} comments)"
        yield "five folds", heading, rows, unseen("folds", rows)
        for one, other in (("NEAS", "NHFT"), ("NHFT", "NEAS")):
            part = known("trusts", [row for row in every if row.trust == other])
            if part:
                heading = f"NHS comments, trained on {one}, read in {other}"
                yield f"{one} to {other}", heading, part, unseen("trusts", part)
    for name, heading in _OUTSIDE.items():
        if has(name):
            rows = outside(name)[:: _QUICK if quick else 1]
            yield name, f"{heading}, never trained on", rows, read(rows)
    rows = own(HELD_OUT)
    yield "idioms", "Our held-out idioms, never trained on", rows, read(rows)


def report(*, quick: bool) -> tuple[list[str], list[str]]:
    """Return the lines of the figures, and the floors that are not reached."""
    lines: list[str] = []
    under: list[str] = []
    for name in ("nhs_fft_v6", *_OUTSIDE):
        if not has(name):
            lines += [
                f"skipped: no {name}.jsonl in {corpora()} (STRANDLINE_CORPORA)",
                "",
            ]
    for name, heading, rows, readers in sections(quick=quick):
        lines += [f"### {heading} ({len(rows):,})", "", *table(rows, readers), ""]
        if "encoder" not in readers:
            continue
        found = figures(readers["encoder"], rows)
        under += [
            f"{name}: {floor.figure} {found.get(floor.figure, 0):.3f}, not {floor.bar}"
            for floor in FLOORS
            if floor.where == name and not floor.holds(found)
        ]
        if name == "five folds":
            lines += ["How far the encoder's probability can be trusted:", ""]
            lines += [*reliability(readers["encoder"], rows), ""]
    lines += ["### Known failures", "", *failures(), ""]
    for name in ("plain.onnx", "wide.onnx"):
        if (FOLDER / name).exists():
            size = (FOLDER / name).stat().st_size / 1e6
            lines += [f"`{name}`: {size:.1f} MB.", ""]
    small = FOLDER / "light.npz"
    lines += [f"`light.npz`: {small.stat().st_size / 1e6:.2f} MB.", ""]
    return lines, under


def main() -> int:
    """Measure, print, and say by the exit code whether the floors are reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every fifth text")
    parser.add_argument("--check", action="store_true", help="fail under a floor")
    parser.add_argument("--write", action="store_true", help="into the model card")
    options = parser.parse_args()
    lines, under = report(quick=options.quick)
    print("\n".join(lines))
    texts = [row.text for row in own()[::20]]
    if has("nhs_fft_v6"):
        texts = [row.text for row in nhs()[::40]]
    for line in speed(texts):
        print(line)
    for line in under:
        print(f"under its floor: {line}")
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(_BEGIN)
        _, _, after = rest.partition(_END)
        text = "\n".join(lines).strip()
        PAGE.write_text(
            f"{before}{_BEGIN}\n\n{text}\n\n{_END}{after}", encoding="utf-8"
        )
    return 1 if options.check and under else 0


if __name__ == "__main__":
    sys.exit(main())
