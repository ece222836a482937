"""UK postcodes, also with signs or a line end between the halves, or letter by letter.

"LE3 9QT", "le39qt", "le 3 9qt" and "leo 1aa" are some; "so, 1st of all", "y6, 5th" and
"my ex 2 4us" are none. Plain positions; the time grows with the text's length only.
"""

import re
from collections.abc import Iterator

_TWO = (
    r"ab|al|ba|bb|bd|bh|bl|bn|br|bs|bt|ca|cb|cf|ch|cm|co|cr|ct|cv|cw|da|dd|de|dg|dh|dl|"
    r"dn|dt|dy|ec|eh|en|ex|fk|fy|gl|gu|ha|hd|hg|hp|hr|hs|hu|hx|ig|ip|iv|ka|kt|kw|ky|la|"
    r"ld|le|ll|ln|ls|lu|mk|ml|ng|nn|np|nr|nw|ol|ox|pe|ph|pl|pr|rg|rh|rm|sa|se|sg|sk|sl|"
    r"sm|sn|sp|sr|ss|st|sw|sy|ta|td|tf|tn|tq|tr|ts|tw|ub|wa|wc|wd|wf|wn|wr|ws|wv|yo|ze"
)
_SHAPED = re.compile(
    r"(?<![a-z\d])(?:gir ?0aa|(?=[a-z]{1,2}o?\d)[a-pr-uwyz](?:[a-hk-y]?[\do][\do]?|"
    r"\d[a-hjkps-uw]|[a-hk-y]\d[abehmnprv-y])[\s.,_\-]{0,3}\d[abd-hjlnp-uw-z]{2}"
    # a letter for the nought of "le0", where no sign parts the halves
    r"|(?:" + _TWO + r")(?<!tw)(?<!pr)o ?\d[abd-hjlnp-uw-z]{2})(?![a-z\d])"
)
_LOOSE = re.compile(
    r"(?<![a-z\d])[a-z]{1,2}\d[a-z\d]?[ \t.\-]{0,3}\d[abd-hjlnp-uw-z]{2}(?![a-z\d])"
)
# Letter by letter, or with a space after the area: "l e 3 9 q t", "le 3 9qt".
_PARTED = re.compile(
    r"(?<![a-z\d])[a-z][ .\-](?:[a-z][ .\-])?\d[ .\-](?:[a-z\d][ .\-])?"
    r"\d[ .\-][abd-hjlnp-uw-z][ .\-][abd-hjlnp-uw-z](?![a-z\d])"
    r"|(?<![a-z\d])(?:" + _TWO + r"|[begmnsw]) \d{1,2}[a-z]? ?"
    r"\d[abd-hjlnp-uw-z]{2}(?![a-z\d])"
)
_SPACED = re.compile(
    r"(?<![A-Z\d])[A-Z]{1,2}\d[A-Z\d]? ?\d [ABD-HJLNP-UW-Z]{2}(?![A-Z\d])"
)
_CUE = re.compile(
    r"\bpost ?code[ :.\-]{0,3}(?:is )?"
    r"([a-z]{1,2}\d[a-z\d]?(?: ?\d ?[a-z]{2})?)(?![a-z\d])"
)
# Second halves that say "5th" or "2 years" in small letters; those of messages besides.
_COUNT = re.compile(r"\d(?:st|nd|rd|th|yr|hr|ft|lb|gb|pt|wk)")
_MESSAGE = re.compile(r"\d(?:us|up|ur|be|ya|ye|al)")
# First halves after which such a one counts all the same: "le4 5th", "le45th".
_SURE = re.compile(r"[a-z]{2}\d[a-z\d]? {0,2}|[a-z]\d[a-z\d]?", re.IGNORECASE)
_HALF = 3  # characters of the second half


def postcodes(text: str, low: str) -> Iterator[tuple[int, int]]:
    """Yield where postcodes stand in a plain text, with its lower-cased copy."""
    for pattern in (_SHAPED, _LOOSE, _PARTED):
        for match in pattern.finditer(low):
            half = match.end() - _HALF
            if not _is_count(text[match.start() : half], text[half : match.end()]):
                yield match.span()
    for match in _SPACED.finditer(text):
        yield match.span()
    for match in _CUE.finditer(low):
        yield match.span(1)


def _is_count(first: str, second: str) -> bool:
    """Say whether two halves, as they were written, count something: 'y6, 5th'."""
    if _MESSAGE.fullmatch(second):
        return first[-2:-1] == " " or " " in first.strip()
    return _COUNT.fullmatch(second) is not None and not _SURE.fullmatch(first)
