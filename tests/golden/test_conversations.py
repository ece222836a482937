"""Every golden transcript, on the engine and in the terminal."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from bot.service.person import Person
from bot.terminal import Screen, talk, untapped
from surveys.events import (
    Button,
    Effect,
    Event,
    Prompt,
    Replied,
    Started,
    Tapped,
)
from surveys.loading import demo_files, shipped
from surveys.model import Option, Text
from surveys.replies import marks
from surveys.session import Labels
from tests.golden.runner import (
    BEGAN,
    Deed,
    Engine,
    Said,
    Transcript,
    in_order,
    play,
    read,
    transcripts,
)

OF_THE_CONVERSATION = {"begin", "done", "send", "keep", "delete", "resume", "stop"}
FILES = [pytest.param(path, id=path.stem) for path in transcripts()]


@pytest.mark.parametrize("path", FILES)
async def test_the_engine_says_what_the_transcript_says(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    transcript = read(path)
    golden(path, await play(transcript, Engine(transcript)))


class TypedEngine:
    """The engine behind a terminal's screen: taps are typed there."""

    def __init__(self, transcript: Transcript) -> None:
        self.engine = Engine(transcript)
        self.screen = Screen()
        self.text = ""

    async def __call__(self, deed: Deed) -> Said:
        said = await self.engine(Deed(self.typed(deed.event), deed.at))
        self.text = self.screen.take(said)
        return said

    def typed(self, event: Event) -> Event:
        """Return the event that comes of typing what this one taps or says."""
        match event:
            case Replied(words):
                return self.screen.event(words)
            case Tapped(step, button):
                prompt = self.screen.prompt
                if prompt is None or prompt.step != step:
                    return event  # nobody can type on an older screen
                read_back = self.screen.event(sign_of(prompt, button))
                assert read_back == event
                return read_back
            case _:
                return event


def sign_of(prompt: Prompt, button_id: str) -> str:
    """Return what a person types for a button: its number or letter, or its words."""
    choices = [b for b in prompt.buttons if b.id not in OF_THE_CONVERSATION]
    ids = [b.id for b in choices]
    if button_id in ids:
        options = [Option(b.id, Text({"en": b.label})) for b in choices]
        return marks(options, prompt.language)[ids.index(button_id)]
    buttons: Sequence[Button] = (*prompt.buttons, *prompt.controls)
    return next(b.label for b in buttons if b.id == button_id)


@pytest.mark.parametrize("path", FILES)
async def test_the_terminal_shows_what_the_transcript_says(path: Path) -> None:
    transcript = read(path)
    terminal = TypedEngine(transcript)

    def shown(deed: str, block: str) -> None:
        assert in_order(untapped(block), terminal.text) is None, (deed, terminal.text)

    await play(transcript, terminal, shown)


class EngineService:
    """The service seam over the engine, for `talk`."""

    def __init__(self, transcript: Transcript) -> None:
        self.engine = Engine(transcript)
        self.begun: list[tuple[Person, str, Labels]] = []
        self.received: list[tuple[Person, Event, str | None]] = []

    async def begin(
        self, person: Person, questionnaire_id: str, labels: Labels, now: datetime
    ) -> tuple[Effect, ...]:
        self.begun.append((person, questionnaire_id, labels))
        return tuple(await self.engine(Deed(Started(), now)))

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        self.received.append((person, event, delivery))
        return tuple(await self.engine(Deed(event, now)))


def typed_lines(transcript: Transcript) -> list[str] | None:
    """Return what a person types to follow a transcript; None if it needs more."""
    lines = []
    for deed, _ in transcript.turns[1:]:
        verb, _, rest = deed.partition(" ")
        if verb not in ("say", "tap") or rest.startswith("old:"):
            return None
        lines.append(rest)
    return lines


@pytest.mark.parametrize("path", FILES)
async def test_a_whole_talk_shows_every_line_in_order(path: Path) -> None:
    transcript = read(path)
    lines = typed_lines(transcript)
    if lines is None:
        pytest.skip("holds deeds that a terminal does not know")
    output = io.StringIO()
    service, person = EngineService(transcript), Person("terminal")
    ended = await talk(
        service,
        person,
        transcript.facts["questionnaire"],
        Labels(),
        stdin=io.StringIO("".join(f"{line}\n" for line in lines)),
        stdout=output,
        now=lambda: BEGAN,
    )
    expected = "".join(block for _, block in transcript.turns)
    assert in_order(untapped(expected), output.getvalue()) is None
    assert ended is ("= submit" in expected or "= forget" in expected)
    assert service.begun == [(person, transcript.facts["questionnaire"], Labels())]


def test_there_is_a_transcript_for_every_questionnaire() -> None:
    seen = {read(path).facts["questionnaire"] for path in transcripts()}
    demos = {f"demo/{name.removesuffix('.toml')}" for name in demo_files()}
    assert set(shipped()) | demos <= seen
