"""VADER's list of good and bad words and its rules, without its package.

A port of vaderSentiment 3.3.2 (C.J. Hutto, MIT; see NOTICE.md), which needs a package
for the network that it never uses. Left out: the words for emoji. It reads no idioms
and finds fewer than half of the unhappy comments, so it is a second opinion, a feature
of the light reader and a baseline, and never the verdict.
"""

import math
import string
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

_UP = 0.293
_CAPITALS = 0.733
_TURNED = -0.74
_NEAR = 3  # words before one that change it
_DAMPED = (1.0, 0.95, 0.9)
_NEVER_SO = 1.25
_MOST_MARKS = 4


def _words(text: str) -> list[str]:
    return text.split()


_NEGATIONS = frozenset(
    _words("""
    aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't
    daren't didn't doesn't dont hadnt hasnt havent isnt mightnt mustnt neither don't
    hadn't hasn't haven't isn't mightn't mustn't neednt needn't never none nope nor not
    nothing nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't shouldn't
    uh-uh wasn't weren't without wont wouldnt won't wouldn't rarely seldom
    despite""")
)
_BOOSTERS = {
    **dict.fromkeys(
        _words("""
    absolutely amazingly awfully completely considerable considerably decidedly
        deeply effing enormous enormously entirely especially exceptional exceptionally
        extreme extremely fabulously flipping flippin frackin fracking fricking frickin
        frigging friggin fully fuckin fucking fuggin fugging greatly hella highly hugely
        incredible incredibly intensely major majorly more most particularly purely
        quite really remarkably so substantially thoroughly total totally tremendous
        tremendously uber unbelievably unusually utter utterly very"""),
        _UP,
    ),
    **dict.fromkeys(
        _words("""
    almost barely hardly kinda kindof kind-of less little marginal marginally
        occasional occasionally partly scarce scarcely slight slightly somewhat sorta
        sortof sort-of"""),
        -_UP,
    ),
}
_BOOSTING_PAIRS = {"just enough": -_UP, "kind of": -_UP, "sort of": -_UP}
_PHRASES = {
    "the shit": 3.0,
    "the bomb": 3.0,
    "bad ass": 1.5,
    "badass": 1.5,
    "bus stop": 0.0,
    "yeah right": -2.0,
    "kiss of death": -1.5,
    "to die for": 3.0,
    "beating heart": 3.5,
}


@cache
def lexicon() -> dict[str, float]:
    """Return VADER's words with their mean ratings, -4 to 4."""
    path = files("bot") / "models" / "data" / "tone" / "vader_lexicon.tsv"
    pairs = (line.split("\t") for line in path.read_text("utf-8").split("\n") if line)
    return {word: float(rating) for word, rating in pairs}


def balance(text: str) -> float:
    """Return VADER's compound figure: -1 all bad to 1 all good, 0 nothing known."""
    total = sum(valences(text))
    if not total:
        return 0.0
    marks = min(text.count("!"), _MOST_MARKS) * 0.292
    asked = text.count("?")
    if asked > 1:
        marks += asked * 0.18 if asked <= _NEAR else 0.96
    total += math.copysign(marks, total)
    return max(-1.0, min(1.0, total / math.sqrt(total * total + 15)))


def valences(text: str) -> list[float]:
    """Return what each word of the text counts for, after the words around it."""
    words = [_bare(word) for word in text.split()]
    low = [word.lower() for word in words]
    shouted = 0 < sum(word.isupper() for word in words) < len(words)
    found = [_valence(words, low, place, shouted=shouted) for place in range(len(low))]
    return _weigh_but(low, found)


def _bare(word: str) -> str:
    bare = word.strip(string.punctuation)
    return bare if len(bare) > 2 else word  # noqa: PLR2004 - ":)" stays as it is


def _valence(
    words: Sequence[str], low: Sequence[str], place: int, *, shouted: bool
) -> float:
    known = lexicon()
    word = low[place]
    following = low[place + 1] if place + 1 < len(low) else ""
    if word in _BOOSTERS or word not in known or (word == "kind" and following == "of"):
        return 0.0
    valence = known[word]
    if word == "no" and following in known:
        valence = 0.0
    if _after_no(low, place):
        valence = known[word] * _TURNED
    if words[place].isupper() and shouted:
        valence += _CAPITALS if valence > 0 else -_CAPITALS
    for back in range(1, _NEAR + 1):
        if place < back or low[place - back] in known:
            continue
        valence += _boost(words[place - back], valence, shouted) * _DAMPED[back - 1]
        valence = _negate(valence, low, place, back)
        if back == _NEAR:
            valence = _phrase(valence, low, place)
    return _least(valence, low, place)


def _after_no(low: Sequence[str], place: int) -> bool:
    before = [low[place - back] if place >= back else "" for back in (1, 2, 3)]
    return "no" in before[:2] or (before[2] == "no" and before[0] in ("or", "nor"))


def _boost(word: str, valence: float, shouted: bool) -> float:  # noqa: FBT001 - private
    boost = _BOOSTERS.get(word.lower(), 0.0)
    if not boost:
        return 0.0
    if valence < 0:
        boost = -boost
    if word.isupper() and shouted:
        boost += _CAPITALS if valence > 0 else -_CAPITALS
    return boost


def _negate(valence: float, low: Sequence[str], place: int, back: int) -> float:
    word = low[place - back]
    between = low[place - back + 1 : place]
    if back > 1:
        so = {"so", "this"}
        if word == "never" and between[0] in so:
            return valence * _NEVER_SO
        if back == _NEAR and between[1] in so:
            return valence * _NEVER_SO
        if word == "without" and "doubt" in between:
            return valence
    return valence * _TURNED if word in _NEGATIONS or "n't" in word else valence


def _phrase(valence: float, low: Sequence[str], place: int) -> float:
    def run(start: int, end: int) -> str:
        return " ".join(low[place + start : place + end])

    before = (run(-1, 1), run(-2, 1), run(-2, 0), run(-3, 0), run(-3, -1))
    valence = next((_PHRASES[p] for p in before if p in _PHRASES), valence)
    if place + 1 < len(low):
        valence = _PHRASES.get(run(0, 2), valence)
    if place + 2 < len(low):
        valence = _PHRASES.get(run(0, 3), valence)
    for pair in (run(-3, 0), run(-3, -1), run(-2, 0)):
        valence += _BOOSTERS.get(pair, 0.0) + _BOOSTING_PAIRS.get(pair, 0.0)
    return valence


def _least(valence: float, low: Sequence[str], place: int) -> float:
    if place and low[place - 1] == "least":
        before = low[place - 2] if place > 1 else ""
        if before not in ("at", "very"):
            return valence * _TURNED
    return valence


def _weigh_but(low: Sequence[str], found: list[float]) -> list[float]:
    """Halve what stands before "but" and raise what follows it."""
    if "but" not in low:
        return found
    turn = low.index("but")
    return [
        valence * (0.5 if place < turn else 1.5 if place > turn else 1.0)
        for place, valence in enumerate(found)
    ]
