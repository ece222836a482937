"""The questions about who answers: what is asked, in which languages, and the ids.

Rule 1: they are no part of a questionnaire, a session or a response; an answer to one
leads to nothing else, not even to the answer to the next one.
Rule 2: every one of them can be left out, and has "I would rather not say".
Rule 3: where a language lacks a single one of their texts, they are not asked in it:
they ask about what people need to understand before they say yes.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from surveys.catalogues import Translated
from surveys.entries import LABEL, PAGE, QUESTION, Entry, faults
from surveys.languages import ENGLISH
from surveys.model import Option, Text, Variant

SOURCE: Final = "equality"
RATHER_NOT: Final = "rather_not"
_EASY: Final = ".easy"
_BUTTONS: Final = ("begin", "no", "leave_out", "send")


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about who answers.

    Attributes:
        id: What its counters stand under; stable.
        text: What is asked.
        options: One is chosen, or none; the last says "I would rather not say".
    """

    id: str
    text: Text
    options: tuple[Option, ...]

    def knows(self, option: str) -> bool:
        """Say whether there is such an option."""
        return any(one.id == option for one in self.options)


@cache
def shipped_asks() -> tuple[Ask, ...]:
    """Return every question that there is, in the order in which they are asked."""
    return tuple(_ask(row) for row in _data()["questions"])


def rather_not() -> Option:
    """Return the option that stands last under every question."""
    row = _data()[RATHER_NOT]
    return Option(row["id"], _text(RATHER_NOT, row["label"]))


def said(key: str, language: str, variant: Variant = Variant.USUAL) -> str:
    """Return what is said around the questions: ``offer``, ``apart``, ``send``."""
    return _words()[key].in_language(language, variant)


def spoken(asks: Iterable[Ask], language: str) -> bool:
    """Say whether the questions and all that is said of them are in a language."""
    if language == ENGLISH:
        return True
    return all(
        _sound(entry, text.by_language.get(language)) for entry, text in _put(asks)
    )


def equality_entries() -> Iterator[Entry]:
    """Yield what there is to translate of the questions that are shipped."""
    for entry, text in _put(shipped_asks()):
        yield entry
        if text.easy:
            yield Entry(
                f"{entry.key}{_EASY}", text.easy[ENGLISH], longest=entry.longest
            )


def _put(asks: Iterable[Ask]) -> Iterator[tuple[Entry, Text]]:
    for key, text in _words().items():
        button = key in _BUTTONS
        longest = LABEL if button else PAGE
        yield _entry(f"words/{key}", text, longest, label=button), text
    for ask in asks:
        yield _entry(f"{ask.id}/text", ask.text, QUESTION), ask.text
        for option in ask.options[:-1]:
            key = f"{ask.id}/{option.id}"
            yield _entry(key, option.label, LABEL, label=True), option.label
    last = rather_not().label
    yield _entry(RATHER_NOT, last, LABEL, label=True), last


def _entry(key: str, text: Text, longest: int, *, label: bool = False) -> Entry:
    english = text.by_language[ENGLISH]
    return Entry(f"{SOURCE}/{key}", english, label=label, longest=longest)


def _sound(entry: Entry, text: str | None) -> bool:
    return text is not None and not faults(entry, text)


def _ask(row: Mapping[str, Any]) -> Ask:
    options = (
        Option(one["id"], _text(f"{row['id']}/{one['id']}", one["label"]))
        for one in row["options"]
    )
    text = _text(f"{row['id']}/text", row["text"], row.get("easy"))
    return Ask(row["id"], text, (*options, rather_not()))


def _text(key: str, english: str, easy: str | None = None) -> Text:
    whole = f"{SOURCE}/{key}"
    words = Translated(f"{whole}{_EASY}", {ENGLISH: easy}) if easy else {}
    return Text(Translated(whole, {ENGLISH: english}), words)


@cache
def _words() -> Mapping[str, Text]:
    words = _data()["words"]
    easy = words["easy"]
    return {
        key: _text(f"words/{key}", english, easy.get(key))
        for key, english in words.items()
        if isinstance(english, str)
    }


@cache
def _data() -> Mapping[str, Any]:
    file = resources.files("surveys").joinpath("data", "equality.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
