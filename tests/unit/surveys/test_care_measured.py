"""The finder of alarming words keeps what was measured; misspellings are understood."""

import pytest

from surveys.care import notice
from tools.measure_care import HALVES, labelled, score


def test_both_halves_keep_their_floors() -> None:
    for half in HALVES:
        found = score(half)
        assert found.recall >= 0.97
        assert found.precision >= 0.88


def test_the_halves_are_large_and_share_no_text() -> None:
    texts = labelled()
    assert len({text.words for text in texts}) == len(texts) >= 300
    for half in HALVES:
        alarms = [text.alarm for text in texts if text.half == half]
        assert 0.4 < sum(alarms) / len(alarms) < 0.6


@pytest.mark.parametrize(
    "words",
    [
        "i want to kill my self",
        "my husbend beats me",
        "he strangld me",
        "im scaered of my step dad",
        "she took an overdoes",
        "feeling suicidell",
        "he is voilent",
        "my boy freind punchd me",
        "he hit the kids",
        "my lad is being explioted",
    ],
)
def test_misspellings_alarm(words: str) -> None:
    assert notice(words, "en") is not None


@pytest.mark.parametrize(
    ("denied", "said_after_all"),
    [
        ("I would never hurt myself", "I would never hurt myself but I did"),
        ("not scared any more", "not scared of school any more, scared of my dad"),
        (
            "he used to hit me but he has gone",
            "he used to hit me and it has started again",
        ),
        ("he used to beat me but we have left", "he used to beat me, he has not gone"),
        ("nobody has hurt me", "nobody has asked who hurt me"),
        ("he wouldn't hurt me", "he said he wouldn't hit me again and he did"),
    ],
)
def test_what_is_denied_passes_unless_it_is_said_after_all(
    denied: str, said_after_all: str
) -> None:
    assert notice(denied, "en") is None
    assert notice(said_after_all, "en") is not None


@pytest.mark.parametrize(
    "words",
    [
        "she let me speak and she listened",
        "she turned up at the door with a smile every week",
        "I was scared to ask for help at first",
        "worried about how he was at school",
        "he was ready to go back to school",
        "she was out of this world",
        "we can't go to the club any more",
        "it would be better if she was here more often",
        "that phone call held me up",
        "she did lots of things for them",
    ],
)
def test_praise_and_ordinary_trouble_pass(words: str) -> None:
    assert notice(words, "en") is None
