"""What the pages say, in the visitor's language."""

from collections.abc import Sequence

from surveys.languages import ENGLISH, nearest
from surveys.texts import texts

_TEXTS = texts("bot.web")
say = _TEXTS.say


def wished(query: str | None, accept: str, offered: Sequence[str]) -> str:
    """Return the language to speak: what was chosen, else what the phone speaks.

    Args:
        query: Chosen on the page.
        accept: The header ``Accept-Language``.
        offered: Languages to choose from, English among them.
    """
    wishes = [query or "", *(part.split(";")[0].strip() for part in accept.split(","))]
    for wish in wishes[:10]:
        found = nearest(wish, tuple(offered)) if wish.isascii() and wish else None
        if found and (found != ENGLISH or wish.lower().startswith(ENGLISH)):
            return found
    return ENGLISH
