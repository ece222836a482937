"""Links for families: used once, and never telling who used them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.keys import Keys, new_id, new_token
from bot.service.closure_fields import Closure
from bot.service.closures import Closures, Halt, Invitation, add_invitation
from bot.service.contacts import address_mark, seal_contact
from bot.service.followup import Wishes
from bot.service.hours import next_allowed
from bot.service.notify import TELEGRAM
from bot.service.periods import quarter_of
from bot.service.person import Person
from bot.service.setup import ENGLISH, Setup, last_day, month_after
from bot.service.withdrawals import Withdrawals
from bot.store import (
    Account,
    Contact,
    FollowUp,
    InvitationRow,
    Sending,
    Sent,
    Store,
    Writer,
)
from bot.store.conversations import hour_of

__all__ = ["Invitation", "Invite", "Reminder"]


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody who wished to be asked again, and the link that goes to them."""

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
        self._closures = Closures(writer, keys, setup)

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
        closure = Closure(questionnaire, tier, district, month_after(now, 0), language)
        closed = await self._closures.close(closure, by=by, request=delivery, now=now)
        return closed.invitation

    async def halt(self, action: Halt, request: str, now: datetime) -> None:
        """Hold, let go on or cancel what came of a request (``delivery``).

        It does the same whether or not there is anything left to hold.
        """
        await self._closures.halt(action, request=request, now=now)

    async def sent(self, account: Account) -> tuple[Sent, ...]:
        """Return how many links somebody has handed out; never what became of them."""
        return await self._writer.run(
            lambda store: store.invitations.sent_by(account.id)
        )

    async def follow_ups(self, now: datetime) -> tuple[Reminder, ...]:
        """Make links for those whose month has come, to be sent when it is time.

        Their wish goes in the step that makes the link and what is to be sent; so
        none is lost, and none is sent twice.
        """
        month = month_after(now, 0)
        due = await self._writer.run(lambda store: store.follow_ups.due(month))
        reminders = []
        for wish in due:
            person = self._wishes.person(wish)
            token = new_token()
            if await self._writer.run(self._asking(wish, token, person, now)):
                invitation = self._closures.invitation(token, wish.language)
                reminders.append(Reminder(person, wish.language, invitation))
        return tuple(reminders)

    def _asking(
        self, wish: FollowUp, token: str, person: Person, now: datetime
    ) -> Callable[[Store], bool]:
        """Return the step that turns a wish into a link and a message."""
        row = self._row_for(wish, token, person, now)
        contact = Contact(
            row.token,
            address_mark(self._keys, person.channel, person.key),
            person.channel,
            wish.language,
            seal_contact(self._keys, person.key, token),
        )
        due = hour_of(next_allowed(self._setup.area.sending, now))
        sending = Sending(new_id(), row.token, "follow_up", 0, None, due)

        def work(store: Store) -> bool:
            if not store.follow_ups.remove(wish.id):
                return False
            add_invitation(store, row)
            store.contacts.add(contact)
            store.sendings.add(sending)
            return True

        return work

    async def opt_out(self, person: Person) -> None:
        """Never write to a person again, and forget every wish of theirs."""
        await self._wishes.opt_out(person)

    def _row_for(
        self, wish: FollowUp, token: str, person: Person, now: datetime
    ) -> InvitationRow:
        bound = None  # whoever gets a text message opens the page
        if person.channel == TELEGRAM:
            bound = self._keys.mark("binding", person.channel, person.key)
        return InvitationRow(
            token=self._keys.token(token),
            questionnaire=wish.questionnaire,
            tier=wish.tier,
            district=None,
            language=wish.language,
            quarter=quarter_of(now.date()),
            person=bound,
            until=last_day(now, self._setup.area.retention.invitation_days),
        )
