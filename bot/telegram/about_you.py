"""Who answers, in the chat: after the answers are sent, and apart from them.

Rule 1: nothing is kept while somebody chooses: what was chosen so far stands in the
buttons. Nothing is counted before Send.
Rule 2: the questions take each other's place: nothing chosen stays on the screen.
Rule 3: buttons of another set of questions, or of no ticket, end it kindly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.service.about_you import AboutYou
from bot.telegram.callbacks import encode_dialogue, mark
from bot.telegram.render import Key, Screen, plain
from bot.telegram.turns import Turn
from surveys.equality import Ask, said
from surveys.events import Say
from surveys.languages import ENGLISH, LANGUAGES, ordered
from surveys.model import Variant

KIND: Final = "q"
_BEGUN, _NO, _SEND, _LEFT = "_", "x", "S", "-"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_EASY: Final = "-easy"
_RULES: Final = ("apart", "added", "leave", "final")
_PARTS: Final = 4


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody is: all of it stands in the button."""

    ticket: str
    tongue: str
    asks: str
    picks: str

    @property
    def language(self) -> str:
        """The language to ask in."""
        found = self.tongue.removesuffix(_EASY)
        return found if found in LANGUAGES else ENGLISH

    @property
    def variant(self) -> Variant:
        """The words to ask in."""
        return Variant.EASY if self.tongue.endswith(_EASY) else Variant.USUAL

    def key(self, label: str, picks: str) -> tuple[Key, ...]:
        """Return a button that leads on from here."""
        data = encode_dialogue(KIND, self.ticket, self.tongue, self.asks, picks)
        return (Key(label, data),)

    def says(self, key: str) -> str:
        """Return what is said around the questions."""
        return said(key, self.language, self.variant)


def offer(shape: Say, asks: Sequence[Ask]) -> tuple[Screen, ...]:
    """Return the message that offers the questions: what they are for, yes and no."""
    tongue = shape.language + (_EASY if shape.variant is Variant.EASY else "")
    place = _Place(shape.detail, tongue, _digest(asks), "")
    rules = [f"• {place.says(rule)}" for rule in (*_RULES, "telegram")]
    text = "\n\n".join((shape.text, "\n".join(rules)))
    rows = (
        place.key(place.says("begin"), _BEGUN),
        place.key(place.says("no"), _NO),
    )
    return plain(ordered(text, place.language), rows)


class AboutYouDialogue:
    """Goes on from a button of these questions."""

    def __init__(self, about_you: AboutYou) -> None:
        self._about_you = about_you

    async def tap(self, turn: Turn, choices: Sequence[str]) -> Sequence[Screen]:
        """Return what takes the place of the message that was tapped."""
        if len(choices) != _PARTS:
            return plain(said("over", turn.language))
        place, asks = _Place(*choices), self._about_you.asks
        if place.picks == _NO:
            return plain(place.says("nothing"))
        picked = _picked(place, asks)
        if picked is None or not self._about_you.good(place.ticket, turn.now):
            return plain(place.says("over"))
        if len(picked) < len(asks):
            return self._ask(place, asks[len(picked)])
        if not place.picks.endswith(_SEND):
            return self._sending(place)
        return plain(place.says(await self._sent(turn, place, picked)))

    async def _sent(self, turn: Turn, place: _Place, picked: Sequence[str]) -> str:
        """Hand the answers over; return the key of what is said of it."""
        pairs = zip(self._about_you.asks, picked, strict=True)
        kept = {ask.id: option for ask, option in pairs if option}
        if not kept:
            return "nothing"
        taken = await self._about_you.take(place.ticket, kept, turn.now)
        return "thanks" if taken else "over"

    def _ask(self, place: _Place, ask: Ask) -> Sequence[Screen]:
        rows = [
            place.key(option.label.in_language(place.language), place.picks + letter)
            for letter, option in zip(_LETTERS, ask.options, strict=False)
        ]
        rows.append(place.key(place.says("leave_out"), place.picks + _LEFT))
        rows.append(place.key(place.says("no"), _NO))
        text = ask.text.in_language(place.language, place.variant)
        return plain(ordered(text, place.language), tuple(rows))

    def _sending(self, place: _Place) -> Sequence[Screen]:
        text = "\n\n".join((place.says("agree"), place.says("final")))
        rows = (
            place.key(place.says("send"), place.picks + _SEND),
            place.key(place.says("no"), _NO),
        )
        return plain(ordered(text, place.language), rows)


def _picked(place: _Place, asks: Sequence[Ask]) -> tuple[str, ...] | None:
    """Return the options that were chosen so far, "" where one was left out."""
    picks = place.picks.removeprefix(_BEGUN).removesuffix(_SEND)
    if place.asks != _digest(asks) or len(picks) > len(asks):
        return None
    found = []
    for sign, ask in zip(picks, asks, strict=False):
        number = _LETTERS.find(sign)
        if sign == _LEFT:
            found.append("")
        elif 0 <= number < len(ask.options):
            found.append(ask.options[number].id)
        else:
            return None
    return tuple(found)


def _digest(asks: Sequence[Ask]) -> str:
    """Return what tells one set of questions from another."""
    parts = [f"{ask.id}:{','.join(o.id for o in ask.options)}" for ask in asks]
    return mark(";".join(parts))
