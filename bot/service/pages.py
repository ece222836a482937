"""Answering on pages: the same turns, with what a page needs beside the effects.

Rule 1: looking at a page changes nothing; only a page that is sent back does.
Rule 2: a page that is sent back twice counts once. Of the last page, the one that
sends the answers, the receipt can be shown again: its code follows from the page's
own number, which only the person's phone has.
Rule 3: everything else is as in `bot.service.respond`: redacted in memory first, one
job of the writer a page, and nothing shown before the commit.
"""

import base64
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from bot.keys import Keys, code_from
from bot.service.closure_fields import written_to
from bot.service.group_doors import NO_USE, shut
from bot.service.leading import led_to, take_over
from bot.service.page import (
    Page,
    Posted,
    events_of,
    page_of,
    turned_to,
    wrongly_paired,
)
from bot.service.person import Person
from bot.service.respond import (
    Caller,
    Effects,
    Incoming,
    Link,
    Respond,
    Wish,
    how_invited,
)
from bot.service.setup import (
    AT_EVENT,
    ENGLISH,
    EVENT_MARK,
    WITH_CONTACT,
    Setup,
    day,
    text,
)
from bot.store import Contact, Delivery, SessionRow, Store, Writer
from surveys.conversation import Labels, Session
from surveys.events import STOP, Event, Prompt, Replied, Say, Submit, Tapped
from surveys.hidden import visible
from surveys.model import Audience, Questionnaire, Role
from surveys.offered import contact_told
from surveys.screens import Scene

LONGEST = 20_000  # code points that are read of what somebody wrote
_KEY_BYTES = 18


class Outcome(Enum):
    """What came of a page."""

    OPEN = auto()  # there is a page to show
    SENT = auto()  # the answers are stored; `Visit.code` withdraws them
    STOPPED = auto()  # the person stopped, and everything is deleted
    BEFORE = auto()  # at an event: they had answered before, and nothing is kept
    ENDED = auto()  # the round is over, or the questions have changed too much
    NOTHING = auto()  # there is nothing under this address


class Reached(Enum):
    """What came of an address that somebody gave after sending."""

    NOTED = auto()
    UNLIKE = auto()  # it is no mobile number and no email address
    LATE = auto()


Sent = tuple[Submit, Session, SessionRow, Contact | None]
"""What was sent, what is left of the session, and how the family was invited."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is to be shown.

    Attributes:
        outcome: See there.
        page: Where the conversation is now, if it goes on.
        says: Said before it, or instead of it.
        code: The receipt's, once the answers are sent.
        same: The page was asked for again: it was not understood, or is only shown.
        moved: The page that was sent back is no more; the present one is shown.
        paired: An option that stands alone was marked together with others.
        language: To say things in.
        reach: The person may now say how to reach them in three months.
    """

    outcome: Outcome
    page: Page | None = None
    says: tuple[Say, ...] = ()
    code: str = ""
    same: bool = False
    moved: bool = False
    paired: bool = False
    language: str | None = None
    reach: bool = False


NOTHING = Visit(Outcome.NOTHING)


def for_pages(setup: Setup, channels: tuple[str, ...] = ()) -> Setup:
    """Return the setup for pages: nobody is found again by a private address.

    ``channels`` are those by which families can be written to instead.
    """
    return replace(setup, finds_again=False, writes_to=channels)


class Pages(Respond):
    """Opens links on pages, shows pages and takes them back."""

    def _open(self, store: Store, caller: Caller, link: Link, now: datetime) -> Effects:
        """Open a link; one from a chat takes what was opened there along."""
        mark = led_to(self._keys, link.token)
        if mark is not None:
            link = replace(link, mark=mark)
            row = store.sessions.holding(mark)
            session = None if row is None else self._read(row)
            if row is not None and session is not None and row.until >= day(now):
                take_over(store, row, session, mark, caller.binding)
        return super()._open(store, caller, link, now)

    def _of_a_family(
        self, store: Store, caller: Caller, link: Link, now: datetime
    ) -> tuple[SessionRow, Labels, Link] | None:
        """Open an invitation; whoever was written to can be asked for more later."""
        found = super()._of_a_family(store, caller, link, now)
        if found is None:
            return None
        blank, labels, link = found
        contact = store.contacts.of(blank.token or b"")
        known = contact is not None and contact.channel in self._setup.writes_to
        if known and contact_told(link.wish.language or link.language):
            asked = f"{blank.questionnaire}{WITH_CONTACT}"
            blank = replace(blank, questionnaire=asked)
        return blank, labels, link

    def twin(self, writer: Writer, keys: Keys) -> "Pages":
        """Return the same, over another store."""
        return Pages(writer, keys, self._setup)

    def tries(self, questionnaire_id: str) -> bool:
        """Say whether a questionnaire can be tried out: one for families, and known."""
        found = self._setup.definitions.get(questionnaire_id)
        return found is not None and found.audience is not Audience.STAFF

    def address(self, token: str, number: str) -> str:
        """Return the private address that a start page leads to.

        It follows from the link and the number of the very page that was sent back,
        so that a second press of its button comes to the same place, and the link
        alone to none.
        """
        mark = self._keys.mark("private address", token, number)
        return base64.urlsafe_b64encode(mark[:_KEY_BYTES]).decode()

    async def arrive(
        self, person: Person, token: str, now: datetime, wish: Wish
    ) -> bool:
        """Open a link for a private address; False where it cannot be used."""
        if token.startswith(EVENT_MARK) and (await self.look(person, "", now)).page:
            return True  # its button was pressed twice
        effects = await self.open(person, token, None, now, wish=wish)
        return any(isinstance(effect, Prompt) for effect in effects)

    async def told(self, token: str, now: datetime) -> str:
        """Return what a group's link says that is shut; empty for any other link."""
        mark = self._keys.token(token)
        key = await self._writer.run(lambda store: shut(store, mark, now))
        return "" if key == NO_USE else text(key, ENGLISH)

    async def look(self, person: Person, at: str, now: datetime) -> Visit:
        """Return the page at that place, or the present one where it is no more."""
        caller = self._caller(person, None)

        def work(store: Store) -> Visit:
            found = self._scene(store, caller, now)
            if found is None:
                return NOTHING
            _, scene = found
            there = turned_to(scene, at)
            page = page_of(there or scene)
            if page.question is not None and scene.session.question == page.question.id:
                page = replace(page, draft=scene.session.draft)
            return Visit(
                Outcome.OPEN, page, moved=there is None, language=scene.language
            )

        return await self._writer.run(work)

    async def take(self, person: Person, posted: Posted, now: datetime) -> Visit:
        """Take back a page and return what comes next."""
        caller = self._caller(person, posted.delivery)
        code = code_from(
            self._keys.mark("receipt of a page", person.key, posted.delivery)
        )
        posted = replace(posted, words=_tidy(posted.words))
        safe = await self._redacted(Replied(posted.words or ""))
        sent: list[Sent] = []

        def work(store: Store) -> Visit:
            sent.clear()
            claim = self._claim(store, caller, now)
            found = self._scene(store, caller, now)
            if claim is not Delivery.NEW:
                return self._repeated(store, found, code)
            if found is None:
                return NOTHING
            row, scene = found
            there = turned_to(scene, posted.at)
            if there is None:
                return Visit(
                    Outcome.OPEN, page_of(scene), moved=True, language=scene.language
                )
            if not posted.button and wrongly_paired(there, posted.picked):
                return Visit(
                    Outcome.OPEN,
                    page_of(there),
                    same=True,
                    paired=True,
                    language=scene.language,
                )
            came = (posted, safe, code)
            return self._taken(store, caller, (row, there), came, now, sent)

        visit = await self._writer.run(work)
        for one in sent:
            self._ask_again(person, one, now)
        return replace(visit, reach=self._wishes.offered(person, now))

    def _ask_again(self, person: Person, sent: Sent, now: datetime) -> None:
        """Note a wish to be asked again, or let the person say how to reach them."""
        submit, session, row, contact = sent
        if contact is not None:
            if submit.follow_up:
                self._wishes.note(person, session, now, contact)
            return
        asked = self._setup.definitions.get(row.questionnaire)
        if asked is None or not self._setup.writes_to:
            return  # at an event nobody knows when their help came to an end
        if any(question.role is Role.FOLLOW_UP for question in asked.questions):
            self._wishes.offer(person, session, now)

    async def reach(self, person: Person, typed: str, now: datetime) -> Reached:
        """Take where somebody may be written to in three months."""
        if not self._wishes.offered(person, now):
            return Reached.LATE
        found = written_to(typed, self._setup.writes_to)
        if found is None:
            return Reached.UNLIKE
        noted = self._wishes.accept(person, *found, now)
        return Reached.NOTED if noted else Reached.LATE

    async def leave(self, person: Person) -> None:
        """Delete what was not sent, at once: somebody else uses this tablet next."""
        caller = self._caller(person, None)

        def work(store: Store) -> None:
            row = store.sessions.get(caller.pseudonym)
            if row is not None and row.questionnaire.endswith(AT_EVENT):
                self._forget(store, row)

        await self._writer.run(work)

    # --- inside the writer's transaction ------------------------------------------

    def _taken(
        self,
        store: Store,
        caller: Caller,
        stands: tuple[SessionRow, Scene],
        came: tuple[Posted, Event, str],
        now: datetime,
        sent: list[Sent],
    ) -> Visit:
        (row, scene), (posted, safe, code) = stands, came
        *before, last = events_of(scene, posted)
        session = scene.session
        for event in before:
            session, _ = self._step(scene.questionnaire, session, event, None, now)
        raw = None
        if isinstance(last, Replied):
            last, raw = safe, posted.words
        sealed = self._keys.seal("session", session.to_json().encode())
        incoming = Incoming(last, raw, code)
        contact = next(iter(how_invited(store, caller)), None)
        effects, submit, ended_as = self._turn(
            store, caller, incoming, now, replace(row, state=sealed)
        )
        says = tuple(e for e in effects if isinstance(e, Say))
        if submit is not None and ended_as is not None:
            sent.append((submit, ended_as, row, contact))
            return Visit(Outcome.SENT, says=says, code=code, language=scene.language)
        prompt = next((e for e in effects if isinstance(e, Prompt)), None)
        after = self._scene(store, caller, now)
        if prompt is None or after is None:
            ended = _ended_by(scene, last)
            return Visit(ended, says=says, language=scene.language)
        page = page_of(after[1], prompt)
        return Visit(
            Outcome.OPEN,
            page,
            says,
            same=page.at == posted.at,
            language=page.prompt.language,
        )

    def _repeated(
        self, store: Store, found: tuple[SessionRow, Scene] | None, code: str
    ) -> Visit:
        if found is not None:
            scene = found[1]
            return Visit(Outcome.OPEN, page_of(scene), language=scene.language)
        if store.receipts.quarter(self._keys.receipt(code)) is not None:
            return Visit(Outcome.SENT, code=code)
        return NOTHING

    def _scene(
        self, store: Store, caller: Caller, now: datetime
    ) -> tuple[SessionRow, Scene] | None:
        """Return where a person stands, as far as these questions still exist."""
        row = self._live(store, caller, now)
        if row is None:
            return None
        session = self._read(row)
        questionnaire = self._setup.asked(row.questionnaire)
        if session is None or questionnaire is None:
            return None
        session = self._fitting(questionnaire, session, now)
        care = self._setup.care(questionnaire, session.language)
        return row, Scene(questionnaire, session, self._setup.places, care)

    def _fitting(
        self, questionnaire: Questionnaire, session: Session, now: datetime
    ) -> Session:
        """Return the session, begun anew where the questions have changed since."""
        if self._present(questionnaire, session):
            return session
        after, _ = self._step(questionnaire, session, Tapped("", ""), None, now)
        return after


def _ended_by(scene: Scene, last: Event) -> Outcome:
    """Return what a conversation ended by that was not sent."""
    if isinstance(last, Tapped) and last.button == STOP:
        return Outcome.STOPPED
    if (
        scene.session.question is not None
        and scene.question.role is Role.ANSWERED_BEFORE
    ):
        return Outcome.BEFORE
    return Outcome.ENDED


def _tidy(words: str | None) -> str | None:
    """Return what somebody would see of their words, without the page's line ends."""
    if words is None:
        return None
    return visible(words[:LONGEST].replace("\r\n", "\n")).strip()


__all__ = ["NOTHING", "Outcome", "Pages", "Reached", "Visit"]
