"""Where nothing can notice harm, help lines follow whatever somebody writes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from surveys import conversation
from surveys.care import care_texts, national_lines, notices
from surveys.events import (
    BEGIN,
    HELP,
    KEEP,
    LANGUAGE,
    STOP,
    Effect,
    Event,
    Prompt,
    Replied,
    Say,
    Started,
    Tapped,
)
from surveys.loading import demo_files, parse_questionnaire
from surveys.model import Audience, Questionnaire
from surveys.session import Labels, Session
from surveys.wording import phrase

NOW = datetime(2026, 11, 3, 10, 15, tzinfo=UTC)
LANGUAGES = ("en", "ur", "pl", "so")


def asked() -> Questionnaire:
    found, _ = parse_questionnaire(demo_files()["text.toml"], "text.toml")
    assert found is not None
    return replace(found, languages=LANGUAGES)


class Talk:
    """A conversation with one question that is answered in words."""

    def __init__(self, language: str) -> None:
        self.questionnaire = asked()
        self.session = conversation.start(
            self.questionnaire,
            language=language,
            channel="test",
            labels=Labels(),
            lot=0,
        )
        self.does(Started())
        self.taps(BEGIN)

    def does(self, event: Event) -> tuple[Effect, ...]:
        care = care_texts(national_lines(), Audience.FAMILY, self.session.language)
        before = Session.from_json(self.session.to_json())
        self.session, effects = conversation.step(
            self.questionnaire, before, event, NOW, care=care
        )
        return effects

    def taps(self, button: str) -> tuple[Effect, ...]:
        step = "" if button == HELP else str(self.session.visit)
        return self.does(Tapped(step, button))

    def keeps(self) -> tuple[Effect, ...]:
        return self.taps(KEEP)


def followed(effects: tuple[Effect, ...], language: str) -> bool:
    said = phrase("after_words", language)
    return any(
        isinstance(e, Say) and e.text == said and any("999" in line for line in e.care)
        for e in effects
    )


def test_only_english_harm_is_noticed_so_far() -> None:
    assert [code for code in LANGUAGES if notices(code)] == ["en"]


@pytest.mark.parametrize("language", ["ur", "pl", "so"])
def test_help_lines_follow_words_that_nothing_can_judge(language: str) -> None:
    assert followed(Talk(language).does(Replied("Bardzo dobra pomoc")), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_lines_follow_words_that_no_detector_reads(language: str) -> None:
    talk = Talk(language)
    assert followed(talk.does(Replied("Дуже допомогла", review=True)), language)
    assert not followed(talk.keeps(), language)  # said once


def test_english_words_that_give_no_cause_go_on_as_before() -> None:
    assert not followed(Talk("en").does(Replied("She was kind")), "en")


@pytest.mark.parametrize("words", ["pomoc", "pomiń", "wstecz"])
def test_a_typed_command_is_no_answer(words: str) -> None:
    assert not followed(Talk("pl").does(Replied(words)), "pl")


def test_words_put_in_the_place_of_others_are_followed_too() -> None:
    talk = Talk("pl")
    talk.does(Replied("Dobra pomoc", removed=1))
    assert followed(talk.does(Replied("Zła pomoc", removed=1)), "pl")
    assert not followed(talk.taps(HELP), "pl")


def test_the_next_screen_still_comes() -> None:
    effects = Talk("pl").does(Replied("Dobra pomoc"))
    assert isinstance(effects[-1], Prompt)


def test_words_in_another_language_always_wait_for_a_person() -> None:
    talk = Talk("pl")
    talk.does(Replied("Super"))
    assert talk.session.draft_review
    english = Talk("en")
    english.does(Replied("Super"))
    assert not english.session.review


def test_the_language_can_be_changed_at_every_step() -> None:
    talk = Talk("pl")
    stopping = talk.taps(STOP)[-1]
    assert isinstance(stopping, Prompt)
    assert LANGUAGE in {button.id for button in stopping.controls}
    assert isinstance(talk.taps(LANGUAGE)[-1], Prompt)
    back = talk.taps("so")[-1]
    assert isinstance(back, Prompt)
    assert (back.language, back.progress) == ("so", (1, 1))
