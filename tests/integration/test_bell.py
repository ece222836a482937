"""The bell as it is wired: Telegram, email and the webhook, each where it is set."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.app import App, build, jobs_of, looking, ways_of
from bot.keys import new_id
from bot.service.accounts import CARER, COORDINATOR
from bot.service.bell import ByEmail
from bot.service.person import Person
from bot.settings import Settings
from bot.store import Held
from bot.webhook import Webhook

if TYPE_CHECKING:
    from bot.telegram.channel import TelegramChannel

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
KEY = "a-8b3aa916-ec82-434e-b0c5-d5d9b371d6a3-dcdc5083-2fee-4fba-8afd-51f3f4bcb7b0"


class Chat:
    """A Telegram channel that keeps what it is told."""

    wiper = None

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def tell(self, person: Person, text: str) -> None:
        self.told.append((person.key, text))


async def waits(app: App) -> None:
    held = Held(new_id(), "care", "O1", b"sealed", "2027-Q1")
    await app.writer.run(lambda store: store.held.add(held, new_id(), ()))


async def joined(app: App, role: str, chat: str) -> None:
    code = await app.accounts.grant(role, now=NOW)
    assert await app.accounts.redeem(Person("telegram", chat), code, NOW)


async def test_the_named_people_are_told_and_the_coordinators_from_the_third_time(
    tmp_path: Path,
) -> None:
    app = build(Settings(data=tmp_path / "data"))
    await joined(app, COORDINATOR, "22")
    chat = Chat()
    jobs = jobs_of(app, cast("TelegramChannel", chat))
    await waits(app)
    await jobs.ring(NOW)
    assert [who for who, _ in chat.told] == ["22"]  # nobody has the role yet
    await joined(app, CARER, "11")
    for hour, told in ((1, {"11"}), (2, {"11", "22"}), (3, {"11", "22"})):
        chat.told.clear()
        await jobs.ring(NOW + timedelta(hours=hour))
        assert {who for who, _ in chat.told} == told
        assert all("strandline care list" in words for _, words in chat.told)
    await app.close()


async def test_every_way_that_is_set_is_rung_and_says_where_to_sign_in(
    tmp_path: Path,
) -> None:
    settings = Settings(
        data=tmp_path / "data",
        public_url="https://survey.example.gov.uk",
        notify_key=KEY,
        notify_email="8b3aa916-ec82-434e-b0c5-d5d9b371d6a3",
        care_email="care@example.gov.uk",
        care_webhook="https://desk.example.gov.uk/hook",
        care_webhook_secret="x" * 24,
    )
    app = build(settings)
    assert looking(app) == "https://survey.example.gov.uk/desk/care"
    assert [type(way) for way in ways_of(app)] == [ByEmail, Webhook]
    await app.close()
    plain = build(Settings(data=tmp_path / "plain"))
    assert ways_of(plain) == ()
    await waits(plain)
    assert await jobs_of(plain, None).ring(NOW)
    (wait,) = await plain.care.waiting(NOW)
    assert wait.count == 1
    await plain.close()
