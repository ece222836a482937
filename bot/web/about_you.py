"""The page that asks who answers, after the answers are sent and apart from them.

Rule 1: a ticket opens it, once; it leads to no conversation and no answer.
Rule 2: everything stands on one page, with what it is for above it; nothing is chosen
beforehand and nothing has to be chosen.
Rule 3: the page never says again what somebody chose.
"""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.service.about_you import AboutYou
from bot.web.guard import language_of, missed
from bot.web.house import house_of
from bot.web.posted import RefusedError, check_origin, read
from surveys.equality import said, spoken
from surveys.languages import ENGLISH
from surveys.model import Variant

PATH: Final = "/about-you"
NO: Final = "no"
_RULES: Final = ("apart", "added", "leave", "final", "agree")


@dataclass(frozen=True, slots=True)
class AboutYouPages:
    """What the page works with."""

    about_you: AboutYou

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses of the page."""
        return [
            web.get(f"{PATH}/{{ticket}}", self._ask),
            web.post(f"{PATH}/{{ticket}}", self._take),
        ]

    async def _ask(self, request: web.Request) -> web.Response:
        house, ticket = house_of(request), request.match_info["ticket"]
        if not self.about_you.good(ticket, house.now()):
            missed(request)
            return self._page(request, ("over",), status=404)
        return self._page(request, (), number=house.numbers.new(_place(ticket)))

    async def _take(self, request: web.Request) -> web.Response:
        house, ticket = house_of(request), request.match_info["ticket"]
        check_origin(request, house.manners.public)
        asks = [ask.id for ask in self.about_you.asks]
        fields = await read(request, {"number", "button", *asks}, ())
        if not house.numbers.good(fields.one("number"), _place(ticket)):
            raise RefusedError(400, "error.number")
        given = {ask: fields.one(ask) for ask in asks if fields.one(ask)}
        if fields.one("button") == NO or not given:
            return self._page(request, ("nothing",))
        taken = await self.about_you.take(ticket, given, house.now())
        # Sent twice, it was counted once; whoever sent it need not know.
        good = taken or self.about_you.good(ticket, house.now())
        return self._page(request, ("thanks" if good else "over",))

    def _page(
        self,
        request: web.Request,
        says: tuple[str, ...],
        number: str = "",
        status: int = 200,
    ) -> web.Response:
        house, asks = house_of(request), self.about_you.asks
        language = language_of(request)
        if not spoken(asks, language):
            language = ENGLISH
        easy = request.query.get("words") == Variant.EASY
        variant = Variant.EASY if easy else Variant.USUAL

        def words(key: str) -> str:
            return said(key, language, variant)

        return house.paper.page(
            "about_you.html",
            language,
            status,
            heading=words("title"),
            says=[words(key) for key in says],
            rules=[words(key) for key in _RULES],
            asks=[
                (
                    ask.id,
                    ask.text.in_language(language, variant),
                    [(o.id, o.label.in_language(language)) for o in ask.options],
                )
                for ask in asks
            ],
            send=words("send"),
            no=words("no"),
            number=number,
            easy=easy,
            to="?" + f"lang={language}" + (f"&words={Variant.EASY}" if easy else ""),
        )


def _place(ticket: str) -> str:
    return f"about-you {ticket}"
