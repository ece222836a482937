"""From a chat to a page: the same invitation goes on there, while nothing is answered.

Rule 1: what stands in the chat is no private address. It leads to the usual first page,
and only Start there makes the private address, which no chat ever sees.
Rule 2: the link holds the mark of the invitation, sealed, and nothing about the chat.
Nothing of it is stored.
Rule 3: it takes an invitation from a chat alone, and only while its first page is shown
and nothing is answered there. What moves is the invitation; the session of the chat
goes, with whatever was kept to remind somebody in the chat.
"""

import base64
import binascii
from typing import Final

from bot.keys import Keys, SealError
from bot.service.notify import TELEGRAM
from bot.service.setup import PAGE_MARK, STAFF_MARK, YOUNG_MARK
from bot.store import SessionRow, Store
from surveys.session import Phase, Session

_LABEL: Final = "lead to a page"
_KINDS: Final = (STAFF_MARK, YOUNG_MARK, "")


def leading_token(keys: Keys, kind: str, mark: bytes) -> str:
    """Return a token that leads to the invitation of a mark.

    Args:
        keys: Seal it; each call gives another token.
        kind: What the tokens of its questionnaire begin with (`Setup.token_mark`).
        mark: Of the invitation, or of the code that was dealt to staff.
    """
    sealed = base64.urlsafe_b64encode(keys.seal(_LABEL, mark)).decode()
    return f"{kind}{PAGE_MARK}{sealed.rstrip('=')}"


def led_to(keys: Keys, token: str) -> bytes | None:
    """Return the mark that a token leads to; None where it is no such token."""
    for kind in _KINDS:
        if token.startswith(kind + PAGE_MARK):
            sealed = token.removeprefix(kind + PAGE_MARK)
            break
    else:
        return None
    try:
        raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), b"-_", validate=True)
        return keys.unseal(_LABEL, raw)
    except (SealError, ValueError, binascii.Error):
        return None


def untouched(session: Session, *, own: bool = True) -> bool:
    """Say whether the first page is shown and nothing was said: nothing to lose.

    Going back from the first question comes to the first page again, and keeps what
    was answered.

    Args:
        session: Somebody's session.
        own: The link is for one person. A link for many leads to the page as it is and
            moves nothing; and a group's has answered something by itself.
    """
    aside = session.phase in (Phase.CHOOSING_LANGUAGE, Phase.STOPPING)
    said = own and (session.answers or session.picked or session.draft is not None)
    return not said and (session.behind if aside else session.phase) is Phase.WELCOME


def take_over(
    store: Store, row: SessionRow, session: Session, mark: bytes, person: bytes
) -> bool:
    """Bind what a chat had opened to somebody on a page, in one transaction.

    Args:
        store: Inside a transaction.
        row: The session that holds it now.
        session: The same, read.
        mark: Of the invitation, or of the code that was dealt to staff.
        person: The binding of whoever has it from now on.

    Returns:
        False, and nothing is changed, where it is no chat's, where Start was tapped,
        or where it is held or gone.
    """
    if session.channel != TELEGRAM or not untouched(session):
        return False
    if row.wave is not None:
        if store.waves.code(mark) is None:
            return False
        store.waves.rebind_code(mark, person)
    elif store.invitations.get(mark) is None:
        return False
    else:
        store.invitations.rebind(mark, person)
    store.sessions.delete(row.pseudonym)
    contact = store.contacts.of(mark)
    if contact is not None and contact.channel == TELEGRAM:
        store.contacts.forget(mark)
    return True
