"""Closing and forgetting: what time alone brings about.

Rule 1: every step can be repeated without harm, and takes `now`.
Rule 2: when a quarter or wave is over, labels that too few share go for good.
"""

from datetime import datetime
from typing import Final

from bot.service.errors import ServiceError
from bot.service.hours import local_day
from bot.service.periods import quarter_of, span
from bot.service.setup import Setup, day, month_after
from bot.service.waves import close_wave
from bot.service.withdrawals import Withdrawals
from bot.store import Period, Store, Writer
from bot.store.conversations import minute_of

FEWEST: Final = 5


class Closing:
    """Closes periods and deletes what is due."""

    def __init__(
        self, writer: Writer, setup: Setup, journal: Withdrawals | None = None
    ) -> None:
        self._writer = writer
        self._journal = journal
        self._setup = setup

    async def close_quarter(self, quarter: str, now: datetime) -> int:
        """Close a quarter that is over, with its waves; return labels taken away.

        Raises:
            ServiceError: It is no quarter, or is not over yet.
        """
        days = span(quarter)
        if days is None or "-Q" not in quarter:
            raise ServiceError(f"{quarter!r} is no quarter; write one as 2026-Q4.")
        if not days.over(now.date()):
            raise ServiceError(
                f"{quarter} is not over; it can be closed from {days.end}."
            )
        return await self._writer.run(lambda store: close_quarter(store, quarter))

    async def tick(self, now: datetime) -> bool:
        """Do everything that is due; return whether there was anything."""
        found = await self._writer.run(lambda store: self._expire(store, now))
        found |= await self._writer.run(lambda store: _close_what_is_over(store, now))
        found |= await self._writer.run(lambda store: self._retire(store, now))
        return found

    def _expire(self, store: Store, now: datetime) -> bool:
        today = day(now)
        gone = [
            store.sessions.purge(today),
            store.invitations.purge(today),
            store.deliveries.purge(now),
            store.messages.purge(now),
            store.wipes.purge(now),
            store.events.purge(local_day(now).toordinal()),
            store.accounts.purge(today),
            store.sign_ins.purge(minute_of(now)),
            store.requests.purge(today),
            store.api_keys.purge(today),
            store.held.purge(quarter_of(now.date())),
            store.follow_ups.purge(self._forgotten_month(now)),
        ]
        return any(gone)

    def _forgotten_month(self, now: datetime) -> str:
        """Return the month before which unmet wishes are forgotten."""
        months = max(1, self._setup.area.retention.contact_days // 30)
        return month_after(now, -months)

    def _retire(self, store: Store, now: datetime) -> bool:
        """Delete answers, and words sooner, at the end of their keeping."""
        keep = self._setup.area.retention
        answers = _quarters_before(store, month_after(now, -keep.answers_months))
        words = _quarters_before(store, month_after(now, -keep.words_months))
        if answers and self._journal is not None:
            self._journal.forget(answers)
        return bool(store.responses.purge(answers) + store.responses.purge_words(words))


def close_quarter(store: Store, quarter: str) -> int:
    """Close a quarter and its waves inside a transaction."""
    store.periods.ensure(Period(quarter, "quarter", quarter))
    for period in store.periods.within(quarter):
        if period.kind == "wave":
            close_wave(store, period.id)
    store.periods.close(quarter)
    return store.responses.generalise(quarter, FEWEST)


def _close_what_is_over(store: Store, now: datetime) -> bool:
    found = False
    for wave in store.waves.all():
        if wave.open and wave.until < day(now):
            found |= close_wave(store, wave.id)
    for period in store.periods.all():
        days = span(period.id)
        if not period.closed and days is not None and days.over(now.date()):
            close_quarter(store, period.id)
            found = True
    return found


def _quarters_before(store: Store, month: str) -> tuple[str, ...]:
    """Return the quarters that ended before a month."""
    quarters = {period.quarter for period in store.periods.all()}
    return tuple(
        sorted(
            quarter
            for quarter in quarters
            if (days := span(quarter)) is not None
            and f"{days.end.year:04d}-{days.end.month:02d}" <= month
        )
    )
