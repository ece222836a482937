"""From a TOML definition to a `Questionnaire`, with every mistake of its shape.

`surveys.check` goes on from here: it looks at what the parts mean together. The
reference of all keys is ``docs/questionnaires.md``.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeVar

from surveys.bounds import LARGEST
from surveys.definition import (
    DefinitionError,
    Source,
    flag_of,
    known_keys,
    number_of,
    read_tables,
    string_of,
    strings_of,
    tables_of,
    text_of,
)
from surveys.lines import Path
from surveys.model import (
    Audience,
    Kind,
    Mark,
    Option,
    Question,
    Questionnaire,
    Role,
    Route,
    Rule,
    Section,
    Text,
)
from surveys.translating import keyed, keyed_section

__all__ = ["LARGEST", "Definition", "DefinitionError", "parse_questionnaire"]

_TOP = {
    "id", "version", "audience", "languages", "packs", "title", "intro", "confidence",
    "thanks", "asks_again", "sets", "section", "easy",
}  # fmt: skip
_SECTION = {"id", "title", "question", "easy"}
_QUESTION = {
    "id", "kind", "text", "help", "options", "also", "options_from", "pack", "theme",
    "features", "role", "ask_when", "routes", "minimum", "maximum", "longest",
    "help_lines", "counted", "easy", "picture",
}  # fmt: skip
_OPTION = {"id", "label", "mark", "alone", "said", "easy", "picture"}
_EASY = {"title", "intro", "confidence", "thanks", "text", "help"}
_ROUTE = {"to", "when"}
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,40}")
_QUESTION_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,19}")
_OPTION_ID = re.compile(r"[a-z][a-z0-9_]{0,19}")
_NOTHING = Text({"en": ""})

E = TypeVar("E", Audience, Kind, Mark, Role)


class QuestionnaireError(Exception):
    """A shipped questionnaire cannot be loaded."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A file as read: a draft to look at further, and the mistakes so far.

    Attributes:
        draft: As much of the questionnaire as could be made out; None if nothing.
        source: The file, its lines and its mistakes.
        asks_again: Whether it should end by asking to come back in three months.
        paths: Where each question stands in the file, in their order.
    """

    draft: Questionnaire | None
    source: Source
    asks_again: bool
    paths: tuple[Path, ...] = ()


def parse_questionnaire(
    data: bytes, file: str
) -> tuple[Questionnaire | None, tuple[DefinitionError, ...]]:
    """Return the questionnaire, or None and all mistakes of its shape."""
    definition = read_definition(data, file)
    errors = tuple(sorted(definition.source.errors))
    return (None if errors else definition.draft), errors


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """Return the questionnaires that come with the package, by id.

    Raises:
        QuestionnaireError: One of them is broken.
    """
    return {q.id: q for name in shipped_files() for q in [_sound(name)]}


def _sound(name: str) -> Questionnaire:
    questionnaire, errors = parse_questionnaire(shipped_files()[name], name)
    if questionnaire is None:
        raise QuestionnaireError("\n".join(str(e) for e in errors))
    return questionnaire


@cache
def shipped_files() -> Mapping[str, bytes]:
    """Return the definitions that come with the package: file name to bytes."""
    folder = resources.files("surveys").joinpath("data", "questionnaires")
    return {
        entry.name: entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".toml")
    }


@cache
def demo_files() -> Mapping[str, bytes]:
    """Return the demonstration questionnaires, one a feature: name to bytes."""
    folder = resources.files("surveys").joinpath("data", "demo")
    return {
        entry.name: entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".toml")
    }


@cache
def shipped_part(name: str) -> Section:
    """Return a section that is put into questionnaires, such as ``event``.

    Raises:
        QuestionnaireError: It is broken.
    """
    file = resources.files("surveys").joinpath("data", "parts", f"{name}.toml")
    tables, source = read_tables(file.read_bytes(), file.name)
    found = [
        _section(table, ("section", i), source, {}, [], set())
        for i, table in enumerate(tables_of(tables, "section", (), source))
    ]
    if source.errors or len(found) != 1:
        raise QuestionnaireError("\n".join(str(e) for e in sorted(source.errors)))
    return keyed_section(found[0], f"part-{name}")


def read_definition(data: bytes, file: str) -> Definition:
    """Read a file as far as it goes."""
    tables, source = read_tables(data, file)
    if source.errors:
        return Definition(None, source, asks_again=True)
    known_keys(tables, _TOP, (), source)
    _known_easy(tables, _TOP, (), source)
    if "audience" not in tables:  # staff is assumed: it needs the least
        source.add(
            (),
            "'audience' is missing.",
            'Add audience = "family", "young" or "staff".',
        )
    sets = _sets(tables, source)
    paths: list[Path] = []
    seen: set[str] = set()
    sections = tuple(
        _section(table, ("section", i), source, sets, paths, seen)
        for i, table in enumerate(tables_of(tables, "section", (), source))
    )
    asks_again = flag_of(tables, "asks_again", (), source, default=True)
    draft = Questionnaire(
        id=_id(tables, (), source, _SLUG, "family-closure"),
        version=_version(tables, source),
        audience=_one_of(tables, "audience", (), source, Audience, Audience.STAFF),
        title=_text(tables, "title", (), source),
        intro=_text(tables, "intro", (), source),
        confidence=_confidence(tables, source),
        thanks=_text(tables, "thanks", (), source),
        sections=sections,
        packs=strings_of(tables, "packs", (), source),
        languages=strings_of(tables, "languages", (), source) or ("en",),
    )
    return Definition(keyed(draft), source, asks_again=asks_again, paths=tuple(paths))


def _text(table: Mapping[str, object], key: str, path: Path, source: Source) -> Text:
    if key not in table:
        source.add(path, f"{key!r} is missing.", f'Add {key}.en = "…".')
    text = text_of(table, key, path, source) or _NOTHING
    return _eased(text, table, key, path, source)


def _eased(
    text: Text, table: Mapping[str, object], key: str, path: Path, source: Source
) -> Text:
    """Return a text with its easy read words: ``easy.text`` stands beside ``text``.

    An option has one text only, so that ``easy`` itself is what its label says.
    """
    easy = table.get("easy")
    if easy is None:
        return text
    if key == "label":
        words = text_of(table, "easy", path, source)
    elif isinstance(easy, Mapping):
        words = text_of(easy, key, (*path, "easy"), source)
    else:
        words = None
    return text if words is None else Text(text.by_language, words.by_language)


def _known_easy(
    table: Mapping[str, object], keys: Collection[str], path: Path, source: Source
) -> None:
    """Note easy read words that belong to no text of this table."""
    easy = table.get("easy", {})
    if isinstance(easy, Mapping):
        known_keys(easy, _EASY.intersection(keys), (*path, "easy"), source)
        return
    source.add(
        (*path, "easy"),
        "'easy' is no table here.",
        'Write easy.text = "…", easy.help = "…" and the like.',
    )


def _confidence(tables: Mapping[str, object], source: Source) -> Text:
    if "confidence" in tables:
        return _text(tables, "confidence", (), source)
    source.add(
        (),
        "The limits of confidence are missing.",
        'Add confidence.en = "…": what is kept, when we may have to act, and how to '
        "reach somebody. It is said before the first question.",
    )
    return _NOTHING


def _version(tables: Mapping[str, object], source: Source) -> int:
    version = number_of(tables, "version", (), source, 1)
    if "version" not in tables or version == 0:
        source.add(("version",), "'version' is missing or 0.", "Write version = 1.")
    return version


def _id(
    table: Mapping[str, object],
    path: Path,
    source: Source,
    shape: re.Pattern[str],
    example: str,
) -> str:
    value = string_of(table, "id", path, source)
    if value is None:
        if "id" not in table:
            source.add(path, "'id' is missing.", f'Add id = "{example}".')
        return ""
    if not shape.fullmatch(value):
        source.add(
            (*path, "id"),
            f"{value[:60]!r} cannot be an id here.",
            f"Use letters, digits and signs as in {example!r}, at most 20 for a "
            "question or an option.",
        )
    return value


def _one_of(
    table: Mapping[str, object],
    key: str,
    path: Path,
    source: Source,
    values: type[E],
    default: E,
) -> E:
    """Return one of a fixed set of values."""
    value = table.get(key, default)
    if isinstance(value, str) and value in [v.value for v in values]:
        return values(value)
    source.add(
        (*path, key),
        f"Unknown {key} {str(value)[:60]!r}.",
        f"Use one of: {', '.join(v.value for v in values)}.",
    )
    return default


def _sets(
    tables: Mapping[str, object], source: Source
) -> Mapping[str, tuple[Option, ...]]:
    sets = tables.get("sets", {})
    if not isinstance(sets, Mapping):
        source.add(
            ("sets",),
            "'sets' is no table.",
            "Write [sets] and under it a name = [ {…}, {…} ].",
        )
        return {}
    return {name: _options(sets, name, ("sets",), source) for name in sets}


def _section(
    table: Mapping[str, object],
    path: Path,
    source: Source,
    sets: Mapping[str, tuple[Option, ...]],
    paths: list[Path],
    seen: set[str],
) -> Section:
    known_keys(table, _SECTION, path, source)
    _known_easy(table, _SECTION, path, source)
    questions = []
    for i, question in enumerate(tables_of(table, "question", path, source)):
        place = (*path, "question", i)
        questions.append(_question(question, place, source, sets))
        paths.append(place)
        if questions[-1].id in seen:
            source.add(
                (*place, "id"),
                f"There are two questions {questions[-1].id!r}.",
                "Give one of them another id.",
            )
        seen.add(questions[-1].id)
    if not questions:
        source.add(
            path,
            "The section has no questions.",
            "Add a [[section.question]] below it, or take the section out.",
        )
    return Section(
        id=_id(table, path, source, _OPTION_ID, "your_worker"),
        title=_text(table, "title", path, source),
        questions=tuple(questions),
    )


def _question(
    table: Mapping[str, object],
    path: Path,
    source: Source,
    sets: Mapping[str, tuple[Option, ...]],
) -> Question:
    known_keys(table, _QUESTION, path, source)
    _known_easy(table, _QUESTION, path, source)
    if "kind" not in table:
        source.add(path, "'kind' is missing.", 'Add kind = "one".')
    role = _one_of(table, "role", path, source, Role, Role.QUOTE_CONSENT)
    return Question(
        id=_id(table, path, source, _QUESTION_ID, "Q1"),
        kind=_one_of(table, "kind", path, source, Kind, Kind.ONE),
        text=_text(table, "text", path, source),
        help=_text(table, "help", path, source) if "help" in table else None,
        options=(
            *_question_options(table, "options", path, source, sets),
            *_question_options(table, "also", path, source, sets),
        ),
        options_from=string_of(table, "options_from", path, source),
        pack=string_of(table, "pack", path, source),
        theme=strings_of(table, "theme", path, source),
        features=strings_of(table, "features", path, source),
        role=role if "role" in table else None,
        ask_when=_rule(table, "ask_when", path, source),
        routes=_routes(table, path, source),
        minimum=number_of(table, "minimum", path, source, 0),
        maximum=number_of(table, "maximum", path, source, 100),
        longest=number_of(table, "longest", path, source, 1000),
        help_lines=flag_of(table, "help_lines", path, source),
        counted=flag_of(table, "counted", path, source),
        picture=string_of(table, "picture", path, source),
    )


def _question_options(
    table: Mapping[str, object],
    key: str,
    path: Path,
    source: Source,
    sets: Mapping[str, tuple[Option, ...]],
) -> tuple[Option, ...]:
    """Return the options written out, or those of a set that is named."""
    name = table.get(key)
    if not isinstance(name, str):
        return _options(table, key, path, source)
    if name not in sets:
        source.add(
            (*path, key),
            f"There is no set of options {name!r}.",
            "Write it under [sets], or write the options out here."
            + (f" There are: {', '.join(sorted(sets))}." if sets else ""),
        )
    return sets.get(name, ())


def _options(
    table: Mapping[str, object], key: str, path: Path, source: Source
) -> tuple[Option, ...]:
    options = []
    for i, entry in enumerate(tables_of(table, key, path, source)):
        place = (*path, key, i)
        if entry:
            known_keys(entry, _OPTION, place, source)
            options.append(_option(entry, place, source))
    return tuple(options)


def _option(table: Mapping[str, object], path: Path, source: Source) -> Option:
    mark = _one_of(table, "mark", path, source, Mark, Mark.NOT_SURE)
    return Option(
        id=_id(table, path, source, _OPTION_ID, "a"),
        label=_text(table, "label", path, source),
        mark=mark if "mark" in table else None,
        alone=flag_of(table, "alone", path, source),
        said=_said(table, path, source),
        picture=string_of(table, "picture", path, source),
    )


def _said(
    table: Mapping[str, object], path: Path, source: Source
) -> Mapping[str, tuple[str, ...]]:
    said = table.get("said")
    if said is None:
        return {}
    if isinstance(said, Mapping):
        return {k: strings_of(said, k, (*path, "said"), source) for k in said}
    return {"en": strings_of(table, "said", path, source)}


def _routes(
    table: Mapping[str, object], path: Path, source: Source
) -> tuple[Route, ...]:
    routes = []
    for i, entry in enumerate(tables_of(table, "routes", path, source)):
        place = (*path, "routes", i)
        known_keys(entry, _ROUTE, place, source)
        to = string_of(entry, "to", place, source)
        if to is None:
            source.add(place, "A route has no 'to'.", 'Add to = "Q2" or to = "end".')
            continue
        routes.append(Route(to, _rule(entry, "when", place, source)))
    return tuple(routes)


def _rule(
    table: Mapping[str, object], key: str, path: Path, source: Source
) -> Rule | None:
    value = table.get(key)
    if value is None or isinstance(value, Mapping):
        return value
    source.add(
        (*path, key),
        f"{key!r} is no rule.",
        'Write it as a table: { question = "Q1", is = "a" }.',
    )
    return None
