"""The scanner finds every key where it stands, in any way of writing TOML."""

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.lines import Path, line_of, lines_of
from surveys.loading import demo_files, shipped_files

EVERYTHING = '''# a comment = with "signs" [and] {brackets}
title = "A # no comment"
"quoted.key" = 1
'single' = 2
a.b . c = 3

[table]  # after
text = """
two [lines]
"""  # comment
raw = \'\'\'
'quoted' = { here }\'\'\'\'
escaped = "a \\" quote = 1"
list = [ # begin
  "x",
  [1, 2], { in = "line", deeper = [
    { id = "z" },
  ] },
]

[[many]]
id = "first"
  [[many.inner]]
  id = "first of first"
  [[many.inner]]
  id = "second of first"
[[many]]
id = "second"
[many.sub]
x = 2020-01-01
[[many.inner]]
id = "first of second"
'''


def test_every_way_of_writing() -> None:
    assert tomllib.loads(EVERYTHING)
    lines = lines_of(EVERYTHING)
    wanted: dict[Path, int] = {
        ("title",): 2,
        ("quoted.key",): 3,
        ("single",): 4,
        ("a", "b", "c"): 5,
        ("table",): 7,
        ("table", "text"): 8,
        ("table", "raw"): 11,
        ("table", "escaped"): 13,
        ("table", "list", 0): 15,
        ("table", "list", 1, 1): 16,
        ("table", "list", 2, "in"): 16,
        ("table", "list", 2, "deeper", 0, "id"): 17,
        ("many", 0): 21,
        ("many", 0, "inner", 0, "id"): 24,
        ("many", 0, "inner", 1): 25,
        ("many", 1, "id"): 28,
        ("many", 1, "sub", "x"): 30,
        ("many", 1, "inner", 0, "id"): 32,
    }
    assert {path: lines.get(path) for path in wanted} == wanted


def test_what_has_no_line_of_its_own_has_that_of_what_holds_it() -> None:
    lines = lines_of("\n[a]\nb = 1\n")
    assert line_of(lines, ("a", "missing", "deeper")) == 2
    assert line_of(lines, ("nothing",)) == 1


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything in a parsed file."""
    pairs: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        pairs = iter(value.items())
    elif isinstance(value, list):
        pairs = iter(enumerate(value))
    for key, part in pairs:
        yield (*path, key)
        yield from paths(part, (*path, key))


@pytest.mark.parametrize(
    "data",
    [*shipped_files().values(), *demo_files().values()],
    ids=[*shipped_files(), *demo_files()],
)
def test_everything_in_the_shipped_files_has_its_line(data: bytes) -> None:
    text = data.decode()
    lines = lines_of(text)
    rows = text.split("\n")
    for path in paths(tomllib.loads(text)):
        row = rows[lines[path] - 1]
        assert isinstance(path[-1], int) or str(path[-1]) in row


TEXTS = st.text(st.sampled_from("ab=[]{}#\"'\\,.\n "), max_size=12)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.lists(TEXTS, max_size=3), max_size=4)
)
def test_no_sign_inside_a_text_confuses_the_scanner(
    table: dict[str, list[str]],
) -> None:
    def quoted(text: str) -> str:
        safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{safe}"'

    rows = [f"{key} = [{', '.join(map(quoted, v))}]" for key, v in table.items()]
    text = "\n".join(rows)
    assert tomllib.loads(text) == table
    lines = lines_of(text)
    for number, (key, values) in enumerate(table.items(), 1):
        assert lines[(key,)] == number
        assert all(lines[(key, i)] == number for i in range(len(values)))
