"""Made-up councils: how likely each answer is, read from data.

Rule: nothing here talks to the service; `bot.service.simulate` does.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final

NAMES: Final = ("early", "developing", "maturing", "mature", "mixed")
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """How the people of one made-up council answer.

    Attributes:
        rates: Parts of a hundred: response_rate, quote_consent, words, ...
        answers: By question, the weight of each option.
        many: By question, how many of a hundred tick each option.
        tones: How often good, middling and poor words are written.
        by_tier: Other profiles for some tiers; the same by partner.
        tiers: The weight of each tier; partners and grades likewise.
    """

    name: str
    rates: Weights
    answers: Mapping[str, Weights]
    many: Mapping[str, Weights]
    tones: Weights
    by_tier: Mapping[str, str]
    by_partner: Mapping[str, str]
    tiers: Weights
    partners: Weights
    grades: Weights


@cache
def _data() -> Mapping[str, Any]:
    folder = files("bot.service") / "profile_data"
    return tomllib.loads((folder / "profiles.toml").read_text(encoding="utf-8"))


@cache
def _words() -> Mapping[str, Any]:
    folder = files("bot.service") / "profile_data"
    return tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))


def load_profile(name: str) -> Profile:
    """Return one of the shipped profiles.

    Raises:
        KeyError: There is none of that name.
    """
    usual, own = _data()["usual"], _data()[name]
    numbers = {k: v for k, v in usual.items() if isinstance(v, int)}
    return Profile(
        name=name,
        rates={**numbers, **{k: v for k, v in own.items() if isinstance(v, int)}},
        answers=_with_young(own.get("answers", {}), usual["like"]),
        many={**usual["many"], **own.get("many", {})},
        tones=_words()["tone"].get(name, {}),
        by_tier=own.get("by_tier", {}),
        by_partner=own.get("by_partner", {}),
        tiers=own.get("tiers", usual["tiers"]),
        partners=own.get("partners", usual["partners"]),
        grades=own.get("grades", usual["grades"]),
    )


def _with_young(
    answers: Mapping[str, Weights], like: Mapping[str, str]
) -> Mapping[str, Weights]:
    """Add young people's questions, answered like those of parents."""
    more = {own: answers[theirs] for own, theirs in like.items() if theirs in answers}
    return {**answers, **more}


def invented_words(question: str, tone: str) -> Sequence[str]:
    """Return the made-up words of one tone for one text question."""
    found: Sequence[str] = _words()[tone].get(question, ())
    return found


def pick(rng: Random, weights: Weights) -> str:
    """Draw one of the keys, each as likely as its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def chance(rng: Random, of_a_hundred: float) -> bool:
    """Return True that many times in a hundred."""
    return rng.random() * 100 < of_a_hundred


def apportion(total: int, weights: Weights) -> dict[str, int]:
    """Share ``total`` out by weight, in whole numbers that add up to it."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    shares = {key: int(value) for key, value in exact.items()}
    rest = total - sum(shares.values())
    by_remainder = sorted(exact, key=lambda key: shares[key] - exact[key])
    for key in by_remainder[:rest]:
        shares[key] += 1
    return shares


def known(weights: Weights, ids: Sequence[str]) -> Weights:
    """Return the weights of those ids; equal ones where none of them is known."""
    found = {i: weights[i] for i in ids if i in weights}
    return found or dict.fromkeys(ids, 1.0)
