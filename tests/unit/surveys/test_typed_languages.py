"""What people type in ten languages, in their script and in Latin letters."""

from dataclasses import replace

import pytest

from surveys import replies
from surveys.events import BACK, HELP, LANGUAGE, SKIP, STOP
from surveys.languages import LANGUAGES
from surveys.loading import shipped
from surveys.model import Answer, Kind, Mark, Option, Question, Text
from surveys.offered import own_words
from surveys.replies import Move, Unclear, Understood, understand
from surveys.wording import bare, catalogue, languages, missing

OPTIONS = (
    Option("y", Text({"en": "Yes"})),
    Option("n", Text({"en": "No"})),
    Option("x", Text({"en": "Not sure"}), mark=Mark.NOT_SURE),
)


def question(language: str) -> Question:
    """A question of yes and no whose labels are in that language."""
    heads = (catalogue(language).means[name][0] for name in ("yes", "no", "not_sure"))
    return Question(
        "Q1",
        Kind.ONE,
        Text({"en": "Did it help?"}),
        options=tuple(
            Option(
                o.id, Text({"en": o.label.by_language["en"], language: head}), o.mark
            )
            for o, head in zip(OPTIONS, heads, strict=True)
        ),
    )


def read(words: str, language: str) -> object:
    asked = question(language)
    return understand(asked, asked.options, words, language)


def test_every_language_has_its_list() -> None:
    assert set(languages()) == set(LANGUAGES)
    for language in languages():
        assert missing(catalogue(language)) == ()


@pytest.mark.parametrize("language", languages())
def test_yes_no_and_not_sure_are_understood(language: str) -> None:
    for name, option in (("yes", "y"), ("no", "n"), ("not_sure", "x")):
        for words in catalogue(language).means[name]:
            found = read(words, language)
            assert found == Understood(Answer("Q1", (option,))), (words, found)


@pytest.mark.parametrize("language", languages())
def test_moves_are_understood(language: str) -> None:
    for name in (BACK, SKIP, STOP, HELP, LANGUAGE):
        for words in catalogue(language).typed[name]:
            assert read(words, language) == Move(name), words


@pytest.mark.parametrize(
    ("language", "words", "option"),
    [
        ("gu", "haan", "y"),
        ("gu", "na", "n"),
        ("pa", "hanji", "y"),
        ("ur", "ji haan", "y"),
        ("ur", "nahi", "n"),
        ("bn", "jani na", "x"),
        ("pl", "Tak", "y"),
        ("pl", "tak!", "y"),
        ("ro", "da", "y"),
        ("ro", "nu stiu", "x"),
        ("pt", "SIM", "y"),
        ("pt", "nao", "n"),
        ("so", "haa", "y"),
        ("so", "maya", "n"),
        ("ar", "na'am", "y"),
        ("ar", "لا", "n"),
        ("uk", "не знаю", "x"),
        ("uk", "tak", "y"),
        ("uk", "yes", "y"),
        ("ur", "no", "n"),
    ],
)
def test_what_people_write(language: str, words: str, option: str) -> None:
    assert read(words, language) == Understood(Answer("Q1", (option,)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", "no"),  # Polish for "well, yes"
        ("pt", "no"),  # Portuguese for "in the"
        ("pl", "tak, ale nie od razu"),
        ("ur", "haan lekin der se nahi"),
        ("so", "haa laakiin maya"),
    ],
)
def test_what_leaves_two_readings_is_asked_again(language: str, words: str) -> None:
    assert isinstance(read(words, language), Unclear)


def test_an_own_word_is_never_taken_for_an_english_one() -> None:
    assert replies.move("na", (SKIP,), "en") == SKIP
    assert replies.move("na", (SKIP,), "gu") is None
    assert replies.move("skip", (SKIP,), "gu") == SKIP


def test_another_language_can_be_asked_for_in_every_language() -> None:
    assert replies.move("język", (LANGUAGE,), "en") == LANGUAGE
    assert replies.move("زبان", (LANGUAGE,), "en") == LANGUAGE


def test_typed_words_are_kept_bare() -> None:
    for language in languages():
        known = catalogue(language)
        for words in known.own:
            assert " ".join(replies.plain(words)) == words, (language, words)
    assert bare("Sü-per\u2019s  Wort.") == "sü pers wort"


def test_our_own_words_are_no_personal_details() -> None:
    family = replace(shipped()["family-closure"], languages=("en", "pl"))
    ours = own_words((family,), (Option("p", Text({"en": "Police"})),))
    for words in ("ji haan", "yes right from the start", "tak od samego początku"):
        assert words in ours, words
    assert {"police", "carry on", "wstecz"} <= ours
    assert "sarah" not in ours
    assert "ring me on 07700 900123" not in ours
