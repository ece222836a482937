"""What is wrong with single questions: options, labels, bounds, roles, themes."""

import unicodedata
from collections import Counter
from collections.abc import Callable

from surveys import events
from surveys.check_look import Look, some
from surveys.lines import Path
from surveys.model import Kind, Mark, Option, Question, Role

# The Bot API sets no bound for the text of a button; Telegram's apps cut a longer one
# in the middle (docs.mavibot.ai, "Button limits", read November 2026). A chosen option
# of a `many` question is shown with a tick and a space before it.
LONGEST_LABEL = 32
_TICK = 2
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
ENDINGS = {
    Role.WORKER_PRESENT: "whether the worker was there",
    Role.QUOTE_CONSENT: "whether we may quote the words",
    Role.FOLLOW_UP: "whether we may ask again in three months",
}


def _kinds(look: Look) -> None:
    for question in look.draft.questions:
        match question.kind:
            case Kind.ONE | Kind.MANY:
                _needs_options(look, question)
            case Kind.SCALE:
                _needs_points(look, question)
            case Kind.NUMBER | Kind.TEXT:
                _needs_none(look, question)
        _bounds(look, question)
        _counted(look, question)


def _counted(look: Look, question: Question) -> None:
    """Check that an answer which is only counted can be, and serves nothing else."""
    single = question.kind in (Kind.ONE, Kind.SCALE)
    if question.counted and not (single and question.role is None):
        look.source.add(
            look.at(question, "counted"),
            "Only one chosen option can be counted apart from the other answers.",
            "Keep counted = true for questions of kind one or scale without a role.",
        )


def _needs_options(look: Look, question: Question) -> None:
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


def _needs_points(look: Look, question: Question) -> None:
    points = sum(o.mark is None for o in question.options)
    if points != _POINTS:
        look.source.add(
            look.at(question, "options"),
            f"A scale has five points; this one has {points}.",
            "Give five options without a mark, the best first; not sure and did not "
            "apply come on top, with their mark.",
        )


def _needs_none(look: Look, question: Question) -> None:
    if question.options or question.options_from is not None:
        look.source.add(
            look.at(question, "options"),
            f"A question of kind {question.kind.value!r} has no options.",
            "Take them out, or make it kind = 'one'.",
        )


def _bounds(look: Look, question: Question) -> None:
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


def _roles(look: Look) -> None:
    for question in look.draft.questions:
        if question.role is None:
            continue
        ids = {o.id for o in question.options}
        if question.role in ENDINGS and (question.kind, ids) != (Kind.ONE, {"y", "n"}):
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


def _options(look: Look) -> None:
    for question in look.draft.questions:
        ids = Counter(o.id for o in question.options)
        for i, option in enumerate(question.options):
            path = look.option_at(question, i)
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


def _label(look: Look, question: Question, option: Option, path: Path) -> None:
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


def _same_labels(look: Look, question: Question) -> None:
    for language in look.draft.languages:
        labels = Counter(
            o.label.in_language(language).casefold() for o in question.options
        )
        for i, option in enumerate(question.options):
            label = option.label.in_language(language)
            if labels[label.casefold()] > 1 and label:
                look.source.add(
                    (*look.option_at(question, i), "label"),
                    f"Two options read “{label}” ({language}).",
                    "Nobody can tell them apart: say how they differ.",
                )


def _model(look: Look) -> None:
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
                        f"Use one of: {some(known)}.",
                    )


QUESTION_CHECKS: tuple[Callable[[Look], None], ...] = (_kinds, _roles, _options, _model)
