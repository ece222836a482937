"""Train the theme reader: what a clause is about, and whether it speaks well or badly.

Fine-tunes the same small encoder as the tone reader on the clauses that were written
and labelled for this project, and fits the light model beside it:

    python -m tools.train.themes --out DIR [--epochs N]

It learns from `data/clauses_train.tsv`, `clauses_more.tsv`, `clauses_wide.tsv` and
`clauses_voices.tsv`; of the tone reader's sentences (`data/own_sentences.tsv`) it
learns only whether they speak well or badly. The kept sets on which
`tools/measure_themes.py` measures are never read here. Writes `themes.onnx` (int8),
`light.npz` and `labels.json`.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn
from transformers import AutoModel

from analysis.reading.phrasebook import phrasebook
from analysis.reading.themes import NOWHERE
from bot.models.themes_light import BUCKETS, weights
from bot.models.tone_text import numbered
from bot.models.wordpiece import WordPiece
from tools.train.encoders import base_model, write_int8

DATA = Path(__file__).parent / "data"
SEED = 20261122
WAYS = ("well", "badly", "about")
LONGEST = 64  # pieces
SIZE = 24  # clauses a step
MOST_SENTENCES = 1200  # beside the clauses, so that these keep the lead
UNKNOWN = -100  # what torch's loss leaves out
DROPPED, TURNED = 0.4, 0.7  # shares of the slips of the pen
OPENERS = ("to be honest", "well", "also", "tbh", "honestly", "all in all", "basically")
OPENED = 0.08  # share of the clauses that begin with one of them
REMEMBERED = 0.995  # share of the mean of all steps that each step keeps


@dataclass(frozen=True, slots=True)
class Row:
    """One clause; no aspect where only the way is known."""

    aspect: str | None
    way: str
    text: str


def polarity(feature: str) -> str:
    """Return the polarity of a feature."""
    from analysis.maturity import shipped_model  # noqa: PLC0415 # a second to load

    return next(f.polarity.value for f in shipped_model().features if f.id == feature)


def way_of(feature: str, stance: str) -> str:
    """Return the way that a stance towards a feature comes from."""
    if stance == "unclear":
        return "about"
    good = (stance == "supports") == (polarity(feature) == "strength")
    return "well" if good else "badly"


def clauses(name: str) -> list[Row]:
    """Read one file of labelled clauses."""
    rows, known = [], {}
    for line in (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        aspect, features, stances, text = line.split("\t")
        way = "about"
        if features != "-":
            key = features.split(",")[0], stances.split(",")[0]
            way = known.setdefault(key, way_of(*key))
        rows.append(Row(aspect, way, text))
    return rows


def features() -> list[Row]:
    """Return what the maturity model itself says of each feature that is suggested."""
    from analysis.maturity import shipped_model  # noqa: PLC0415 # a second to load

    said = {f.id: (f.polarity.value, f.text) for f in shipped_model().features}
    rows = []
    for aspect in phrasebook().aspects.values():
        polar, text = said[aspect.features[0][0]]
        rows.append(Row(aspect.id, "well" if polar == "strength" else "badly", text))
    return rows


def sentences() -> list[Row]:
    """Read the tone reader's sentences that are surely good or bad."""
    rows = []
    kinds = {"negative": "badly", "positive": "well"}
    path = DATA / "own_sentences.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        label, _, text = line.partition("\t")
        if label in kinds:
            rows.append(Row(None, kinds[label], text))
    random.Random(SEED).shuffle(rows)  # noqa: S311 - the same order every time
    return rows[:MOST_SENTENCES]


class Reader(nn.Module):
    """The encoder, the mean of its states, and a layer for aspects and for ways."""

    def __init__(self, aspects: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base_model())
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.aspects = nn.Linear(width, aspects)
        self.ways = nn.Linear(width, len(WAYS))

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        kept = torch.ones_like(ids) if mask is None else mask
        states = self.encoder(input_ids=ids, attention_mask=kept).last_hidden_state
        weigh = kept.unsqueeze(-1).to(states.dtype)
        pooled = self.drop((states * weigh).sum(1) / weigh.sum(1))
        return self.aspects(pooled), self.ways(pooled)


def slipped(text: str, chance: random.Random) -> str:
    """Return a text with slips of the pen: lost apostrophes, wrong letters."""
    if chance.random() < OPENED:
        text = f"{chance.choice(OPENERS)} {text}"
    if chance.random() < 0.35:  # noqa: PLR2004 - a share
        text = text.replace("'", "")
    words = text.split()
    if chance.random() < 0.25:  # noqa: PLR2004 - a share
        at = chance.randrange(len(words))
        letters = list(words[at])
        if len(letters) > 3 and "[" not in words[at]:  # noqa: PLR2004 - long enough
            place, kind = chance.randrange(1, len(letters) - 1), chance.random()
            if kind < DROPPED:
                del letters[place]
            elif kind < TURNED:
                letters[place - 1 : place + 1] = letters[place - 1 : place + 1][::-1]
            else:
                letters.insert(place, letters[place])
            words[at] = "".join(letters)
    return " ".join(words)


def batches(
    rows: list[Row], labels: list[str], pieces: WordPiece, chance: random.Random
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Yield padded batches of like length, in a new order each time."""
    chance.shuffle(rows)
    pool = SIZE * 8
    for start in range(0, len(rows), pool):
        near = sorted(rows[start : start + pool], key=lambda row: len(row.text))
        for at in range(0, len(near), SIZE):
            part = near[at : at + SIZE]
            coded = [
                numbered(slipped(row.text, chance), pieces)[0][:LONGEST] for row in part
            ]
            longest = max(map(len, coded))
            ids = torch.tensor([c + [0] * (longest - len(c)) for c in coded])
            mask = torch.tensor(
                [[1] * len(c) + [0] * (longest - len(c)) for c in coded]
            )
            aspects = [
                UNKNOWN if row.aspect is None else labels.index(row.aspect)
                for row in part
            ]
            ways = [
                UNKNOWN if row.aspect == NOWHERE else WAYS.index(row.way)
                for row in part
            ]
            yield ids, mask, torch.tensor(aspects), torch.tensor(ways)


def fine_tune(rows: list[Row], labels: list[str], epochs: int) -> Reader:
    """Return the encoder as the rows taught it."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    chance = random.Random(SEED)  # noqa: S311 - the same numbers every time
    pieces = WordPiece(base_model() / "vocab.txt")
    reader = Reader(len(labels))
    reader.encoder.embeddings.word_embeddings.requires_grad_(requires_grad=False)
    slow = [p for p in reader.encoder.parameters() if p.requires_grad]
    fast = [*reader.aspects.parameters(), *reader.ways.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": 1.5e-4}, {"params": fast, "lr": 3e-3}],
        weight_decay=0.01,
    )
    steps = epochs * (len(rows) // SIZE + 2)
    warm = steps // 10
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
    )
    aspect_loss = nn.CrossEntropyLoss(label_smoothing=0.1, reduction="sum")
    way_loss = nn.CrossEntropyLoss(label_smoothing=0.05, reduction="sum")
    mean = torch.optim.swa_utils.AveragedModel(
        reader, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(REMEMBERED)
    )
    reader.train()
    for epoch in range(epochs):
        begun, total = time.time(), 0.0
        for ids, mask, aspects, ways in batches(rows, labels, pieces, chance):
            optimiser.zero_grad()
            with torch.autocast("cpu", torch.bfloat16):
                about, way = reader(ids, mask)
            loss = aspect_loss(about.float(), aspects) + way_loss(way.float(), ways)
            loss = loss / len(ids)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            mean.update_parameters(reader)
            total += loss.item() * len(ids)
        took = time.time() - begun
        print(f"  {epoch + 1}: loss {total / len(rows):.3f}, {took:.0f} s", flush=True)
    averaged: Reader = mean.module
    return averaged.eval()


def light(rows: list[Row], labels: list[str], folder: Path) -> None:
    """Fit and write the light model."""
    table = np.zeros((len(rows), 2 * BUCKETS), np.float32)
    for at, row in enumerate(rows):
        for bucket, weight in weights(row.text).items():
            table[at, bucket] = weight
    arrays: dict[str, np.ndarray] = {}
    placed = [at for at, row in enumerate(rows) if row.aspect is not None]
    told = [at for at, row in enumerate(rows) if row.aspect != NOWHERE]
    about = [labels.index(str(rows[at].aspect)) for at in placed]
    ways = [WAYS.index(rows[at].way) for at in told]
    for name, at, truth, strength in (
        ("aspects", placed, about, 20.0),
        ("ways", told, ways, 10.0),
    ):
        fitted = LogisticRegression(C=strength, max_iter=200).fit(table[at], truth)
        scale = np.abs(fitted.coef_).max(1) / 127
        arrays[name] = np.round(fitted.coef_ / scale[:, None]).astype(np.int8)
        arrays[f"{name}_scale"] = scale.astype(np.float32)
        arrays[f"{name}_bias"] = fitted.intercept_.astype(np.float32)
    np.savez_compressed(folder / "light.npz", **arrays)


def main() -> None:
    """Train and write the models."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--only", choices=["light", "encoder"])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    files = ("clauses_train", "clauses_more", "clauses_wide", "clauses_voices")
    rows = [row for name in files for row in clauses(name)] + features()
    labels = sorted({str(row.aspect) for row in rows})
    (args.out / "labels.json").write_text(json.dumps({"aspects": labels}) + "\n")
    extra = sentences()
    print(f"{len(rows)} clauses, {len(labels)} aspects, {len(extra)} sentences")
    if args.only != "encoder":
        light(rows + extra, labels, args.out)
    if args.only != "light":
        reader = fine_tune(rows + extra, labels, args.epochs)
        write_int8(reader, args.out / "themes.onnx", ["aspects", "ways"])


if __name__ == "__main__":
    main()
