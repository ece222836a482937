"""Pages at an event: whose tablet an address belongs to, and the clean start.

Rule 1: the private address itself says that it began at an event, and on whose device:
no cookie and no memory is needed, and a restart changes nothing.
Rule 2: on a tablet that many use, an address that is finished with, or has rested, is
left for good: its answers are deleted, and it leads to the event's first page.
Rule 3: that first page comes in the language in which the tablet was set up, not in
that of the family before.
"""

import re
from typing import Final

from bot.service.setup import EVENT_MARK
from surveys.languages import LANGUAGES

OWN: Final = "-"
SHARED: Final = "shared"  # the query's name; its value is the tablet's language
_TOKEN: Final = rf"{EVENT_MARK}[A-Za-z0-9_-]{{1,60}}"
_ADDRESS: Final = re.compile(rf"({_TOKEN})~({OWN}|[a-z]{{2,3}})~[A-Za-z0-9_-]{{10,60}}")


def address(token: str, found: str, tablet: str | None) -> str:
    """Return the private address of a family at an event.

    Args:
        token: Of the event's link.
        found: What the address would be otherwise.
        tablet: The language of a tablet that many use; None: somebody's own phone.
    """
    return f"{token}~{tablet or OWN}~{found}"


def start(private: str) -> str | None:
    """Return where a shared tablet goes back to; None for every other address."""
    found = _ADDRESS.fullmatch(private)
    if found is None or found[2] == OWN:
        return None
    return first_page(found[1], found[2])


def first_page(token: str, tablet: str) -> str:
    """Return an event's first page as a shared tablet shows it."""
    return f"/s/{token}?{SHARED}={tablet}"


def tablet_of(token: str, query: str | None) -> str | None:
    """Return the language of the tablet that a first page is asked for; None: none."""
    return query if token.startswith(EVENT_MARK) and query in LANGUAGES else None


def crowded(path: str) -> bool:
    """Say whether a path is one that many families ask for behind one connection."""
    return path.startswith((f"/a/{EVENT_MARK}", f"/s/{EVENT_MARK}", "/look/"))
