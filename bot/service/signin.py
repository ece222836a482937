"""Signing in to the pages: a one-time link, then a session, over the one account model.

Rule 1: a link and a cookie are shown once and kept as marks. A link is good for fifteen
minutes and once; a session for eight hours, or half an hour without use.
Rule 2: what somebody may do is read from their account at every page. A session of an
account that was taken away, or has another role or scope now, is over.
Rule 3: what a session notes for its person is locked with the cookie: whoever has the
files and the key, but not the browser, cannot read it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.keys import Keys, SealError, new_secret, new_token
from bot.store import Account, Store, Writer
from bot.store.conversations import minute_of
from bot.store.signins import DeskSession

LINK_MINUTES: Final = 15
SESSION_MINUTES: Final = 8 * 60
IDLE_MINUTES: Final = 30
MOST_LINKS: Final = 3  # of one account that are good at once
LONGEST: Final = 128  # characters of a link's or cookie's secret


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who is signed in.

    Attributes:
        account: As it is now.
        proof: What the pages of this session prove themselves with.
        cookie: What the browser holds.
    """

    account: Account
    proof: str
    cookie: str = field(repr=False)


class SignIns:
    """Makes links, spends them, and knows who is signed in."""

    def __init__(self, writer: Writer, keys: Keys) -> None:
        self._writer = writer
        self._keys = keys

    async def link(self, account: Account, now: datetime) -> str:
        """Return the secret of a new one-time link for an account."""
        token = new_token()
        mark, until = self._link(token), minute_of(now) + LINK_MINUTES
        await self._writer.run(
            lambda store: store.sign_ins.offer(mark, account.id, until, MOST_LINKS)
        )
        return token

    async def enter(self, token: str, now: datetime, before: str = "") -> Signed | None:
        """Spend a link and begin a session; None where the link is no good.

        Args:
            token: Of the link.
            now: The present moment.
            before: The cookie that the browser held: that session ends.

        Returns:
            Who is signed in. The cookie is new whatever the browser held.
        """
        cookie, proof, minute = new_secret().hex(), new_secret(), minute_of(now)
        link, mark, old = self._link(token), self._cookie(cookie), self._cookie(before)

        def work(store: Store) -> Account | None:
            account = store.sign_ins.spend(link, minute)
            if account is None:
                return None
            store.sign_ins.end(old)
            until, idle = minute + SESSION_MINUTES, minute + IDLE_MINUTES
            store.sign_ins.begin(DeskSession(mark, account, proof, until, idle))
            return account

        if len(token) > LONGEST:
            return None
        account = await self._writer.run(work)
        return None if account is None else Signed(account, proof.hex(), cookie)

    async def who(self, cookie: str, now: datetime) -> Signed | None:
        """Return who is signed in with a cookie, and note that it was used."""
        if not cookie or len(cookie) > LONGEST:
            return None
        mark, minute = self._cookie(cookie), minute_of(now)

        def work(store: Store) -> DeskSession | None:
            found = store.sign_ins.find(mark, minute)
            idle = minute + IDLE_MINUTES
            if found is not None and found.idle < idle:
                store.sign_ins.used(mark, idle)
            return found

        found = await self._writer.run(work)
        if found is None:
            return None
        return Signed(found.account, found.proof.hex(), cookie)

    async def leave(self, signed: Signed) -> None:
        """End a session."""
        mark = self._cookie(signed.cookie)
        await self._writer.run(lambda store: store.sign_ins.end(mark))

    async def leave_everywhere(self, account: Account) -> None:
        """End every session of an account, and its links."""
        await self._writer.run(lambda store: store.sign_ins.end_all(account.id))

    # --- what a session notes --------------------------------------------------------

    async def notes(self, signed: Signed, now: datetime) -> tuple[str, ...]:
        """Return what the session has noted, oldest first."""
        mark, minute = self._cookie(signed.cookie), minute_of(now)
        found = await self._writer.run(lambda store: store.sign_ins.find(mark, minute))
        return () if found is None else tuple(self._unlocked(found, signed))

    async def noted(
        self,
        signed: Signed,
        change: Callable[[Sequence[str]], Sequence[str]],
        now: datetime,
    ) -> None:
        """Change what the session has noted; nothing where it is over."""
        mark, minute = self._cookie(signed.cookie), minute_of(now)

        def work(store: Store) -> None:
            found = store.sign_ins.find(mark, minute)
            if found is None:
                return
            kept = json.dumps(list(change(self._unlocked(found, signed))))
            locked = self._keys.lock("desk notes", kept.encode(), signed.cookie)
            store.sign_ins.note(mark, locked)

        await self._writer.run(work)

    def _unlocked(self, found: DeskSession, signed: Signed) -> list[str]:
        if not found.notes:
            return []
        try:
            plain = self._keys.unlock("desk notes", found.notes, signed.cookie)
        except SealError:
            return []
        return [str(one) for one in json.loads(plain)]

    def _link(self, token: str) -> bytes:
        return self._keys.mark("sign-in", token)

    def _cookie(self, cookie: str) -> bytes:
        return self._keys.mark("desk cookie", cookie)
