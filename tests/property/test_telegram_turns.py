"""Whatever comes in, in whatever order, the answer is something Telegram takes."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.service.person import Person
from bot.telegram.callbacks import encode_tap
from bot.telegram.inbound import read
from bot.telegram.turns import Turns
from surveys.events import Effect, Event, Prompt
from tests.golden.runner import BEGAN, CONVERSATIONS, Deed
from tests.golden.runner import read as read_transcript
from tests.golden.test_telegram_conversations import CHAT, Behind, Screens
from tests.integration.telegram.rules import html_mistakes, units

TRANSCRIPT = read_transcript(CONVERSATIONS / "family-closure.two-packs.txt")
WORDS = st.sampled_from(
    ["yes", "no", "2", "skip", "back", "help", "done", "keep", "send", "she was great"]
) | st.text(max_size=60)
COMMANDS = st.sampled_from(["/start", "/back", "/skip", "/stop", "/help", "/language"])
MEDIA = st.sampled_from(["photo", "voice", "sticker", "contact"])
BUTTONS = st.integers(0, 12)
FORGED = st.text(max_size=70)
STEPS = st.one_of(
    BUTTONS.map(lambda n: ("tap", n)),
    BUTTONS.map(lambda n: ("tap", n)),
    WORDS.map(lambda words: ("words", words)),
    COMMANDS.map(lambda words: ("words", words)),
    MEDIA.map(lambda media: ("media", media)),
    FORGED.map(lambda data: ("forged", data)),
)


class Any(Behind):
    """The engine behind the seam, for whatever event comes through."""

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        del person, delivery, now
        self.said = await self.engine(Deed(event, BEGAN))
        return tuple(self.said)


def update(number: int, step: tuple[str, object], prompt: Prompt | None) -> object:
    kind, what = step
    message: dict[str, object] = {"message_id": number, "chat": CHAT, "from": CHAT}
    if kind == "words":
        return {"update_id": number, "message": {**message, "text": what}}
    if kind == "media":
        return {"update_id": number, "message": {**message, str(what): {}}}
    data = str(what)
    if kind == "tap" and prompt is not None and isinstance(what, int):
        buttons = (*prompt.buttons, *prompt.controls)
        data = encode_tap(prompt.step, buttons[what % len(buttons)].id)
    query = {"id": "q", "from": CHAT, "data": data, "message": message}
    return {"update_id": number, "callback_query": query}


@given(st.lists(STEPS, max_size=25))
async def test_any_deeds_give_valid_screens(steps: list[tuple[str, object]]) -> None:
    behind, screens = Any(TRANSCRIPT), Screens()
    turns = Turns(behind, screens)
    prompt: Prompt | None = None
    for number, step in enumerate([("words", "/start"), *steps], 1):
        incoming = read(update(number, step, prompt))
        assert incoming is not None
        await turns.take(incoming)
        prompt = next((e for e in behind.said if isinstance(e, Prompt)), prompt)
        for screen in screens.shown:
            assert html_mistakes(screen.html) == []
            assert 0 < units(screen.html) <= 4096
        screens.shown.clear()
