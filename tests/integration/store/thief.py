"""What a thief can do: read every byte, and with the stolen key every page as well."""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.keys import load_keys
from bot.store import Store
from bot.store.database import Value

PAGE, RESERVED, IV, SALT = 4096, 80, 16, 16
DATABASES = ("identity.db", "answers.db")


def encodings(planted: str) -> set[bytes]:
    """Return a planted text in every shape in which it may lie in a file."""
    forms = {planted, planted.lower(), planted.upper(), planted.title()}
    digits = re.sub(r"\D", "", planted)
    if len(digits) > 5:
        forms.add(digits)
    found: set[bytes] = set()
    for form in forms:
        for coding in ("utf-8", "utf-16-le", "utf-16-be"):
            plain = form.encode(coding)
            found.add(plain)
            found.add(plain.hex().encode())
            found |= set(_base64(plain))
        if form.isdigit() and len(form) > 5:
            number = int(form)
            size = (number.bit_length() + 7) // 8
            found |= {number.to_bytes(n, "big") for n in (size, 8) if n >= max(size, 5)}
    return {one for one in found if len(one) > 3}


def _base64(plain: bytes) -> Iterator[bytes]:
    """Yield the stable middle of each of the three alignments of base64."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + plain)
        middle = coded[4 if before else 0 : len(coded) - 4]
        if len(middle) > 5:
            yield middle


def sweep(folder: Path, planted: Iterable[str]) -> list[str]:
    """Return every planted text that lies in any file, raw or decrypted.

    The key file itself is left out: that is what was stolen.
    """
    contents = {path.name: path.read_bytes() for path in files(folder)}
    for name in DATABASES:
        contents[f"{name} decrypted"] = decrypted(folder, name)
    return [
        f"{text} in {name}"
        for text in planted
        for name, content in contents.items()
        if any(shape in content for shape in encodings(text))
    ]


def files(folder: Path) -> list[Path]:
    """Return every file of the data folder except the key."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "keys"
    )


def decrypted(folder: Path, name: str) -> bytes:
    """Return every page of a file in the clear, free space and residue included."""
    key = load_keys(folder).derive(name)
    content = (folder / name).read_bytes()
    pages = []
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        body = page[SALT if start == 0 else 0 : PAGE - RESERVED]
        iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
        opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        pages.append(opened.update(body) + opened.finalize())
    return b"".join(pages)


def values(store: Store, schema: str) -> dict[str, set[Value]]:
    """Return every value of one file, by table."""
    tables = store.database.rows(
        "SELECT name FROM pragma_table_list WHERE schema = ? AND type = 'table' "
        "AND name NOT LIKE 'sqlite%'",
        (schema,),
    )
    names = [str(name) for (name,) in tables]
    return {
        name: {
            value
            for row in store.database.rows(f"SELECT * FROM {schema}.{name}")  # noqa: S608  # names from the schema
            for value in row
        }
        for name in names
    }


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Return Spearman's rank correlation of two sequences without ties."""
    count = len(first)
    ranks = [
        {value: rank for rank, value in enumerate(sorted(row))}
        for row in (first, second)
    ]
    distance = sum(
        (ranks[0][a] - ranks[1][b]) ** 2 for a, b in zip(first, second, strict=True)
    )
    return float(1 - 6 * distance / (count * (count**2 - 1)))
