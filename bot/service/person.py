"""A person on a channel, as long as one event takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a channel: in memory only, never stored, never logged.

    Attributes:
        channel: ``telegram``, ``terminal``, ...
        key: Who it is on that channel, such as a chat's number.
    """

    channel: str
    key: str = ""

    def __repr__(self) -> str:
        return f"Person({self.channel!r}, ...)"
