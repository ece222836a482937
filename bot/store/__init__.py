"""The two encrypted files and the only SQL."""

from bot.store.conversations import Delivery
from bot.store.errors import (
    BusyError,
    ClosedError,
    ConflictError,
    CorruptError,
    DiskError,
    FullError,
    MismatchError,
    NewerError,
    PassingError,
    ReadOnlyError,
    StoreError,
    WrongKeyError,
)
from bot.store.records import (
    Account,
    FollowUp,
    Held,
    InvitationRow,
    Period,
    Quote,
    Rating,
    Sent,
    SessionRow,
    Status,
    Wave,
)
from bot.store.store import Store
from bot.store.writer import Writer

__all__ = [
    "Account",
    "BusyError",
    "ClosedError",
    "ConflictError",
    "CorruptError",
    "Delivery",
    "DiskError",
    "FollowUp",
    "FullError",
    "Held",
    "InvitationRow",
    "MismatchError",
    "NewerError",
    "PassingError",
    "Period",
    "Quote",
    "Rating",
    "ReadOnlyError",
    "Sent",
    "SessionRow",
    "Status",
    "Store",
    "StoreError",
    "Wave",
    "Writer",
    "WrongKeyError",
]
