"""What whoever runs the service is to see of care: plain lines, most urgent first.

Rule: they say that something waits and where to look, nothing else.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.area import Area
from bot.service.hours import local_day
from bot.store.care import CONTACT, WORDS

_SAID: Final = {
    WORDS: "words that may show danger wait for a person",
    CONTACT: "a family's wish to be contacted waits for a person",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the named person, as plain facts.

    Attributes:
        kind: ``words`` or ``contact``.
        count: How many.
        taken: The role that has taken it; empty while nobody has.
        overdue: Nobody took it on the working day on which they should have.
        deleted_on: When the first of the wishes is deleted unseen, where that is soon.
    """

    kind: str
    count: int
    taken: str
    overdue: bool
    deleted_on: date | None = None


def care_lines(waiting: tuple[Waiting, ...], area: Area) -> tuple[str, ...]:
    """Return what everybody who runs the service is to see: what is overdue, unset."""
    unset = (
        "Nobody is named for words of harm, so nobody is asked to write in their own"
        " words. Add [care] with person and deputy to the area file (docs/care.md)."
    )
    late = (
        f"OVERDUE: {_SAID[one.kind]} since an earlier working day."
        " Look now: strandline care list"
        for one in waiting
        if one.overdue
    )
    ending = (
        f"LAST CALL: {_SAID[one.kind]}. It will be deleted on"
        f" {one.deleted_on:%d %B %Y}, seen or not. Look now: strandline care list"
        for one in waiting
        if one.deleted_on is not None
    )
    return (*([unset] if area.care is None else []), *late, *ending)


def review_lines(area: Area, now: datetime) -> tuple[str, ...]:
    """Return that the help lines have to be rung, once their review is due."""
    if area.help_review >= local_day(now):
        return ()
    due = (
        f"The help lines were due for review on {area.help_review:%d %B %Y}."
        f" {area.help_owner} should ring them and set the next day."
    )
    return (due,)


def lost_lines(lost: int) -> tuple[str, ...]:
    """Return that wishes were deleted unseen in the last month, where any were."""
    said = (
        f"LOST: {lost} of families' wishes to be contacted were deleted in the"
        " last month because nobody saw to them: strandline care log"
    )
    return (said,) if lost else ()
