"""One person's answers from paper or phone, checked cell by cell.

Rule 1: a row comes out as a sheet or as everything that is wrong with it.
Rule 2: a cell may hold an option's id or its label; nothing is guessed.
Rule 3: only answers that the questionnaire would have asked for are taken.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.area import Area, Place
from bot.service.submission import Sheet
from surveys.events import Submit
from surveys.hidden import one_line, visible
from surveys.model import (
    Answer,
    Audience,
    Kind,
    Mode,
    Option,
    Question,
    Questionnaire,
    Role,
)
from surveys.routing import path
from surveys.session import Labels

FIXED: Final = ("row", "questionnaire", "mode", "tier", "district", "wave", "language")
MOST_CHOSEN: Final = 100
MODES: Final = (Mode.PAPER, Mode.PHONE, Mode.EVENT, Mode.WITH_WORKER)


@dataclass(frozen=True, slots=True)
class Rules:
    """What rows are checked against."""

    definitions: Mapping[str, Questionnaire]
    area: Area
    waves: Mapping[str, str]  # the open ones, and what they ask


def check_row(row: Mapping[str, object], rules: Rules) -> Sheet | tuple[str, ...]:
    """Return the row as a sheet, or everything that is wrong with it."""
    questionnaire = rules.definitions.get(_cell(row, "questionnaire"))
    if questionnaire is None:
        known = ", ".join(sorted(rules.definitions))
        return (f"questionnaire: write one of {known}",)
    mistakes: list[str] = []
    labels, language = _labels(row, questionnaire, rules, mistakes)
    if not re.fullmatch(r"[\w./-]{1,40}", _cell(row, "row")):
        mistakes.append(
            "row: write the number on the paper: up to 40 letters, digits, . / -"
        )
    answers = _answers(row, questionnaire, language, rules.area, mistakes)
    if not answers and not mistakes:
        mistakes.append("nothing is answered")
    submit = _submit(questionnaire, answers, mistakes)
    if mistakes:
        return tuple(mistakes)
    return Sheet(_cell(row, "row"), questionnaire, labels, language, submit)


def _answers(
    row: Mapping[str, object],
    questionnaire: Questionnaire,
    language: str,
    area: Area,
    mistakes: list[str],
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for column in row:
        if column in FIXED or not column:
            continue
        question = next((q for q in questionnaire.questions if q.id == column), None)
        if question is None:
            if _given(row[column]):
                name = one_line(column)[:40]
                mistakes.append(f"{name}: no question of {questionnaire.id}")
            continue
        answer = _answer(question, row[column], language, area)
        if isinstance(answer, str):
            mistakes.append(f"{column}: {answer}")
        elif answer is not None:
            answers[column] = answer
    return answers


def _cell(row: Mapping[str, object], column: str) -> str:
    value = row.get(column, "")
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) else ""


def _given(value: object) -> bool:
    return value not in (None, "", []) and (
        not isinstance(value, str) or value.strip() != ""
    )


def _is_plain(value: object, kind: Kind) -> bool:
    """Whether a value of a JSON line is words or a number, or a list of such."""
    if kind is Kind.MANY and isinstance(value, list):
        return all(isinstance(one, str | int) for one in value)
    return isinstance(value, str | int)


def _labels(
    row: Mapping[str, object],
    questionnaire: Questionnaire,
    rules: Rules,
    mistakes: list[str],
) -> tuple[Labels, str]:
    mode = _cell(row, "mode").lower()
    if mode not in [m.value for m in MODES]:
        mistakes.append(f"mode: write one of {', '.join(m.value for m in MODES)}")
        mode = MODES[0].value
    language = _cell(row, "language") or "en"
    if language not in questionnaire.languages:
        known = ", ".join(questionnaire.languages)
        mistakes.append(f"language: write one of {known}, or leave it empty for en")
        language = "en"
    family = questionnaire.audience is not Audience.STAFF
    mistakes.extend(
        f"{column}: leave it empty for {questionnaire.id}"
        for column in (("wave",) if family else ("tier", "district"))
        if _cell(row, column)
    )
    if family:
        return Labels(
            tier=_place(row, "tier", rules.area.tiers, mistakes),
            district=_place(row, "district", rules.area.districts, mistakes),
            mode=Mode(mode),
        ), language
    wave = _cell(row, "wave")
    fitting = [w for w, asks in rules.waves.items() if asks == questionnaire.id]
    if wave not in fitting:
        known = ", ".join(sorted(fitting)) or "none is open: strandline wave open"
        mistakes.append(f"wave: write an open wave ({known})")
    return Labels(wave=wave, mode=Mode(mode)), language


def _place(
    row: Mapping[str, object],
    column: str,
    places: tuple[Place, ...],
    mistakes: list[str],
) -> str | None:
    said = _cell(row, column)
    for place in places:
        if said.casefold() in (place.id, place.label.casefold()):
            return place.id
    mistakes.append(f"{column}: write one of {', '.join(p.id for p in places)}")
    return None


def _answer(
    question: Question, value: object, language: str, area: Area
) -> Answer | str | None:
    """Return the cell as an answer, None where it is empty, or what is wrong."""
    if not _given(value):
        return None
    if not _is_plain(value, question.kind):
        return "write words or a number"
    if question.kind is Kind.TEXT:
        words = visible(str(value)).strip()
        if len(words) > question.longest:
            return f"too long; at most {question.longest} characters"
        return Answer(question.id, words=words)
    if question.kind is Kind.NUMBER:
        return _number(question, str(value).strip())
    options = question.options
    if question.options_from:
        options = area.options(question.options_from)
    return _picked(question, options, value, language)


def _picked(
    question: Question, options: tuple[Option, ...], value: object, language: str
) -> Answer | str:
    said = [value]
    if question.kind is Kind.MANY:
        said = value if isinstance(value, list) else re.split("[;|]", str(value))
        if len(said) > MOST_CHOSEN:
            return f"more than {MOST_CHOSEN} answers are too many"
    return _chosen(question, options, [str(one).strip() for one in said], language)


def _chosen(
    question: Question, options: tuple[Option, ...], said: Sequence[str], language: str
) -> Answer | str:
    chosen = [_option(options, one, language) for one in said]
    ids = [option.id for option in chosen if option is not None]
    if len(ids) < len(said):
        return f"write one of {', '.join(o.id for o in options)}"
    if len(ids) > 1 and any(option.alone for option in chosen if option is not None):
        return "one of these answers can only stand alone"
    return Answer(question.id, options=tuple(dict.fromkeys(ids)))


def _number(question: Question, said: str) -> Answer | str:
    if re.fullmatch(r"\d{1,6}", said, re.ASCII):
        number = int(said)
        if question.minimum <= number <= question.maximum:
            return Answer(question.id, number=number)
    return f"write a number from {question.minimum} to {question.maximum}"


def _option(options: tuple[Option, ...], said: str, language: str) -> Option | None:
    for option in options:
        if said.casefold() in (
            option.id.casefold(),
            option.label.in_language(language).casefold(),
        ):
            return option
    return None


def _submit(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], mistakes: list[str]
) -> Submit:
    """Return the answers as the conversation would have sent them.

    A question of the core that was left empty was passed over; a probe that was
    left empty was not on this paper.
    """
    packs = {q.pack for q in questionnaire.questions if q.pack and q.id in answers}
    asked = path(
        questionnaire, answers.values(), [p for p in questionnaire.packs if p in packs]
    )
    off = answers.keys() - {q.id for q in asked}
    mistakes.extend(f"{q}: not asked after the answers before it" for q in sorted(off))
    roles = {q.role: answers.get(q.id) for q in asked if q.role is not None}
    return Submit(
        answers=tuple(
            answers.get(q.id, Answer(q.id, skipped=True))
            for q in asked
            if q.role is None and (q.pack is None or q.id in answers)
        ),
        worker_present=_yes(roles.get(Role.WORKER_PRESENT)),
        quote_consent=_yes(roles.get(Role.QUOTE_CONSENT)) or False,
        grade=_first(roles.get(Role.GRADE)),
        partner=_first(roles.get(Role.PARTNER)),
    )


def _first(answer: Answer | None) -> str | None:
    return answer.options[0] if answer is not None and answer.options else None


def _yes(answer: Answer | None) -> bool | None:
    option = _first(answer)
    return None if option is None else option == "y"


def render_template(questionnaire: Questionnaire) -> str:
    """Return the header line of a CSV file for one questionnaire."""
    line = io.StringIO()
    labels = ["tier", "district"]
    if questionnaire.audience is Audience.STAFF:
        labels = ["wave"]
    csv.writer(line, lineterminator="\n").writerow(
        ["row", "questionnaire", "mode", *labels, "language"]
        + [q.id for q in questionnaire.questions if q.role is not Role.FOLLOW_UP]
    )
    return line.getvalue()
