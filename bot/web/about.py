"""Pages that belong to no conversation: help, privacy, accessibility, taking back."""

import gzip
import json
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.keys import like_a_code
from bot.web.guard import guessing, language_of, sent_back, shut, whose
from bot.web.house import House, house_of
from bot.web.limits import Kind
from bot.web.texts import say
from surveys.care import care_texts
from surveys.model import Audience, Text

LONGEST_CODE: Final = 64
YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: a heading, paragraphs, points, and an address to go on to.

    ``tongue`` is the language of the paragraphs where it is not the page's own.
    """

    heading: str = ""
    lines: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    link: str | None = None
    tongue: str = ""


async def health(request: web.Request) -> web.Response:
    """Say whether the service is well, for monitoring."""
    good = await house_of(request).well()
    return web.Response(
        text=json.dumps({"status": "ok" if good else "failing"}),
        content_type="application/json",
        status=200 if good else 503,
    )


async def asset(request: web.Request) -> web.Response:
    """Hand out a file that pages refer to."""
    wanted = request.match_info["name"]
    for one in house_of(request).assets.values():
        if one.name == wanted:
            return _file(request, one.content, one.kind)
    return shut(request)


def _file(request: web.Request, content: bytes, kind: str) -> web.Response:
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    if kind != "image/png" and "gzip" in request.headers.get("Accept-Encoding", ""):
        content = gzip.compress(content, 9, mtime=0)
        headers["Content-Encoding"] = "gzip"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    return web.Response(body=content, headers={**headers, "Content-Type": kind})


async def helping(request: web.Request) -> web.Response:
    """Show who can help."""
    house, language = house_of(request), language_of(request)
    area = house.area
    lines = dict.fromkeys(
        line
        for audience in (Audience.FAMILY, Audience.YOUNG)
        for line in care_texts(area.help_lines, audience, language).to_ring
    )
    contact = area.ask_contact.in_language(language)
    parts = (
        Part("", (say("help.danger", language), say("help.says", language))),
        Part("", points=tuple(lines)),
        Part("", (contact,) if contact else ()),
        *_contact(house, language),
    )
    return _about(request, language, "help.title", parts)


def _contact(house: House, language: str) -> tuple[Part, ...]:
    """Return where to ask to be contacted, where somebody would look."""
    if house.area.care is None or house.manners.public is None:
        return ()
    link = f"{house.manners.public.rstrip('/')}/contact?lang={language}"
    return (Part(say("contact.title", language), link=link),)


async def privacy(request: web.Request) -> web.Response:
    """Show what is kept: first in short, then more."""
    house, language = house_of(request), language_of(request)
    keeping, notice = house.area.retention, house.area.words.privacy

    def said(key: str, **values: object) -> str:
        return say(f"privacy.{key}", language, **values)

    def own(*texts: Text | None) -> tuple[str, ...]:
        return tuple(text.in_language(language) for text in texts if text is not None)

    retention = own(notice.retention) or (
        said(
            "answers_says", answers=keeping.answers_months, words=keeping.words_months
        ),
        said("unsent", days=keeping.session_days),
    )
    if house.area.keep_ticked:
        retention = (*retention, said("training"))
    who = own(notice.controller, notice.lawful_basis, notice.contact)
    parts = (
        Part(
            said("short"),
            points=tuple(
                said(f"short_{key}") for key in ("name", "words", "group", "act")
            ),
        ),
        Part(said("answers"), retention),
        Part(said("phone"), (said("phone_says"), said("history"))),
        Part(said("rights"), (said("rights_says"),)),
        Part(
            said("who"),
            (said("who_says", council=house.area.council), *who),
            link=notice.link,
        ),
    )
    return _about(request, language, "privacy.title", parts)


async def accessibility(request: web.Request) -> web.Response:
    """Show the accessibility statement."""
    language = language_of(request)

    def said(key: str) -> str:
        return say(f"accessibility.{key}", language)

    can = ("zoom", "keys", "reader", "plain", "language")
    parts = (
        Part("", (said("says"),)),
        Part(said("can"), points=tuple(said(f"can_{key}") for key in can)),
        Part(said("checked"), (said("checked_says"),)),
        Part(said("not_yet"), (said("not_yet_says"),)),
        Part(said("tell"), (said("tell_says"),)),
    )
    return _about(request, language, "accessibility.title", parts)


def _about(
    request: web.Request, language: str, title: str, parts: tuple[Part, ...]
) -> web.Response:
    return house_of(request).paper.page(
        "about.html", language, heading=say(title, language), about=parts
    )


async def taking_back(request: web.Request) -> web.Response:
    """Show where a receipt's code goes."""
    return _taking_back(request)


def _taking_back(request: web.Request, wrong: str = "", done: str = "") -> web.Response:
    house, language = house_of(request), language_of(request)
    return house.paper.page(
        "code.html",
        language,
        200,
        heading=say("withdraw.done" if done else "withdraw.title", language),
        says=say("withdraw.says", language),
        asks="",
        label=say("withdraw.label", language),
        hint=say("withdraw.hint", language),
        go=say("button.withdraw", language),
        number=house.numbers.new("withdraw"),
        wrong=wrong,
        done=done,
        to="/withdraw",
    )


async def taken_back(request: web.Request) -> web.Response:
    """Delete the answers of a code; the page never says whether there were any."""
    fields = await sent_back(request, "withdraw")
    house, language = house_of(request), language_of(request)
    code = fields.one("code").strip()
    if not any(sign.isalnum() for sign in code):
        return _taking_back(request, wrong=say("withdraw.empty", language))
    if not like_a_code(code):
        return _taking_back(request, wrong=say("withdraw.unlike", language))
    guessing(request)
    if not await house.erasing.withdraw(code[:LONGEST_CODE], house.now()):
        # Counted, but not said: the answer is the same whether there was anything.
        house.limits.allows(whose(request), Kind.MISS, house.now())
    return _taking_back(request, done=say("withdraw.done_says", language))


def routes() -> list[web.RouteDef]:
    """Return the addresses of this module."""
    return [
        web.get("/health", health),
        web.get("/look/{name}", asset),
        web.get("/help", helping),
        web.get("/privacy", privacy),
        web.get("/accessibility", accessibility),
        web.get("/withdraw", taking_back),
        web.post("/withdraw", taken_back),
    ]
