"""The questions about who answers: what is asked, and in which languages."""

import re

import pytest

from surveys import equality
from surveys.entries import faults
from surveys.equality import RATHER_NOT, equality_entries, said, shipped_asks, spoken
from surveys.model import Variant


def test_five_things_are_asked_and_each_can_be_left_unsaid() -> None:
    asks = shipped_asks()
    assert [a.id for a in asks] == ["age", "sex", "ethnicity", "disability", "caring"]
    for ask in asks:
        ids = [option.id for option in ask.options]
        assert len(set(ids)) == len(ids)
        assert ids[-1] == RATHER_NOT
        assert ask.knows(ids[0])
        assert not ask.knows("else")


def test_every_text_fits_where_it_stands() -> None:
    entries = tuple(equality_entries())
    assert len({entry.key for entry in entries}) == len(entries)
    for entry in entries:
        assert faults(entry, entry.english) == ()


def test_easy_words_are_shorter_and_the_usual_ones_stand_in() -> None:
    for key in ("offer", "apart", "added", "leave", "final", "agree"):
        easy = said(key, "en", Variant.EASY)
        assert len(easy) <= len(said(key, "en"))
    assert said("thanks", "en", Variant.EASY) == said("thanks", "en")
    for ask in shipped_asks():
        easy = ask.text.in_language("en", Variant.EASY)
        for sentence in re.split("[.?] ", easy):
            assert len(sentence.split()) <= 15


def test_a_language_without_all_of_the_texts_is_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = {e.key: f"xx {e.english[:20]}" for e in equality_entries()}

    def translated(key: str, english: str, language: str) -> str | None:
        return done.get(key) if english and language == "pl" else None

    monkeypatch.setattr("surveys.catalogues.translated", translated)
    asks = shipped_asks()
    assert equality.spoken(asks, "pl")
    assert spoken(asks, "en")
    assert not spoken(asks, "ro")
    del done["equality/words/final"]
    assert not spoken(asks, "pl")
