"""Staff who answer a wave, and coordinators and leads who are written to."""

from datetime import UTC, datetime

from bot.service.person import Person
from bot.service.wave_days import CHECK
from surveys.events import Effect
from tests.integration.closures.stand_in import Council
from tests.integration.store.world import said, talk

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)  # a Monday; London keeps UTC
COORDINATOR = "4001"


def at(written: str, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment by UTC."""
    day = datetime.fromisoformat(written)
    return day.replace(hour=hour, minute=minute, tzinfo=UTC)


async def coordinator(council: Council, key: str = COORDINATOR) -> Person:
    """Return a coordinator in Telegram."""
    return await someone(council, key, "coordinator")


async def someone(council: Council, key: str, role: str, scope: str = "") -> Person:
    """Return somebody in Telegram with a role."""
    person = Person("telegram", key)
    code = await council.accounts.grant(role, scope=scope, now=NOW)
    assert await council.accounts.redeem(person, code, NOW) is not None
    return person


async def tokens(council: Council, wave: str) -> dict[str, str]:
    """Return the links' own parts of a wave, by partner."""
    links = await council.plans.links(wave)
    return {one.partner: one.link.split("/s/")[1] for one in links}


async def answered(
    council: Council, key: str, token: str, now: datetime, partner: str = ""
) -> tuple[Effect, ...]:
    """Let one member of staff answer by a link; ``partner`` where it is asked."""
    person = Person("telegram", key)
    effects = await council.respond.open(person, token, None, now)
    answers = ("frontline", *([partner] if partner else []), "a")
    return await talk(council, person, effects, answers, now)  # type: ignore[arg-type]  # a council has the same verbs


async def asked_and_answered(
    council: Council, wave: str
) -> dict[str, tuple[int | None, int]]:
    """Return how many were asked and answered, by group; the wave's id is all."""
    reach = await council.writer.run(lambda store: store.reach.of((wave,)))
    return {
        one.group: (one.sent, one.answered)
        for one in reach
        if one.questionnaire == CHECK
    }


def words(effects: tuple[Effect, ...]) -> str:
    """Return what was said to somebody."""
    return said(effects)
