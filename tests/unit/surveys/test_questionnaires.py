"""The words of the questionnaires: plain, kind, their own; and their easy read."""

import re

import pytest

from surveys.loading import shipped
from surveys.model import Audience, Kind, Mark, Questionnaire, Role, Text, Variant
from surveys.replies import Understood, understand

ALL = pytest.mark.parametrize("questionnaire", shipped().values(), ids=shipped())
FAMILY = [q for q in shipped().values() if q.audience is Audience.FAMILY]
YOUNG = shipped()["young-closure"]
HOMES = [q for q in shipped().values() if q.audience is not Audience.STAFF]


def written(questionnaire: Questionnaire) -> list[Text]:
    found = [questionnaire.intro, questionnaire.confidence, questionnaire.thanks]
    for question in questionnaire.questions:
        found += [question.text, *([question.help] if question.help else [])]
        found += [option.label for option in question.options]
    return found


def texts(questionnaire: Questionnaire, variant: Variant = Variant.USUAL) -> list[str]:
    return [text.in_language("en", variant) for text in written(questionnaire)]


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


@pytest.mark.parametrize("questionnaire", HOMES, ids=lambda q: q.id)
def test_families_and_young_people_read_it_at_nine(
    questionnaire: Questionnaire,
) -> None:
    whole = "\n".join(texts(questionnaire))
    assert grade(whole) <= 4.0


@pytest.mark.parametrize("questionnaire", HOMES, ids=lambda q: q.id)
def test_easy_read_is_easier_and_its_sentences_are_short(
    questionnaire: Questionnaire,
) -> None:
    easy = texts(questionnaire, Variant.EASY)
    assert grade("\n".join(easy)) < grade("\n".join(texts(questionnaire))) - 0.5
    sentences = [s for text in easy for s in re.split(r"[.?!:\n]+", text)]
    assert max(len(s.split()) for s in sentences) <= 18


@pytest.mark.parametrize("questionnaire", HOMES, ids=lambda q: q.id)
def test_easy_read_has_a_picture_beside_each_question_and_answer(
    questionnaire: Questionnaire,
) -> None:
    assert questionnaire.easy
    for question in questionnaire.questions:
        assert question.picture is not None, question.id
        numbers = question.id in ("P2", "P5")  # how many: the number is the picture
        bare = [o.id for o in question.options if o.picture is None and o.id != "x"]
        assert not bare or numbers, question.id


@pytest.mark.parametrize("questionnaire", HOMES, ids=lambda q: q.id)
def test_typed_easy_words_mean_the_same_option(questionnaire: Questionnaire) -> None:
    for question in questionnaire.questions:
        for option in question.options:
            words = option.label.in_language("en", Variant.EASY)
            reading = understand(question, question.options, words, "en")
            assert isinstance(reading, Understood), (question.id, words)
            assert reading.answer.options == (option.id,), (question.id, words)


@pytest.mark.parametrize("questionnaire", HOMES, ids=lambda q: q.id)
def test_easy_read_says_the_limits_of_confidence_too(
    questionnaire: Questionnaire,
) -> None:
    said = questionnaire.confidence.in_language("en", Variant.EASY)
    for part in ("cannot find you", "in danger", "may have to", "straight away"):
        assert part in said
    assert "do not write names" in questionnaire.intro.in_language("en", Variant.EASY)


def test_young_people_hear_who_is_not_told_and_from_what_age_it_is() -> None:
    said = YOUNG.confidence.in_language("en")
    for part in ("cannot find you", "not your family", "in danger", "Tap Help"):
        assert part in said
    assert "13 or over" in YOUNG.intro.in_language("en")
    roles = {q.role for q in YOUNG.questions if q.role}
    assert roles == {Role.WORKER_PRESENT, Role.QUOTE_CONSENT}  # no contact is asked for


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
