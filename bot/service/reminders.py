"""Writing to families of our own accord: once, in working hours, never twice.

Rule 1: a message is claimed, sent and noted as `bot/service/outgoing.py` says;
everything that may have changed meanwhile is looked at again when it is claimed.
Rule 2: nothing asks whether somebody has answered: the contact goes in the commit in
which the answers come, and with it what was still to be sent.
Rule 3: the first message, then the reminders of the area file, two at most; each is
put down only when the one before has gone, and never for less than two days later.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.keys import SealError
from bot.service.contacts import open_contact, stop_code
from bot.service.doubts import LEASE_MINUTES
from bot.service.hours import local_day
from bot.service.notify import EMAIL, Message
from bot.service.outgoing import Outgoing, next_due
from bot.service.setup import day, text
from bot.store import Contact, Sending, Store
from bot.store.conversations import hour_of, minute_of
from bot.store.sending_claims import SendingClaims

_FOLLOW_UP: Final = "follow_up"


@dataclass(frozen=True, slots=True)
class _Letter:
    """A message that may go, and to whom."""

    sending: Sending
    contact: Contact

    @property
    def channel(self) -> str:
        return self.contact.channel


class Reminders(Outgoing[_Letter]):
    """Sends what is due to families."""

    def _claims(self, store: Store) -> SendingClaims:
        return store.sendings

    def _claim(self, store: Store, now: datetime) -> _Letter | None:
        lease = minute_of(now) + LEASE_MINUTES
        claimed = store.sendings.claim(self._posts, hour_of(now), day(now), lease)
        return None if claimed is None else _Letter(*claimed)

    def _doubtful(self, store: Store, now: datetime) -> list[_Letter]:
        minute = minute_of(now)
        found = store.sendings.doubtful(self._posts, minute, minute + LEASE_MINUTES)
        return [_Letter(*claimed) for claimed in found]

    def _lost(self, store: Store, letter: _Letter) -> None:
        store.contacts.forget(letter.contact.token)

    def _sent(
        self, store: Store, letter: _Letter, now: datetime, *, learnt: bool = False
    ) -> None:
        sending = letter.sending
        if not store.sendings.finish(sending.id):
            return  # answered, opted out or cancelled while it was under way
        if sending.kind == _FOLLOW_UP:
            store.contacts.forget(letter.contact.token)
            return
        rules = self._setup.area.sending
        following = next_due(sending, rules.reminder_days, rules, local_day(now))
        if following is None:
            return
        first, due = following
        reminder = Sending(
            self._next_id(sending.id),
            sending.token,
            "reminder",
            sending.step + 1,
            first.toordinal(),
            hour_of(due),
            "uncertain" if learnt else "waiting",
        )
        store.sendings.add(reminder, minute_of(due) if learnt else None)

    def _next_id(self, sending_id: str) -> str:
        """Return the next message's id: the same one after a backup was put back.

        So the post knows its reference, whatever our files have forgotten.
        """
        return self._keys.mark("next sending", sending_id).hex()[:32]

    def _message(self, letter: _Letter) -> Message | None:
        """Return what is to be sent, or None where nobody can read the address."""
        sending, contact = letter.sending, letter.contact
        try:
            address, token = open_contact(self._keys, contact.sealed)
        except SealError:
            return None
        links, language = self._setup.links, contact.language
        link = links.web_link(token) or links.telegram_link(token) or token
        stop = links.stop_link(stop_code(self._keys, contact.channel, address)) or ""
        channel = "sms" if contact.channel != EMAIL else EMAIL
        return Message(
            channel=contact.channel,
            address=address,
            reference=sending.id,
            kind=sending.kind,
            language=language,
            subject=text("email_subject", language),
            text=text(f"{channel}_{sending.kind}", language, link=link, stop=stop),
            token=token,
        )
