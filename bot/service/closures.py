"""A case has ended: the one verb behind chat, API, file and command line.

Rule 1: a closure makes one link, or one message to a family that agreed to it. Asked
again with the same reference or request within 30 days, it makes nothing new.
Rule 2: the reference is kept as a mark for those 30 days. Which link came of it is
locked with the reference itself: from the files alone, key and all, nobody can tell.
Rule 3: an address that has opted out gets nothing, and whoever closed the case is not
told so.
Rule 4: holding and cancelling say the same whether or not the family has answered.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.keys import Keys, new_id, new_token
from bot.service.closure_fields import Closure, Fields
from bot.service.contacts import address_mark, seal_contact
from bot.service.errors import ServiceError
from bot.service.hours import first_allowed, local_day, next_allowed
from bot.service.notify import EMAIL, SMS
from bot.service.periods import quarter_of
from bot.service.setup import ENGLISH, Setup, last_day, month_after, text
from bot.store import Account, Contact, InvitationRow, Sending, Store, Writer
from bot.store.conversations import hour_of
from surveys.model import Audience

REQUEST_DAYS: Final = 30


class ConflictingError(ServiceError):
    """The same reference or request came before with other contents."""

    def __init__(self, rows: tuple[int, ...] = ()) -> None:
        self.rows = rows
        super().__init__(" ".join((self.__doc__ or "").split()))


class Halt(StrEnum):
    """What a person can do about what is still to be sent."""

    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to hand over. The token is shown this once and is kept as a mark only."""

    token: str
    telegram_link: str | None
    web_link: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One closure, and what asked for it (a tap, a request), if that can come twice."""

    closure: Closure
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of a closure.

    Attributes:
        channel: ``sms`` or ``email``; None: ``invitation`` is to be handed over.
        again: It had been asked for before.
    """

    channel: str | None
    invitation: Invitation
    again: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases were closed in a tier and quarter, or a district and year."""

    questionnaire: str
    kind: str
    place: str
    period: str
    closed: int


@dataclass(frozen=True, slots=True)
class _Ready:
    """A closure with everything that is made outside the transaction."""

    asked: Asked
    token: str
    names: tuple[tuple[str, ...], ...]
    content: str


class Closures:
    """Takes closures, and holds back what comes of them."""

    def __init__(
        self, writer: Writer, keys: Keys, setup: Setup, channels: Iterable[str] = ()
    ) -> None:
        """Take closures.

        Args:
            writer: Of the store.
            keys: Of the installation.
            setup: Area, definitions, links.
            channels: What messages can be sent by. Without an address of our pages
                there is no link to send, nor a way to say stop.
        """
        self._writer = writer
        self._keys = keys
        self._setup = self.setup = setup
        found = tuple(c for c in (SMS, EMAIL) if c in set(channels))
        self.channels = found if setup.links.web else ()

    def fields(self, now: datetime) -> Fields:
        """Return what a closure may say."""
        return Fields(self._setup.area, self._setup.definitions, self.channels, now)

    async def close(
        self,
        closure: Closure,
        *,
        by: Account | None = None,
        request: str | None = None,
        now: datetime,
    ) -> Closed:
        """Take one closure.

        Args:
            closure: Checked by `Fields.read`, or made of the area's own ids.
            by: Whoever hands the link over; they see how many they have sent.
            request: Names what asked for it: asked twice, the answer is the same.
            now: The present moment.

        Raises:
            ConflictingError: It came before, with other contents.
            ServiceError: The questionnaire, tier or district is not known.
        """
        (closed,) = await self.close_all((Asked(closure, request),), by=by, now=now)
        return closed

    async def close_all(
        self, asked: Sequence[Asked], *, by: Account | None = None, now: datetime
    ) -> tuple[Closed, ...]:
        """Take many closures, all or none.

        Raises:
            ConflictingError: Some came before, with other contents; it has their
                places in ``asked``.
        """
        for one in asked:
            self._check(one.closure)
        ready = [self._ready(one) for one in asked]

        def work(store: Store) -> list[tuple[str, bool]]:
            made, conflicts = [], []
            for number, one in enumerate(ready):
                try:
                    made.append(self._one(store, one, by, now))
                except ConflictingError:
                    conflicts.append(number)
            if conflicts:
                raise ConflictingError(tuple(conflicts))
            return made

        made = await self._writer.run(work)
        return tuple(
            Closed(
                one.closure.channel,
                self.invitation(token, one.closure.language),
                again,
            )
            for one, (token, again) in zip(asked, made, strict=True)
        )

    async def halt(
        self,
        action: Halt,
        *,
        reference: str | None = None,
        request: str | None = None,
        district: str = "",
        now: datetime,
    ) -> None:
        """Hold what is to be sent for a closure, let it go on, or cancel it.

        Returns nothing, and does the same, whether there is anything (left) to hold.
        With ``district``, closures of other districts are left alone, as quietly.
        """
        del now
        names: list[tuple[str, ...]] = []
        if request is not None:
            names.append(("request", request))
        if reference is not None:
            names += [("reference", q, reference) for q in self._setup.definitions]

        def work(store: Store) -> None:
            for name in names:
                token = self._token_of(store, name)
                if token is not None:
                    _halt(store, self._keys.token(token), action, district)

        await self._writer.run(work)

    async def find(
        self, *, reference: str | None = None, request: str | None = None
    ) -> Closed | None:
        """Return what came of a closure of the last 30 days, or None if there is none.

        It is the same whether or not the family has answered, and whatever was held.
        """
        names: list[tuple[str, ...]] = []
        if request is not None:
            names.append(("request", request))
        if reference is not None:
            names += [("reference", q, reference) for q in self._setup.definitions]

        def work(store: Store) -> dict[str, str] | None:
            found = (self._known(store, name) for name in names)
            return next((one for one in found if one is not None), None)

        known = await self._writer.run(work)
        if known is None:
            return None
        language = known.get("language", ENGLISH)
        made = self.invitation(known["token"], language)
        return Closed(known.get("channel") or None, made, again=True)

    async def count(self, counts: Iterable[Count]) -> None:
        """Note how many cases were closed, from the case system; all or none."""
        rows = tuple(counts)

        def work(store: Store) -> None:
            for row in rows:
                store.reach.closings(
                    row.questionnaire, row.kind, row.place, row.period, row.closed
                )

        await self._writer.run(work)

    def invitation(self, token: str, language: str) -> Invitation:
        """Return a link in every form that it has."""
        telegram = self._setup.links.telegram_link(token)
        web = self._setup.links.web_link(token, language)
        message = text("hand_over", language, link=web or telegram or token)
        return Invitation(token, telegram, web, message)

    def _check(self, closure: Closure) -> None:
        questionnaire = self._setup.questionnaire(closure.questionnaire)
        if questionnaire.audience is Audience.STAFF:
            raise ServiceError(
                f"{questionnaire.id} is for staff; open a wave for it instead."
            )
        area = self._setup.area
        for kind, place, known in (
            ("tier", closure.tier, area.tiers),
            ("district", closure.district, area.districts),
        ):
            ids = [p.id for p in known]
            if place is not None and place not in ids:
                raise ServiceError(
                    f"There is no {kind} {place!r}; the area file has {', '.join(ids)}."
                )

    def _ready(self, asked: Asked) -> _Ready:
        closure = asked.closure
        names: list[tuple[str, ...]] = []
        if asked.request is not None:
            names.append(("request", asked.request))
        if closure.reference is not None:
            names.append(("reference", closure.questionnaire, closure.reference))
        content = json.dumps(
            [
                closure.questionnaire,
                closure.tier,
                closure.district,
                closure.month,
                closure.language,
                closure.channel,
                closure.address,
                closure.reference,
            ]
        )
        mark = self._keys.mark("closure", content).hex()
        token = self._setup.token_mark(closure.questionnaire) + new_token()
        return _Ready(asked, token, tuple(names), mark)

    def _one(
        self, store: Store, ready: _Ready, by: Account | None, now: datetime
    ) -> tuple[str, bool]:
        """Store one closure; return its token and whether it was there before."""
        missing, token = [], None
        for name in ready.names:
            known = self._known(store, name)
            if known is None:
                missing.append(name)
                continue
            if known["content"] != ready.content:
                raise ConflictingError
            token = known["token"]
        if token is None:
            self._invite(store, ready, by, now)
        closure = ready.asked.closure
        kept = {"token": token or ready.token, "content": ready.content}
        kept |= {"language": closure.language, "channel": closure.channel or ""}
        note = json.dumps(kept)
        for name in missing:
            locked = self._keys.lock("request", note.encode(), *name)
            until = last_day(now, REQUEST_DAYS)
            store.requests.put(self._keys.mark("request", *name), locked, until)
        return token or ready.token, token is not None

    def _invite(
        self, store: Store, ready: _Ready, by: Account | None, now: datetime
    ) -> None:
        closure, keys = ready.asked.closure, self._keys
        address = address_mark(keys, closure.channel or "", closure.address)
        if closure.channel is not None and store.follow_ups.opted_out(address):
            return
        token = keys.token(ready.token)
        row = InvitationRow(
            token=token,
            questionnaire=closure.questionnaire,
            tier=closure.tier,
            district=closure.district,
            language=closure.language,
            quarter=_quarter(store, closure.month, now),
            person=None,
            until=last_day(now, self._setup.area.retention.invitation_days),
        )
        add_invitation(store, row)
        if by is not None:
            store.invitations.note_sent(by.id, row, month_after(now, 0))
        if closure.channel is None:
            return
        sealed = seal_contact(keys, closure.address, ready.token)
        contact = Contact(token, address, closure.channel, closure.language, sealed)
        store.contacts.add(contact)
        due = hour_of(self._first(now))
        store.sendings.add(Sending(new_id(), token, "invite", 0, None, due))

    def _first(self, now: datetime) -> datetime:
        """Return when the first message may go."""
        sending = self._setup.area.sending
        if not sending.wait_days:
            return next_allowed(sending, now)
        return first_allowed(
            sending, local_day(now) + timedelta(days=sending.wait_days)
        )

    def _known(self, store: Store, name: tuple[str, ...]) -> dict[str, str] | None:
        locked = store.requests.get(self._keys.mark("request", *name))
        if locked is None:
            return None
        found: dict[str, str] = json.loads(self._keys.unlock("request", locked, *name))
        return found

    def _token_of(self, store: Store, name: tuple[str, ...]) -> str | None:
        known = self._known(store, name)
        return None if known is None else known["token"]


def add_invitation(store: Store, row: InvitationRow, by: int = 1) -> None:
    """Store an invitation and count it as sent; ``by`` -1 counts one back."""
    if by > 0 and not store.invitations.add(row):
        return
    reach = store.reach.add
    if row.tier is not None:
        reach(row.questionnaire, "tier", row.tier, row.quarter, sent=by)
    if row.district is not None:
        reach(row.questionnaire, "district", row.district, row.quarter[:4], sent=by)


def _quarter(store: Store, month: str, now: datetime) -> str:
    """Return the quarter in which a closure counts as invited, while that is open."""
    year, number = (int(part) for part in month.split("-"))
    quarter = quarter_of(date(year, number, 1))
    known = store.periods.get(quarter)
    closed = known is not None and known.closed
    return quarter_of(now.date()) if closed else quarter


def _halt(store: Store, token: bytes, action: Halt, district: str) -> None:
    row = store.invitations.peek(token)
    if row is None or district not in ("", row.district):
        return
    if action is not Halt.CANCEL:
        store.invitations.hold(token, held=action is Halt.HOLD)
        return
    gone_out = store.contacts.of(token) is not None and not any(
        one.step == 0 and one.state == "waiting" for one in store.sendings.of(token)
    )
    store.invitations.remove(token)
    if not gone_out:
        add_invitation(store, row, -1)
