"""A prompt becomes messages: escaped text within Telegram's limits, and buttons.

Rules of this file: it is pure; every text is escaped here and nowhere else; no
message is longer than Telegram takes, counted with its markup in UTF-16 units;
the buttons stand under the last message.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from bot.telegram.callbacks import encode_tap
from surveys.events import DONE, Button, Prompt, Say
from surveys.model import Option, Text
from surveys.replies import marks
from surveys.wording import ENGLISH, phrase

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_LABEL = 40  # a narrow phone cuts longer ones off
CONTROLS_IN_A_ROW = 4
MOST_BUTTONS = 100
TICKED = "\N{WHITE HEAVY CHECK MARK}"
UNTICKED = "\N{WHITE LARGE SQUARE}"
CHOSEN = "\N{BLACK CIRCLE}"
# Marks that turn the direction of the text after them, and control characters.
_UNSEEN = re.compile("[\u202a-\u202e\u2067\x00-\x08\x0b-\x1f\x7f]")
# What `surveys.languages` isolates numbers and names with, from its opening to its end.
_ISOLATED = re.compile("([\u2066\u2068][^\u2066-\u2069\n]*\u2069)|[\u2066\u2068\u2069]")


@dataclass(frozen=True, slots=True)
class Key:
    """A button of a keyboard: what it says and what it carries."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: HTML, and rows of keys (none: no keyboard)."""

    html: str
    rows: tuple[tuple[Key, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with an escaped caption."""

    png: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class File:
    """A document to download, with an escaped caption."""

    name: str
    content: bytes
    caption: str


Sendable = Screen | Picture | File


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph and the tag that it stands in."""

    text: str
    tag: str = ""


def units(text: str) -> int:
    """Return the length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown(text: str) -> str:
    """Return the text without what would turn or hide the text around it."""
    bare = _UNSEEN.sub("", text)
    return _ISOLATED.sub(lambda found: found[1] or "", bare).strip()


def screens(shape: Prompt | Say) -> tuple[Screen, ...]:
    """Return the messages that show a prompt or a saying."""
    match shape:
        case Say(text, care):
            return tuple(Screen(part) for part in _pages(_said(text, care)))
        case Prompt():
            pages = _pages(_asked(shape))
            last = Screen(pages[-1], _keyboard(shape, wide=len(pages) > 1))
            return (*(Screen(part) for part in pages[:-1]), last)


def plain(text: str, rows: tuple[tuple[Key, ...], ...] = ()) -> tuple[Screen, ...]:
    """Return the messages of one of the channel's own texts."""
    pages = _pages([_Block(part) for part in text.split("\n\n")])
    return (*(Screen(part) for part in pages[:-1]), Screen(pages[-1], rows))


def caption(text: str) -> str:
    """Return a picture's caption, escaped and short enough."""
    return next(_cut(shown(text), LONGEST_CAPTION))


def _said(text: str, care: tuple[str, ...]) -> list[_Block]:
    return [*(_Block(part) for part in text.split("\n\n")), *_care(care)]


def _asked(prompt: Prompt) -> list[_Block]:
    blocks = []
    if prompt.note:
        blocks.append(_Block(prompt.note, "i"))
    if prompt.progress is not None:
        at, of = prompt.progress
        blocks.append(_Block(phrase("progress", prompt.language, at=at, of=of), "i"))
    parts = prompt.text.split("\n\n")
    blocks.append(_Block(parts[0], "b"))
    blocks.extend(_Block(part) for part in parts[1:])
    marked = zip(_marks(prompt), prompt.buttons, strict=True)
    lines = [f"{mark}. {button.label}" for mark, button in marked if mark]
    blocks.append(_Block("\n".join(lines)))
    blocks.extend(_care(prompt.care))
    return blocks


def _care(lines: tuple[str, ...]) -> list[_Block]:
    return [_Block("\n".join(lines), "blockquote")] if lines else []


def _marks(prompt: Prompt) -> tuple[str, ...]:
    """Return a mark for each button where some label is too long for a button.

    The labels then stand in the text too, under the marks that a typed reply is
    read by (1 2 3, or A B C where labels count something themselves).
    """
    choices = [button for button in prompt.buttons if button.id != DONE]
    if all(len(button.label) <= LONGEST_LABEL for button in choices):
        return ("",) * len(prompt.buttons)
    options = [Option(b.id, Text({ENGLISH: b.label})) for b in choices]
    signs = marks(options, prompt.language)
    found = dict(zip((b.id for b in choices), signs, strict=True))
    return tuple(found.get(button.id, "") for button in prompt.buttons)


def _pages(blocks: Iterable[_Block]) -> list[str]:
    """Return the blocks as HTML, packed into as few messages as they fit."""
    pages: list[str] = []
    for piece in _pieces(blocks):
        if pages and units(pages[-1]) + 2 + units(piece) <= LONGEST_TEXT:
            pages[-1] += "\n\n" + piece
        else:
            pages.append(piece)
    return pages or ["\N{HORIZONTAL ELLIPSIS}"]


def _pieces(blocks: Iterable[_Block]) -> Iterator[str]:
    for block in blocks:
        text = shown(block.text)
        if not text:
            continue
        around = 2 * len(block.tag) + 5 if block.tag else 0
        for piece in _cut(text, LONGEST_TEXT - around):
            yield f"<{block.tag}>{piece}</{block.tag}>" if block.tag else piece


def _cut(text: str, room: int) -> Iterator[str]:
    """Yield the text, escaped, in pieces of at most ``room`` units.

    Cuts at the end of a line where there is one, else between words.
    """
    while text:
        fits = _fitting(text, room)
        if fits < len(text):
            breaks = max(text.rfind("\n", 0, fits), text.rfind(" ", 0, fits))
            fits = breaks if breaks > fits // 2 else fits
        yield html.escape(text[:fits].strip(), quote=False)
        text = text[fits:].strip()


def _fitting(text: str, room: int) -> int:
    """Return how many characters fit into ``room`` units once escaped."""
    used = 0
    for index, letter in enumerate(text):
        used += units(html.escape(letter, quote=False))
        if used > room:
            return index
    return len(text)


def _keyboard(prompt: Prompt, *, wide: bool) -> tuple[tuple[Key, ...], ...]:

    def data(button: Button) -> str:
        return encode_tap(prompt.step, button.id, wide=wide)

    rows: list[tuple[Key, ...]] = [
        (Key(_label(button, mark, prompt), data(button)),)
        for mark, button in zip(_marks(prompt), prompt.buttons, strict=True)
    ]
    controls = iter(
        Key(shown(button.label) or button.id, data(button))
        for button in prompt.controls
    )
    while row := tuple(islice(controls, CONTROLS_IN_A_ROW)):
        rows.append(row)
    return _within(rows)


def _within(rows: list[tuple[Key, ...]]) -> tuple[tuple[Key, ...], ...]:
    """Keep a keyboard within Telegram's hundred buttons."""
    kept: list[tuple[Key, ...]] = []
    count = 0
    for row in rows:
        count += len(row)
        if count > MOST_BUTTONS:
            break
        kept.append(row)
    return tuple(kept)


def _label(button: Button, mark: str, prompt: Prompt) -> str:
    label = shown(button.label) or button.id
    if mark:
        label = f"{mark}. {label}"
    if len(label) > LONGEST_LABEL:
        label = label[: LONGEST_LABEL - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
    if prompt.many and button.id != DONE:
        tick = (
            "\N{WHITE HEAVY CHECK MARK}" if button.chosen else "\N{WHITE LARGE SQUARE}"
        )
        return f"{tick} {label}"
    return f"\N{BLACK CIRCLE} {label}" if button.chosen else label
