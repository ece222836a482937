"""`/waves`: a coordinator plans a year of staff waves, and sees to each.

Every choice so far stands in the button; what it stands for is looked up anew at each
tap, so an old message can do nothing that is no longer so. What cannot be taken back
(cancelling, closing) is asked twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.service.errors import ServiceError
from bot.service.groups import Groups
from bot.service.opening import EVERYBODY
from bot.service.wave_days import CHECK, NAMES, said
from bot.service.wave_plans import Outlook, WavePlans
from bot.service.waves import Waves
from bot.telegram.callbacks import encode_dialogue, find, mark
from bot.telegram.render import Key, Sendable, plain
from bot.telegram.texts import say
from bot.telegram.turns import Turn

KIND = "v"
CANCEL, YEAR, WAVE, GROUPS = "x", "y", "w", "g"  # as `_next` reads them
SURE = "ok"
MOST = 12  # waves on one screen
_WEEK = timedelta(days=7)
_WORDS = 2  # of `/waves police 40`

# What can be done with a wave, by its state; each is the end of a text's name.
_DEEDS: Mapping[str, tuple[str, ...]] = {
    "planned": ("links", "earlier", "later", "remind", "cancel"),
    "open": ("links", "longer", "remind", "close"),
    "missed": ("anew", "cancel"),
    "closed": (),
}


@dataclass(frozen=True, slots=True)
class Waving:
    """What the dialogue works with."""

    plans: WavePlans
    groups: Groups
    waves: Waves


class WaveDialogue:
    """The dialogue behind `/waves`."""

    def __init__(self, services: Waving) -> None:
        self._services = services

    async def typed(self, turn: Turn, words: str) -> Sequence[Sendable]:
        """Take `/waves police 40`: how many people a group has; else the list."""
        parts = words.split()
        if not parts:
            return await self._list(turn)
        asks = CHECK
        if parts[0] in NAMES.values() and len(parts) > _WORDS:
            short = parts.pop(0)
            asks = next(one for one, name in NAMES.items() if name == short)
        if len(parts) != _WORDS or not parts[1].isascii() or not parts[1].isdigit():
            return plain(say("waves_how", turn.language))
        partner = EVERYBODY if parts[0] == "everybody" else parts[0]
        try:
            warnings = await self._services.groups.size(
                asks, partner, int(parts[1][:9]), turn.now
            )
        except ServiceError as wrong:
            return plain(str(wrong))
        done = say("waves_sized", turn.language, group=parts[0], size=parts[1])
        return plain("\n\n".join((done, *warnings)), (self._back(turn),))

    async def tap(self, turn: Turn, choices: tuple[str, ...]) -> Sequence[Sendable]:
        """Go on after a tap."""
        try:
            return await self._next(turn, choices)
        except ServiceError as wrong:
            return plain(str(wrong), (self._back(turn),))

    async def _next(self, turn: Turn, choices: tuple[str, ...]) -> Sequence[Sendable]:
        match choices:
            case ("x",):
                return plain(say("cancelled", turn.language))
            case ("y", year, *rest) if year.isdigit():
                return await self._year(turn, int(year[:4]), sure=rest == [SURE])
            case ("g",):
                return await self._groups(turn)
            case ("w", marked, *deeds):
                return await self._wave(turn, marked, deeds)
        return await self._list(turn)

    def closes(self, choices: tuple[str, ...]) -> bool:
        """Say whether a tap would close a wave, which is a right of its own."""
        return choices[2:3] == ("close",)

    # --- screens ------------------------------------------------------------------

    async def _list(self, turn: Turn) -> Sequence[Sendable]:
        found = [o for o in await self._services.plans.outlook() if o.state != "closed"]
        found = list(reversed(found))[:MOST]
        lines = [_line(turn, one) for one in found]
        head = say("waves_list" if found else "waves_none", turn.language)
        rows: list[tuple[Key, ...]] = [
            (Key(one.id, self._button(WAVE, mark(one.id))),) for one in found
        ]
        for year in (turn.now.year, turn.now.year + 1):
            try:
                await self._services.plans.year(year, turn.now, dry_run=True)
            except ServiceError:
                continue
            label = say("waves_plan", turn.language, year=str(year))
            rows.append((Key(label, self._button(YEAR, str(year))),))
        label = say("waves_groups", turn.language)
        rows.append((Key(label, self._button(GROUPS)), self._never(turn)))
        missed = await self._services.plans.lines()
        return plain("\n\n".join((head, *missed, *lines)), tuple(rows))

    async def _year(self, turn: Turn, year: int, *, sure: bool) -> Sequence[Sendable]:
        made = await self._services.plans.year(year, turn.now, dry_run=not sure)
        lines = [
            f"{plan.id}: {said(date.fromordinal(plan.opens))} to"
            f" {said(date.fromordinal(plan.until))}"
            for plan in made.plans
        ]
        key = "waves_planned" if sure else "waves_shown"
        text = "\n\n".join((say(key, turn.language), *lines, *made.warnings))
        if sure:
            return plain(text, (self._back(turn),))
        yes = Key(say("waves_yes", turn.language), self._button(YEAR, str(year), SURE))
        return plain(text, ((yes,), (self._never(turn),)))

    async def _groups(self, turn: Turn) -> Sequence[Sendable]:
        lines = []
        for asks, short in NAMES.items():
            try:
                found = await self._services.groups.all(asks)
            except ServiceError:
                continue
            sizes = ", ".join(
                f"{one.partner or 'everybody'} {'?' if one.size is None else one.size}"
                for one in found
            )
            lines.append(f"{short}: {sizes or say('waves_no_group', turn.language)}")
        text = "\n\n".join((*lines, say("waves_how", turn.language)))
        return plain(text, (self._back(turn),))

    async def _wave(
        self, turn: Turn, marked: str, deeds: Sequence[str]
    ) -> Sequence[Sendable]:
        wave = await self._known(marked)
        if wave is None:
            return plain(say("waves_stale", turn.language), (self._back(turn),))
        if not deeds:
            return self._one(turn, wave)
        deed, sure = deeds[0], deeds[1:] == [SURE]
        if deed not in _DEEDS[wave.state]:
            return self._one(turn, wave, say("waves_stale", turn.language))
        if deed in ("cancel", "close") and not sure:
            yes = Key(
                say(f"waves_{deed}_yes", turn.language),
                self._button(WAVE, marked, deed, SURE),
            )
            text = say(f"waves_{deed}_sure", turn.language, wave=wave.id)
            return plain(text, ((yes,), (self._never(turn),)))
        return await self._done(turn, wave, deed)

    async def _done(self, turn: Turn, wave: Outlook, deed: str) -> Sequence[Sendable]:
        plans, now = self._services.plans, turn.now
        moves: Mapping[str, Callable[[date], date]] = {
            "earlier": lambda day: day - _WEEK,
            "later": lambda day: day + _WEEK,
            "anew": lambda _: now.date() + timedelta(days=7 - now.weekday()),
        }
        said_of = ""
        if deed == "links":
            return await self._links(turn, wave)
        if deed in moves and wave.opens is not None:
            made = await plans.move(wave.id, now, opens=moves[deed](wave.opens))
            said_of = "\n\n".join(made.warnings)
            return self._one(turn, await self._find(made.plans[0].id), said_of)
        if deed == "longer":
            await plans.move(wave.id, now, until=wave.until + _WEEK)
        elif deed == "remind":
            await plans.remind(wave.id, wanted=not wave.reminders)
        elif deed == "cancel":
            await plans.cancel(wave.id, now)
            text = say("waves_cancelled", turn.language, wave=wave.id)
            return plain(text, (self._back(turn),))
        elif deed == "close":
            await self._services.waves.close(wave.id, now)
            text = say("waves_closed", turn.language, wave=wave.id)
            return plain(text, (self._back(turn),))
        return self._one(turn, await self._find(wave.id))

    async def _links(self, turn: Turn, wave: Outlook) -> Sequence[Sendable]:
        links = await self._services.plans.links(wave.id)
        lines = [
            f"{one.label}{'' if one.size is None else f' ({one.size})'}: {one.link}"
            for one in links
        ]
        head = say("waves_links", turn.language, wave=wave.id)
        return plain("\n\n".join((head, *lines)), (self._back(turn),))

    def _one(self, turn: Turn, wave: Outlook, note: str = "") -> Sequence[Sendable]:
        rows = []
        for deed in _DEEDS[wave.state]:
            if wave.opens is None and deed not in ("links", "close"):
                continue  # opened by hand: it has no plan
            key = f"waves_{deed}"
            if deed == "remind" and not wave.reminders:
                key = "waves_remind_again"
            label = say(key, turn.language)
            rows.append((Key(label, self._button(WAVE, mark(wave.id), deed)),))
        text = "\n\n".join(part for part in (note, _line(turn, wave)) if part)
        return plain(text, (*rows, self._back(turn)))

    # --- small things -------------------------------------------------------------

    async def _known(self, marked: str) -> Outlook | None:
        found = {one.id: one for one in await self._services.plans.outlook()}
        name = find(marked, found)
        return None if name is None else found[name]

    async def _find(self, wave_id: str) -> Outlook:
        found = {one.id: one for one in await self._services.plans.outlook()}
        return found[wave_id]

    def _button(self, *choices: str) -> str:
        return encode_dialogue(KIND, *choices)

    def _back(self, turn: Turn) -> tuple[Key, ...]:
        return (Key(say("waves_back", turn.language), self._button()),)

    def _never(self, turn: Turn) -> Key:
        return Key(say("cancel", turn.language), self._button(CANCEL))


def _line(turn: Turn, wave: Outlook) -> str:
    """Return a wave in one line."""
    opens = "" if wave.opens is None else f"{said(wave.opens)} to "
    state = say(f"waves_state.{wave.state}", turn.language)
    off = wave.opens is not None and not wave.reminders and wave.state != "closed"
    quiet = f", {say('waves_quiet', turn.language)}" if off else ""
    return f"{wave.id}: {opens}{said(wave.until)}, {state}{quiet}"
