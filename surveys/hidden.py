"""Signs in a text that nobody sees: controls, half characters, hidden directions.

Rule 1: they are refused in what a council writes and taken out of what people send,
so that no text looks like another one, drives a terminal or breaks a document.
Rule 2: what writing needs stays: joiners of Persian, Gujarati and emoji, accents,
variation selectors, and the tags of a flag.
"""

import re

_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ZERO_WIDTH = "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
_CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
_NO_CHARACTERS = "\ud800-\udfff\ufffe\uffff"
_HIDDEN = f"[{_CONTROLS}{_DIRECTIONS}{_ZERO_WIDTH}{_NO_CHARACTERS}]"
_TAGS = "[\U000e0000-\U000e007f]+"
_FLAG = "\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f"
_PART = re.compile(f"({_FLAG})|{_HIDDEN}|{_TAGS}")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def hidden(text: str) -> str | None:
    """Return the first sign of a text that nobody sees, or None.

    Line ends other than a line feed count: an editor shows them in different ways.
    """
    for found in _PART.finditer(text):
        if found[1] is None:
            return found[0][0]
    end = _LINE_END.search(text)
    return None if end is None else end[0][0]


def visible(text: str) -> str:
    """Return the text without them; every line end becomes a line feed."""
    if text.isprintable():  # quick, and true of nearly every reply
        return text
    return _PART.sub(lambda found: found[1] or "", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """Return the visible text on a single line, for lists and terminals."""
    return " ".join(visible(text).split())
