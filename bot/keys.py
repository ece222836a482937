"""The master key, and every smaller key and mark that is made from it.

Rule 1: the master key comes from STRANDLINE_KEY or from a file that only its owner
can read; it is never in a database, a log or an argument of a command.
Rule 2: each purpose has its own derived key, named by a label, so that a mark made
for one purpose says nothing in another.
Rule 3: what encrypts whole files comes from the master key; marks and seals inside
them come from a root secret, so that they outlast a change of the master key. In a
new installation the two are the same.
Rule 4: identities, tokens and codes leave this file only as keyed hashes or sealed.
"""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_FILE: Final = Path("keys") / "strandline.key"
DATABASES: Final = ("identity.db", "answers.db")
BACKUP: Final = "backup"
_OF_FILES: Final = frozenset((*DATABASES, BACKUP))
_HEX_KEY: Final = re.compile(r"[0-9a-fA-F]{64}")
_NONCE: Final = 12
_OPEN_TO_OTHERS: Final = 0o077
# Letters and figures that nobody confuses when reading a code aloud.
_CODE_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_CODE_GROUPS, _CODE_GROUP = 4, 4
_STAFF_GROUPS: Final = 3  # 58 bits, beside a limit on tries


class KeyFileError(Exception):
    """The master key is missing, unreadable or not a key."""


class SealError(Exception):
    """Something sealed cannot be opened: it was changed, or sealed by another key."""


class Keys:
    """Makes derived keys, marks and seals. Never shows the master key."""

    __slots__ = ("_master", "_root")

    def __init__(self, master: bytes, root: bytes | None = None) -> None:
        self._master = master
        self._root = root or master

    @property
    def root(self) -> bytes:
        """The secret behind every mark and seal; kept once it is not the master."""
        return self._root

    def with_root(self, root: bytes | None) -> "Keys":
        """Return the same keys with the root that was kept; None: with their own."""
        return Keys(self._master, root)

    def __repr__(self) -> str:
        return "Keys(...)"

    def derive(self, label: str) -> bytes:
        """Return the 32-byte key for one purpose."""
        secret = self._master if label in _OF_FILES else self._root
        return hmac.digest(secret, b"strandline/1/" + label.encode(), "sha256")

    def mark(self, label: str, *parts: str) -> bytes:
        """Return a keyed hash of ``parts``; the same parts give the same mark."""
        return _mark(self.derive(label), *parts)

    def pseudonym(self, channel: str, key: str) -> bytes:
        """Return the name under which a person's session is kept."""
        return self.mark("pseudonym", channel, key)

    def token(self, token: str) -> bytes:
        """Return the mark of an invitation's token."""
        return self.mark("token", token)

    def receipt(self, code: str) -> bytes:
        """Return the mark of a receipt code, however it was typed."""
        return self.mark("receipt", plain_code(code))

    def seal(self, label: str, plain: bytes) -> bytes:
        """Return ``plain`` encrypted under the key of ``label``."""
        return _seal(self.derive(label), label, plain)

    def unseal(self, label: str, sealed: bytes) -> bytes:
        """Return what was sealed under ``label``.

        Raises:
            SealError: It was changed, or sealed under another key or label.
        """
        return _unseal(self.derive(label), label, sealed)

    def lock(self, label: str, plain: bytes, *parts: str) -> bytes:
        """Encrypt so that only the keys *and* ``parts`` together open it."""
        return _seal(self.mark(f"{label} lock", *parts), label, plain)

    def unlock(self, label: str, locked: bytes, *parts: str) -> bytes:
        """Return what `lock` encrypted for the same ``parts``.

        Raises:
            SealError: It was changed, or locked with other parts.
        """
        return _unseal(self.mark(f"{label} lock", *parts), label, locked)

    def seal_for(self, code: str, plain: bytes) -> bytes:
        """Encrypt so that only the master key *and* the code together open it."""
        return _seal(self.receipt_seal(code), "receipt", plain)

    def unseal_for(self, code: str, sealed: bytes) -> bytes:
        """Return what `seal_for` sealed for the same code.

        Raises:
            SealError: It was changed, or sealed for another code.
        """
        return open_receipt(self.receipt_seal(code), sealed)

    def receipt_seal(self, code: str) -> bytes:
        """Return the key that a receipt is sealed with: a keyed hash of its code."""
        return self.mark("receipt seal", plain_code(code))


def open_receipt(seal: bytes, sealed: bytes) -> bytes:
    """Return what `Keys.seal_for` sealed for the code behind ``seal``.

    Raises:
        SealError: It was changed, or sealed for another code.
    """
    return _unseal(seal, "receipt", sealed)


def wave_mark(secret: bytes, channel: str, key: str) -> bytes:
    """Return the participation mark of a person under one wave's own key."""
    return _mark(secret, channel, key)


def new_secret() -> bytes:
    """Return a fresh random key, such as a wave's."""
    return secrets.token_bytes(32)


def new_id() -> str:
    """Return a random id of 128 bits, hexadecimal."""
    return secrets.token_hex(16)


def new_token() -> str:
    """Return an invitation's token: 128 random bits that fit a deep link."""
    return secrets.token_urlsafe(16)


def new_code() -> str:
    """Return a code for people to keep, such as ``H4KD-9MWP-TQ3X-7RVC``."""
    letters = "".join(
        secrets.choice(_CODE_LETTERS) for _ in range(_CODE_GROUPS * _CODE_GROUP)
    )
    groups = (letters[i : i + _CODE_GROUP] for i in range(0, len(letters), _CODE_GROUP))
    return "-".join(groups)


def like_a_code(typed: str) -> bool:
    """Say whether what was typed can be a code at all: its letters and how many.

    It knows nothing of codes that were given out, so its answer tells nobody anything.
    """
    letters = plain_code(typed)
    return len(letters) == _CODE_GROUPS * _CODE_GROUP and set(letters) <= set(
        _CODE_LETTERS
    )


def new_staff_code() -> str:
    """Return a code for one member of staff: shorter, since it is typed in."""
    return new_code()[: _STAFF_GROUPS * (_CODE_GROUP + 1) - 1]


def code_from(mark: bytes) -> str:
    """Return the code that follows from a mark: the same one every time."""
    number, letters = int.from_bytes(mark, "big"), ""
    for _ in range(_CODE_GROUPS * _CODE_GROUP):
        number, place = divmod(number, len(_CODE_LETTERS))
        letters += _CODE_LETTERS[place]
    groups = (letters[i : i + _CODE_GROUP] for i in range(0, len(letters), _CODE_GROUP))
    return "-".join(groups)


def plain_code(code: str) -> str:
    """Return a typed code without spaces, dashes and lower case."""
    return "".join(c for c in code.upper() if c.isalnum())


def given_keys(folder: Path, given: str | None = None) -> Keys:
    """Return the keys that were given or lie in the folder; never make new ones.

    Raises:
        KeyFileError: There is no usable key.
    """
    if given is None and not (folder / KEY_FILE).exists():
        raise KeyFileError(
            f"There is no key: neither STRANDLINE_KEY nor {folder / KEY_FILE}. Give"
            " the key that was in use; without it nobody can read a backup."
        )
    return load_keys(folder, given)


def parsed_key(text: str, where: str) -> bytes:
    """Return a master key that was written down.

    Raises:
        KeyFileError: It is no key.
    """
    return _parse(text.strip(), where)


def load_keys(folder: Path, given: str | None = None) -> Keys:
    """Return the keys of the installation whose data are in ``folder``.

    Args:
        folder: STRANDLINE_DATA.
        given: The value of STRANDLINE_KEY, or None to use the key file, which is
            made on the first run.

    Raises:
        KeyFileError: There is no usable key; the message says what to do.
    """
    if given is not None:
        return Keys(_parse(given.strip(), "STRANDLINE_KEY"))
    path = folder / KEY_FILE
    if not path.exists():
        _refuse_to_replace(folder, path)
        _make(path)
    return Keys(_read(path))


def _mark(key: bytes, *parts: str) -> bytes:
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        plain = part.encode("utf-8", "surrogatepass")
        digest.update(len(plain).to_bytes(4, "big") + plain)
    return digest.digest()


def _seal(key: bytes, label: str, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, label.encode())


def _unseal(key: bytes, label: str, sealed: bytes) -> bytes:
    nonce, body = sealed[:_NONCE], sealed[_NONCE:]
    try:
        return AESGCM(key).decrypt(nonce, body, label.encode())
    except (InvalidTag, ValueError) as wrong:
        raise SealError(f"what was sealed as {label!r} cannot be opened") from wrong


def _parse(text: str, where: str) -> bytes:
    if not _HEX_KEY.fullmatch(text):
        raise KeyFileError(
            f"{where} is not a key: it has {len(text)} characters, and a key is 64 "
            "hexadecimal characters (0-9, a-f). Put back the key that this "
            "installation was made with; for a new installation `openssl rand -hex "
            "32` makes one."
        )
    return bytes.fromhex(text)


def _refuse_to_replace(folder: Path, path: Path) -> None:
    """A new key beside old databases would only hide that the old key is lost."""
    present = [name for name in DATABASES if (folder / name).exists()]
    if present:
        raise KeyFileError(
            f"There is {' and '.join(present)} in {folder}, but no key: neither "
            f"STRANDLINE_KEY nor {path}. Put the key back where it was. Without it "
            "nobody can read these files; to begin anew, move them away."
        )


def _make(path: Path) -> None:
    """Write a fresh key in one step, so that no half-written key can be found."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first; its key is the one to read
        finally:
            draft.unlink()
        _sync_folder(path.parent)
    except OSError as wrong:
        raise KeyFileError(
            f"The key file {path} cannot be made: {wrong.strerror}. Let this account "
            "write there, or give the key as STRANDLINE_KEY."
        ) from wrong


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as wrong:
        raise KeyFileError(
            f"{path} is not a key file. Put back the file that this installation "
            "was made with."
        ) from wrong
    except OSError as wrong:
        raise KeyFileError(
            f"The key file {path} cannot be read: {wrong.strerror}. Run Strandline as "
            "the account that owns it, or give the key as STRANDLINE_KEY."
        ) from wrong
    if mode & _OPEN_TO_OTHERS:
        raise KeyFileError(
            f"{path} can be read by other accounts. Close it with: chmod 600 {path}"
        )
    return _parse(text, str(path))
