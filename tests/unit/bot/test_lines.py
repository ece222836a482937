import io
import tracemalloc

import pytest

from bot.commands.lines import LineTooLongError, bounded


def test_lines_come_as_they_are() -> None:
    assert list(bounded(io.StringIO("a\n\nb"), 3)) == ["a\n", "\n", "b"]


@pytest.mark.parametrize("line", ["abcd", "abcd\n", "abc\n" + "d" * 10])
def test_a_line_over_the_bound_is_named(line: str) -> None:
    number = 1 + line.count("\n", 0, 4)
    found = bounded(io.StringIO(line), 3 if number == 1 else 4)
    with pytest.raises(LineTooLongError, match=f"line {number}: longer"):
        list(found)


def test_memory_does_not_grow_with_a_file_without_line_ends() -> None:
    class Endless(io.StringIO):
        def readline(self, size: int = -1, /) -> str:
            return "x" * size

    tracemalloc.start()
    try:
        with pytest.raises(LineTooLongError):
            list(bounded(Endless(), 1000))
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
