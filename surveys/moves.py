"""The moves of a conversation: each takes a scene and returns the next turn.

`MOVES` says which of them are legal in which phase. Like `surveys.conversation`, this
file knows no channel, reads no clock and performs no I/O.

The next question is always the first on the path that has no answer. Going back keeps
later answers, so that one change costs one answer.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from surveys.events import (
    BACK,
    BEGIN,
    DELETE,
    DONE,
    EASY,
    HELP,
    KEEP,
    LANGUAGE,
    RESUME,
    SEND,
    SKIP,
    STOP,
    USUAL,
    Effect,
    Forget,
    Replied,
    Say,
    Submit,
)
from surveys.events import Kind as About
from surveys.languages import ENGLISH
from surveys.model import Answer, Kind, Question, Role, Variant
from surveys.screens import Scene, screen
from surveys.session import Phase, Session

Turn = tuple[Session, tuple[Effect, ...]]
Move = Callable[[Scene], Turn]

STOP_NOW = "stop_now"  # "stop", said once more


def show(scene: Scene, *keys: str) -> Turn:
    """Show the scene as a new screen; buttons of older ones are void."""
    session = replace(scene.session, visit=scene.session.visit + 1)
    return session, (screen(scene.to(session), *(scene.says(k) for k in keys)),)


def again(scene: Scene, *keys: str) -> Turn:
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
    return show(scene.to(session))


def go_on(scene: Scene) -> Turn:
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
    return show(scene.to(session))


# --- the moves --------------------------------------------------------------------


def take(
    scene: Scene, answer: Answer, *, review: bool = False, concern: bool = False
) -> Turn:
    """Take an answer in the place of any earlier one, and go on."""
    session = scene.session
    role = scene.questionnaire.question(answer.question).role
    if role is Role.ANSWERED_BEFORE and _yes_no(answer):
        return _nothing_twice(scene)
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
    return go_on(scene.to(session))


def _without(ids: tuple[str, ...], some: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(i for i in ids if i not in some)


def _skip(scene: Scene) -> Turn:
    return take(scene, Answer(scene.question.id, skipped=True))


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
    return show(scene.to(replace(session, phase=Phase.WELCOME, question=None)))


def write(scene: Scene, event: Replied) -> Turn:
    """Take written words; show them back where they are not kept as they came."""
    question = scene.question
    words = _cut(event.words.strip(), question.longest)
    if not words:
        return again(scene, "only_words")
    concern = bool(scene.care.now)
    shortened = words != event.words.strip()
    review = event.review or scene.language != ENGLISH  # no rule reads others well
    if not (event.removed or review or concern or shortened):
        return take(scene, Answer(question.id, words=words))
    session = replace(
        scene.session,
        phase=Phase.CONFIRMING,
        visit=scene.session.visit + 1,
        draft=words,
        draft_review=review or concern,
        draft_concern=concern,
        misses=0,
    )
    notes = (
        _removed(scene, event.removed),
        scene.says("wait_for_person") if review else None,
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
        return go_on(scene)
    return take(
        scene,
        Answer(scene.question.id, words=session.draft),
        review=session.draft_review,
        concern=session.draft_concern,
    )


def _retype(scene: Scene) -> Turn:
    return _ask(scene, scene.question)


def toggle(scene: Scene, option_id: str) -> Turn:
    """Choose an option of a `many` question, or take it off again."""
    session = scene.session
    if option_id in session.picked:
        session = replace(session, picked=_without(session.picked, (option_id,)))
        return again(scene.to(session))
    return again(scene.to(_with(scene, (option_id,))))


def pick(scene: Scene, options: tuple[str, ...]) -> Turn:
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
        return again(scene, "choose_first")
    return take(scene, Answer(scene.question.id, options=scene.session.picked))


def change(scene: Scene, question_id: str) -> Turn:
    """Ask a question once more, from the review."""
    return _ask(scene, scene.questionnaire.question(question_id))


def _send(scene: Scene) -> Turn:
    """Submit, unless nothing was answered at all."""
    session, path = scene.session, scene.path
    answers = tuple(a for q in path if (a := session.answer(q.id)) is not None)
    roles = {q.id: q.role for q in path if q.role is not None}
    if all(a.skipped for a in answers if a.question not in roles):
        return again(scene, "nothing_to_send")
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
        tier=_place(steering.get(Role.TIER), _marked(scene, Role.TIER)),
    )
    thanks = scene.put(scene.questionnaire.thanks)
    care = scene.care.to_ring if submit.concern else scene.care.in_sight
    return _ended(session, Phase.SENT), (submit, _last(scene, thanks, care))


def _last(scene: Scene, said: str, care: tuple[str, ...]) -> Say:
    """Return the last words of a conversation."""
    return Say(said, care=care, kind=About.END, language=scene.language)


def _yes_no(answer: Answer | None) -> bool | None:
    if answer is None or not answer.options:
        return None
    return answer.options[0] == "y"


def _place(answer: Answer | None, none: Collection[str] = ()) -> str | None:
    """Return the place that was chosen; options in ``none`` name none."""
    if answer is None or not answer.options or answer.options[0] in none:
        return None
    return answer.options[0]


def _marked(scene: Scene, role: Role) -> frozenset[str]:
    """Return the options of a question that do not answer it, such as "not sure"."""
    return frozenset(
        option.id
        for question in scene.questionnaire.questions
        if question.role is role
        for option in question.options
        if option.mark is not None
    )


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
    return ended, (Forget(), _last(scene, scene.says("stopped"), scene.care.in_sight))


def _nothing_twice(scene: Scene) -> Turn:
    """Thank whoever has answered before, and keep nothing."""
    ended = _ended(scene.session, Phase.STOPPED)
    said = scene.says("answered_before")
    return ended, (Forget(), _last(scene, said, scene.care.in_sight))


def _languages(scene: Scene) -> Turn:
    if len(scene.questionnaire.languages) == 1:
        return again(scene, "one_language")
    return _aside(scene, Phase.CHOOSING_LANGUAGE)


def _aside(scene: Scene, phase: Phase) -> Turn:
    """Ask something beside the questions; `come_back` comes back from it."""
    behind = scene.session.behind or scene.session.phase
    return show(scene.to(replace(scene.session, phase=phase, behind=behind)))


def come_back(scene: Scene) -> Turn:
    """Come back from stopping, or from choosing a language."""
    behind = scene.session.behind or Phase.WELCOME
    return show(scene.to(replace(scene.session, phase=behind, behind=None)))


def _help(scene: Scene) -> Turn:
    """Say how to answer and how to move about, and where to get help."""
    lines: list[str] = []
    if scene.session.phase is Phase.ASKING:
        question = scene.question
        key = "choice" if question.kind in (Kind.ONE, Kind.SCALE) else question.kind
        if question.help is not None:
            lines.append(scene.put(question.help))
        lines.append(scene.says(f"help_{key}"))
    lines.append(scene.says("help_moves"))
    if scene.care.contact:
        lines.append(scene.care.contact)
    if scene.care.to_ring:
        lines.append(scene.says("help_contact"))
    help_text = Say("\n".join(lines), care=scene.care.to_ring)
    return scene.session, (help_text, screen(scene))


def _in_words(variant: Variant) -> Move:
    """Return the move that puts the same screen in the words of a variant."""

    def move(scene: Scene) -> Turn:
        if not scene.questionnaire.easy:
            return again(scene, "no_easy")
        return show(scene.to(replace(scene.session, variant=variant)))

    return move


_ASIDE: Mapping[str, Move] = {
    HELP: _help,
    STOP: _stop,
    LANGUAGE: _languages,
    EASY: _in_words(Variant.EASY),
    USUAL: _in_words(Variant.USUAL),
}

MOVES: Mapping[Phase, Mapping[str, Move]] = {
    Phase.WELCOME: {BEGIN: go_on, **_ASIDE},
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
        RESUME: come_back,
        STOP: _stop_now,
        STOP_NOW: _stop_now,
        HELP: _help,
        LANGUAGE: _languages,
    },
    Phase.CHOOSING_LANGUAGE: {BACK: come_back, STOP: _stop, HELP: _help},
}
