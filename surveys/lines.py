"""On which line of a TOML file each thing stands.

`tomllib` gives values without places. This scanner walks a text that `tomllib` has
accepted already, so it need not judge: it only follows keys, headers and brackets
and remembers where they are. Paths are those of the parsed value:
``("section", 0, "question", 2, "text", "en")``.
"""

from bisect import bisect_right
from collections.abc import Mapping

Step = str | int
Path = tuple[Step, ...]

_BARE_ENDS = " \t\r\n.=[]{},#\"'"


def lines_of(text: str) -> Mapping[Path, int]:
    """Return the line, counted from 1, of every key and every list entry."""
    return _Scanner(text).scan()


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Return the line of a path, or of the nearest thing around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(i + 1 for i, sign in enumerate(text) if sign == "\n")]
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}  # entries so far of each list of tables

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._blank() < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.found

    def _blank(self) -> int:
        """Step over white space, line ends and comments; return where that ends."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in " \t\r\n":
                self.at += 1
            else:
                break
        return self.at

    def _note(self, path: Path, at: int) -> None:
        self.found.setdefault(path, bisect_right(self.starts, at))

    def _header(self) -> Path:
        at = self.at
        double = self.text.startswith("[[", at)
        self.at += 2 if double else 1
        keys = self._keys()
        path: Path = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        if double:
            self.counts[path] = self.counts.get(path, 0) + 1
            self._note(path, at)
        path = self._inside(path)
        self._note(path, at)
        self.at = self.text.find("]", self.at) + (2 if double else 1)
        return path

    def _inside(self, path: Path) -> Path:
        """Return the last entry where the path is a list of tables."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _keys(self) -> list[str]:
        keys = [self._key()]
        while self._gap() == ".":
            self.at += 1
            self._gap()
            keys.append(self._key())
        return keys

    def _gap(self) -> str:
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1
        return self.text[self.at : self.at + 1]

    def _key(self) -> str:
        self._gap()
        at = self.at
        if self.text[at] in "\"'":
            self._string()
            return self.text[at + 1 : self.at - 1]
        while self.at < len(self.text) and self.text[self.at] not in _BARE_ENDS:
            self.at += 1
        return self.text[at : self.at]

    def _pair(self, table: Path) -> None:
        at = self.at
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path, at)
        self.at = self.text.index("=", self.at) + 1
        self._gap()
        self._value(path)

    def _value(self, path: Path) -> None:
        sign = self.text[self.at]
        if sign in "\"'":
            self._string()
        elif sign == "[":
            self._list(path)
        elif sign == "{":
            self._table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}\r\n#":
                self.at += 1

    def _list(self, path: Path) -> None:
        self.at += 1
        place = 0
        while self.text[self._blank()] != "]":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._note((*path, place), self.at)
            self._value((*path, place))
            place += 1
        self.at += 1

    def _table(self, path: Path) -> None:
        self.at += 1
        while self.text[self._blank()] != "}":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(path)
        self.at += 1

    def _string(self) -> None:
        mark = self.text[self.at]
        long = self.text.startswith(mark * 3, self.at)
        end = mark * 3 if long else mark
        self.at += len(end)
        while not self.text.startswith(end, self.at):
            self.at += 2 if mark == '"' and self.text[self.at] == "\\" else 1
        self.at += len(end)
        while long and self.text.startswith(mark, self.at):
            self.at += 1  # a quotation mark right before the closing three
