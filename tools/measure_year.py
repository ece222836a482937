"""Measure how long a council's year of words takes, through the real store.

    python -m tools.measure_year [--families 1000] [--folder FOLDER]

Makes so many families with two verbatims each, of one to four labelled clauses drawn
by a fixed lot, stores them in a new encrypted data folder, and lets the service read
them as `strandline clauses read` does: models in another thread, outcomes through the
store's one writer, a progress bar. Then it finds nothing to read a second time, and
reads all of it once more as another version would. Prints seconds of the clock and of
the processor, verbatims a second, and how long the event loop was held up at most.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from analysis.reading.verbatims import Reader, ReadWords
from bot.app import App, build
from bot.models.queue_reading import load_queue_reader
from bot.service.reading import Reading
from bot.settings import Settings
from bot.store import Period, Store
from surveys.model import Answer, Mode, Response

CLAUSES = Path(__file__).parent / "train" / "data" / "clauses_train.tsv"
PERIOD = "2026-Q3"
TWO = ("O1", "O2")
_TICK = 0.01  # seconds between two looks at the event loop


@dataclass(frozen=True, slots=True)
class Took:
    """How long one reading took."""

    verbatims: int
    clock: float
    processor: float
    held_up: float

    def __str__(self) -> str:
        """Say it in a line."""
        pace = self.verbatims / self.clock if self.verbatims else 0.0
        return (
            f"{self.verbatims:5} verbatims: {self.clock:6.1f} s by the clock,"
            f" {self.processor:6.1f} s of processor, {pace:5.0f} a second;"
            f" event loop held up {1000 * self.held_up:.0f} ms at most"
        )


class Renamed:
    """A reader under another version, so that everything is read anew."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def version(self) -> str:
        """Return a version that nothing was read by."""
        return f"{self._reader.version}-again"

    def words(self, text: str) -> ReadWords:
        """Read as the other does."""
        return self._reader.words(text)


def families(number: int) -> Iterator[Response]:
    """Make families that wrote two verbatims each; the same every time."""
    lot = random.Random(1)  # noqa: S311 - made-up families, no secret
    lines = CLAUSES.read_text(encoding="utf-8").splitlines()
    clauses = [line.split("\t")[3] for line in lines]
    for _ in range(number):
        yield Response(
            id=f"{lot.getrandbits(128):032x}",
            questionnaire="family-closure",
            version=1,
            period=PERIOD,
            group=None,
            language="en",
            mode=Mode.SELF,
            worker_present=False,
            quote_consent=False,
            answers=tuple(
                Answer(
                    question, words=". ".join(lot.sample(clauses, lot.randint(1, 4)))
                )
                for question in TWO
            ),
        )


def _as_it_is(reader: Reader) -> Reader:
    return reader


async def measured(reading: Reading) -> Took:
    """Read what waits, with a bar, and watch the event loop meanwhile."""
    waiting = await reading.waiting()
    late = 0.0

    async def watch() -> None:
        nonlocal late
        while True:
            began = time.monotonic()
            await asyncio.sleep(_TICK)
            late = max(late, time.monotonic() - began - _TICK)

    watching = asyncio.create_task(watch())
    clock, processor = time.monotonic(), time.process_time()
    with click.progressbar(length=waiting, label="Reading", file=sys.stderr) as bar:
        done = await reading.read_new(bar.update)
    took = Took(done, time.monotonic() - clock, time.process_time() - processor, late)
    watching.cancel()
    return took


async def run(number: int, folder: Path) -> None:
    """Make the families, read them, read nothing, read all again."""
    app: App = build(Settings(data=folder / "data"))
    try:
        made = list(families(number))

        def add(store: Store) -> None:
            store.periods.ensure(Period(PERIOD, "quarter", PERIOD))
            for response in made:
                store.responses.add(response)

        await app.writer.run(add)
        reader = load_queue_reader()
        for name, used in (
            ("first", reader),
            ("unchanged", reader),
            ("new version", Renamed(reader)),
        ):
            reading = Reading(app.writer, app.model, partial(_as_it_is, used))
            print(f"{name:12}", await measured(reading))
    finally:
        await app.close()


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=1000)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        asyncio.run(run(asked.families, Path(folder)))


if __name__ == "__main__":
    main()
