"""Whatever people write, it is read, redacted and stored as visible words."""

import io
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.json_lines import LineError
from bot.models.redaction import redact_lines
from bot.service.person import Person
from bot.service.respond import Respond
from bot.service.submission import Sheet
from surveys.care import notice
from surveys.details import Rules
from surveys.events import Replied, Submit
from surveys.hidden import hidden, visible
from surveys.loading import shipped
from surveys.model import Answer, Question
from surveys.redaction import Redaction
from surveys.replies import Understood, understand
from surveys.session import Labels
from tests.hostile.texts import TEXTS
from tests.integration.store.world import FAMILY, NOW, open_world

RULES = Rules(deny=frozenset(["Holy Trinity", "\u202e", ""]))
QUESTIONS = [q for one in shipped().values() for q in one.questions]


@given(st.sampled_from(QUESTIONS), TEXTS, st.sampled_from(["en", "pl", "xx"]))
def test_any_reply_is_an_answer_or_asked_again(
    asked: Question, words: str, language: str
) -> None:
    reading = understand(asked, asked.options, words, language)
    if isinstance(reading, Understood):
        assert set(reading.answer.options) <= {option.id for option in asked.options}
    notice(words, language)


@given(TEXTS)
def test_redaction_never_raises_and_only_takes_spans_out(words: str) -> None:
    redaction = RULES.redact(words)
    end, kept = 0, []
    for span in redaction.spans:
        assert end <= span.start < span.end <= len(words)
        kept.append(words[end : span.start])
        end = span.end
    kept.append(words[end:])
    for part in kept:
        assert part in redaction.text


@given(TEXTS)
def test_no_invisible_sign_is_left(words: str) -> None:
    seen = visible(words)
    assert hidden(seen) is None
    assert visible(seen) == seen
    seen.encode()


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\u202e", "\u200b", "\ud800", "\x7f"])
def test_a_number_parted_by_what_nobody_sees_is_found(sign: str) -> None:
    words = visible(f"ring 0770{sign}0 900{sign}123 or jo{sign}anne@example.org")
    assert "900" not in RULES.redact(words).text
    assert "anne" not in RULES.redact(words).text


@pytest.mark.parametrize(
    "words",
    [
        "a" * 4096,
        "1 " * 2048,
        "1," * 2048,
        "yes," * 1024,
        "school and " * 370,
        "07700 " * 680,
        "\u0301\u0316" * 2048,
        "\ufdfa" * 4096,
        "@." * 2048,
        "Ann " * 1024,
        "no, " * 1024,
    ],
)
def test_long_words_cost_no_more_than_a_moment(words: str) -> None:
    began = time.process_time()
    for question in shipped()["family-closure"].questions:
        understand(question, question.options, words, "en")
    RULES.redact(words)
    notice(words, "en")
    assert time.process_time() - began < 6


class Listening:
    """A redactor that notes what it is given."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def redact(self, text: str) -> Redaction:
        self.heard.append(text)
        return RULES.redact(text)


async def test_the_redactor_is_given_visible_words_only(tmp_path: Path) -> None:
    world, listening = open_world(tmp_path), Listening()
    respond = Respond(
        world.writer, world.keys, replace(world.setup, redactor=listening)
    )
    someone = Person("terminal", "1")
    try:
        await respond.begin(someone, FAMILY.id, Labels(), NOW)
        words = "Jo\x01anne\u202e \ud800\x1b[2J was kind"
        await respond.receive(someone, Replied(words), "d1", NOW)
        sheet = Sheet("1", FAMILY, Labels(), "en", Submit((Answer("O1", words=words),)))
        assert await respond.record([sheet], NOW) == 1
    finally:
        await world.close()
    assert listening.heard == ["Joanne [2J was kind"] * 2


def lines_of(body: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(body), encoding="utf-8")


@given(TEXTS)
def test_the_command_line_gives_back_what_can_be_printed(words: str) -> None:
    (line,) = redact_lines([json.dumps({"text": words})], RULES)
    assert isinstance(line, str)
    line.encode()
    assert json.loads(line)["text"] == RULES.redact(words).text


@pytest.mark.parametrize(
    "body",
    [
        *(b"\xff\xfe{", b"{", b"[]", b'{"text": 3}', b'{"text": null}', b"[" * 90_000),
        *(b"\x1f\x8b\x08\x00", b"9" * 5000),
    ],
)
def test_lines_that_are_none_are_refused_in_words(body: bytes) -> None:
    try:
        found = list(redact_lines(lines_of(body), RULES))
    except LineError:  # no text at all
        return
    assert found
    assert all(isinstance(line, LineError) for line in found)
