"""Workshop mode: partners walk through the evidence and write down what they will do.

Rule 1: the evidence is a `Release`, feature by feature; nothing else is shown.
Rule 2: an action names partners and a post, never a person. Words that hold what looks
like a personal detail are not stored; whoever typed them sees how they would read.
Rule 3: an action is carried on to a later period by its own press, and says so in both.
"""

import asyncio
import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol

from analysis.model import MaturityModel
from analysis.release import Release, ShownFeature
from bot.area import Area
from bot.keys import Keys
from bot.service import periods
from bot.service.errors import ServiceError, UnknownNameError
from bot.service.evidence import ALL, ROWS, Document
from bot.service.hours import local_day
from bot.service.wave_days import said as day_said
from bot.store import Store, Writer
from bot.store.actions import ActionRow
from exports.actions import KINDS, ActionLine, ActionList
from surveys.hidden import visible
from surveys.redaction import Redactor

LONGEST: Final = 300
LONGEST_POST: Final = 60
OPEN, DONE, CARRIED, DROPPED = "open", "done", "carried", "dropped"
STATES: Final = (OPEN, DONE, CARRIED, DROPPED)
Agreed = ActionRow  # as channels know it
YEARS: Final = 5  # an action is due so many years ahead at most
_MONTH: Final = 7  # characters of 2027-03


class ActionError(ServiceError):
    """An action cannot be written down like this."""


class PersonalError(ActionError):
    """What was typed holds what looks like a personal detail.

    Attributes:
        reads: How it reads without.
        field: Which of ``words``, ``post`` and ``note`` holds it.
    """

    def __init__(self, reads: str, field: str = "words") -> None:
        self.reads = reads
        self.field = field
        super().__init__(
            "This holds what looks like a name or another personal detail. Name a"
            f" partner and a post instead. Without it, it would read: {reads}"
        )


@dataclass(frozen=True, slots=True)
class Action:
    """An action as somebody types it.

    Attributes:
        feature: An id of the row, or empty: about the whole row.
        words: What will be done.
        partners: Ids of the area file; several make it a joint action.
        post: Whose job it is there; may be empty.
        due: ``2027-03`` or ``2027-03-31``.
    """

    row: str
    feature: str
    words: str
    partners: tuple[str, ...]
    post: str
    due: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One feature on the walk, with what was agreed about it."""

    feature: ShownFeature
    actions: tuple[ActionRow, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """A row's evidence, feature by feature.

    Attributes:
        whole: Actions about the row as a whole.
        earlier: Actions of earlier periods about this row that are still open.
    """

    release: Release
    stops: tuple[Stop, ...]
    whole: tuple[ActionRow, ...]
    earlier: tuple[ActionRow, ...]


class Releases(Protocol):
    """What a workshop needs of `bot.service.evidence.Evidence`."""

    async def assess(self, row: str, period: str, now: datetime) -> tuple[Release, ...]:
        """Return the releases of a row."""
        ...  # a protocol's body


class Workshop:
    """Shows the evidence and keeps what was agreed over it."""

    def __init__(  # a composition root's call
        self,
        writer: Writer,
        keys: Keys,
        area: Area,
        model: MaturityModel,
        redactor: Redactor,
        releases: Releases,
    ) -> None:
        self._writer = writer
        self._keys = keys
        self._area = area
        self._model = model
        self._redactor = redactor
        self._releases = releases

    async def walk(self, row: str, period: str, now: datetime) -> Walk:
        """Return a row's evidence with the actions agreed over it.

        Raises:
            ServiceError: There is no such row or period.
        """
        if row not in ROWS:
            raise UnknownNameError(f"There is no row {row!r}; there is {_listed()}.")
        (release,) = await self._releases.assess(row, period, now)
        every = [one for one in await self.actions() if one.row == row]
        here = [one for one in every if one.period == period]
        known = {feature.id for feature in release.features}
        return Walk(
            release=release,
            stops=tuple(
                Stop(feature, tuple(one for one in here if one.feature == feature.id))
                for feature in release.features
            ),
            whole=tuple(one for one in here if one.feature not in known),
            earlier=tuple(
                one for one in every if one.period < period and one.state == OPEN
            ),
        )

    async def add(
        self, period: str, action: Action, request: str, now: datetime
    ) -> ActionRow:
        """Write an action down.

        Args:
            period: Whose evidence it was agreed over.
            action: As it was typed.
            request: Names what was sent; sent twice, it is one action.
            now: The present moment: an action is due today at the earliest.

        Raises:
            PersonalError: Words or post hold what looks like a personal detail.
            ActionError: Something is missing or not known; it says what.
        """
        self._check(action)
        due = _due(action.due, local_day(now))
        words, post = _tidy(action.words), _tidy(action.post)
        await self._clean(words, "words")
        if post:
            await self._clean(post, "post")
        stored = ActionRow(
            id=self._keys.mark("action", request).hex()[:16],
            period=period,
            row=action.row,
            feature=action.feature,
            words=words,
            partners=tuple(dict.fromkeys(action.partners)),
            post=post,
            due=due,
        )

        def work(store: Store) -> None:
            if periods.span(period) is None and not store.periods.within(period):
                raise ActionError(f"There is no period or wave {period!r}.")
            store.actions.add(stored)

        await self._writer.run(work)
        return stored

    async def settle(self, action_id: str, state: str, note: str = "") -> None:
        """Note what became of an action.

        Raises:
            PersonalError: The note holds what looks like a personal detail.
            ActionError: There is no such action or state, or the note is too long.
        """
        if state not in (OPEN, DONE, DROPPED):
            raise ActionError("An action is open, done or dropped.")
        said = _tidy(note)
        if len(said) > LONGEST:
            raise ActionError(f"The note has over {LONGEST} characters.")
        if said:
            await self._clean(said, "note")

        def work(store: Store) -> None:
            found = _known(store, action_id)
            if found.state == CARRIED:
                raise ActionError(
                    "This action was carried on: say it of the later one."
                )
            store.actions.set(found.id, state, said)

        await self._writer.run(work)

    async def carry(
        self, action_id: str, period: str, now: datetime, due: str = ""
    ) -> ActionRow:
        """Carry an open action on to a later period; twice is once.

        Args:
            action_id: The action.
            period: Where it goes on.
            now: The present moment.
            due: The new day, or empty: the old one, also where it is over by now.

        Raises:
            ActionError: It is not open, the period is no later one, or the new day
                cannot be used.
        """
        day = _due(due, local_day(now)) if due else ""

        def work(store: Store) -> ActionRow:
            old = _known(store, action_id)
            name = self._keys.mark("action carried", old.id, period).hex()[:16]
            new = replace(old, id=name, period=period, due=day or old.due, note="")
            if old.state == CARRIED and store.actions.get(name) is not None:
                return new
            if old.state != OPEN:
                raise ActionError("Only an action that is open is carried on.")
            known = periods.span(period) is not None or store.periods.within(period)
            if not known or period <= old.period:
                raise ActionError(f"{period!r} is no period after {old.period}.")
            store.actions.add(new)
            store.actions.set(old.id, CARRIED, f"carried on to {period}")
            return new

        return await self._writer.run(work)

    async def remove(self, action_id: str) -> None:
        """Delete an action that was written by mistake.

        Raises:
            ActionError: There is no such action.
        """
        await self._writer.run(
            lambda store: store.actions.remove(_known(store, action_id).id)
        )

    async def actions(self, period: str | None = None) -> tuple[ActionRow, ...]:
        """Return every action, or those of one period."""
        found = await self._writer.run(lambda store: store.actions.all())
        return tuple(one for one in found if period in (None, one.period))

    async def document(self, row: str, period: str, kind: str) -> Document:
        """Return the actions of a period as a file; earlier open ones come last.

        Args:
            row: One of the seven, or ``all``.
            period: Such as ``2026-Q4``.
            kind: One of `exports.actions.KINDS`.

        Raises:
            ServiceError: There is no such row or kind.
        """
        if (row != ALL and row not in ROWS) or kind not in KINDS:
            raise UnknownNameError(f"Write {_listed()} or {ALL}; {', '.join(KINDS)}.")
        found = [one for one in await self.actions() if row in (ALL, one.row)]
        listed = ActionList(
            council=self._area.council,
            period=period,
            agreed=self._lines(one for one in found if one.period == period),
            earlier=self._lines(
                one for one in found if one.period < period and one.state == OPEN
            ),
        )
        made = KINDS[kind]
        return Document(
            f"strandline-actions-{row}-{period}.{kind}",
            await asyncio.to_thread(made.write, listed),
            made.media_type,
        )

    def partner(self, partner_id: str) -> str:
        """Return what a partner is called."""
        return self._area.label("partner", partner_id)

    def _lines(self, actions: Iterable[ActionRow]) -> tuple[ActionLine, ...]:
        order = {row: place for place, row in enumerate(ROWS)}
        found = sorted(
            actions,
            key=lambda one: (order.get(one.row, 99), one.feature, one.due, one.id),
        )
        texts: Mapping[str, str] = {f.id: f.text for f in self._model.features}
        return tuple(
            ActionLine(
                row=self._model.rows.get(one.row, one.row),
                feature=one.feature,
                about=texts.get(one.feature, ""),
                words=one.words,
                partners=tuple(self.partner(partner) for partner in one.partners),
                post=one.post,
                due=one.due,
                state=one.state,
                note=one.note,
                period=one.period,
            )
            for one in found
        )

    def _check(self, action: Action) -> None:
        known = {place.id for place in self._area.partners}
        if action.row not in ROWS:
            raise ActionError(f"There is no row {action.row!r}; there is {_listed()}.")
        of_row = {feature.id for feature in self._model.of_row(action.row)}
        if action.feature and action.feature not in of_row:
            raise ActionError(f"The row has no feature {action.feature!r}.")
        if not _tidy(action.words):
            raise ActionError("Say what will be done.")
        if len(_tidy(action.words)) > LONGEST or len(_tidy(action.post)) > LONGEST_POST:
            raise ActionError(
                f"Say it in {LONGEST} characters, and the post in {LONGEST_POST}."
            )
        if not action.partners:
            raise ActionError("Say which partner will do it, or which partners.")
        if strange := sorted(set(action.partners) - known):
            raise ActionError(
                f"There is no partner {strange[0]!r}; the area file has"
                f" {', '.join(sorted(known))}."
            )

    async def _clean(self, words: str, field: str) -> None:
        found = await asyncio.to_thread(self._redactor.redact, words)
        if found.spans:
            raise PersonalError(found.text, field)
        if found.review:
            raise ActionError(
                "This could not be checked for personal details. Please say it in"
                " plain English."
            )


def _known(store: Store, action_id: str) -> ActionRow:
    found = [one for one in store.actions.all() if one.id.startswith(action_id)]
    if len(found) != 1 or not action_id:
        raise ActionError("There is no such action. `strandline workshop list` lists.")
    return found[0]


def _tidy(words: str) -> str:
    return " ".join(visible(words).split())


def _due(said: str, today: date) -> str:
    """Return an ISO date; a month stands for its last day.

    Raises:
        ActionError: It is neither, is over, or is too far off.
    """
    try:
        found = date.fromisoformat(f"{said}-01" if len(said) == _MONTH else said)
    except ValueError as wrong:
        raise ActionError(
            "Say by when: a month as in 2027-03, or a day as in 2027-03-31."
        ) from wrong
    day = _last_day(found) if len(said) == _MONTH else found
    if day < today:
        raise ActionError(
            f"{day_said(day)} is over. Say by when from today on: a month or a day."
        )
    if day > (latest := _last_day(today.replace(year=today.year + YEARS, day=1))):
        raise ActionError(
            f"{day_said(day)} is too far off: {day_said(latest)} is the latest. Name"
            " a first step, and carry the action on at a later workshop."
        )
    return day.isoformat()


def _last_day(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _listed() -> str:
    return ", ".join(ROWS)
