"""The terminal: what it does at the end of the input, at ctrl-C, with odd lines."""

import asyncio
import io
import os
import re
from dataclasses import replace
from datetime import datetime

import pytest

from bot.service.person import Person
from bot.terminal import WIDTH, Screen, talk, untapped
from surveys.events import (
    STOP,
    Button,
    Effect,
    Event,
    Forget,
    Prompt,
    Replied,
    Say,
    Tapped,
)
from surveys.session import Labels
from surveys.wording import phrase

QUESTION = Prompt(
    step="3",
    text="Did it help?",
    buttons=(Button("a", "Yes"), Button("b", "A little", chosen=True)),
    controls=(Button("back", "Back"), Button("stop", "Stop")),
    progress=(1, 2),
    care=("Ring 999.",),
    note="Sorry, what?",
)
COUNTING = Prompt("4", "How many?", (Button("a", "1"), Button("b", "2 or 3")))


class Recorder:
    """A service that asks one question, and ends at "end" or at the second stop."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.received = asyncio.Event()

    async def begin(
        self, person: Person, questionnaire_id: str, labels: Labels, now: datetime
    ) -> tuple[Effect, ...]:
        assert (person.channel, questionnaire_id) == ("terminal", "q")
        assert labels == Labels()
        assert now.tzinfo is not None
        return (QUESTION,)

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        assert person.channel == "terminal"
        assert delivery is None
        assert now.tzinfo is not None
        self.events.append(event)
        self.received.set()
        stops = [e for e in self.events if e == Tapped("", STOP)]
        if event == Replied("end") or len(stops) > 1:
            return (Forget(), Say("Goodbye.", care=("Ring 111.",)))
        return (QUESTION,)


async def typed(text: str) -> tuple[bool, Recorder, str]:
    service, output = Recorder(), io.StringIO()
    ended = await talk(
        service,
        Person("terminal"),
        "q",
        Labels(),
        stdin=io.StringIO(text),
        stdout=output,
    )
    return ended, service, output.getvalue()


async def test_numbers_labels_and_words_are_told_apart() -> None:
    ended, service, said = await typed("1\nA LITTLE\nback\nwell yes\n\n  \nend\n")
    assert ended
    assert service.events == [
        Tapped("3", "a"),
        Tapped("3", "b"),
        Tapped("3", "back"),
        Replied("well yes"),
        Replied("end"),
    ]
    assert "Goodbye." in said
    assert "* Ring 111." in said


async def test_the_end_of_the_input_stops_for_good_and_says_so() -> None:
    ended, service, said = await typed("1\n")
    assert not ended
    assert service.events[-2:] == [Tapped("", STOP), Tapped("", STOP)]
    assert "Nothing was sent" in said


async def test_a_last_line_without_its_end_is_read() -> None:
    ended, service, _ = await typed("end")
    assert ended
    assert service.events == [Replied("end")]


async def test_ctrl_c_in_the_middle_stops_kindly() -> None:
    service, output = Recorder(), io.StringIO()
    read, write = os.pipe()
    with os.fdopen(read) as source:
        task = asyncio.ensure_future(
            talk(
                service,
                Person("terminal"),
                "q",
                Labels(),
                stdin=source,
                stdout=output,
            )
        )
        os.write(write, b"1\n2")
        await service.received.wait()
        task.cancel()
        assert await task is False
        os.close(write)
    assert service.events == [Tapped("3", "a"), Tapped("", STOP), Tapped("", STOP)]
    assert "Nothing was sent" in output.getvalue()


async def test_lines_come_whole_from_a_pipe_however_they_are_cut() -> None:
    service, output = Recorder(), io.StringIO()
    read, write = os.pipe()
    with os.fdopen(read) as source:
        task = asyncio.ensure_future(
            talk(
                service,
                Person("terminal"),
                "q",
                Labels(),
                stdin=source,
                stdout=output,
            )
        )
        for part in (b"it was gr\xc3", b"\xbcn\n1\nbad \xff byte\nen"):
            os.write(write, part)
            await asyncio.sleep(0.02)
        os.write(write, b"d")
        os.close(write)
        assert await task
    assert service.events == [
        Replied("it was gr\u00fcn"),
        Tapped("3", "a"),
        Replied("bad \ufffd byte"),
        Replied("end"),
    ]


def test_a_screen_shows_everything_within_its_width() -> None:
    screen = Screen()
    text = screen.take((Say("word " * 60), QUESTION))
    assert max(len(line) for line in text.split("\n")) <= WIDTH
    for part in (
        "Sorry, what?",
        "Question 1 of 2",
        " 1. Yes",
        " 2. A little (chosen)",
        "* Ring 999.",
        "back, stop",
    ):
        assert part in text
    assert not screen.ended


def test_letters_where_labels_count() -> None:
    screen = Screen()
    assert " A. 1" in screen.take((COUNTING,))
    assert screen.event("a") == Tapped("4", "a")
    assert screen.event("2 or 3") == Tapped("4", "b")
    assert screen.event("2") == Replied("2")


@pytest.mark.parametrize("line", ["1", "yes", "stop"])
def test_before_the_first_screen_everything_is_words(line: str) -> None:
    assert Screen().event(line) == Replied(line)


def test_nothing_is_tapped_in_a_terminal() -> None:
    assert untapped(phrase("review_end", "en")).count("type") == 2
    assert "Type Help at any time" in untapped("• Tap Help at any time to see who.")
    assert "Tap" not in untapped(phrase("begin", "en"))
    for key in ("ask_again_plain", "offer_skip", "help_choice", "help_many"):
        assert not re.search(r"\b[Tt]ap\b", untapped(phrase(key, "en"))), key


def test_peoples_own_words_are_not_touched() -> None:
    own = "1. What else?\n\u2013 She would tap on the door. Tap the app, tap it again."
    assert untapped(own) == own


async def test_goodbye_is_said_in_the_language_of_the_talk() -> None:
    class Polish(Recorder):
        async def begin(self, *_: object) -> tuple[Effect, ...]:
            return (replace(QUESTION, language="pl"),)

    out = io.StringIO()
    person = Person("terminal", "k")
    await talk(Polish(), person, "q", Labels(), stdin=io.StringIO(""), stdout=out)
    assert phrase("terminal.goodbye", "pl") in " ".join(out.getvalue().split())
