"""The conversation on pages: one question each, under a private address.

Rule 1: what is sent back is answered with the next page's address (so that a reload
asks nothing twice), unless there is something to say that is said only once.
Rule 2: the address is all there is: nothing is asked of the phone, and after sending
it leads nowhere.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from aiohttp import web

from bot.service.errors import UnavailableError
from bot.service.page import QUESTION, Page, Posted
from bot.service.pages import Outcome, Reached, Visit
from bot.service.person import Person
from bot.service.tryout import TRY_MARK
from bot.web import tents
from bot.web.guard import language_of, missed, sent_back, shut, wrong
from bot.web.house import CHANNEL, House, house_of
from bot.web.posted import Fields
from bot.web.texts import say
from bot.web.view import View, view_of
from surveys.care import care_texts
from surveys.equality import said
from surveys.events import KEEP, SKIP
from surveys.events import Kind as About
from surveys.model import Audience, Variant
from surveys.wording import phrase

LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page that is about to be shown, and why."""

    page: Page
    hidden: Collection[str]
    visit: Visit | None = None
    posted: Posted | None = None
    wrong: str = ""
    lost: str = ""


async def root(request: web.Request) -> web.Response:
    """Lead to where the conversation is."""
    return await shown(request)


async def shown(request: web.Request) -> web.Response:
    """Show a page."""
    house, address = house_of(request), request.match_info["address"]
    at = request.match_info.get("at", "")
    now = house.now()
    visit = await house.answering.look(Person(CHANNEL, address), at, now)
    if visit.page is None:
        return _nobody(request, address)
    page = visit.page
    if house.rests(address).locked(address, page.hour, now):
        if tents.start(address):
            return await following(request)
        return house.paper.page(
            "locked.html",
            page.prompt.language,
            number=house.numbers.new(address),
            leave="leave",
        )
    hidden = house.rests(address).use(address, page.given, now)
    if page.at != at:
        return _to(address, page.at)
    return _page(house, address, _Shown(page, hidden))


async def left(request: web.Request) -> web.Response:
    """Take somebody away at once, and close the page behind them."""
    house, address = house_of(request), request.match_info["address"]
    now = house.now()
    visit = await house.answering.look(Person(CHANNEL, address), "", now)
    if visit.page is not None or house.rests(address).fresh(address, now):
        house.rests(address).lock(address, now)
    if tents.start(address):
        await house.answering.leave(Person(CHANNEL, address))
    return web.Response(status=303, headers={"Location": house.area.words.leave})


async def following(request: web.Request) -> web.Response:
    """Leave an address of a shared tablet for good, and go back to the first page."""
    house, address = house_of(request), request.match_info["address"]
    first = tents.start(address)
    if first is None:
        missed(request)
        return shut(request)
    house.rests(address).lock(address, house.now())
    await house.answering.leave(Person(CHANNEL, address))
    return web.Response(status=303, headers={"Location": first})


def _nobody(request: web.Request, address: str) -> web.Response:
    """Answer at an address under which there is nothing (any more)."""
    first = tents.start(address)
    if first is not None:
        return web.Response(status=303, headers={"Location": first})
    missed(request)
    return shut(request)


async def opened(request: web.Request) -> web.Response:
    """Carry on after a rest: from here on, earlier answers stay hidden."""
    house, address = house_of(request), request.match_info["address"]
    await sent_back(request, address)
    now = house.now()
    visit = await house.answering.look(Person(CHANNEL, address), "", now)
    if visit.page is None:
        return _nobody(request, address)
    if tents.start(address) and house.rests(address).locked(
        address, visit.page.hour, now
    ):
        return await following(request)
    house.rests(address).unlock(address, visit.page.given, now)
    return _to(address, visit.page.at)


async def taken(request: web.Request) -> web.Response:
    """Take back a page."""
    house, address = house_of(request), request.match_info["address"]
    fields = await sent_back(request, address)
    posted, now = _posted(request.match_info["at"], fields), house.now()
    person = Person(CHANNEL, address)
    try:
        before = await house.answering.look(person, posted.at, now)
        if _rested(house, address, before):
            return await following(request)
        posted, hidden = _sitting(house, address, posted, before)
        visit = await house.answering.take(person, posted, now)
    except UnavailableError:
        return wrong(request, 503, "error.again", posted.words or "")
    if visit.page is None:
        return _ended(request, address, visit, before.page)
    if posted.at.startswith(QUESTION) and not visit.same and posted.button != KEEP:
        question = posted.at.removeprefix(QUESTION)
        house.rests(address).answered(address, question)
        hidden -= {question}
    return _next(house, address, (posted, visit, visit.page), hidden)


def _rested(house: House, address: str, visit: Visit) -> bool:
    """Say whether a shared tablet was left alone: whoever is there now is another."""
    if tents.start(address) is None or visit.page is None:
        return False
    return house.rests(address).locked(address, visit.page.hour, house.now())


def _posted(at: str, fields: Fields) -> Posted:
    return Posted(
        at=at,
        step=fields.one("step"),
        button=fields.one("button"),
        picked=fields.all("pick"),
        words=fields.one("words") if fields.values.get("words") else None,
        delivery=f"{fields.one('number')}/{_digest(fields)}",
    )


def _digest(fields: Fields) -> str:
    """Return what tells one answer on a page from another.

    A browser may show a page again from its memory, number and all: pressed once more
    it is the same delivery, but with another answer it is a new one.
    """
    said = (fields.all("button"), fields.all("pick"), fields.all("words"))
    return hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest()


def _sitting(
    house: House, address: str, posted: Posted, before: Visit
) -> tuple[Posted, frozenset[str]]:
    """Return the page as it is meant, and what stays hidden.

    Where an earlier answer is hidden, going on without a new one leaves it as it is.
    """
    page, now = before.page, house.now()
    if page is None:
        return posted, frozenset()
    if house.rests(address).locked(address, page.hour, now):
        house.rests(address).unlock(address, page.given, now)
    hidden = house.rests(address).use(address, page.given, now)
    nothing = not (posted.button or posted.picked or (posted.words or "").strip())
    question = page.question
    if nothing and question and page.earlier and question.id in hidden:
        posted = replace(posted, button=KEEP)
    return posted, hidden


def _next(
    house: House,
    address: str,
    turn: tuple[Posted, Visit, Page],
    hidden: Collection[str],
) -> web.Response:
    posted, visit, page = turn
    language = page.prompt.language
    lost = (posted.words or "") if visit.moved else ""
    once = visit.says or visit.same or page.prompt.note or lost
    if not once and not visit.moved:
        return _to(address, page.at)
    wrongly = _what_is_wrong(visit, posted, language)
    return _page(house, address, _Shown(page, hidden, visit, posted, wrongly, lost))


def _what_is_wrong(visit: Visit, posted: Posted, language: str) -> str:
    """Return what has to be put right; empty where nothing was done wrong."""
    if visit.moved:
        return ""
    if visit.paired:
        return say("question.many_left", language)
    if not visit.same or posted.button or visit.page is None:
        return ""
    if posted.words is None and not posted.picked and not visit.page.prompt.many:
        controls = visit.page.prompt.controls
        can_skip = any(control.id == SKIP for control in controls)
        return say("error.choose" if can_skip else "error.choose_only", language)
    return visit.page.prompt.note or ""


def _page(house: House, address: str, shown: _Shown) -> web.Response:
    page, visit, posted = shown.page, shown.visit, shown.posted
    language = page.prompt.language
    view = view_of(page, shown.hidden, go=say("button.go", language))
    if visit is not None and visit.moved:
        view = replace(view, note=(say("error.moved", language),))
    if shown.wrong:
        view = replace(view, wrong=shown.wrong, note=())
    if posted is not None and visit is not None and visit.same:
        view = _as_sent(view, posted)
    at, of = view.progress or (0, 0)
    return house.paper.page(
        view.template,
        language,
        200,
        view=view,
        says=visit.says if visit is not None else (),
        lost=shown.lost,
        number=house.numbers.new(address),
        easy=view.easy,
        progress=phrase("progress", language, at=at, of=of),
        skipped=phrase("review_skipped", language),
        bsl=_signed(house, page),
        leave="leave",
        **{"rest": int(house.manners.idle.total_seconds())} | _waiting(house, address),
    )


def _as_sent(view: View, posted: Posted) -> View:
    """Return the view with what the person had filled in."""
    choices = tuple(
        replace(choice, chosen=choice.id in posted.picked) for choice in view.choices
    )
    filled = bool(posted.picked)
    return replace(
        view,
        words=posted.words if posted.words is not None else view.words,
        choices=choices if filled else view.choices,
    )


def _signed(house: House, page: Page) -> str:
    """Return where a question is signed in British Sign Language, if it is."""
    part = page.question.id if page.question is not None else "intro"
    if page.question is None and page.at != "begin":
        return ""
    return house.area.words.bsl.get(f"{page.questionnaire}/{part}", "")


def _ended(
    request: web.Request, address: str, visit: Visit, before: Page | None
) -> web.Response:
    """Show the last page: the answer to sending or stopping, once."""
    house = house_of(request)
    now = house.now()
    language = visit.language or request.query.get("lang") or "en"
    if visit.outcome is Outcome.NOTHING:
        return _nobody(request, address)
    again = visit.outcome is Outcome.SENT and not visit.says
    if again and not house.rests(address).fresh(address, now):
        return _nobody(request, address) if tents.start(address) else shut(request)
    sent = visit.outcome is Outcome.SENT
    if not sent:
        house.rests(address).forget(address)
    audience = Audience.FAMILY if before is None else before.audience
    key = {
        Outcome.SENT: "sent.title",
        Outcome.STOPPED: "end.stopped",
        Outcome.BEFORE: "sent.title",
    }.get(visit.outcome, "end.ended")
    plain = tuple(s for s in visit.says if s.kind in (About.PLAIN, About.END))
    says = plain[:-1] if sent and len(plain) > 1 else plain
    apart = {said.kind: said.detail for said in visit.says}
    lines = [line for said in visit.says for line in said.care]
    ours = care_texts(house.area.help_lines, audience, language).to_ring
    return house.paper.page(
        "end.html",
        language,
        heading=say(key, language),
        says=says,
        code=visit.code,
        acted=apart.get(About.ACTED, ""),
        about_you=_about_you(address, visit, before, language),
        receipt=phrase("receipt", language, code=visit.code) if visit.code else "",
        care=tuple(dict.fromkeys((*lines, *ours))),
        more=_more(house, audience, language) if sent else (),
        leave="leave" if sent else house.area.words.leave,
        **_waiting(house, address),
        reach=house.numbers.new(f"again/{address}") if visit.reach else "",
        at=f"/a/{address}/again",
    )


def _waiting(house: House, address: str) -> dict[str, object]:
    """Return when a shared tablet goes back, and where to; nothing for others."""
    if tents.start(address) is None:
        return {}
    seconds = int(house.manners.shared.total_seconds())
    return {"rest": seconds, "home": f"/a/{address}/next"}


async def reached(request: web.Request) -> web.Response:
    """Take how to reach somebody in three months, apart from what they answered."""
    house, address = house_of(request), request.match_info["address"]
    place = f"again/{address}"
    fields = await sent_back(request, place)
    typed, now = fields.one("words"), house.now()
    found = await house.answering.reach(Person(CHANNEL, address), typed, now)
    return house.paper.page(
        "again.html",
        language_of(request),
        422 if found is Reached.UNLIKE else 200,
        found=found.name.lower(),
        typed=typed[:LONGEST] if found is Reached.UNLIKE else "",
        reach=house.numbers.new(place),
        at=f"/a/{address}/again",
    )


def _about_you(
    address: str, visit: Visit, before: Page | None, language: str
) -> Mapping[str, str]:
    """Return where somebody may say who they are, apart from what they answered."""
    offer = next((s for s in visit.says if s.kind is About.ABOUT_YOU), None)
    if offer is None or address.startswith(TRY_MARK) or tents.start(address):
        return {}  # its pages would stay on a tablet that others use
    easy = before is not None and before.prompt.variant is Variant.EASY
    words = f"&words={Variant.EASY}" if easy else ""
    return {
        "title": said("title", language),
        "offer": offer.text,
        "go": said("begin", language),
        "link": f"/about-you/{offer.detail}?lang={language}{words}",
    }


def _more(
    house: House, audience: Audience, language: str
) -> tuple[tuple[str, str, str | None], ...]:
    """Return the routes for complaints and concerns, and what was done."""
    words = house.area.words
    staff = audience is Audience.STAFF
    routes = (
        (("concern", words.whistleblowing), ("colleague", words.lado))
        if staff
        else (("complain", words.complaints),)
    )
    return tuple(
        (say(f"end.{key}", language), route.text.in_language(language), route.link)
        for key, route in routes
        if route is not None
    )


def _to(address: str, at: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"/a/{address}/{at}"})


def routes() -> list[web.RouteDef]:
    """Return the addresses of this module."""
    return [
        web.get("/a/{address}", root),
        web.get("/a/{address}/leave", left),
        web.get("/a/{address}/next", following),
        web.post("/a/{address}/again", reached),
        web.get("/a/{address}/{at}", shown),
        web.post("/a/{address}/open", opened),
        web.post("/a/{address}/{at}", taken),
    ]
