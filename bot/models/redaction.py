"""Redaction as it runs: the rules, and whichever models this install has.

Rule 1: models only add: what the rules find is always taken out.
Rule 2: where a model is missing the rules work alone, and `describe` says so;
where one fails on a text the rules' result stands and a person must look.
Rule 3: models are loaded at the first text, once, whatever the thread.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from bot.models import rampart, spacy_names
from bot.models.json_lines import LineError, decoded, text_of, written
from surveys.details import Rules
from surveys.details_identifiers import Found
from surveys.details_text import Plain, Word, plain, words
from surveys.redaction import Redaction, Redactor


class NameModel(Protocol):
    """A model that gives its opinion on every word of a text."""

    name: str

    def read(
        self, text: Plain, words: Sequence[Word]
    ) -> tuple[list[float], list[Found]]:
        """Return how sure it is that each word is a name, and other details."""
        ...  # a protocol's body


@dataclass(frozen=True, slots=True)
class Stage:
    """Which detectors this install has.

    Attributes:
        name: ``rules``, ``standard`` (with Rampart) or ``full`` (with spaCy too).
        detectors: Their names, for settings and reports.
    """

    name: str
    detectors: tuple[str, ...]


class UnionRedactor:
    """The `Redactor` of the service: rules and models together.

    Args:
        rules: The rules, with the council's lists.
        models: The models to ask; none leaves the rules alone.
    """

    __slots__ = ("_models", "_rules")

    def __init__(self, rules: Rules, models: Sequence[NameModel] = ()) -> None:
        self._rules = rules
        self._models = tuple(models)

    def redact(self, text: str) -> Redaction:
        """Return ``text`` without personal details. Never raises on any text."""
        folded = plain(text)
        split = words(folded)
        opinions = [0.0] * len(split)
        more: list[Found] = []
        failed = False
        for model in self._models:
            try:
                sure, found = model.read(folded, split)
            except Exception:  # noqa: BLE001 - a reply must not be lost to a model
                failed = True
                continue
            opinions = [max(pair) for pair in zip(opinions, sure, strict=True)]
            more.extend(found)
        result = self._rules.redact_plain(
            text, folded, split, opinions=opinions, more=more
        )
        return replace(result, review=True) if failed else result

    def describe(self) -> Stage:
        """Say which detectors are at work."""
        names = tuple(model.name for model in self._models)
        kinds = {0: "rules", 1: "standard"}
        return Stage(kinds.get(len(names), "full"), ("UK rules", *names))


def load_redactor(
    *,
    deny: frozenset[str] = frozenset(),
    allow: frozenset[str] = frozenset(),
    stage: str = "full",
) -> UnionRedactor:
    """Return the best redactor of this install, up to ``stage``.

    Args:
        deny: Names that are always taken out: staff roster and schools.
        allow: More words that are never a name.
        stage: ``rules``, ``standard`` or ``full``; what is missing is left out.
    """
    models: list[NameModel] = []
    if stage != "rules" and rampart.is_installed():
        models.append(rampart.Rampart())
    if stage == "full" and models and spacy_names.is_installed():
        models.append(spacy_names.SpacyNames())
    return UnionRedactor(Rules(deny, allow), models)


def redact_lines(lines: Iterable[str], redactor: Redactor) -> Iterator[str | LineError]:
    """Yield the redaction of each JSON line ``{"text": ...}``, as a JSON line.

    A line that is no such object yields an error with its number in its place, and the
    lines after it are redacted all the same.

    Raises:
        LineError: The input is no text in UTF-8; no line can be trusted.
    """
    for number, line in enumerate(decoded(lines), start=1):
        if not line.strip():
            continue
        try:
            text = text_of(line, number)
        except LineError as wrong:
            yield wrong
            continue
        result = redactor.redact(text)
        found = {
            "text": result.text,
            "spans": [asdict(span) for span in result.spans],
            "review": result.review,
        }
        yield written(found, result.text)
