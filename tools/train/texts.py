"""The labelled texts that the tone readers learn from and are measured on.

NHS comments and our own sentences are for learning; the other sets are for measuring
only. `STRANDLINE_CORPORA` names the folder of texts; nothing in it is ever committed.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

LABELS = ("negative", "mixed", "positive")
NEGATIVE, MIXED, POSITIVE = range(3)
SEED = 20261122
FOLDS = 5
FEWEST_WORDS = 4
UNRATED = -100  # what torch's loss leaves out
DATA = Path(__file__).parent / "data"
OWN = DATA / "own_sentences.tsv"
HELD_OUT = DATA / "idioms_held_out.tsv"
LINKS = (". But ", " but ", ", but ", ". ", " though ", ". However ", ", then again ")
_SOURCE = {"negative": NEGATIVE, "neutral": MIXED, "positive": POSITIVE}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text, who wrote it, and 0 very negative to 4 very positive."""

    text: str
    label: int
    respondent: str
    trust: str
    degree: int = UNRATED

    @property
    def key(self) -> str:
        """Return what stands for the text where its words may not."""
        return sha256(self.text.lower().encode()).hexdigest()[:12]


def corpora() -> Path:
    """Return the folder of texts."""
    root = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("STRANDLINE_CORPORA", root.parent / "shared" / "data"))


def _lines(name: str) -> Iterator[dict[str, str]]:
    path = corpora() / "text" / f"{name}.jsonl"
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def has(name: str) -> bool:
    """Say whether a set is here."""
    return (corpora() / "text" / f"{name}.jsonl").exists()


def nhs() -> list[Row]:
    """Read the NHS comments: four words or more, labelled, each text once."""
    if not has("nhs_fft_v6"):
        sys.exit(f"skipped: no nhs_fft_v6.jsonl in {corpora()} (STRANDLINE_CORPORA)")
    seen: set[str] = set()
    rows = []
    for raw in _lines("nhs_fft_v6"):
        text = re.sub(r"\s+", " ", raw["text"]).strip()
        short = len(text.split()) < FEWEST_WORDS
        if raw["label"] is None or short or text.lower() in seen:
            continue
        seen.add(text.lower())
        degree = UNRATED if raw["sent5"] is None else int(raw["sent5"]) - 1
        respondent = re.sub(r"\s*-\s*Q\d+$", "", raw["id"])
        label = _SOURCE[raw["label"]]
        rows.append(Row(text, label, respondent, raw["trust"], degree))
    return rows


def outside(name: str) -> list[Row]:
    """Read a set that is for measuring only."""
    return [
        Row(raw["text"].strip(), _SOURCE[raw["label"]], f"{name}{number}", name)
        for number, raw in enumerate(_lines(name))
        if raw["label"] is not None
    ]


def own(path: Path = OWN) -> list[Row]:
    """Read sentences of ours: label, tab, text."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")):
        label, _, text = line.partition("\t")
        if label in LABELS and text:
            where = f"{path.stem}{number}"
            rows.append(Row(text.strip(), LABELS.index(label), where, "own"))
    return rows


def joined(rows: Sequence[Row], number: int) -> list[Row]:
    """Join sentences of ours by twos: alike keep their label, opposed become mixed."""
    random = np.random.default_rng(SEED)
    long = [row for row in rows if len(row.text.split()) >= FEWEST_WORDS - 1]
    ends = {label: [r.text for r in long if r.label == label] for label in (0, 2)}
    made = []
    for place in range(number):
        one, two = ((0, 0), (2, 2), (0, 2), (2, 0))[place % 4]
        first = ends[one][random.integers(len(ends[one]))].rstrip(". ")
        second = ends[two][random.integers(len(ends[two]))]
        link = ". " if one == two else LINKS[random.integers(len(LINKS))]
        label = one if one == two else MIXED
        made.append(Row(first + link + second, label, f"joined{place}", "own"))
    return made


def measured(logits: np.ndarray, rows: Sequence[Row]) -> dict[str, float]:
    """Return accuracy, macro-F1, two-class accuracy and negatives called positive."""
    truth = np.array([row.label for row in rows])
    guess = logits.argmax(1)
    ends = truth != MIXED
    two = np.where(logits[:, POSITIVE] > logits[:, NEGATIVE], POSITIVE, NEGATIVE)
    sure = truth == NEGATIVE
    return {
        "n": float(len(rows)),
        "accuracy": float((guess == truth).mean()),
        "macro_f1": macro_f1(truth, guess),
        "two_class": float((two[ends] == truth[ends]).mean()),
        "neg_pos_two": float((two[sure] == POSITIVE).mean()),
        "neg_pos": float((guess[sure] == POSITIVE).mean()),
    }


def macro_f1(truth: np.ndarray, guess: np.ndarray) -> float:
    """Return the mean of the three labels' F1, 0 for one that is never right."""
    parts = []
    for label in range(len(LABELS)):
        hits = ((truth == label) & (guess == label)).sum()
        total = (truth == label).sum() + (guess == label).sum()
        parts.append(2 * hits / total if total else 0.0)
    return float(np.mean(parts))
