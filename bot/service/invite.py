"""Links for families: used once, and never telling who used them."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.keys import Keys, new_token
from bot.service.errors import ServiceError
from bot.service.followup import Wishes
from bot.service.periods import quarter_of
from bot.service.person import Person
from bot.service.setup import ENGLISH, Setup, last_day, month_after, text
from bot.service.withdrawals import Withdrawals
from bot.store import Account, FollowUp, InvitationRow, Sent, Store, Writer
from surveys.model import Audience

_TOKEN_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to hand over. The token is shown this once and is kept as a mark only."""

    token: str
    telegram_link: str | None
    web_link: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody who wished to be asked again, and the link made for them."""

    person: Person
    language: str
    invitation: Invitation


class Invite:
    """Makes links, and asks those again who wished for it."""

    def __init__(
        self,
        writer: Writer,
        keys: Keys,
        setup: Setup,
        journal: Withdrawals | None = None,
    ) -> None:
        self._writer = writer
        self._keys = keys
        self._setup = setup
        self._wishes = Wishes(writer, keys, setup, journal)

    async def create(
        self,
        questionnaire: str,
        tier: str | None,
        district: str | None,
        *,
        language: str = ENGLISH,
        by: Account | None = None,
        delivery: str | None = None,
        now: datetime,
    ) -> Invitation:
        """Make a link for one family.

        Args:
            questionnaire: A family questionnaire's id.
            tier: Of the area file, or None.
            district: Of the area file, or None; it is counted only.
            language: The language to begin in.
            by: Whoever hands it over; they see how many links they have sent.
            delivery: Names what asked for it: asked twice, the link is the same.
            now: The present moment.

        Raises:
            ServiceError: The questionnaire, tier or district is not known.
        """
        self._check(questionnaire, tier, district)
        token = self._token(delivery)
        row = InvitationRow(
            token=self._keys.token(token),
            questionnaire=questionnaire,
            tier=tier,
            district=district,
            language=language,
            quarter=quarter_of(now.date()),
            person=None,
            until=last_day(now, self._setup.area.retention.invitation_days),
        )
        asked = None if delivery is None else self._keys.mark("made for", delivery)

        def work(store: Store) -> None:
            if asked is None or store.deliveries.first(asked, now):
                _add(store, row)
                if by is not None:
                    store.invitations.note_sent(by.id, row, month_after(now, 0))

        await self._writer.run(work)
        return self._invitation(token, language)

    async def sent(self, account: Account) -> tuple[Sent, ...]:
        """Return how many links somebody has handed out; never what became of them."""
        return await self._writer.run(
            lambda store: store.invitations.sent_by(account.id)
        )

    async def follow_ups(self, now: datetime) -> tuple[Reminder, ...]:
        """Make links for those whose month has come, and forget their wish.

        The wish and the contact go in the same step that makes the link.
        """
        month = month_after(now, 0)
        due = await self._writer.run(lambda store: store.follow_ups.due(month))
        reminders = []
        for wish in due:
            person = self._wishes.person(wish)
            token = new_token()
            row = self._row_for(wish, token, person, now)

            def work(
                store: Store, wish: FollowUp = wish, row: InvitationRow = row
            ) -> bool:
                if not store.follow_ups.remove(wish.id):
                    return False
                _add(store, row)
                return True

            if await self._writer.run(work):
                invitation = self._invitation(token, wish.language)
                reminders.append(Reminder(person, wish.language, invitation))
        return tuple(reminders)

    async def opt_out(self, person: Person) -> None:
        """Never write to a person again, and forget every wish of theirs."""
        await self._wishes.opt_out(person)

    def _row_for(
        self, wish: FollowUp, token: str, person: Person, now: datetime
    ) -> InvitationRow:
        return InvitationRow(
            token=self._keys.token(token),
            questionnaire=wish.questionnaire,
            tier=wish.tier,
            district=None,
            language=wish.language,
            quarter=quarter_of(now.date()),
            person=self._keys.mark("binding", person.channel, person.key),
            until=last_day(now, self._setup.area.retention.invitation_days),
        )

    def _check(
        self, questionnaire: str, tier: str | None, district: str | None
    ) -> None:
        if self._setup.questionnaire(questionnaire).audience is not Audience.FAMILY:
            raise ServiceError(
                f"{questionnaire} is for staff; open a wave for it instead."
            )
        area = self._setup.area
        for kind, place, known in (
            ("tier", tier, area.tiers),
            ("district", district, area.districts),
        ):
            ids = [p.id for p in known]
            if place is not None and place not in ids:
                raise ServiceError(
                    f"There is no {kind} {place!r}; the area file has {', '.join(ids)}."
                )

    def _token(self, delivery: str | None) -> str:
        if delivery is None:
            return new_token()
        mark = self._keys.mark("token made for", delivery)[:_TOKEN_BYTES]
        return base64.urlsafe_b64encode(mark).decode().rstrip("=")

    def _invitation(self, token: str, language: str) -> Invitation:
        telegram = self._setup.links.telegram_link(token)
        web = self._setup.links.web_link(token)
        message = text("hand_over", language, link=web or telegram or token)
        return Invitation(token, telegram, web, message)


def _add(store: Store, row: InvitationRow) -> None:
    """Store an invitation and count it as sent."""
    if not store.invitations.add(row):
        return
    reach = store.reach.add
    if row.tier is not None:
        reach(row.questionnaire, "tier", row.tier, row.quarter, sent=1)
    if row.district is not None:
        reach(row.questionnaire, "district", row.district, row.quarter[:4], sent=1)
