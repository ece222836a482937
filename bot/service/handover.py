"""Closing a case on a page, and holding, going on with or ending what came of it.

Rule 1: a link is found again by its keyworker's own case number, or by a code that she
was shown with it; the store knows both as marks only, and nothing of hers leads to a
link or back (`bot.service.closures`, rule 2).
Rule 2: both are good for the account that closed the case and for no other.
Rule 3: what was made in a session is noted in it, locked with its cookie, so that it
can be held with one tap; it goes with the session.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from bot.keys import Keys, code_from, like_a_code, plain_code
from bot.service.closure_fields import Closure, Fields
from bot.service.closures import Closed, Closures, Halt
from bot.service.signin import Signed, SignIns

MOST_NOTED: Final = 40


@dataclass(frozen=True, slots=True)
class Handed:
    """A closing of this session, as its keyworker gave it.

    Attributes:
        code: Finds it again.
        questionnaire: An id.
        tier: An id.
        district: An id.
        month: ``2026-11``.
        reference: Her case number; empty where she gave none.
        channel: ``sms``, ``email``; empty where the link is handed over.
        halted: What she last did about it; empty while nothing.
    """

    code: str
    questionnaire: str
    tier: str
    district: str
    month: str
    reference: str = ""
    channel: str = ""
    halted: str = ""


class Handover:
    """Closes cases for people who are signed in to the pages."""

    def __init__(self, closures: Closures, sign_ins: SignIns, keys: Keys) -> None:
        self._closures = closures
        self._sign_ins = sign_ins
        self._keys = keys

    def fields(self, now: datetime) -> Fields:
        """Return what a closure may say."""
        return self._closures.fields(now)

    async def close(
        self, signed: Signed, closure: Closure, page: str, now: datetime
    ) -> str:
        """Take a closure, and return the code by which it is found again.

        Args:
            signed: Who closes it.
            closure: Checked by `fields`.
            page: The number of the page it was sent with: sent twice, it is taken once.
            now: The present moment.

        Raises:
            ConflictingError: The same page or case number came before with other
                contents.
        """
        code = self._code(signed, closure.questionnaire, closure.reference, page)
        closed = await self._closures.close(
            closure, by=signed.account, request=_request(signed, code), now=now
        )
        await self._note(signed, closure, code, closed, now)
        return code

    async def find(self, signed: Signed, code: str) -> Closed | None:
        """Return what came of a closure of this account, or None."""
        return await self._closures.find(request=_request(signed, code))

    async def halt(
        self, signed: Signed, action: Halt, named: str, now: datetime
    ) -> bool:
        """Hold, let go on or end what came of a closure of this account.

        Args:
            signed: Who asks.
            action: What to do.
            named: Her case number, or the code that she was shown.
            now: The present moment.

        Returns:
            Whether this account closed such a case in the last 30 days. It is the same
            whether or not the family has answered.
        """
        codes = [plain_code(named)] if like_a_code(named) else []
        codes += [
            plain_code(self._code(signed, questionnaire, named, ""))
            for questionnaire in self._closures.setup.definitions
        ]
        known = []
        for code in codes:
            request = _request(signed, code)
            if await self._closures.find(request=request) is not None:
                await self._closures.halt(action, request=request, now=now)
                known.append(code)
        await self._mark(signed, known, action, now)
        return bool(known)

    async def handed(self, signed: Signed, now: datetime) -> tuple[Handed, ...]:
        """Return what was closed in this session, the last first."""
        notes = await self._sign_ins.notes(signed, now)
        return tuple(Handed(**json.loads(note)) for note in reversed(notes))

    def _code(
        self, signed: Signed, questionnaire: str, reference: str | None, page: str
    ) -> str:
        about = ("reference", questionnaire, reference) if reference else ("page", page)
        mark = self._keys.mark("handover", signed.account.id, *about)
        return code_from(mark)

    async def _note(
        self,
        signed: Signed,
        closure: Closure,
        code: str,
        closed: Closed,
        now: datetime,
    ) -> None:
        made = Handed(
            code=code,
            questionnaire=closure.questionnaire,
            tier=closure.tier or "",
            district=closure.district or "",
            month=closure.month,
            reference=closure.reference or "",
            channel=closed.channel or "",
        )

        def change(notes: Sequence[str]) -> Sequence[str]:
            if any(json.loads(note)["code"] == code for note in notes):
                return notes
            return [*notes, json.dumps(asdict(made))][-MOST_NOTED:]

        await self._sign_ins.noted(signed, change, now)

    async def _mark(
        self, signed: Signed, codes: Sequence[str], action: Halt, now: datetime
    ) -> None:
        def change(notes: Sequence[str]) -> Sequence[str]:
            kept = (Handed(**json.loads(note)) for note in notes)
            return [
                json.dumps(
                    asdict(
                        replace(one, halted=str(action))
                        if plain_code(one.code) in codes
                        else one
                    )
                )
                for one in kept
            ]

        await self._sign_ins.noted(signed, change, now)


def _request(signed: Signed, code: str) -> str:
    return f"desk:{signed.account.id}:{plain_code(code)}"
