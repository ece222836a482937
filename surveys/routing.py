"""Which questions are asked: rules as data, and the path that the answers give.

Rule 1: the path is computed anew from the answers at every turn; nothing about
it is remembered, so changing an answer can never leave a stale question behind.
Rule 2: a rule reads only answers that stand earlier on the path. `surveys.check`
refuses the others; here they simply read as not answered.

A rule is a table. It names a question and one thing that must hold of its answer::

    { question = "Q6a", is = ["a", "b"] }      any of these options was chosen
    { question = "Q6a", is_not = ["c"] }       answered, and with none of these
    { question = "Q4", has_all = ["health", "school"] }
    { question = "N1", at_least = 3 }          a number, or how many were chosen
    { question = "N1", at_most = 5 }
    { question = "O1", answered = true }       false: skipped or not reached

or it joins other rules: ``{ all = [...] }``, ``{ any = [...] }``, ``{ not = {...} }``.
A skipped question has no answer: everything but ``answered = false`` fails on it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from surveys.model import Answer, Question, Questionnaire, Route, Rule

END = "end"  # the route target that goes straight to the review
FEW_ANSWERS = 150  # a year; under it every family is asked two packs (DESIGN 4)

Answers = Mapping[str, Answer]


def chosen(value: object) -> tuple[str, ...]:
    """Return the option ids that an operator names: one string or a list."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(v for v in value if isinstance(v, str))


def _size(answer: Answer) -> int:
    return len(answer.options) if answer.number is None else answer.number


OPERATORS: Mapping[str, Callable[[Answer, object], bool]] = {
    "is": lambda answer, value: any(o in chosen(value) for o in answer.options),
    "is_not": lambda answer, value: not any(o in chosen(value) for o in answer.options),
    "has_all": lambda answer, value: all(o in answer.options for o in chosen(value)),
    "at_least": lambda answer, value: isinstance(value, int) and _size(answer) >= value,
    "at_most": lambda answer, value: isinstance(value, int) and _size(answer) <= value,
}
JOINERS: Mapping[str, Callable[[Iterable[bool]], bool]] = {"all": all, "any": any}
ANSWERED = "answered"
NOT = "not"


def holds(rule: Rule, answers: Answers) -> bool:
    """Return whether the rule holds of the answers."""
    for name, join in JOINERS.items():
        if name in rule:
            return join(holds(r, answers) for r in _rules(rule[name]))
    if NOT in rule:
        return not any(holds(r, answers) for r in _rules([rule[NOT]]))
    answer = answers.get(str(rule.get("question")))
    there = answer is not None and not answer.skipped
    if ANSWERED in rule:
        return there is bool(rule[ANSWERED])
    if answer is None or not there:
        return False
    return all(
        operator(answer, rule[name])
        for name, operator in OPERATORS.items()
        if name in rule
    )


def _rules(value: object) -> tuple[Rule, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(r for r in value if isinstance(r, Mapping))


def questions_read(rule: Rule) -> tuple[str, ...]:
    """Return the ids of the questions whose answers the rule reads."""
    for name in JOINERS:
        if name in rule:
            return tuple(q for r in _rules(rule[name]) for q in questions_read(r))
    if NOT in rule:
        return tuple(q for r in _rules([rule[NOT]]) for q in questions_read(r))
    return (str(rule["question"]),) if "question" in rule else ()


def path(
    questionnaire: Questionnaire, answers: Iterable[Answer], packs: Sequence[str]
) -> tuple[Question, ...]:
    """Return the questions that these answers lead through, to the end.

    Questions that are not answered yet are on it as far as the rules stand now.
    """
    given = {a.question: a for a in answers}
    reached: dict[str, Answer] = {}  # a rule sees only answers on the path so far
    steps: list[Question] = []
    target: str | None = None
    for question in questionnaire.questions:
        if target not in (None, question.id):
            continue
        target = None
        if question.pack is not None and question.pack not in packs:
            continue
        if question.ask_when is not None and not holds(question.ask_when, reached):
            continue
        steps.append(question)
        if question.id in given:
            reached[question.id] = given[question.id]
        target = _next(question.routes, reached)
    return tuple(steps)


def _next(routes: Sequence[Route], answers: Answers) -> str | None:
    for route in routes:
        if route.when is None or holds(route.when, answers):
            return route.to
    return None


def draw_packs(packs: Sequence[str], lot: int, count: int) -> tuple[str, ...]:
    """Return the packs that a lot gives, in the questionnaire's order.

    Over all lots every pack, and with two packs every pair, comes equally often.
    """
    size = len(packs)
    if size == 0 or count <= 0:
        return ()
    if count >= size:
        return tuple(packs)
    drawn: list[str] = []
    left = list(packs)
    for _ in range(count):
        lot, place = divmod(lot, len(left))
        drawn.append(left.pop(place))
    return tuple(p for p in packs if p in drawn)


def packs_each(answers_a_year: int | None) -> int:
    """Return how many packs each family is asked at this volume.

    Few answers are spread over fewer questions less thinly; where the volume is
    not known yet, it is taken to be small.
    """
    return 2 if answers_a_year is None or answers_a_year < FEW_ANSWERS else 1
