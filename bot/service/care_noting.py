"""What is noted of what waits for the named person: since when, taken by whom.

Rule 1: everything here happens inside a transaction of the caller's.
Rule 2: a count tells of what came when it grew; nothing here holds words.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from bot.area import Area
from bot.keys import new_id
from bot.service.hours import first_allowed, local_day
from bot.service.setup import day
from bot.store import Store
from bot.store.care import CONTACT, WORDS, Deed, Wait

NOT_DONE: Final = "taken and not done"
_LOUD: Final = 7  # days before a wish is deleted on which it is said everywhere


def noted(store: Store, kind: str, now: datetime) -> Wait | None:
    """Bring what is noted of a kind up to what there is; inside a transaction."""
    count = store.held.count("care") if kind == WORDS else store.care.count()
    before = store.care.wait(kind)
    if count == 0:
        if before is not None:
            store.care.over(kind)
        return None
    today = local_day(now).toordinal()
    if before is None:
        wait = Wait(kind, count, today, "", 0)
    elif count > before.count:
        # More has come: told of at once, and of today if all before was taken.
        since = today if before.taken else before.since
        wait = Wait(kind, count, since, "", 0)
    else:
        wait = replace(before, count=count)
    if wait != before:
        store.care.put(wait)
    return wait


def up_to_date(store: Store, area: Area, kind: str, now: datetime) -> Wait | None:
    """Bring what is noted up to date; what was taken and left is open again."""
    wait = noted(store, kind, now)
    if wait is None or not wait.taken or not wait.taken_on:
        return wait
    next_day = date.fromordinal(wait.taken_on + 1)
    if now < first_allowed(area.sending, next_day):
        return wait
    today = local_day(now).toordinal()
    store.care.log(new_id(), Deed(kind, NOT_DONE, wait.taken, day(now)))
    again = Wait(kind, wait.count, today, "", 0)
    store.care.put(again)
    return again


def deleted_on(store: Store, area: Area, kind: str, now: datetime) -> date | None:
    """Return when the first of the wishes is deleted unseen, where that is soon."""
    oldest, care = store.care.oldest(), area.care
    if kind != CONTACT or oldest is None or care is None:
        return None
    last = date.fromordinal(oldest + care.wish_days + 1)
    return last if (last - local_day(now)).days <= _LOUD else None


def overdue(area: Area, wait: Wait, now: datetime) -> bool:
    """Say whether nobody took it on the working day on which they should have."""
    if wait.taken:
        return False
    last = local_day(first_allowed(area.sending, date.fromordinal(wait.since)))
    return local_day(now) > last
