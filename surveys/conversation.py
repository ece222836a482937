"""The conversation: one event in, a new session and a list of effects out.

Rule 1: everything that decides what happens next lives here and in `surveys.moves`:
here an event is read (what was tapped, what words mean at this point), there the move
is made. Whatever is not in the table `MOVES` shows the present screen again.
Rule 2: neither file knows which channel it is talking through.
Rule 3: they read no clock, make no ids and perform no I/O. Words that reach them are
redacted already; what was noticed in the raw words comes in `CareTexts.now`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

from surveys import replies, routing
from surveys.care import NO_CARE, CareTexts, notices
from surveys.events import (
    BACK,
    BEGIN,
    CHANGE,
    DELETE,
    EASY,
    HELP,
    KEEP,
    LANGUAGE,
    RESUME,
    SEND,
    STOP,
    USUAL,
    Effect,
    Event,
    Prompt,
    Replied,
    Say,
    Started,
    Tapped,
    Unreadable,
)
from surveys.model import Answer, Kind, Option, Questionnaire, Variant
from surveys.moves import (
    MOVES,
    STOP_NOW,
    Turn,
    again,
    change,
    come_back,
    pick,
    show,
    take,
    toggle,
    write,
)
from surveys.screens import Scene, screen
from surveys.session import Labels, Phase, Session, SessionError
from surveys.wording import catalogue, joined, language_name

__all__ = ["Labels", "Phase", "Session", "SessionError", "present", "start", "step"]

AWAY = timedelta(hours=2)  # after this long, people are welcomed back


def start(
    questionnaire: Questionnaire,
    *,
    language: str,
    channel: str,
    labels: Labels,
    lot: int,
    packs: int = 1,
    variant: Variant = Variant.USUAL,
) -> Session:
    """Return a new session.

    Args:
        questionnaire: What is asked.
        language: Taken if the questionnaire speaks it, else English.
        channel: Where the person is; a session stays there.
        labels: Carried for the service.
        lot: Any whole number from 0, drawn by the caller: it chooses the packs.
        packs: How many probe packs this person is asked (`routing.packs_each`).
        variant: Easy read, if the invitation or the person asked for it and there is
            one; else the usual words.
    """
    return Session(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        language=language if language in questionnaire.languages else "en",
        channel=channel,
        labels=labels,
        packs=routing.draw_packs(questionnaire.packs, lot, packs),
        variant=variant if questionnaire.easy else Variant.USUAL,
    )


def step(
    questionnaire: Questionnaire,
    session: Session,
    event: Event,
    now: datetime,
    *,
    places: Mapping[str, tuple[Option, ...]] | None = None,
    care: CareTexts = NO_CARE,
) -> Turn:
    """Return the session after ``event``, and what the shell must do.

    Args:
        questionnaire: The one that the session names.
        session: As it was after the last turn.
        event: What the person did.
        now: With a time zone.
        places: Options of the area file, by `Question.options_from`.
        care: Help lines; `CareTexts.now` where these very words gave cause.
    """
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    away = session.hour is not None and hour - _hour(session.hour) >= AWAY
    scene = Scene(
        questionnaire,
        replace(session, hour=hour.strftime("%Y-%m-%dT%H")),
        places or {},
        care,
    )
    if session.finished:
        done = "already_sent" if session.phase is Phase.SENT else "already_stopped"
        return scene.session, (Say(scene.says(done)),)
    if not _fits(questionnaire, session):
        return show(scene.to(_anew(questionnaire, scene.session)), "new_questions")
    after, effects = _moved(scene, event)
    if care.now and not after.finished:
        effects = (Say(scene.says("care"), care=care.now), *effects)
    elif care.to_ring and _unheard(scene, event, after):
        effects = (Say(scene.says("after_words"), care=care.to_ring), *effects)
    elif away and not isinstance(event, Started):
        effects = _welcomed(scene, effects)
    return after, effects


def present(
    questionnaire: Questionnaire,
    session: Session,
    *,
    places: Mapping[str, tuple[Option, ...]] | None = None,
    care: CareTexts = NO_CARE,
) -> Prompt | None:
    """Return the present screen once more, or None where the session has ended."""
    if session.finished or not _fits(questionnaire, session):
        return None
    return screen(Scene(questionnaire, session, places or {}, care))


def _unheard(scene: Scene, event: Event, after: Session) -> bool:
    """Whether words were taken in which no rule would have noticed harm.

    Where nothing can tell, help lines follow whatever somebody writes.
    """
    before = scene.session
    if not isinstance(event, Replied) or before.question is None or after.finished:
        return False
    if not event.review and notices(scene.language):
        return False
    if after.draft is not None:
        return after.draft != before.draft
    answer = after.answer(before.question)
    words = None if answer is None else answer.words
    return (
        words is not None
        and words != before.draft
        and answer != before.answer(before.question)
    )


def _hour(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H").replace(tzinfo=UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)


def _fits(questionnaire: Questionnaire, session: Session) -> bool:
    """Whether the session was begun with these very questions."""
    known = {q.id for q in questionnaire.questions}
    used = {a.question for a in session.answers} | {session.question or ""}
    return session.version == questionnaire.version and used <= known | {""}


def _anew(questionnaire: Questionnaire, session: Session) -> Session:
    """Return a session that begins again, with nothing of the old answers."""
    return replace(
        start(
            questionnaire,
            language=session.language,
            channel=session.channel,
            labels=session.labels,
            lot=session.visit,
            packs=len(session.packs),
            variant=session.variant,
        ),
        visit=session.visit + 1,
        hour=session.hour,
    )


def _welcomed(scene: Scene, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    return tuple(
        replace(e, note="\n".join(n for n in (scene.says("welcome_back"), e.note) if n))
        if isinstance(e, Prompt)
        else e
        for e in effects
    )


# --- from an event to a move ---------------------------------------------------


def _moved(scene: Scene, event: Event) -> Turn:
    match event:
        case Started():
            new = scene.session.phase is Phase.WELCOME
            return again(scene) if new else again(scene, "welcome_back")
        case Tapped(step, button):
            return _tapped(scene, step, button)
        case Replied():
            return _replied(scene, event)
        case Unreadable():
            return again(scene, "unreadable")
        case _:
            assert_never(event)


def _tapped(scene: Scene, step: str, button: str) -> Turn:
    if not step and button in replies.MOVES:  # a command such as /back
        return _do(scene, button)
    if step != str(scene.session.visit):
        return again(scene, "present_step")
    prompt = screen(scene)
    if button not in {b.id for b in (*prompt.buttons, *prompt.controls)}:
        return again(scene, "present_step")
    move = MOVES[scene.session.phase].get(button)
    return _chosen(scene, button) if move is None else move(scene)


def _chosen(scene: Scene, button: str) -> Turn:
    """Do what a button asks that is no move of its own: an option, a change."""
    match scene.session.phase:
        case Phase.REVIEWING:
            return change(scene, button.removeprefix(f"{CHANGE}:"))
        case Phase.CHOOSING_LANGUAGE:
            return come_back(scene.to(replace(scene.session, language=button)))
        case _:
            if scene.question.kind is Kind.MANY:
                return toggle(scene, button)
            return take(scene, Answer(scene.question.id, options=(button,)))


def _replied(scene: Scene, event: Replied) -> Turn:
    words = event.words
    match scene.session.phase:
        case Phase.ASKING:
            return _understood(scene, event)
        case Phase.CONFIRMING:
            typed = (KEEP, DELETE, *replies.MOVES)
            asked = replies.move(words, typed, scene.language)
            return write(scene, event) if asked is None else _do(scene, asked)
        case Phase.REVIEWING:
            return _at_review(scene, words)
        case Phase.STOPPING:
            asked = replies.move(
                words, (STOP_NOW, RESUME, HELP, LANGUAGE), scene.language
            )
            return again(scene) if asked is None else _do(scene, asked)
        case Phase.CHOOSING_LANGUAGE:
            return _language_named(scene, words)
        case _:
            others = (STOP, HELP, LANGUAGE, EASY, USUAL, BEGIN)
            asked = replies.move(words, others, scene.language)
            return _not_begun(scene) if asked is None else _do(scene, asked)


def _not_begun(scene: Scene) -> Turn:
    """Say briefly how to begin; of the first screen only the limits come again."""
    limits = scene.put(scene.questionnaire.confidence).strip()
    text = "\n\n".join(part for part in (limits, scene.care.contact) if part)
    return scene.session, (replace(screen(scene, scene.says("begin")), text=text),)


def _do(scene: Scene, name: str) -> Turn:
    move = MOVES[scene.session.phase].get(name)
    return again(scene, "present_step") if move is None else move(scene)


def _understood(scene: Scene, event: Replied) -> Turn:
    question = scene.question
    if scene.care.now and question.kind is not Kind.TEXT:
        # Whoever writes of harm is not taken to have answered, nor told "sorry, I
        # did not get that": the help lines come, then the question again.
        return again(scene)
    reading = replies.understand(
        question, scene.options(question), event.words, scene.language
    )
    match reading:
        case replies.Move(name):
            return _do(scene, name)
        case replies.Unclear(between):
            return _ask_again(scene, between)
        case replies.Understood(answer):
            if question.kind is Kind.TEXT:
                return write(scene, event)
            if question.kind is Kind.MANY:
                return pick(scene, answer.options)
            return take(scene, answer)
        case _:
            assert_never(reading)


def _ask_again(scene: Scene, between: tuple[str, ...]) -> Turn:
    """Ask once in other words; after that, offer to leave the question out."""
    question, misses = scene.question, scene.session.misses + 1
    session = replace(scene.session, misses=misses)
    labels = [scene.put(o.label) for o in scene.options(question) if o.id in between]
    other = scene.put(question.help) if question.help else None
    if misses > 1:
        note = scene.says("offer_skip")
    elif question.kind is Kind.NUMBER:
        note = scene.says(
            "number_again", minimum=question.minimum, maximum=question.maximum
        )
    elif question.kind is Kind.TEXT:
        note = scene.says("only_words")
    elif labels:
        quoted = [f"“{label}”" for label in labels]
        choice = joined(quoted, scene.language, "last_choice")
        note = scene.says("which_one", labels=choice)
    elif other:
        note = f"{scene.says('ask_again')}\n{other}"
    else:
        note = scene.says("ask_again_plain")
    return session, (screen(scene.to(session), note),)


def _at_review(scene: Scene, words: str) -> Turn:
    """Read what is typed at the review: send, a number to change, or a move."""
    asked = replies.move(
        words, (SEND, BACK, STOP, HELP, LANGUAGE, EASY, USUAL), scene.language
    )
    if asked is not None:
        return _do(scene, asked)
    known = catalogue(scene.language)
    fillers = (*known.typed.get(CHANGE, ()), *known.typed.get("pointers", ()))
    said = [w for w in replies.plain(words) if w not in fillers]
    place = int(said[0]) if len(said) == 1 and re.fullmatch(r"\d{1,3}", said[0]) else 0
    if 0 < place <= len(scene.path):
        return change(scene, scene.path[place - 1].id)
    return again(scene, "review_again")


def _language_named(scene: Scene, words: str) -> Turn:
    said = replies.plain(words)
    for code in scene.questionnaire.languages:
        if said in (replies.plain(language_name(code)), replies.plain(code)):
            return come_back(scene.to(replace(scene.session, language=code)))
    asked = replies.move(words, (BACK, STOP, HELP), scene.language)
    return again(scene) if asked is None else _do(scene, asked)
