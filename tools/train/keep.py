"""Keep what training gave: the models, their calibration, and what was read unseen.

    python -m tools.train.keep --out DIR

The temperature and the bars are found on the five folds, on comments that no model
had seen, for the encoder and the light reader each. `predictions.tsv` holds what the
models without a fold, or without a trust, made of each comment, under a hash of it:
`make measure` counts the figures from it and needs no training.
"""

import argparse
import json
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from tools.train.texts import FOLDS, LABELS, NEGATIVE, POSITIVE, Row, nhs
from tools.train.tone import base_model

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "bot" / "models" / "data" / "tone"
PREDICTIONS = ROOT / "tools" / "train" / "data" / "predictions.tsv"
_JOBS = {
    "folds": tuple(f"fold{n}" for n in range(FOLDS)),
    "trusts": ("NEAS", "NHFT"),
}
_RIGHT, _ROSY, _SPOKEN = 0.950, 0.012, 0.65  # the floors with some room
_STEPS = np.arange(0.40, 0.985, 0.02)


def gathered(out: Path, prefix: str, kind: str, number: int) -> np.ndarray | None:
    """Return one row of logits a comment, or None where a job has not been run."""
    logits = np.full((number, len(LABELS)), np.nan)
    for job in _JOBS[kind]:
        path = out / f"{prefix}{job}.npz"
        if not path.exists():
            return None
        with np.load(path) as kept:
            logits[kept["tests"]] = kept["logits"]
    return logits


def softened(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Return probabilities."""
    powers = np.exp((logits - logits.max(1, keepdims=True)) / temperature)
    chances: np.ndarray = powers / powers.sum(1, keepdims=True)
    return chances


def temperature_of(logits: np.ndarray, truth: np.ndarray) -> float:
    """Return the temperature under which the truth is least surprising."""
    rows = np.arange(len(truth))
    grid = np.arange(0.4, 3.0, 0.02)
    losses = [-np.log(softened(logits, t)[rows, truth] + 1e-12).mean() for t in grid]
    return round(float(grid[int(np.argmin(losses))]), 2)


def bars_of(chances: np.ndarray, truth: np.ndarray) -> list[float]:
    """Return the bars under which most is spoken and the floors still hold.

    Where no bars reach every floor, those that come nearest to the share of right
    ones without calling negatives positive too often, at the least that is to be
    spoken, are returned.
    """
    guess, sure = chances.argmax(1), chances.max(1)
    right = guess == truth
    negatives = (truth == NEGATIVE).sum()
    best: tuple[float, ...] = (-1.0,)
    found = [0.9] * len(LABELS)
    for bars in product(_STEPS, repeat=len(LABELS)):
        spoken = sure >= np.array(bars)[guess]
        share = float(spoken.mean())
        if share < _SPOKEN or not spoken.any():
            continue
        accuracy = float(right[spoken].mean())
        kept = spoken & (truth == NEGATIVE)
        rosy = float((guess[kept] == POSITIVE).mean()) if negatives else 0.0
        good = accuracy >= _RIGHT and rosy <= _ROSY
        worth = (1.0, share) if good else (0.0, accuracy - 2 * max(0.0, rosy - _ROSY))
        if worth > best:
            best, found = worth, [round(float(bar), 2) for bar in bars]
    return found


def lines(comments: list[Row], columns: dict[str, np.ndarray | None]) -> Iterator[str]:
    """Yield the predictions, one line a comment."""
    kept = {name: column for name, column in columns.items() if column is not None}
    yield "\t".join(["comment", *(f"{n} {x}" for n in kept for x in LABELS)])
    for place, row in enumerate(comments):
        numbers = [f"{x:.2f}" for column in kept.values() for x in column[place]]
        yield "\t".join([row.key, *numbers])


def main() -> None:
    """Copy the models, write calibration and predictions, say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--light", type=Path, help="where light.py wrote, if elsewhere")
    args = parser.parse_args()
    light = args.light or args.out
    comments = nhs()
    truth = np.array([row.label for row in comments])
    path = MODELS / "calibration.json"
    settings = json.loads(path.read_text("utf-8")) if path.exists() else {}
    columns: dict[str, np.ndarray | None] = {}
    for name, folder, prefix in (("encoder", args.out, ""), ("light", light, "light-")):
        for kind in _JOBS:
            found = gathered(folder, prefix, kind, len(comments))
            columns[f"{name} {kind}"] = found
            if kind == "folds" and found is not None:
                temperature = temperature_of(found, truth)
                bars = bars_of(softened(found, temperature), truth)
                settings[name] = {"temperature": temperature, "bars": bars}
                print(name, settings[name])
    path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    text = "\n".join(lines(comments, columns)) + "\n"
    PREDICTIONS.write_text(text, encoding="utf-8")
    shutil.copy(light / "light.npz", MODELS / "light.npz")
    if (args.out / "final" / "tone.onnx").exists():
        shutil.copy(args.out / "final" / "tone.onnx", MODELS / "tone.onnx")
        shutil.copy(base_model() / "vocab.txt", MODELS / "vocab.txt")


if __name__ == "__main__":
    main()
