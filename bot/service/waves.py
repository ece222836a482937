"""Rounds of asking staff: a group link, one answer each, a key that is destroyed."""

from datetime import date, datetime

from bot.keys import Keys, new_secret, new_staff_code, new_token, plain_code
from bot.service.errors import ServiceError
from bot.service.invite import Invitation
from bot.service.opening import EVERYBODY, new_link
from bot.service.periods import begins, quarter_of, span, valid
from bot.service.setup import ENGLISH, STAFF_MARK, Setup, day, text
from bot.store import ConflictError, Period, Store, Wave, Writer
from surveys.model import Audience

FEWEST = 5  # a partner with fewer answers loses its label when the wave closes


class Waves:
    """Opens and closes waves."""

    def __init__(self, writer: Writer, keys: Keys, setup: Setup) -> None:
        self._writer = writer
        self._keys = keys
        self._setup = setup

    async def open(
        self,
        wave_id: str,
        questionnaire: str,
        *,
        now: datetime,
        until: date,
        asked: int | None = None,
    ) -> Invitation:
        """Open a wave and return its group link.

        Args:
            wave_id: Such as ``2026-Q4-check``.
            questionnaire: A staff questionnaire's id.
            now: The present moment; the wave belongs to its quarter.
            until: The last day on which answers are taken.
            asked: How many people get the link, where that is known.

        Raises:
            ServiceError: The id, the questionnaire or the day cannot be used.
        """
        self._check(wave_id, questionnaire, until, now)
        token = STAFF_MARK + new_token()
        wave = Wave(
            id=wave_id,
            questionnaire=questionnaire,
            quarter=quarter_of(now.date()),
            until=until.toordinal(),
            token=self._keys.token(token),
            secret=new_secret(),
        )

        def work(store: Store) -> None:
            if store.plans.get(wave_id) is not None:
                raise ServiceError(
                    f"{wave_id} is planned already and opens by itself. To open it"
                    f" today: strandline wave move {wave_id} --opens"
                    f" {now.date().isoformat()}"
                )
            store.waves.open(wave)
            store.plans.add_link(new_link(self._keys, wave_id, EVERYBODY, token))
            store.periods.ensure(Period(wave_id, "wave", wave.quarter, questionnaire))
            store.reach.add(questionnaire, "wave", wave_id, wave_id, sent=asked)

        try:
            await self._writer.run(work)
        except ConflictError as wrong:
            raise ServiceError(str(wrong)) from wrong
        telegram = self._setup.links.telegram_link(token)
        web = self._setup.links.web_link(token)
        message = text("staff_hand_over", ENGLISH, link=web or telegram or token)
        return Invitation(token, telegram, web, message)

    async def codes(
        self, wave_id: str, number: int, *, partner: str | None = None, now: datetime
    ) -> tuple[str, ...]:
        """Deal codes to a group of staff: each opens the questions once.

        Each code counts as one person asked, of the partner where one is named, so
        that there is a response rate; but where it was stated how many are asked, the
        codes are for those very people. Nothing else of whom it was dealt to is kept.

        Raises:
            ServiceError: The wave does not take answers, or there is no such partner.
        """
        partners = [place.id for place in self._setup.area.partners]
        if partner is not None and partner not in partners:
            raise ServiceError(
                f"There is no partner {partner!r}; the area file has "
                f"{', '.join(partners)}."
            )
        dealt = tuple(new_staff_code() for _ in range(number))
        marks = [self._keys.token(STAFF_MARK + plain_code(code)) for code in dealt]

        def work(store: Store) -> None:
            wave = store.waves.get(wave_id)
            if wave is None or not wave.open or day(now) > wave.until:
                raise ServiceError(
                    f"The wave {wave_id!r} takes no answers. Open one first: "
                    "strandline wave open --help says how."
                )
            for mark in marks:
                store.waves.deal(mark, wave_id)
            _count_codes(store, wave, partner, number)

        await self._writer.run(work)
        return dealt

    async def close(self, wave_id: str, now: datetime) -> bool:
        """Close a wave: destroy its key and marks, and end what is unfinished.

        Returns:
            False when it was closed before.

        Raises:
            ServiceError: There is no such wave.
        """
        del now

        def work(store: Store) -> bool:
            if store.waves.get(wave_id) is None:
                known = ", ".join(wave.id for wave in store.waves.all()) or "none yet"
                raise ServiceError(f"There is no wave {wave_id!r}; there is {known}.")
            return close_wave(store, wave_id)

        return await self._writer.run(work)

    async def current(self, now: datetime) -> tuple[Wave, ...]:
        """Return the waves that take answers today."""
        return await self._writer.run(lambda store: store.waves.current(day(now)))

    async def all(self) -> tuple[Wave, ...]:
        """Return every wave there has been."""
        return await self._writer.run(lambda store: store.waves.all())

    def _check(
        self, wave_id: str, questionnaire: str, until: date, now: datetime
    ) -> None:
        if not valid(wave_id) or span(wave_id) is not None:
            raise ServiceError(
                f"{wave_id!r} cannot name a wave: write a year or quarter, a dash and "
                f"a short name, as in {quarter_of(now.date())}-check."
            )
        named = begins(wave_id)
        if named is not None and named.over(now.date()):
            raise ServiceError(
                f"{wave_id!r} names a time that is over; today is in "
                f"{quarter_of(now.date())}."
            )
        if self._setup.questionnaire(questionnaire).audience is not Audience.STAFF:
            raise ServiceError(
                f"{questionnaire} is for families; make links for it with: "
                "strandline invite"
            )
        if until < now.date():
            raise ServiceError(f"{until} is over already; name a later day.")


def _count_codes(store: Store, wave: Wave, partner: str | None, number: int) -> None:
    """Count codes as people asked, where nobody has stated how many there are."""
    name = wave.questionnaire
    groups = {g.partner: g.size for g in store.plans.groups(name)}
    if store.plans.get(wave.id) is None or not groups:
        store.reach.add(name, "wave", wave.id, wave.id, sent=number)
        if partner is not None:
            store.reach.add(name, "partner", partner, wave.id, sent=number)
    elif partner is not None and groups.get(partner) is None:
        store.reach.add(name, "partner", partner, wave.id, sent=number)


def close_wave(store: Store, wave_id: str) -> bool:
    """Close a wave inside a transaction; False when it was closed before."""
    if not store.waves.close(wave_id):
        return False
    store.plans.end(wave_id)
    store.periods.close(wave_id)
    store.responses.generalise(wave_id, FEWEST)
    return True
