"""Train the two encoders of the tone reader: negative, mixed or neutral, positive.

Both fine-tune the 22-million-parameter MiniLM encoder. `plain` learns from public NHS
comments only. `wide` learns from them and from the project's own sentences, with a
layer for the labels of each, since analysts call other things mixed than we do, and a
gate that tells which of the two a text is like. Each is written as an int8 ONNX file
and measured by that file and by the code that runs in service, by five folds grouped
by respondent and by training on one trust and reading the other;
tools/train/README.md says how.

    python -m tools.train.tone plain|wide final|NEAS|NHFT|fold0..fold4 --out DIR
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import AutoModel

from bot.models.tone_encoder import Encoder
from bot.models.tone_text import numbered
from bot.models.wordpiece import WordPiece
from tools.train.encoders import base_model, write_int8
from tools.train.light import folds
from tools.train.texts import (
    LABELS,
    SEED,
    UNRATED,
    Row,
    joined,
    measured,
    nhs,
    own,
)

LONGEST = 160  # pieces that are learnt from
DEGREES = 5
BATCH = 16
RATE = 5e-5
SMOOTH = 0.05
ASIDE = 0.3  # the weight of the five degrees
EVERY = 5  # steps between two updates of the average
JOINED = 600
PLAIN_ROUNDS = 4
WIDE_ROUNDS = (0.6, 0.6, 0.6, 0.3)  # the share of our sentences in each round
FINAL_ROUNDS = (1.0, 1.0, 1.0, 0.5)  # the same for the file that ships
GATED = 1500  # texts of each kind that the gate learns from


class Reader(nn.Module):
    """The encoder, its mean-pooled states, and linear layers on top.

    `head` learns the analysts' labels, `own` those of our sentences, `degrees` the five
    degrees of the comments that have them, which teaches the encoder more than three
    labels do and is not shipped, and `gate` which kind a text is like. The embeddings
    of words stay as they were, so that words which no training text has keep their
    place beside those that it has.

    Args:
        wide: Give the numbers of both layers and of the gate: 7 for a text, not 3.
    """

    def __init__(self, *, wide: bool) -> None:
        super().__init__()
        self.wide = wide
        self.encoder = AutoModel.from_pretrained(
            base_model(), attn_implementation="eager"
        )
        self.encoder.embeddings.word_embeddings.requires_grad_(False)  # noqa: FBT003 - torch's own
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(width, len(LABELS))
        self.own = nn.Linear(width, len(LABELS))
        self.gate = nn.Linear(width, 1)
        self.degrees = nn.Linear(width, DEGREES)

    def pool(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the mean of the last states of each text."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        pooled: torch.Tensor = (states * weights).sum(1) / weights.sum(1)
        return pooled

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the numbers of one text, as the file that ships does."""
        pooled = self.pool(ids, torch.ones_like(ids))
        if not self.wide:
            plain: torch.Tensor = self.head(pooled)
            return plain
        return torch.cat([self.head(pooled), self.own(pooled), self.gate(pooled)], 1)


def batches(
    coded: list[list[int]], order: np.ndarray
) -> Iterator[tuple[list[int], torch.Tensor, torch.Tensor]]:
    """Yield places, padded numbers and mask."""
    for start in range(0, len(order), BATCH):
        places = [int(i) for i in order[start : start + BATCH]]
        longest = max(len(coded[i]) for i in places)
        ids = torch.zeros((len(places), longest), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, place in enumerate(places):
            ids[row, : len(coded[place])] = torch.tensor(coded[place])
            mask[row, : len(coded[place])] = 1
        yield places, ids, mask


def shuffled(coded: list[list[int]], random: np.random.Generator) -> np.ndarray:
    """Return an order in which neighbours are of like length (less padding)."""
    noisy = np.array([len(c) for c in coded]) * random.uniform(0.8, 1.2, len(coded))
    order = np.argsort(noisy)
    chunks = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    places = random.permutation(len(chunks))
    return np.concatenate([chunks[i] for i in places])


def schedule_of(
    reader: Reader, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return the optimiser, and its rate: up over a tenth of the steps, then down."""
    slow = [p for p in reader.encoder.parameters() if p.requires_grad]
    layers = (reader.head, reader.own, reader.degrees)
    fast = [p for layer in layers for p in layer.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": RATE}, {"params": fast, "lr": RATE * 10}],
        weight_decay=0.01,
        fused=True,
    )
    warm = max(1, steps // 10)
    return optimiser, torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
    )


def train(rounds: list[list[Row]], vocabulary: WordPiece, *, wide: bool) -> Reader:
    """Fine-tune on the rows of each round; return the averaged reader to read with.

    Args:
        rounds: What to learn from, round by round.
        vocabulary: How words become pieces.
        wide: Whether our sentences have a layer of their own, and a gate.
    """
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    reader = Reader(wide=wide)
    steady = AveragedModel(reader, multi_avg_fn=get_ema_multi_avg_fn(0.95))
    steps = sum(-(-len(rows) // BATCH) for rows in rounds)
    optimiser, schedule = schedule_of(reader, steps)
    counts = np.bincount([row.label for row in rounds[0]], minlength=len(LABELS))
    weights = (counts.sum() / (len(LABELS) * counts)) ** 0.5
    loss_of = nn.CrossEntropyLoss(
        label_smoothing=SMOOTH, weight=torch.tensor(weights, dtype=torch.float32)
    )
    degree_of = nn.CrossEntropyLoss(reduction="sum", ignore_index=UNRATED)
    reader.train()
    number = 0
    for place, rows in enumerate(rounds):
        total, begun = 0.0, time.time()
        coded = [numbered(row.text, vocabulary)[0][:LONGEST] for row in rows]
        labels = torch.tensor([row.label for row in rows])
        degrees = torch.tensor([row.degree for row in rows])
        ours = torch.tensor([row.trust == "own" for row in rows])
        for places, ids, mask in batches(coded, shuffled(coded, random)):
            optimiser.zero_grad()
            with torch.autocast("cpu", torch.bfloat16):
                pooled = reader.drop(reader.pool(ids, mask))
                layer = reader.own if wide else reader.head
                mine = ours[places][:, None]
                logits = torch.where(mine, layer(pooled), reader.head(pooled))
                degree = reader.degrees(pooled)
            loss = loss_of(logits.float(), labels[places])
            loss = loss + ASIDE * degree_of(degree.float(), degrees[places]) / BATCH
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if number % EVERY == 0:
                steady.update_parameters(reader)
            number += 1
            total += loss.item() * len(places)
        took = time.time() - begun
        print(f"  {place + 1}: loss {total / len(rows):.3f}, {took:.0f} s", flush=True)
    kept: Reader = steady.module
    return kept.eval()


def fit_gate(reader: Reader, rows: list[Row], vocabulary: WordPiece) -> None:
    """Fit what tells our sentences from the comments, on a share of each."""
    random = np.random.default_rng(SEED)
    kinds = [[r for r in rows if (r.trust == "own") == ours] for ours in (False, True)]
    some = [k[i] for k in kinds for i in random.permutation(len(k))[:GATED]]
    pooled = []
    with torch.no_grad():
        for row in some:
            ids = torch.tensor([numbered(row.text, vocabulary)[0]])
            pooled.append(reader.pool(ids, torch.ones_like(ids))[0].numpy())
    model = LogisticRegression(C=0.1, max_iter=2000)
    model.fit(np.array(pooled), [row.trust == "own" for row in some])
    with torch.no_grad():
        reader.gate.weight.copy_(torch.tensor(model.coef_, dtype=torch.float32))
        reader.gate.bias.copy_(torch.tensor(model.intercept_, dtype=torch.float32))


def write(reader: Reader, folder: Path) -> Path:
    """Write the reader as an int8 ONNX file, weights by channel; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(reader.state_dict(), folder / "tone.pt")
    small = folder / "tone.onnx"
    write_int8(reader, small, ["logits"])
    return small


def read(model: Path, rows: list[Row]) -> np.ndarray:
    """Return the numbers of each text, by the code that runs in service."""
    encoder = Encoder(model, base_model() / "vocab.txt")
    return np.array([encoder.numbers(row.text) for row in rows])


def rounds_of(name: str, part: str, comments: list[Row]) -> list[list[Row]]:
    """Return what each round learns from."""
    if name == "plain":
        return [comments] * PLAIN_ROUNDS
    extra = own()
    extra += joined(extra, JOINED)
    random = np.random.default_rng(SEED)
    shares = FINAL_ROUNDS if part == "final" else WIDE_ROUNDS
    orders = [random.permutation(len(extra))[: int(s * len(extra))] for s in shares]
    return [comments + [extra[i] for i in order] for order in orders]


def run(name: str, part: str, out: Path) -> None:
    """Train one encoder on one part, read what it did not learn from, and keep it."""
    comments, wide = nhs(), name == "wide"
    tests: list[int] = []
    if part in ("NEAS", "NHFT"):
        learn = [i for i, row in enumerate(comments) if row.trust == part]
        tests = [i for i, row in enumerate(comments) if row.trust != part]
    elif part.startswith("fold"):
        learn, tests = list(folds(comments))[int(part[4:])]
    else:
        learn = list(range(len(comments)))
    rounds = rounds_of(name, part, [comments[i] for i in learn])
    print(f"{name} {part}: {[len(rows) for rows in rounds]} texts", flush=True)
    vocabulary = WordPiece(base_model() / "vocab.txt")
    reader = train(rounds, vocabulary, wide=wide)
    if wide:
        fit_gate(reader, rounds[0], vocabulary)
    model = write(reader, out / name / part)
    rows = [comments[i] for i in tests]
    if rows:
        numbers = read(model, rows)
        print(name, part, json.dumps(measured(numbers[:, : len(LABELS)], rows)))
        np.savez(out / name / f"{part}.npz", tests=np.array(tests), logits=numbers)


def main() -> None:
    """Run one job."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=["plain", "wide"])
    parts = ["final", "NEAS", "NHFT", *(f"fold{number}" for number in range(5))]
    parser.add_argument("part", choices=parts)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    run(args.reader, args.part, args.out)


if __name__ == "__main__":
    main()
