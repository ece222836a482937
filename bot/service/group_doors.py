"""A group's link: what it has answered already, and what it says when it is shut.

Rule: a group's link is everybody's, so it may tell whoever comes too early or too late
what became of it; a family's never does (docs/adr/0050).
"""

from datetime import datetime
from typing import Final

from bot.service.setup import day
from bot.store import Store
from surveys.model import Answer, Questionnaire, Role

NOT_YET, OVER = "wave_not_yet", "wave_over"
NO_USE: Final = "no_use"


def told_by(questionnaire: Questionnaire, partner: str) -> tuple[Answer, ...]:
    """Return the answers that a group's link gives, for a session that begins.

    They stand in the review with everything else, and can be changed there.

    Args:
        questionnaire: Whose question after the partner is answered.
        partner: Whose staff the link is for; empty for everybody's link.
    """
    return tuple(
        Answer(question.id, options=(partner,))
        for question in questionnaire.questions
        if partner and question.role is Role.PARTNER
    )


def shut(store: Store, mark: bytes, now: datetime) -> str:
    """Return the key of the text for whoever finds a link shut, in a transaction."""
    link = store.plans.link(mark)
    if link is None:
        return NO_USE
    wave = store.waves.get(link.wave)
    if wave is None:
        return NOT_YET
    return NO_USE if wave.open and day(now) <= wave.until else OVER
