"""A file of sealed frames: what a backup is written in.

Rule 1: every frame is encrypted and authenticated (AES-256-GCM) under a key of this
file alone, made from a random salt; its number and whether it is the last are part
of the nonce and of what is authenticated. So a frame that is changed, missing,
moved or cut off is noticed.
Rule 2: memory stays small however large the file is.
"""

import hmac
import secrets
import struct
from collections.abc import Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"STRANDLINE BACKUP 1\n"
_SALT, _CHECK, _TAG = 16, 16, 16
_LARGEST: Final = 1 << 20
_HEAD: Final = struct.Struct(">BI")
_MORE, _LAST = 0, 1


class DamagedError(Exception):
    """The file is cut off, or something in it was changed."""


class StrangeError(Exception):
    """The file is no backup, or its beginning is damaged."""


class OtherKeyError(Exception):
    """The file was sealed with another key."""


class Sealer:
    """Writes frames. `last` must be called with the end of it."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        salt = secrets.token_bytes(_SALT)
        self._file = file
        self._box = _Box(key, salt)
        self._number = 0
        file.write(MAGIC + salt + self._box.check)

    def more(self, body: bytes) -> None:
        """Write a part of the content as frames."""
        for start in range(0, len(body), _LARGEST):
            self._write(_MORE, body[start : start + _LARGEST])

    def last(self, body: bytes) -> None:
        """Write the last frame."""
        self._write(_LAST, body)

    def _write(self, kind: int, body: bytes) -> None:
        sealed = self._box.seal(self._number, kind, body)
        self._file.write(_HEAD.pack(kind, len(sealed)) + sealed)
        self._number += 1


def frames(file: IO[bytes], key: bytes) -> Iterator[bytes]:
    """Yield what each frame holds; an end is reached only if it is the true one.

    Raises:
        StrangeError: This is no such file.
        OtherKeyError: It was sealed with another key.
        DamagedError: It is cut off or was changed.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise StrangeError
    salt, check = file.read(_SALT), file.read(_CHECK)
    if len(check) != _CHECK:
        raise DamagedError
    box = _Box(key, salt)
    if not hmac.compare_digest(check, box.check):
        raise OtherKeyError
    number, kind = 0, _MORE
    while kind != _LAST:
        head = file.read(_HEAD.size)
        if len(head) != _HEAD.size:
            raise DamagedError
        kind, size = _HEAD.unpack(head)
        if size > _LARGEST + _TAG:
            raise DamagedError
        yield box.open(number, kind, file.read(size))
        number += 1
    if file.read(1):
        raise DamagedError


class _Box:
    def __init__(self, key: bytes, salt: bytes) -> None:
        self._salt = salt
        self._cipher = AESGCM(hmac.digest(key, b"frames" + salt, "sha256"))
        self.check = hmac.digest(key, b"check" + salt, "sha256")[:_CHECK]

    def seal(self, number: int, kind: int, body: bytes) -> bytes:
        return self._cipher.encrypt(_nonce(number, kind), body, MAGIC + self._salt)

    def open(self, number: int, kind: int, sealed: bytes) -> bytes:
        try:
            return self._cipher.decrypt(
                _nonce(number, kind), sealed, MAGIC + self._salt
            )
        except (InvalidTag, ValueError) as wrong:
            raise DamagedError from wrong


def _nonce(number: int, kind: int) -> bytes:
    return struct.pack(">QI", number, kind)
