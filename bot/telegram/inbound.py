"""One raw update becomes what the channel needs of it, and nothing more.

Rules of this file: only the fields below are read, so that names, usernames,
phones, places and pictures never become values of this process; whatever is
malformed or unknown gives None or `Unreadable`, never an exception.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST_WORDS = 4096
MEDIA = frozenset(
    [
        "animation",
        "audio",
        "caption",
        "checklist",
        "contact",
        "dice",
        "document",
        "game",
        "invoice",
        "location",
        "paid_media",
        "photo",
        "poll",
        "sticker",
        "story",
        "venue",
        "video",
        "video_note",
        "voice",
    ]
)
"""What a person sends that is no text; all else is the messenger's own doing."""
_COMMAND = re.compile(
    r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s+(.*))?", re.DOTALL
)
_DELIVERY = "telegram:{}"


class Kind(StrEnum):
    """What sort of thing came in; the only thing about it that is ever logged."""

    COMMAND = "command"
    WORDS = "words"
    TAP = "tap"
    UNREADABLE = "unreadable"
    GROUP = "group"
    GONE = "gone"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What somebody did.

    Attributes:
        update: Telegram's number of the update, for acknowledging it.
        chat: Where to answer; 0 where there is nowhere.
        words: Typed words, or a command's argument.
        command: The command's name in lower case.
        data: What a tapped button carried.
        query: To be answered first, so that the button stops spinning.
        message: The message that was typed, or that carried the button.
        language: The app's language, a first guess only.
    """

    update: int
    kind: Kind
    chat: int = 0
    words: str = ""
    command: str = ""
    data: str = ""
    query: str | None = None
    message: int | None = None
    language: str | None = None

    @property
    def delivery(self) -> str:
        """The delivery's name, for storing it once."""
        return _DELIVERY.format(self.update)


def update_number(raw: object) -> int | None:
    """Return the update's number, or None where it has none."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def read(raw: object) -> Incoming | None:
    """Return what an update says, or None where it is no update at all."""
    number = update_number(raw)
    if number is None or not isinstance(raw, Mapping):
        return None
    if isinstance(query := raw.get("callback_query"), Mapping):
        return _tap(number, query)
    if isinstance(message := raw.get("message"), Mapping):
        return _message(number, message)
    if isinstance(message := raw.get("edited_message"), Mapping):
        return _edited(number, message)
    if isinstance(change := raw.get("my_chat_member"), Mapping):
        return _membership(number, change)
    return Incoming(number, Kind.OTHER)


def clean(text: str) -> str:
    """Return the text without what no person types: NUL, half characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")[:LONGEST_WORDS]


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _place(message: object) -> tuple[int, bool]:
    """Return the chat's id (0: none) and whether it is a private one."""
    chat = message.get("chat") if isinstance(message, Mapping) else None
    if not isinstance(chat, Mapping):
        return 0, False
    return _whole(chat.get("id")) or 0, chat.get("type") == "private"


def _language(holder: Mapping[str, object]) -> str | None:
    sender = holder.get("from")
    code = sender.get("language_code") if isinstance(sender, Mapping) else None
    return code[:16] if isinstance(code, str) else None


def _message(number: int, message: Mapping[str, object]) -> Incoming:
    chat, private = _place(message)
    text = message.get("text")
    if not chat:
        return Incoming(number, Kind.OTHER)
    if not private:
        asked = isinstance(text, str) and text.startswith("/")
        return Incoming(number, Kind.GROUP if asked else Kind.OTHER, chat)
    note = _whole(message.get("message_id"))
    language = _language(message)
    if not isinstance(text, str):
        if not MEDIA.intersection(message):
            return Incoming(number, Kind.OTHER)
        return Incoming(number, Kind.UNREADABLE, chat, message=note, language=language)
    words = clean(text)
    command = _COMMAND.fullmatch(words.strip())
    if command is None:
        return Incoming(
            number, Kind.WORDS, chat, words, message=note, language=language
        )
    return Incoming(
        number,
        Kind.COMMAND,
        chat,
        (command[2] or "").strip(),
        command[1].lower(),
        message=note,
        language=language,
    )


def _edited(number: int, message: Mapping[str, object]) -> Incoming:
    """An edited message changes nothing that was recorded: say so, kindly."""
    chat, private = _place(message)
    return Incoming(number, Kind.UNREADABLE if chat and private else Kind.OTHER, chat)


def _tap(number: int, query: Mapping[str, object]) -> Incoming:
    message = query.get("message")
    sender = query.get("from")
    chat, private = _place(message)
    who = _whole(sender.get("id")) if isinstance(sender, Mapping) else None
    given = query.get("id")
    data = query.get("data")
    name = given if isinstance(given, str) else None
    if not chat or (private and who not in (None, chat)):
        return Incoming(number, Kind.OTHER, query=name)
    if not private:
        return Incoming(number, Kind.GROUP, chat, query=name)
    note = _whole(message.get("message_id")) if isinstance(message, Mapping) else None
    return Incoming(
        number,
        Kind.TAP,
        chat,
        data=data if isinstance(data, str) else "",
        query=name,
        message=note,
        language=_language(query),
    )


def _membership(number: int, change: Mapping[str, object]) -> Incoming:
    """A person who blocks the bot has stopped."""
    chat, private = _place(change)
    now = change.get("new_chat_member")
    status = now.get("status") if isinstance(now, Mapping) else None
    if private and chat and status == "kicked":
        return Incoming(number, Kind.GONE, chat)
    return Incoming(number, Kind.OTHER)
