"""A stand-in for GOV.UK Notify: its HTTP API, its tokens, its refusals.

It runs in a thread of its own, so that programs of any kind can talk to it.
"""

import json
import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from notifications_python_client.authentication import decode_jwt_token
from notifications_python_client.errors import TokenError

SERVICE = "8b3aa916-ec82-434e-b0c5-d5d9b371d6a3"
SECRET = "26785a09-ab16-4eb0-8407-a37497a57506"
KEY = f"live_key-{SERVICE}-{SECRET}"
SMS = "f33517ff-2a88-4f6e-b855-c550268ce08a"
EMAIL = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"
_PHONE = re.compile(r"\+447\d{9}")


@dataclass
class Notify:
    """What the stand-in was sent, and how it is told to answer.

    Attributes:
        taken: Every notification that it took, by Notify's own id.
        answers: Statuses to answer the next sendings with: 400, 403, 429, 500, or
            "lost" (taken, and no answer) and "never" (not taken, and no answer).
    """

    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[int | str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    def of(self, address: str) -> list[dict[str, Any]]:
        """Return what went to an address."""
        return [
            one
            for one in self.taken.values()
            if address in (one.get("phone_number"), one.get("email_address"))
        ]

    def twice(self) -> list[str]:
        """Return the references that came more than once."""
        counted = Counter(one["reference"] for one in self.taken.values())
        return [reference for reference, times in counted.items() if times > 1]


class _Handler(BaseHTTPRequestHandler):
    notify: Notify
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        del format, args

    def do_GET(self) -> None:
        if not self._known():
            return
        path = urlsplit(self.path)
        if path.path != "/v2/notifications":
            self._refuse(404, "NoResultFound", "No result found")
            return
        (reference,) = parse_qs(path.query).get("reference", [""])
        with self.notify.lock:
            self.notify.asked.append(reference)
            found = [
                {"id": number, "reference": one["reference"], "status": "delivered"}
                for number, one in self.notify.taken.items()
                if one["reference"] == reference
            ]
        self._answer(
            200,
            {"notifications": found, "links": {"current": self.notify.url + self.path}},
        )

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        given = json.loads(self.rfile.read(length))
        if not self._known():
            return
        with self.notify.lock:
            told = self.notify.answers.pop(0) if self.notify.answers else 201
        kind = self.path.rpartition("/")[2]
        if isinstance(told, int) and told >= 400:
            self._refuse(told, *_REFUSALS[told])
            return
        if not self._checked(kind, given):
            return
        number = str(uuid.uuid4())
        if told != "never":
            with self.notify.lock:
                self.notify.taken[number] = {**given, "kind": kind}
        if told in ("lost", "never"):
            self.close_connection = True
            self.connection.close()
            return
        self._answer(
            201,
            {
                "id": number,
                "reference": given.get("reference"),
                "content": {"body": given["personalisation"]["text"]},
                "uri": f"{self.notify.url}/v2/notifications/{number}",
                "template": {"id": given["template_id"], "version": 1, "uri": ""},
                "scheduled_for": None,
            },
        )

    def _checked(self, kind: str, given: dict[str, Any]) -> bool:
        if kind == "sms" and not _PHONE.fullmatch(given["phone_number"]):
            text = "phone_number Number is not valid - double check the number"
            self._refuse(400, "ValidationError", text)
            return False
        if given["template_id"] != {"sms": SMS, "email": EMAIL}[kind]:
            self._refuse(400, "BadRequestError", "Template not found")
            return False
        if "text" not in given["personalisation"]:
            self._refuse(400, "BadRequestError", "Missing personalisation: text")
            return False
        return True

    def _known(self) -> bool:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        try:
            good = scheme == "Bearer" and decode_jwt_token(token, SECRET)
        except TokenError:
            good = False
        if not good:
            text = "Invalid token: API key not found"
            self._refuse(403, "AuthError", text)
        return bool(good)

    def _refuse(self, status: int, error: str, message: str) -> None:
        with self.notify.lock:
            self.notify.refused[status] += 1
        errors = [{"error": error, "message": message}]
        self._answer(status, {"status_code": status, "errors": errors})

    def _answer(self, status: int, found: object) -> None:
        body = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing where a process that was killed hangs up."""


@contextmanager
def running() -> Iterator[Notify]:
    """Run the stand-in until the block is left."""
    notify = Notify()

    handler = type("Handler", (_Handler,), {"notify": notify})
    server = _Quiet(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    notify.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield notify
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


_REFUSALS = {
    400: ("BadRequestError", "Can't send to this recipient using a team-only API key"),
    403: ("AuthError", "Invalid token: API key not found"),
    429: ("RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests"),
    500: ("Exception", "Internal server error"),
}
