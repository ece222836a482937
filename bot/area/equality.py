"""Which questions about who answers an area asks, and its own shares of closings.

Rule: off unless the area file says `on = true`; the ids of options are what is counted.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.area.model import EqualityTally
from bot.area.reading import Reader
from bot.area.wording import text_in
from surveys.entries import LABEL, width
from surveys.equality import RATHER_NOT, Ask, rather_not, shipped_asks
from surveys.model import Option

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,29}")
_MOST_OPTIONS: Final = 20
_WHOLE: Final = 101  # per cent; shares are rounded
_FEWEST: Final = 2


def equality_tally(reader: Reader) -> EqualityTally | None:
    """Take the table [equality]; None where the questions are not asked."""
    table = reader.table("equality", "on", "ask", "options", "shares")
    on = table.get("on", False)
    if not isinstance(on, bool):
        reader.wrong("equality.on", "write true or false")
    asks = _asks(reader, table)
    shares = _shares(reader, table, asks)
    return EqualityTally(asks, shares) if on is True and asks else None


def _asks(reader: Reader, table: Mapping[str, object]) -> tuple[Ask, ...]:
    known = {ask.id: ask for ask in shipped_asks()}
    wanted = table.get("ask", list(known))
    if not isinstance(wanted, list) or not wanted or not set(wanted) <= set(known):
        reader.wrong("equality.ask", f"write some of: {', '.join(known)}")
        wanted = list(known)
    own = _table(reader, table, "options", known)
    return tuple(
        replace(ask, options=_options(reader, ask, own.get(ask.id)))
        for ask in known.values()
        if ask.id in wanted
    )


def _options(reader: Reader, ask: Ask, rows: object) -> tuple[Option, ...]:
    where = f"equality.options.{ask.id}"
    if rows is None:
        return ask.options
    if not isinstance(rows, list) or not _FEWEST <= len(rows) <= _MOST_OPTIONS:
        reader.wrong(where, f"write {_FEWEST} to {_MOST_OPTIONS}: [[{where}]]")
        return ask.options
    found = [
        _option(reader, f"{where}[{number}]", row) for number, row in enumerate(rows, 1)
    ]
    options = [option for option in found if option is not None]
    if len({option.id for option in options}) < len(options):
        reader.wrong(where, "an id stands there twice")
    return (*options, rather_not())


def _option(reader: Reader, where: str, row: object) -> Option | None:
    if not isinstance(row, Mapping) or not set(row) <= {"id", "label"}:
        reader.wrong(where, "write id and label")
        return None
    name = row.get("id")
    if not isinstance(name, str) or not _SLUG.fullmatch(name) or name == RATHER_NOT:
        reader.wrong(f"{where}.id", "write a short id of small letters, digits and _")
        return None
    label = text_in(reader, row, f"{where}.label")
    if label is None:
        reader.wrong(f"{where}.label", "it is missing")
        return None
    for language, words in label.by_language.items():
        if width(words) > LABEL:
            reader.wrong(f"{where}.label.{language}", f"{LABEL} places fit on a button")
    return Option(name, label)


def _shares(
    reader: Reader, table: Mapping[str, object], asks: tuple[Ask, ...]
) -> Mapping[str, Mapping[str, int]]:
    known = {ask.id: ask for ask in asks}
    found: dict[str, Mapping[str, int]] = {}
    for name, row in _table(reader, table, "shares", known).items():
        where, ask = f"equality.shares.{name}", known[name]
        good = isinstance(row, Mapping) and all(
            ask.knows(option) and type(share) is int and 0 <= share < _WHOLE
            for option, share in row.items()
        )
        if not good or not isinstance(row, Mapping) or sum(row.values()) > _WHOLE:
            options = ", ".join(option.id for option in ask.options)
            reader.wrong(
                where, f"write whole per cent, 100 together at most, of: {options}"
            )
            continue
        found[name] = dict(row)
    return found


def _table(
    reader: Reader, table: Mapping[str, object], name: str, known: Mapping[str, Ask]
) -> Mapping[str, object]:
    """Take a table inside the table, whose keys are questions that are asked."""
    found = table.get(name, {})
    if not isinstance(found, Mapping) or not set(found) <= set(known):
        reader.wrong(
            f"equality.{name}", f"it has a table for each of: {', '.join(known)}"
        )
        return {}
    return found
