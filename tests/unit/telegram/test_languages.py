"""Which language the channel itself speaks: the conversation's, else the phone's."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from bot.service.person import Person
from bot.telegram.inbound import Incoming, Kind
from bot.telegram.render import Screen, Sendable, shown
from bot.telegram.texts import say
from bot.telegram.turns import Turns
from surveys import catalogues
from surveys.events import BEGIN, LANGUAGE, Button, Effect, Event, Prompt, Say
from surveys.languages import ordered
from surveys.model import Text
from surveys.texts import texts

OFFERED = ("en", "pl", "ur")
LINES = (Text({"en": "Ring 999.", "pl": "Dzwoń 999.", "ur": "999 پر فون کریں"}),)


class Behind:
    """A service with one question, in a language of its own."""

    def __init__(
        self, language: str | None = None, *, link: str | None = None, first: str = "a"
    ) -> None:
        self.language = language
        self.link = link
        self.first = first
        self.people: list[Person] = []
        self.asked: list[str] = []

    def _effects(self) -> tuple[Effect, ...]:
        if self.language is None:
            return (Say("nothing open"),)
        return (
            Prompt(
                step="1",
                text="Q?",
                buttons=(Button(self.first, "A"),),
                controls=(Button(LANGUAGE, "Zmień"),),
                language=self.language,
            ),
        )

    async def open(
        self, person: Person, token: str, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        del token, delivery, now
        self.people.append(person)
        return self._effects()

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        del event, delivery, now
        self.people.append(person)
        return self._effects()

    async def speaks(self, person: Person, now: datetime) -> str | None:
        del person, now
        return self.language

    async def page_link(
        self, person: Person, now: datetime, *, token: str = ""
    ) -> str | None:
        del person, now
        self.asked.append(token)
        return self.link

    async def gone(self, person: Person, now: datetime) -> None:
        raise AssertionError((person, now))

    async def remember_message(
        self, person: Person, message: str, now: datetime
    ) -> None:
        raise AssertionError((person, message, now))

    async def take_messages(self, person: Person) -> tuple[str, ...]:
        raise AssertionError(person)


class Shown:
    """What stands on the screen."""

    def __init__(self) -> None:
        self.text = ""

    def show(
        self,
        chat: int,
        things: Sequence[Sendable],
        replace: int | None = None,
        sent: object = None,
    ) -> None:
        del chat, replace, sent
        self.text = "\n\n".join(t.html for t in things if isinstance(t, Screen))

    def remove(self, chat: int, message: int) -> None:
        raise AssertionError((chat, message))

    def answer(self, query: str) -> None:
        raise AssertionError(query)


@pytest.fixture(autouse=True)
def translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The channel's texts in Polish and Urdu: the English behind a mark."""
    english = texts("bot.telegram").english
    known = {
        code: catalogues.Catalogue(
            code,
            {f"telegram/{k}": (v, f"[{code}] {v}") for k, v in english.items()},
        )
        for code in ("pl", "ur", "so")
    }
    monkeypatch.setattr(
        "surveys.catalogues.catalogue",
        lambda code: known.get(code, catalogues.Catalogue(code)),
    )


async def command(
    name: str, words: str = "", *, phone: str | None, language: str | None = None
) -> tuple[str, Behind]:
    behind, screen = Behind(language), Shown()
    turns = Turns(behind, screen, None, LINES, languages=OFFERED)
    await turns.take(
        Incoming(1, Kind.COMMAND, 77, language=phone, command=name, words=words)
    )
    return screen.text, behind


@pytest.mark.parametrize(
    ("phone", "language"),
    [("pl", "pl"), ("pl-PL", "pl"), ("so", "en"), (None, "en"), ("../x", "en")],
)
async def test_outside_a_conversation_the_phone_decides_among_what_is_offered(
    phone: str | None, language: str
) -> None:
    text, behind = await command("help", phone=phone)
    mark = "" if language == "en" else f"[{language}] "
    assert f"{mark}How this works" in text
    assert LINES[0].in_language(language) in text
    assert {person.language for person in behind.people} == {language}


async def test_in_a_conversation_its_own_language_counts() -> None:
    for name in ("privacy", "nonsense"):
        text, _ = await command(name, phone="ur", language="pl")
        assert text.startswith("[pl] ")
        text, _ = await command(name, phone="ur")
        assert text.startswith("[ur] ")


async def test_the_phones_language_is_proposed_on_the_first_screen() -> None:
    text, _ = await command("start", "TOKEN", phone="ur", language="pl")
    assert "[ur] You can have this in" in text
    assert "اردو" in text
    assert "Zmień" in text
    assert "[pl] We are talking in Telegram" in text


@pytest.mark.parametrize("phone", ["pl", "so", None])
async def test_nothing_is_proposed_that_is_the_same_or_not_offered(
    phone: str | None,
) -> None:
    language = "pl" if phone == "pl" else "en"
    text, _ = await command("start", "TOKEN", phone=phone, language=language)
    assert "You can have this" not in text


def test_numbers_keep_their_order_in_a_text_from_right_to_left() -> None:
    said = ordered("فون 0808 2000 247 پر", "ur")
    assert shown(said) == said
    assert "\u2066/withdraw ABCD-EFGH\u2069" in say("withdraw_how", "ur")


@pytest.mark.parametrize(
    "text", ["\u2066", "a\u2069", "\u2067a\u2069", "\u2066a\n\u2069", "\u202ea"]
)
def test_a_mark_that_turns_what_follows_is_taken_out(text: str) -> None:
    assert not set(shown(text)) & set("\u2066\u2067\u2068\u2069\u202e")


PAGE = "https://survey.example.gov.uk"


async def first_screen(behind: Behind, incoming: Incoming, page: str | None) -> str:
    screen = Shown()
    turns = Turns(behind, screen, None, LINES, languages=OFFERED, page=page)
    await turns.take(incoming)
    return screen.text


STARTED = Incoming(1, Kind.COMMAND, 77, command="start", words="TOKEN", language="en")
CHOSEN = Incoming(1, Kind.TAP, 77, data="s:1:pl", message=5, language="en")


@pytest.mark.parametrize("page", [None, PAGE])
async def test_the_same_can_be_answered_on_a_plain_page_where_there_is_one(
    page: str | None,
) -> None:
    behind = Behind("en", link=f"{PAGE}/s/page-x", first=BEGIN)
    text = await first_screen(behind, STARTED, page)
    assert ("not encrypted from end to end" in text) is (page is not None)
    assert (f"open this: {PAGE}/s/page-x" in text) is (page is not None)
    assert behind.asked == ([] if page is None else ["TOKEN"])


async def test_it_is_said_again_in_the_language_that_was_chosen() -> None:
    behind = Behind("pl", link=f"{PAGE}/s/page-x?lang=pl", first=BEGIN)
    text = await first_screen(behind, CHOSEN, PAGE)
    assert "[pl] A chat with me is not encrypted from end to end" in text
    assert "/s/page-x?lang=pl" in text
    assert "You can have this" not in text
    assert behind.asked == [""]


async def test_where_no_link_can_be_made_it_is_said_whom_to_ask() -> None:
    text = await first_screen(Behind("en", first=BEGIN), CHOSEN, PAGE)
    assert f"ask whoever gave you the link for the page at {PAGE}" in text


@pytest.mark.parametrize("incoming", [STARTED, CHOSEN])
async def test_once_it_has_begun_no_page_is_offered(incoming: Incoming) -> None:
    behind = Behind("en", link=f"{PAGE}/s/page-x")
    assert "plain web page" not in await first_screen(behind, incoming, PAGE)
    assert behind.asked == []


@pytest.mark.parametrize("training", [False, True])
async def test_what_we_keep_names_training_only_where_it_is_done(
    *, training: bool
) -> None:
    screen = Shown()
    turns = Turns(Behind("en"), screen, None, LINES, training=training)
    await turns.take(Incoming(1, Kind.COMMAND, 77, command="privacy", language="en"))
    assert ("may teach our computer to sort comments" in screen.text) is training
