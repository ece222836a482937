"""Withdrawal: whoever holds the receipt can have everything of theirs deleted."""

from datetime import datetime

from bot.keys import Keys
from bot.service import submission
from bot.store import Writer


class Erase:
    """Takes responses back."""

    def __init__(self, writer: Writer, keys: Keys) -> None:
        self._writer = writer
        self._keys = keys

    async def withdraw(self, code: str, now: datetime) -> bool:
        """Delete the response of a receipt code, and take its counts back.

        Returns:
            False when no response has this code (any more).
        """
        del now
        return await self._writer.run(
            lambda store: submission.withdraw(store, self._keys, code)
        )
