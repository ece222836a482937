"""Train the light tone reader, the fallback under 1 MB.

    python -m tools.train.light --out DIR

writes light.npz, and for the figures what seven more models, each without a fold or
without a trust, read in the texts that they had not seen.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from bot.models.tone_light import BUCKETS, LightModel, buckets, figures, weighed
from tools.train.texts import FOLDS, LABELS, SEED, Row, measured, nhs, own

_OWN = 0.5  # short sentences of ours weigh less than a comment
_HEAVY = 3.0  # the figures weigh more than one run of letters


def counted(rows: list[Row]) -> list[dict[int, int]]:
    """Return the buckets of each text."""
    return [buckets(row.text) for row in rows]


def weights_of(counts: list[dict[int, int]]) -> np.ndarray:
    """Return how telling each bucket is: rare ones more."""
    seen = np.zeros(2 * BUCKETS)
    for text in counts:
        seen[list(text)] += 1
    idf = np.log((1 + len(counts)) / (1 + seen)) + 1
    return np.where(seen < 2, 0.0, idf)  # noqa: PLR2004 - once tells nothing


def matrix(
    rows: list[Row], counts: list[dict[int, int]], idf: np.ndarray
) -> sp.csr_matrix:
    """Return one sparse row a text."""
    data, index, starts = [], [], [0]
    for text in counts:
        at, weights = weighed(text, idf)
        index.append(at)
        data.append(weights)
        starts.append(starts[-1] + len(at))
    hashed = sp.csr_matrix(
        (np.concatenate(data), np.concatenate(index), starts),
        shape=(len(rows), 2 * BUCKETS),
    )
    plain = np.array([figures(row.text) for row in rows]) * _HEAVY
    return sp.hstack([hashed, sp.csr_matrix(plain)]).tocsr()


def fit(rows: list[Row]) -> dict[str, np.ndarray]:
    """Return the arrays of a model trained on the rows, as they are kept."""
    counts = counted(rows)
    idf = weights_of(counts)
    labels = np.array([row.label for row in rows])
    weights = np.array([_OWN if row.trust == "own" else 1.0 for row in rows])
    shares = np.bincount(labels, weights, minlength=len(LABELS)) / weights.sum()
    model = LogisticRegression(
        C=2.0,
        max_iter=300,
        class_weight={i: (1 / (3 * s)) ** 0.5 for i, s in enumerate(shares)},
    )
    model.fit(matrix(rows, counts, idf), labels, sample_weight=weights)
    hashed = model.coef_[:, : 2 * BUCKETS]
    scale = np.abs(hashed).max(axis=1) / 127
    idf_scale = idf.max() / 255
    return {
        "idf": np.rint(idf / idf_scale).astype(np.uint8),
        "idf_scale": np.array(idf_scale),
        "weights": np.rint(hashed / scale[:, None]).astype(np.int8),
        "scale": scale,
        "figures": model.coef_[:, 2 * BUCKETS :] * _HEAVY,
        "base": model.intercept_,
    }


def read(arrays: dict[str, np.ndarray], rows: list[Row]) -> np.ndarray:
    """Return three numbers a text, by the code that runs in service."""
    model = LightModel(arrays)
    return np.array([model.logits(row.text) for row in rows])


def folds(rows: Sequence[Row]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield five pairs of places, to learn from and to test on.

    A respondent's comments are never on both sides; each fold has about the same
    shares of labels.
    """
    labels = [row.label for row in rows]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for learn, test in splitter.split(labels, labels, [r.respondent for r in rows]):
        yield list(map(int, learn)), list(map(int, test))


def main() -> None:
    """Train on everything, and keep what models for folds and trusts read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    comments, extra = nhs(), own()
    arrays = fit(comments + extra)
    np.savez_compressed(args.out / "light.npz", **arrays)
    print("light", (args.out / "light.npz").stat().st_size, "bytes", flush=True)
    jobs = {f"fold{n}": pair for n, pair in enumerate(folds(comments))}
    for trust in ("NEAS", "NHFT"):
        sides: tuple[list[int], list[int]] = ([], [])
        for place, row in enumerate(comments):
            sides[row.trust != trust].append(place)
        jobs[trust] = sides
    for job, (learn, tests) in jobs.items():
        rows = [comments[i] for i in tests]
        logits = read(fit([comments[i] for i in learn] + extra), rows)
        print("light", job, json.dumps(measured(logits, rows)), flush=True)
        np.savez(args.out / f"light-{job}.npz", tests=np.array(tests), logits=logits)


if __name__ == "__main__":
    main()
