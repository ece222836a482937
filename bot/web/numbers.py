"""Page numbers: each page that can be sent back carries one that only we can make.

Rule: a number is good for the place that it was made for and no other, so that a page
of another site cannot send one. It is never stored; sent back, it names the delivery.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

_RANDOM, _PROOF = 12, 12  # bytes; together they fill base64 without padding
LENGTH = (_RANDOM + _PROOF) * 4 // 3


@dataclass(frozen=True, slots=True)
class PageNumbers:
    """Makes page numbers and knows its own again."""

    key: bytes

    def new(self, place: str) -> str:
        """Return a fresh number for a place, such as a private address."""
        random = secrets.token_bytes(_RANDOM)
        return urlsafe_b64encode(random + self._proof(random, place)).decode()

    def good(self, number: str, place: str) -> bool:
        """Say whether a number was made here, and for this place."""
        if len(number) != LENGTH or not number.isascii():
            return False
        try:
            raw = urlsafe_b64decode(number)
        except ValueError:
            return False
        random, proof = raw[:_RANDOM], raw[_RANDOM:]
        return hmac.compare_digest(proof, self._proof(random, place))

    def _proof(self, random: bytes, place: str) -> bytes:
        about = random + place.encode("utf-8", "replace")
        return hmac.digest(self.key, about, "sha256")[:_PROOF]
