"""A planned wave opens: its key, its counters, and word to whoever passes it on.

Rule 1: everything about an opening is one transaction. Two processes, a restart or a
late ring open a wave once.
Rule 2: a wave that the service slept through opens late and keeps its length, but
never runs past its quarter, whose figures are frozen. One whose whole window went by
is missed: it is said, and not made up for.
Rule 3: how many were asked is known only where every group has said how many they
are; a part of the truth is none.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.keys import Keys, SealError, new_secret, new_token
from bot.service.accounts import ADMINISTRATOR, COORDINATOR, LEAD
from bot.service.hours import next_allowed
from bot.service.notify import TELEGRAM
from bot.service.periods import quarter_of, span
from bot.service.setup import STAFF_MARK, Setup, day
from bot.store import GroupSending, Period, Store, Wave, WaveLink, WavePlan
from bot.store.conversations import hour_of, minute_of

EVERYBODY: Final = ""  # the group of a link that is for all who have none of their own
_LABEL: Final = "wave link"
PLANNED, OPEN, MISSED, RESTORED = "planned", "open", "missed", "restored"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whoever passes a group's link on.

    Attributes:
        partner: Their group; empty for all that have nobody.
        account: Of somebody with a role; empty for the group's own address.
        mark: Of that address; empty for an account.
    """

    partner: str
    account: str
    mark: bytes = b""


def open_due(store: Store, keys: Keys, setup: Setup, now: datetime) -> bool:
    """Open the waves whose day has come, inside a transaction."""
    found = False
    for plan in store.plans.all():
        if plan.state == RESTORED and plan.opens > day(now):
            # Its day was to come when the backup was put back: nothing went of it.
            store.plans.add(replace(plan, state=PLANNED))
        if plan.state in (OPEN, MISSED) or plan.opens > day(now):
            continue
        found = True
        if plan.until < day(now):
            store.plans.add(replace(plan, state=MISSED))
        else:
            _open(store, keys, setup, plan, now)
    return found


def _open(
    store: Store, keys: Keys, setup: Setup, plan: WavePlan, now: datetime
) -> None:
    today = now.date()
    late = 0 if plan.state == RESTORED else day(now) - plan.opens
    until = max(plan.until, min(plan.until + late, last_of_quarter(today).toordinal()))
    wave = Wave(
        plan.id, plan.questionnaire, quarter_of(today), until, None, new_secret()
    )
    store.waves.open(wave)
    store.plans.add(replace(plan, until=until, state=OPEN))
    store.periods.ensure(Period(wave.id, "wave", wave.quarter, wave.questionnaire))
    state_reach(store, plan)
    for recipient in recipients(store, keys, plan.questionnaire):
        announce(store, keys, setup, plan, recipient, now)


def announce(
    store: Store,
    keys: Keys,
    setup: Setup,
    plan: WavePlan,
    recipient: Recipient,
    now: datetime,
) -> None:
    """Put down the first message to somebody about a wave that is open.

    After a backup was put back it may have gone already: then that is asked first.
    """
    due = next_allowed(setup.area.sending, now)
    doubt = plan.state == RESTORED
    sending = GroupSending(
        message_id(keys, plan.id, recipient, 0),
        plan.id,
        recipient.partner,
        recipient.account,
        0,
        None,
        hour_of(due),
        "uncertain" if doubt else "waiting",
    )
    store.group_sendings.add(sending, minute_of(due) if doubt else None)


def message_id(keys: Keys, wave_id: str, to: Recipient, step: int) -> str:
    """Return a message's id: the same one after a backup was put back."""
    mark = keys.mark(
        "group message", wave_id, to.partner, to.account, to.mark.hex(), str(step)
    )
    return mark.hex()[:32]


def recipients(store: Store, keys: Keys, questionnaire: str) -> tuple[Recipient, ...]:
    """Return who passes links on: each group's own, else the coordinators."""
    leads = people(store, keys, LEAD)
    found: list[Recipient] = []
    without = False
    for partner in groups_of(store, questionnaire):
        group = store.plans.group(questionnaire, partner)
        own = [Recipient(partner, one) for one in leads.get(partner, ())]
        if group is not None and group.mark is not None:
            own.append(Recipient(partner, "", group.mark))
        found += own
        without = without or not own
    if without:
        # Whoever coordinates the whole area, or a part of it: groups have no district.
        coordinators = people(store, keys, COORDINATOR) or people(
            store, keys, ADMINISTRATOR
        )
        found += [
            Recipient(EVERYBODY, one) for own in coordinators.values() for one in own
        ]
    return tuple(found)


def people(store: Store, keys: Keys, role: str) -> dict[str, list[str]]:
    """Return the accounts of a role that can be written to, by scope."""
    found: dict[str, list[str]] = {}
    for account, sealed in store.accounts.all():
        if account.role == role and sealed is not None and chat_of(keys, sealed):
            found.setdefault(account.scope, []).append(account.id)
    return found


def chat_of(keys: Keys, sealed: bytes) -> str:
    """Return the chat of an account; empty where it is none of Telegram's."""
    try:
        channel, key = json.loads(keys.unseal("account", sealed))
    except SealError:
        return ""
    return str(key) if channel == TELEGRAM else ""


# --- links and counters -----------------------------------------------------------


def groups_of(store: Store, questionnaire: str) -> tuple[str, ...]:
    """Return the groups that get a link: those that were named, or everybody."""
    named = tuple(group.partner for group in store.plans.groups(questionnaire))
    return named or (EVERYBODY,)


def fit_links(store: Store, keys: Keys, plan: WavePlan) -> None:
    """Give each group its link; one that is handed out already stays what it is."""
    wanted = set(groups_of(store, plan.questionnaire))
    there = {link.partner: link for link in store.plans.links(plan.id)}
    for partner in sorted(wanted - there.keys()):
        store.plans.add_link(new_link(keys, plan.id, partner))
    if plan.state != OPEN:
        for partner in there.keys() - wanted:
            store.plans.remove_link(there[partner].mark)


def new_link(
    keys: Keys, wave_id: str, partner: str, token: str | None = None
) -> WaveLink:
    """Return a link, with its own part sealed so that it can be shown again."""
    token = token or STAFF_MARK + new_token()
    sealed = keys.seal(_LABEL, token.encode())
    return WaveLink(keys.token(token), wave_id, partner, sealed)


def token_of(keys: Keys, link: WaveLink) -> str | None:
    """Return a link's own part; None once its wave is closed."""
    if link.sealed is None:
        return None
    try:
        return keys.unseal(_LABEL, link.sealed).decode()
    except SealError:
        return None


def state_reach(store: Store, plan: WavePlan) -> None:
    """Note how many are asked in a wave that is open, by group and in all."""
    groups = store.plans.groups(plan.questionnaire)
    for group in groups:
        if group.partner != EVERYBODY:
            store.reach.state(
                plan.questionnaire, "partner", group.partner, plan.id, group.size
            )
    sizes = [group.size for group in groups]
    known = None if None in sizes or not sizes else sum(size or 0 for size in sizes)
    store.reach.state(plan.questionnaire, "wave", plan.id, plan.id, known)


def last_of_quarter(today: date) -> date:
    """Return the last day of the quarter of a day."""
    days = span(quarter_of(today))
    if days is None:  # pragma: no cover  # every day has its quarter
        return today
    return days.end - timedelta(days=1)
