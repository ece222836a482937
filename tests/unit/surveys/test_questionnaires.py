"""The words of the four questionnaires: plain, kind, their own."""

import re

import pytest

from surveys.loading import shipped
from surveys.model import Audience, Kind, Mark, Questionnaire, Role

ALL = pytest.mark.parametrize("questionnaire", shipped().values(), ids=shipped())
FAMILY = [q for q in shipped().values() if q.audience is Audience.FAMILY]


def texts(questionnaire: Questionnaire) -> list[str]:
    found = [questionnaire.intro, questionnaire.confidence, questionnaire.thanks]
    for question in questionnaire.questions:
        found += [question.text, *([question.help] if question.help else [])]
        found += [option.label for option in question.options]
    return [text.in_language("en") for text in found]


def syllables(word: str) -> int:
    """Return a rough count: groups of vowels, without a silent e at the end."""
    low = word.lower().removesuffix("e") if word.lower()[-2:] != "le" else word
    return max(1, len(re.findall(r"[aeiouy]+", low.lower())))


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade; five more is about the reading age."""
    sentences = [s for s in re.split(r"[.?!:;\n]+", text) if s.strip()]
    words = re.findall(r"[A-Za-z\u2019']+", text)
    return (
        0.39 * len(words) / len(sentences)
        + 11.8 * sum(map(syllables, words)) / len(words)
        - 15.59
    )


@pytest.mark.parametrize("questionnaire", FAMILY, ids=lambda q: q.id)
def test_families_read_it_at_nine(questionnaire: Questionnaire) -> None:
    whole = "\n".join(texts(questionnaire))
    assert grade(whole) <= 4.0


@ALL
def test_every_question_can_be_put_in_other_words(questionnaire: Questionnaire) -> None:
    for question in questionnaire.questions:
        assert question.help is not None, question.id


@ALL
def test_not_sure_is_offered_where_something_is_judged(
    questionnaire: Questionnaire,
) -> None:
    for question in questionnaire.questions:
        if question.kind in (Kind.ONE, Kind.SCALE) and question.role is None:
            marks = [o.id for o in question.options if o.mark is Mark.NOT_SURE]
            assert marks == ["x"], question.id


@pytest.mark.parametrize("questionnaire", FAMILY, ids=lambda q: q.id)
def test_the_limits_of_confidence_are_said_to_families(
    questionnaire: Questionnaire,
) -> None:
    said = questionnaire.confidence.in_language("en")
    for part in ("cannot find you", "in danger", "may have to act", "who you can ring"):
        assert part in said
    assert "leave out names" in questionnaire.intro.in_language("en")


def test_only_the_closing_questions_ask_to_come_back() -> None:
    roles = {
        name: {q.role for q in found.questions if q.role}
        for name, found in shipped().items()
    }
    assert Role.FOLLOW_UP in roles["family-closure"]
    assert Role.FOLLOW_UP not in roles["family-followup"]
    assert Role.WORKER_PRESENT in roles["family-followup"]
    assert roles["staff-check"] == {Role.GRADE, Role.PARTNER, Role.QUOTE_CONSENT}


def test_the_future_question_keeps_the_help_lines_in_sight() -> None:
    assert shipped()["family-closure"].question("Q8").help_lines


@ALL
def test_no_word_of_the_office_is_used(questionnaire: Questionnaire) -> None:
    office = (
        r"\b(assessment|intervention|outcomes?|multi-agency|safeguarding|referral)\b"
    )
    for text in texts(questionnaire):
        assert not re.search(office, text, re.IGNORECASE), text
