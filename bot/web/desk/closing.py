"""A case has ended: the keyworker's pages, for two minutes between visits.

Rule 1: what can be left as it is is marked already; the rest is a tap each. All
mistakes are shown beside their fields, and what was typed stays.
Rule 2: a page makes one link, however often it is sent.
Rule 3: nothing says whether a family has opened its link or answered, and nothing
stays on the device.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from markupsafe import Markup

from bot.area import Area
from bot.service.cards import CARD, FORMATS, card, drawing
from bot.service.closure_fields import CLOSURE, Closure, Mistake, months
from bot.service.closures import ConflictingError, Halt
from bot.service.handover import Handed, Handover
from bot.service.invite import Invite
from bot.service.setup import FOLLOW_UP
from bot.service.spoken import offered_languages
from bot.web.desk.frame import CSRF, Desk, Door, Visit
from bot.web.desk.texts import has, say
from bot.web.posted import Fields
from surveys.languages import ENGLISH, language_name
from surveys.model import Audience, Questionnaire

PATH: Final = "/desk/close"
LINKS: Final = "/desk/links"
NAMES: Final = (
    "tier",
    "district",
    "month",
    "questionnaire",
    "language",
    "reference",
    "phone",
    "email",
    "safe_to_contact",
)
_RARE: Final = frozenset({"month", "questionnaire", "language"})
_MESSAGE: Final = frozenset({"phone", "email", "safe_to_contact"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A field to tap: its name, what can be chosen, and what is marked."""

    name: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What these pages work with."""

    desk: Desk
    handover: Handover
    invite: Invite
    area: Area
    definitions: Mapping[str, Questionnaire]

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(
            Door(PATH, "close", "close", whole=False),
            Door(LINKS, "links", "links", whole=False),
        )
        shown, taken = self.desk.shown, self.desk.taken
        return [
            web.get(PATH, shown("close", self._ask, whole=False)),
            web.post(PATH, taken("close", self._close, fields=NAMES, whole=False)),
            web.get(LINKS, shown("links", self._list, whole=False)),
            web.post(
                LINKS,
                taken("links", self._halt, fields=("named", "button"), whole=False),
            ),
            web.get(f"{LINKS}/{{code}}", shown("links", self._one, whole=False)),
            web.get(
                f"{LINKS}/{{code}}/card.{{kind}}",
                shown("links", self._card, whole=False),
            ),
        ]

    # --- closing ---------------------------------------------------------------------

    async def _ask(self, visit: Visit) -> web.StreamResponse:
        return self._page(visit, {})

    async def _close(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        given = _given(fields)
        now = visit.house.now()
        read: dict[str, object] = dict(given)
        if given.get("safe_to_contact") == "true":
            read["safe_to_contact"] = True
        closure, mistakes = self.handover.fields(now).read(read)
        if closure is None:
            return self._page(visit, given, mistakes)
        visit.authorise("close", closure.district or "")
        try:
            code = await self.handover.close(
                visit.signed, closure, fields.one(CSRF), now
            )
        except ConflictingError:
            return self._page(visit, given, (_conflict(closure),))
        return visit.went(f"{LINKS}/{code}")

    def _page(
        self, visit: Visit, given: Mapping[str, str], mistakes: Sequence[Mistake] = ()
    ) -> web.Response:
        wrong: dict[str, str] = {}
        for mistake in mistakes:
            wrong.setdefault(mistake.field, _said(mistake))
        known = self.handover.fields(visit.house.now())
        return visit.page(
            "close.html",
            422 if mistakes else 200,
            choices=self._choices(visit, given),
            rare=self._rare(visit, given),
            open_rare=bool(_RARE & wrong.keys()),
            channels=known.channels,
            open_message=bool(_MESSAGE & (wrong.keys() | given.keys())),
            given=given,
            wrong=wrong,
        )

    def _choices(self, visit: Visit, given: Mapping[str, str]) -> list[Choice]:
        tiers = [(one.id, one.label) for one in self.area.tiers]
        districts = [
            (one.id, one.label)
            for one in self.area.districts
            if visit.scope in ("", one.id)
        ]
        return [
            Choice(name, options, given.get(name) or _only(options))
            for name, options in (("tier", tiers), ("district", districts))
        ]

    def _rare(self, visit: Visit, given: Mapping[str, str]) -> list[Choice]:
        """Return what is marked already, and seldom changed."""
        past = [(month, _month(month)) for month in months(visit.house.now())]
        asked = [
            (q.id, self._title(q))
            for q in self.definitions.values()
            if q.audience is not Audience.STAFF and q.id != FOLLOW_UP
        ]
        spoken = [(c, language_name(c)) for c in offered_languages(self.definitions)]
        return [
            Choice(name, options, given.get(name) or usual)
            for name, options, usual in (
                ("questionnaire", asked, CLOSURE),
                ("month", past, past[0][0]),
                ("language", spoken, ENGLISH),
            )
            if len(options) > 1
        ]

    def _title(self, questionnaire: Questionnaire) -> str:
        if questionnaire.audience is Audience.YOUNG:
            return say("close.young")
        if questionnaire.id == CLOSURE:
            return say("close.family")
        return questionnaire.title.in_language(ENGLISH)

    # --- what came of it -------------------------------------------------------------

    async def _one(self, visit: Visit) -> web.StreamResponse:
        code = visit.request.match_info["code"]
        found = await self.handover.find(visit.signed, code)
        if found is None:
            return visit.page("link-unknown.html", 404)
        made = found.invitation
        link = made.web_link or made.telegram_link
        return visit.page(
            "link.html",
            code=code,
            channel=found.channel or "",
            link=link or "",
            command="" if link else f"/start {made.token}",
            message=made.message,
            drawing=Markup(drawing(link)) if link else "",  # noqa: S704  # our own drawing
            noted=await self._noted(visit, code),
            label=self._label,
        )

    async def _card(self, visit: Visit) -> web.StreamResponse:
        code, kind = (visit.request.match_info[name] for name in ("code", "kind"))
        found = await self.handover.find(visit.signed, code)
        if found is None or found.channel or kind not in FORMATS:
            return visit.page("link-unknown.html", 404)
        link = found.invitation.web_link or found.invitation.telegram_link
        if link is None:
            return visit.page("link-unknown.html", 404)
        made = await card(link, CARD, kind, self.area)
        return web.Response(
            body=made.body,
            content_type=made.media_type,
            headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
        )

    async def _list(self, visit: Visit) -> web.StreamResponse:
        return await self._links(visit)

    async def _links(self, visit: Visit, **said: str) -> web.Response:
        now = visit.house.now()
        given = {"done": "", "wrong": "", "named": "", **said}
        return visit.page(
            "links.html",
            422 if given["wrong"] else 200,
            handed=await self.handover.handed(visit.signed, now),
            counts=await self.invite.sent(visit.signed.account),
            label=self._label,
            place=self.area.label,
            month=_month,
            **given,
        )

    async def _halt(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        """Hold, let go on or end a link; it says the same whatever became of it."""
        named = "".join(fields.one("named").split())
        if not named:
            return await self._links(visit, wrong=say("links.empty"))
        try:
            action = Halt(fields.one("button"))
        except ValueError:
            return visit.wrong("garbled")
        now = visit.house.now()
        if not await self.handover.halt(visit.signed, action, named, now):
            return await self._links(visit, wrong=say("links.unknown"), named=named)
        return await self._links(visit, done=say(f"links.done_{action}"))

    async def _noted(self, visit: Visit, code: str) -> Handed | None:
        handed = await self.handover.handed(visit.signed, visit.house.now())
        return next((one for one in handed if one.code == code), None)

    def _label(self, one: Handed) -> str:
        """Return what a keyworker knows a closing by."""
        parts = [
            self.area.label("tier", one.tier),
            self.area.label("district", one.district),
            _month(one.month),
            *([one.reference] if one.reference else []),
        ]
        return " · ".join(parts)


def _given(fields: Fields) -> dict[str, str]:
    """Return what was filled in; a number's blanks are of no meaning."""
    given = {name: fields.one(name).strip() for name in NAMES}
    given["phone"] = "".join(given["phone"].split())
    return {name: value for name, value in given.items() if value}


def _conflict(closure: Closure) -> Mistake:
    if closure.reference:
        return Mistake("reference", say("close.conflict_reference"))
    return Mistake("page", say("close.conflict_page"))


def _said(mistake: Mistake) -> str:
    """Return a mistake in words for somebody at a page."""
    if mistake.field == "page" or mistake.reason == say("close.conflict_reference"):
        return mistake.reason
    key = f"close.wrong_{mistake.field}"
    if has(key):
        return say(key)
    return f"{mistake.reason[:1].upper()}{mistake.reason[1:]}."


def _only(options: Sequence[tuple[str, str]]) -> str:
    """Return what is marked where there is but one choice."""
    return options[0][0] if len(options) == 1 else ""


def _month(month: str) -> str:
    year, number = month.split("-")
    return f"{say(f'months.{int(number)}')} {year}"
