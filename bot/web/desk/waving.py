"""Staff waves: a coordinator plans a year, names the groups, and sees to each wave.

Rule 1: nothing here says who has answered, nor how many while a wave is open.
Rule 2: what cannot be taken back (cancelling, closing) is asked once more, on a page of
its own.
Rule 3: an address that is kept is never shown again; it can be replaced or forgotten.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from aiohttp import web

from bot.area import Area
from bot.service.errors import ServiceError
from bot.service.groups import AddressError, Groups
from bot.service.opening import EVERYBODY
from bot.service.wave_cards import MEDIA, cards
from bot.service.wave_days import NAMES, WINDOW, Wanted, said
from bot.service.wave_plans import Outlook, Planned, WavePlans
from bot.service.waves import Waves
from bot.web.desk.frame import Desk, Door, Visit
from bot.web.desk.texts import say
from bot.web.posted import Fields

PATH: Final = "/desk/waves"
ONE: Final = f"{PATH}/at/{{wave}}"
GROUPS: Final = f"{PATH}/groups/{{asks}}"
PLANS, CLOSES = "open_wave", "close_wave"
ALL: Final = "everybody"  # what the group of all who are in no other is called here
_CARD: Final = "card"


@dataclass(frozen=True, slots=True)
class Waving:
    """What these pages work with."""

    desk: Desk
    plans: WavePlans
    groups: Groups
    waves: Waves
    area: Area

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(Door(PATH, "waves", PLANS))
        shown, taken = self.desk.shown, self.desk.taken
        partners = (ALL, *(place.id for place in self.area.partners))
        boxes = tuple(f"{kind}-{one}" for kind in ("size", "email") for one in partners)
        days = ("opens", "until", "button")
        return [
            web.get(PATH, shown(PLANS, self._list)),
            web.post(PATH, taken(PLANS, self._plan, fields=("asks", "year", *days))),
            web.get(ONE, shown(PLANS, self._one)),
            web.post(ONE, taken(PLANS, self._change, fields=days)),
            web.get(f"{ONE}/card/{{partner}}.{{kind}}", shown(PLANS, self._card)),
            web.get(GROUPS, shown(PLANS, self._groups)),
            web.post(GROUPS, taken(PLANS, self._size, fields=(*boxes, "forget"))),
        ]

    # --- all waves, and planning --------------------------------------------------

    async def _list(self, visit: Visit) -> web.StreamResponse:
        return await self._page(visit)

    async def _plan(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        now, button = visit.house.now(), fields.one("button")
        given = {name: fields.one(name) for name in ("asks", "opens", "until")}
        try:
            if button in ("show", "year"):
                year = _year(fields.one("year"))
                made = await self.plans.year(year, now, dry_run=button == "show")
                shown = made if button == "show" else None
                if shown is not None:
                    return await self._page(visit, year=str(year), shown=shown)
            else:
                wanted = Wanted(given["asks"], *_days(given["opens"], given["until"]))
                made = await self.plans.plan([wanted], now)
        except ServiceError as wrong:
            return await self._page(visit, wrong=str(wrong), given=given)
        return await self._page(visit, done=made)

    async def _page(
        self,
        visit: Visit,
        *,
        wrong: str = "",
        given: Mapping[str, str] | None = None,
        year: str = "",
        shown: Planned | None = None,
        done: Planned | None = None,
    ) -> web.Response:
        now = visit.house.now()
        found = await self.plans.outlook()
        return visit.page(
            "waves.html",
            422 if wrong else 200,
            coming=[_row(one) for one in reversed(found) if one.state != "closed"],
            closed=[_row(one) for one in found if one.state == "closed"],
            lines=await self.plans.lines(),
            years=[(str(y), str(y)) for y in (now.year, now.year + 1)],
            asks=[(q, say(f"waves.asks.{short}")) for q, short in NAMES.items()],
            wrong={"opens": wrong} if wrong else {},
            given=given or {"asks": next(iter(NAMES)), "opens": "", "until": ""},
            year=year or str(now.year + 1),
            shown=_planned(shown),
            done=_planned(done),
        )

    # --- one wave -----------------------------------------------------------------

    async def _one(self, visit: Visit) -> web.StreamResponse:
        return await self._wave(visit)

    async def _wave(
        self, visit: Visit, *, wrong: str = "", warnings: Sequence[str] = ()
    ) -> web.Response:
        wave = await self._known(visit)
        if wave is None:
            return visit.wrong("wave", 404)
        links = () if wave.state == "closed" else await self.plans.links(wave.id)
        return visit.page(
            "wave.html",
            422 if wrong else 200,
            wave=_row(wave),
            one=wave,
            links=[(one, one.partner or ALL) for one in links],
            wrong={"opens": wrong} if wrong else {},
            warnings=warnings,
        )

    async def _change(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        wave, button = await self._known(visit), fields.one("button")
        if wave is None:
            return visit.wrong("wave", 404)
        if button in ("cancel", "close"):
            return visit.page("wave-sure.html", wave=_row(wave), what=button)
        try:
            return await self._done(visit, wave, button, fields)
        except ServiceError as wrong:
            return await self._wave(visit, wrong=str(wrong))

    async def _done(
        self, visit: Visit, wave: Outlook, button: str, fields: Fields
    ) -> web.StreamResponse:
        now = visit.house.now()
        if button == "cancel-sure":
            await self.plans.cancel(wave.id, now)
            return visit.went(PATH)
        if button == "close-sure":
            visit.authorise(CLOSES)
            await self.waves.close(wave.id, now)
            return visit.went(PATH)
        if button in ("quiet", "remind"):
            await self.plans.remind(wave.id, wanted=button == "remind")
            return visit.went(f"{PATH}/at/{wave.id}")
        opens, until = fields.one("opens"), fields.one("until")
        first = None if not opens else _day(opens)
        if first == wave.opens:
            first = None
        last = None if not until else _day(until)
        if first is not None and last == wave.until:
            last = None  # it moves as a whole
        made = await self.plans.move(wave.id, now, opens=first, until=last)
        return visit.went(f"{PATH}/at/{made.plans[0].id}")

    async def _card(self, visit: Visit) -> web.StreamResponse:
        wave = await self._known(visit)
        kind, partner = (visit.request.match_info[n] for n in ("kind", "partner"))
        if wave is None or kind not in MEDIA or wave.state == "closed":
            return visit.wrong("wave", 404)
        links = await self.plans.links(wave.id)
        mine = tuple(one for one in links if (one.partner or ALL) == partner)
        made = await asyncio.to_thread(cards, self.area, wave, mine, _CARD, kind)
        if not made:
            return visit.wrong("wave", 404)
        return web.Response(
            body=made[0].body,
            headers={
                "Content-Type": made[0].media_type,
                "Content-Disposition": f'attachment; filename="{made[0].name}"',
            },
        )

    async def _known(self, visit: Visit) -> Outlook | None:
        name = visit.request.match_info["wave"]
        return next((o for o in await self.plans.outlook() if o.id == name), None)

    # --- groups -------------------------------------------------------------------

    async def _groups(self, visit: Visit) -> web.StreamResponse:
        return await self._group_page(visit)

    async def _group_page(
        self,
        visit: Visit,
        *,
        wrong: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
        warnings: Sequence[str] | None = None,
    ) -> web.Response:
        asks = visit.request.match_info["asks"]
        if asks not in NAMES:
            return visit.wrong("wave", 404)
        known = {one.partner or ALL: one for one in await self.groups.all(asks)}
        labels = {place.id: place.label for place in self.area.partners}
        rows = []
        for partner, label in (*labels.items(), (ALL, say("waves.everybody"))):
            one = known.get(partner)
            size = "" if one is None or one.size is None else str(one.size)
            rows.append(
                {
                    "partner": partner,
                    "label": label,
                    "size": (typed or {}).get(f"size-{partner}", size),
                    "written": one is not None and one.mark is not None,
                    "named": one is not None,
                }
            )
        return visit.page(
            "wave-groups.html",
            422 if wrong else 200,
            asks=asks,
            title=say(f"waves.asks.{NAMES[asks]}"),
            rows=rows,
            wrong=wrong or {},
            warnings=warnings or (),
            done=warnings is not None and not wrong,
        )

    async def _size(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        """Take the sizes and addresses of all groups; an empty size leaves it out."""
        asks, now = visit.request.match_info["asks"], visit.house.now()
        if asks not in NAMES:
            return visit.wrong("wave", 404)
        kept = {g.partner for g in await self.groups.all(asks) if g.mark is not None}
        wrong: dict[str, str] = {}
        warnings: list[str] = []
        for partner in (*(place.id for place in self.area.partners), ALL):
            of = EVERYBODY if partner == ALL else partner
            typed = _Typed(
                fields.one(f"size-{partner}").strip(),
                fields.one(f"email-{partner}").strip(),
                partner in fields.all("forget"),
                of in kept,
            )
            try:
                warnings += await self._group(asks, of, typed, now)
            except ServiceError as problem:
                name = "email" if isinstance(problem, AddressError) else "size"
                wrong[f"{name}-{partner}"] = str(problem)
        sizes = {f"size-{p.id}": fields.one(f"size-{p.id}") for p in self.area.partners}
        return await self._group_page(
            visit, wrong=wrong, typed=sizes if wrong else None, warnings=warnings
        )

    async def _group(
        self, asks: str, partner: str, typed: "_Typed", now: datetime
    ) -> tuple[str, ...]:
        """Take what was typed of one group; return what to think of."""
        stays = typed.written and not typed.forget
        if not (typed.size or typed.email or stays):
            await self.groups.remove(asks, partner)
            return ()
        size = _number(typed.size) if typed.size else None
        warnings = await self.groups.size(asks, partner, size, now)
        if typed.email:
            await self.groups.contact(asks, partner, typed.email, now)
        elif typed.forget:
            await self.groups.contact(asks, partner, None, now)
        return warnings


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a page says of one group; ``written``: an address is kept already."""

    size: str
    email: str
    forget: bool
    written: bool


class _WrittenError(ServiceError):
    """A day or number is not written as one."""


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise _WrittenError(say("waves.no_day")) from None


def _days(opens: str, until: str) -> tuple[date, date]:
    first = _day(opens)
    if until.strip():
        return first, _day(until)
    try:
        return first, first + WINDOW
    except OverflowError:  # the calendar ends with the year 9999
        raise _WrittenError(say("waves.no_day")) from None


def _year(written: str) -> int:
    figures = written.isascii() and written.isdigit()
    if not figures or len(written) != len("2027") or written == "0000":
        raise _WrittenError(say("waves.no_year"))
    return int(written)


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit()):
        raise _WrittenError(say("waves.no_number"))
    return int(written[:9])


def _row(wave: Outlook) -> Mapping[str, str]:
    """Return a wave as a page shows it."""
    return {
        "id": wave.id,
        "asks": say(f"waves.asks.{NAMES.get(wave.questionnaire, 'other')}"),
        "state": say(f"waves.state.{wave.state}"),
        "opens": "" if wave.opens is None else said(wave.opens),
        "until": said(wave.until),
        "first": "" if wave.opens is None else wave.opens.isoformat(),
        "last": wave.until.isoformat(),
    }


def _planned(made: Planned | None) -> Mapping[str, object] | None:
    if made is None:
        return None
    days = [
        (
            plan.id,
            said(date.fromordinal(plan.opens)),
            said(date.fromordinal(plan.until)),
        )
        for plan in made.plans
    ]
    return {"days": days, "warnings": made.warnings}
