"""Measure redaction on labelled texts, stage by stage, against its floors.

Run it as `python -m tools.measure_redaction`; `make measure` does. It reads the
folder that STRANDLINE_CORPORA names (default ../shared/data) and says so where
that is missing. `--write` puts the figures into docs/redaction.md, `--check`
fails where a floor is not reached. No text is printed, only figures.

A detail counts as found when 90% of its letters and digits are masked; a title
before a name is not required. Clean letters are those outside every labelled
span, and outside links and @names, which two of the corpora leave unlabelled.
"""

import argparse
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.models.redaction import UnionRedactor, load_redactor
from surveys.redaction import Redactor, Span

ROOT = Path(__file__).parent.parent
PROBES = ROOT / "tests" / "unit" / "redaction" / "probes.txt"
PAGE = ROOT / "docs" / "redaction.md"
STAGES = ("rules", "standard", "full")
STRUCTURED = ("NHS", "NINO", "EMAIL", "POSTCODE", "URL", "PHONE", "ADDRESS")
NAMES = "PERSON"
_ENOUGH = 0.9
_TITLE = re.compile(r"(?i)(?:mr|mrs|ms|miss|mx|dr|prof|sir)\.?\s+")
_UNLABELLED = re.compile(r"https?://\S+|www\.\S+|@\w+")
_MARK = re.compile(r"<([A-Z]+) ([^>]*)>")
_BEGIN, _END = "<!-- figures: begin -->", "<!-- figures: end -->"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the details that must leave it."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(slots=True)
class Tally:
    """What a redactor did on a set of texts."""

    texts: int = 0
    found: dict[str, int] = field(default_factory=dict)
    labelled: dict[str, int] = field(default_factory=dict)
    clean: int = 0
    masked: int = 0
    touched: int = 0  # texts without a detail that lost words
    without: int = 0  # texts without a detail
    milliseconds: list[float] = field(default_factory=list)

    def recall(self, label: str) -> float:
        """Return the share of ``label`` that was fully masked."""
        return self.found.get(label, 0) / max(self.labelled.get(label, 0), 1)

    @property
    def share_masked(self) -> float:
        """The share of clean letters that were masked."""
        return self.masked / max(self.clean, 1)

    @property
    def median_ms(self) -> float:
        """CPU milliseconds of the median text."""
        return statistics.median(self.milliseconds) if self.milliseconds else 0.0


def measure(redactor: Redactor, texts: Iterable[Text]) -> Tally:
    """Return what ``redactor`` does on ``texts``."""
    tally = Tally()
    for text in texts:
        begun = time.process_time()
        spans = redactor.redact(text.text).spans
        tally.milliseconds.append((time.process_time() - begun) * 1000)
        _count(tally, text, spans)
    return tally


def _count(tally: Tally, text: Text, spans: Sequence[Span]) -> None:
    covered = bytearray(len(text.text))
    for span in spans:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    dirty = bytearray(len(text.text))
    for gold in text.spans:
        dirty[gold.start : gold.end] = b"\1" * (gold.end - gold.start)
        tally.labelled[gold.label] = tally.labelled.get(gold.label, 0) + 1
        if _is_masked(text.text, gold, covered):
            tally.found[gold.label] = tally.found.get(gold.label, 0) + 1
    for match in _UNLABELLED.finditer(text.text):
        dirty[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    clean = [
        index
        for index, character in enumerate(text.text)
        if character.isalpha() and not dirty[index]
    ]
    masked = sum(covered[index] for index in clean)
    tally.texts += 1
    tally.clean += len(clean)
    tally.masked += masked
    if not text.spans:
        tally.without += 1
        tally.touched += masked > 0


def _is_masked(text: str, gold: Span, covered: bytearray) -> bool:
    start = gold.start
    if gold.label in {NAMES, "NAME"}:
        title = _TITLE.match(text[gold.start : gold.end])
        start += title.end() if title else 0
    letters = [i for i in range(start, gold.end) if text[i].isalnum()]
    hidden = sum(covered[i] for i in letters)
    return not letters or hidden / len(letters) >= _ENOUGH


def read_jsonl(path: Path, *, every: int = 1) -> Iterator[Text]:
    """Yield the texts of a corpus, or every so many of them."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every == 0:
                row = json.loads(line)
                spans = (
                    Span(span["start"], span["end"], span["label"])
                    for span in row.get("spans", ())
                )
                yield Text(row["text"], tuple(spans))


def read_probes(path: Path = PROBES) -> Iterator[Text]:
    """Yield our own probes: ``<NAME kelly> was lovely``."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, spans, position = "", [], 0
        for match in _MARK.finditer(line):
            text += line[position : match.start()]
            end = len(text) + len(match.group(2))
            spans.append(Span(len(text), end, match.group(1)))
            text += match.group(2)
            position = match.end()
        yield Text(text + line[position:], tuple(spans))


@dataclass(frozen=True, slots=True)
class Floor:
    """A figure that must be reached, from a stage of install on."""

    stage: str
    corpus: str
    what: str
    least: float | None = None
    most: float | None = None


FLOORS = (
    *(Floor("rules", "gb_templates", label, least=1.0) for label in STRUCTURED[:5]),
    Floor("rules", "gb_templates", "PHONE", least=0.99),
    Floor("rules", "gb_templates", "ADDRESS", least=0.90),
    Floor("standard", "btc_uk_b", NAMES, least=0.64),
    Floor("standard", "wnut17_test", NAMES, least=0.60),
    Floor("full", "btc_uk_b", NAMES, least=0.69),
    Floor("full", "wnut17_test", NAMES, least=0.68),
    Floor("full", "presidio_research_v2_lower", NAMES, least=0.90),
    Floor("rules", "btc_uk_b", "masked", most=0.065),
    Floor("standard", "btc_uk_b", "masked", most=0.065),
    Floor("full", "btc_uk_b", "masked", most=0.065),
    Floor("full", "nhs_fft_v6", "masked", most=0.065),
    Floor("full", "btc_uk_b", "ms", most=25.0),
)

Figures = Mapping[str, Mapping[str, Tally]]  # stage -> corpus -> tally


def corpora(folder: Path) -> dict[str, list[Text]]:
    """Return the sets of texts to measure on."""
    pii = folder / "pii"
    found = {
        name: list(read_jsonl(pii / f"{name}.jsonl"))
        for name in (
            "gb_templates",
            "btc_uk_b",
            "wnut17_test",
            "presidio_research_v2_lower",
        )
    }
    found["nhs_fft_v6"] = list(read_jsonl(folder / "text/nhs_fft_v6.jsonl", every=5))
    found["probes"] = list(read_probes())
    return found


def missed(figures: Figures) -> Iterator[str]:
    """Yield the floors that ``figures`` do not reach."""
    for floor in FLOORS:
        tally = figures.get(floor.stage, {}).get(floor.corpus)
        if tally is None:
            continue
        value = _value(tally, floor.what)
        low = floor.least is not None and value < floor.least
        if low or (floor.most is not None and value > floor.most):
            bound = floor.least if low else floor.most
            yield (
                f"{floor.stage}, {floor.corpus}, {floor.what}: "
                f"{value:.3f}, floor {bound}"
            )


def _value(tally: Tally, what: str) -> float:
    if what == "masked":
        return tally.share_masked
    return tally.median_ms if what == "ms" else tally.recall(what)


def table(figures: Figures) -> str:
    """Return the figures as Markdown."""
    stages = list(figures)
    rows = [
        "| texts | figure | " + " | ".join(stages) + " |",
        "| --- | --- |" + " ---: |" * len(stages),
    ]

    def row(corpus: str, name: str, what: str, form: str) -> None:
        cells = (form.format(_value(figures[stage][corpus], what)) for stage in stages)
        rows.append(f"| {corpus} | {name} | " + " | ".join(cells) + " |")

    first = figures[stages[0]]
    for label in (*STRUCTURED, NAMES):
        count = first["gb_templates"].labelled[label]
        row("gb_templates", f"{label} found, of {count}", label, "{:.3f}")
    for corpus in ("btc_uk_b", "wnut17_test", "presidio_research_v2_lower"):
        count = first[corpus].labelled[NAMES]
        row(corpus, f"names fully masked, of {count}", NAMES, "{:.3f}")
        row(corpus, "clean letters masked", "masked", "{:.2%}")
    row("nhs_fft_v6", "clean letters masked", "masked", "{:.2%}")
    count = first["probes"].labelled["NAME"]
    row("probes", f"names fully masked, of {count}", "NAME", "{:.3f}")
    row("probes", "clean letters masked", "masked", "{:.2%}")
    row("btc_uk_b", "median CPU milliseconds a text", "ms", "{:.1f}")
    return "\n".join(rows)


def _redactors() -> Iterator[tuple[str, UnionRedactor]]:
    """Yield the stages that this install can run."""
    for stage in STAGES:
        redactor = load_redactor(stage=stage)
        if redactor.describe().name == stage:
            redactor.redact("a first text loads the models")
            yield stage, redactor
        else:
            print(f"skipped: stage {stage} is not installed here", file=sys.stderr)


def main() -> int:
    """Measure, print, and say by the exit code whether every floor is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail under a floor")
    parser.add_argument("--write", action="store_true", help="update docs/redaction.md")
    options = parser.parse_args()
    folder = Path(os.environ.get("STRANDLINE_CORPORA", ROOT / "../shared/data"))
    if not (folder / "pii" / "btc_uk_b.jsonl").exists():
        print(f"skipped: no corpora in {folder} (set STRANDLINE_CORPORA)")
        return 0
    texts = corpora(folder)
    figures: dict[str, dict[str, Tally]] = {}
    for stage, redactor in _redactors():
        figures[stage] = {}
        for name, sample in texts.items():
            print(f"{stage}: {name} ({len(sample)} texts)", file=sys.stderr)
            figures[stage][name] = measure(redactor, sample)
    print(table(figures))
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        head, rest = page.split(_BEGIN)
        tail = rest.split(_END)[1]
        PAGE.write_text(
            f"{head}{_BEGIN}\n{table(figures)}\n{_END}{tail}", encoding="utf-8"
        )
    below = list(missed(figures))
    for line in below:
        print(f"under the floor: {line}", file=sys.stderr)
    return 1 if below and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
