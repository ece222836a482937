"""`/close`: a case has ended; the keyworker gets a link to hand over.

Questionnaire, kind of help, district, and the language where the area has several: a
tap each, with all the choices so far in the button. Only what the definitions and
the area file have can be chosen, and one message of the dialogue makes one link,
however often it is tapped.
"""

import io
from collections.abc import Awaitable, Callable, Mapping, Sequence

import segno

from bot.area import Area
from bot.service.closures import Halt
from bot.service.invite import Invitation
from bot.service.spoken import offered_languages
from bot.telegram.callbacks import encode_dialogue, find, mark
from bot.telegram.render import Key, Picture, Sendable, caption, plain
from bot.telegram.texts import say
from bot.telegram.turns import Turn
from surveys.model import Audience, Questionnaire
from surveys.wording import ENGLISH, language_name

KIND = "k"
HALT = "h"
CANCEL = "x"
_DISTRICT = 2  # its place among the choices
_QUESTIONS = (
    "close_questionnaire",
    "close_tier",
    "close_district",
    "close_language",
)

Create = Callable[..., Awaitable[Invitation]]
"""`Invite.create`, with whoever asks filled in."""


class Closing:
    """The dialogue behind `/close`."""

    def __init__(
        self, area: Area, definitions: Mapping[str, Questionnaire], username: str | None
    ) -> None:
        self._username = username
        family = [q for q in definitions.values() if q.audience is not Audience.STAFF]
        self._steps: tuple[Mapping[str, str], ...] = (
            {q.id: _label(q) for q in family},
            {tier.id: tier.label for tier in area.tiers},
            {district.id: district.label for district in area.districts},
        )
        offered = offered_languages(definitions)
        if len(offered) > 1:
            languages = {code: language_name(code) for code in offered}
            self._steps = (*self._steps, languages)

    def chosen(self, choices: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return the ids that the buttons stand for; None where one is stale."""
        found = [
            find(choice, known)
            for choice, known in zip(choices, self._steps, strict=False)
        ]
        ids = tuple(one for one in found if one is not None)
        return ids if len(ids) == len(choices) else None

    def district(self, choices: tuple[str, ...]) -> str | None:
        """Return the district once everything is chosen, else None."""
        ids = self.chosen(choices)
        complete = ids is not None and len(ids) == len(self._steps)
        return ids[_DISTRICT] if ids is not None and complete else None

    def ask(self, turn: Turn, choices: tuple[str, ...]) -> Sequence[Sendable]:
        """Return the next thing to choose."""
        if choices == (CANCEL,):
            return plain(say("cancelled", turn.language))
        if self.chosen(choices) is None:
            return plain(say("close_stale", turn.language))
        step = len(choices)
        rows = [
            (Key(label, encode_dialogue(KIND, *choices, mark(one))),)
            for one, label in self._steps[step].items()
        ]
        cancel = Key(say("cancel", turn.language), encode_dialogue(KIND, CANCEL))
        return plain(say(_QUESTIONS[step], turn.language), (*rows, (cancel,)))

    async def make(
        self, turn: Turn, choices: tuple[str, ...], create: Create
    ) -> Sequence[Sendable]:
        """Make the link, and return it as a card and as a message to pass on."""
        questionnaire, tier, district, *rest = self.chosen(choices) or ("", "", "")
        language = rest[0] if rest else ENGLISH
        made = await create(
            questionnaire,
            tier,
            district,
            language=language,
            delivery=request_of(turn),
            now=turn.now,
        )
        text = say("close_made", turn.language)
        rows = keys(turn, Halt.HOLD, Halt.CANCEL)
        return (*plain(text, rows), *self._handed_over(turn, made, language))

    def _handed_over(
        self, turn: Turn, made: Invitation, language: str
    ) -> Sequence[Sendable]:
        link = made.telegram_link or self._link(made.token)
        if link is None and made.web_link is None:
            command = f"/start {made.token}"
            bare = say("close_bare", turn.language, command=command)
            message = made.message.replace(made.token, command)
            return (*plain(bare), *plain(message))
        message = made.message
        if link is not None and made.telegram_link is None and made.web_link is None:
            message = message.replace(made.token, link)
        card = caption(say("close_caption", language))
        return (Picture(qr(made.web_link or link or ""), card), *plain(message))

    def _link(self, token: str) -> str | None:
        """Return the deep link, where the bot's name is known."""
        if self._username is None:
            return None
        return f"https://t.me/{self._username}?start={token}"


def request_of(turn: Turn) -> str:
    """Return what names the link that a message made, and is held and ended by."""
    return f"close:{turn.chat}:{turn.incoming.message}"


def keys(turn: Turn, *halts: Halt) -> tuple[tuple[Key, ...], ...]:
    """Return the buttons under a link that was made."""
    found = tuple(
        Key(say(f"halt_{halt}", turn.language), encode_dialogue(HALT, str(halt)))
        for halt in halts
    )
    again = Key(say("close_again", turn.language), encode_dialogue(KIND))
    return (found, (again,)) if found else ((again,),)


def halted(turn: Turn, halt: Halt) -> Sequence[Sendable]:
    """Return what is shown once a link is held, let go on, or ended."""
    left = {
        Halt.HOLD: (Halt.RELEASE, Halt.CANCEL),
        Halt.RELEASE: (Halt.HOLD, Halt.CANCEL),
        Halt.CANCEL: (),
    }[halt]
    return plain(say(f"halted_{halt}", turn.language), keys(turn, *left))


def _label(questionnaire: Questionnaire) -> str:
    """Return what a worker taps: whom it is for, or the questions' own title."""
    if questionnaire.audience is Audience.YOUNG:
        return say("close_young", ENGLISH)
    return questionnaire.title.in_language(ENGLISH)


def qr(link: str) -> bytes:
    """Return the link as a QR code with a quiet border, as PNG."""
    picture = io.BytesIO()
    segno.make_qr(link, error="m").save(picture, kind="png", scale=10, border=4)
    return picture.getvalue()
