"""A person on a channel, as long as one event takes."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a channel: in memory only, never stored, never logged.

    Attributes:
        channel: ``telegram``, ``terminal``, ...
        key: Who it is on that channel, such as a chat's number.
        language: What to speak to them in outside a conversation: what their phone
            or the page says. A conversation has its own language.
    """

    channel: str
    key: str = ""
    language: str = field(default="en", compare=False)

    def __repr__(self) -> str:
        return f"Person({self.channel!r}, ...)"
