"""From an update to its acknowledgement, the same for polling and webhook.

Rule 1: an update may be acknowledged once its effect is committed; we wait a
little longer for the answer to be on its way too, so that a process killed in
between gets the update again and shows the person where they are.
Rule 2: one person's updates are handled in order, different people's at once.
Rule 3: a failure that may pass (the disk is full) leaves the update, and that
person's later ones, with Telegram; a failure that cannot pass is tried thrice,
then said to the person and acknowledged.
"""

import asyncio
import logging
from collections.abc import Callable
from enum import Enum, auto

from bot.telegram.inbound import Incoming, read
from bot.telegram.lanes import Lanes
from bot.telegram.outbox import Outbox
from bot.telegram.turns import Turns

LOG = logging.getLogger("strandline.telegram")

TRIES = (0.1, 0.5, None)  # seconds before the second and third try
SEND_SECONDS = 2.0
SETTLE_SECONDS = 1.0
WAIT_FOR_EARLIER = 60.0


class Outcome(Enum):
    """What may be told to Telegram about an update."""

    DONE = auto()
    LATER = auto()


Tell = Callable[[Outcome], None]


class Intake:
    """Queues updates by person and says when each may be acknowledged."""

    def __init__(
        self,
        turns: Turns,
        outbox: Outbox,
        passing: tuple[type[Exception], ...] = (),
    ) -> None:
        self._turns = turns
        self._outbox = outbox
        self._passing = passing
        self._lanes = Lanes()
        self._settling: set[asyncio.Task[None]] = set()
        # By person: the update that must be handled before their later ones,
        # and how long that holds.
        self._first: dict[int, tuple[int, float]] = {}

    def accept(self, raw: object, tell: Tell) -> None:
        """Queue an update; ``tell`` is called once, when its outcome is known."""
        incoming = read(raw)
        if incoming is None:
            tell(Outcome.DONE)
            return

        async def job() -> None:
            outcome = Outcome.LATER
            try:
                outcome = await self._handle(incoming)
            finally:
                self._tell(incoming, outcome, tell)

        self._lanes.put(incoming.chat, job)

    async def drain(self, seconds: float) -> bool:
        """Wait until what was accepted is committed."""
        return await self._lanes.drain(seconds)

    async def settle(self) -> None:
        """Wait for the outcomes of what was committed and has been sent."""
        if self._settling:
            await asyncio.wait(set(self._settling), timeout=SETTLE_SECONDS)

    def _tell(self, incoming: Incoming, outcome: Outcome, tell: Tell) -> None:
        if outcome is Outcome.LATER:
            tell(outcome)
            return
        task = asyncio.create_task(self._settle(incoming.chat, tell))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def _settle(self, chat: int, tell: Tell) -> None:
        await asyncio.wait({self._outbox.flushed(chat)}, timeout=SEND_SECONDS)
        tell(Outcome.DONE)

    async def _handle(self, incoming: Incoming) -> Outcome:
        if self._must_wait(incoming):
            return Outcome.LATER
        for wait in TRIES:
            try:
                await self._turns.take(incoming)
            except self._passing:
                LOG.warning("an update must wait: it cannot be stored now")
                until = asyncio.get_running_loop().time() + WAIT_FOR_EARLIER
                self._first[incoming.chat] = (incoming.update, until)
                return Outcome.LATER
            except Exception:
                # Whatever it is, the updates behind this one must not suffer.
                LOG.exception("an update of kind %s failed", incoming.kind)
                if wait is not None:
                    await asyncio.sleep(wait)
            else:
                return Outcome.DONE
        self._turns.trouble(incoming)
        return Outcome.DONE

    def _must_wait(self, incoming: Incoming) -> bool:
        """Say whether an earlier update of this person waits to come again."""
        number, until = self._first.get(incoming.chat, (0, 0.0))
        if not number:
            return False
        if incoming.update > number and asyncio.get_running_loop().time() < until:
            return True
        del self._first[incoming.chat]
        return False
