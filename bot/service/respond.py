"""Answering: the one way in, for every channel.

Rule 1: words are redacted, and looked at for signs of harm, in memory, before any
durable write. The raw words live for the length of one call.
Rule 2: one event is one job of the writer: the delivery's id, the session and, at
the end, the whole submission are stored together or not at all.
Rule 3: effects leave this module only after the commit.
Rule 4: a link that is spent, expired, unknown or somebody else's gets one text.
"""

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.keys import Keys, SealError, new_code, new_secret
from bot.service import submission
from bot.service.about_you import offered
from bot.service.acted import newest_first
from bot.service.followup import Wishes
from bot.service.group_doors import shut, told_by
from bot.service.hours import local_day
from bot.service.leading import leading_token, untouched
from bot.service.nudges import Nudges
from bot.service.person import Person
from bot.service.setup import AT_EVENT, ENGLISH, Setup, day, last_day, text
from bot.service.submission import Sheet
from bot.store import Contact, Delivery, SessionRow, Store, Writer
from surveys import conversation
from surveys.care import notice
from surveys.conversation import Labels, Session, SessionError
from surveys.events import (
    Effect,
    Event,
    Forget,
    Kind,
    Replied,
    Say,
    Started,
    Submit,
)
from surveys.hidden import visible
from surveys.model import Mode, Questionnaire, Variant
from surveys.offered import own_words
from surveys.replies import plain
from surveys.wording import phrase

EVENT_DAYS = 1  # that an unfinished conversation is kept which began at an event
LONGEST = 20_000  # code points of one message that are read at all
_LOTS = 1_000_000

Effects = tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Caller:
    """The marks of one person, made once a call."""

    person: Person
    pseudonym: bytes
    binding: bytes
    delivery: bytes | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event: safe to store, with what may be used in memory only.

    Attributes:
        raw: The words before redaction, to look for signs of harm.
        code: The receipt code, in case this event ends the conversation.
        recovered: A process before this one stored it and then ended.
    """

    event: Event
    raw: str | None = None
    code: str = ""
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose before the first screen.

    Attributes:
        language: None: that of the link.
        variant: In which words the questions are put.
        lot: What the probe packs are drawn by; None, as for everybody real: it is
            drawn when the link is opened. Made-up people bring theirs along, so that
            a seed gives the same answers.
    """

    language: str | None
    variant: Variant = Variant.USUAL
    lot: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is being opened: the mark of its token, a lot, and wishes.

    ``partner`` is whose staff a group link is for: they need not be asked that.
    """

    mark: bytes
    lot: int
    wish: Wish
    language: str = ENGLISH
    token: str = field(default="", repr=False)
    partner: str = ""


class Respond:
    """Opens links and takes events."""

    def __init__(self, writer: Writer, keys: Keys, setup: Setup) -> None:
        self._writer = writer
        self._keys = keys
        self._setup = setup
        self._process = new_secret()[:16]
        self._wishes = Wishes(writer, keys, setup)
        self._nudges = Nudges(keys, setup)
        places = (option for options in setup.places.values() for option in options)
        self._own_words = own_words(setup.definitions.values(), places)

    # --- the verbs of a channel -------------------------------------------------

    async def open(
        self,
        person: Person,
        token: str,
        delivery: str | None,
        now: datetime,
        *,
        wish: Wish | None = None,
    ) -> Effects:
        """Open a deep link or a group link; the person sees where they are.

        ``wish`` holds what the person chose before: it goes before the link's own.
        """
        caller = self._caller(person, delivery)
        wish = wish or Wish(None)
        lot = secrets.randbelow(_LOTS) if wish.lot is None else wish.lot
        link = Link(self._keys.token(token), lot, wish, token=token)

        def work(store: Store) -> Effects:
            if self._claim(store, caller, now) is Delivery.REPEATED:
                return ()
            return self._open(store, caller, link, now)

        return await self._writer.run(work)

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> Effects:
        """Take one event and return what is to be shown.

        ``Replied.words`` are raw. A delivery that was taken before changes nothing:
        its effects are empty, or, where the process has ended since, the present
        screen.
        """
        caller = self._caller(person, delivery)
        event = _seen(event)
        raw = event.words if isinstance(event, Replied) else None
        safe = await self._redacted(event)
        code = new_code()

        contact: list[Contact] = []  # how the family was invited, in memory only

        def work(store: Store) -> tuple[Effects, Submit | None, Session | None]:
            claim = self._claim(store, caller, now)
            if claim is Delivery.REPEATED:
                return (), None, None
            contact[:] = how_invited(store, caller)
            incoming = Incoming(safe, raw, code, claim is Delivery.RECOVERED)
            return self._turn(store, caller, incoming, now)

        effects, submit, session = await self._writer.run(work)
        if submit is not None and submit.follow_up and session is not None:
            self._wishes.note(person, session, now, next(iter(contact), None))
        return effects

    async def begin(
        self,
        person: Person,
        questionnaire_id: str,
        labels: Labels,
        now: datetime,
        *,
        language: str = ENGLISH,
        variant: Variant = Variant.USUAL,
    ) -> Effects:
        """Start a questionnaire without a link: in a shell, at an event, in tests.

        Raises:
            ServiceError: There is no such questionnaire, or no wave to answer in.
        """
        questionnaire = self._setup.questionnaire(questionnaire_id)
        caller = self._caller(person, None)
        lot = secrets.randbelow(_LOTS)
        link = Link(b"", lot, Wish(language, variant))

        def work(store: Store) -> Effects:
            wave = submission.wave_for(store, questionnaire, labels, now)
            store.sessions.delete(caller.pseudonym)
            name = None if wave is None else wave.id
            row = SessionRow(
                caller.pseudonym, 0, questionnaire.id, b"", None, name, day(now)
            )
            stamped = replace(labels, wave=name)
            return self._start(store, caller, row, stamped, link, now)

        return await self._writer.run(work)

    async def gone(self, person: Person, now: datetime) -> None:
        """Forget a person who blocked us, and any wish of theirs to be asked again."""
        caller = self._caller(person, None)

        def work(store: Store) -> None:
            row = store.sessions.get(caller.pseudonym)
            if row is not None:
                self._forget(store, row)

        await self._writer.run(work)
        await self._wishes.withdraw(person)
        await self.settle(now)

    async def settle(self, now: datetime) -> bool:
        """Write down the wishes to be asked again whose random delay is over."""
        return await self._wishes.settle(now)

    async def close(self) -> None:
        """Write down every wish that still waits; for an orderly end."""
        await self._wishes.settle(None)

    async def speaks(self, person: Person, now: datetime) -> str | None:
        """Return the language of somebody's open conversation; None without one."""
        caller = self._caller(person, None)
        row = await self._writer.run(lambda store: self._live(store, caller, now))
        session = None if row is None else self._read(row)
        return None if session is None else session.language

    async def page_link(
        self, person: Person, now: datetime, *, token: str = ""
    ) -> str | None:
        """Return where somebody can answer the same on a page; None where nowhere.

        Only before Start. ``token`` is that of the link which they have opened, where
        it is at hand: one that is for many leads to the page as it is.
        """
        caller = self._caller(person, None)
        row = await self._writer.run(lambda store: self._live(store, caller, now))
        session = None if row is None else self._read(row)
        own = row is not None and row.token is not None
        if row is None or session is None or not untouched(session, own=own):
            return None
        if row.token is not None:
            kind = self._setup.token_mark(session.questionnaire)
            token = leading_token(self._keys, kind, row.token)
        return self._setup.links.web_link(token, session.language) if token else None

    # --- messages that a channel may want to take back ---------------------------

    async def remember_message(
        self, person: Person, message: str, now: datetime
    ) -> None:
        """Keep the id of a message that was sent to somebody, for 48 hours."""
        owner = self._keys.mark("message owner", person.channel, person.key)
        mark = self._keys.mark("message", person.channel, person.key, message)
        sealed = self._keys.seal("message", message.encode())
        await self._writer.run(
            lambda store: store.messages.remember(mark, owner, sealed, now)
        )

    async def take_messages(self, person: Person) -> tuple[str, ...]:
        """Return the ids of the messages sent to somebody, and forget them."""
        owner = self._keys.mark("message owner", person.channel, person.key)
        sealed = await self._writer.run(lambda store: store.messages.take(owner))
        return tuple(self._keys.unseal("message", one).decode() for one in sealed)

    # --- one event, inside the writer's transaction ------------------------------

    def _open(self, store: Store, caller: Caller, link: Link, now: datetime) -> Effects:
        row = self._live(store, caller, now)
        found = self._of_staff(store, caller, link, now)
        if found is None:
            found = self._of_a_family(store, caller, link, now)
        if found is None:
            found = self._of_an_event(store, link, caller, now)
        if found is None or self._setup.asked(found[0].questionnaire) is None:
            closed = shut(store, link.mark, now)
            return (Say(text(closed, caller.person.language)),)
        blank, labels, link = found
        if row is not None and _same(row, blank):
            return self._again(store, caller, row, now)
        if row is not None:
            store.sessions.delete(caller.pseudonym)
        return self._start(store, caller, blank, labels, link, now)

    def _of_staff(
        self, store: Store, caller: Caller, link: Link, now: datetime
    ) -> tuple[SessionRow, Labels, Link] | None:
        """Open a wave, by its group link or by a code that was dealt for it."""
        wave, code = store.waves.by_token(link.mark), store.waves.code(link.mark)
        group = store.plans.link(link.mark)
        if group is not None:
            wave = store.waves.get(group.wave)
        if code is not None and code.person in (None, caller.binding):
            wave = store.waves.get(code.wave)
        if wave is None or not wave.open or day(now) > wave.until:
            return None
        mark = submission.participation(wave, caller.person)
        if store.waves.took_part(wave.id, mark):
            return None
        if code is not None and code.person is None:
            store.waves.bind_code(code.mark, caller.binding)
        blank = SessionRow(
            caller.pseudonym,
            0,
            wave.questionnaire,
            b"",
            None if code is None else code.mark,
            wave.id,
            wave.until,
        )
        if group is not None:
            link = replace(link, partner=group.partner)
        return blank, Labels(wave=wave.id), link

    def _of_a_family(
        self, store: Store, caller: Caller, link: Link, now: datetime
    ) -> tuple[SessionRow, Labels, Link] | None:
        """Open an invitation; whoever opens it first is the one it is for."""
        found = store.invitations.get(link.mark)
        if (
            found is None
            or day(now) > found.until
            or found.person not in (None, caller.binding)
        ):
            return None
        if found.person is None:
            store.invitations.bind(link.mark, caller.binding)
            self._nudges.later(store, caller.person, link.token, found.language, now)
        blank = SessionRow(
            caller.pseudonym, 0, found.questionnaire, b"", link.mark, None, day(now)
        )
        labels = Labels(tier=found.tier, district=found.district)
        return blank, labels, replace(link, language=found.language)

    def _of_an_event(
        self, store: Store, link: Link, caller: Caller, now: datetime
    ) -> tuple[SessionRow, Labels, Link] | None:
        """Open an event's link, as many families do; each time it starts afresh."""
        found = store.events.enter(link.mark, local_day(now).toordinal())
        if found is None:
            return None
        asked = f"{found.questionnaire}{AT_EVENT}"
        blank = SessionRow(caller.pseudonym, 0, asked, b"", None, None, day(now))
        labels = Labels(district=found.district, mode=Mode.EVENT)
        return blank, labels, replace(link, language=found.language)

    def _start(
        self,
        store: Store,
        caller: Caller,
        blank: SessionRow,
        labels: Labels,
        link: Link,
        now: datetime,
    ) -> Effects:
        questionnaire = self._setup.asked(blank.questionnaire)
        if questionnaire is None:  # pragma: no cover  # `_open` has looked
            return (Say(text("no_use", caller.person.language)),)
        session = conversation.start(
            questionnaire,
            language=link.wish.language or link.language,
            channel=caller.person.channel,
            labels=labels,
            lot=link.lot,
            packs=self._setup.area.packs,
            variant=link.wish.variant,
        )
        session = replace(session, answers=told_by(questionnaire, link.partner))
        session, effects = self._step(questionnaire, session, Started(), None, now)
        self._save(store, blank, session, now)
        return effects

    def _again(
        self, store: Store, caller: Caller, row: SessionRow, now: datetime
    ) -> Effects:
        effects, _, _ = self._turn(store, caller, Incoming(Started()), now, row)
        return effects

    def _turn(
        self,
        store: Store,
        caller: Caller,
        incoming: Incoming,
        now: datetime,
        row: SessionRow | None = None,
    ) -> tuple[Effects, Submit | None, Session | None]:
        row = row or self._live(store, caller, now)
        if row is None:
            key = "done_before" if incoming.recovered else "nothing_open"
            return (Say(text(key, caller.person.language)),), None, None
        session = self._read(row)
        questionnaire = self._setup.asked(row.questionnaire)
        if session is None or questionnaire is None:
            store.sessions.delete(row.pseudonym)
            return (Say(text("begin_again", caller.person.language)),), None, None
        if incoming.recovered:
            return self._present(questionnaire, session), None, None
        after, effects = self._step(
            questionnaire, session, incoming.event, incoming.raw, now
        )
        submit = next((e for e in effects if isinstance(e, Submit)), None)
        shown = tuple(e for e in effects if not isinstance(e, Submit | Forget))
        if submit is not None:
            said = submission.submit(
                store,
                self._keys,
                submission.finished(questionnaire, after, submit),
                row,
                caller.person,
                incoming.code,
                now,
            )
            if said is None:
                receipt = Say(phrase("receipt", after.language, code=incoming.code))
                acted = [
                    Say(
                        text("acted", after.language, note=note),
                        kind=Kind.ACTED,
                        detail=note,
                    )
                    for _, note in newest_first(store.acted.all())[:1]
                ]
                more = offered(self._keys, self._setup.area, questionnaire, after, now)
                return (*shown, *acted, receipt, *more), submit, after
            return (Say(text(said, after.language)),), None, None
        if any(isinstance(e, Forget) for e in effects):
            self._forget(store, row)
        else:
            self._save(store, row, after, now)
        return shown, None, None

    def _step(
        self,
        questionnaire: Questionnaire,
        session: Session,
        event: Event,
        raw: str | None,
        now: datetime,
    ) -> tuple[Session, Effects]:
        concern = notice(raw, session.language) if raw is not None else None
        return conversation.step(
            questionnaire,
            session,
            event,
            now,
            places=self._setup.places,
            care=self._setup.care(questionnaire, session.language, concern),
        )

    def _present(self, questionnaire: Questionnaire, session: Session) -> Effects:
        prompt = conversation.present(
            questionnaire,
            session,
            places=self._setup.places,
            care=self._setup.care(questionnaire, session.language),
        )
        return () if prompt is None else (prompt,)

    # --- sessions ----------------------------------------------------------------

    def _live(self, store: Store, caller: Caller, now: datetime) -> SessionRow | None:
        row = store.sessions.get(caller.pseudonym)
        if row is not None and row.until < day(now):
            store.sessions.delete(caller.pseudonym)
            return None
        return row

    def _read(self, row: SessionRow) -> Session | None:
        try:
            state = self._keys.unseal("session", row.state).decode()
            return Session.from_json(state)
        except (SealError, SessionError):
            return None

    def _save(
        self, store: Store, row: SessionRow, session: Session, now: datetime
    ) -> None:
        days = self._setup.area.retention.session_days
        if row.questionnaire.endswith(AT_EVENT):
            days = EVENT_DAYS  # perhaps on a phone or tablet that others use too
        until = last_day(now, days)
        sealed = self._keys.seal("session", session.to_json().encode())
        store.sessions.save(replace(row, state=sealed, until=until))

    def _forget(self, store: Store, row: SessionRow) -> None:
        """Leave no trace: the session goes, and the link with it."""
        store.sessions.delete(row.pseudonym)
        if row.token is not None:
            submission.spent(store, row, row.token)

    # --- what comes from the channel ---------------------------------------------

    def _caller(self, person: Person, delivery: str | None) -> Caller:
        mark = self._keys.mark
        return Caller(
            person,
            self._keys.pseudonym(person.channel, person.key),
            mark("binding", person.channel, person.key),
            None if delivery is None else mark("delivery", person.channel, delivery),
        )

    def _claim(self, store: Store, caller: Caller, now: datetime) -> Delivery:
        if caller.delivery is None:
            return Delivery.NEW
        return store.deliveries.claim(caller.delivery, self._process, now)

    async def _redacted(self, event: Event) -> Event:
        """Return the event with its words redacted, off the event loop."""
        if not isinstance(event, Replied):
            return event
        if " ".join(plain(event.words)) in self._own_words:
            return event
        redact = self._setup.redactor.redact
        redaction = await asyncio.to_thread(redact, event.words)
        return Replied(
            redaction.text, review=redaction.review, removed=len(redaction.spans)
        )

    # --- answers from paper and phone ----------------------------------------------

    async def record(self, sheets: Iterable[Sheet], now: datetime) -> int:
        """Store answers that were collected on paper or by phone, all or none.

        Words are redacted here. A sheet whose row was stored before is left out.

        Returns:
            How many were stored.

        Raises:
            ServiceError: A sheet belongs to no wave that is open.
        """
        ready = [
            replace(s, submit=await asyncio.to_thread(self._redact_sheet, s))
            for s in sheets
        ]

        def work(store: Store) -> int:
            return sum(
                submission.record(store, self._keys, sheet, now) for sheet in ready
            )

        return await self._writer.run(work)

    def _redact_sheet(self, sheet: Sheet) -> Submit:
        """Redact the words of a sheet, and note which a person must see first."""
        answers, review, concern = [], [], []
        for answer in sheet.submit.answers:
            if answer.words is None:
                answers.append(answer)
                continue
            words = visible(answer.words[:LONGEST])
            redaction = self._setup.redactor.redact(words)
            if notice(words, sheet.language) is not None:
                concern.append(answer.question)
            if redaction.review or sheet.language != ENGLISH:
                review.append(answer.question)
            answers.append(replace(answer, words=redaction.text))
        return replace(
            sheet.submit,
            answers=tuple(answers),
            review=(*sheet.submit.review, *review, *concern),
            concern=(*sheet.submit.concern, *concern),
        )


def _same(row: SessionRow, blank: SessionRow) -> bool:
    """Say whether a link leads back into the conversation that is under way."""
    if blank.questionnaire.endswith(AT_EVENT):
        return False
    return row.wave == blank.wave if blank.wave else row.token == blank.token


def how_invited(store: Store, caller: Caller) -> tuple[Contact, ...]:
    """Return how a person was invited, which is forgotten once they have answered."""
    row = store.sessions.get(caller.pseudonym)
    if row is None or row.token is None:
        return ()
    found = store.contacts.of(row.token)
    return () if found is None else (found,)


def _seen(event: Event) -> Event:
    """Return the event with those of its words that a person would see.

    Before redaction: a sign that nobody sees must not part a name in two.
    """
    if not isinstance(event, Replied):
        return event
    return replace(event, words=visible(event.words[:LONGEST]))
