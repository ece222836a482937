"""A session as a page: one question, and what its page needs beside the prompt.

Rule 1: pure. A page is made of a session; posting a page back gives the events that
the conversation understands. Nothing is stored here.
Rule 2: a page names its own place (``q-Q3a``, ``review``), so that an old tab, the
back button and a second tab answer the question that they show, and no other.
Rule 3: a page of an earlier question is shown without moving the conversation; only
answering it does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from surveys.events import (
    BEGIN,
    DELETE,
    DONE,
    KEEP,
    SEND,
    SKIP,
    Event,
    Prompt,
    Replied,
    Tapped,
)
from surveys.model import Answer, Audience, Kind, Question
from surveys.moves import change, go_on
from surveys.screens import Scene, screen
from surveys.session import Phase

QUESTION, CHECK = "q-", "check-"
PLACES: Mapping[Phase, str] = {
    Phase.WELCOME: "begin",
    Phase.REVIEWING: "review",
    Phase.STOPPING: "stop",
    Phase.CHOOSING_LANGUAGE: "language",
}
_BY_PLACE: Mapping[str, Phase] = {place: phase for phase, place in PLACES.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the check before sending.

    ``given`` is None where the question was left out.
    """

    question: str
    asked: str
    given: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """What one page shows.

    Attributes:
        prompt: The conversation's own screen.
        at: The page's place, the last part of its address.
        phase: Where the conversation is.
        question: The question on the page, if there is one.
        earlier: What was answered to it before.
        draft: Redacted words that wait for a yes.
        rows: At the review: every question with its answer.
        given: Ids of the questions that have an answer.
        hour: When the last turn was, to the hour (``2026-11-03T10``, UTC).
        audience: Whom the questionnaire is for.
        questionnaire: Its id.
    """

    prompt: Prompt
    at: str
    phase: Phase
    question: Question | None
    earlier: Answer | None
    draft: str | None
    rows: tuple[Row, ...]
    given: tuple[str, ...]
    hour: str | None
    audience: Audience
    questionnaire: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A page that was sent back.

    Attributes:
        at: Whose page it is.
        step: The `Prompt.step` that it was made for.
        button: What was pressed; empty for "go on".
        picked: Options that were marked.
        words: What was written, raw; None where the page has no room for words.
        delivery: Names this very page, so that a second press changes nothing.
    """

    at: str
    step: str
    button: str
    picked: tuple[str, ...]
    words: str | None
    delivery: str


def place_of(scene: Scene) -> str:
    """Return the place of the page that a session stands at."""
    session = scene.session
    if session.phase is Phase.ASKING:
        return f"{QUESTION}{session.question}"
    if session.phase is Phase.CONFIRMING:
        return f"{CHECK}{session.question}"
    return PLACES[session.phase]


def page_of(scene: Scene, prompt: Prompt | None = None) -> Page:
    """Return the page of a session; ``prompt`` where a turn has just shown one."""
    session = scene.session
    question = None
    if session.phase in (Phase.ASKING, Phase.CONFIRMING):
        question = scene.question
    return Page(
        prompt=prompt or screen(scene),
        at=place_of(scene),
        phase=session.phase,
        question=question,
        earlier=None if question is None else session.answer(question.id),
        draft=session.draft,
        rows=tuple(_rows(scene)) if session.phase is Phase.REVIEWING else (),
        given=tuple(a.question for a in session.answers),
        hour=session.hour,
        audience=scene.questionnaire.audience,
        questionnaire=scene.questionnaire.id,
    )


def _rows(scene: Scene) -> Iterator[Row]:
    for question in scene.path:
        answer = scene.session.answer(question.id)
        left_out = answer is None or answer.skipped
        given = None if answer is None or left_out else scene.in_words(answer)
        yield Row(question.id, scene.asked(question), given)


def turned_to(scene: Scene, at: str) -> Scene | None:
    """Return the scene at the place of a page; None where that page is no more."""
    session = scene.session
    if at == place_of(scene):
        return scene
    if at.startswith(QUESTION):
        return _asked_again(scene, at.removeprefix(QUESTION))
    phase = _BY_PLACE.get(at)
    if phase in (Phase.STOPPING, Phase.CHOOSING_LANGUAGE):
        behind = session.behind or session.phase
        return scene.to(replace(session, phase=phase, behind=behind))
    if phase is Phase.REVIEWING and _complete(scene):
        after, _ = go_on(scene)
        return scene.to(after)
    return None


def _asked_again(scene: Scene, question_id: str) -> Scene | None:
    """Return the scene at a question that the person has got to before."""
    for question in scene.path:
        answered = scene.session.answer(question.id) is not None
        if question.id == question_id:
            after, _ = change(scene, question_id)
            return scene.to(replace(after, behind=None))
        if not answered:
            return None
    return None


def _complete(scene: Scene) -> bool:
    return all(scene.session.answer(q.id) is not None for q in scene.path)


def events_of(scene: Scene, posted: Posted) -> tuple[Event, ...]:
    """Return what a page that was sent back asks of the conversation, in order.

    ``scene`` stands at the page's own place. What does not fit there becomes a tap
    on a button that is gone, which shows the present screen and changes nothing.
    """
    step, button = str(scene.session.visit), posted.button
    if button in (SEND, KEEP, DELETE) and scene.session.phase is not Phase.ASKING:
        # These stand for what the page showed: only that very page may say them.
        return (Tapped(posted.step, button),)
    if button == KEEP and scene.session.phase is Phase.ASKING:
        return (_kept(scene, step),)
    if button:
        return (Tapped(step, button),)
    if scene.session.phase is Phase.ASKING:
        return _answer(scene, posted, step)
    if scene.session.phase is Phase.WELCOME:
        return (Tapped(step, BEGIN),)
    return (Tapped(step, posted.picked[0] if posted.picked else ""),)


def _kept(scene: Scene, step: str) -> Event:
    """Return the event that leaves a question's answer as it is."""
    kind, before = scene.question.kind, scene.session.answer(scene.question.id)
    if before is not None and before.skipped:
        return Tapped(step, SKIP)
    if before is None or kind in (Kind.TEXT, Kind.NUMBER):
        return Tapped(step, KEEP)
    return Tapped(step, DONE if kind is Kind.MANY else before.options[0])


def _answer(scene: Scene, posted: Posted, step: str) -> tuple[Event, ...]:
    question, picked = scene.question, posted.picked
    if question.kind is Kind.MANY:
        changed = set(scene.session.picked) ^ set(picked)
        toggles = [o.id for o in scene.options(question) if o.id in changed]
        return (*(Tapped(step, option) for option in toggles), Tapped(step, DONE))
    if question.kind in (Kind.TEXT, Kind.NUMBER):
        return (_written(scene, posted.words or "", step),)
    return (Tapped(step, picked[0] if picked else ""),)


def _written(scene: Scene, words: str, step: str) -> Event:
    question = scene.question
    before = scene.session.answer(question.id)
    if before is not None and words == _as_before(before):
        return Tapped(step, KEEP)
    if not words:
        # Leaving the box empty is leaving the question out; a number is asked again.
        return Tapped(step, SKIP) if question.kind is Kind.TEXT else Replied("")
    return Replied(words)


def _as_before(answer: Answer) -> str:
    if answer.words is not None:
        return answer.words
    return "" if answer.number is None else str(answer.number)


def wrongly_paired(scene: Scene, picked: tuple[str, ...]) -> bool:
    """Say whether an option that stands alone was marked together with others."""
    if scene.session.phase is not Phase.ASKING or len(picked) < 2:  # noqa: PLR2004  # a pair
        return False
    return any(o.alone for o in scene.options(scene.question) if o.id in picked)
