"""Withdrawal: whoever holds the receipt can have everything of theirs deleted.

Rule: the journal of withdrawals is durable before the deletion is committed, so no
backup can bring back what somebody was told is gone.
"""

from datetime import datetime

from bot.keys import Keys
from bot.service import submission
from bot.service.withdrawals import Withdrawals
from bot.store import Store, Writer


class Erase:
    """Takes responses back."""

    def __init__(
        self, writer: Writer, keys: Keys, journal: Withdrawals | None = None
    ) -> None:
        self._writer = writer
        self._keys = keys
        self._journal = journal

    async def withdraw(self, code: str, now: datetime) -> bool:
        """Delete the response of a receipt code, and take its counts back.

        Returns:
            False when no response has this code (any more).
        """
        del now
        receipt, seal = self._keys.receipt(code), self._keys.receipt_seal(code)

        def work(store: Store) -> bool:
            quarter = store.receipts.quarter(receipt)
            if quarter is not None and self._journal is not None:
                self._journal.note(quarter, receipt, seal)
            return submission.withdraw(store, receipt, seal)

        return await self._writer.run(work)
