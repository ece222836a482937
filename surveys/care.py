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
from typing import Any

from surveys.catalogues import Translated
from surveys.entries import PAGE, Entry
from surveys.languages import set_apart
from surveys.model import Audience, Text
from surveys.replies import plain
from surveys.wording import ENGLISH

_GAP = r"(?: \S+){0,4}? "  # what "..." stands for
_LONGEST = 20_000  # code points looked at
_NAMED = re.compile(r"\{(\w+)\}")
_SHORTEST = 5  # letters; shorter words have too many neighbours
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
    said = " ".join(plain(words[:_LONGEST]))
    worries: list[Worry] = []
    for code in dict.fromkeys((language, ENGLISH)):
        terms = _terms(code)
        if terms is None:
            continue
        text = f" {_spelt(said, terms.spelling)} "
        left = terms.harmless.sub(" ", text)
        worries += [
            worry
            for worry in Worry
            if terms.worries[worry].search(left) or terms.even_so[worry].search(text)
        ]
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
    """Return the help lines for one turn: their own first, then local ones as given.

    What is shown because of words begins, after their own, with the lines that are
    always in sight: 999 stands above a line that may be in English only.
    """
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
            set_apart(line.text.in_language(language), language)
            for line in meant
            if line.always or line.first is audience
        ),
        to_ring=tuple(
            set_apart(line.text.in_language(language), language) for line in meant
        ),
        now=tuple(
            set_apart(line.text.in_language(language), language)
            for line in sorted(meant, key=lambda line: _later(line, audience))
            if wanted.intersection(line.topics)
        ),
        contact=set_apart(contact, language),
    )


def _later(line: HelpLine, audience: Audience) -> tuple[bool, bool]:
    return line.first is not audience, not line.always


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
class _Spelling:
    """What a misspelt word is taken for.

    Attributes:
        words: By every way of writing it with one letter too few.
        also: Whole words that stand for others.
        pairs: Two words that are written as one, or the other way round.
        known: The words of the language, which are never taken for another.
    """

    words: Mapping[str, str]
    also: Mapping[str, str]
    pairs: re.Pattern[str] | None
    joined: Mapping[str, str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Terms:
    harmless: re.Pattern[str]
    worries: Mapping[Worry, re.Pattern[str]]
    even_so: Mapping[Worry, re.Pattern[str]]
    spelling: _Spelling


@cache
def _terms(language: str) -> _Terms | None:
    file = _data().joinpath("care", f"{language}.toml")
    if not language.isalnum() or not file.is_file():
        return None
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    spelling = _spelling(data.get("spelling", {}))
    words = data.get("words", {})

    def pattern(lines: Sequence[str]) -> re.Pattern[str]:
        return _pattern([_spelt_line(_filled(line, words), spelling) for line in lines])

    even_so = data.get("even_so", {})
    return _Terms(
        harmless=pattern(data["harmless"]),
        worries={worry: pattern(data[worry.value]) for worry in Worry},
        even_so={worry: pattern(even_so.get(worry.value, ())) for worry in Worry},
        spelling=spelling,
    )


def _filled(line: str, words: Mapping[str, str]) -> str:
    """Return a line with the words of a name in its place."""
    return _NAMED.sub(lambda found: words[found[1]].replace(" ", "/"), line)


def _spelling(data: Mapping[str, Any]) -> _Spelling:
    right = str(data.get("words", "")).split()
    joined = {str(k): str(v) for k, v in data.get("pairs", {}).items()}
    ways = "|".join(map(re.escape, joined))
    list_of = _data().joinpath("names", "english_words.txt")
    known = list_of.read_text(encoding="utf-8").split() if right else ()
    return _Spelling(
        words={less: word for word in right for less in _with_one_less(word)},
        also={str(k): str(v) for k, v in data.get("also", {}).items()},
        pairs=re.compile(rf"(?<!\S)(?:{ways})(?!\S)") if joined else None,
        joined=joined,
        known=frozenset((*known, *right)),
    )


def _spelt(said: str, spelling: _Spelling) -> str:
    """Return bare words as they are usually spelt, as far as we know."""
    text = " ".join(_word_spelt(word, spelling) for word in said.split())
    return _joined(text, spelling)


def _spelt_line(line: str, spelling: _Spelling) -> str:
    """Return a line of terms with its pairs written as the text's will be."""
    return _joined(line.replace("'", ""), spelling)


def _joined(text: str, spelling: _Spelling) -> str:
    if spelling.pairs is None:
        return text
    return spelling.pairs.sub(lambda found: spelling.joined[found[0]], text)


def _word_spelt(word: str, spelling: _Spelling) -> str:
    if word in spelling.also:
        return spelling.also[word]
    if len(word) < _SHORTEST or word in spelling.known:
        return word
    for less in _with_one_less(word):
        right = spelling.words.get(less)
        if right is not None and right[0] == word[0]:
            return right
    return word


def _with_one_less(word: str) -> tuple[str, ...]:
    """Return a word, and the word with each of its letters left out."""
    return (word, *(word[:i] + word[i + 1 :] for i in range(len(word))))


def _data() -> Traversable:
    return resources.files("surveys").joinpath("data")


def _pattern(lines: Sequence[str]) -> re.Pattern[str]:
    """Return one pattern for lines of terms; it matches with a space either side."""
    if not lines:
        return re.compile(r"(?!)")
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
