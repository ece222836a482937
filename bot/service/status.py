"""How the service is doing, in plain lines that are safe for whoever may ask.

Rule 1: what waits for a person, and what is open; never anything about answers.
Rule 2: nothing moves because one family opened a link, answered or stopped: whoever
sent it could ask before and after. So there is no count of links or conversations,
and of words that come in batches only what people have open, and full batches. Words
that may show danger are the exception: they reach a person at once in any case.
"""

from typing import Final

from bot.store import Status, Writer

BATCH: Final = 10


async def status_lines(writer: Writer) -> tuple[str, ...]:
    """Return what waits for somebody, and which periods are open."""
    return lines_of(await writer.run(lambda store: store.status()))


def lines_of(found: Status) -> tuple[str, ...]:
    """Say in plain lines what the store has found."""
    batches = ("full batch", "full batches")
    words = ("text", "texts")
    counts = (
        (found.care_waiting, words, "that may show danger, waiting for a person"),
        (found.quotes_open, ("quote", "quotes"), "to decide about"),
        (
            found.quotes_waiting // BATCH,
            batches,
            "of quotes that nobody has opened",
        ),
        (found.language_open, words, "in a language that no rule reads, to put right"),
        (
            found.language_waiting // BATCH,
            batches,
            "of such texts that nobody has opened",
        ),
        (found.releases, ("release", "releases"), "so far"),
    )
    periods = (
        f"        {period.id} is {'closed' if period.closed else 'open'}"
        for period in found.periods
    )
    lines = (
        f"{number:6}  {forms[number != 1]} {rest}" for number, forms, rest in counts
    )
    return (*lines, *periods)
