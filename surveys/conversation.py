"""The conversation: one event in, a new session and a list of effects out.

Rule 1: everything that decides what happens next lives in this file. The table
`MOVES` says which moves are legal in which phase; whatever is not in it shows the
present screen again. What the table cannot say (which option, which question) is in
the moves themselves.
Rule 2: this file does not know which channel it is talking through.
Rule 3: it reads no clock, makes no ids and performs no I/O. Words that reach it are
redacted already; what was noticed in the raw words comes in `CareTexts.now`.
Rule 4: the next question is the first on the path that has no answer. Going back
keeps later answers, so that one change costs one answer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

from surveys import replies, routing
from surveys.care import NO_CARE, CareTexts
from surveys.events import (
    BACK,
    BEGIN,
    CHANGE,
    DELETE,
    DONE,
    HELP,
    KEEP,
    LANGUAGE,
    RESUME,
    SEND,
    SKIP,
    STOP,
    Effect,
    Event,
    Forget,
    Prompt,
    Replied,
    Say,
    Started,
    Submit,
    Tapped,
    Unreadable,
)
from surveys.model import Answer, Kind, Option, Question, Questionnaire, Role
from surveys.screens import Scene, screen
from surveys.session import Labels, Phase, Session, SessionError
from surveys.wording import catalogue, joined, language_name

__all__ = ["Labels", "Phase", "Session", "SessionError", "present", "start", "step"]

Turn = tuple[Session, tuple[Effect, ...]]
Move = Callable[[Scene], Turn]

AWAY = timedelta(hours=2)  # after this long, people are welcomed back
_STOP_NOW = "stop_now"


def start(
    questionnaire: Questionnaire,
    *,
    language: str,
    channel: str,
    labels: Labels,
    lot: int,
    packs: int = 1,
) -> Session:
    """Return a new session.

    Args:
        questionnaire: What is asked.
        language: Taken if the questionnaire speaks it, else English.
        channel: Where the person is; a session stays there.
        labels: Carried for the service.
        lot: Any whole number from 0, drawn by the caller: it chooses the packs.
        packs: How many probe packs this person is asked (`routing.packs_each`).
    """
    return Session(
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        language=language if language in questionnaire.languages else "en",
        channel=channel,
        labels=labels,
        packs=routing.draw_packs(questionnaire.packs, lot, packs),
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
        return _show(scene.to(_anew(questionnaire, scene.session)), "new_questions")
    after, effects = _moved(scene, event)
    if care.now and not after.finished:
        effects = (Say(scene.says("care"), care=care.now), *effects)
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
            return _again(scene) if new else _again(scene, "welcome_back")
        case Tapped(step, button):
            return _tapped(scene, step, button)
        case Replied():
            return _replied(scene, event)
        case Unreadable():
            return _again(scene, "unreadable")
        case _:
            assert_never(event)


def _tapped(scene: Scene, step: str, button: str) -> Turn:
    if not step and button in replies.MOVES:  # a command such as /back
        return _do(scene, button)
    if step != str(scene.session.visit):
        return _again(scene, "present_step")
    prompt = screen(scene)
    if button not in {b.id for b in (*prompt.buttons, *prompt.controls)}:
        return _again(scene, "present_step")
    move = MOVES[scene.session.phase].get(button)
    return _chosen(scene, button) if move is None else move(scene)


def _chosen(scene: Scene, button: str) -> Turn:
    """Do what a button asks that is no move of its own: an option, a change."""
    match scene.session.phase:
        case Phase.REVIEWING:
            return _change(scene, button.removeprefix(f"{CHANGE}:"))
        case Phase.CHOOSING_LANGUAGE:
            return _return(scene.to(replace(scene.session, language=button)))
        case _:
            if scene.question.kind is Kind.MANY:
                return _toggle(scene, button)
            return _answer(scene, Answer(scene.question.id, options=(button,)))


def _replied(scene: Scene, event: Replied) -> Turn:
    words = event.words
    match scene.session.phase:
        case Phase.ASKING:
            return _understood(scene, event)
        case Phase.CONFIRMING:
            typed = (KEEP, DELETE, BACK, SKIP, STOP, HELP, LANGUAGE)
            asked = replies.move(words, typed, scene.language)
            return _write(scene, event) if asked is None else _do(scene, asked)
        case Phase.REVIEWING:
            return _at_review(scene, words)
        case Phase.STOPPING:
            asked = replies.move(words, (_STOP_NOW, RESUME, HELP), scene.language)
            return _again(scene) if asked is None else _do(scene, asked)
        case Phase.CHOOSING_LANGUAGE:
            return _language_named(scene, words)
        case _:
            others = (STOP, HELP, LANGUAGE, BEGIN)
            asked = replies.move(words, others, scene.language)
            return _again(scene, "begin") if asked is None else _do(scene, asked)


def _do(scene: Scene, name: str) -> Turn:
    move = MOVES[scene.session.phase].get(name)
    return _again(scene, "present_step") if move is None else move(scene)


def _understood(scene: Scene, event: Replied) -> Turn:
    question = scene.question
    if scene.care.now and question.kind is not Kind.TEXT:
        # Whoever writes of harm is not taken to have answered, nor told "sorry, I
        # did not get that": the help lines come, then the question again.
        return _again(scene)
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
                return _write(scene, event)
            if question.kind is Kind.MANY:
                return _pick(scene, answer.options)
            return _answer(scene, answer)
        case _:
            assert_never(reading)


def _ask_again(scene: Scene, between: tuple[str, ...]) -> Turn:
    """Ask once in other words; after that, offer to leave the question out."""
    question, misses = scene.question, scene.session.misses + 1
    session = replace(scene.session, misses=misses)
    labels = [
        o.label.in_language(scene.language)
        for o in scene.options(question)
        if o.id in between
    ]
    other = question.help.in_language(scene.language) if question.help else None
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


# --- showing --------------------------------------------------------------------


def _show(scene: Scene, *keys: str) -> Turn:
    """Show the scene as a new screen; buttons of older ones are void."""
    session = replace(scene.session, visit=scene.session.visit + 1)
    return session, (screen(scene.to(session), *(scene.says(k) for k in keys)),)


def _again(scene: Scene, *keys: str) -> Turn:
    """Show the same screen once more; nothing has changed."""
    return scene.session, (screen(scene, *(scene.says(k) for k in keys)),)


def _ask(scene: Scene, question: Question) -> Turn:
    """Put a question in front of the person."""
    before = scene.session.answer(question.id)
    session = replace(
        scene.session,
        phase=Phase.ASKING,
        question=question.id,
        picked=before.options if before and question.kind is Kind.MANY else (),
        misses=0,
        draft=None,
        draft_review=False,
        draft_concern=False,
    )
    return _show(scene.to(session))


def _next(scene: Scene) -> Turn:
    """Go to the first question on the path that has no answer, or to the review."""
    for question in scene.path:
        if scene.session.answer(question.id) is None:
            return _ask(scene, question)
    return _review(scene)


def _review(scene: Scene) -> Turn:
    session = replace(
        scene.session,
        phase=Phase.REVIEWING,
        question=None,
        picked=(),
        misses=0,
        draft=None,
        draft_review=False,
        draft_concern=False,
        reviewing=True,
    )
    return _show(scene.to(session))


# --- the moves --------------------------------------------------------------------


def _answer(
    scene: Scene, answer: Answer, *, review: bool = False, concern: bool = False
) -> Turn:
    """Take an answer in the place of any earlier one, and go on."""
    session = scene.session
    if session.answer(answer.question) is None:
        answers = (*session.answers, answer)
    else:
        answers = tuple(
            answer if a.question == answer.question else a for a in session.answers
        )
    this = (answer.question,)
    session = replace(
        session,
        answers=answers,
        review=_without(session.review, this) + (this if review else ()),
        concern=_without(session.concern, this) + (this if concern else ()),
    )
    return _next(scene.to(session))


def _without(ids: tuple[str, ...], some: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(i for i in ids if i not in some)


def _skip(scene: Scene) -> Turn:
    return _answer(scene, Answer(scene.question.id, skipped=True))


def _back(scene: Scene) -> Turn:
    """Go to the question before; from the first one to the beginning."""
    session, path = scene.session, scene.path
    complete = all(session.answer(q.id) is not None for q in path)
    if session.phase is Phase.ASKING and session.reviewing and complete:
        return _review(scene)
    ids = [q.id for q in path]
    at = ids.index(session.question) if session.question in ids else len(ids)
    if at > 0:
        return _ask(scene, path[at - 1])
    return _show(scene.to(replace(session, phase=Phase.WELCOME, question=None)))


def _write(scene: Scene, event: Replied) -> Turn:
    """Take written words; show them back where they are not kept as they came."""
    question = scene.question
    words = _cut(event.words.strip(), question.longest)
    if not words:
        return _again(scene, "only_words")
    concern = bool(scene.care.now)
    shortened = words != event.words.strip()
    if not (event.removed or event.review or concern or shortened):
        return _answer(scene, Answer(question.id, words=words))
    session = replace(
        scene.session,
        phase=Phase.CONFIRMING,
        visit=scene.session.visit + 1,
        draft=words,
        draft_review=event.review or concern,
        draft_concern=concern,
        misses=0,
    )
    notes = (
        _removed(scene, event.removed),
        scene.says("wait_for_person") if event.review else None,
        scene.says("shortened") if shortened else None,
    )
    prompt = screen(scene.to(session), *notes)
    # Where the words gave cause, the help lines stand right above: once is enough.
    return session, (replace(prompt, care=()) if concern else prompt,)


def _removed(scene: Scene, number: int) -> str | None:
    if number <= 0:
        return None
    return scene.says("removed" if number == 1 else "removed_some", number=number)


def _cut(words: str, longest: int) -> str:
    """Return the words, cut at the last space that fits."""
    if len(words) <= longest:
        return words
    whole, space, _ = words[: longest + 1].rpartition(" ")
    return whole.rstrip() if space and whole.strip() else words[:longest]


def _keep(scene: Scene) -> Turn:
    """Keep the words shown back, or the earlier answer."""
    session = scene.session
    if session.draft is None:
        return _next(scene)
    return _answer(
        scene,
        Answer(scene.question.id, words=session.draft),
        review=session.draft_review,
        concern=session.draft_concern,
    )


def _retype(scene: Scene) -> Turn:
    return _ask(scene, scene.question)


def _toggle(scene: Scene, option_id: str) -> Turn:
    """Choose an option of a `many` question, or take it off again."""
    session = scene.session
    if option_id in session.picked:
        session = replace(session, picked=_without(session.picked, (option_id,)))
        return _again(scene.to(session))
    return _again(scene.to(_with(scene, (option_id,))))


def _pick(scene: Scene, options: tuple[str, ...]) -> Turn:
    """Choose options of a `many` question by typing them."""
    session = _with(scene, options)
    chosen = scene.to(session).in_words(Answer(scene.question.id, session.picked))
    note = scene.says("picked_so_far", labels=chosen)
    return session, (screen(scene.to(session), note),)


def _with(scene: Scene, options: tuple[str, ...]) -> Session:
    """Return the session with these picked too; an option may exclude the others."""
    every = scene.options(scene.question)
    alone = {o.id for o in every if o.alone}
    wanted = {*scene.session.picked, *options}
    if alone.intersection(options):
        wanted = set(options)
    else:
        wanted -= alone
    picked = tuple(o.id for o in every if o.id in wanted)
    return replace(scene.session, picked=picked, misses=0)


def _done(scene: Scene) -> Turn:
    if not scene.session.picked:
        return _again(scene, "choose_first")
    return _answer(scene, Answer(scene.question.id, options=scene.session.picked))


def _at_review(scene: Scene, words: str) -> Turn:
    """Read what is typed at the review: send, a number to change, or a move."""
    asked = replies.move(words, (SEND, BACK, STOP, HELP, LANGUAGE), scene.language)
    if asked is not None:
        return _do(scene, asked)
    known = catalogue(scene.language)
    fillers = (*known.typed.get(CHANGE, ()), *known.typed.get("pointers", ()))
    said = [w for w in replies.plain(words) if w not in fillers]
    place = int(said[0]) if len(said) == 1 and re.fullmatch(r"\d{1,3}", said[0]) else 0
    if 0 < place <= len(scene.path):
        return _change(scene, scene.path[place - 1].id)
    return _again(scene, "review_again")


def _change(scene: Scene, question_id: str) -> Turn:
    return _ask(scene, scene.questionnaire.question(question_id))


def _send(scene: Scene) -> Turn:
    """Submit, unless nothing was answered at all."""
    session, path = scene.session, scene.path
    answers = tuple(a for q in path if (a := session.answer(q.id)) is not None)
    roles = {q.id: q.role for q in path if q.role is not None}
    if all(a.skipped for a in answers if a.question not in roles):
        return _again(scene, "nothing_to_send")
    steering = {roles[a.question]: a for a in answers if a.question in roles}
    kept = tuple(a for a in answers if a.question not in roles)
    worded = {a.question for a in kept if a.words is not None}
    submit = Submit(
        answers=kept,
        review=tuple(q for q in session.review if q in worded),
        concern=tuple(q for q in session.concern if q in worded),
        worker_present=_yes_no(steering.get(Role.WORKER_PRESENT)),
        quote_consent=_yes_no(steering.get(Role.QUOTE_CONSENT)) is True,
        follow_up=_yes_no(steering.get(Role.FOLLOW_UP)) is True,
        grade=_place(steering.get(Role.GRADE)),
        partner=_place(steering.get(Role.PARTNER)),
    )
    thanks = scene.questionnaire.thanks.in_language(scene.language)
    return _ended(session, Phase.SENT), (
        submit,
        Say(thanks, care=scene.care.to_ring if submit.concern else scene.care.in_sight),
    )


def _yes_no(answer: Answer | None) -> bool | None:
    if answer is None or not answer.options:
        return None
    return answer.options[0] == "y"


def _place(answer: Answer | None) -> str | None:
    return None if answer is None or not answer.options else answer.options[0]


def _ended(session: Session, phase: Phase) -> Session:
    """Return the shell of a session: nothing that was said is left in it."""
    return replace(
        session,
        phase=phase,
        question=None,
        answers=(),
        picked=(),
        draft=None,
        review=(),
        concern=(),
    )


def _stop(scene: Scene) -> Turn:
    return _aside(scene, Phase.STOPPING)


def _stop_now(scene: Scene) -> Turn:
    ended = _ended(scene.session, Phase.STOPPED)
    return ended, (Forget(), Say(scene.says("stopped"), care=scene.care.in_sight))


def _languages(scene: Scene) -> Turn:
    if len(scene.questionnaire.languages) == 1:
        return _again(scene, "one_language")
    return _aside(scene, Phase.CHOOSING_LANGUAGE)


def _aside(scene: Scene, phase: Phase) -> Turn:
    """Ask something beside the questions; `_return` comes back from it."""
    behind = scene.session.behind or scene.session.phase
    return _show(scene.to(replace(scene.session, phase=phase, behind=behind)))


def _return(scene: Scene) -> Turn:
    behind = scene.session.behind or Phase.WELCOME
    return _show(scene.to(replace(scene.session, phase=behind, behind=None)))


def _language_named(scene: Scene, words: str) -> Turn:
    said = replies.plain(words)
    for code in scene.questionnaire.languages:
        if said in (replies.plain(language_name(code)), replies.plain(code)):
            return _return(scene.to(replace(scene.session, language=code)))
    asked = replies.move(words, (BACK, STOP, HELP), scene.language)
    return _again(scene) if asked is None else _do(scene, asked)


def _help(scene: Scene) -> Turn:
    """Say how to answer and how to move about, and where to get help."""
    lines: list[str] = []
    if scene.session.phase is Phase.ASKING:
        question = scene.question
        key = "choice" if question.kind in (Kind.ONE, Kind.SCALE) else question.kind
        if question.help is not None:
            lines.append(question.help.in_language(scene.language))
        lines.append(scene.says(f"help_{key}"))
    lines.append(scene.says("help_moves"))
    if scene.care.contact:
        lines.append(scene.care.contact)
    if scene.care.to_ring:
        lines.append(scene.says("help_contact"))
    help_text = Say("\n".join(lines), care=scene.care.to_ring)
    return scene.session, (help_text, screen(scene))


_ASIDE: Mapping[str, Move] = {HELP: _help, STOP: _stop, LANGUAGE: _languages}

MOVES: Mapping[Phase, Mapping[str, Move]] = {
    Phase.WELCOME: {BEGIN: _next, **_ASIDE},
    Phase.ASKING: {
        BACK: _back,
        SKIP: _skip,
        DONE: _done,
        KEEP: _keep,
        DELETE: _skip,
        **_ASIDE,
    },
    Phase.CONFIRMING: {
        KEEP: _keep,
        DELETE: _skip,
        SKIP: _skip,
        BACK: _retype,
        **_ASIDE,
    },
    Phase.REVIEWING: {SEND: _send, BACK: _back, **_ASIDE},
    Phase.STOPPING: {
        RESUME: _return,
        STOP: _stop_now,
        _STOP_NOW: _stop_now,
        HELP: _help,
    },
    Phase.CHOOSING_LANGUAGE: {BACK: _return, STOP: _stop, HELP: _help},
}
