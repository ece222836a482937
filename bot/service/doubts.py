"""What became of a message that may have gone: asked of the post, or believed.

Rule: never is anything sent twice to be on the safe side
(docs/adr/0061-once-or-not-at-all.md).
"""

from datetime import datetime
from enum import Enum
from typing import Final

from bot.service.notify import Post
from bot.store.conversations import hour_of

LEASE_MINUTES: Final = 15
ASK_AGAIN_MINUTES: Final = 30
DOUBT_HOURS: Final = 72
KEPT_HOURS: Final = 6 * 24  # Notify forgets after seven days, unless told otherwise
TRY_AGAIN_HOURS: Final = 1


class Doubt(Enum):
    """What became of a message that may have gone."""

    WENT = "went"
    WAITS = "waits"
    OPEN = "open"  # the post does not answer: ask again
    BELIEVED = "believed"  # nobody can tell: it counts as sent


async def judged(post: Post, reference: str, due: int, now: datetime) -> Doubt:
    """Return what became of a message, as far as that can be known.

    Args:
        post: The way out that it was given to.
        reference: The message's own.
        due: The hour from which it could go, or in which it was claimed.
        now: The present moment.
    """
    hours = hour_of(now) - due
    if not post.can_tell:
        # Of a backup, where its time has not come; else it counts as sent.
        return Doubt.WAITS if hours < 0 else Doubt.BELIEVED
    went = await post.sent(reference)
    if went is None:
        return Doubt.BELIEVED if hours > DOUBT_HOURS else Doubt.OPEN
    return Doubt.WENT if went or hours > KEPT_HOURS else Doubt.WAITS
