"""`strandline read`: JSON lines in, one reading a line out."""

import json
from typing import Any

import pytest

from tests.integration.cli.conftest import Strandline


def given(*texts: str) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


def readings(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_text_gives_language_tone_and_clauses_with_suggestions(
    strandline: Strandline,
) -> None:
    text = "She never gave up on us but I had to tell my story again to six people."
    found = strandline("read", stdin=given(text))
    assert found.exit_code == 0
    (reading,) = readings(found.stdout)
    assert list(reading) == ["language", "tone", "probability", "speaks", "clauses"]
    assert reading["language"] == "en"
    assert reading["tone"] in {"negative", "mixed", "positive"}
    assert 0 < reading["probability"] <= 1
    assert isinstance(reading["speaks"], bool)
    assert [clause["text"] for clause in reading["clauses"]] == [
        "She never gave up on us",
        "I had to tell my story again to six people",
    ]
    for clause, feature, stance in zip(
        reading["clauses"],
        ("FE-M4", "FE-M11"),
        ("supports", "contradicts"),
        strict=True,
    ):
        assert 1 <= len(clause["suggestions"]) <= 3
        by_feature = {s["feature"]: s for s in clause["suggestions"]}
        assert by_feature[feature]["stance"] == stance
        assert by_feature[feature]["because"] in clause["text"]


def test_small_talk_has_no_place(strandline: Strandline) -> None:
    (reading,) = readings(strandline("read", stdin=given("The bus was late.")).stdout)
    assert [clause["suggestions"] for clause in reading["clauses"]] == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "Pani bardzo nam pomogła, ale nikt nie powiedział nam o planie.",
        "Temne amari khub madad kari hati ane sambhalyu",
    ],
)
def test_other_languages_get_a_tone_that_does_not_speak(
    strandline: Strandline, text: str
) -> None:
    (reading,) = readings(strandline("read", stdin=given(text)).stdout)
    assert reading["language"] != "en"
    assert reading["tone"] in {"negative", "mixed", "positive"}
    assert reading["speaks"] is False
    assert all(clause["suggestions"] == [] for clause in reading["clauses"])


def test_a_bad_line_is_named_and_no_other_line_is_lost(strandline: Strandline) -> None:
    lines = given("She listened") + "{oops\n" + '{"words": 1}\n\n' + given("no plan")
    found = strandline("read", stdin=lines)
    assert found.exit_code == 1
    assert len(readings(found.stdout)) == 2
    assert "line 2" in found.stderr
    assert "line 3" in found.stderr
    assert "oops" not in found.stderr


@pytest.mark.parametrize("text", ["", " ", "!!!", "\ud800", "a" * 5000, "but " * 300])
def test_odd_texts_are_read_without_a_stop(strandline: Strandline, text: str) -> None:
    found = strandline("read", stdin=given(text))
    assert found.exit_code == 0
    assert len(readings(found.stdout)) == 1


def test_nothing_in_nothing_out(strandline: Strandline) -> None:
    found = strandline("read", stdin="")
    assert (found.exit_code, found.stdout) == (0, "")
