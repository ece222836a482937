"""How the service is doing, in plain lines."""

from dataclasses import replace

import pytest

from bot.service.status import lines_of
from bot.store import Period, Status

NOTHING = Status(0, 0, 0, 0, 0, 0, 0)


def test_what_is_not_there_is_said_with_figures_too() -> None:
    assert [line.split(maxsplit=1) for line in lines_of(NOTHING)] == [
        ["0", "texts that may show danger, waiting for a person"],
        ["0", "quotes to decide about"],
        ["0", "full batches of quotes that nobody has opened"],
        ["0", "texts in a language that no rule reads, to put right"],
        ["0", "full batches of such texts that nobody has opened"],
        ["0", "releases so far"],
    ]


@pytest.mark.parametrize(
    ("number", "quotes", "batches", "releases"),
    [
        (1, "quote to", "full batch of", "release so"),
        (2, "quotes to", "full batches of", "releases so"),
    ],
)
def test_a_number_goes_with_its_word(
    number: int, quotes: str, batches: str, releases: str
) -> None:
    found = replace(
        NOTHING,
        quotes_waiting=10 * number + 9,
        quotes_open=number,
        language_waiting=10 * number,
        releases=number,
    )
    said = lines_of(found)
    for line, begins in ((1, quotes), (2, batches), (4, batches), (5, releases)):
        assert said[line].strip().startswith(f"{number}  {begins}")


def test_periods_come_last() -> None:
    found = replace(NOTHING, periods=(Period("2026-Q4", "quarter", "2026-Q4"),))
    assert lines_of(found)[-1].strip() == "2026-Q4 is open"
