"""Care: words that may mean harm or danger, and where to get help.

Rule 1: `notice` sees raw words, in memory, for the length of one call. It returns
what kind of worry it is, never the words.
Rule 2: rather once too often than once too few; a person decides later. Everyday
sayings ("a life saver", "killing it") are taken out first.
Rule 3: where no terms are known in a language, nothing can be noticed: there the
conversation shows help lines after whatever somebody writes (`notices`).
Rule 4: the terms and the help lines are data, by language: people who know
safeguarding can read and change them.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from surveys.catalogues import Translated
from surveys.entries import PAGE, Entry
from surveys.languages import ordered
from surveys.model import Audience, Text
from surveys.replies import plain
from surveys.wording import ENGLISH

_GAP = r"(?: \S+){0,4}? "  # what "..." stands for
_LONGEST = 20_000  # code points looked at
SOURCE = "helpline"


class Worry(StrEnum):
    """What kind of harm the words speak of."""

    SUICIDE = "suicide"
    ABUSE = "abuse"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Concern:
    """Words sounded like harm or danger, of these kinds, the gravest first."""

    worries: tuple[Worry, ...]


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody to ring.

    Attributes:
        topics: The worries it is for; ``danger`` goes with all of them.
        always: Shown wherever people write in their own words.
        audience: Whom it is for, or None for everybody. What is for families is
            for the young people in them too.
        first: Whose own line it is: shown to them before the others, and always.
    """

    id: str
    text: Text
    topics: tuple[str, ...]
    always: bool = False
    audience: Audience | None = None
    first: Audience | None = None


@dataclass(frozen=True, slots=True)
class CareTexts:
    """The help lines of one turn, as text in the person's language.

    Attributes:
        in_sight: Shown on every screen where people write in their own words.
        to_ring: All lines, for "help".
        now: Shown at once, because of what was just written; empty if nothing was.
        contact: How to ask to be contacted, in the area's words; may be empty.
    """

    in_sight: tuple[str, ...] = ()
    to_ring: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    contact: str = ""


NO_CARE = CareTexts()


class HelpLineError(Exception):
    """The table of a help line is not as it should be."""


def notice(words: str, language: str) -> Concern | None:
    """Return what the words give cause to worry about, or None.

    English terms are looked for in every language, since people mix.
    """
    text = f" {' '.join(plain(words[:_LONGEST]))} "
    worries: list[Worry] = []
    for code in dict.fromkeys((language, ENGLISH)):
        terms = _terms(code)
        if terms is None:
            continue
        left = terms.harmless.sub(" ", text)
        worries += [w for w, pattern in terms.worries.items() if pattern.search(left)]
    found = tuple(worry for worry in Worry if worry in worries)
    return Concern(found) if found else None


def notices(language: str) -> bool:
    """Say whether there are terms to notice harm by in that language."""
    return _terms(language) is not None


def care_texts(
    lines: Sequence[HelpLine],
    audience: Audience,
    language: str,
    concern: Concern | None = None,
    *,
    contact: str = "",
) -> CareTexts:
    """Return the help lines for one turn: their own first, then local ones as given."""
    whose = {None, audience}
    if audience is Audience.YOUNG:
        whose.add(Audience.FAMILY)
    meant = sorted(
        (line for line in lines if line.audience in whose),
        key=lambda line: line.first is not audience,
    )
    wanted = {"danger", *concern.worries} if concern is not None else set()
    return CareTexts(
        in_sight=tuple(
            ordered(line.text.in_language(language), language)
            for line in meant
            if line.always or line.first is audience
        ),
        to_ring=tuple(
            ordered(line.text.in_language(language), language) for line in meant
        ),
        now=tuple(
            ordered(line.text.in_language(language), language)
            for line in meant
            if wanted.intersection(line.topics)
        ),
        contact=ordered(contact, language),
    )


@cache
def national_lines() -> tuple[HelpLine, ...]:
    """Return the help lines that serve the whole country."""
    text = _data().joinpath("helplines.toml").read_text(encoding="utf-8")
    return parse_help_lines(tomllib.loads(text)["line"])


def help_line_entries() -> Iterator[Entry]:
    """Yield what the national help lines have to translate."""
    for line in national_lines():
        english = line.text.by_language[ENGLISH]
        yield Entry(f"{SOURCE}/{line.id}", english, safety=True, longest=PAGE)


def parse_help_lines(
    tables: Iterable[Mapping[str, object]],
) -> tuple[HelpLine, ...]:
    """Read help lines from tables of the shape of ``helplines.toml``.

    Raises:
        HelpLineError: A table lacks its id or its text, or is of another shape.
    """
    return tuple(_line(table) for table in tables)


def _line(table: Mapping[str, object]) -> HelpLine:
    name, text, topics = table.get("id"), table.get("text"), table.get("topics", ())
    texts = {ENGLISH: text} if isinstance(text, str) else text
    if not isinstance(name, str) or not name:
        raise HelpLineError("a help line needs an id")
    if not isinstance(texts, Mapping) or not isinstance(texts.get(ENGLISH), str):
        raise HelpLineError(f"the help line {name!r} needs a text in English")
    if not isinstance(topics, list | tuple):
        raise HelpLineError(f"the topics of the help line {name!r} are a list")
    audience, first = table.get("audience"), table.get("first")
    for whose in (audience, first):
        if whose is not None and whose not in list(Audience):
            raise HelpLineError(f"the help line {name!r} is for family, young or staff")
    return HelpLine(
        id=name,
        text=Text(
            Translated(f"{SOURCE}/{name}", {str(k): str(v) for k, v in texts.items()})
        ),
        topics=tuple(str(topic) for topic in topics),
        always=bool(table.get("always", False)),
        audience=None if audience is None else Audience(str(audience)),
        first=None if first is None else Audience(str(first)),
    )


@dataclass(frozen=True, slots=True)
class _Terms:
    harmless: re.Pattern[str]
    worries: Mapping[Worry, re.Pattern[str]]


@cache
def _terms(language: str) -> _Terms | None:
    file = _data().joinpath("care", f"{language}.toml")
    if not language.isalnum() or not file.is_file():
        return None
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return _Terms(
        harmless=_pattern(data["harmless"]),
        worries={worry: _pattern(data[worry.value]) for worry in Worry},
    )


def _data() -> Traversable:
    return resources.files("surveys").joinpath("data")


def _pattern(lines: Sequence[str]) -> re.Pattern[str]:
    """Return one pattern for lines of terms; it matches with a space either side."""
    return re.compile(f" (?:{'|'.join(_line_pattern(line) for line in lines)})(?= )")


def _line_pattern(line: str) -> str:
    """Return the pattern of one line: see the head of ``data/care/en.toml``."""
    parts = [
        " ".join(_word_pattern(word) for word in part.split())
        for part in line.replace("'", "").split("...")
    ]
    return _GAP.join(part for part in parts if part)


def _word_pattern(word: str) -> str:
    ways = [
        rf"{re.escape(way[:-1])}\S*" if way.endswith("*") else re.escape(way)
        for way in word.split("/")
    ]
    return f"(?:{'|'.join(ways)})"
