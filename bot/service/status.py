"""How the service is doing, in plain lines that are safe for whoever may ask.

Rule 1: what waits for a person, and what is open; never anything about answers.
Rule 2: nothing moves because one family opened a link, answered or stopped: whoever
sent it could ask before and after. So there is no count of links or conversations,
and of words that come in batches only what people have open, and full batches. Words
that may show danger are the exception: they reach a person at once in any case.
"""

from typing import Final

from bot.store import Store, Writer

BATCH: Final = 10


async def status_lines(writer: Writer) -> tuple[str, ...]:
    """Return what waits for somebody, and which periods are open."""
    return await writer.run(_lines)


def _lines(store: Store) -> tuple[str, ...]:
    found = store.status()
    counts = (
        ("words that may show danger, waiting for a person", found.care_waiting),
        ("quotes to decide about", found.quotes_open),
        (
            "full batches of quotes that nobody has opened",
            found.quotes_waiting // BATCH,
        ),
        ("words in a language that no rule reads, to put right", found.language_open),
        (
            "full batches of such words that nobody has opened",
            found.language_waiting // BATCH,
        ),
        ("releases so far", found.releases),
    )
    periods = (
        f"        {period.id} is {'closed' if period.closed else 'open'}"
        for period in found.periods
    )
    return (*(f"{count:6}  {name}" for name, count in counts), *periods)
