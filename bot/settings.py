"""What the environment says, read once at the start into one frozen value.

Rule 1: no other module reads the environment.
Rule 2: every setting stands in `TABLE`; docs/settings.md is made from it.
Rule 3: all mistakes are reported together, each with what to write instead.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit


class SettingsError(Exception):
    """The environment has settings that cannot be used."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the settings table.

    Attributes:
        name: The environment variable.
        default: What holds without it, as it is written in the docs.
        meaning: What it does, for the person who runs the service.
        secret: Never shown, never logged.
    """

    name: str
    default: str
    meaning: str
    secret: bool = False


TABLE: Final = (
    Setting(
        "STRANDLINE_DATA",
        "`var`",
        "The folder of the database, the keys and the area file. Made on first use,"
        " readable by its owner alone.",
    ),
    Setting(
        "STRANDLINE_KEY",
        "made on first run",
        "The key that everything is encrypted with: 64 hexadecimal characters."
        " Without it a key file is made in the data folder (`keys/strandline.key`),"
        " which is good enough to try things out. For real answers keep the key away"
        " from the data: who has both can read the database.",
        secret=True,
    ),
    Setting(
        "STRANDLINE_NEW_KEY",
        "none",
        "The key to change to, for `strandline rotate` alone, where the present one is"
        " given as STRANDLINE_KEY.",
        secret=True,
    ),
    Setting(
        "STRANDLINE_BACKUPS",
        "`backups` in the data folder",
        "Where `strandline backup` writes to. Put it on another disk: a copy of the"
        " record of withdrawals is kept there too.",
    ),
    Setting(
        "STRANDLINE_BACKUP_DAYS",
        "`35`",
        "How many days backups are kept and can be put back without being asked for"
        " expressly, 1 to 366.",
    ),
    Setting(
        "STRANDLINE_HOST",
        "`127.0.0.1`",
        "The address that the pages listen on. The default is this"
        " machine alone; put a proxy with TLS in front of it before you change it.",
    ),
    Setting(
        "STRANDLINE_PORT",
        "`8080`",
        "The port of the pages, and of `/health` for monitoring. 0 takes any that is"
        " free.",
    ),
    Setting(
        "STRANDLINE_PROXIES",
        "`0`",
        "How many trusted proxies stand before the pages, 0 to 9. As many addresses"
        " of `X-Forwarded-For`, counted from the end, are believed.",
    ),
    Setting(
        "STRANDLINE_PAGE_LIMIT",
        "`600`",
        "How many pages one connection may ask for in a minute; 0 is no limit. A"
        " family hub is one connection: raise it before an event.",
    ),
    Setting(
        "STRANDLINE_MISS_LIMIT",
        "`60`",
        "How many links and codes that lead nowhere one connection may try in an"
        " hour; 0 is no limit.",
    ),
    Setting(
        "STRANDLINE_IDLE_MINUTES",
        "`20`",
        "After how many minutes without use a person's page closes itself and shows"
        " nothing more of what was answered before.",
    ),
    Setting(
        "STRANDLINE_HSTS_DAYS",
        "`365` with an https address, else `0`",
        "For how many days browsers are told to use TLS only (HSTS).",
    ),
    Setting(
        "STRANDLINE_PUBLIC_URL",
        "none",
        "The address of the pages as the world sees them, such as"
        " `https://survey.example.gov.uk`. Links begin with it; without it no text"
        " message or email can be sent.",
    ),
    Setting(
        "STRANDLINE_NOTIFY_KEY",
        "none",
        "The API key of your service in GOV.UK Notify. Without it no text messages and"
        " emails are sent, and everything else works.",
        secret=True,
    ),
    Setting(
        "STRANDLINE_NOTIFY_SMS",
        "none",
        "The id of the Notify template of text messages; its body is `((text))`.",
    ),
    Setting(
        "STRANDLINE_NOTIFY_EMAIL",
        "none",
        "The id of the Notify template of emails; its subject is `((subject))`, its"
        " body `((text))`.",
    ),
    Setting(
        "STRANDLINE_NOTIFY_CALLBACK",
        "none",
        "The bearer token that Notify sends with its callbacks, 20 characters at least:"
        " it tells us who answered STOP and which addresses do not exist.",
        secret=True,
    ),
    Setting(
        "STRANDLINE_NOTIFY_URL",
        "Notify's own server",
        "Another server that speaks Notify's API: a stand-in for tests.",
    ),
    Setting(
        "STRANDLINE_CARE_EMAIL",
        "none",
        "Where the person named for care reads email, best a shared mailbox: told"
        " through GOV.UK Notify that something waits, and nothing else.",
    ),
    Setting(
        "STRANDLINE_CARE_DEPUTY_EMAIL",
        "none",
        "Where the deputy reads email: told as well where nobody has answered twice.",
    ),
    Setting(
        "STRANDLINE_CARE_WEBHOOK",
        "none",
        "An https address of your own system that is told that something waits for"
        " the person named for care (docs/care.md).",
    ),
    Setting(
        "STRANDLINE_CARE_WEBHOOK_SECRET",
        "none",
        "What calls of the webhook are signed with, 20 characters at least. Needed"
        " where there is a webhook.",
        secret=True,
    ),
    Setting(
        "STRANDLINE_CARE_WEBHOOK_INSIDE",
        "`no`",
        "`yes` lets the webhook's name lead into a private network, as a system inside"
        " the council's own does.",
    ),
    Setting(
        "TELEGRAM_BOT_TOKEN",
        "none",
        "The token that @BotFather gave you. Without it there is no Telegram, and"
        " everything else works.",
        secret=True,
    ),
    Setting(
        "TELEGRAM_API_BASE_URL",
        "Telegram's own server",
        "Another Bot API server: one in your own network, or an emulator for tests.",
    ),
    Setting(
        "BOT_MODE",
        "`polling`",
        "`polling` asks Telegram for messages and needs no open port; `webhook` lets"
        " Telegram call in.",
    ),
    Setting(
        "WEBHOOK_PORT",
        "`8443`",
        "The loopback port that a webhook arrives at.",
    ),
    Setting(
        "WEBHOOK_URL",
        "the loopback address and `WEBHOOK_PORT`",
        "The public address that Telegram shall call, if a proxy stands in front.",
    ),
    Setting(
        "BOT_USERNAME",
        "asked of the server",
        "The bot's username, without @, for links. Needed only where the server does"
        " not say it, and for links that are made before the bot is set up.",
    ),
)

_Default = TypeVar("_Default")
_Parsed = TypeVar("_Parsed")

_TELEGRAM = "https://api.telegram.org"
_NOTIFY = "https://api.notifications.service.gov.uk"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the environment decides."""

    data: Path = Path("var")
    key: str | None = None
    new_key: str | None = None
    backups_folder: Path | None = None
    backup_days: int = 35
    host: str = "127.0.0.1"
    port: int = 8080
    proxies: int = 0
    page_limit: int = 600
    miss_limit: int = 60
    idle_minutes: int = 20
    hsts_days: int | None = None
    telegram_token: str | None = None
    telegram_api: str = _TELEGRAM
    bot_mode: str = "polling"
    webhook_port: int = 8443
    webhook_url: str | None = None
    bot_username: str | None = None
    public_url: str | None = None
    notify_key: str | None = None
    notify_sms: str | None = None
    notify_email: str | None = None
    notify_callback: str | None = None
    notify_url: str = _NOTIFY
    care_email: str | None = None
    care_deputy_email: str | None = None
    care_webhook: str | None = None
    care_webhook_secret: str | None = None
    care_webhook_inside: bool = False

    @property
    def area_file(self) -> Path:
        """The area file inside the data folder."""
        return self.data / "area.toml"

    @property
    def hsts_seconds(self) -> int:
        """For how long browsers are told to use TLS only."""
        secure = self.public_url is not None and self.public_url.startswith("https:")
        days = self.hsts_days if self.hsts_days is not None else 365 * secure
        return days * 24 * 3600

    @property
    def backups(self) -> Path:
        """Where backups are written to."""
        return self.backups_folder or self.data / "backups"

    def __repr__(self) -> str:
        """Show the settings without the secret ones."""
        return f"Settings(data={str(self.data)!r}, port={self.port})"


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings that ``environment`` (``os.environ``) asks for.

    Raises:
        SettingsError: Some of them cannot be used; it names them all.
    """
    reader = _Reader(environment)
    settings = Settings(
        data=Path(reader.take("STRANDLINE_DATA", "var", _any)),
        key=reader.take("STRANDLINE_KEY", None, _key),
        new_key=reader.take("STRANDLINE_NEW_KEY", None, _key),
        backups_folder=reader.take("STRANDLINE_BACKUPS", None, Path),
        backup_days=reader.take("STRANDLINE_BACKUP_DAYS", 35, _days),
        host=reader.take("STRANDLINE_HOST", "127.0.0.1", _any),
        port=reader.take("STRANDLINE_PORT", 8080, _port),
        proxies=reader.take("STRANDLINE_PROXIES", 0, _up_to(9)),
        page_limit=reader.take("STRANDLINE_PAGE_LIMIT", 600, _up_to(1_000_000)),
        miss_limit=reader.take("STRANDLINE_MISS_LIMIT", 60, _up_to(1_000_000)),
        idle_minutes=reader.take("STRANDLINE_IDLE_MINUTES", 20, _up_to(180, 1)),
        hsts_days=reader.take("STRANDLINE_HSTS_DAYS", None, _up_to(3660)),
        public_url=reader.take("STRANDLINE_PUBLIC_URL", None, _origin),
        notify_key=reader.take("STRANDLINE_NOTIFY_KEY", None, _notify_key),
        notify_sms=reader.take("STRANDLINE_NOTIFY_SMS", None, _template),
        notify_email=reader.take("STRANDLINE_NOTIFY_EMAIL", None, _template),
        notify_callback=reader.take("STRANDLINE_NOTIFY_CALLBACK", None, _bearer),
        notify_url=reader.take("STRANDLINE_NOTIFY_URL", _NOTIFY, _url),
        care_email=reader.take("STRANDLINE_CARE_EMAIL", None, _mail),
        care_deputy_email=reader.take("STRANDLINE_CARE_DEPUTY_EMAIL", None, _mail),
        care_webhook=reader.take("STRANDLINE_CARE_WEBHOOK", None, _https),
        care_webhook_secret=reader.take("STRANDLINE_CARE_WEBHOOK_SECRET", None, _long),
        care_webhook_inside=reader.take("STRANDLINE_CARE_WEBHOOK_INSIDE", False, _yes),  # noqa: FBT003 # the default
        telegram_token=reader.take("TELEGRAM_BOT_TOKEN", None, _token),
        telegram_api=reader.take("TELEGRAM_API_BASE_URL", _TELEGRAM, _url),
        bot_mode=reader.take("BOT_MODE", "polling", _mode),
        webhook_port=reader.take("WEBHOOK_PORT", 8443, _port),
        webhook_url=reader.take("WEBHOOK_URL", None, _url),
        bot_username=reader.take("BOT_USERNAME", None, _username),
    )
    reader.mistakes += _together(settings)
    if reader.mistakes:
        raise SettingsError(tuple(reader.mistakes))
    return settings


def _together(settings: Settings) -> list[str]:
    """Return what is wrong with settings that are right one by one."""
    found = []
    if settings.care_webhook and settings.care_webhook_secret is None:
        found.append(
            "STRANDLINE_CARE_WEBHOOK_SECRET: it is needed where there is a webhook;"
            " `openssl rand -hex 24` makes one"
        )
    if settings.care_email and (
        settings.notify_key is None or settings.notify_email is None
    ):
        found.append(
            "STRANDLINE_CARE_EMAIL: emails go through GOV.UK Notify; set"
            " STRANDLINE_NOTIFY_KEY and STRANDLINE_NOTIFY_EMAIL too"
        )
    return found


class _Reader:
    """Takes settings one by one and remembers what was wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.mistakes: list[str] = []

    def take(
        self, name: str, default: _Default, parse: Callable[[str], _Parsed]
    ) -> _Default | _Parsed:
        """Return the parsed setting, or the default where it is unset or empty."""
        written = self.environment.get(name, "").strip()
        if not written:
            return default
        try:
            return parse(written)
        except ValueError as wrong:
            self.mistakes.append(f"{name}: {wrong}")
            return default


def _any(written: str) -> str:
    return written


def _key(written: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", written):
        raise ValueError(
            "the key must be 64 hexadecimal characters (0-9, a-f). Make one with:"
            " python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return written.lower()


_MOST_DAYS = 366


def _days(written: str) -> int:
    days = int(written) if written.isascii() and written.isdigit() else 0
    if not 1 <= days <= _MOST_DAYS:
        raise ValueError(f"{written!r} is no number of days from 1 to {_MOST_DAYS}")
    return days


_HIGHEST_PORT = 65535


def _port(written: str) -> int:
    digits = (
        written.isascii()
        and written.isdigit()
        and len(written) <= len(str(_HIGHEST_PORT))
    )
    port = int(written) if digits else -1
    if not 0 <= port <= _HIGHEST_PORT:
        raise ValueError(
            f"{written!r} is no port: write a number from 1 to 65535, or 0 for any"
            " that is free"
        )
    return port


def _token(written: str) -> str:
    if not re.fullmatch(r"\w+:[\w-]+", written, re.ASCII):
        raise ValueError(
            "this is no bot token: it looks like 123456789:AbC-dEf, as @BotFather"
            " shows it"
        )
    return written


def _url(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(
            f"{written!r} is no address: write one that begins with https:// or http://"
        )
    return written.rstrip("/")


_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_FEWEST_OF_BEARER = 20


def _notify_key(written: str) -> str:
    if not re.fullmatch(rf"\S*{_UUID}-{_UUID}", written):
        raise ValueError(
            "this is no key of GOV.UK Notify: it ends in two groups such as"
            " 8b3aa916-ec82-434e-b0c5-d5d9b371d6a3"
        )
    return written


def _template(written: str) -> str:
    if not re.fullmatch(_UUID, written):
        raise ValueError(
            f"{written!r} is no id of a template: copy it from Notify's page of the"
            " template"
        )
    return written


def _bearer(written: str) -> str:
    if len(written) < _FEWEST_OF_BEARER or not written.isascii():
        raise ValueError(
            f"write {_FEWEST_OF_BEARER} characters at least, the same as in Notify;"
            " `openssl rand -hex 24` makes some"
        )
    return written


def _long(written: str) -> str:
    if len(written) < _FEWEST_OF_BEARER or not written.isascii():
        raise ValueError(
            f"write {_FEWEST_OF_BEARER} characters at least; `openssl rand -hex 24`"
            " makes some"
        )
    return written


def _mail(written: str) -> str:
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,180}\.[A-Za-z]{2,20}", written):
        raise ValueError("this is no email address")
    return written


def _https(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise ValueError(
            "write an address that begins with https:// and holds no name or password"
        )
    return written


def _yes(written: str) -> bool:
    if written not in ("yes", "no"):
        raise ValueError(f"{written!r} is not known: write yes or no")
    return written == "yes"


def _origin(written: str) -> str:
    address = _url(written)
    if urlsplit(address).path or urlsplit(address).query:
        raise ValueError(
            f"{written!r} holds more than an address: write it without a path, as in"
            " https://survey.example.gov.uk"
        )
    return address


def _up_to(most: int, least: int = 0) -> Callable[[str], int]:
    """Return what reads a whole number from ``least`` to ``most``."""

    def read(written: str) -> int:
        digits = written.isascii() and written.isdigit() and len(written) < 10  # noqa: PLR2004  # more is no setting
        if not digits or not least <= int(written) <= most:
            raise ValueError(f"{written!r} is no whole number from {least} to {most}")
        return int(written)

    return read


def _mode(written: str) -> str:
    if written not in ("polling", "webhook"):
        raise ValueError(f"{written!r} is not known: write polling or webhook")
    return written


def _username(written: str) -> str:
    name = written.removeprefix("@")
    if not re.fullmatch(r"\w{3,64}", name, re.ASCII):
        raise ValueError(
            f"{written!r} is no username: letters, digits and _ only, as in"
            " strandline_bot"
        )
    return name


def render_settings() -> str:
    """Return docs/settings.md's table of the environment."""
    lines = ["| setting | without it | what it does |", "| --- | --- | --- |"]
    for setting in TABLE:
        mark = " **Secret.**" if setting.secret else ""
        lines.append(
            f"| `{setting.name}` | {setting.default} | {setting.meaning}{mark} |"
        )
    return "\n".join(lines) + "\n"
