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
from bot.service.page import (
    Page,
    Posted,
    events_of,
    page_of,
    turned_to,
    wrongly_paired,
)
from bot.service.person import Person
from bot.service.respond import Caller, Incoming, Respond, Wish
from bot.service.setup import Setup
from bot.store import Delivery, SessionRow, Store, Writer
from surveys.conversation import Session
from surveys.events import STOP, Event, Prompt, Replied, Say, Tapped
from surveys.hidden import visible
from surveys.model import Audience, Questionnaire, Role, Section
from surveys.screens import Scene

LONGEST = 20_000  # code points that are read of what somebody wrote
_KEY_BYTES = 18


class Outcome(Enum):
    """What came of a page."""

    OPEN = auto()  # there is a page to show
    SENT = auto()  # the answers are stored; `Visit.code` withdraws them
    STOPPED = auto()  # the person stopped, and everything is deleted
    ENDED = auto()  # the round is over, or the questions have changed too much
    NOTHING = auto()  # there is nothing under this address


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
    """

    outcome: Outcome
    page: Page | None = None
    says: tuple[Say, ...] = ()
    code: str = ""
    same: bool = False
    moved: bool = False
    paired: bool = False
    language: str | None = None


NOTHING = Visit(Outcome.NOTHING)


def for_pages(setup: Setup) -> Setup:
    """Return the setup for pages: without the question that pages cannot act on.

    Nobody can be found again who answered on a page, so nobody is asked whether we
    may come back to them.
    """
    return replace(
        setup,
        definitions={
            name: replace(
                questionnaire,
                sections=tuple(_unasked(s) for s in questionnaire.sections),
            )
            for name, questionnaire in setup.definitions.items()
        },
    )


def _unasked(section: Section) -> Section:
    asked = tuple(q for q in section.questions if q.role is not Role.FOLLOW_UP)
    return replace(section, questions=asked)


class Pages(Respond):
    """Opens links on pages, shows pages and takes them back."""

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
        effects = await self.open(person, token, None, now, wish=wish)
        return any(isinstance(effect, Prompt) for effect in effects)

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

        def work(store: Store) -> Visit:
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
            return self._taken(store, caller, (row, there), (posted, safe, code), now)

        return await self._writer.run(work)

    # --- inside the writer's transaction ------------------------------------------

    def _taken(
        self,
        store: Store,
        caller: Caller,
        stands: tuple[SessionRow, Scene],
        came: tuple[Posted, Event, str],
        now: datetime,
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
        effects, submit, _ = self._turn(
            store, caller, incoming, now, replace(row, state=sealed)
        )
        says = tuple(e for e in effects if isinstance(e, Say))
        if submit is not None:
            return Visit(Outcome.SENT, says=says, code=code, language=scene.language)
        prompt = next((e for e in effects if isinstance(e, Prompt)), None)
        after = self._scene(store, caller, now)
        if prompt is None or after is None:
            stopped = isinstance(last, Tapped) and last.button == STOP
            ended = Outcome.STOPPED if stopped else Outcome.ENDED
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
        questionnaire = self._setup.definitions.get(row.questionnaire)
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


def _tidy(words: str | None) -> str | None:
    """Return what somebody would see of their words, without the page's line ends."""
    if words is None:
        return None
    return visible(words[:LONGEST].replace("\r\n", "\n")).strip()


__all__ = ["NOTHING", "Outcome", "Pages", "Visit"]
