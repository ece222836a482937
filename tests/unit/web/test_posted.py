"""What may come back from a page."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.posted import FIELDS, RefusedError, parse

WORDS = st.text().filter(lambda text: "\x00" not in text)


@given(st.lists(st.tuples(st.sampled_from(["words"]), WORDS), max_size=20))
def test_what_a_page_sends_is_read_as_it_was_written(
    pairs: list[tuple[str, str]],
) -> None:
    fields = parse(urlencode(pairs, errors="surrogatepass").encode())
    assert fields.all("words") == tuple(words for _, words in pairs)


@given(st.binary(max_size=300))
def test_anything_else_is_refused_or_is_harmless(body: bytes) -> None:
    try:
        fields = parse(body)
    except RefusedError:
        return
    assert set(fields.values) <= FIELDS


@pytest.mark.parametrize(
    "body", [b"a=1", b"words=%ff", b"words=%00", b"step=" + b"1" * 201, b"words"]
)
def test_what_no_page_of_ours_sends_is_refused(body: bytes) -> None:
    with pytest.raises(RefusedError):
        parse(body)


def test_a_missing_field_is_empty() -> None:
    assert parse(b"").one("step") == ""
    assert parse(b"pick=a&pick=b").all("pick") == ("a", "b")
