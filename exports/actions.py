"""What partners agreed at a workshop becomes a list to print: Word, HTML or CSV.

Rule 1: an action names partners and a post, never a person.
Rule 2: what was agreed earlier and is still open stands under a heading of its own.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exports import page, word
from exports.blocks import Block, Document, Heading, Table, Text, Title
from exports.legible import legible
from exports.table import safe

COLUMNS = (
    "period",
    "row",
    "feature",
    "about",
    "action",
    "kind",
    "partners",
    "post",
    "by_when",
    "status",
    "note",
)
STATES: Mapping[str, str] = {
    "open": "Open",
    "done": "Done",
    "carried": "Carried on",
    "dropped": "Dropped",
}
_WIDTHS = (5.0, 6.0, 3.4, 1.6, 1.4)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action, worded.

    Attributes:
        row: What the rated row is called.
        feature: An id of the model, or empty.
        about: The feature's text, or empty: the whole row.
        partners: What the partners are called; several: a joint action.
        due: ISO date.
        state: One of `STATES`.
    """

    row: str
    feature: str
    about: str
    words: str
    partners: tuple[str, ...]
    post: str
    due: str
    state: str
    note: str
    period: str

    @property
    def kind(self) -> str:
        """Whether one partner acts by itself, or several together."""
        return "joint" if len(self.partners) > 1 else "individual"


@dataclass(frozen=True, slots=True)
class ActionList:
    """The actions of one period, and the earlier ones that are still open."""

    council: str
    period: str
    agreed: tuple[ActionLine, ...]
    earlier: tuple[ActionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file."""

    media_type: str
    write: Callable[[ActionList], bytes]


def document(actions: ActionList) -> Document:
    """Lay the list out."""
    title = "Actions agreed by partners"
    return Document(
        f"{title}, {actions.period}",
        f"{title}, {actions.period}. {actions.council}",
        tuple(_blocks(title, actions)),
    )


def _blocks(title: str, actions: ActionList) -> Iterator[Block]:
    yield Title(title, f"{actions.council} · {actions.period}")
    yield Heading(2, f"Agreed over the evidence of {actions.period}")
    yield from _tables("agreed", actions.agreed)
    yield Heading(2, "From earlier times, and still open")
    yield from _tables("earlier", actions.earlier)


def _tables(name: str, lines: Sequence[ActionLine]) -> Iterator[Block]:
    if not lines:
        yield Text("None.")
    for row in dict.fromkeys(line.row for line in lines):
        here = [line for line in lines if line.row == row]
        yield Heading(3, row)
        yield Table(
            name=f"{name}: {row}",
            caption=f"What was agreed about {row}: who, by when, and how it stands.",
            head=("About", "Action", "Who", "By when", "Status"),
            rows=tuple(
                (
                    line.about or "The row as a whole",
                    f"{line.words} ({line.note})" if line.note else line.words,
                    _who(line),
                    line.due,
                    STATES[line.state],
                )
                for line in here
            ),
            widths=_WIDTHS,
            small=True,
            beneath=tuple(_under(line, here) for line in here),
        )


def _under(line: ActionLine, here: Sequence[ActionLine]) -> str:
    several = len({one.period for one in here}) > 1
    return " · ".join(part for part in (line.feature, line.period * several) if part)


def _who(line: ActionLine) -> str:
    partners = ", ".join(line.partners)
    together = f"Jointly: {partners}" if line.kind == "joint" else partners
    return f"{together} ({line.post})" if line.post else together


def table(actions: ActionList) -> bytes:
    """Return the list as the bytes of a .csv file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in (*actions.agreed, *actions.earlier):
        cells = (
            line.period,
            line.row,
            line.feature,
            line.about,
            line.words,
            line.kind,
            "; ".join(line.partners),
            line.post,
            line.due,
            line.state,
            line.note,
        )
        writer.writerow([safe(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


KINDS: Mapping[str, Kind] = {
    "docx": Kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda actions: word.render(document(legible(actions))),
    ),
    "html": Kind(
        "text/html; charset=utf-8",
        lambda actions: page.render(document(legible(actions))),
    ),
    "csv": Kind("text/csv; charset=utf-8", lambda actions: table(legible(actions))),
}
