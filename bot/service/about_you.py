"""Who answers: five questions after the answers are sent, and apart from them.

Rule 1: whoever has sent a family's answers gets a ticket, made then and kept nowhere.
It lets somebody in once and leads to nothing; what is kept is a mark that it was used.
Rule 2: each answer waits by itself until ten to its question are together, and is then
a counter of the whole county and the year (`bot.service.equality_pool`).
Rule 3: nothing can be taken back, because nobody knows whose it is; that is said first.
"""

import base64
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from analysis.equality import Grouping, ShownGroups, show_groups
from bot.area import Area
from bot.keys import Keys
from bot.service.equality_pool import Pool
from bot.service.errors import ServiceError
from bot.service.hours import local_day
from bot.service.setup import FOLLOW_UP, month_after
from bot.store import Delivery, Store, Writer
from surveys.conversation import Session
from surveys.equality import Ask, said, spoken
from surveys.events import Kind, Say
from surveys.languages import ENGLISH
from surveys.model import Audience, Mode, Questionnaire

_RANDOM, _PROOF = 6, 6  # bytes: a ticket is 16 letters, short enough for a button
_HOURS: Final = 72  # that a used ticket is remembered; it is good for two days
_YEAR: Final = 4  # figures


def offered(
    keys: Keys,
    area: Area,
    questionnaire: Questionnaire,
    session: Session,
    now: datetime,
) -> tuple[Say, ...]:
    """Return the offer to somebody who has just sent their answers, if there is one.

    Only families are asked, once each: not young people, who are few; not three months
    later, when they were asked before; not at an event, where others wait behind; and
    not in a language that lacks a text of it.
    """
    tally = area.equality
    if (
        tally is None
        or questionnaire.audience is not Audience.FAMILY
        or questionnaire.id.startswith(FOLLOW_UP)
        or session.labels.mode is Mode.EVENT
        or not spoken(tally.asks, session.language)
    ):
        return ()
    ticket = _ticket(keys, secrets.token_bytes(_RANDOM), now)
    offer = said("offer", session.language, session.variant)
    return (
        Say(
            offer,
            kind=Kind.ABOUT_YOU,
            detail=ticket,
            language=session.language,
            variant=session.variant,
        ),
    )


class AboutYou:
    """Takes what people say of themselves, and shows what it adds up to."""

    def __init__(self, writer: Writer, keys: Keys, area: Area, folder: Path) -> None:
        """Take answers.

        Args:
            writer: Of the store.
            keys: Of the installation.
            area: Says what is asked, and the council's own shares.
            folder: STRANDLINE_DATA, where the keys of what waits lie.
        """
        self._writer = writer
        self._keys = keys
        self._area = area
        self._pool = Pool(folder)

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What is asked; nothing where it is switched off."""
        return () if self._area.equality is None else self._area.equality.asks

    def good(self, ticket: str, now: datetime) -> bool:
        """Say whether a ticket was made here, today or yesterday; it may be used."""
        try:
            raw = base64.urlsafe_b64decode(ticket)
        except ValueError:
            return False
        if not self.asks or len(raw) != _RANDOM + _PROOF:
            return False
        random = raw[:_RANDOM]
        return any(
            hmac.compare_digest(
                ticket.encode(), _ticket(self._keys, random, day).encode()
            )
            for day in (now, now - timedelta(days=1))
        )

    async def take(self, ticket: str, given: Mapping[str, str], now: datetime) -> bool:
        """Let answers wait to be counted; False where the ticket was used before.

        Args:
            ticket: `good`.
            given: Question to option; what is not asked here is left out.
            now: The present moment.
        """
        if not self.good(ticket, now):
            return False
        asks = {ask.id: ask for ask in self.asks}
        kept = {q: o for q, o in given.items() if q in asks and asks[q].knows(o)}
        mark = self._keys.mark("equality ticket", ticket)
        year = str(local_day(now).year)
        batch = self._area.policy.batch

        def work(store: Store) -> tuple[bool, list[str]]:
            claim = store.deliveries.claim(mark, b"", now, hours=_HOURS)
            if claim is not Delivery.NEW:
                return False, []
            for question, option in kept.items():
                self._pool.add(store, question, option)
            flushed = [q for q in kept if self._pool.flush(store, q, year, batch)]
            return True, flushed

        taken, flushed = await self._writer.run(work)
        if flushed:
            await self._writer.run(lambda store: self._renew(store, flushed))
        return taken

    def _renew(self, store: Store, questions: list[str]) -> None:
        for question in questions:
            self._pool.renew(store, question)

    async def shown(self, year: str, now: datetime) -> tuple[ShownGroups, ...]:
        """Return who answered in a year, as it may be shown.

        Raises:
            ServiceError: The questions are switched off, or the year is not over.
        """
        self.check(year, now)
        counts = await self._writer.run(lambda store: store.equality.of(year))
        return groups_of(self._area, counts)

    def check(self, year: str, now: datetime) -> None:
        """Return quietly where a year may be shown.

        Raises:
            ServiceError: The questions are switched off, or the year is not over.
        """
        if not self.asks:
            raise ServiceError(
                "Nobody is asked who they are: [equality] is off (docs/equality.md)."
            )
        if not (year.isascii() and year.isdigit() and len(year) == _YEAR):
            raise ServiceError("Write a year, as in 2026.")
        if int(year) >= local_day(now).year:
            raise ServiceError(
                f"{year} is not over. Its table is made once, when it is over, so that"
                " no two tables of it can be subtracted."
            )

    async def forget(self, now: datetime) -> bool:
        """Delete the counters of years whose answers are deleted too."""
        year = month_after(now, -self._area.retention.answers_months)[:_YEAR]
        return await self._writer.run(lambda store: store.equality.purge(year)) > 0


def groups_of(
    area: Area, counts: Mapping[str, Mapping[str, int]]
) -> tuple[ShownGroups, ...]:
    """Return the counters of a year that is over as they may be shown."""
    if area.equality is None:
        return ()
    shares = area.equality.shares
    groupings = [
        Grouping(
            ask.id,
            ask.text.in_language(ENGLISH),
            {option.id: option.label.in_language(ENGLISH) for option in ask.options},
            counts.get(ask.id, {}),
            shares.get(ask.id, {}),
        )
        for ask in area.equality.asks
    ]
    return show_groups(groupings, area.policy, area.bars)


def _ticket(keys: Keys, random: bytes, day: datetime) -> str:
    proof = keys.mark("equality ticket of", random.hex(), day.date().isoformat())
    return base64.urlsafe_b64encode(random + proof[:_PROOF]).decode()
