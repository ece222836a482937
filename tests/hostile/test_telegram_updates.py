"""Whatever arrives instead of an update, nothing breaks and nobody is mistaken."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.callbacks import LONGEST, Dialogue, Opening, decode
from bot.telegram.inbound import LONGEST_WORDS, Incoming, Kind, read, update_number
from bot.telegram.turns import Turns
from surveys.events import Tapped
from tests.golden.runner import CONVERSATIONS
from tests.golden.runner import read as read_transcript
from tests.golden.test_telegram_conversations import Screens
from tests.hostile.texts import TEXTS, VALUES
from tests.integration.telegram.rules import html_mistakes, units
from tests.property.test_telegram_turns import Any

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
TRANSCRIPT = read_transcript(CONVERSATIONS / "family-closure.two-packs.txt")
CHAT = st.fixed_dictionaries(
    {"id": st.just(7) | VALUES, "type": st.sampled_from(["private", "group"]) | VALUES}
)
MESSAGE = st.fixed_dictionaries(
    {"chat": CHAT | VALUES},
    optional={
        "message_id": st.just(3) | VALUES,
        "text": TEXTS | VALUES,
        "from": CHAT | st.fixed_dictionaries({"language_code": VALUES}) | VALUES,
        "photo": VALUES,
        "contact": VALUES,
    },
)
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "id": TEXTS | VALUES,
        "data": TEXTS | VALUES,
        "message": MESSAGE | VALUES,
        "from": CHAT | VALUES,
    },
)
UPDATES = st.fixed_dictionaries(
    {"update_id": st.integers(1, 9) | VALUES},
    optional={
        "message": MESSAGE | VALUES,
        "edited_message": MESSAGE | VALUES,
        "callback_query": QUERY | VALUES,
        "my_chat_member": MESSAGE | VALUES,
        "unknown": VALUES,
    },
)


def check(incoming: Incoming) -> None:
    assert isinstance(incoming.update, int)
    assert isinstance(incoming.chat, int)
    assert len(incoming.words) <= LONGEST_WORDS
    assert "\0" not in incoming.words
    incoming.words.encode()  # no half characters
    incoming.command.encode()
    assert isinstance(incoming.data, str)
    assert incoming.query is None or isinstance(incoming.query, str)
    assert incoming.message is None or isinstance(incoming.message, int)
    assert incoming.language is None or len(incoming.language) <= 16


@given(UPDATES | VALUES)
def test_any_update_is_read_or_passed_over(raw: object) -> None:
    incoming = read(raw)
    assert (incoming is None) is (update_number(raw) is None)
    if incoming is not None:
        check(incoming)


@given(UPDATES)
def test_an_update_reads_the_same_after_its_way_over_the_wire(raw: object) -> None:
    wired = json.loads(json.dumps(raw))
    assert read(wired) == read(json.loads(json.dumps(wired)))


@given(UPDATES)
async def test_any_update_can_be_handled(raw: object) -> None:
    incoming = read(raw)
    if incoming is None:
        return
    screens = Screens()
    await Turns(Any(TRANSCRIPT), screens).take(incoming)
    for screen in screens.shown:
        assert html_mistakes(screen.html) == []
        assert 0 < units(screen.html) <= 4096


@given(TEXTS | VALUES)
def test_a_forged_button_is_one_of_ours_or_nothing(data: object) -> None:
    meant = decode(data)
    assert meant is None or isinstance(meant, Tapped | Opening | Dialogue)
    if meant is not None:
        assert isinstance(data, str)
        assert len(data) <= LONGEST


def test_words_of_a_megabyte_are_cut() -> None:
    chat = {"id": 7, "type": "private"}
    text = "\U0001f3f4\u202e" * 500_000
    incoming = read({"update_id": 1, "message": {"chat": chat, "text": text}})
    assert incoming is not None
    assert incoming.kind is Kind.WORDS
    check(incoming)
