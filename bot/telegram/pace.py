"""How fast we may send: overall, and to one person, with bursts.

The figures are Telegram's advice (its true limits are not published): about 30
messages a second in all and one a second to a person, a short burst being fine.
A 429 overrides everything: nobody is sent anything before its time is up.
"""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second, and how many may go at once before that holds."""

    overall: float = 30.0
    overall_burst: int = 30
    each: float = 1.0
    each_burst: int = 10


TELEGRAM = Limits()
UNPACED = Limits(overall=2000.0, overall_burst=2000, each=200.0, each_burst=200)
"""For a server of one's own, which says 429 where it has a limit."""

_MANY = 5_000


class Pace:
    """Makes each send wait for its turn. Times are the event loop's."""

    def __init__(self, limits: Limits = TELEGRAM) -> None:
        self._limits = limits
        self._next = 0.0
        self._next_of: dict[int, float] = {}

    async def turn(self, lane: int) -> None:
        """Wait until one more message may go to that person."""
        limits = self._limits
        now = asyncio.get_running_loop().time()
        own = max(self._next_of.get(lane, 0.0), now)
        self._next = max(self._next, now)
        wait = max(
            own - now - (limits.each_burst - 1) / limits.each,
            self._next - now - (limits.overall_burst - 1) / limits.overall,
        )
        self._next_of[lane] = own + 1 / limits.each
        self._next += 1 / limits.overall
        if len(self._next_of) > _MANY:
            self._forget(now)
        if wait > 0:
            await asyncio.sleep(wait)

    def _forget(self, now: float) -> None:
        self._next_of = {k: v for k, v in self._next_of.items() if v > now}
