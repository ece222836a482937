"""A page of the conversation becomes what its template needs.

Rule 1: pure, and it decides nothing about the survey.
Rule 2: what is hidden on this phone does not get past this file.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.service.page import Page, Row
from surveys.events import CHANGE, DELETE, DONE, KEEP, Button
from surveys.model import Kind, Variant
from surveys.session import Phase

_BULLET = "• "


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the lines of a list."""

    text: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What a template shows of one page.

    Attributes:
        template: Which one.
        at: Where the page is sent back to.
        step: Goes back with it.
        heading: The question, or the first line.
        blocks: What follows.
        note: Said before; `wrong` where it says what to put right.
        kind: Of the question.
        choices: Options to mark.
        many: Several may be marked.
        words: What stands in the box already.
        primary: The button that goes on; its id may be empty.
        others: Buttons beside it.
        moves: Back, skip, help and the like.
        care: Help lines.
        rows: At the review.
        draft: Words that wait for a yes.
        veiled: There is an earlier answer that this phone does not show again.
        easy: In easy read.
    """

    template: str
    at: str
    step: str
    heading: str
    blocks: tuple[Block, ...] = ()
    note: tuple[str, ...] = ()
    wrong: str = ""
    kind: str = ""
    choices: tuple[Button, ...] = ()
    many: bool = False
    words: str = ""
    primary: Button | None = None
    others: tuple[Button, ...] = ()
    moves: tuple[Button, ...] = ()
    care: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    changes: tuple[str, ...] = ()
    draft: str = ""
    veiled: bool = False
    easy: bool = False
    picture: str | None = None
    progress: tuple[int, int] | None = None
    longest: int = 0
    language: str = "en"


def blocks(text: str) -> tuple[Block, ...]:
    """Return a text's paragraphs; lines that begin with a bullet make a list."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n{2,}", text.strip()):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            if line.startswith(_BULLET):
                lines.append(line.removeprefix(_BULLET).strip())
                continue
            if lines:
                yield Block(lines=tuple(lines))
                lines = []
            if line.strip():
                yield Block(line.strip())
        if lines:
            yield Block(lines=tuple(lines))


def view_of(page: Page, hidden: Collection[str] = (), *, go: str) -> View:
    """Return the view of a page.

    Args:
        page: As the service made it.
        hidden: Questions whose answers this phone must not show again.
        go: What the button that goes on says.
    """
    prompt = page.prompt
    first, *rest = blocks(prompt.text) or (Block(),)
    view = View(
        template=_TEMPLATES[page.phase],
        at=page.at,
        step=prompt.step,
        heading=first.text,
        blocks=tuple(rest),
        note=tuple(prompt.note.split("\n")) if prompt.note else (),
        moves=tuple(b for b in prompt.controls if not b.id.startswith(CHANGE)),
        care=prompt.care,
        easy=prompt.variant is Variant.EASY,
        picture=prompt.picture,
        progress=prompt.progress,
        language=prompt.language,
    )
    if page.phase is Phase.ASKING:
        return _asking(view, page, hidden, go)
    if page.phase is Phase.CONFIRMING:
        return _confirming(view, page, hidden)
    if page.phase is Phase.REVIEWING:
        return _reviewing(view, page, hidden)
    if page.phase is Phase.CHOOSING_LANGUAGE:
        return replace(view, choices=prompt.buttons, primary=Button("", go))
    primary, *others = prompt.buttons
    return replace(view, primary=primary, others=tuple(others))


_TEMPLATES = {
    Phase.WELCOME: "begin.html",
    Phase.ASKING: "question.html",
    Phase.CONFIRMING: "check.html",
    Phase.REVIEWING: "review.html",
    Phase.STOPPING: "stop.html",
    Phase.CHOOSING_LANGUAGE: "question.html",
}


def _asking(view: View, page: Page, hidden: Collection[str], go: str) -> View:
    question, prompt = page.question, page.prompt
    if question is None:  # pragma: no cover  # a page that asks has a question
        return view
    veiled = question.id in hidden and page.earlier is not None
    if veiled:
        view = replace(view, note=(), veiled=True)
    if question.kind in (Kind.TEXT, Kind.NUMBER):
        return _writing(view, page, go, veiled=veiled)
    done = next((b for b in prompt.buttons if b.id == DONE), None)
    choices = tuple(b for b in prompt.buttons if b.id != DONE)
    if veiled:
        choices = tuple(replace(b, chosen=False) for b in choices)
    return replace(
        view,
        kind=str(question.kind),
        choices=choices,
        many=prompt.many,
        primary=Button("", done.label if done else go),
    )


def _writing(view: View, page: Page, go: str, *, veiled: bool) -> View:
    """Return the view of a question that is answered by writing."""
    question, earlier = page.question, page.earlier
    keep = _button(page.prompt.buttons, KEEP)
    delete = _button(page.prompt.buttons, DELETE)
    words = ""
    if page.draft is not None and not veiled:
        words = page.draft
    elif earlier is not None and not veiled:
        words = earlier.words or ("" if earlier.number is None else str(earlier.number))
        # The words stand in the box: saying them above it once more helps nobody.
        view = replace(view, note=view.note[:1] if earlier.words else view.note)
    if veiled and keep is not None:
        return replace(
            view,
            kind=str(question.kind) if question else "",
            primary=Button("", go),
            others=tuple(b for b in (keep, delete) if b),
            longest=question.longest if question else 0,
        )
    primary = keep if keep is not None and words else None
    return replace(
        view,
        kind=str(question.kind) if question else "",
        words=words,
        primary=Button("", primary.label if primary else go),
        others=(delete,) if delete is not None else (),
        longest=question.longest if question else 0,
    )


def _button(buttons: Sequence[Button], name: str) -> Button | None:
    return next((b for b in buttons if b.id == name), None)


def _confirming(view: View, page: Page, hidden: Collection[str]) -> View:
    keep, delete = page.prompt.buttons
    after = tuple(b for b in view.blocks if b.text != f"“{page.draft}”")
    veiled = page.question is not None and page.question.id in hidden
    return replace(
        view,
        blocks=after[-1:],
        draft="" if veiled else page.draft or "",
        veiled=veiled,
        primary=keep,
        others=(delete,),
    )


def _reviewing(view: View, page: Page, hidden: Collection[str]) -> View:
    changes = [b for b in page.prompt.controls if b.id.startswith(CHANGE)]
    rows = tuple(
        replace(row, given="\x00") if row.question in hidden and row.given else row
        for row in page.rows
    )
    return replace(
        view,
        blocks=view.blocks[-1:],
        rows=rows,
        changes=tuple(b.label for b in changes),
        primary=page.prompt.buttons[0],
    )
