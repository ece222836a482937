"""Which of the package's own texts have translations, and under which keys.

Rule 1: a key says where the English is at home and never changes with it:
``family-closure/Q1/text``, ``family-closure/Q1/a`` (an option),
``family-closure/Q1/text.easy``, ``wording/button.back``, ``helpline/samaritans``.
Rule 2: staff are asked in English; what families and young people meet is translated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from surveys.catalogues import Translated
from surveys.entries import LABEL, PAGE, QUESTION, Entry
from surveys.languages import ENGLISH
from surveys.model import (
    Audience,
    Kind,
    Option,
    Question,
    Questionnaire,
    Role,
    Section,
    Text,
)

_TICK = 2  # places that a chosen option of a `many` question needs more
_CONSENT = frozenset((Role.QUOTE_CONSENT, Role.FOLLOW_UP))
EASY = ".easy"


def keyed(draft: Questionnaire) -> Questionnaire:
    """Return a questionnaire whose texts look their translations up."""
    of = draft.id
    return replace(
        draft,
        title=_keyed(draft.title, f"{of}/title"),
        intro=_keyed(draft.intro, f"{of}/intro"),
        confidence=_keyed(draft.confidence, f"{of}/confidence"),
        thanks=_keyed(draft.thanks, f"{of}/thanks"),
        sections=tuple(keyed_section(section, of) for section in draft.sections),
    )


def keyed_section(section: Section, of: str) -> Section:
    """Return a section whose texts look their translations up, under ``of``."""
    return replace(
        section,
        title=_keyed(section.title, f"{of}/section.{section.id}/title"),
        questions=tuple(_question(q, f"{of}/{q.id}") for q in section.questions),
    )


def _question(question: Question, of: str) -> Question:
    return replace(
        question,
        text=_keyed(question.text, f"{of}/text"),
        help=None if question.help is None else _keyed(question.help, f"{of}/help"),
        options=tuple(_option(option, of) for option in question.options),
    )


def _option(option: Option, of: str) -> Option:
    return replace(option, label=_keyed(option.label, f"{of}/{option.id}"))


def _keyed(text: Text, key: str) -> Text:
    easy = Translated(f"{key}{EASY}", text.easy) if text.easy else text.easy
    return replace(text, by_language=Translated(key, text.by_language), easy=easy)


Put = tuple[Entry, Mapping[str, str]]
"""A text to translate, and what it says by language."""


def questionnaire_entries(questionnaire: Questionnaire) -> Iterator[Entry]:
    """Yield what a questionnaire has to translate; nothing of one for staff."""
    if questionnaire.audience is not Audience.STAFF:
        yield from (entry for entry, _ in questionnaire_texts(questionnaire))


def questionnaire_texts(questionnaire: Questionnaire) -> Iterator[Put]:
    """Yield every text of a questionnaire, with what it says by language."""
    of = questionnaire.id
    yield from _texts(questionnaire.title, f"{of}/title", longest=QUESTION)
    yield from _texts(questionnaire.intro, f"{of}/intro", safety=True)
    yield from _texts(questionnaire.confidence, f"{of}/confidence", safety=True)
    yield from _texts(questionnaire.thanks, f"{of}/thanks")
    for section in questionnaire.sections:
        yield from section_texts(section, of)


def section_texts(section: Section, of: str) -> Iterator[Put]:
    """Yield every text of a section of ``of``, with what it says by language."""
    key = f"{of}/section.{section.id}/title"
    yield from _texts(section.title, key, longest=QUESTION)
    for question in section.questions:
        yield from _question_texts(question, f"{of}/{question.id}")


def _question_texts(question: Question, of: str) -> Iterator[Put]:
    safety = question.role in _CONSENT
    yield from _texts(question.text, f"{of}/text", safety=safety, longest=QUESTION)
    if question.help is not None:
        yield from _texts(question.help, f"{of}/help")
    longest = LABEL - (_TICK if question.kind is Kind.MANY else 0)
    for option in question.options:
        yield from _texts(
            option.label,
            f"{of}/{option.id}",
            safety=safety,
            label=True,
            longest=longest,
        )


def _texts(
    text: Text,
    key: str,
    *,
    safety: bool = False,
    label: bool = False,
    longest: int = PAGE,
) -> Iterator[Put]:
    for name, said in ((key, text.by_language), (f"{key}{EASY}", text.easy)):
        if english := said.get(ENGLISH):
            entry = Entry(name, english, safety=safety, label=label, longest=longest)
            yield entry, said
