"""A year of waves, planned once: proposed, changed, cancelled, opened on its day.

Rule 1: nothing is stored while anything is wrong; all mistakes are named at once.
Rule 2: a wave that is open can be lengthened or shortened, never moved; one that is
closed is what it is.
Rule 3: links are there as soon as a wave is planned, so that cards can be printed.
They open nothing before their day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.keys import Keys
from bot.service.errors import ServiceError, UnknownNameError
from bot.service.groups import group_warnings
from bot.service.opening import (
    MISSED,
    OPEN,
    PLANNED,
    fit_links,
    last_of_quarter,
    open_due,
    token_of,
)
from bot.service.periods import quarter_of
from bot.service.setup import Setup
from bot.service.wave_days import Verdict, Wanted, judge, name_of, said, year_of
from bot.store import Store, Wave, WavePlan, Writer
from surveys.model import Audience


class PlanError(ServiceError):
    """A plan cannot be made or changed; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned, or would be, and what to think of."""

    plans: tuple[WavePlan, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupLink:
    """What a group gets: an address, and how many they are where that is known."""

    partner: str
    label: str
    link: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """One wave as people see it.

    Attributes:
        state: ``planned``, ``open``, ``missed`` or ``closed``.
        opens: None of a wave that was opened by hand.
        reminders: Whether its groups are reminded.
    """

    id: str
    questionnaire: str
    state: str
    opens: date | None
    until: date
    reminders: bool = False


class WavePlans:
    """Plans waves, and opens them when their day has come."""

    def __init__(self, writer: Writer, keys: Keys, setup: Setup) -> None:
        self._writer = writer
        self._keys = keys
        self._setup = setup

    async def __call__(self, now: datetime) -> bool:
        """Open what is due; return whether there was anything."""
        return await self._writer.run(
            lambda store: open_due(store, self._keys, self._setup, now)
        )

    # --- planning -----------------------------------------------------------------

    async def year(self, year: int, now: datetime, *, dry_run: bool = False) -> Planned:
        """Plan what is still to come of a year's usual waves.

        Raises:
            PlanError: Nothing is still to come, or a wave cannot be planned.
        """
        usual = [
            wanted
            for wanted in year_of(year)
            if wanted.questionnaire in self._setup.definitions
        ]
        coming = [wanted for wanted in usual if wanted.opens >= now.date()]
        if not coming:
            raise PlanError(
                f"The usual waves of {year} would all have begun already. Plan"
                f" {now.year + 1}, or one wave by itself with its first day."
            )
        made = await self.plan(coming, now, dry_run=dry_run)
        past = tuple(
            f"The wave of {wanted.opens:%B} {year} is left out: its day is over."
            for wanted in usual
            if wanted not in coming
        )
        return replace(made, warnings=(*past, *made.warnings))

    async def plan(
        self, wanted: Sequence[Wanted], now: datetime, *, dry_run: bool = False
    ) -> Planned:
        """Plan waves, all or none.

        Args:
            wanted: What they ask, and when.
            now: The present moment.
            dry_run: Only say what would be.

        Raises:
            PlanError: Something is wrong; everything that is, is named.
        """
        for one in wanted:
            self._staff(one.questionnaire)

        def work(store: Store) -> Planned:
            made = self._judged(store, wanted, now)
            if not dry_run:
                for plan in made.plans:
                    self._put(store, plan)
            return made

        return await self._writer.run(work)

    async def move(
        self,
        wave_id: str,
        now: datetime,
        *,
        opens: date | None = None,
        until: date | None = None,
    ) -> Planned:
        """Change a wave's days; with a new first day alone it keeps its length.

        A plan that moves to another quarter is named after that; its links stay good.

        Raises:
            PlanError: It is closed, or open and was to begin anew, or the days are
                wrong.
        """

        def work(store: Store) -> Planned:
            plan = self._known(store, wave_id)
            if plan.state == OPEN:
                return self._stretch(store, plan, opens, until, now)
            first = opens or date.fromordinal(plan.opens)
            length = timedelta(days=plan.until - plan.opens)
            wanted = Wanted(plan.questionnaire, first, until or first + length)
            others = [one for one in store.plans.all() if one.id != plan.id]
            taken = [*(p.id for p in others), *(w.id for w in store.waves.all())]
            name = plan.id
            if not name.startswith(quarter_of(first)):
                name = name_of(wanted, taken)
            moved = replace(
                plan,
                id=name,
                opens=wanted.opens.toordinal(),
                until=wanted.until.toordinal(),
                state=PLANNED if plan.state == MISSED else plan.state,
            )
            verdict = self._verdict(store, moved, others, now)
            if verdict.mistakes:
                raise PlanError("\n".join(verdict.mistakes))
            if name != plan.id:
                store.plans.rename(plan.id, name)
            self._put(store, moved)
            return Planned((moved,), verdict.warnings)

        return await self._writer.run(work)

    async def cancel(self, wave_id: str, now: datetime) -> None:
        """Give up a plan; its links, printed or not, lead nowhere from then on.

        Raises:
            PlanError: The wave is open or closed already.
        """
        del now

        def work(store: Store) -> None:
            plan = self._known(store, wave_id)
            if plan.state == OPEN:
                raise PlanError(
                    f"{wave_id} is open, and people may have answered. End it with:"
                    f" strandline wave close {wave_id}"
                )
            store.plans.remove(plan.id)

        await self._writer.run(work)

    async def remind(self, wave_id: str, *, wanted: bool) -> None:
        """Let a wave's groups be reminded, or not.

        Raises:
            PlanError: There is no such wave to come or open.
        """

        def work(store: Store) -> None:
            plan = self._known(store, wave_id)
            store.plans.add(replace(plan, reminders=wanted))

        await self._writer.run(work)

    # --- looking ------------------------------------------------------------------

    async def outlook(self) -> tuple[Outlook, ...]:
        """Return every wave, those to come among them, the latest first."""
        return await self._writer.run(_outlook)

    async def lines(self) -> tuple[str, ...]:
        """Return what somebody has to know of plans, for the status."""
        return await self._writer.run(_lines)

    async def links(self, wave_id: str) -> tuple[GroupLink, ...]:
        """Return a wave's links, by group.

        Raises:
            PlanError: The wave is closed, or there is none.
        """

        def work(store: Store) -> tuple[GroupLink, ...]:
            wave = store.waves.get(wave_id)
            if wave is not None and not wave.open:
                raise PlanError(f"{wave_id} is closed; its links open nothing.")
            if wave is None:
                self._known(store, wave_id)
            return links_of(store, self._keys, self._setup, wave_id)

        return await self._writer.run(work)

    # --- inside a transaction -----------------------------------------------------

    def _judged(self, store: Store, wanted: Sequence[Wanted], now: datetime) -> Planned:
        others, taken = list(store.plans.all()), [w.id for w in store.waves.all()]
        mistakes: list[str] = []
        warnings: list[str] = []
        made: list[WavePlan] = []
        for one in sorted(wanted, key=lambda w: (w.opens, w.questionnaire)):
            known = [*taken, *(plan.id for plan in others)]
            plan = WavePlan(
                name_of(one, known),
                one.questionnaire,
                one.opens.toordinal(),
                one.until.toordinal(),
            )
            verdict = self._verdict(store, plan, others, now)
            mistakes += verdict.mistakes
            warnings += verdict.warnings
            made.append(plan)
            others.append(plan)
        if mistakes:
            raise PlanError("\n".join(dict.fromkeys(mistakes)))
        for questionnaire in dict.fromkeys(plan.questionnaire for plan in made):
            warnings += group_warnings(store, self._keys, self._setup, questionnaire)
        return Planned(tuple(made), tuple(dict.fromkeys(warnings)))

    def _verdict(
        self, store: Store, plan: WavePlan, others: Sequence[WavePlan], now: datetime
    ) -> Verdict:
        wanted = Wanted(
            plan.questionnaire,
            date.fromordinal(plan.opens),
            date.fromordinal(plan.until),
        )
        sending = self._setup.area.sending
        waves = store.waves.all()
        return judge(plan.id, wanted, others, waves, now.date(), sending)

    def _put(self, store: Store, plan: WavePlan) -> None:
        store.plans.add(plan)
        fit_links(store, self._keys, plan)

    def _stretch(
        self,
        store: Store,
        plan: WavePlan,
        opens: date | None,
        until: date | None,
        now: datetime,
    ) -> Planned:
        if opens is not None and opens.toordinal() != plan.opens:
            raise PlanError(
                f"{plan.id} is open since {said(date.fromordinal(plan.opens))}; only"
                " its last day can be changed."
            )
        last = until or date.fromordinal(plan.until)
        ending = last_of_quarter(date.fromordinal(plan.opens))
        if last < now.date() or last > ending:
            raise PlanError(
                f"{plan.id} can end on any day from today until {said(ending)}; to end"
                f" it now: strandline wave close {plan.id}"
            )
        changed = replace(plan, until=last.toordinal())
        store.waves.lengthen(plan.id, changed.until)
        store.plans.add(changed)
        return Planned((changed,))

    def _known(self, store: Store, wave_id: str) -> WavePlan:
        plan = store.plans.get(wave_id)
        if plan is not None:
            return plan
        wave = store.waves.get(wave_id)
        if wave is not None and not wave.open:
            raise PlanError(
                f"{wave_id} is closed, and its figures are final. Plan another."
            )
        if wave is not None:
            raise PlanError(
                f"{wave_id} was opened by hand and has no plan. End it with:"
                f" strandline wave close {wave_id}"
            )
        known = ", ".join(plan.id for plan in store.plans.all()) or "none yet"
        raise PlanError(f"No wave {wave_id!r} is planned; there is {known}.")

    def _staff(self, questionnaire: str) -> None:
        if self._setup.questionnaire(questionnaire).audience is not Audience.STAFF:
            staff = sorted(
                q.id
                for q in self._setup.definitions.values()
                if q.audience is Audience.STAFF
            )
            raise UnknownNameError(
                f"{questionnaire} is for families; staff are asked"
                f" {' or '.join(staff)}."
            )


def links_of(
    store: Store, keys: Keys, setup: Setup, wave_id: str
) -> tuple[GroupLink, ...]:
    """Return the links of a wave that can still be shown, inside a transaction."""
    plan = store.plans.get(wave_id)
    wave = store.waves.get(wave_id)
    asks = plan.questionnaire if plan else wave.questionnaire if wave else ""
    sizes = {group.partner: group.size for group in store.plans.groups(asks)}
    found = []
    for link in store.plans.links(wave_id):
        token = token_of(keys, link)
        if token is None:
            continue
        address = setup.links.web_link(token) or setup.links.telegram_link(token)
        found.append(
            GroupLink(
                link.partner,
                label_of(setup, link.partner),
                address or f"/start {token}",
                sizes.get(link.partner),
            )
        )
    return tuple(found)


def label_of(setup: Setup, partner: str) -> str:
    """Return what people call a group."""
    return setup.area.label("partner", partner) if partner else "Everybody else"


def _lines(store: Store) -> tuple[str, ...]:
    return tuple(
        f"{plan.id} was MISSED: the service did not run from"
        f" {said(date.fromordinal(plan.opens))} to"
        f" {said(date.fromordinal(plan.until))}, so nobody was asked. Choose a new"
        f" day (strandline wave move {plan.id} --opens DAY) or cancel it."
        for plan in store.plans.all()
        if plan.state == MISSED
    )


def _outlook(store: Store) -> tuple[Outlook, ...]:
    plans = {plan.id: plan for plan in store.plans.all()}
    found = [
        Outlook(
            plan.id,
            plan.questionnaire,
            plan.state if plan.state in (OPEN, MISSED) else PLANNED,
            date.fromordinal(plan.opens),
            date.fromordinal(plan.until),
            plan.reminders,
        )
        for plan in plans.values()
    ]
    found += [_of_wave(wave) for wave in store.waves.all() if wave.id not in plans]
    return tuple(sorted(found, key=lambda one: (one.until, one.id), reverse=True))


def _of_wave(wave: Wave) -> Outlook:
    state = "open" if wave.open else "closed"
    until = date.fromordinal(wave.until)
    return Outlook(wave.id, wave.questionnaire, state, None, until)
