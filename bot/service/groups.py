"""The groups that are asked in a wave: how many they are, and who passes links on.

Rule 1: a group is a partner of the area file. Of a grade there are no links: a grade
is only counted, and stands on no response (docs/adr/0068-one-plan-a-year.md).
Rule 2: no group of none, and a word of warning for one under ten: nothing can be shown
of it by itself.
Rule 3: an address is kept sealed, and goes when somebody says stop.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from analysis import phrases
from bot.keys import Keys
from bot.service.contacts import address_mark
from bot.service.errors import ServiceError, UnknownNameError
from bot.service.notify import EMAIL
from bot.service.opening import (
    EVERYBODY,
    OPEN,
    Recipient,
    announce,
    fit_links,
    recipients,
    state_reach,
)
from bot.service.setup import Setup
from bot.store import StaffGroup, Store, Writer
from surveys.model import Audience

MOST: Final = 100_000
_LABEL: Final = "group contact"
_EMAIL: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,200}\.[A-Za-z]{2,24}")


class AddressError(ServiceError):
    """An address cannot be written to; the message says why and what to do."""


class Groups:
    """Keeps what is known of the groups that are asked."""

    def __init__(
        self, writer: Writer, keys: Keys, setup: Setup, channels: tuple[str, ...] = ()
    ) -> None:
        """Keep groups.

        Args:
            writer: Of the store.
            keys: For sealing addresses.
            setup: The area with its partners.
            channels: What can be sent: ``email`` needs GOV.UK Notify.
        """
        self._writer = writer
        self._keys = keys
        self._setup = setup
        self._channels = channels

    async def all(self, questionnaire: str) -> tuple[StaffGroup, ...]:
        """Return the groups that are asked a questionnaire."""
        self._check(questionnaire, EVERYBODY)
        return await self._writer.run(lambda store: store.plans.groups(questionnaire))

    async def size(
        self, questionnaire: str, partner: str, size: int | None, now: datetime
    ) -> tuple[str, ...]:
        """Say how many are asked in a group; return what to think of.

        Args:
            questionnaire: A staff questionnaire's id.
            partner: An id of the area file; empty: everybody who is in no other group.
            size: How many they are; None: nobody knows.
            now: The present moment.

        Raises:
            ServiceError: There is no such partner, or the size is none.
        """
        self._check(questionnaire, partner)
        if size is not None and not 0 < size <= MOST:
            raise ServiceError(
                f"A group of {size} cannot be asked. Say how many people get the link,"
                " from 1 on; to leave a group out, remove it."
            )

        def change(before: StaffGroup) -> StaffGroup:
            return replace(before, size=size)

        await self._change(questionnaire, partner, change, now)
        fewest = self._setup.area.policy.fewest
        if size is not None and size < fewest and partner:
            return (few(self._setup, partner, size),)
        return ()

    async def contact(
        self, questionnaire: str, partner: str, email: str | None, now: datetime
    ) -> None:
        """Say who passes a group's link on by email; None: nobody any more.

        Raises:
            ServiceError: There is no such partner, it is no address, emails cannot be
                sent, or whoever has the address wants none.
        """
        self._check(questionnaire, partner)
        mark = sealed = None
        if email is not None:
            if EMAIL not in self._channels:
                raise AddressError(
                    "Emails go through GOV.UK Notify, which is not set up"
                    " (docs/delivery.md). In Telegram a lead can be written to"
                    " without it: strandline wave lead PARTNER"
                )
            email = email.strip()
            if not _EMAIL.fullmatch(email):
                raise AddressError("That is no email address. Write a whole one.")
            mark = address_mark(self._keys, EMAIL, email)
            sealed = self._keys.seal(_LABEL, email.encode())

        def change(before: StaffGroup) -> StaffGroup:
            return replace(before, mark=mark, sealed=sealed)

        await self._change(questionnaire, partner, change, now)

    async def remove(self, questionnaire: str, partner: str) -> bool:
        """Leave a group out from now on; False where there was none.

        A wave that is open keeps the group's link, so that nobody stands before a
        closed door, but no longer knows how many were asked.
        """
        self._check(questionnaire, partner)

        def work(store: Store) -> bool:
            gone = store.plans.remove_group(questionnaire, partner)
            for plan in store.plans.all():
                if gone and plan.questionnaire == questionnaire:
                    fit_links(store, self._keys, plan)
                    if plan.state == OPEN:
                        store.reach.state(questionnaire, "wave", plan.id, plan.id, None)
            return gone

        return await self._writer.run(work)

    async def _change(
        self,
        questionnaire: str,
        partner: str,
        change: Callable[[StaffGroup], StaffGroup],
        now: datetime,
    ) -> None:
        def work(store: Store) -> None:
            before = store.plans.group(questionnaire, partner)
            after = change(before or StaffGroup(questionnaire, partner))
            if after.mark is not None and store.follow_ups.opted_out(after.mark):
                raise AddressError(
                    "Whoever has that address has asked us never to write to it."
                )
            had = before.mark if before is not None else None
            store.plans.set_group(after)
            for plan in store.plans.all():
                if plan.questionnaire != questionnaire:
                    continue
                fit_links(store, self._keys, plan)
                if plan.state == OPEN:
                    state_reach(store, plan)
                    if after.mark is not None and after.mark != had:
                        to = Recipient(partner, "", after.mark)
                        announce(store, self._keys, self._setup, plan, to, now)

        await self._writer.run(work)

    def _check(self, questionnaire: str, partner: str) -> None:
        if self._setup.questionnaire(questionnaire).audience is not Audience.STAFF:
            raise UnknownNameError(f"{questionnaire} is for families, not for staff.")
        partners = [place.id for place in self._setup.area.partners]
        if partner not in (EVERYBODY, *partners):
            raise UnknownNameError(
                f"There is no partner {partner!r}; the area file has"
                f" {', '.join(partners)}."
            )


def address_of(keys: Keys, group: StaffGroup) -> str:
    """Return the address of whoever passes a group's link on.

    Raises:
        SealError: It was sealed by another key.
    """
    return keys.unseal(_LABEL, group.sealed or b"").decode()


def few(setup: Setup, partner: str, size: int) -> str:
    """Return the warning about a group that is too small to be shown."""
    label = setup.area.label("partner", partner)
    return (
        f"{label} has {phrases.count(size, 'person', 'people')}. Nothing is shown about"
        f" fewer than {setup.area.policy.fewest}, so it will never be seen by itself;"
        " think of asking it together with another partner."
    )


def group_warnings(
    store: Store, keys: Keys, setup: Setup, questionnaire: str
) -> tuple[str, ...]:
    """Return what to think of before a questionnaire's next wave."""
    groups = store.plans.groups(questionnaire)
    if not groups:
        none = (
            f"No group of {questionnaire} is named: there is one link for everybody,"
            " and how many of those asked have answered will not be known. Name them:"
            " strandline wave group PARTNER --size NUMBER"
        )
        found = [none]
    else:
        unsaid = [g.partner for g in groups if g.size is None]
        found = [
            few(setup, g.partner, g.size)
            for g in groups
            if g.partner and g.size is not None and g.size < setup.area.policy.fewest
        ]
        if unsaid:
            labels = ", ".join(one or "everybody else" for one in unsaid)
            found.append(
                f"Nobody has said how many people {labels} of {questionnaire} are, so"
                " how many of those asked have answered will not be known."
            )
    if not recipients(store, keys, questionnaire):
        found.append(
            f"Nobody is written to when {questionnaire} opens: no group has a lead or"
            " an address, and no coordinator is in Telegram. Hand its links out"
            " yourself: strandline wave links WAVE"
        )
    return tuple(found)
