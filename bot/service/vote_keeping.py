"""How long a vote is kept once it is over.

Rule 1: how many of each partner chose what was for the room. It goes when the projected
page goes dark, a week after the hour at which the vote ends by itself.
Rule 2: the bars go with the whole vote, some months later, as the area file says. A
rating that was taken over stays: it is the panel's, not the room's.
Rule 3: a row that is open is not touched: it is closed first, which counts it.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from analysis.vote import Room, room_from_json, room_to_json
from bot.service.setup import month_after
from bot.store import Store
from bot.store.conversations import hour_of
from bot.store.votes import VoteRow

WALL: Final = timedelta(days=7)
_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when there is anything of a vote.

    Attributes:
        dark: The day on which the projected page goes dark and the numbers by partner
            are deleted.
        gone: The day on which the whole vote is deleted, the first of a month.
    """

    dark: date
    gone: date


def keeping(vote: VoteRow, months: int) -> Kept:
    """Return until when there is anything of a vote.

    Args:
        vote: The vote.
        months: How long the area keeps bars (``[retention] votes_months``).
    """
    ended = datetime.fromtimestamp(vote.until * _HOUR, UTC)
    month = month_after(ended, months + 1)  # so many whole months
    return Kept((ended + WALL).date(), date.fromisoformat(f"{month}-01"))


def dark(vote: VoteRow, now: datetime) -> bool:
    """Return whether the vote's projected page has gone dark."""
    return vote.until + WALL // timedelta(hours=1) <= hour_of(now)


def retire(store: Store, now: datetime, months: int) -> bool:
    """Delete what is due of every vote that is over; say whether there was anything."""
    found = False
    for vote in store.votes.all():
        if vote.open or not dark(vote, now):
            continue
        if keeping(vote, months).gone <= now.date():
            found |= store.votes.forget(vote.id)
        elif vote.openly:
            found |= _without_partners(store, vote)
    return found


def _without_partners(store: Store, vote: VoteRow) -> bool:
    """Leave the bars of the whole room alone of each row."""
    found = False
    for row, body in store.votes.rows(vote.id).items():
        room = Room() if body is None else room_from_json(json.loads(body))
        if room.partners is not None:
            less = json.dumps(room_to_json(replace(room, partners=None)))
            found |= store.votes.shrink(vote.id, row, less)
    return found
