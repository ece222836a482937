"""Keep the sentences for training apart from the idioms that are held out.

A sentence is too near a held-out one when the two share a rare word, two neighbouring
telling words, or more than half of their telling words: then both may rest on one
saying. `python tools/train/tone_apart.py FILE...` rewrites the files without them and
says how many went; it prints no sentence, so that nobody learns the held-out ones.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

HELD_OUT = Path(__file__).parent / "data" / "idioms_held_out.tsv"
_RARE = 2  # sentences of ours in which a rare word stands, at most
_LONG = 4  # letters of a rare word, at least
_ALIKE = 0.5
_PLAIN_TEXT = """
    a an the and or but if of to in on at by for with from as is are was were be been
    am do did does done have has had i me my we us our you your he him his she her they
    them their it its this that these those there here so too very just not no never
    none nothing nobody any some all each every one two who what when where why how
    than then up down out off over into about again more most less much many get got
    go went come came would could should can will cant couldnt wouldnt didnt dont wasnt
    im ive id were youd theyd shes hes thats t s d ll ve re m like felt feel made make
    said say told help helped worker lady family kids school team service people time
    really right good way things thing end day days still even"""
_PLAIN = frozenset(_PLAIN_TEXT.split())


def words(text: str) -> list[str]:
    """Return the telling words of a text, without endings of one or two letters."""
    found = re.findall(r"[a-z]+", text.lower().replace("'", ""))
    return [re.sub(r"(?:ing|ed|es|s)$", "", w) or w for w in found if w not in _PLAIN]


def too_near(sentences: Iterable[str], held: Iterable[str]) -> list[bool]:
    """Say of each sentence whether it is too near one of the held-out texts."""
    sentences = list(sentences)
    counts = Counter(w for s in sentences for w in set(words(s)))
    kept_out = [words(text) for text in held]
    rare = {w for ws in kept_out for w in ws if counts[w] <= _RARE and len(w) >= _LONG}
    pairs = {pair for ws in kept_out for pair in pairwise(ws)}
    sets = [set(ws) for ws in kept_out if ws]

    def near(text: str) -> bool:
        ws = words(text)
        own = set(ws)
        return bool(
            own & rare
            or pairs & set(pairwise(ws))
            or any(len(own & s) > _ALIKE * len(own | s) for s in sets)
        )

    return [near(text) for text in sentences]


def read(path: Path) -> list[tuple[str, str]]:
    """Return the label and text of each line."""
    lines = path.read_text(encoding="utf-8").split("\n")
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return [(label, text) for label, text in pairs]


def main() -> None:
    """Rewrite the files named on the command line."""
    held = [text for _, text in read(HELD_OUT)]
    for path in map(Path, sys.argv[1:]):
        rows = read(path)
        kept = rows
        while any(near := too_near([text for _, text in kept], held)):
            kept = [row for row, bad in zip(kept, near, strict=True) if not bad]
        text = "".join(f"{label}\t{text}\n" for label, text in kept)
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {len(rows) - len(kept)} of {len(rows)} taken out")


if __name__ == "__main__":
    main()
