"""Measure how well the language of short feedback is told.

Run it as `python -m tools.measure_language`; `make measure` does. English
comments come from the folder that STRANDLINE_CORPORA names (default
../shared/data; skipped where that is missing), other languages from our own
sentences. `--check` fails where a floor is not reached.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

from bot.models.language import ENGLISH, Languages

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "tests" / "unit" / "redaction" / "languages.tsv"
_COMMENTS = ("text/nhs_fft_v6", "text/course_evaluations", "text/uci_sentences")
_LENGTHS = ((2, "1-2"), (5, "3-5"), (12, "6-12"), (10**6, "13 or more"))
_MOST_ALARMS = 0.002  # of English comments
_LEAST_NAMED = 0.9


def read_sentences() -> list[tuple[str, str]]:
    """Return our own sentences with their language, ``?`` where none is named."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and line[0] != "#")
    return [(code, text) for code, text in pairs]


def measure_sentences(languages: Languages) -> tuple[int, int, int]:
    """Return how many sentences were named rightly, missed, or taken for English."""
    right = missed = english = 0
    for code, text in read_sentences():
        told = languages.identify(text).code
        right += told == (None if code == "?" else code)
        missed += told != (None if code == "?" else code)
        english += told == ENGLISH
    return right, missed, english


def measure_comments(languages: Languages, path: Path) -> tuple[Counter[str], float]:
    """Return how many comments of each length there are and alarm, and ms a text."""
    counts: Counter[str] = Counter()
    begun = time.process_time()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            count = len(text.split())
            length = next(name for most, name in _LENGTHS if count <= most)
            counts[length] += 1
            alarmed = languages.identify(text).code != ENGLISH
            counts[f"alarm {length}"] += alarmed
    total = sum(counts[name] for _, name in _LENGTHS)
    return counts, (time.process_time() - begun) * 1000 / max(total, 1)


def main() -> int:
    """Measure, print, and say by the exit code whether the floors are reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail under a floor")
    options = parser.parse_args()
    languages = Languages()
    right, missed, english = measure_sentences(languages)
    print(
        f"our sentences: {right} of {right + missed} right, {english} taken for English"
    )
    good = english == 0 and right / (right + missed) >= _LEAST_NAMED
    folder = Path(os.environ.get("STRANDLINE_CORPORA", ROOT / "../shared/data"))
    for name in _COMMENTS:
        path = folder / f"{name}.jsonl"
        if not path.exists():
            print(f"skipped: no {path.name} in {folder} (set STRANDLINE_CORPORA)")
            continue
        counts, cost = measure_comments(languages, path)
        alarms = sum(counts[f"alarm {length}"] for _, length in _LENGTHS)
        total = sum(counts[length] for _, length in _LENGTHS)
        parts = ", ".join(
            f"{length} words {counts[f'alarm {length}']}/{counts[length]}"
            for _, length in _LENGTHS
        )
        print(f"{path.stem}: not called English {parts}; {cost:.1f} ms a text")
        good = good and alarms / max(total, 1) <= _MOST_ALARMS
    return 1 if options.check and not good else 0


if __name__ == "__main__":
    sys.exit(main())
