"""Translations: found by key, never where the English has changed, never half done."""

import pytest

from surveys import catalogues, offered
from surveys.catalogues import Translated, catalogue, parse, translated
from surveys.entries import Entry, faults, places, width
from surveys.languages import (
    LANGUAGES,
    Direction,
    direction,
    isolated,
    language_name,
    nearest,
    ordered,
    set_apart,
)
from surveys.loading import shipped
from surveys.model import Audience, Variant
from surveys.texts import TextError, all_texts, texts
from surveys.translating import questionnaire_entries
from surveys.wording import bare
from surveys.wording import catalogue as typed

PO = """
msgid ""
msgstr ""
"X-Checked-By: {by}\\n"
"X-Checked-On: 2027-01-31\\n"

msgctxt "a/b"
msgid "Yes"
msgstr "Tak"

#, fuzzy
msgctxt "a/c"
msgid "No"
msgstr "Nie"

msgctxt "a/d"
msgid "Never"
msgstr ""

#~ msgctxt "a/e"
#~ msgid "Old"
#~ msgstr "Stare"
"""
CODES = tuple(code for code in LANGUAGES if code != "en")


def every() -> list[Entry]:
    found = list(offered.entries().values())
    return [*found, *(e for own in all_texts("bot") for e in own.entries())]


def test_only_whole_and_present_translations_are_read() -> None:
    assert parse("pl", PO.format(by="nobody yet")).texts == {"a/b": ("Yes", "Tak")}


def test_who_checked_a_language_is_read_from_its_head() -> None:
    assert parse("pl", PO.format(by="nobody yet")).checked_by == ""
    checked = parse("pl", PO.format(by="interpreter of the council"))
    assert checked.checked_by == "interpreter of the council"
    assert checked.checked_on == "2027-01-31"


def test_a_translation_of_other_english_counts_as_missing() -> None:
    assert translated("wording/button.back", "Back", "pl") == "Wstecz"
    assert translated("wording/button.back", "Go back", "pl") is None
    assert translated("wording/button.back", "Back", "en") is None
    assert translated("wording/button.back", "Back", "../pl") is None


def test_what_a_council_wrote_comes_before_the_catalogue() -> None:
    text = Translated("wording/button.back", {"en": "Back", "pl": "Nazad"})
    assert text["pl"] == "Nazad"
    assert Translated("wording/button.back", {"en": "Back"})["pl"] == "Wstecz"
    assert Translated("wording/button.back", {"en": "Back"}).get("so_no") is None
    assert list(text) == ["en", "pl"]
    assert len(text) == 2


@pytest.mark.parametrize("language", CODES)
def test_every_translation_is_whole(language: str) -> None:
    by_key = {entry.key: entry for entry in every()}
    for key, (english, text) in catalogue(language).texts.items():
        assert key in by_key, f"{key}: run tools/catalogues.py update"
        if english == by_key[key].english:
            assert faults(by_key[key], text) == (), key


@pytest.mark.parametrize("language", CODES)
def test_no_catalogue_claims_a_check_that_nobody_made(language: str) -> None:
    assert catalogue(language).checked_by == ""


@pytest.mark.parametrize(
    ("english", "translation", "fault"),
    [
        ("Say {code}", "Powiedz", "its {places} differ"),
        ("Say", "Powiedz {code}", "its {places} differ"),
        ("Say {answer:Q1}", "Powiedz {answer:Q2}", "its {places} differ"),
        ("Say", "Powiedz {", "a brace too many"),
        ("Say", "  ", "it is empty"),
        ("Say", "<b>Powiedz</b>", "markup"),
        ("Say", "**Powiedz**", "markup"),
        ("Say", "Po\u200bwiedz", "U+200B"),
        ("• Say", "Powiedz", "points"),
    ],
)
def test_what_is_wrong_with_a_translation(
    english: str, translation: str, fault: str
) -> None:
    assert any(fault in what for what in faults(Entry("k", english), translation))


def test_what_is_right_with_a_translation() -> None:
    piped = Entry("k", "Say {b} and {answer:Q1} and {a}")
    assert faults(piped, "{a} {answer:Q1} {b}") == ()
    assert (
        faults(Entry("k", "Yes"), "\u06a9\u06c1\u200c\u06c1\u0627\u06ba") == ()
    )  # a joiner is spelling
    assert places("{b}{a}{answer:Q1}") == ("a", "answer:Q1", "b")


def test_a_label_has_one_line_and_a_width() -> None:
    label = Entry("k", "Yes", label=True, longest=10)
    assert faults(label, "દસ શબ્દો") == ()
    assert "places wide" in faults(label, "x" * 11)[0]
    assert "one line" in faults(label, "x\ny")[0]
    assert "characters" in faults(Entry("k", "Yes", longest=3), "xxxx")[0]
    assert width("हिं") < 3
    assert width("👍") == 2


def test_staff_are_asked_in_english() -> None:
    for questionnaire in shipped().values():
        staff = questionnaire.audience is Audience.STAFF
        assert bool(list(questionnaire_entries(questionnaire))) is not staff
        if staff:
            assert offered.offered(questionnaire, tuple(LANGUAGES)) == ("en",)


# --- what is offered -------------------------------------------------------------


def test_a_language_without_its_safety_texts_is_not_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    family = shipped()["family-closure"]
    everything = {
        entry.key: (entry.english, entry.english) for entry in every() if entry.safety
    }

    def offered_with(known: dict[str, tuple[str, str]]) -> tuple[str, ...]:
        monkeypatch.setattr(
            "surveys.catalogues.catalogue",
            lambda code: catalogues.Catalogue(code, known),
        )
        offered.safe.cache_clear()
        try:
            return offered.offered(family, ("en", "pl", "pl", "zz"))
        finally:
            offered.safe.cache_clear()

    assert offered_with(everything) == ("en", "pl")
    for key in (
        "family-closure/confidence",
        "family-closure/C2/y",
        "wording/care",
        "helpline/samaritans",
    ):
        assert key in everything, key
        less = {k: v for k, v in everything.items() if k != key}
        assert offered_with(less) == ("en",), key


def test_the_area_decides_what_is_offered() -> None:
    family = shipped()["family-closure"]
    assert offered.speaking(family, ("en",)).languages == ("en",)
    assert offered.offered(family, ()) == ("en",)


# --- the texts of a package --------------------------------------------------------


def test_a_package_speaks_through_the_catalogues(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = texts("bot.service")
    link = own.english["no_use"]
    known = {"service/no_use": (link, "Przepraszamy")}
    monkeypatch.setattr(
        "surveys.catalogues.catalogue",
        lambda code: catalogues.Catalogue(code, known if code == "pl" else {}),
    )
    assert own.say("no_use", "pl") == "Przepraszamy"
    assert own.say("no_use", "pl-PL") == "Przepraszamy"
    assert own.say("no_use", "so") == own.say("no_use", "xx") == link
    assert own.say("no_use") == link
    assert own.say("staff_hand_over", "pl", link="L") == own.say(
        "staff_hand_over", "en", link="L"
    )
    with pytest.raises(TextError):
        own.say("nothing of the kind", "pl")


def test_what_is_for_staff_is_not_translated() -> None:
    for own in all_texts("bot"):
        keys = {entry.key for entry in own.entries()}
        assert not keys & {f"{own.source}/{key}" for key in own.staff}
        assert set(own.safety) <= {k.split(".")[0] for k in own.english} | set(
            own.english
        ), own.source


# --- languages -------------------------------------------------------------------


def test_languages_know_their_direction_and_name() -> None:
    assert {c for c in LANGUAGES if direction(c) is Direction.RIGHT_TO_LEFT} == {
        "ar",
        "ur",
    }
    assert direction("zz") == "ltr"
    assert language_name("pl") == "Polski"
    assert language_name("zz") == "zz"
    assert next(iter(LANGUAGES)) == "en"


@pytest.mark.parametrize(
    ("wish", "near"),
    [("pl", "pl"), ("pl-PL", "pl"), ("PT_br", "pt"), ("zz", "en"), (None, "en")],
)
def test_the_nearest_language(wish: str | None, near: str) -> None:
    assert nearest(wish, ("en", "pl", "pt")) == near


def test_what_runs_left_to_right_keeps_its_order_in_urdu() -> None:
    assert isolated("ABC", "pl") == "ABC"
    assert isolated("ABC", "ur") == "\u2068ABC\u2069"
    assert isolated("", "ur") == ""
    said = "فون کریں 0808 2000 247 یا www.example.org/x یا /withdraw ABCD-EFGH"
    shown = ordered(said, "ur")
    for part in ("0808 2000 247", "www.example.org/x", "/withdraw ABCD-EFGH"):
        assert f"\u2066{part}\u2069" in shown
    assert ordered(said, "pl") == said


def test_a_line_in_english_is_set_apart_whole_in_urdu() -> None:
    said = "Worried? Ring 0116 305 0005, day or night."
    assert set_apart(said, "ur") == f"\u2066{said}\u2069"
    assert set_apart("ابھی: 116 123", "ur") == ordered("ابھی: 116 123", "ur")
    assert set_apart("18", "ur") == "18"
    assert set_apart("", "ur") == ""
    assert set_apart(said, "so") == said


@pytest.mark.parametrize("language", CODES)
def test_a_plain_yes_or_no_begins_with_the_word_that_people_type(
    language: str,
) -> None:
    heads = {name: typed(language).means[name][0] for name in ("yes", "no")}
    for entry in offered.entries().values():
        first = entry.english.split(",")[0].strip().casefold()
        said = translated(entry.key, entry.english, language)
        if entry.label and first in heads and said is not None:
            assert bare(said).startswith(heads[first]), (entry.key, said)


@pytest.mark.parametrize("language", CODES)
def test_no_two_answers_of_a_question_read_alike(language: str) -> None:
    for questionnaire in shipped().values():
        for question in questionnaire.questions:
            for variant in Variant:
                labels = [
                    option.label.in_language(language, variant)
                    for option in question.options
                ]
                assert len(labels) == len(set(labels)), (question.id, labels)
