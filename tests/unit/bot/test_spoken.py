"""A language that nobody has checked is not used without saying so."""

from dataclasses import replace
from datetime import date

import pytest

from bot.area import Area, LanguageCheck, Route, example_area, parse_area
from bot.service.definitions import offering, spoken
from bot.service.spoken import (
    checked,
    language_warnings,
    offered_languages,
    unsaid,
    untranslated,
)
from exports.paper.phrases import spoken as spoken_on_paper
from surveys import catalogues, offered
from surveys.loading import shipped
from surveys.model import Text
from surveys.texts import all_texts


@pytest.fixture
def area() -> Area:
    found, _ = parse_area(example_area())
    assert found is not None
    return replace(found, languages=("en", "pl", "ur"))


def speak(
    monkeypatch: pytest.MonkeyPatch, language: str, *, without: str = "", by: str = ""
) -> None:
    """Give a language every text that there is, in English words, but one."""
    every = [
        *offered.entries().values(),
        *(e for texts in all_texts("bot") for e in texts.entries()),
    ]
    known = {e.key: (e.english, e.english) for e in every if e.key != without}
    full = catalogues.Catalogue(language, known, checked_by=by)

    def catalogue(code: str) -> catalogues.Catalogue:
        return full if code == language else catalogues.Catalogue(code)

    monkeypatch.setattr("surveys.catalogues.catalogue", catalogue)
    monkeypatch.setattr("bot.service.spoken.catalogue", catalogue)
    offered.safe.cache_clear()


@pytest.fixture(autouse=True)
def forget() -> object:
    yield
    offered.safe.cache_clear()


def test_an_unchecked_language_is_offered_and_said_to_be_unchecked(
    area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(monkeypatch, "pl")
    definitions = offering(shipped(), area.languages)
    assert definitions["family-closure"].languages == ("en", "pl")
    assert definitions["staff-check"].languages == ("en",)
    assert offered_languages(definitions) == ("en", "pl")
    waiting, lacking = language_warnings(area, definitions)
    assert waiting.startswith("NOT CHECKED: nobody who speaks Polish")
    assert lacking.startswith("NOT OFFERED: Urdu is switched on")


def test_a_check_is_recorded_in_the_area_file_or_the_catalogue(
    area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checked(area, "en")
    assert not checked(area, "pl")
    recorded = LanguageCheck("interpreter of the council", date(2027, 1, 31))
    there = replace(area, words=replace(area.words, checks={"pl": recorded}))
    assert checked(there, "pl")
    speak(monkeypatch, "ur", by="interpreter of the council")
    assert checked(area, "ur")
    definitions = offering(shipped(), ("en", "ur"))
    only = replace(area, languages=("en", "ur"))
    assert language_warnings(only, definitions) == ()


@pytest.mark.parametrize(
    "without",
    ["telegram/privacy", "family-closure/confidence", "wording/care"],
)
def test_a_safety_text_is_never_silently_english(
    area: Area, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    speak(monkeypatch, "pl", without=without)
    assert offering(shipped(), area.languages)["family-closure"].languages == ("en",)


def test_an_ordinary_text_is_said_in_english_meanwhile(
    area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(monkeypatch, "pl", without="family-closure/Q1/help")
    family = offering(shipped(), area.languages)["family-closure"]
    assert family.languages == ("en", "pl")
    assert spoken(("en", "pl")) == ("en", "pl")
    help_ = family.question("Q1").help
    assert help_ is not None
    assert help_.in_language("pl") == help_.in_language("en")


def test_english_alone_needs_no_warning(area: Area) -> None:
    assert language_warnings(replace(area, languages=("en",)), shipped()) == ()


def test_what_a_council_has_not_said_is_named(area: Area) -> None:
    (line,) = unsaid(area)
    assert "[complaints]" in line
    assert "[privacy_notice]" in line
    said = Route(Text({"en": "Ring us."}))
    words = replace(
        area.words,
        complaints=said,
        whistleblowing=said,
        lado=said,
        privacy=replace(area.words.privacy, controller=Text({"en": "A council"})),
    )
    assert unsaid(replace(area, words=words)) == ()


def test_what_a_council_has_not_translated_is_named(area: Area) -> None:
    found = untranslated(area)
    missing = "it is missing in Polish and said in English"
    assert f"council.ask_contact: {missing}" in found
    assert f"help line freeva: {missing}" in found
    assert not any("samaritans" in line for line in found)
    assert untranslated(replace(area, languages=("en",))) == ()
    said = Route(Text({"en": "Ring us.", "pl": "Dzwoń.", "ur": "فون"}))
    words = replace(area.words, complaints=said)
    assert not any("complaints" in x for x in untranslated(replace(area, words=words)))


def test_papers_are_there_in_english_alone_so_far() -> None:
    assert spoken_on_paper() == ("en",)
