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

from bot.models.tone import together
from tools.train.encoders import base_model
from tools.train.texts import (
    FOLDS,
    LABELS,
    MIXED,
    NEGATIVE,
    POSITIVE,
    Row,
    macro_f1,
    nhs,
)

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "bot" / "models" / "data" / "tone"
PREDICTIONS = ROOT / "tools" / "train" / "data" / "predictions.tsv"
_JOBS = {
    "folds": tuple(f"fold{n}" for n in range(FOLDS)),
    "trusts": ("NEAS", "NHFT"),
}
_OWN = tuple(f"own {label}" for label in LABELS)
_HEADS = {"light": LABELS, "plain": LABELS, "wide": (*LABELS, *_OWN, "gate")}
_RIGHT, _ROSY, _SPOKEN = 0.950, 0.012, 0.65  # the floors with some room
_LIFTS = (0.0, 0.1, 0.2)  # more costs on a trust that was not learnt from
_SHARES = (0.0, 0.25, 0.5)
_STEPS = np.arange(0.40, 0.985, 0.02)


def gathered(out: Path, name: str, kind: str, number: int) -> np.ndarray | None:
    """Return one row of numbers a comment, nan where its job has not been run."""
    logits = np.full((number, len(_HEADS[name])), np.nan)
    for job in _JOBS[kind]:
        path = out / (f"light-{job}.npz" if name == "light" else f"{name}/{job}.npz")
        if path.exists():
            with np.load(path) as kept:
                logits[kept["tests"]] = kept["logits"]
        else:
            print(f"not run: {name} {job}")
    return None if np.isnan(logits).all() else logits


def softened(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Return probabilities."""
    powers = np.exp((logits - logits.max(1, keepdims=True)) / temperature)
    chances: np.ndarray = powers / powers.sum(1, keepdims=True)
    return chances


def surprise(logits: np.ndarray, truth: np.ndarray, temperature: float) -> float:
    """Return how surprising the truth is under the probabilities, on average."""
    chances = softened(logits, temperature)[np.arange(len(truth)), truth]
    return float(-np.log(chances + 1e-12).mean())


def mixed(
    plain: np.ndarray, wide: np.ndarray, light: np.ndarray, share: float
) -> np.ndarray:
    """Return what the encoders and the light model say together, by service code."""
    return np.array(
        [together(a, b, c, share) for a, b, c in zip(plain, wide, light, strict=True)]
    )


def share_of(
    plain: np.ndarray, wide: np.ndarray, light: np.ndarray, truth: np.ndarray
) -> float:
    """Return how much of the light model's numbers the encoders' are given."""

    def worth(share: float) -> float:
        both = mixed(plain, wide, light, share)
        return surprise(both, truth, temperature_of(both, truth))

    return min(_SHARES, key=worth)


def calibrated(logits: np.ndarray, truth: np.ndarray) -> dict[str, object]:
    """Return the temperature, the lift of mixed and the bars of a reader."""
    lift = lift_of(logits, truth)
    lifted = logits + np.eye(len(LABELS))[MIXED] * lift
    temperature = temperature_of(lifted, truth)
    bars = bars_of(softened(lifted, temperature), truth)
    return {"temperature": temperature, "lift": lift, "bars": bars}


def lift_of(logits: np.ndarray, truth: np.ndarray) -> float:
    """Return what mixed is raised by, so that no label is passed over for another."""

    def worth(lift: float) -> float:
        raised = logits + np.eye(len(LABELS))[MIXED] * lift
        return macro_f1(truth, raised.argmax(1))

    return max(_LIFTS, key=worth)


def temperature_of(logits: np.ndarray, truth: np.ndarray) -> float:
    """Return the temperature under which the truth is least surprising."""
    grid = np.arange(0.4, 3.0, 0.02)
    losses = [surprise(logits, truth, t) for t in grid]
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
    yield "\t".join(
        ["comment", *(f"{n} {x}" for n in kept for x in _HEADS[n.split()[0]])]
    )
    for place, row in enumerate(comments):
        numbers = [
            "" if np.isnan(x) else f"{x:.2f}"
            for column in kept.values()
            for x in column[place]
        ]
        yield "\t".join([row.key, *numbers])


def main() -> None:
    """Copy the models, write calibration and predictions, say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    comments = nhs()
    truth = np.array([row.label for row in comments])
    columns = {
        f"{name} {kind}": gathered(args.out, name, kind, len(comments))
        for name in _HEADS
        for kind in _JOBS
    }
    settings: dict[str, dict[str, object]] = {}
    light, plain, wide = (columns[f"{name} folds"] for name in _HEADS)
    if light is not None:
        settings["light"] = calibrated(light, truth)
    if light is not None and plain is not None and wide is not None:
        known = ~np.isnan(np.concatenate([plain, wide], 1)).any(axis=1)
        unseen = plain[known], wide[known], light[known]
        share = share_of(*unseen, truth[known])
        both = mixed(*unseen, share)
        settings["encoder"] = {"light": share, **calibrated(both, truth[known])}
    print(json.dumps(settings))
    path = MODELS / "calibration.json"
    path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    text = "\n".join(lines(comments, columns)) + "\n"
    PREDICTIONS.write_text(text, encoding="utf-8")
    shutil.copy(args.out / "light.npz", MODELS / "light.npz")
    for name in ("plain", "wide"):
        shutil.copy(args.out / name / "final" / "tone.onnx", MODELS / f"{name}.onnx")
    shutil.copy(base_model() / "vocab.txt", MODELS / "vocab.txt")


if __name__ == "__main__":
    main()
