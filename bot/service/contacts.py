"""How to reach somebody: sealed, marked by its address, never in the clear.

Rule: the mark of an address is made with the key of opt-outs, which a change of the
master key leaves alone: who said stop is known for ever, and by nothing else.
"""

import base64
import binascii
import json
from typing import Final

from bot.keys import Keys, SealError

_LABEL: Final = "contact"
_STOP: Final = "stop link"


def address_mark(keys: Keys, channel: str, address: str) -> bytes:
    """Return the mark of an address, by which it can opt out."""
    return keys.mark("opt-out", channel, address)


def seal_contact(keys: Keys, address: str, token: str) -> bytes:
    """Return an address and its link's own part, sealed."""
    return keys.seal(_LABEL, json.dumps([address, token]).encode())


def open_contact(keys: Keys, sealed: bytes) -> tuple[str, str]:
    """Return an address and its link's own part.

    Raises:
        SealError: It was sealed by another key.
    """
    address, token = json.loads(keys.unseal(_LABEL, sealed))
    return str(address), str(token)


def stop_code(keys: Keys, channel: str, address: str) -> str:
    """Return the code of a link by which an address opts out.

    It holds the address, sealed, so that it works for ever and after everything else
    about the address is gone. Nobody else can read it.
    """
    sealed = keys.seal(_STOP, json.dumps([channel, address]).encode())
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def read_stop_code(keys: Keys, code: str) -> tuple[str, str] | None:
    """Return channel and address of such a code, or None where it is none of ours."""
    try:
        sealed = base64.b64decode(code + "=" * (-len(code) % 4), b"-_", validate=True)
        channel, address = json.loads(keys.unseal(_STOP, sealed))
    except (SealError, ValueError, binascii.Error):
        return None
    return str(channel), str(address)
