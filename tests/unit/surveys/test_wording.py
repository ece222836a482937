"""The conversation's own words: nothing missing, nothing promised, nothing unused."""

import re
from pathlib import Path

import pytest

from surveys import wording
from surveys.wording import WordingError, catalogue, joined, missing, phrase

SURVEYS = Path(wording.__file__).parent
BOT = SURVEYS.parent / "bot"


def test_english_comes_first_among_the_languages() -> None:
    assert wording.languages()[0] == "en"
    assert "pl" in wording.languages()


@pytest.mark.parametrize("language", wording.languages())
def test_no_language_lacks_typed_words(language: str) -> None:
    assert missing(catalogue(language)) == ()


def test_what_typed_words_lack_is_named() -> None:
    found = missing(wording.parse_catalogue("xx", '[typed]\nback = ["z"]\n'))
    assert "nothing is listed under typed.skip" in found
    assert "nothing is listed under means.yes" in found
    assert "nothing is listed under typed.back" not in found


def test_a_missing_phrase_falls_back_to_english() -> None:
    assert phrase("button.back", "pl") == "Wstecz"
    assert phrase("button.back", "zz") == "Back"
    assert phrase("progress", "en", at=1, of=2) == "Question 1 of 2"
    with pytest.raises(WordingError):
        phrase("nothing of the kind", "en")


def test_a_list_in_a_sentence() -> None:
    assert joined([], "en") == ""
    assert joined(["a"], "en") == "a"
    assert joined(["a", "b", "c"], "en") == "a, b and c"
    assert joined(["a", "b"], "pl", "last_choice") == "a czy b"


def test_every_phrase_is_said_somewhere() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (SURVEYS, BOT)
        for path in folder.rglob("*.py")
    )
    for key in catalogue("en").phrases:
        name = key.removeprefix("button.").removeprefix("terminal.")
        spelt = {name, name.removeprefix("help_"), name.removesuffix("_letters")}
        assert any(re.search(rf"\b{re.escape(s)}\b", code) for s in spelt), key


def test_nobody_is_promised_an_answer() -> None:
    for text in catalogue("en").phrases.values():
        assert not re.search(
            r"\bwe (will|shall|'ll)\b|get back to you|contact you soon|somebody will ring",
            text,
            re.IGNORECASE,
        ), text


def test_the_words_are_short() -> None:
    """A guard against drifting into office language: sentences of a few words."""
    for key, text in catalogue("en").phrases.items():
        for sentence in re.split(r"[.?!:]\s", text):
            assert len(sentence.split()) <= 24, (key, sentence)
