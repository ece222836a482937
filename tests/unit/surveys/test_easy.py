"""Easy read: other words and pictures, the same conversation and the same answers."""

from datetime import UTC, datetime

import pytest

from surveys.conversation import present, start, step
from surveys.events import (
    EASY,
    SEND,
    USUAL,
    Event,
    Prompt,
    Replied,
    Say,
    Submit,
    Tapped,
)
from surveys.loading import parse_questionnaire, shipped
from surveys.model import Questionnaire, Text, Variant
from surveys.session import Labels, Session

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAMILY = shipped()["family-closure"]


def begun(questionnaire: Questionnaire, variant: Variant) -> Session:
    session = start(
        questionnaire,
        language="en",
        channel="test",
        labels=Labels(),
        lot=0,
        variant=variant,
    )
    return did(questionnaire, session, Tapped("0", "begin"))[0]


def did(
    questionnaire: Questionnaire, session: Session, event: Event
) -> tuple[Session, Prompt]:
    after, effects = step(questionnaire, session, event, NOW)
    after = Session.from_json(after.to_json())
    prompts = [e for e in effects if isinstance(e, Prompt)]
    return after, prompts[-1]


def seen(questionnaire: Questionnaire, session: Session) -> Prompt:
    prompt = present(questionnaire, session)
    assert prompt is not None
    return prompt


def test_easy_read_has_pictures_and_the_usual_words_have_none() -> None:
    easy = seen(FAMILY, begun(FAMILY, Variant.EASY))
    assert easy.variant is Variant.EASY
    assert easy.text == "Did you know who your main worker was?"
    assert easy.picture == "person"
    assert [b.picture for b in easy.buttons][:3] == ["tick", "half", "cross"]
    usual = seen(FAMILY, begun(FAMILY, Variant.USUAL))
    assert usual.variant is Variant.USUAL
    assert usual.picture is None
    assert {b.picture for b in usual.buttons} == {None}
    assert [b.id for b in usual.buttons] == [b.id for b in easy.buttons]


@pytest.mark.parametrize("event", [Tapped("", EASY), Replied("easy read")])
def test_the_words_change_at_any_step_and_nothing_is_lost(event: Event) -> None:
    session = begun(FAMILY, Variant.USUAL)
    session, _ = did(FAMILY, session, Tapped(str(session.visit), "a"))
    easy, prompt = did(FAMILY, session, event)
    assert (easy.variant, easy.answers) == (Variant.EASY, session.answers)
    assert prompt.text == "Was your plan easy to understand?"
    assert USUAL in {b.id for b in prompt.controls}
    back, prompt = did(FAMILY, easy, Tapped("", USUAL))
    assert back.variant is Variant.USUAL
    assert EASY in {b.id for b in prompt.controls}


def test_both_versions_leave_the_same_answers_and_no_trace_of_which() -> None:
    left = []
    for variant in Variant:
        session = begun(FAMILY, variant)
        submits: list[Submit] = []
        for _ in range(60):
            prompt = seen(FAMILY, session)
            ids = [b.id for b in prompt.buttons]
            tap = SEND if SEND in ids else "skip"
            if tap != SEND and session.question in {"Q1", "Q8"}:
                tap = "b"
            session, effects = step(FAMILY, session, Tapped(prompt.step, tap), NOW)
            submits += [e for e in effects if isinstance(e, Submit)]
            if submits:
                assert isinstance(effects[-1], Say)
                break
        left.append(submits)
    assert left[0] == left[1] != []


def test_a_questionnaire_without_easy_words_stays_as_it_is() -> None:
    staff = shipped()["staff-check"]
    assert not staff.easy
    session = begun(staff, Variant.EASY)
    assert session.variant is Variant.USUAL
    assert EASY not in {b.id for b in seen(staff, session).controls}
    after, prompt = did(staff, session, Tapped("", EASY))
    assert after.variant is Variant.USUAL
    assert prompt.note is not None
    assert "no easy read" in prompt.note


def test_a_session_from_before_easy_read_has_the_usual_words() -> None:
    session = begun(FAMILY, Variant.USUAL)
    old = session.to_json().replace('"variant":"usual"', '"hour":"2026-11-22T12"')
    assert "variant" not in old
    assert Session.from_json(old).variant is Variant.USUAL


def test_the_language_comes_before_the_variant() -> None:
    text = Text({"en": "usual", "pl": "zwykły"}, {"en": "easy"})
    assert text.in_language("en", Variant.EASY) == "easy"
    assert text.in_language("pl", Variant.EASY) == "zwykły"
    assert text.in_language("ur", Variant.EASY) == "easy"
    assert text.in_language("ur") == "usual"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('easy = "No table"', "'easy' is no table here."),
        ('easy.thanks = "x"', "Unknown key 'thanks'."),
        ("easy.text = 3", "'text' is no text."),
        ("picture = 3", "'picture' is no text."),
    ],
)
def test_broken_easy_words_are_named(line: str, said: str) -> None:
    definition = f"""
id = "ours"
version = 1
audience = "young"
title = "T"
intro = "I"
confidence = "C"
thanks = "T"
[[section]]
id = "one"
title = "One"
[[section.question]]
id = "Q1"
kind = "one"
text = "Is it so?"
{line}
options = [{{ id = "a", label = "Yes" }}, {{ id = "b", label = "No" }}]
"""
    found, errors = parse_questionnaire(definition.encode(), "q.toml")
    assert found is None
    assert [(e.line, e.what) for e in errors] == [(16, said)]
