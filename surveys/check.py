"""What is wrong with a definition, beyond its shape: `strandline check`.

Rule 1: every mistake of every file at once, each with file, line, what and remedy.
Rule 2: what the maturity model and the area know comes in as arguments (ids of
themes and features, languages that are switched on): this package imports neither.
"""

import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys import events, wording
from surveys.definition import LARGEST, DefinitionError, Source
from surveys.lines import Path
from surveys.loading import Definition, demo_files, read_definition, shipped_files
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
    Text,
)
from surveys.routing import ANSWERED, END, JOINERS, NOT, OPERATORS, chosen

__all__ = [
    "LARGEST",
    "LONGEST_LABEL",
    "DefinitionError",
    "check_files",
    "check_shipped",
]

# The Bot API sets no bound for the text of a button; Telegram's apps cut a longer one
# in the middle (docs.mavibot.ai, "Button limits", read November 2026). A chosen option
# of a `many` question is shown with a tick and a space before it.
LONGEST_LABEL = 32
_TICK = 2
_LONGEST_QUESTION = 400  # characters: one screen of a small phone
_LONGEST_SCREEN = 3_000  # title, intro and confidence together; Telegram ends at 4,096
_LONGEST_WORDS = 3_000  # of one free text; the review shows all of them
_MOST_OPTIONS = 40
_POINTS = 5
_PLACES = {Role.GRADE: "grades", Role.PARTNER: "partners"}
_RESERVED = frozenset(
    (
        events.BACK, events.SKIP, events.STOP, events.HELP, events.LANGUAGE,
        events.BEGIN, events.DONE, events.SEND, events.CHANGE, events.KEEP,
        events.DELETE, events.RESUME,
    )
)  # fmt: skip
_ENDINGS = {
    Role.WORKER_PRESENT: "whether the worker was there",
    Role.QUOTE_CONSENT: "whether we may quote the words",
    Role.FOLLOW_UP: "whether we may ask again in three months",
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rest of the project knows, and the definition is checked against."""

    features: Collection[str]
    themes: Collection[str]
    languages: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Look:
    """One definition with its questions in order: what every check looks at."""

    definition: Definition
    draft: Questionnaire
    known: _Known

    @property
    def source(self) -> Source:
        return self.definition.source

    @property
    def order(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for i, question in enumerate(self.draft.questions):
            found.setdefault(question.id, i)
        return found

    def at(self, question: Question, *rest: str | int) -> Path:
        return (*self.definition.paths.get(question.id, ()), *rest)

    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.draft.languages, *self.known.languages)))


def check_files(
    files: Mapping[str, bytes],
    *,
    features: Collection[str],
    themes: Collection[str],
    languages: Sequence[str] = ("en",),
) -> tuple[DefinitionError, ...]:
    """Return every mistake of these questionnaires, in the order of the files.

    Args:
        files: File name to its bytes; more than `LARGEST` + 1 need not be read.
        features: The ids of the maturity model's features.
        themes: The ids of its themes.
        languages: The languages that are switched on in the area.
    """
    known = _Known(features, themes, languages)
    errors: list[DefinitionError] = []
    seen: dict[str, str] = {}
    for name, data in files.items():
        definition = read_definition(data, name)
        draft = definition.draft
        if draft is not None:
            _same_id(draft, seen, name, definition.source)
            look = _Look(definition, draft, known)
            for check in _CHECKS:
                check(look)
        errors += sorted(set(definition.source.errors))
    return tuple(errors)


def check_shipped(
    *,
    features: Collection[str],
    themes: Collection[str],
    languages: Sequence[str] = ("en",),
) -> tuple[DefinitionError, ...]:
    """Return every mistake of what comes with the package, wordings included."""
    return (
        *check_files(
            shipped_files(), features=features, themes=themes, languages=languages
        ),
        *check_files(demo_files(), features=features, themes=themes),
        *(
            DefinitionError(f"wording/{code}.toml", 1, f"In {code}, {what}.", "Add it.")
            for code in wording.languages()
            for what in wording.missing(wording.catalogue(code))
        ),
    )


def _same_id(
    draft: Questionnaire, seen: dict[str, str], name: str, source: Source
) -> None:
    if draft.id in seen:
        source.add(
            ("id",),
            f"The questionnaire {draft.id!r} stands in {seen[draft.id]} too.",
            "Give one of them another id.",
        )
    seen.setdefault(draft.id, name)


# --- the questionnaire as a whole ----------------------------------------------------


def _languages(look: _Look) -> None:
    draft, source = look.draft, look.source
    if "en" not in draft.languages:
        source.add(
            ("languages",),
            "English is not among the languages.",
            'Add "en": it stands in where another language is missing.',
        )
    for language in draft.languages:
        if language not in wording.languages():
            source.add(
                ("languages",),
                f"The conversation itself has no words in {language!r}.",
                f"Add surveys/data/wording/{language}.toml, or leave the language out.",
            )
    for text, path in _texts(look):
        for language in look.languages():
            if language != "en" and not text.by_language.get(language):
                source.add(
                    path,
                    f"This text is missing in {language!r}.",
                    f'Add {path[-1]}.{language} = "…".',
                )


def _texts(look: _Look) -> Iterator[tuple[Text, Path]]:
    draft = look.draft
    yield draft.title, ("title",)
    yield draft.intro, ("intro",)
    yield draft.confidence, ("confidence",)
    yield draft.thanks, ("thanks",)
    for i, section in enumerate(draft.sections):
        yield section.title, ("section", i, "title")
    for question in draft.questions:
        yield question.text, look.at(question, "text")
        if question.help is not None:
            yield question.help, look.at(question, "help")
        for i, option in enumerate(question.options):
            yield option.label, (*_option_path(look, question, i), "label")


def _option_path(look: _Look, question: Question, i: int) -> Path:
    """Return where an option stands; one of a set stands at the question."""
    path = look.at(question, "options", i)
    return path if path in look.source.lines else look.at(question, "options")


def _length(look: _Look) -> None:
    draft, source = look.draft, look.source
    for language in look.languages():
        parts = (draft.title, draft.intro, draft.confidence)
        total = sum(len(p.in_language(language)) for p in parts)
        if total > _LONGEST_SCREEN:
            source.add(
                ("confidence",),
                f"The first screen has {total} characters in {language!r}; "
                f"{_LONGEST_SCREEN} fit.",
                "Shorten the intro or the limits of confidence.",
            )
    for question in draft.questions:
        for language, text in question.text.by_language.items():
            if len(text) > _LONGEST_QUESTION:
                source.add(
                    look.at(question, "text"),
                    f"The question has {len(text)} characters in {language!r}; "
                    f"{_LONGEST_QUESTION} fit on a small phone.",
                    "Ask one thing, in fewer words; details go into 'help'.",
                )


def _sections(look: _Look) -> None:
    if not look.draft.sections:
        look.source.add(
            (),
            "There are no questions.",
            "Add a [[section]] and below it a [[section.question]].",
        )
    ids = Counter(s.id for s in look.draft.sections)
    for i, section in enumerate(look.draft.sections):
        if ids[section.id] > 1 and section.id:
            look.source.add(
                ("section", i, "id"),
                f"There are {ids[section.id]} sections {section.id!r}.",
                "Give each its own id.",
            )


def _packs(look: _Look) -> None:
    draft, source = look.draft, look.source
    used = {q.pack for q in draft.questions}
    for i, pack in enumerate(draft.packs):
        if pack not in used:
            source.add(
                ("packs", i),
                f"The pack {pack!r} has no questions.",
                f'Give a question pack = "{pack}", or take the pack out.',
            )
        if pack in draft.packs[:i]:
            source.add(
                ("packs", i),
                f"The pack {pack!r} is listed twice.",
                "List each pack once.",
            )
    for question in draft.questions:
        if question.pack is not None and question.pack not in draft.packs:
            source.add(
                look.at(question, "pack"),
                f"The pack {question.pack!r} is not listed.",
                f'Add "{question.pack}" to packs at the top, or correct the name.',
            )


def _endings(look: _Look) -> None:
    draft, source = look.draft, look.source
    roles = Counter(q.role for q in draft.questions if q.role is not None)
    for question in draft.questions:
        if question.role is not None and roles[question.role] > 1:
            source.add(
                look.at(question, "role"),
                f"{roles[question.role]} questions have the role "
                f"{question.role.value!r}.",
                "Keep one question for it.",
            )
    needed = list(_ENDINGS) if draft.audience is Audience.FAMILY else []
    if not look.definition.asks_again:
        needed = [role for role in needed if role is not Role.FOLLOW_UP]
    words = any(q.kind is Kind.TEXT for q in draft.questions)
    if draft.audience is Audience.STAFF and words:
        needed = [Role.QUOTE_CONSENT]
    for role in needed:
        if role not in roles:
            source.add(
                (),
                f"Nothing asks {_ENDINGS[role]}.",
                f'Add a question with role = "{role.value}" and the options y and n'
                + (
                    ", or asks_again = false at the top."
                    if role is Role.FOLLOW_UP
                    else "."
                ),
            )


# --- one question ---------------------------------------------------------------


def _kinds(look: _Look) -> None:
    for question in look.draft.questions:
        match question.kind:
            case Kind.ONE | Kind.MANY:
                _needs_options(look, question)
            case Kind.SCALE:
                _needs_points(look, question)
            case Kind.NUMBER | Kind.TEXT:
                _needs_none(look, question)
        _bounds(look, question)


def _needs_options(look: _Look, question: Question) -> None:
    answers = [o for o in question.options if o.mark is None]
    if question.options_from is not None:
        if question.options_from not in _PLACES.values():
            look.source.add(
                look.at(question, "options_from"),
                f"The area file has no list {question.options_from!r}.",
                "Use grades or partners.",
            )
    elif len(answers) + sum(o.mark is Mark.DID_NOT_APPLY for o in question.options) < 2:  # noqa: PLR2004  a choice
        look.source.add(
            look.at(question),
            "There is nothing to choose between: fewer than two options answer it.",
            'Add options = [ { id = "a", label = "…" }, { id = "b", label = "…" } ].',
        )
    if len(question.options) > _MOST_OPTIONS:
        look.source.add(
            look.at(question, "options"),
            f"There are {len(question.options)} options; nobody reads more than "
            f"{_MOST_OPTIONS}.",
            "Put similar ones together.",
        )


def _needs_points(look: _Look, question: Question) -> None:
    points = sum(o.mark is None for o in question.options)
    if points != _POINTS:
        look.source.add(
            look.at(question, "options"),
            f"A scale has five points; this one has {points}.",
            "Give five options without a mark, the best first; not sure and did not "
            "apply come on top, with their mark.",
        )


def _needs_none(look: _Look, question: Question) -> None:
    if question.options or question.options_from is not None:
        look.source.add(
            look.at(question, "options"),
            f"A question of kind {question.kind.value!r} has no options.",
            "Take them out, or make it kind = 'one'.",
        )


def _bounds(look: _Look, question: Question) -> None:
    if question.minimum > question.maximum:
        look.source.add(
            look.at(question, "minimum"),
            "The minimum is above the maximum: no number fits.",
            "Swap them.",
        )
    if not 0 < question.longest <= _LONGEST_WORDS:
        look.source.add(
            look.at(question, "longest"),
            f"'longest' is {question.longest}.",
            f"Use a number from 1 to {_LONGEST_WORDS}.",
        )
    for key, kind in (
        ("minimum", Kind.NUMBER),
        ("maximum", Kind.NUMBER),
        ("longest", Kind.TEXT),
        ("theme", Kind.TEXT),
    ):
        path = look.at(question, key)
        if question.kind is not kind and path in look.source.lines:
            look.source.add(
                path,
                f"{key!r} means nothing in a question of kind {question.kind.value!r}.",
                f"Take it out; it belongs to kind = {kind.value!r}.",
            )


def _roles(look: _Look) -> None:
    for question in look.draft.questions:
        if question.role is None:
            continue
        ids = {o.id for o in question.options}
        if question.role in _ENDINGS and (question.kind, ids) != (Kind.ONE, {"y", "n"}):
            look.source.add(
                look.at(question, "role"),
                f"The role {question.role.value!r} needs a yes or a no.",
                'Make it kind = "one" with exactly the options y and n.',
            )
        wanted = _PLACES.get(question.role)
        if wanted is not None and question.options_from != wanted:
            look.source.add(
                look.at(question, "role"),
                f"The role {question.role.value!r} needs the area's own list.",
                f'Add options_from = "{wanted}".',
            )


def _options(look: _Look) -> None:
    for question in look.draft.questions:
        ids = Counter(o.id for o in question.options)
        for i, option in enumerate(question.options):
            path = _option_path(look, question, i)
            if ids[option.id] > 1:
                look.source.add(
                    path,
                    f"There are {ids[option.id]} options {option.id!r}.",
                    "Give each its own id.",
                )
            if option.id in _RESERVED:
                look.source.add(
                    path,
                    f"{option.id!r} is a word of the conversation itself.",
                    "Give the option another id.",
                )
            if option.alone and question.kind is not Kind.MANY:
                look.source.add(
                    path,
                    "'alone' has a meaning only where many answers can be chosen.",
                    "Take it out.",
                )
            _label(look, question, option, path)
        _same_labels(look, question)


def _label(look: _Look, question: Question, option: Option, path: Path) -> None:
    most = LONGEST_LABEL - (_TICK if question.kind is Kind.MANY else 0)
    for language, label in option.label.by_language.items():
        if (width := _width(label)) > most:
            look.source.add(
                (*path, "label"),
                f"The label “{label}” is {width} characters wide; "
                f"Telegram shows {most}.",
                "Say it shorter; the question or its help can say the rest.",
            )
        if "{" in label or "\n" in label:
            look.source.add(
                (*path, "label"),
                f"The label “{label}” holds a brace or a line break ({language}).",
                "A label is one line of plain words; nothing is piped into it.",
            )


def _width(label: str) -> int:
    """Return how many places a label takes; wide signs and emoji take two."""
    return sum(
        0
        if unicodedata.combining(sign)
        else 2
        if unicodedata.east_asian_width(sign) in "WF"
        else 1
        for sign in label
    )


def _same_labels(look: _Look, question: Question) -> None:
    for language in look.draft.languages:
        labels = Counter(
            o.label.in_language(language).casefold() for o in question.options
        )
        for i, option in enumerate(question.options):
            label = option.label.in_language(language)
            if labels[label.casefold()] > 1 and label:
                look.source.add(
                    (*_option_path(look, question, i), "label"),
                    f"Two options read “{label}” ({language}).",
                    "Nobody can tell them apart: say how they differ.",
                )


def _model(look: _Look) -> None:
    for question in look.draft.questions:
        for key, ids, known in (
            ("theme", question.theme, look.known.themes),
            ("features", question.features, look.known.features),
        ):
            for i, name in enumerate(ids):
                if name not in known:
                    noun = "theme" if key == "theme" else "feature"
                    look.source.add(
                        look.at(question, key, i),
                        f"The maturity model has no {noun} {name!r}.",
                        f"Use one of: {_some(known)}.",
                    )


def _some(known: Collection[str]) -> str:
    names = sorted(known)
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "")  # noqa: PLR2004  enough to recognise


# --- rules, routes and piping ---------------------------------------------------------


def _rules(look: _Look) -> None:
    for question in look.draft.questions:
        if question.ask_when is not None:
            here = look.order[question.id]
            _rule(look, question.ask_when, look.at(question, "ask_when"), here)
        for i, route in enumerate(question.routes):
            if route.when is not None:
                path = look.at(question, "routes", i, "when")
                _rule(look, route.when, path, look.order[question.id] + 1)
        _routes(look, question)


def _rule(look: _Look, rule: Rule, path: Path, before: int) -> None:
    """Check one rule, which may read the questions before that place."""
    for name in (*JOINERS, NOT):
        if name in rule:
            _joined(look, rule, name, path, before)
            return
    operators = [name for name in (*OPERATORS, ANSWERED) if name in rule]
    for name in rule:
        if name != "question" and name not in operators:
            look.source.add(
                (*path, name),
                f"Unknown operator {name!r} in a rule.",
                f"Use one of: {', '.join((*OPERATORS, ANSWERED, *JOINERS, NOT))}.",
            )
    read = _read(look, rule, path, before)
    if not operators:
        look.source.add(
            path,
            "The rule says nothing about the answer.",
            'Add what must hold, such as is = "a" or answered = true.',
        )
    if read is not None:
        for name in operators:
            _operand(look, read, name, rule[name], (*path, name))


def _joined(look: _Look, rule: Rule, name: str, path: Path, before: int) -> None:
    value = rule[name]
    parts = [value] if name == NOT else value
    if len(rule) > 1:
        look.source.add(
            path,
            f"A rule with {name!r} holds nothing else.",
            f"Put the rest into the list: {{ {name} = [ {{…}}, {{…}} ] }}.",
        )
    if not isinstance(parts, list) or not parts:
        look.source.add(
            (*path, name),
            f"{name!r} joins a list of rules.",
            f"Write {name} = [ {{ … }}, {{ … }} ].",
        )
        return
    for i, part in enumerate(parts):
        place = (*path, name) if name == NOT else (*path, name, i)
        if isinstance(part, Mapping):
            _rule(look, part, place, before)
        else:
            look.source.add(
                place,
                "This is no rule.",
                'Write it as a table: { question = "Q1", is = "a" }.',
            )


def _read(look: _Look, rule: Rule, path: Path, before: int) -> Question | None:
    """Return the question that a rule reads, if there is one and it is earlier."""
    name = rule.get("question")
    if not isinstance(name, str):
        look.source.add(
            path, "The rule names no question.", 'Add question = "Q1" to it.'
        )
        return None
    place = look.order.get(name)
    if place is None:
        look.source.add(
            (*path, "question"),
            f"There is no question {name!r}.",
            f"Use one of: {_some(look.order)}.",
        )
        return None
    if place >= before:
        look.source.add(
            (*path, "question"),
            f"The answer to {name!r} is not given yet at this place.",
            "Read an earlier question, or move this one behind it.",
        )
    return look.draft.questions[place]


def _operand(
    look: _Look, question: Question, name: str, value: object, path: Path
) -> None:
    if name in ("at_least", "at_most"):
        right = isinstance(value, int) and not isinstance(value, bool)
        fits = question.kind in (Kind.NUMBER, Kind.MANY)
        if not right or not fits:
            look.source.add(
                path,
                f"{name!r} compares a number, or how many options were chosen.",
                f"Write {name} = 2, and ask it of a question of kind number or many.",
            )
    elif name == ANSWERED:
        if not isinstance(value, bool):
            look.source.add(path, "'answered' is true or false.", "Write one of them.")
    elif not chosen(value):
        look.source.add(
            path, f"{name!r} names no options.", f'Write {name} = "a" or ["a", "b"].'
        )
    elif question.options_from is None:
        known = {o.id for o in question.options}
        for option in chosen(value):
            if option not in known:
                look.source.add(
                    path,
                    f"{question.id!r} has no option {option!r}.",
                    f"Use one of: {_some(known) or 'none, it has no options'}.",
                )


def _routes(look: _Look, question: Question) -> None:
    routes = question.routes
    if routes and routes[-1].when is not None:
        look.source.add(
            look.at(question, "routes", len(routes) - 1),
            "The last route has a condition: there is no default.",
            'Add a route without "when" for everybody else.',
        )
    for i, route in enumerate(routes):
        if route.when is None and i < len(routes) - 1:
            look.source.add(
                look.at(question, "routes", i),
                "Nobody gets past this route: it has no condition and is not the last.",
                'Put it last, or add "when".',
            )
        _target(look, question, route, look.at(question, "routes", i))


def _target(look: _Look, question: Question, route: Route, path: Path) -> None:
    if route.to == END:
        return
    place = look.order.get(route.to)
    if place is None:
        look.source.add(
            (*path, "to"),
            f"There is no question {route.to!r}.",
            f'Use "end", or one of: {_some(look.order)}.',
        )
    elif place <= look.order[question.id]:
        look.source.add(
            (*path, "to"),
            f"The route goes back to {route.to!r}: people would go round for ever.",
            "A route goes to a later question or to the end.",
        )


def _reachable(look: _Look) -> None:
    questions = look.draft.questions
    reached: set[int] = set()
    ahead = [0] if questions else []
    while ahead:
        place = ahead.pop()
        if place >= len(questions) or place in reached:
            continue
        reached.add(place)
        ahead += _after(look, questions[place], place)
    for place, question in enumerate(questions):
        if place not in reached:
            look.source.add(
                look.at(question),
                f"Nobody ever reaches {question.id!r}: every route goes past it.",
                "Send a route to it, or take it out.",
            )


def _after(look: _Look, question: Question, place: int) -> list[int]:
    """Return the places that may come next."""
    targets = [look.order.get(r.to, place + 1) for r in question.routes if r.to != END]
    passed = question.pack is not None or question.ask_when is not None
    default = any(route.when is None for route in question.routes)
    return [*targets, place + 1] if passed or not default else targets


def _piping(look: _Look) -> None:
    for question in look.draft.questions:
        for language, text in question.text.by_language.items():
            path = look.at(question, "text")
            for name in _braces(look, text, path):
                _piped(look, question, name, path, language)
    for other, path in _texts(look):
        asked = len(path) > 1 and path[-1] == "text"
        label = path[-1] == "label"
        braces = any("{" in text for text in other.by_language.values())
        if braces and not (asked or label):
            look.source.add(
                path,
                "Something is piped into a text that is not a question's.",
                "Take the braces out.",
            )


def _braces(look: _Look, text: str, path: Path) -> Iterator[str]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        look.source.add(
            path,
            "A brace is open or closed without its other half.",
            "Write {answer:Q1} to pipe an answer in, or leave braces out.",
        )
        return
    for _, name, rest, _ in parts:
        if name is None:
            continue
        if name == "answer" and rest:
            yield rest
        else:
            look.source.add(
                path,
                f"{{{name}}} cannot be piped in.",
                "Write {answer:Q1} with the id of an earlier question.",
            )


def _piped(
    look: _Look, question: Question, name: str, path: Path, language: str
) -> None:
    place = look.order.get(name)
    if place is None:
        look.source.add(
            path,
            f"The text pipes in {name!r}, but there is no such question ({language}).",
            f"Use one of: {_some(look.order)}.",
        )
        return
    source = look.draft.questions[place]
    if place >= look.order[question.id]:
        look.source.add(
            path,
            f"The text pipes in {name!r}, which is not answered yet ({language}).",
            "Pipe in an earlier answer, or move this question behind it.",
        )
    elif source.pack is not None and source.pack != question.pack:
        look.source.add(
            path,
            f"The text pipes in {name!r}, which only some are asked ({language}).",
            f'Give this question pack = "{source.pack}" too, or leave it out.',
        )


_CHECKS: tuple[Callable[[_Look], None], ...] = (
    _sections,
    _languages,
    _length,
    _packs,
    _endings,
    _kinds,
    _roles,
    _options,
    _model,
    _rules,
    _reachable,
    _piping,
)
