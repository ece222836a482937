"""What is wrong with the ways through: rules, routes, reach and piping."""

import string
from collections.abc import Callable, Iterator, Mapping

from surveys.check_look import Look, some
from surveys.lines import Path
from surveys.model import Kind, Question, Route, Rule
from surveys.routing import ANSWERED, END, JOINERS, NOT, OPERATORS, chosen


def _rules(look: Look) -> None:
    for question in look.draft.questions:
        if question.ask_when is not None:
            here = look.order[question.id]
            _rule(look, question.ask_when, look.at(question, "ask_when"), here)
        for i, route in enumerate(question.routes):
            if route.when is not None:
                path = look.at(question, "routes", i, "when")
                _rule(look, route.when, path, look.order[question.id] + 1)
        _routes(look, question)


def _rule(look: Look, rule: Rule, path: Path, before: int) -> None:
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


def _joined(look: Look, rule: Rule, name: str, path: Path, before: int) -> None:
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


def _read(look: Look, rule: Rule, path: Path, before: int) -> Question | None:
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
            f"Use one of: {some(look.order)}.",
        )
        return None
    if place >= before:
        look.source.add(
            (*path, "question"),
            f"The answer to {name!r} is not given yet at this place.",
            "Read an earlier question, or move this one behind it.",
        )
    if look.draft.questions[place].counted:
        look.source.add(
            (*path, "question"),
            f"{name!r} is only counted; a way that depends on it would tell it.",
            "Ask the next question of everybody, or take counted = true off it.",
        )
    return look.draft.questions[place]


def _operand(
    look: Look, question: Question, name: str, value: object, path: Path
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
                    f"Use one of: {some(known) or 'none, it has no options'}.",
                )


def _routes(look: Look, question: Question) -> None:
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


def _target(look: Look, question: Question, route: Route, path: Path) -> None:
    if route.to == END:
        return
    place = look.order.get(route.to)
    if place is None:
        look.source.add(
            (*path, "to"),
            f"There is no question {route.to!r}.",
            f'Use "end", or one of: {some(look.order)}.',
        )
    elif place <= look.order[question.id]:
        look.source.add(
            (*path, "to"),
            f"The route goes back to {route.to!r}: people would go round for ever.",
            "A route goes to a later question or to the end.",
        )


def _reachable(look: Look) -> None:
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


def _after(look: Look, question: Question, place: int) -> list[int]:
    """Return the places that may come next."""
    targets = [look.order.get(r.to, place + 1) for r in question.routes if r.to != END]
    passed = question.pack is not None or question.ask_when is not None
    default = any(route.when is None for route in question.routes)
    return [*targets, place + 1] if passed or not default else targets


def _piping(look: Look) -> None:
    for question in look.draft.questions:
        for language, text in question.text.by_language.items():
            path = look.at(question, "text")
            for name in _braces(look, text, path):
                _piped(look, question, name, path, language)
    for other, path in look.texts():
        asked = len(path) > 1 and path[-1] == "text"
        label = path[-1] == "label"
        braces = any("{" in text for text in other.by_language.values())
        if braces and not (asked or label):
            look.source.add(
                path,
                "Something is piped into a text that is not a question's.",
                "Take the braces out.",
            )


def _braces(look: Look, text: str, path: Path) -> Iterator[str]:
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
    look: Look, question: Question, name: str, path: Path, language: str
) -> None:
    place = look.order.get(name)
    if place is None:
        look.source.add(
            path,
            f"The text pipes in {name!r}, but there is no such question ({language}).",
            f"Use one of: {some(look.order)}.",
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


RULE_CHECKS: tuple[Callable[[Look], None], ...] = (_rules, _reachable, _piping)
