"""Personal details leave the text, whatever they are written like."""

import time

import pytest

from surveys.details import Rules


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("write to kelly.smith@example.org", "write to [email]"),
        ("kelly at example dot com", "[email]"),
        ("ring (07700) 900123 please", "ring [phone] please"),
        ("ring +44(0)7700 900123 please", "ring [phone] please"),
        ("my nhs number is 943 476 5919", "my nhs number is [NHS number]"),
        ("NI qq 12 34 56 c", "NI [NI number]"),
        ("we are in LE3 5QW", "we are in [postcode]"),
        ("born 3 march 2015", "born [date]"),
        ("look at https://example.org/kelly.", "look at [link]."),
        ("ask @kelly_x", "ask [username]"),
        ("we live at 12 maple drive", "we live at [address]"),
        ("thanks to Mrs Adeyemi", "thanks to Mrs [name]"),
        ("my worker kelly was ace", "my worker [name] was ace"),
        ("he goes to holy trinity c of e", "he goes to [school]"),
    ],
)
def test_takes_out(text: str, redacted: str) -> None:
    assert Rules().redact(text).text == redacted


def test_words_that_hide_are_read() -> None:
    assert Rules().redact("my worker Zo\u0301\u200be\u0308 came").text == (
        "my worker [name] came"
    )


def test_another_script_waits_for_a_person() -> None:
    assert Rules().redact("Дякую, it was good").review
    assert not Rules().redact("Dziękuję, było dobrze").review


def test_the_deny_list_is_always_taken_out() -> None:
    rules = Rules(deny=frozenset({"Hope Patel", "Rosebank"}))
    assert rules.redact("so hope patel's visit at rosebank helped").text == (
        "so [name] visit at [name] helped"
    )


@pytest.mark.parametrize(
    "unit",
    "a |a.|a@|0|0 |(|+44|my worker |mr |a_|http://|12 maple |st |\u0301|'|one |x at ".split(
        "|"
    ),
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    Rules().redact(text)
    assert time.process_time() - begun < 8
