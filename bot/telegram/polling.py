"""Our own polling loop: Telegram is told only of what is committed.

The library's loop moves its offset when it has queued a batch, before anything is
handled: a kill then loses the batch. Here the offset is the lowest update that is
not done, so that a kill at any moment makes Telegram send again whatever was not
committed (the service takes each delivery once).
"""

import asyncio
import json
import logging
from enum import Enum, auto

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram.inbound import ALLOWED_UPDATES, update_number
from bot.telegram.intake import Intake, Outcome
from bot.telegram.outbox import seconds_told
from bot.telegram.request import AiohttpRequest

LOG = logging.getLogger("strandline.telegram")

LONG_POLL = 25
BATCH = 100
WAITS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)  # after errors in a row
ANSWER_SECONDS = 10.0
TELL_AFTER = 3
BUSY_WAIT = 0.1
CALM = 0.03  # at least, between two calls that bring nothing new
LONGEST_BUSY_WAIT = 2.0


class State(Enum):
    """Where an update of the window stands."""

    HANDLING = auto()
    AGAIN = auto()  # could not be stored; Telegram sends it again
    DONE = auto()


class Window:
    """The updates from the first that is not done to the last one seen."""

    def __init__(self) -> None:
        self._states: dict[int, State] = {}
        self._next: int | None = None

    def admit(self, number: int) -> bool:
        """Take an update in; False if it is being handled or done already."""
        if self._states.get(number, State.AGAIN) is not State.AGAIN:
            return False
        self._states[number] = State.HANDLING
        return True

    def settle(self, number: int, outcome: Outcome) -> None:
        """Note what became of an update."""
        done = outcome is Outcome.DONE
        self._states[number] = State.DONE if done else State.AGAIN

    def offset(self) -> int | None:
        """Return the first update that is not done: all below are acknowledged.

        None: nothing waits to be acknowledged. (Then we ask without an offset,
        since numbers may start anywhere after a quiet week.)
        """
        for number in sorted(self._states):
            if self._states[number] is not State.DONE:
                return number
            del self._states[number]
            self._next = number + 1
        return self._next

    def acknowledged(self, offset: int | None) -> None:
        """Note that Telegram has answered a call with that offset."""
        if offset is not None and self._next is not None and offset >= self._next:
            self._next = None

    @property
    def busy(self) -> bool:
        """Whether anything is not done yet."""
        return bool(self._states)


class Polling:
    """Asks for updates, hands them to the intake, acknowledges what is done."""

    def __init__(self, request: AiohttpRequest, url: str, intake: Intake) -> None:
        self._request = request
        self._url = url
        self._intake = intake
        self._window = Window()
        self._progress = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until ``stop`` is set; what was accepted may still be running.

        Raises:
            InvalidToken: Telegram does not know the token.
        """
        stopped = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                turn = asyncio.ensure_future(self._turn())
                await asyncio.wait({turn, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not turn.done():
                    turn.cancel()
                    await asyncio.gather(turn, return_exceptions=True)
                else:
                    turn.result()
        finally:
            stopped.cancel()

    async def acknowledge(self) -> None:
        """Tell Telegram of what is done, without taking anything new."""
        if (offset := self._window.offset()) is not None:
            try:
                await self._fetch(offset, 0, limit=1)
            except TelegramError:
                LOG.info("the last acknowledgement did not get through")

    _errors = 0
    _idle_turns = 0

    async def _turn(self) -> None:
        offset = self._window.offset()
        busy = self._window.busy
        try:
            updates = await self._fetch(offset, 0 if busy else LONG_POLL)
        except InvalidToken:
            raise
        except TelegramError as error:
            await self._recover(error)
            return
        self._errors = 0
        self._window.acknowledged(offset)
        self._progress.clear()
        new = sum(self._take(raw) for raw in updates)
        if busy and not new:
            await self._wait_for_progress()
        else:
            self._idle_turns = 0

    async def _fetch(
        self, offset: int | None, wait: int, *, limit: int = BATCH
    ) -> list[object]:
        parameters = {
            "timeout": str(wait),
            "limit": str(limit),
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        if offset is not None:
            parameters["offset"] = str(offset)
        found = await self._request.call(
            f"{self._url}/getUpdates", parameters, wait + ANSWER_SECONDS
        )
        return found if isinstance(found, list) else []

    def _take(self, raw: object) -> bool:
        number = update_number(raw)
        if number is None or not self._window.admit(number):
            return False

        def tell(outcome: Outcome) -> None:
            self._window.settle(number, outcome)
            self._progress.set()

        self._intake.accept(raw, tell)
        return True

    async def _wait_for_progress(self) -> None:
        """Wait for something to be done, or a moment, longer each time."""
        longest = min(BUSY_WAIT * 2**self._idle_turns, LONGEST_BUSY_WAIT)
        self._idle_turns += 1
        await asyncio.sleep(CALM)
        try:
            await asyncio.wait_for(self._progress.wait(), longest)
        except TimeoutError:
            return

    async def _recover(self, error: TelegramError) -> None:
        """Wait after an error, longer each time in a row."""
        wait = WAITS[min(self._errors, len(WAITS) - 1)]
        if isinstance(error, RetryAfter):
            wait = max(wait, seconds_told(error))
        if self._errors == TELL_AFTER:
            cause = "another one polls" if isinstance(error, Conflict) else "no answer"
            LOG.warning("Telegram cannot be polled: " + cause)  # noqa: G003 - both texts are ours
        self._errors += 1
        await asyncio.sleep(wait)
