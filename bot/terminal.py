"""The terminal channel: the same conversation in a shell.

Rule 1: it calls the service's `begin` and `receive` and nothing else; what happens
next is decided there.
Rule 2: it shows every effect in full. Answers carry the marks that `surveys.replies`
reads them by (1 2 3, or A B C where labels count something themselves), so that a
typed mark means what stands beside it.
Rule 3: where the English says "tap", it says "type" here.
Rule 4: the end of the input and ctrl-C end the talk kindly, with nothing sent.
"""

import asyncio
import os
import re
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Protocol, TextIO

from bot.service.person import Person
from surveys.events import (
    BEGIN,
    CHANGE,
    DELETE,
    DONE,
    KEEP,
    RESUME,
    SEND,
    STOP,
    Button,
    Effect,
    Event,
    Forget,
    Kind,
    Prompt,
    Replied,
    Say,
    Submit,
    Tapped,
)
from surveys.model import Option, Text
from surveys.replies import marks, plain
from surveys.session import Labels
from surveys.wording import ENGLISH, catalogue, phrase

WIDTH = 78
_INDENT = "   "
_TAP = re.compile(r"\b([Tt])ap\b")
_PLACE = re.compile(r"\{[^{}]*\}")
_TAP_HELP = ("Tap Help", "tap Help")  # in the questionnaires' limits of confidence
# Buttons of the conversation itself are typed as words: a number might be an answer.
_TYPED = frozenset({BEGIN, DONE, SEND, KEEP, DELETE, RESUME, STOP})


class Answering(Protocol):
    """What the channel needs of the service."""

    async def begin(
        self, person: Person, questionnaire_id: str, labels: Labels, now: datetime
    ) -> tuple[Effect, ...]:
        """Open a conversation without a link."""
        ...  # a protocol's body

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        """Take one event and return what to show, after the commit."""
        ...  # a protocol's body


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Screen:
    """What stands in front of the person: how it is shown, and how it is read back."""

    prompt: Prompt | None = None
    ended: bool = False
    shortcuts: dict[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of what stands in front of the person."""
        return ENGLISH if self.prompt is None else self.prompt.language

    def take(self, effects: Sequence[Effect]) -> str:
        """Return the effects as text, and remember the prompt among them."""
        parts = [part for effect in effects for part in self._shown(effect)]
        # A conversation that has nothing left to ask is over.
        self.ended = not any(isinstance(effect, Prompt) for effect in effects)
        return "\n\n".join(part for part in parts if part)

    def event(self, line: str) -> Event:
        """Return what a typed line means: a button by its mark or label, or words."""
        said = " ".join(plain(line))
        button = self.shortcuts.get(said)
        if self.prompt is not None and button is not None:
            return Tapped(self.prompt.step, button)
        return Replied(line)

    def _shown(self, effect: Effect) -> list[str]:
        match effect:
            case Say(kind=Kind.ABOUT_YOU):
                return []  # asked on pages and in Telegram alone (docs/equality.md)
            case Say(text, care):
                return [_wrapped(untapped(text)), _listed(care)]
            case Submit() | Forget():
                return []
            case Prompt():
                self.prompt = effect
                return self._asked(effect)

    def _asked(self, prompt: Prompt) -> list[str]:
        parts = [_wrapped(untapped(prompt.note or ""))]
        if prompt.progress is not None:
            at, of = prompt.progress
            parts.append(phrase("progress", prompt.language, at=at, of=of))
        choices = [b for b in prompt.buttons if b.id not in _TYPED]
        signs = marks([_option(b) for b in choices], prompt.language)
        parts += [_wrapped(untapped(prompt.text)), _choices(prompt, choices, signs)]
        parts += [_listed(prompt.care), self._moves(prompt, signs)]
        self.shortcuts = {_said(b.label): b.id for b in prompt.controls}
        self.shortcuts |= {_said(b.label): b.id for b in prompt.buttons}
        self.shortcuts |= {
            _said(sign): b.id for sign, b in zip(signs, choices, strict=True)
        }
        return parts

    def _moves(self, prompt: Prompt, signs: Sequence[str]) -> str:
        """Return the line that says what can be typed beside the answers.

        The prompt's own text says how to change one of them.
        """
        how = ""
        if signs:
            letters = "" if signs[0].isdigit() else "_letters"
            how = phrase(f"terminal.choose{letters}", prompt.language)
        typed = [b for b in prompt.buttons if b.id in _TYPED]
        controls = [b for b in prompt.controls if not b.id.startswith(CHANGE)]
        words = ", ".join(b.label.lower() for b in (*typed, *controls))
        also = "moves" if signs or prompt.progress or prompt.free_text else "words"
        moves = phrase(f"terminal.{also}", prompt.language, words=words)
        return _wrapped(f"{how} {moves}".strip())


async def talk(
    respond: Answering,
    person: Person,
    questionnaire_id: str,
    labels: Labels,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    now: Callable[[], datetime] = _now,
) -> bool:
    """Hold one conversation and return whether it was ended, not broken off.

    Where the input ends first, the person is taken to have stopped.
    """
    lines, write = _Lines(stdin or sys.stdin), stdout or sys.stdout
    screen = Screen()
    try:
        effects = await respond.begin(person, questionnaire_id, labels, now())
        _say(write, screen.take(effects))
        while not screen.ended:
            write.write(phrase("terminal.prompt", ENGLISH))
            write.flush()
            line = await lines.next()
            if line is None:
                await _leave(respond, person, write, now, screen.language)
                return False
            if line.strip():
                event = screen.event(line.strip())
                effects = await respond.receive(person, event, None, now())
                _say(write, screen.take(effects))
    except (KeyboardInterrupt, asyncio.CancelledError):
        await _leave(respond, person, write, now, screen.language)
        return False
    return True


class _Lines:
    """Typed lines, waited for so that ctrl-C is heard in between.

    A thread that reads could not be interrupted; so the descriptor is watched where
    it can be. Files and texts in memory never keep anybody waiting.
    """

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._bytes = b""
        try:
            self._descriptor = source.fileno()
        except (OSError, ValueError):
            self._descriptor = -1

    async def next(self) -> str | None:
        """Return the next line, or None at the end of the input."""
        while b"\n" not in self._bytes:
            if not await self._ready():
                return self._source.readline() or None
            more = os.read(self._descriptor, 65_536)
            if not more:
                rest, self._bytes = self._bytes, b""
                return rest.decode("utf-8", "replace") or None
            self._bytes += more
        line, _, self._bytes = self._bytes.partition(b"\n")
        return line.decode("utf-8", "replace") + "\n"

    async def _ready(self) -> bool:
        """Wait for input; False where this cannot be waited for."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        try:
            loop.add_reader(self._descriptor, ready.set)
        except (OSError, ValueError, NotImplementedError):
            return False
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._descriptor)
        return True


async def _leave(
    respond: Answering,
    person: Person,
    write: TextIO,
    now: Callable[[], datetime],
    language: str,
) -> None:
    """Stop for good on the person's behalf: "stop", and yes."""
    for _ in range(2):
        await respond.receive(person, Tapped("", STOP), None, now())
    _say(write, "\n" + phrase("terminal.goodbye", language))


def untapped(text: str) -> str:
    """Return a text of ours in the words of a keyboard: nothing is tapped here.

    Only our own phrases change, word for word; what somebody wrote stays as it is.
    """
    for ours in _tapped():
        text = text.replace(ours, _TAP.sub(r"\1ype", ours))
    return text


@cache
def _tapped() -> tuple[str, ...]:
    """Return the pieces of our own phrases that speak of tapping."""
    said = catalogue(ENGLISH).phrases.values()
    pieces = (piece for text in said for piece in _PLACE.split(text))
    return (*(piece for piece in pieces if _TAP.search(piece)), *_TAP_HELP)


def _say(write: TextIO, text: str) -> None:
    write.write(f"\n{text}\n\n" if text else "")
    write.flush()


def _said(label: str) -> str:
    return " ".join(plain(label))


def _option(button: Button) -> Option:
    return Option(button.id, Text({ENGLISH: button.label}))


def _choices(prompt: Prompt, choices: Sequence[Button], signs: Sequence[str]) -> str:
    chosen = f" ({phrase('terminal.chosen', prompt.language)})"
    lines = []
    for sign, button in zip(signs, choices, strict=True):
        box = ("[x] " if button.chosen else "[ ] ") if prompt.many else ""
        after = chosen if button.chosen and not prompt.many else ""
        lines.append(f"{_INDENT}{sign:>2}. {box}{button.label}{after}")
    return "\n".join(lines)


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(
        textwrap.fill(
            line,
            WIDTH,
            initial_indent=f"{_INDENT}* ",
            subsequent_indent=f"{_INDENT}  ",
        )
        for line in lines
    )


def _wrapped(text: str) -> str:
    """Wrap a text, keeping its own line breaks; later lines of a bullet hang."""
    return "\n".join(
        textwrap.fill(
            line, WIDTH, subsequent_indent="  " if line.startswith("•") else ""
        )
        for line in text.split("\n")
    )
