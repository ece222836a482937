"""Writing to families of our own accord: once, in working hours, never twice.

Rule 1: a message is a row. It is claimed in one commit, sent, and finished in another;
everything that may have changed meanwhile is looked at again when it is claimed.
Rule 2: where nobody knows whether a message went, the post is asked by its reference;
where it cannot tell, the message counts as sent. Never is anything sent twice to be
on the safe side (docs/adr/0061-once-or-not-at-all.md).
Rule 3: nothing asks whether somebody has answered: the contact goes in the commit in
which the answers come, and with it what was still to be sent.
Rule 4: the first message, then the reminders of the area file, two at most; each is
put down only when the one before has gone, and never for less than two days later.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.keys import Keys, SealError
from bot.service.contacts import open_contact, stop_code
from bot.service.doubts import (
    ASK_AGAIN_MINUTES,
    LEASE_MINUTES,
    TRY_AGAIN_HOURS,
    Doubt,
    judged,
)
from bot.service.hours import allowed, first_allowed, local_day
from bot.service.notify import EMAIL, Fate, Message, Post
from bot.service.setup import Setup, day, text
from bot.store import Contact, Sending, Store, Writer
from bot.store.conversations import hour_of, minute_of

SHORTEST_GAP: Final = timedelta(days=2)
MOST_AT_ONCE: Final = 500
MOST_TROUBLES: Final = 3
TROUBLES: Final = frozenset({Fate.LATER, Fate.UNCERTAIN})
_FOLLOW_UP: Final = "follow_up"


class Reminders:
    """Sends what is due."""

    def __init__(self, writer: Writer, keys: Keys, setup: Setup) -> None:
        self._writer = writer
        self._keys = keys
        self._setup = setup
        self._posts: dict[str, Post] = {}

    def use(self, posts: Mapping[str, Post]) -> None:
        """Take further ways out, by channel; without one its messages wait."""
        self._posts.update(posts)

    async def __call__(self, now: datetime) -> bool:
        """Send everything that is due; return whether there was anything."""
        if not self._posts:
            return False
        found = await self._settle(now)
        if not allowed(self._setup.area.sending, now):
            return found
        troubles = 0
        for _ in range(MOST_AT_ONCE):
            if troubles == MOST_TROUBLES:
                break  # the post is not well: the next ring tries it again
            claimed = await self._claim(now)
            if claimed is None:
                break
            found = True
            fate = await self._send(*claimed, now)
            troubles = troubles + 1 if fate in TROUBLES else 0
        return found

    async def _claim(self, now: datetime) -> tuple[Sending, Contact] | None:
        return await self._writer.run(
            lambda store: store.sendings.claim(
                self._posts, hour_of(now), day(now), minute_of(now) + LEASE_MINUTES
            )
        )

    async def _send(self, sending: Sending, contact: Contact, now: datetime) -> Fate:
        message = self._message(sending, contact)
        if message is None:
            await self._writer.run(lambda store: store.contacts.forget(contact.token))
            return Fate.NEVER
        post = self._posts[contact.channel]
        fate = await post.send(message)
        if fate is Fate.UNCERTAIN and not post.can_tell:
            fate = Fate.SENT
        await self._writer.run(
            lambda store: self._note(store, sending, contact, fate, now)
        )
        return fate

    def _note(
        self,
        store: Store,
        sending: Sending,
        contact: Contact,
        fate: Fate,
        now: datetime,
    ) -> None:
        """Write down what became of a message."""
        match fate:
            case Fate.SENT:
                self._sent(store, sending, contact, now)
            case Fate.LATER:
                store.sendings.put_back(sending.id, hour_of(now) + TRY_AGAIN_HOURS)
            case Fate.NEVER:
                store.contacts.forget(contact.token)
            case Fate.UNCERTAIN:
                store.sendings.doubt(sending.id, minute_of(now) + LEASE_MINUTES)

    def _sent(
        self,
        store: Store,
        sending: Sending,
        contact: Contact,
        now: datetime,
        *,
        learnt: bool = False,
    ) -> None:
        """Finish a message, and put down the next one of its invitation.

        ``learnt``: we only heard from the post that it went. If our files are an older
        copy, the next one may have gone as well, so that is asked about too.
        """
        if not store.sendings.finish(sending.id):
            return  # answered, opted out or cancelled while it was under way
        if sending.kind == _FOLLOW_UP:
            store.contacts.forget(contact.token)
            return
        rules, today = self._setup.area.sending, local_day(now)
        first = today if sending.first is None else date.fromordinal(sending.first)
        if sending.step >= len(rules.reminder_days):
            return
        wanted = first + timedelta(days=rules.reminder_days[sending.step])
        due = first_allowed(rules, max(wanted, today + SHORTEST_GAP))
        following = Sending(
            self._next_id(sending.id),
            sending.token,
            "reminder",
            sending.step + 1,
            first.toordinal(),
            hour_of(due),
            "uncertain" if learnt else "waiting",
        )
        store.sendings.add(following, minute_of(due) if learnt else None)

    def _next_id(self, sending_id: str) -> str:
        """Return the next message's id: the same one after a backup was put back.

        So the post knows its reference, whatever our files have forgotten.
        """
        return self._keys.mark("next sending", sending_id).hex()[:32]

    async def _settle(self, now: datetime) -> bool:
        """Find out about messages of which nobody knows whether they went."""
        doubtful = await self._writer.run(
            lambda store: store.sendings.doubtful(
                self._posts, minute_of(now), minute_of(now) + LEASE_MINUTES
            )
        )
        for sending, contact in doubtful:
            post = self._posts[contact.channel]
            fate = await judged(post, sending.id, sending.due, now)
            await self._writer.run(
                lambda store, s=sending, c=contact, f=fate: self._settled(  # type: ignore[misc]  # mypy cannot infer the defaults
                    store, s, c, f, now
                )
            )
        return bool(doubtful)

    def _settled(
        self,
        store: Store,
        sending: Sending,
        contact: Contact,
        doubt: Doubt,
        now: datetime,
    ) -> None:
        match doubt:
            case Doubt.OPEN:
                store.sendings.doubt(sending.id, minute_of(now) + ASK_AGAIN_MINUTES)
            case Doubt.WAITS:
                store.sendings.put_back(sending.id, max(sending.due, hour_of(now)))
            case Doubt.WENT | Doubt.BELIEVED:
                then = min(datetime.fromtimestamp(sending.due * 3600, UTC), now)
                learnt = doubt is Doubt.WENT
                self._sent(store, sending, contact, then, learnt=learnt)

    def _message(self, sending: Sending, contact: Contact) -> Message | None:
        """Return what is to be sent, or None where nobody can read the address."""
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
