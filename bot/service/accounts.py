"""Who may do what: roles, given by one-time codes, and one way to ask.

Rule 1: a code is shown once and kept as a mark; so is the credential it opens.
Rule 2: every channel asks `authorise`; there is no second list of rights.
"""

import json
import re
from datetime import datetime
from typing import Final

from bot.keys import Keys, new_code, new_id, plain_code
from bot.service.errors import NotAllowedError, ServiceError
from bot.service.person import Person
from bot.service.setup import day, last_day
from bot.store import Account, Store, Writer

ADMINISTRATOR, COORDINATOR, KEYWORKER = "administrator", "coordinator", "keyworker"
CARER = "carer"  # whom the area file names for words of harm, or the deputy
LEAD = "lead"  # passes the links of a wave on to a partner's staff, and sees nothing
CODE_DAYS: Final = 7
PAGES: Final = "desk"  # the channel of people who sign in by a name
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")

_OF_KEYWORKERS: Final = frozenset({"close", "links"})
_OF_COORDINATORS: Final = _OF_KEYWORKERS | {
    "evidence",
    "status",
    "approve_quotes",
    "event",
    "open_wave",
    "close_wave",
    "attest",
    "hold_vote",
    "load_closings",
    "publish_note",
}
RIGHTS: Final = {
    KEYWORKER: _OF_KEYWORKERS,
    CARER: frozenset({"care", "status"}),
    LEAD: frozenset(),
    COORDINATOR: _OF_COORDINATORS,
    ADMINISTRATOR: _OF_COORDINATORS | {"grant"},
}


class Accounts:
    """Gives roles and tells what they allow."""

    def __init__(self, writer: Writer, keys: Keys) -> None:
        self._writer = writer
        self._keys = keys

    async def grant(self, role: str, *, scope: str = "", now: datetime) -> str:
        """Return a one-time code, good for a week, that gives a role.

        Raises:
            ServiceError: There is no such role.
        """
        _known(role)
        code = new_code()
        mark, until = self._mark(code), last_day(now, CODE_DAYS)
        await self._writer.run(
            lambda store: store.accounts.grant(mark, role, scope, until)
        )
        return code

    async def redeem(self, person: Person, code: str, now: datetime) -> Account | None:
        """Give the role of a code to a person; None when the code is no good.

        The same person may send the same code again and gets the same account.
        """
        mark, credential = self._mark(code), self._credential(person)
        sealed = self._sealed(person)
        account_id, today = new_id(), day(now)
        return await self._writer.run(
            lambda store: store.accounts.redeem(
                mark, credential, account_id, sealed, today
            )
        )

    async def who(self, person: Person) -> Account | None:
        """Return a person's account, or None."""
        credential = self._credential(person)
        return await self._writer.run(lambda store: store.accounts.who(credential))

    async def remove(self, person: Person) -> bool:
        """Take a person's role away."""
        credential = self._credential(person)
        return await self._writer.run(lambda store: store.accounts.remove(credential))

    # --- people without a chat: they sign in to the pages by a name -------------------

    async def add(self, name: str, role: str, *, scope: str = "") -> Account:
        """Give a role to somebody by a name to sign in by.

        Raises:
            ServiceError: There is no such role, or not for one district; the name has
                another shape than a name to sign in by, or somebody has it already.
        """
        person = named(name)
        _known(role)
        _whole(role, scope)
        credential, account = self._credential(person), Account(new_id(), role, scope)
        sealed = self._sealed(person)

        def work(store: Store) -> bool:
            if store.accounts.who(credential) is not None:
                return False
            store.accounts.add(credential, account, sealed)
            return True

        if not await self._writer.run(work):
            raise ServiceError(f"There is somebody called {person.key} already.")
        return account

    async def change(self, name: str, role: str, *, scope: str = "") -> Account:
        """Give somebody another role or scope; they are signed out everywhere.

        Raises:
            ServiceError: There is no such role, or not for one district; or nobody of
                that name.
        """
        person = named(name)
        _known(role)
        _whole(role, scope)
        account = await self.who(person)
        if account is None:
            raise _nobody(person)
        changed = Account(account.id, role, scope)
        await self._writer.run(
            lambda store: store.accounts.change(account.id, role, scope)
        )
        return changed

    async def named(self, name: str) -> Account:
        """Return the account of somebody by name.

        Raises:
            ServiceError: There is nobody of that name.
        """
        person = named(name)
        account = await self.who(person)
        if account is None:
            raise _nobody(person)
        return account

    async def everybody(self) -> tuple[tuple[str, Account], ...]:
        """Return every account, with the name or the channel that it came by."""
        rows = await self._writer.run(lambda store: store.accounts.all())
        found = []
        for account, sealed in rows:
            channel, key = "", ""
            if sealed is not None:
                channel, key = json.loads(self._keys.unseal("account", sealed))
            found.append((key if channel == PAGES else f"({channel})", account))
        return tuple(sorted(found, key=lambda one: (one[0], one[1].id)))

    async def reachable(self, role: str) -> tuple[Person, ...]:
        """Return whom to write to who has a role, such as about the care queue."""
        sealed = await self._writer.run(lambda store: store.accounts.contacts(role))
        people = (json.loads(self._keys.unseal("account", one)) for one in sealed)
        return tuple(Person(str(channel), str(key)) for channel, key in people)

    def authorise(self, account: Account | None, verb: str, scope: str = "") -> None:
        """Return quietly when the account may do this.

        Raises:
            NotAllowedError: It may not.
        """
        if account is None or verb not in RIGHTS.get(account.role, frozenset()):
            raise NotAllowedError
        if account.scope and account.scope != scope:
            raise NotAllowedError

    def _sealed(self, person: Person) -> bytes:
        contact = json.dumps([person.channel, person.key]).encode()
        return self._keys.seal("account", contact)

    def _mark(self, code: str) -> bytes:
        return self._keys.mark("one-time code", plain_code(code))

    def _credential(self, person: Person) -> bytes:
        return self._keys.mark("credential", person.channel, person.key)


def named(name: str) -> Person:
    """Return a person of the signed-in pages by their name.

    Raises:
        ServiceError: It is no name to sign in by.
    """
    plain = name.strip().lower()
    if not _NAME.fullmatch(plain):
        raise ServiceError(
            "Write a name to sign in by, such as a.khan or a.khan@council.gov.uk: small"
            " letters, figures, dots and dashes, 64 at most."
        )
    return Person(PAGES, plain)


def _whole(role: str, scope: str) -> None:
    if role == CARER and scope:
        raise ServiceError(
            "The care queue has no districts, so its named person is for the whole"
            " county: leave the district out."
        )


def _known(role: str) -> None:
    if role not in RIGHTS:
        raise ServiceError(
            f"There is no role {role!r}; there is {', '.join(sorted(RIGHTS))}."
        )


def _nobody(person: Person) -> ServiceError:
    return ServiceError(
        f"There is nobody called {person.key}. `strandline people list` shows who"
        " there is; `strandline people add` makes an account."
    )
