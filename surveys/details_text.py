"""A text as the detectors read it: plain letters, each knowing where it came from.

Accents, fancy letters, odd spaces, curly quotes and invisible characters are
folded away, so that no rule has to know them, and every plain character keeps
the code points of the input that it stands for.
"""

import re
import unicodedata
from dataclasses import dataclass

_LETTERS = {
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "Ae",
    "œ": "oe",
    "Œ": "Oe",
    "\u0131": "i",
    "ħ": "h",
    "Ħ": "H",
    "ŋ": "n",
    "Ŋ": "N",
    "ə": "e",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
}
_MARKS = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u02bb\u2032`\u00b4\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe63", "-"),
    "\u2024": ".",
    "\u3002": ".",
    "\u00b7": ".",
    "\u2044": "/",
}
# Letters of other alphabets that look like Latin ones, and stand among these to hide.
_LOOKS_LIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u04cf"
    "\u043a\u043c\u0442\u0432\u043d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406"
    "\u0408\u0405"
    "\u03bf\u03bd\u03b1\u03c1\u03b9\u03ba\u03c5\u03c4"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5"
    "\u03a7",
    "aeopcyxijsdhlkmtbhABEKMHOPCTYXIJSovapikutABEZHIKMNOPTYX",
)
_DRESSED = re.compile(
    r"(?:LATIN LETTER SMALL|NEGATIVE (?:SQUARED|CIRCLED) LATIN) CAPITAL "
    r"(?:LETTER )?([A-Z])"
)
_PARTING = str.maketrans(dict.fromkeys("\u200b\u2060\ufeff\u200c", " "))
_INVISIBLE = frozenset(("Cf", "Mn", "Me", "Cs", "Co", "Cn"))
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_MIXED = re.compile(r"\w*[A-Za-z0-9]\w*")


@dataclass(frozen=True, slots=True)
class Plain:
    """The folded text and the way back.

    Attributes:
        text: With the writer's capitals.
        low: The same length, in lower case.
        starts: For each plain character, the first code point of its source.
        foreign: The source has letters of a script that is not Latin.
    """

    text: str
    low: str
    starts: tuple[int, ...]
    length: int
    foreign: bool

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points of the input behind plain ``start`` to ``end``."""
        first = self.starts[start]
        last = self.starts[end] if end < len(self.starts) else self.length
        return first, max(last, self.starts[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a plain text: letters and digits, with apostrophes inside."""

    start: int
    end: int
    text: str
    low: str


def fold(character: str) -> str:
    """Return the plain characters that stand for one code point, perhaps none."""
    if character < "\x7f":
        return character if character >= " " or character in "\n\t" else " "
    known = _LETTERS.get(character) or _MARKS.get(character)
    if known is not None:
        return known
    kind = unicodedata.category(character)
    if kind in _INVISIBLE:
        return ""
    if kind[0] in "ZC":
        return "\n" if character in "\u2028\u2029\x85" else " "
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    dressed = _DRESSED.fullmatch(unicodedata.name(character, ""))
    parts = (
        dressed.group(1).lower()
        if dressed
        else unicodedata.normalize("NFKD", character)
    )
    return "".join(
        _LETTERS.get(part) or _MARKS.get(part) or part
        for part in parts
        if unicodedata.category(part) not in _INVISIBLE
    )


def plain(text: str) -> Plain:
    """Fold ``text``; linear in its length."""
    if text.isascii() and text.isprintable():
        return Plain(
            text, text.lower(), tuple(range(len(text))), len(text), foreign=False
        )
    letters: list[str] = []
    starts: list[int] = []
    for index, character in enumerate(text):
        for part in fold(character):
            letters.append(part)
            starts.append(index)
    folded = "".join(letters)
    foreign = not folded.isascii() and any(
        not c.isascii() and _is_foreign(c) for c in letters
    )
    if foreign:
        folded = _MIXED.sub(lambda m: m.group().translate(_LOOKS_LIKE), folded)
    low = "".join(c if len(c.lower()) != 1 else c.lower() for c in folded)
    return Plain(folded, low, tuple(starts), len(text), foreign)


def parted(text: str) -> str:
    """Return ``text``, as long as before, with spaces for signs that nobody sees."""
    return text.translate(_PARTING)


def _is_foreign(character: str) -> bool:
    return character.isalpha() and not unicodedata.name(character, "").startswith(
        ("LATIN", "MODIFIER", "FEMININE", "MASCULINE")
    )


def words(text: Plain) -> tuple[Word, ...]:
    """Return the words of ``text`` in order."""
    return tuple(
        Word(m.start(), m.end(), m.group(), text.low[m.start() : m.end()])
        for m in _WORD.finditer(text.text)
    )
