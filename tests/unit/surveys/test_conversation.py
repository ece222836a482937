"""What transcripts do not show: other versions, old hours, odd buttons, the end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from surveys.conversation import (
    Labels,
    Phase,
    Session,
    SessionError,
    present,
    start,
    step,
)
from surveys.events import Effect, Event, Forget, Prompt, Replied, Say, Started, Tapped
from surveys.loading import demo_files, parse_questionnaire, shipped
from surveys.model import Mode, Questionnaire

NOW = datetime(2026, 11, 3, 10, 15, tzinfo=UTC)
CLOSURE = shipped()["family-closure"]


def demo(name: str) -> Questionnaire:
    found, _ = parse_questionnaire(demo_files()[f"{name}.toml"], name)
    assert found is not None
    return found


def begun(questionnaire: Questionnaire, *events: Event) -> Session:
    session = start(
        questionnaire, language="en", channel="test", labels=Labels(), lot=0
    )
    for event in (Started(), Tapped("0", "begin"), *events):
        session, _ = step(questionnaire, session, event, NOW)
    return session


def prompt_of(effects: tuple[Effect, ...]) -> Prompt:
    (found,) = (e for e in effects if isinstance(e, Prompt))
    return found


def test_a_session_survives_json_with_everything_in_it() -> None:
    session = replace(
        begun(CLOSURE, Tapped("1", "a"), Tapped("2", "b")),
        labels=Labels("keyworker", "blaby", "2026-Q4-check", Mode.WITH_WORKER),
        behind=Phase.ASKING,
        picked=("school", "health"),
        draft="“words” \u2603",
        draft_review=True,
        draft_concern=True,
        review=("O1",),
        concern=("O1",),
        misses=3,
        reviewing=True,
    )
    assert Session.from_json(session.to_json()) == session


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "3",
        "{}",
        '{"format": 0}',
        '{"format": 1}',
        '{"format": 1, "labels": {}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_session_is_refused(text: str) -> None:
    with pytest.raises(SessionError):
        Session.from_json(text)


def test_an_unknown_part_of_a_session_is_refused() -> None:
    text = begun(CLOSURE).to_json().replace('"misses"', '"mistakes"')
    with pytest.raises(SessionError):
        Session.from_json(text)
    wrong = begun(CLOSURE, Tapped("1", "a")).to_json()
    with pytest.raises(SessionError):
        Session.from_json(wrong.replace('"options":["a"]', '"options":"a"'))


def test_a_new_version_begins_anew_and_says_so() -> None:
    session = begun(CLOSURE, Tapped("1", "a"))
    newer = replace(CLOSURE, version=CLOSURE.version + 1)
    assert present(newer, session) is None
    after, effects = step(newer, session, Tapped(str(session.visit), "a"), NOW)
    assert after.phase is Phase.WELCOME
    assert after.answers == ()
    assert after.version == newer.version
    assert len(after.packs) == 1
    assert "We have changed these questions" in str(prompt_of(effects).note)
    # the buttons of the old screens stay void
    again, _ = step(newer, after, Tapped(str(session.visit), "a"), NOW)
    assert again == after


def test_a_question_that_is_gone_begins_anew_too() -> None:
    session = begun(CLOSURE, Tapped("1", "a"))
    shorter = replace(CLOSURE, sections=CLOSURE.sections[1:])
    after, _ = step(shorter, session, Started(), NOW)
    assert after.phase is Phase.WELCOME


def test_people_who_come_back_are_welcomed_whatever_their_time_zone() -> None:
    session = begun(CLOSURE)
    east = timezone(timedelta(hours=10))
    soon, effects = step(CLOSURE, session, Tapped("1", "a"), NOW.astimezone(east))
    assert prompt_of(effects).note is None
    later = NOW.astimezone(east) + timedelta(hours=3)
    _, effects = step(CLOSURE, soon, Tapped("2", "a"), later)
    assert prompt_of(effects).note == "Welcome back. We kept your place."


def test_an_hour_that_cannot_be_read_is_no_reason_to_fail() -> None:
    session = replace(begun(CLOSURE), hour="yesterday")
    after, effects = step(CLOSURE, session, Tapped("1", "a"), NOW)
    assert prompt_of(effects).note is None
    assert after.hour == "2026-11-03T10"


def test_a_button_that_was_never_shown_does_nothing() -> None:
    session = begun(CLOSURE)
    for button in ("zz", "send", "change:Q1", "keep", "done", "stop_now", "y", ""):
        after, effects = step(CLOSURE, session, Tapped("1", button), NOW)
        assert after == session
        assert prompt_of(effects).note == "Here is where we are now."


@pytest.mark.parametrize("button", ["a", "send", "begin", "change:Q1", "keep"])
def test_only_commands_come_without_a_step(button: str) -> None:
    session = begun(CLOSURE)
    after, _ = step(CLOSURE, session, Tapped("", button), NOW)
    assert after == session


def test_back_from_the_first_question_leads_to_the_welcome_and_forward_again() -> None:
    session = begun(CLOSURE, Tapped("1", "a"), Tapped("2", "back"), Tapped("3", "back"))
    assert session.phase is Phase.WELCOME
    after, effects = step(CLOSURE, session, Replied("ok"), NOW)
    assert after.question == "Q2"
    assert prompt_of(effects).progress is not None


def test_a_language_can_be_left_as_it_is() -> None:
    languages = demo("languages")
    session = begun(languages, Tapped("", "language"))
    assert session.phase is Phase.CHOOSING_LANGUAGE
    for words in ("klingon", "help"):
        after, _ = step(languages, session, Replied(words), NOW)
        assert after == session
    after, _ = step(languages, session, Replied("back"), NOW)
    assert (after.phase, after.question) == (Phase.ASKING, "D1")
    stopped, effects = step(languages, session, Replied("stop"), NOW)
    assert stopped.phase is Phase.STOPPING
    stopped, effects = step(languages, stopped, Replied("stop"), NOW)
    assert isinstance(effects[0], Forget)


def test_where_there_is_one_language_none_is_offered() -> None:
    session = begun(CLOSURE)
    after, effects = step(CLOSURE, session, Replied("change language"), NOW)
    assert after == session
    assert "only in this language" in str(prompt_of(effects).note)
    assert "language" not in [b.id for b in prompt_of(effects).controls]


def test_an_unknown_language_starts_in_english() -> None:
    session = start(CLOSURE, language="gu", channel="t", labels=Labels(), lot=1)
    assert session.language == "en"


def test_words_that_hold_nothing_are_asked_for_again() -> None:
    text = demo("text")
    session = replace(begun(text), phase=Phase.CONFIRMING, draft="my worker")
    after, effects = step(text, session, Replied("   "), NOW)
    assert after.draft == "my worker"
    assert "Please write your answer" in str(prompt_of(effects).note)


def test_help_without_help_lines_does_not_speak_of_any() -> None:
    _, effects = step(CLOSURE, begun(CLOSURE), Tapped("1", "help"), NOW)
    said = effects[0]
    assert isinstance(said, Say)
    assert "you can ring" not in said.text


def test_a_question_without_its_places_can_still_be_skipped() -> None:
    lists = demo("area-lists")
    session = begun(lists)
    assert present(lists, session) is not None
    after, _ = step(lists, session, Tapped("1", "skip"), NOW)
    assert after.question == "G2"
