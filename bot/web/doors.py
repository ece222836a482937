"""The first page of a link, and the codes of staff.

Rule 1: looking at a link tells nothing: the first page is the same for every link of
its kind, whether it is new, used, too old or made up (docs/adr/0050).
Rule 2: only pressing Start opens it. The private address follows from the number of
the very page that was pressed on, so that a second press finds the same address and
the link alone finds none.
"""

from urllib.parse import quote

from aiohttp import web

from bot.service.person import Person
from bot.service.respond import Wish
from bot.service.setup import EVENT_MARK, PAGE_MARK, STAFF_MARK, YOUNG_MARK
from bot.service.tryout import TRY_MARK
from bot.web import tents
from bot.web.guard import (
    arriving,
    guessing,
    language_of,
    missed,
    sent_back,
    shut,
)
from bot.web.house import CHANNEL, House, Offer, house_of
from bot.web.texts import say, wished
from surveys.languages import language_name
from surveys.model import Variant

LONGEST = 200


def kind_of(token: str) -> str:
    """Return whom a link is for; it can be seen from the link itself."""
    if token.startswith(STAFF_MARK):
        return "staff"
    bare = token.removeprefix(EVENT_MARK)
    young = bare.startswith((YOUNG_MARK, f"{TRY_MARK}young-"))
    return "young" if young else "family"


async def door(request: web.Request) -> web.Response:
    """Show the first page of a link."""
    house, token = house_of(request), request.match_info["token"]
    kind = kind_of(token)
    offer = house.offers.get(kind, Offer())
    tablet = tents.tablet_of(token, request.query.get(tents.SHARED))
    language = _language(request, offer, tablet)
    return house.paper.page(
        "door.html",
        language,
        kind=kind,
        event=token.startswith(EVENT_MARK),
        tablet=tablet,
        minutes=int(house.manners.shared.total_seconds()) // 60,
        **_back(house, token, tablet, language),
        service=house.area.service,
        languages=[(code, language_name(code)) for code in offer.languages],
        offers_easy=offer.easy,
        easy=request.query.get("words") == "easy",
        number=house.numbers.new(token),
        trying=token.startswith(TRY_MARK),
        telegram="" if tablet else _telegram(house, token),
    )


def _back(
    house: House, token: str, tablet: str | None, language: str
) -> dict[str, object]:
    """Return when a tablet goes back to its own language that was put into another."""
    if tablet is None or language == tablet:
        return {}
    rest = int(house.manners.shared.total_seconds())
    return {"rest": rest, "home": tents.first_page(token, tablet)}


def _telegram(house: House, token: str) -> str:
    """Return where the same link opens in Telegram; empty where it does not."""
    name = house.manners.telegram
    if name is None or token.startswith(TRY_MARK) or _from_a_chat(token):
        return ""
    return f"https://t.me/{name}?start={quote(token, safe='')}"


def _from_a_chat(token: str) -> bool:
    """Say whether somebody has come from Telegram: the link opens nothing there."""
    bare = token.removeprefix(STAFF_MARK).removeprefix(YOUNG_MARK)
    return bare.startswith(PAGE_MARK)


def _language(request: web.Request, offer: Offer, tablet: str | None) -> str:
    return wished(
        request.query.get("lang") or tablet,
        request.headers.get("Accept-Language", ""),
        offer.languages,
    )


async def opened(request: web.Request) -> web.Response:
    """Open a link for whoever pressed Start first."""
    token = request.match_info["token"]
    fields = await sent_back(request, token)
    if token.startswith(EVENT_MARK):
        arriving(request)
    offer = house_of(request).offers.get(kind_of(token), Offer())
    easy = "easy" in (fields.one("button"), request.query.get("words"))
    tablet = tents.tablet_of(token, request.query.get(tents.SHARED))
    language = _language(request, offer, tablet)
    wish = Wish(language, Variant.EASY if easy else Variant.USUAL)
    number = fields.one("number")
    found = await _opened(house_of(request), token, number, wish, tablet)
    if found is None and kind_of(token) == "staff":
        house = house_of(request)
        words = await house.answering.told(token, house.now())
        if words:
            return shut(request, words)
    if found is None:
        missed(request)
        return shut(request)
    return found


async def _opened(
    house: House, token: str, number: str, wish: Wish, tablet: str | None = None
) -> web.Response | None:
    if len(token) > LONGEST:
        return None
    address = house.answering.address(token, number)
    if token.startswith(EVENT_MARK):
        address = tents.address(token, address, tablet)
    now = house.now()
    if not await house.answering.arrive(Person(CHANNEL, address), token, now, wish):
        return None
    house.rests(address).begin(address, now)
    return web.Response(status=303, headers={"Location": f"/a/{address}/begin"})


async def home(request: web.Request) -> web.Response:
    """Show the front page, where a code can be typed in."""
    return _home(request)


def _home(request: web.Request, wrong: str = "") -> web.Response:
    house, language = house_of(request), language_of(request)
    return house.paper.page(
        "code.html",
        language,
        200,
        heading=say("title", language),
        says=say("home.says", language),
        asks=say("home.code", language),
        label=say("home.code_label", language),
        hint=say("home.code_hint", language),
        go=say("button.code", language),
        number=house.numbers.new("home"),
        wrong=wrong,
        done="",
        to="/",
    )


async def coded(request: web.Request) -> web.Response:
    """Open the questions with a code that was dealt to a group of staff."""
    fields = await sent_back(request, "home")
    guessing(request)
    house, language = house_of(request), language_of(request)
    token = STAFF_MARK + "".join(c for c in fields.one("code").upper() if c.isalnum())
    found = await _opened(house, token, fields.one("number"), Wish(None))
    if found is None:
        missed(request)
        return _home(request, say("home.code_wrong", language))
    return found


def routes() -> list[web.RouteDef]:
    """Return the addresses of this module."""
    return [
        web.get("/", home),
        web.post("/", coded),
        web.get("/staff", home),
        web.post("/staff", coded),
        web.get("/s/{token}", door),
        web.post("/s/{token}", opened),
    ]
