"""How the service is doing, in plain lines that are safe for whoever may ask.

Rule: counts of what waits and what is open; never anything about answers.
"""

from bot.store import Store, Writer


async def status_lines(writer: Writer) -> tuple[str, ...]:
    """Return what waits for somebody, and which periods are open."""
    return await writer.run(_lines)


def _lines(store: Store) -> tuple[str, ...]:
    found = store.status()
    counts = (
        ("conversations under way", found.sessions),
        ("links not yet used", found.invitations),
        ("people who may be asked again", found.follow_ups),
        ("words that may show danger, waiting for a person", found.care_waiting),
        ("words in a language that no rule reads", found.language_waiting),
        ("words waiting for their batch of quotes", found.quotes_waiting),
        ("releases so far", found.releases),
    )
    periods = (
        f"        {period.id} is {'closed' if period.closed else 'open'}"
        for period in found.periods
    )
    return (*(f"{count:6}  {name}" for name, count in counts), *periods)
