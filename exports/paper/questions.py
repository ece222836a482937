"""The questions of one version, as they stand on paper or are asked by phone.

Rule 1: a question keeps its code, so that its answer finds the import's column.
Rule 2: routes become words: who leaves a question out, and where to go on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.paper.phrases import Phrases
from exports.paper.sheet import Ask, Grid, Heading, Part, Setting
from surveys.model import Kind, Mark, Option, Question, Questionnaire, Role, Rule
from surveys.routing import chosen

FEWEST_ROWS = 2  # statements with the same answers that make a grid
LINES = 4  # to write on
SHORT = 24  # characters of answers that stand two in a line
MANY = 8  # answers from which on they do so whatever their length
_PIPED = re.compile(r"\{answer:(\w+)\}")


@dataclass(frozen=True, slots=True)
class Writer:
    """Turns the questions of one version into parts.

    Attributes:
        spoken: They are asked by phone.
        across: Short answers may stand two in a line.
    """

    questionnaire: Questionnaire
    setting: Setting
    packs: tuple[str, ...]
    language: str
    say: Phrases
    spoken: bool = False
    across: bool = False

    def questions(self, help_: Sequence[Part]) -> Iterator[Part]:
        """Yield headings, questions and grids, in the definition's order.

        ``help_`` goes where people first write in their own words.
        """
        waiting = list(help_)
        for section in self.questionnaire.sections:
            asked = [q for q in section.questions if self._is_asked(q)]
            if not asked:
                continue
            yield Heading(section.title.in_language(self.language))
            if any(q.kind is Kind.TEXT for q in asked):
                yield from waiting
                waiting = []
            for run in _runs(asked):
                if len(run) >= FEWEST_ROWS and not self.spoken:
                    yield self._grid(run)
                else:
                    yield from (self._ask(q) for q in run)
        yield from waiting

    def _is_asked(self, question: Question) -> bool:
        if question.role is Role.FOLLOW_UP:
            return False
        return question.pack is None or question.pack in self.packs

    def _number(self, question_id: str) -> int:
        asked = [q for q in self.questionnaire.questions if self._is_asked(q)]
        return next(
            (number for number, q in enumerate(asked, 1) if q.id == question_id), 0
        )

    def _grid(self, run: Sequence[Question]) -> Grid:
        return Grid(
            self.say("grid"),
            self.say("statement"),
            self._options(run[0]),
            tuple((self._number(q.id), q.id, self._text(q)) for q in run),
        )

    def _ask(self, question: Question) -> Ask:
        help_ = question.help.in_language(self.language) if question.help else ""
        if self.spoken and help_:
            help_ = self.say("help").format(help=help_)
        notes = [self._when(question.ask_when)] if question.ask_when else []
        notes.append(self._how(question))
        if self.spoken:
            notes += self._unread(question)
        return Ask(
            number=self._number(question.id),
            code=question.id,
            text=self._text(question),
            help=help_,
            notes=tuple(notes),
            after=tuple(self._after(question)),
            options=(options := self._options(question)),
            columns=2 if self.across and _fit(options) else 1,
            lines={Kind.TEXT: LINES, Kind.NUMBER: 1}.get(question.kind, 0),
        )

    def _text(self, question: Question) -> str:
        return _PIPED.sub(
            lambda found: self.say("piped").format(number=self._number(found[1])),
            question.text.in_language(self.language),
        )

    def _choices(self, question: Question) -> tuple[Option, ...]:
        if question.options_from:
            return self.setting.lists.get(question.options_from, ())
        return question.options

    def _options(self, question: Question) -> tuple[tuple[str, str], ...]:
        return tuple(
            (o.id, o.label.in_language(self.language)) for o in self._choices(question)
        )

    def _how(self, question: Question) -> str:
        kind = "one" if question.kind is Kind.SCALE else question.kind.value
        return self.say("words" if question.kind is Kind.TEXT else kind)

    def _unread(self, question: Question) -> list[str]:
        marked = [
            f"“{o.label.in_language(self.language)}”"
            for o in self._choices(question)
            if o.mark is Mark.NOT_SURE
        ]
        if not marked:
            return []
        return [self.say("silent").format(options=", ".join(marked))]

    # --- who is asked, and where to go on ---

    def _when(self, rule: Rule) -> str:
        """Say a rule in words; one that is too clever is left to the reader."""
        parts = rule.get("any") or rule.get("all")
        if isinstance(parts, list | tuple):
            answered = [p["question"] for p in parts if p.get("answered") is True]
            if "any" in rule and len(answered) == len(parts):
                numbers = [str(self._number(str(q))) for q in answered]
                number = f" {self.say('or')} ".join(numbers)
                return self.say("only_if_answered").format(number=number)
            return self.say("only_if_fits")
        return self._plain_rule(rule)

    def _plain_rule(self, rule: Rule) -> str:
        number = self._number(str(rule.get("question")))
        if rule.get("answered") is True:
            return self.say("only_if_answered").format(number=number)
        if "is" in rule and number:
            return self.say("only_if").format(
                options=self._named(str(rule["question"]), rule["is"]), number=number
            )
        return self.say("only_if_fits")

    def _named(self, question_id: str, wanted: object) -> str:
        options = dict(self._options(self.questionnaire.question(question_id)))
        return " / ".join(f"“{options.get(i, i)}”" for i in chosen(wanted))

    def _after(self, question: Question) -> Iterator[str]:
        for route in question.routes:
            rule = route.when
            if rule is None or rule.get("question") != question.id or "is" not in rule:
                continue
            options = self._named(question.id, rule["is"])
            number = self._number(route.to)
            if number:
                yield self.say("go_on").format(options=options, number=number)
            else:
                yield self.say("go_to_end").format(options=options)


def _fit(options: Sequence[tuple[str, str]]) -> bool:
    """Say whether the answers can stand two in a line."""
    return len(options) >= MANY or all(len(words) <= SHORT for _, words in options)


def _runs(questions: Sequence[Question]) -> list[list[Question]]:
    """Put neighbours together that are scales with the same answers."""
    runs: list[list[Question]] = []
    for question in questions:
        last = runs[-1][-1] if runs else None
        same = (
            last is not None
            and question.kind is last.kind is Kind.SCALE
            and question.options == last.options
            and question.ask_when is None
        )
        if same:
            runs[-1].append(question)
        else:
            runs.append([question])
    return runs
