"""Text messages and emails through GOV.UK Notify, by its own client.

Rule 1: nothing of a message, an address or the key reaches a log; the client's own
logging is off.
Rule 2: an answer that did not come is uncertain, never a failure: the message may
have gone. Notify is asked by the message's reference before it is tried again.
Rule 3: a mistake of ours (key, template) keeps the message for later and is said
once in the log; only a bad address gives a message up.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from bot.service.notify import EMAIL, SMS, Fate, Message

LOG = logging.getLogger("strandline.notify")
OFFICIAL: Final = "https://api.notifications.service.gov.uk"
SECONDS: Final = 20
_BUSY, _BAD_REQUEST, _FAILING = 429, 400, 500
_ADDRESS: Final = ("phone_number", "email_address")


@dataclass(frozen=True, slots=True)
class NotifyAccount:
    """What Notify knows us by.

    Attributes:
        key: The API key of the service. Secret.
        server: Notify itself, or a stand-in in tests.
        sms: Id of the template of text messages; None: none are sent.
        email: Id of the template of emails; None: none are sent.
    """

    key: str = field(repr=False)
    server: str = OFFICIAL
    sms: str | None = None
    email: str | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        """What can be sent."""
        found = ((SMS, self.sms), (EMAIL, self.email))
        return tuple(channel for channel, template in found if template)


class NotifyPost:
    """Hands messages to Notify, one at a time."""

    can_tell = True

    def __init__(self, account: NotifyAccount) -> None:
        logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL + 1)
        logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)
        self._account = account
        self._client = NotificationsAPIClient(account.key, account.server, SECONDS)
        self._one = asyncio.Lock()  # the client is not for several threads
        self._told: set[int] = set()

    async def send(self, message: Message) -> Fate:
        """Hand a message over, once."""
        send, arguments = self._call(message)
        try:
            async with self._one:
                await asyncio.to_thread(send, **arguments)
        except APIError as refusal:
            return self._fate(refusal)
        self._told.clear()
        return Fate.SENT

    async def sent(self, reference: str) -> bool | None:
        """Ask Notify whether it took a message of that reference."""
        try:
            async with self._one:
                found = await asyncio.to_thread(
                    self._client.get_all_notifications, reference=reference
                )
        except APIError as refusal:
            self._fate(refusal)
            return None
        return bool(found.get("notifications"))

    def _call(
        self, message: Message
    ) -> tuple[Callable[..., object], Mapping[str, object]]:
        given: dict[str, object] = {
            "personalisation": {"text": message.text},
            "reference": message.reference,
        }
        if message.channel == SMS:
            given |= {
                "phone_number": message.address,
                "template_id": self._account.sms,
            }
            return self._client.send_sms_notification, given
        given["personalisation"] = {"text": message.text, "subject": message.subject}
        given |= {
            "email_address": message.address,
            "template_id": self._account.email,
        }
        return self._client.send_email_notification, given

    def _fate(self, refusal: APIError) -> Fate:
        if refusal.response is None:
            return Fate.UNCERTAIN
        status = int(refusal.response.status_code)
        if status >= _FAILING or status < _BAD_REQUEST:
            return Fate.UNCERTAIN
        if status == _BAD_REQUEST and _is_about_address(refusal.message):
            return Fate.NEVER
        if status != _BUSY and status not in self._told:
            self._told.add(status)
            LOG.warning(
                "GOV.UK Notify refuses messages (%d): look at STRANDLINE_NOTIFY_KEY and"
                " the templates; they wait meanwhile",
                status,
            )
        return Fate.LATER


def _is_about_address(message: Any) -> bool:  # noqa: ANN401 # whatever the server sent
    """Say whether Notify finds fault with the address, and not with us."""
    errors = message if isinstance(message, list) else [message]
    texts = [e.get("message", "") if isinstance(e, dict) else e for e in errors]
    return any(str(text).startswith(_ADDRESS) for text in texts)
