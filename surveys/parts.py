"""Questions that the way of asking adds to a questionnaire, or takes out of it.

Rule 1: ids, options and scoring of what is asked stay as they are; only questions that
steer the service (those with a role) come and go.
Rule 2: the parts are data (``surveys/data/parts``), checked and translated as the
questionnaires are.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from surveys.entries import Entry
from surveys.loading import shipped_part
from surveys.model import Audience, Question, Questionnaire, Role, Section
from surveys.translating import section_texts

EVENT: Final = "event"
CONTACT: Final = "contact"
PARTS: Final = (EVENT, CONTACT)


def at_event(questionnaire: Questionnaire) -> Questionnaire:
    """Return a questionnaire as families are asked it at an event.

    First whether they have answered before and, where tables are made by tier, which
    kind of help they had. Whether we may ask again in three months is left out: nobody
    knows when their help came to an end.
    """
    part = shipped_part(EVENT)
    if questionnaire.audience is not Audience.FAMILY:
        part = replace(part, questions=_without(part, Role.TIER))
    asked = without_follow_up(questionnaire)
    return replace(asked, sections=(part, *asked.sections))


def with_contact(questionnaire: Questionnaire) -> Questionnaire:
    """Return a questionnaire for a family that was written to.

    Whether we may ask again is put in words that say where we would write to.
    """
    said = {q.role: q for q in shipped_part(CONTACT).questions}

    def put(question: Question) -> Question:
        words = said.get(question.role)
        if words is None:
            return question
        return replace(question, text=words.text, help=words.help)

    return replace(
        questionnaire,
        sections=tuple(
            replace(section, questions=tuple(put(q) for q in section.questions))
            for section in questionnaire.sections
        ),
    )


def without_follow_up(questionnaire: Questionnaire) -> Questionnaire:
    """Return a questionnaire that does not ask whether we may ask again."""
    return replace(
        questionnaire,
        sections=tuple(
            replace(section, questions=_without(section, Role.FOLLOW_UP))
            for section in questionnaire.sections
        ),
    )


def part_entries() -> Iterator[Entry]:
    """Yield what the parts have to translate."""
    for name in PARTS:
        for entry, _ in section_texts(shipped_part(name), f"part-{name}"):
            yield entry


def _without(section: Section, role: Role) -> tuple[Question, ...]:
    return tuple(q for q in section.questions if q.role is not role)
