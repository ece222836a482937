"""Whoever opened a link in Telegram and did not finish is reminded there.

Rule 1: only who they are in that chat is kept, sealed, beside the invitation; it goes
in the commit in which they answer or stop, and when the link expires.
Rule 2: whoever is written to in another way already is not written to twice.
"""

from datetime import datetime, timedelta

from bot.keys import Keys, new_id
from bot.service.contacts import address_mark, seal_contact
from bot.service.hours import first_allowed, local_day
from bot.service.notify import TELEGRAM
from bot.service.person import Person
from bot.service.setup import Setup
from bot.store import Contact, Sending, Store
from bot.store.conversations import hour_of


class Nudges:
    """Puts down the first reminder of a link that was opened in Telegram."""

    def __init__(self, keys: Keys, setup: Setup) -> None:
        self._keys = keys
        self._setup = setup

    def later(
        self, store: Store, person: Person, token: str, language: str, now: datetime
    ) -> None:
        """Remind a person of a link that they have just opened, unless they answer."""
        rules = self._setup.area.sending
        if person.channel != TELEGRAM or not rules.reminder_days:
            return
        mark = self._keys.token(token)
        address = address_mark(self._keys, person.channel, person.key)
        if store.follow_ups.opted_out(address):
            return
        sealed = seal_contact(self._keys, person.key, token)
        if not store.contacts.add(Contact(mark, address, TELEGRAM, language, sealed)):
            return
        opened = local_day(now)
        due = first_allowed(rules, opened + timedelta(days=rules.reminder_days[0]))
        store.sendings.add(
            Sending(new_id(), mark, "reminder", 1, opened.toordinal(), hour_of(due))
        )
