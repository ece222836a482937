import io

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


def test_no_more_than_the_bound_is_read_at_a_time() -> None:
    asked = []

    class Endless:
        def readline(self, size: int, /) -> str:
            asked.append(size)
            return "x" * size

    with pytest.raises(LineTooLongError):
        list(bounded(Endless(), 1000))
    assert asked == [1001]
