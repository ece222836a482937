"""A room of people with phones, over the real service and store."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.app import App, build
from bot.service.person import Person
from bot.service.vote import Opened
from bot.service.vote_phones import Paper, Refusal
from bot.settings import Settings

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
PERIOD = "2026-Q4"
PARTNERS = ("police", "schools")


def phone(number: int) -> Person:
    """Return the phone of somebody in the room."""
    return Person("web", f"a private address, number {number}")


def paper(found: Paper | Refusal) -> Paper:
    """Return what a phone shows; it is a mistake of the test if it shows a refusal."""
    assert isinstance(found, Paper), found
    return found


@dataclass(slots=True)
class Hall:
    """The service, and the vote that is open."""

    app: App
    vote: Opened = field(default_factory=lambda: Opened("", "", None, None))

    async def open(self, **wishes: object) -> Opened:
        """Open a vote."""
        self.vote = await self.app.votes.open(PERIOD, NOW, **wishes)  # type: ignore[arg-type]  # by name
        return self.vote

    async def join(self, number: int, partner: str = "") -> Paper:
        """Join by code with one phone."""
        found = await self.app.phones.about(self.vote.code, NOW)
        assert not isinstance(found, Refusal)
        return paper(
            await self.app.phones.join(
                phone(number), found.id, partner=partner, agreed=bool(partner)
            )
        )

    async def cast(self, number: int, row: str, choice: str) -> Paper:
        """Vote with one phone."""
        return paper(await self.app.phones.cast(phone(number), row, choice, None, NOW))

    async def rate(self, row: str, choices: Iterable[str], first: int = 0) -> None:
        """Let phone after phone join and vote."""
        for number, choice in enumerate(choices, first):
            await self.join(number)
            await self.cast(number, row, choice)

    def number(self, statement: str) -> int:
        """Return what a question to the files gives."""
        found = self.app.writer.call(lambda store: store.database.number(statement))
        assert isinstance(found, int)
        return found


def open_hall(folder: Path, **settings: object) -> Hall:
    """Open a service in a folder."""
    return Hall(build(Settings(data=folder, **settings)))  # type: ignore[arg-type]  # by name
