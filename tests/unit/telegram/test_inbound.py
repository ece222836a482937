"""Raw updates: what is read of them, and that nothing breaks the reading."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.inbound import Incoming, Kind, clean, read

SENDER = {"id": 77, "first_name": "Planted", "language_code": "pl-PL"}
CHAT = {"id": 77, "type": "private", "username": "planted_handle"}


def message(**content: Any) -> dict[str, Any]:  # noqa: ANN401 - raw JSON
    return {
        "update_id": 5,
        "message": {"message_id": 9, "chat": CHAT, "from": SENDER, **content},
    }


def test_typed_words() -> None:
    assert read(message(text="She was great")) == Incoming(
        5, Kind.WORDS, 77, "She was great", message=9, language="pl-PL"
    )


@pytest.mark.parametrize(
    ("text", "command", "words"),
    [
        ("/start abc-_1", "start", "abc-_1"),
        ("/Start@Some_Bot  abc ", "start", "abc"),
        ("/close", "close", ""),
        ("  /withdraw\nABCD-EFGH", "withdraw", "ABCD-EFGH"),
    ],
)
def test_commands(text: str, command: str, words: str) -> None:
    found = read(message(text=text))
    assert found is not None
    assert (found.kind, found.command, found.words) == (Kind.COMMAND, command, words)


@pytest.mark.parametrize("text", ["/", "/ start", "a /start", "/stärt", "//start"])
def test_what_only_looks_like_a_command_is_words(text: str) -> None:
    found = read(message(text=text))
    assert found is not None
    assert found.kind is Kind.WORDS


@pytest.mark.parametrize("media", ["photo", "sticker", "voice", "contact", "location"])
def test_what_is_no_text_is_unreadable_and_not_kept(media: str) -> None:
    found = read(message(**{media: {"file_id": "x"}, "caption": "planted caption"}))
    assert found == Incoming(5, Kind.UNREADABLE, 77, message=9, language="pl-PL")


def test_service_messages_of_a_chat_are_nothing() -> None:
    found = read(message(pinned_message={"message_id": 1}))
    assert found is not None
    assert found.kind is Kind.OTHER


def test_nothing_of_the_sender_is_kept() -> None:
    assert "lanted" not in repr(read(message(text="hello")))


def test_a_tap_in_somebody_elses_chat_is_dropped() -> None:
    query = {
        "id": "q",
        "data": "s:1:a",
        "from": {"id": 78},
        "message": {"message_id": 3, "chat": CHAT},
    }
    assert read({"update_id": 5, "callback_query": query}) == Incoming(
        5, Kind.OTHER, query="q"
    )


def test_half_characters_and_nul_are_taken_out() -> None:
    assert clean("a\ud83db\x00c") == "a\ufffdbc"
    assert len(clean("x" * 10_000)) == 4096


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["message", "edited_message", "callback_query", "my_chat_member", "poll"]
)
FIELDS = st.sampled_from(
    ["chat", "from", "text", "id", "data", "message", "type", "new_chat_member"]
)


@given(KEYS, st.dictionaries(FIELDS, JSON | st.dictionaries(FIELDS, JSON)) | JSON)
def test_any_update_is_read_without_an_error(key: str, content: object) -> None:
    found = read({"update_id": 5, key: content})
    assert found is not None
    assert found.update == 5


@given(JSON)
def test_what_is_no_update_is_nothing(raw: object) -> None:
    assert read(raw) is None or isinstance(raw, dict)
