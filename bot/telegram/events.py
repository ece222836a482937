"""`/event`: a coordinator opens one link for many families, and sees to it.

Day, place and length are a tap each (or a day typed after the command), with all the
choices so far in the button; one message of the dialogue makes one event, however often
it is tapped. Ending one is asked twice.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.area import Area
from bot.service.errors import ServiceError
from bot.service.events import POSTER, Event, Events, Opening
from bot.service.hours import local_day
from bot.telegram.callbacks import encode_dialogue, find, mark
from bot.telegram.outbox import Maker
from bot.telegram.render import File, Key, Picture, Sendable, caption, plain
from bot.telegram.texts import say
from bot.telegram.turns import Turn
from exports.card import render

KIND = "f"
NEW, ONE, END, SURE, CANCEL, EVERYWHERE = "new", "one", "end", "ok", "x", "-"
DAYS = 14  # to choose from; a later one is typed
_LENGTHS: Mapping[str, int] = {"1": 1, "2": 2, "7": 7}
_SAID = "%a %d %B %Y"


class EventDialogue:
    """The dialogue behind `/event`."""

    def __init__(self, events: Events, area: Area) -> None:
        self._events = events
        self._places = {place.id: place.label for place in area.districts}

    def district(self, choices: tuple[str, ...]) -> str | None:
        """Return the district that a tap would open an event for; None: none yet."""
        if len(choices) < 3 or choices[0] != NEW:  # noqa: PLR2004  its place
            return None
        return find(choices[2], self._places) or ""

    async def typed(
        self, turn: Turn, scope: str
    ) -> tuple[Sequence[Sendable], Event | None]:
        """Take `/event` and `/event 2026-12-05`."""
        words = turn.incoming.words
        if not words:
            return await self._list(turn, scope), None
        try:
            day = date.fromisoformat(words)
        except ValueError:
            return plain(say("event_day_how", turn.language)), None
        return self._where(turn, str(day.toordinal()), scope), None

    async def tap(
        self, turn: Turn, choices: tuple[str, ...], scope: str
    ) -> tuple[Sequence[Sendable], Event | None]:
        """Go on after a tap: what to show, and the event whose poster follows."""
        try:
            match choices:
                case ("new", day, place, length):
                    return await self._make(turn, day, place, length)
                case ("one", event_id, *deeds):
                    return await self._one(turn, event_id, deeds, scope)
        except ServiceError as wrong:
            return plain(str(wrong)), None
        return await self._asked(turn, choices, scope), None

    async def _asked(
        self, turn: Turn, choices: tuple[str, ...], scope: str
    ) -> Sequence[Sendable]:
        """Return what is to be chosen next."""
        match choices:
            case ("x",):
                return plain(say("cancelled", turn.language))
            case ("new",):
                return self._when(turn)
            case ("new", day):
                return self._where(turn, day, scope)
            case ("new", day, place):
                return self._how_long(turn, day, place)
        return await self._list(turn, scope)

    def poster(self, event: Event) -> Maker:
        """Return what makes the poster of an event, as a picture and to print."""

        async def make() -> Sequence[Sendable]:
            card = self._events.printed(event, POSTER)
            png = await asyncio.to_thread(render, card, POSTER, "png")
            pdf = await asyncio.to_thread(render, card, POSTER, "pdf")
            name = f"strandline-event-{event.id}.pdf"
            words = caption(event.link)
            return (Picture(png, words), File(name, pdf, words))

        return make

    # --- screens ------------------------------------------------------------------

    async def _list(self, turn: Turn, scope: str) -> Sequence[Sendable]:
        every = await self._events.current()
        found = [one for one in every if scope in ("", one.district)]
        rows = [
            (Key(self._line(one), encode_dialogue(KIND, ONE, one.id)),) for one in found
        ]
        new = Key(say("event_new", turn.language), encode_dialogue(KIND, NEW))
        key = "event_list" if found else "event_none"
        return plain(say(key, turn.language), (*rows, (new,)))

    def _line(self, one: Event) -> str:
        where = self._places.get(one.district or "", "")
        days = f"{one.first:%d %b}" + (
            f" to {one.until:%d %b}" if one.until != one.first else ""
        )
        return f"{days} {where}".strip()

    def _when(self, turn: Turn) -> Sequence[Sendable]:
        today = local_day(turn.now)
        days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
        rows = [
            (Key(f"{day:{_SAID}}", encode_dialogue(KIND, NEW, str(day.toordinal()))),)
            for day in days
        ]
        return plain(say("event_when", turn.language), (*rows, self._never(turn)))

    def _where(self, turn: Turn, day: str, scope: str) -> Sequence[Sendable]:
        places = [p for p in self._places if scope in ("", p)]
        rows = [
            (Key(self._places[p], encode_dialogue(KIND, NEW, day, mark(p))),)
            for p in places
        ]
        if not scope:
            every = say("event_everywhere", turn.language)
            rows.append((Key(every, encode_dialogue(KIND, NEW, day, EVERYWHERE)),))
        return plain(say("event_where", turn.language), (*rows, self._never(turn)))

    def _how_long(self, turn: Turn, day: str, place: str) -> Sequence[Sendable]:
        rows = [
            (
                Key(
                    say(f"event_length_{length}", turn.language),
                    encode_dialogue(KIND, NEW, day, place, length),
                ),
            )
            for length in _LENGTHS
        ]
        return plain(say("event_how_long", turn.language), (*rows, self._never(turn)))

    async def _make(
        self, turn: Turn, day: str, place: str, length: str
    ) -> tuple[Sequence[Sendable], Event | None]:
        district = find(place, self._places)
        known = district is not None or place == EVERYWHERE
        if not known or length not in _LENGTHS or not _number(day):
            return plain(say("event_stale", turn.language)), None
        first = date.fromordinal(int(day))
        until = first + timedelta(days=_LENGTHS[length] - 1)
        request = f"event:{turn.chat}:{turn.incoming.message}"
        made = await self._events.open(
            Opening(district, first, until), request=request, now=turn.now
        )
        return self._shown(turn, made), made

    async def _one(
        self, turn: Turn, event_id: str, deeds: Sequence[str], scope: str
    ) -> tuple[Sequence[Sendable], Event | None]:
        found = await self._events.get(event_id)
        if found is None or scope not in ("", found.district):
            return plain(say("event_stale", turn.language)), None
        if deeds == [END]:
            sure = encode_dialogue(KIND, ONE, event_id, SURE)
            yes = Key(say("event_end_yes", turn.language), sure)
            text = say("event_end_sure", turn.language)
            return plain(text, ((yes,), self._never(turn))), None
        if deeds == [SURE]:
            await self._events.end(event_id)
            return plain(say("event_ended", turn.language)), None
        return self._shown(turn, found), found

    def _shown(self, turn: Turn, made: Event) -> Sequence[Sendable]:
        text = say(
            "event_made",
            turn.language,
            link=made.link,
            first=f"{made.first:{_SAID}}",
            until=f"{made.until:{_SAID}}",
            opened=str(made.opened),
            most=str(made.most),
        )
        end = Key(
            say("event_end", turn.language), encode_dialogue(KIND, ONE, made.id, END)
        )
        return plain(text, ((end,),))

    def _never(self, turn: Turn) -> tuple[Key, ...]:
        return (Key(say("cancel", turn.language), encode_dialogue(KIND, CANCEL)),)


def _number(day: str) -> bool:
    return day.isascii() and day.isdigit() and 0 < int(day) <= date.max.toordinal()
