"""Hostile values, the same ones for every entrance."""

from hypothesis import strategies as st

SIGNS = st.sampled_from(
    [
        *(
            "\0",
            "\x07",
            "\x1b[2J",
            "\x1b]0;x\x07",
            "\x7f",
            "\x85",
            "\x9b31m",
            "\r",
            "\x0b",
        ),
        *(
            "\u202e",
            "\u2066",
            "\u2069",
            "\u200b",
            "\u200d",
            "\u2060",
            "\ufeff",
            "\u00ad",
        ),
        *(
            "\ud800",
            "\udfff",
            "\uffff",
            "\U000e0041",
            "\u2028",
            "\u0301" * 40,
            "\ufdfa",
        ),
        *("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2", "\uff1d1", "\t=1", '"', "'"),
        *("<script>", "</w:t>", "]]>", "<!--", "&#0;", "{{7*7}}", "{answer:Q1}", "%n"),
        *("\n", ",", ";", "|", ":", "/start", "o:", "s:0:begin", "../", "9" * 60),
    ]
)
TEXTS = st.lists(SIGNS | st.text(max_size=12), max_size=8).map("".join)
NUMBERS = st.integers() | st.sampled_from([0, -1, 2**31, 2**63, 2**64, 10**400])
SCALARS = (
    st.none()
    | st.booleans()
    | NUMBERS
    | st.floats(allow_nan=True, allow_infinity=True)
    | TEXTS
)


def nested(depth: int) -> object:
    """A list in a list in a list."""
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
) | st.sampled_from([nested(200), {}, [], "x" * 10_000])
