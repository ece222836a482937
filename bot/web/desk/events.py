"""Events: a coordinator opens one link for many families, prints it, and ends it.

Rule 1: a page makes one event, however often it is sent; mistakes are said above what
was typed, which stays.
Rule 2: how often a link was opened is shown; whether anybody answered is not known.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from aiohttp import web
from markupsafe import Markup

from bot.area import Area
from bot.service.errors import ServiceError
from bot.service.events import FAMILIES, Event, Events, Opening
from bot.service.hours import local_day
from bot.service.setup import FOLLOW_UP
from bot.service.spoken import offered_languages
from bot.web.desk.frame import CSRF, Desk, Door, Visit
from bot.web.desk.texts import say
from bot.web.posted import Fields
from exports.card import FORMATS, SIZES, render
from exports.card import code as drawn
from surveys.languages import ENGLISH, language_name
from surveys.model import Audience, Questionnaire

PATH: Final = "/desk/events"
NAMES: Final = ("first", "until", "district", "questionnaire", "language", "families")
CLOSURE: Final = "family-closure"
_EVERYWHERE: Final = "-"
_MEDIA: Final = {"pdf": "application/pdf", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class EventPages:
    """What these pages work with."""

    desk: Desk
    events: Events
    area: Area
    definitions: Mapping[str, Questionnaire]

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(Door(PATH, "events", "event", whole=False))
        shown, taken = self.desk.shown, self.desk.taken
        return [
            web.get(PATH, shown("event", self._list, whole=False)),
            web.post(PATH, taken("event", self._open, fields=NAMES, whole=False)),
            web.get(f"{PATH}/{{id}}", shown("event", self._one, whole=False)),
            web.post(
                f"{PATH}/{{id}}",
                taken("event", self._end, fields=("button",), whole=False),
            ),
            web.get(
                f"{PATH}/{{id}}/{{size}}.{{kind}}",
                shown("event", self._print, whole=False),
            ),
        ]

    # --- opening ---------------------------------------------------------------------

    async def _list(self, visit: Visit) -> web.StreamResponse:
        return await self._page(visit, {})

    async def _open(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        given = {name: fields.one(name).strip() for name in NAMES}
        district = given["district"]
        place = "" if district in ("", _EVERYWHERE) else district
        visit.authorise("event", place)
        now = visit.house.now()
        try:
            opening = self._opening(given, place)
            made = await self.events.open(
                opening, request=f"desk:{fields.one(CSRF)}", now=now
            )
        except (ServiceError, ValueError) as wrong:
            said = str(wrong) if isinstance(wrong, ServiceError) else ""
            return await self._page(visit, given, said or say("events.day_wrong"))
        return visit.went(f"{PATH}/{made.id}")

    def _opening(self, given: Mapping[str, str], place: str) -> Opening:
        """Return what was asked for.

        Raises:
            ValueError: A day or a number cannot be read.
        """
        first = date.fromisoformat(given["first"])
        return Opening(
            district=place or None,
            first=first,
            until=date.fromisoformat(given["until"]) if given["until"] else first,
            questionnaire=given["questionnaire"] or CLOSURE,
            language=given["language"] or ENGLISH,
            families=int(given["families"] or FAMILIES),
        )

    async def _page(
        self, visit: Visit, given: Mapping[str, str], wrong: str = ""
    ) -> web.Response:
        places = [
            (one.id, one.label)
            for one in self.area.districts
            if visit.scope in ("", one.id)
        ]
        if not visit.scope:
            places.append((_EVERYWHERE, say("events.everywhere")))
        asked = [
            (q.id, _title(q))
            for q in self.definitions.values()
            if q.audience is not Audience.STAFF and q.id != FOLLOW_UP
        ]
        spoken = [(c, language_name(c)) for c in offered_languages(self.definitions)]
        return visit.page(
            "events.html",
            422 if wrong else 200,
            found=await self._known(visit),
            places=places,
            asked=asked,
            spoken=spoken,
            given={
                "first": local_day(visit.house.now()).isoformat(),
                "until": "",
                "district": places[0][0] if len(places) == 1 else "",
                "questionnaire": CLOSURE,
                "language": ENGLISH,
                "families": str(FAMILIES),
                **given,
            },
            wrong=wrong,
            place=self.area.label,
        )

    # --- one event -------------------------------------------------------------------

    async def _one(self, visit: Visit) -> web.StreamResponse:
        found = await self._get(visit)
        if found is None:
            return visit.page("event-over.html", 404)
        link = found.web_link or found.telegram_link or ""
        return visit.page(
            "event.html",
            event=found,
            link=link,
            drawing=Markup(drawn(link)) if link else "",  # noqa: S704  # our own drawing
            sizes=tuple(SIZES) if link else (),
            place=self.area.label,
        )

    async def _end(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        found = await self._get(visit)
        if found is None:
            return visit.page("event-over.html", 404)
        if fields.one("button") != "end":
            return visit.wrong("garbled")
        await self.events.end(found.id)
        return visit.went(PATH)

    async def _print(self, visit: Visit) -> web.StreamResponse:
        found = await self._get(visit)
        size, kind = (visit.request.match_info[name] for name in ("size", "kind"))
        known = size in SIZES and kind in FORMATS
        if found is None or not known or not (found.web_link or found.telegram_link):
            return visit.page("event-over.html", 404)
        body = await asyncio.to_thread(
            render, self.events.printed(found, size), size, kind
        )
        name = f"strandline-event-{found.id}-{size}.{kind}"
        return web.Response(
            body=body,
            content_type=_MEDIA[kind],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def _known(self, visit: Visit) -> list[Event]:
        every = await self.events.current()
        return [one for one in every if visit.scope in ("", one.district)]

    async def _get(self, visit: Visit) -> Event | None:
        wanted = visit.request.match_info["id"]
        return next((e for e in await self._known(visit) if e.id == wanted), None)


def _title(questionnaire: Questionnaire) -> str:
    if questionnaire.audience is Audience.YOUNG:
        return say("close.young")
    return questionnaire.title.in_language(ENGLISH)
