"""`/evidence`: a coordinator picks strand, period and format, and gets the document.

The periods on offer are those that can hold something: this and the last four
quarters, this and the last year, and every wave. What comes out is a release and
nothing else (`bot.service.evidence`).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.service.errors import ServiceError
from bot.service.evidence import ALL, ROWS, Evidence
from bot.service.periods import recent
from bot.service.waves import Waves
from bot.telegram.callbacks import encode_dialogue, find, mark
from bot.telegram.render import File, Key, Sendable, caption, plain
from bot.telegram.texts import name, say
from bot.telegram.turns import Turn
from exports import FORMATS

LOG = logging.getLogger("strandline.telegram")

KIND = "e"
CANCEL = "x"
_QUESTIONS = ("evidence_row", "evidence_period", "evidence_format")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which document."""

    row: str
    period: str
    kind: str


class Summary:
    """The dialogue behind `/evidence`."""

    def __init__(self, evidence: Evidence, waves: Waves) -> None:
        self._evidence = evidence
        self._waves = waves

    async def wanted(self, choices: tuple[str, ...], now: datetime) -> Wanted | None:
        """Return the document once everything is chosen, else None."""
        ids = _chosen(choices, await self._steps(now))
        if ids is None or len(ids) < len(_QUESTIONS):
            return None
        return Wanted(*ids)

    async def ask(self, turn: Turn, choices: tuple[str, ...]) -> Sequence[Sendable]:
        """Return the next thing to choose."""
        if choices == (CANCEL,):
            return plain(say("cancelled", turn.language))
        steps = await self._steps(turn.now, turn.language)
        if _chosen(choices, steps) is None:
            return plain(say("evidence_stale", turn.language))
        step = len(choices)
        rows = [
            (Key(label, encode_dialogue(KIND, *choices, mark(one))),)
            for one, label in steps[step].items()
        ]
        cancel = Key(say("cancel", turn.language), encode_dialogue(KIND, CANCEL))
        return plain(say(_QUESTIONS[step], turn.language), (*rows, (cancel,)))

    async def make(self, turn: Turn, wanted: Wanted) -> Sequence[Sendable]:
        """Return the document, or say that there is none."""
        again = (Key(say("evidence_again", turn.language), encode_dialogue(KIND)),)
        try:
            (document,) = await self._evidence.documents(
                wanted.row, wanted.period, (wanted.kind,), turn.now
            )
        except ServiceError:
            return plain(say("evidence_none", turn.language), (again,))
        except Exception:
            # Nobody must be left with "one moment" for ever.
            LOG.exception("a document could not be made")
            return plain(say("trouble", turn.language), (again,))
        about = say(
            "evidence_caption",
            turn.language,
            row=name("rows", wanted.row, turn.language),
            period=wanted.period,
        )
        return (File(document.name, document.body, caption(about)),)

    async def _steps(
        self, now: datetime, language: str | None = None
    ) -> tuple[Mapping[str, str], ...]:
        waves = [wave.id for wave in await self._waves.all()]
        return (
            {row: name("rows", row, language) for row in (*ROWS, ALL)},
            {period: period for period in (*periods(now), *waves)},
            {kind: kind.upper() for kind in FORMATS},
        )


def periods(now: datetime) -> tuple[str, ...]:
    """Return this quarter and those before it, and this year and the last."""
    return (*recent(now.date()), str(now.year), str(now.year - 1))


def _chosen(
    choices: tuple[str, ...], steps: Sequence[Mapping[str, str]]
) -> tuple[str, ...] | None:
    """Return the ids that the buttons stand for; None where one is stale."""
    found = [find(c, known) for c, known in zip(choices, steps, strict=False)]
    ids = tuple(one for one in found if one is not None)
    return ids if len(ids) == len(choices) else None
