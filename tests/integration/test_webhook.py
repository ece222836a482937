"""The webhook of the named person: signed, https, and never turned on a machine inside."""

import asyncio
import hmac
import ipaddress
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.service.care import CONTACT, WORDS, Alarm
from bot.webhook import DELIVERY, SIGNATURE, Hook, Webhook, signature

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SECRET = "a secret of more than twenty signs"
ALARM = Alarm(WORDS, deputy=False)


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server shows, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    names = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    both, pem = folder / "server.pem", serialization.Encoding.PEM
    secret = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(secret + made.public_bytes(pem))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(both)
    return server, ssl.create_default_context(cafile=str(both))


@dataclass
class Desk:
    """The council's own system: keeps what it is told, answers as it was asked to."""

    status: int = 200
    wait: float = 0
    calls: list[tuple[dict[str, str], str]] = field(default_factory=list)
    elsewhere: int = 0

    async def take(self, request: web.Request) -> web.Response:
        self.calls.append((dict(request.headers), await request.text()))
        await asyncio.sleep(self.wait)
        headers = {"Location": "/elsewhere"} if self.status == 302 else {}
        return web.Response(status=self.status, headers=headers)

    async def moved(self, _: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.Response()


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[tuple[Desk, Hook]]:
    server, trusting = certificate(folder)
    found, site = Desk(), web.Application()
    site.add_routes(
        [
            web.post("/hook", found.take),
            web.get("/elsewhere", found.moved),
            web.post("/elsewhere", found.moved),
        ]
    )
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server).start()
    port = runner.addresses[0][1]
    url = f"https://127.0.0.1:{port}/hook"
    yield found, Hook(url, SECRET, where="https://s.example/desk/care", tls=trusting)
    await runner.cleanup()


async def test_a_call_is_signed_and_says_one_thing(tmp_path: Path) -> None:
    async with desk(tmp_path) as (found, hook):
        for alarm in (ALARM, Alarm(CONTACT, deputy=True)):
            assert await Webhook(hook, lambda: NOW).ring(alarm)
        (headers, body), (again, same) = found.calls
        assert body == same  # words of harm and a wish look the same from outside
        assert set(json.loads(body)) == {"text", "sign_in"}
        assert json.loads(body)["sign_in"] == "https://s.example/desk/care"
        assert "Something waits" in json.loads(body)["text"]
        stamp, proof = headers[SIGNATURE].removeprefix("t=").split(",v1=")
        wanted = hmac.new(SECRET.encode(), f"{stamp}.{body}".encode(), "sha256")
        assert hmac.compare_digest(proof, wanted.hexdigest())
        assert proof != signature("another", stamp, body)
        assert headers[DELIVERY] != again[DELIVERY]
        assert int(stamp) == int(NOW.timestamp())


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
async def test_what_is_not_taken_is_not_called_told(
    status: int, tmp_path: Path
) -> None:
    async with desk(tmp_path) as (found, hook):
        found.status = status
        assert not await Webhook(hook).ring(ALARM)
        assert len(found.calls) == 1
        assert found.elsewhere == 0  # a redirect is not followed


async def test_a_name_that_leads_inside_is_refused_unless_it_was_allowed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk(tmp_path) as (found, hook):
        named = replace(hook, url=hook.url.replace("127.0.0.1", "localhost"))
        webhook = Webhook(named)
        assert not await webhook.ring(ALARM)
        assert not await webhook.ring(ALARM)
        assert found.calls == []
        assert await Webhook(replace(named, inside=True)).ring(ALARM)
        assert len(found.calls) == 1
        said = [record.getMessage() for record in caplog.records]
        assert len([line for line in said if "webhook" in line]) == 1
        assert not any("localhost" in line or SECRET in line for line in said)


async def test_a_stranger_s_certificate_and_a_slow_answer_are_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path) as (found, hook):
        assert not await Webhook(replace(hook, tls=None)).ring(ALARM)
        assert found.calls == []
        monkeypatch.setattr("bot.webhook.SECONDS", 0.3)
        found.wait = 2
        assert not await Webhook(hook).ring(ALARM)
    assert not await Webhook(hook).ring(ALARM)  # nobody listens any more
