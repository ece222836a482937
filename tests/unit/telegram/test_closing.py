"""`/close`: what can be chosen, and what is handed over."""

import struct
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.area import Area, example_area, parse_area
from bot.service.invite import Invitation
from bot.telegram.callbacks import Dialogue, decode, mark
from bot.telegram.closing import Closing, qr
from bot.telegram.inbound import Incoming, Kind
from bot.telegram.render import Picture, Screen
from bot.telegram.turns import Turn
from surveys.loading import shipped
from surveys.model import Audience

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
TURN = Turn(Incoming(1, Kind.TAP, 77, message=9), NOW)
CHOSEN = (mark("family-closure"), mark("keyworker"), mark("charnwood"))


@pytest.fixture
def area() -> Area:
    found, mistakes = parse_area(example_area())
    assert found is not None, mistakes
    return found


def closing(
    area: Area, username: str | None = "a_bot", languages: tuple[str, ...] = ("en",)
) -> Closing:
    """The dialogue; questionnaires are offered in these languages."""
    definitions = {
        name: q if q.audience is Audience.STAFF else replace(q, languages=languages)
        for name, q in shipped().items()
    }
    return Closing(area, definitions, username)


def choices_of(screen: object) -> Mapping[str, tuple[str, ...]]:
    assert isinstance(screen, Screen)
    found = {}
    for row in screen.rows:
        tap = decode(row[0].data)
        assert isinstance(tap, Dialogue)
        found[row[0].label] = tap.choices
    return found


def test_only_family_questionnaires_and_places_of_the_area(area: Area) -> None:
    dialogue = closing(area)
    (first,) = dialogue.ask(TURN, ())
    titles = {q.title.in_language("en") for q in shipped().values()}
    labels = set(choices_of(first)) - {"Cancel"}
    assert labels - {"A young person, 13 or over"} < titles
    assert len(labels) == 3
    (second,) = dialogue.ask(TURN, CHOSEN[:1])
    assert set(choices_of(second)) == {*(t.label for t in area.tiers), "Cancel"}
    (third,) = dialogue.ask(TURN, CHOSEN[:2])
    offered = choices_of(third)
    assert set(offered) == {*(d.label for d in area.districts), "Cancel"}
    assert offered["Charnwood"] == CHOSEN
    assert dialogue.district(CHOSEN) == "charnwood"


def test_a_language_is_asked_for_where_several_are_offered(area: Area) -> None:
    dialogue = closing(area, languages=("en", "pl"))
    assert dialogue.district(CHOSEN) is None
    (fourth,) = dialogue.ask(TURN, CHOSEN)
    assert len(choices_of(fourth)) == 3
    assert dialogue.district((*CHOSEN, mark("pl"))) == "charnwood"


@pytest.mark.parametrize("stale", [("AAAAAA",), (CHOSEN[0], "AAAAAA"), CHOSEN[::-1]])
def test_stale_choices_begin_again(area: Area, stale: tuple[str, ...]) -> None:
    dialogue = closing(area)
    (screen,) = dialogue.ask(TURN, stale)
    assert isinstance(screen, Screen)
    assert "list has changed" in screen.html
    assert dialogue.district(stale) is None


async def made(area: Area, username: str | None, **links: Any) -> tuple[Any, Any]:  # noqa: ANN401
    asked: dict[str, Any] = {}

    async def create(*labels: str, **given: object) -> Invitation:
        asked.update(given, labels=labels)
        link = links.get("web_link") or links.get("telegram_link") or "TOKEN"
        links_of = {"telegram_link": None, "web_link": None, **links}
        return Invitation("TOKEN", message=f"For you: {link}", **links_of)

    things = await closing(area, username).make(TURN, CHOSEN, create)
    return things, asked


async def test_one_message_of_the_dialogue_names_one_link(area: Area) -> None:
    _, asked = await made(area, "a_bot")
    assert asked["labels"] == ("family-closure", "keyworker", "charnwood")
    assert asked["delivery"] == "close:77:9"
    assert asked["language"] == "en"


async def test_the_bots_own_name_makes_the_link(area: Area) -> None:
    (_, card, message), _ = await made(area, "a_bot")
    assert isinstance(card, Picture)
    assert card.png == qr("https://t.me/a_bot?start=TOKEN")
    assert message.html == "For you: https://t.me/a_bot?start=TOKEN"


async def test_a_page_comes_before_the_chat(area: Area) -> None:
    page = "https://survey.example.org/s/TOKEN"
    (_, card, message), _ = await made(area, "a_bot", web_link=page)
    assert card.png == qr(page)
    assert message.html == f"For you: {page}"


async def test_without_any_link_there_is_a_command(area: Area) -> None:
    (_, bare, message), _ = await made(area, None)
    assert "/start TOKEN" in bare.html
    assert message.html == "For you: /start TOKEN"


def test_the_card_is_a_picture_that_can_be_printed() -> None:
    png = qr("https://t.me/a_bot?start=" + "x" * 22)
    width, height = struct.unpack(">II", png[16:24])
    assert png.startswith(b"\x89PNG")
    assert width == height >= 300
