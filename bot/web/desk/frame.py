"""What goes around every signed-in page: who it is, what they may, what they send.

Rule 1: a page is made by `Desk.shown` or `Desk.taken`; both ask who is signed in and
whether their account may do this, at every request. There is no third way.
Rule 2: nothing that is sent is looked at before it is known to come from a page of
this very session: `Desk.taken` checks where it comes from and its ``csrf`` field.
Rule 3: whoever is not signed in, or may not, is told so plainly and what to do, and the
same for every such page.
Rule 4: no cookie but the session's, and that only under ``/desk``.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from bot.service.accounts import Accounts
from bot.service.errors import NotAllowedError
from bot.service.signin import Signed, SignIns
from bot.web.desk.texts import say
from bot.web.desk.uploads import uploaded
from bot.web.house import House, house_of
from bot.web.posted import Fields, RefusedError, check_origin, read
from surveys.languages import ENGLISH

ROOT: Final = "/desk"
COOKIE: Final = "strandline-desk"
CSRF: Final = "csrf"

KNOWN: Final = (
    "wrong.csrf",
    "wrong.elsewhere",
    "wrong.garbled",
    "wrong.kind",
    "wrong.large",
    "wrong.slow",
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Door:
    """An area of the pages, as the front page and the head of every page list it.

    Attributes:
        path: Where it is, such as ``/desk/close``.
        key: Of its texts: ``<key>.door`` is its name, ``<key>.door_says`` what for.
        verb: What an account must be allowed to do.
        whole: It is about the whole area: not for an account of one district.
    """

    path: str
    key: str
    verb: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in and may see this page.

    Attributes:
        desk: The signed-in pages.
        request: As it came.
        signed: Who it is.
    """

    desk: "Desk"
    request: web.Request
    signed: Signed

    @property
    def house(self) -> House:
        """What all pages are given; its `now` is the clock."""
        return house_of(self.request)

    @property
    def scope(self) -> str:
        """The district that the account is limited to; empty for the whole area."""
        return self.signed.account.scope

    def allows(self, verb: str, scope: str = "") -> bool:
        """Say whether the account may do something."""
        try:
            self.authorise(verb, scope)
        except NotAllowedError:
            return False
        return True

    def authorise(self, verb: str, scope: str = "") -> None:
        """Return quietly when the account may do this.

        Raises:
            NotAllowedError: It may not; the visitor is told so.
        """
        self.desk.accounts.authorise(self.signed.account, verb, scope)

    @property
    def doors(self) -> tuple[Door, ...]:
        """The areas that are for this account."""
        return tuple(
            door
            for door in self.desk.doors
            if self.allows(door.verb, "" if door.whole else self.scope)
        )

    def page(self, name: str, status: int = 200, /, **values: object) -> web.Response:
        """Return a page.

        Args:
            name: A template in ``templates/desk`` that extends ``desk/base.html``.
            status: Of the answer.
            values: What it shows. Beside them it has ``t`` (texts of this package),
                ``csrf`` (for the hidden field), ``doors`` and ``here``.
        """
        csrf = self.house.numbers.new(self.signed.proof)
        given = {"csrf": csrf, "doors": self.doors, "signed": True, **values}
        return plain_page(self.request, name, status, **given)

    def wrong(self, key: str, status: int = 400) -> web.Response:
        """Return a page that says what did not work: the text ``wrong.<key>``."""
        return self.page("wrong.html", status, key=f"wrong.{key}")

    def went(self, path: str) -> web.Response:
        """Return that it is done, and which page shows it."""
        return web.Response(status=303, headers={"Location": path})

    async def sent(
        self, fields: Collection[str], words: Collection[str] = ()
    ) -> Fields:
        """Return the fields of a page of this session.

        Raises:
            RefusedError: It is not ours, not of this session, or holds other fields.
        """
        self.check_origin()
        found = await read(self.request, {CSRF, *fields, *words}, words)
        self.prove(found.one(CSRF))
        return found

    def check_origin(self) -> None:
        """Refuse what another site sends.

        Raises:
            RefusedError: It comes from elsewhere.
        """
        check_origin(self.request, self.house.manners.public)

    def prove(self, csrf: str) -> None:
        """Refuse what does not come from a page of this session.

        Raises:
            RefusedError: The ``csrf`` field is none of this session's.
        """
        if not self.house.numbers.good(csrf, self.signed.proof):
            raise RefusedError(403, "wrong.csrf")


Shown = Callable[[Visit], Awaitable[web.StreamResponse]]
Taken = Callable[[Visit, Fields], Awaitable[web.StreamResponse]]
Uploaded = Callable[[Visit, Fields, bytes], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Desk:
    """The signed-in pages of one service.

    Attributes:
        accounts: Who may do what.
        sign_ins: Who is signed in.
        doors: The areas; `add` puts one more there.
    """

    accounts: Accounts
    sign_ins: SignIns
    doors: list[Door] = field(default_factory=list)

    def add(self, *doors: Door) -> None:
        """List areas on the front page, in this order."""
        self.doors += doors

    def shown(self, verb: str | None, handler: Shown, *, whole: bool = True) -> Handler:
        """Return what shows a page to those who may.

        Args:
            verb: What the account must be allowed to do; None: everybody signed in.
            handler: Makes the page.
            whole: It is about the whole area, so not for an account of one district.
                False: the handler asks `Visit.authorise` about its district itself.
        """

        async def inner(request: web.Request) -> web.StreamResponse:
            visit = await self._visit(request)
            if visit is None:
                return signed_out(request)
            return await _made(visit, verb, handler, whole=whole)

        return inner

    def taken(
        self,
        verb: str | None,
        handler: Taken,
        *,
        fields: Collection[str] = (),
        words: Collection[str] = (),
        whole: bool = True,
    ) -> Handler:
        """Return what takes a page that was sent back by somebody who may.

        Args:
            verb: What the account must be allowed to do; None: everybody signed in.
            handler: Does it; it gets the fields that were sent.
            fields: Names of short fields (200 characters) beside ``csrf``.
            words: Names of fields that may be longer.
            whole: As in `shown`.
        """

        async def proven(visit: Visit) -> web.StreamResponse:
            return await handler(visit, await visit.sent(fields, words))

        return self.shown(verb, proven, whole=whole)

    def uploaded(
        self,
        verb: str | None,
        handler: Uploaded,
        *,
        fields: Collection[str] = (),
        largest: int,
        whole: bool = True,
    ) -> Handler:
        """Return what takes a page with one file in its field ``file``.

        Args:
            verb: What the account must be allowed to do; None: everybody signed in.
            handler: Does it; it gets the fields, and what stands in the file.
            fields: Names of short fields beside ``csrf``.
            largest: Bytes of the file; of a larger one a byte more is handed over.
            whole: As in `shown`.
        """

        async def proven(visit: Visit) -> web.StreamResponse:
            visit.check_origin()
            sent, content = await uploaded(visit.request, {CSRF, *fields}, largest)
            visit.prove(sent.one(CSRF))
            return await handler(visit, sent, content)

        return self.shown(verb, proven, whole=whole)

    async def _visit(self, request: web.Request) -> Visit | None:
        cookie = request.cookies.get(COOKIE, "")
        signed = await self.sign_ins.who(cookie, house_of(request).now())
        return None if signed is None else Visit(self, request, signed)


async def _made(
    visit: Visit, verb: str | None, handler: Shown, *, whole: bool
) -> web.StreamResponse:
    """Return the page, or why this account does not get it."""
    try:
        if verb is not None:
            visit.authorise(verb, "" if whole else visit.scope)
        return await handler(visit)
    except NotAllowedError:
        return visit.page("refused.html", 403)
    except RefusedError as refused:
        if refused.key not in KNOWN:
            raise
        answer = visit.page("wrong.html", refused.status, key=refused.key)
        if refused.status in (408, 413):  # the rest of it may still be on its way
            answer.force_close()
        return answer


def signed_out(request: web.Request, status: int = 403) -> web.Response:
    """Return the page for whoever is not signed in: how to get a link."""
    answer = plain_page(request, "out.html", status)
    if COOKIE in request.cookies:
        forget(answer)
    return answer


def forget(answer: web.Response) -> None:
    """Let the browser forget the session."""
    answer.del_cookie(COOKIE, path=ROOT, httponly=True, samesite="Strict")


def plain_page(
    request: web.Request, name: str, status: int = 200, /, **values: object
) -> web.Response:
    """Return a page of this package, for somebody signed in or not."""
    given = {"t": say, "here": request.path, "doors": (), "signed": False, **values}
    return house_of(request).paper.page(f"desk/{name}", ENGLISH, status, **given)
