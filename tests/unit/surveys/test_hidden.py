"""Signs that nobody sees are found and taken out; what writing needs stays."""

import pytest

from surveys.hidden import hidden, one_line, visible

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "text",
    [
        "plain, with tab\tand\nlines",
        "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
        "\u0a95\u0acd\u200d\u0ab7 family \U0001f468\u200d\U0001f469\u200d\U0001f467",
        f"we won {ENGLAND} twice \u2764\ufe0f",
        "na\u00efve \u0141\u00f3d\u017a e\u0301",
    ],
)
def test_what_writing_needs_stays(text: str) -> None:
    assert hidden(text) is None
    assert visible(text) == text


@pytest.mark.parametrize(
    "sign",
    [
        *("\0", "\x07", "\x1b", "\x7f", "\x9b", "\u00ad", "\u061c", "\u200b", "\u200e"),
        *(
            "\u202e",
            "\u2066",
            "\u2069",
            "\u2060",
            "\ufeff",
            "\ufff9",
            "\ud800",
            "\uffff",
        ),
        "\U000e0041",
    ],
)
def test_what_nobody_sees_goes(sign: str) -> None:
    assert hidden(f"kind{sign}ness") == sign
    assert visible(f"kind{sign}ness") == "kindness"


@pytest.mark.parametrize(
    "end", ["\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
)
def test_every_line_end_becomes_one_of_ours(end: str) -> None:
    assert hidden(f"a{end}b") == end[0]
    assert visible(f"a{end}b") == "a\nb"
    assert one_line(f" a{end}\t b ") == "a b"
