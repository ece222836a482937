"""Between the bot and the stock emulator: records, checks the rules, makes trouble.

The emulator is somebody else's (`lo-bot-api-emulator`, unchanged, its own
process). This gateway fills its gaps: a username in getMe, 403, 429, 5xx, answers
that get lost, update kinds that the emulator's control does not take, deliveries
that come twice, "message is not modified"; and it lets tests read what the bot
sent.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.integration.telegram.rules import violations_of

Json = dict[str, Any]
TOKEN = "123456:TEST-planted-token"
USERNAME = "strandline_test_bot"
SENDS = (
    "sendMessage", "sendPhoto", "sendDocument", "editMessageText", "deleteMessage",
    "deleteMessages",
)  # fmt: skip


@dataclass
class Fault:
    """Something that goes wrong, for calls that fit, so many times."""

    kind: str  # "403", "429", "500", "lost", "cut"
    methods: tuple[str, ...] = SENDS
    chat: int | None = None
    times: int = 1
    retry_after: int = 1

    def fits(self, method: str, chat: int | None) -> bool:
        return self.times > 0 and method in self.methods and self.chat in (None, chat)


@dataclass(frozen=True)
class Call:
    """One call that the bot made, and how it ended."""

    method: str
    fields: Json
    files: dict[str, tuple[str, bytes]]
    status: int
    at: float

    @property
    def chat(self) -> int | None:
        given = self.fields.get("chat_id")
        return int(given) if given is not None else None

    @property
    def text(self) -> str:
        return str(self.fields.get("text") or self.fields.get("caption") or "")


@dataclass
class Gateway:
    """The server that the bot is pointed at."""

    emulator: str
    token: str = TOKEN  # towards the emulator: a queue of one's own
    username: str | None = USERNAME
    many: bool = True  # knows deleteMessages, which the emulator does not
    calls: list[Call] = field(default_factory=list)
    arrived: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    raw: dict[str, Json] = field(default_factory=dict)
    duplicate_every: int = 0
    hook_answers: list[int] = field(default_factory=list)
    hook_url: str = ""
    delivered: int = 0
    on_sent: Callable[[Call, Json], None] = lambda _call, _result: None
    passed: dict[int, Json] = field(default_factory=dict)  # updates handed over
    # Called with an update's number when Telegram is told that it, or (polling)
    # everything up to it, is done.
    on_acknowledged: Callable[[int], None] = lambda _number: None

    _held_until: dict[int, float] = field(default_factory=dict)
    _shown: dict[tuple[int | None, int], Json] = field(default_factory=dict)
    _blocked: set[int] = field(default_factory=set)
    _earlier: list[Json] = field(default_factory=list)
    _runner: web.AppRunner | None = None
    _client: aiohttp.ClientSession | None = None
    url: str = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/bot{token}/{method}", self._handle)
        app.router.add_post("/hook", self._pass_on)
        self._client = aiohttp.ClientSession(
            # A connection for each call: the emulator may close one that is kept.
            connector=aiohttp.TCPConnector(limit=0, force_close=True),
            timeout=aiohttp.ClientTimeout(total=90),
        )
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def of(self, method: str, chat: int | None = None) -> list[Call]:
        """Return the successful calls of a method, perhaps to one person."""
        return [
            call
            for call in self.calls
            if call.method == method
            and call.status == 200
            and chat in (None, call.chat)
        ]

    def blocked(self, chat: int) -> None:
        """From now on, sending to this person is forbidden."""
        self._blocked.add(chat)

    def unblocked(self, chat: int) -> None:
        self._blocked.discard(chat)

    def forgive(self) -> None:
        """Let nobody wait any more."""
        self._held_until.clear()

    async def enqueue(self, update: Json) -> int:
        """Hand an update to the emulator, as Telegram would receive it."""
        assert self._client is not None
        async with self._client.post(
            f"{self.emulator}/__fixture/updates",
            json={"token": self.token, "update": update},
        ) as answer:
            body = await answer.json()
            assert body["ok"], body
            return int(body["result"]["update_id"])

    async def deliver(self) -> None:
        """Let the emulator try its queued webhook deliveries again."""
        assert self._client is not None
        async with self._client.post(
            f"{self.emulator}/__fixture/deliver", json={"token": self.token}
        ) as answer:
            await answer.read()

    # --- the bot's calls ----------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        """Serve a call: a poll ends with the bot that made it, the others go on."""
        if request.match_info["method"] == "getUpdates":
            return await self._serve(request)
        return await asyncio.shield(self._serve(request))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        fields, files = await _read(request)
        chat = int(fields["chat_id"]) if "chat_id" in fields else None
        now = asyncio.get_running_loop().time()
        self.arrived[method] = self.arrived.get(method, 0) + 1
        self.violations += violations_of(method, fields, files)
        self._check_patience(method, chat, now)
        fault = next((f for f in self.faults if f.fits(method, chat)), None)
        if fault is not None:
            fault.times -= 1
        refused = self._refuse(method, chat, now, fault)
        if refused is not None:
            self.calls.append(Call(method, fields, files, refused.status, now))
            return refused
        if fault is not None and fault.kind == "cut":
            self.calls.append(Call(method, fields, files, 0, now))
            return await _hang_up(request)
        if self._changes_nothing(method, chat, fields):
            self.calls.append(Call(method, fields, files, 400, now))
            return _refusal(400, "Bad Request: message is not modified")
        status, body = await self._through(method, fields, files)
        call = Call(method, fields, files, status, now)
        self.calls.append(call)
        if status == 200:
            self._note(call, body)
            self.on_sent(call, body)
        elif (method, status) != ("getUpdates", 409):
            self.violations.append(f"{method}: {body.get('description')}")
        if fault is not None and fault.kind == "lost":
            return await _hang_up(request)
        return web.json_response(body, status=status)

    async def _through(
        self, method: str, fields: Json, files: dict[str, tuple[str, bytes]]
    ) -> tuple[int, Json]:
        """Pass a call on to the emulator, and fill the gaps of its answer."""
        if method == "setWebhook":
            self.hook_url = str(fields.get("url", ""))
            fields = {**fields, "url": f"{self.url}/hook"}
        if method == "getUpdates" and "offset" in fields:
            self.on_acknowledged(int(fields["offset"]) - 1)
        if method == "deleteMessages" and self.many:
            return await self._one_by_one(fields)
        status, body = await self._forward(method, fields, files)
        if method == "getMe" and self.username is not None:
            body["result"]["username"] = self.username
        if method == "getUpdates" and status == 200:
            body["result"] = self._changed(body["result"])
            self.delivered += len(body["result"])
        return status, body

    async def _one_by_one(self, fields: Json) -> tuple[int, Json]:
        """Delete many messages, as the emulator cannot."""
        for number in json.loads(fields["message_ids"]):
            one = {"chat_id": fields["chat_id"], "message_id": str(number)}
            status, body = await self._forward("deleteMessage", one, {})
            if status != 200:
                return status, body
        return 200, {"ok": True, "result": True}

    def _refuse(
        self, method: str, chat: int | None, now: float, fault: Fault | None
    ) -> web.Response | None:
        if method in SENDS and chat in self._blocked:
            return _refusal(403, "Forbidden: bot was blocked by the user")
        if fault is None or fault.kind in ("lost", "cut"):
            return None
        if fault.kind == "403":
            return _refusal(403, "Forbidden: bot was blocked by the user")
        if fault.kind == "429":
            if chat is not None:
                self._held_until[chat] = now + fault.retry_after
            return _refusal(
                429,
                f"Too Many Requests: retry after {fault.retry_after}",
                {"retry_after": fault.retry_after},
            )
        return _refusal(int(fault.kind), "Internal Server Error")

    def _changes_nothing(self, method: str, chat: int | None, fields: Json) -> bool:
        """Say whether an edit is to what the message says already."""
        if method != "editMessageText":
            return False
        return self._shown.get((chat, int(fields["message_id"]))) == _content(fields)

    def _note(self, call: Call, body: Json) -> None:
        """Remember what stands in a message now."""
        if call.method == "editMessageText":
            self._shown[call.chat, int(call.fields["message_id"])] = _content(
                call.fields
            )
        elif call.method == "sendMessage":
            number = int(body["result"]["message_id"])
            self._shown[call.chat, number] = _content(call.fields)

    def _check_patience(self, method: str, chat: int | None, now: float) -> None:
        """After a 429 nothing may be sent to that person before its time."""
        if method in SENDS and chat is not None:
            until = self._held_until.get(chat, 0.0)
            if now < until - 0.01:
                self.violations.append(f"{method}: sent before retry_after was over")

    async def _forward(
        self, method: str, fields: Json, files: dict[str, tuple[str, bytes]]
    ) -> tuple[int, Json]:
        assert self._client is not None
        url = f"{self.emulator}/bot{self.token}/{method}"
        if files:
            form = aiohttp.FormData()
            for name, value in fields.items():
                form.add_field(name, str(value))
            for name, (filename, content) in files.items():
                form.add_field(name, content, filename=filename)
            async with self._client.post(url, data=form) as answer:
                return answer.status, await answer.json()
        async with self._client.post(url, data=fields) as answer:
            return answer.status, await answer.json()

    # --- updates on their way to the bot ------------------------------------

    def _changed(self, updates: list[Json]) -> list[Json]:
        """Put in the kinds that the emulator does not know, and repetitions."""
        found = [self._raw(update) for update in updates]
        if self.duplicate_every:
            for update in list(found):
                self._earlier.append(update)
                if len(self._earlier) % self.duplicate_every == 0:
                    found.append(self._earlier[-1 - len(self._earlier) // 2])
        return found

    def _raw(self, update: Json) -> Json:
        self.passed[update["update_id"]] = update
        text = update.get("message", {}).get("text", "")
        if text in self.raw:
            return {"update_id": update["update_id"], **self.raw[text]}
        return update

    async def _pass_on(self, request: web.Request) -> web.Response:
        return await asyncio.shield(self._hook(request))

    async def _hook(self, request: web.Request) -> web.Response:
        """Pass a webhook delivery on to the bot, sometimes twice."""
        assert self._client is not None
        update = self._raw(await request.json())
        headers = {
            k: v for k, v in request.headers.items() if k.lower().startswith("x-")
        }
        self.delivered += 1
        twice = self.duplicate_every and self.delivered % self.duplicate_every == 0
        status = 502
        for _ in range(2 if twice else 1):
            try:
                async with self._client.post(
                    self.hook_url, json=update, headers=headers
                ) as answer:
                    status = answer.status
            except aiohttp.ClientError:
                status = 502
            self.hook_answers.append(status)
            if status == 200:
                self.on_acknowledged(int(update["update_id"]))
        return web.Response(status=status)


def _content(fields: Json) -> Json:
    """Return what a person would see of a message."""
    return {name: fields.get(name) for name in ("text", "reply_markup")}


async def _read(request: web.Request) -> tuple[Json, dict[str, tuple[str, bytes]]]:
    fields: Json = {}
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.file.read())
        else:
            fields[name] = value
    return fields, files


async def _hang_up(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    assert request.transport is not None
    request.transport.close()
    return web.Response(status=500)


def _refusal(
    status: int, description: str, parameters: Json | None = None
) -> web.Response:
    body: Json = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=status)


def markup_of(call: Call) -> list[list[Json]]:
    """Return the inline keyboard that a call carried."""
    given = call.fields.get("reply_markup")
    if not given:
        return []
    found = json.loads(given)
    rows = found.get("inline_keyboard", [])
    return list(rows)
