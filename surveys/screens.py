"""What stands in front of the person: a session turned into a prompt.

Rule 1: a prompt depends on the questionnaire and the session only, so that the same
session always shows the same screen, in whatever process it is read back.
Rule 2: everything is said in the session's language; nothing here decides a move.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from surveys import routing
from surveys.care import CareTexts
from surveys.events import (
    BACK,
    BEGIN,
    CHANGE,
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
    Button,
    Prompt,
)
from surveys.model import (
    Answer,
    Kind,
    Option,
    Question,
    Questionnaire,
    Text,
    Variant,
)
from surveys.session import Phase, Session
from surveys.wording import joined, language_name, phrase

PIPED = re.compile(r"\{answer:([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Scene:
    """A session with what belongs to it: all that a screen is made of."""

    questionnaire: Questionnaire
    session: Session
    places: Mapping[str, tuple[Option, ...]]
    care: CareTexts

    def to(self, session: Session) -> "Scene":
        """Return the same scene with another session."""
        return replace(self, session=session)

    @property
    def language(self) -> str:
        """The language of the session."""
        return self.session.language

    def put(self, text: Text) -> str:
        """Return a text in the words and the language of the session."""
        return text.in_language(self.language, self.session.variant)

    def picture(self, of: Question | Option) -> str | None:
        """Return the picture beside it: easy read has one, the usual words none."""
        return of.picture if self.session.variant is Variant.EASY else None

    @property
    def path(self) -> tuple[Question, ...]:
        """The questions that the answers lead through."""
        return routing.path(
            self.questionnaire, self.session.answers, self.session.packs
        )

    @property
    def question(self) -> Question:
        """The question in front of the person."""
        return self.questionnaire.question(self.session.question or "")

    def options(self, question: Question) -> tuple[Option, ...]:
        """Return the options of a question, those of the area file first."""
        if question.options_from is None:
            return question.options
        return (*self.places.get(question.options_from, ()), *question.options)

    def says(self, key: str, **values: object) -> str:
        """Return a phrase in the session's language."""
        return phrase(key, self.language, **values)

    def button(self, button_id: str, key: str | None = None) -> Button:
        """Return a button of the conversation itself."""
        return Button(button_id, self.says(f"button.{key or button_id}"))

    def asked(self, question: Question) -> str:
        """Return the question's text, with earlier answers piped in."""
        text = self.put(question.text)
        return PIPED.sub(lambda found: self.answered(found[1]), text)

    def answered(self, question_id: str) -> str:
        """Return in words what was answered to a question."""
        answer = self.session.answer(question_id)
        if answer is None or answer.skipped:
            return self.says("nothing_said")
        return self.in_words(answer)

    def in_words(self, answer: Answer) -> str:
        """Return an answer in words."""
        if answer.words is not None:
            return answer.words
        if answer.number is not None:
            return str(answer.number)
        options = self.options(self.questionnaire.question(answer.question))
        labels = {o.id: self.put(o.label) for o in options}
        return joined([labels.get(o, o) for o in answer.options], self.language)


def screen(scene: Scene, *notes: str | None) -> Prompt:
    """Return the present screen, with something said before it.

    An ended session has none; asking for it is a mistake of the caller.
    """
    prompt = _SCREENS[scene.session.phase](scene)
    note = "\n".join(n for n in (*notes, prompt.note) if n)
    return replace(
        prompt,
        step=str(scene.session.visit),
        note=note or None,
        language=scene.language,
        variant=scene.session.variant,
    )


def _welcome(scene: Scene) -> Prompt:
    of = scene.questionnaire
    texts = [scene.put(t).strip() for t in (of.title, of.intro, of.confidence)]
    return Prompt(
        step="",
        text="\n\n".join(t for t in (*texts, scene.care.contact) if t),
        buttons=(scene.button(BEGIN),),
        controls=_controls(scene, HELP, LANGUAGE, STOP),
    )


def _asking(scene: Scene) -> Prompt:
    question = scene.question
    path = [q.id for q in scene.path]
    at = path.index(question.id) + 1 if question.id in path else len(path)
    text = "\n\n".join(t for t in (scene.asked(question), _hint(scene, question)) if t)
    earlier = scene.session.answer(question.id)
    free = question.kind is Kind.TEXT
    return Prompt(
        step="",
        text=text,
        buttons=_choices(scene, question, earlier),
        controls=_controls(scene, BACK, SKIP, HELP, LANGUAGE, STOP),
        progress=(at, len(path)),
        many=question.kind is Kind.MANY,
        free_text=free,
        care=scene.care.in_sight if free or question.help_lines else (),
        note=_earlier(scene, question, earlier),
        picture=scene.picture(question),
    )


def _choices(
    scene: Scene, question: Question, earlier: Answer | None
) -> tuple[Button, ...]:
    if question.kind in (Kind.TEXT, Kind.NUMBER):
        kept = earlier is not None and not earlier.skipped
        return (scene.button(KEEP), scene.button(DELETE)) if kept else ()
    many = question.kind is Kind.MANY
    before = () if earlier is None else earlier.options
    chosen = scene.session.picked if many else before
    options = tuple(
        Button(o.id, scene.put(o.label), o.id in chosen, scene.picture(o))
        for o in scene.options(question)
    )
    return (*options, scene.button(DONE)) if many else options


def _hint(scene: Scene, question: Question) -> str | None:
    match question.kind:
        case Kind.MANY:
            return scene.says("many")
        case Kind.NUMBER:
            return scene.says(
                "number", minimum=question.minimum, maximum=question.maximum
            )
        case Kind.TEXT:
            return f"{scene.says('text')} {scene.says('text_choice')}"
        case _:
            return None


def _earlier(scene: Scene, question: Question, earlier: Answer | None) -> str | None:
    if earlier is None or earlier.skipped:
        return None
    if question.kind is Kind.TEXT:
        return f"{scene.says('earlier_words')}\n“{earlier.words}”"
    if question.kind is Kind.NUMBER:
        return scene.says("earlier_number", number=earlier.number)
    return None


def _confirming(scene: Scene) -> Prompt:
    session = scene.session
    return Prompt(
        step="",
        text="\n\n".join(
            (
                scene.says("check_words"),
                f"“{session.draft}”",
                scene.says("check_words_ask"),
            )
        ),
        buttons=(scene.button(KEEP), scene.button(DELETE)),
        controls=_controls(scene, BACK, HELP, LANGUAGE, STOP),
        free_text=True,
        care=scene.care.to_ring if session.draft_concern else scene.care.in_sight,
    )


def _reviewing(scene: Scene) -> Prompt:
    path = scene.path
    lines = [
        f"{number}. {scene.asked(question)}\n– {_given(scene, question)}"  # noqa: RUF001  a dash
        for number, question in enumerate(path, 1)
    ]
    changes = tuple(
        Button(f"{CHANGE}:{q.id}", scene.says("button.change", number=number))
        for number, q in enumerate(path, 1)
    )
    return Prompt(
        step="",
        text="\n\n".join((scene.says("review"), *lines, scene.says("review_end"))),
        buttons=(scene.button(SEND),),
        controls=(*changes, *_controls(scene, BACK, HELP, LANGUAGE, STOP)),
    )


def _given(scene: Scene, question: Question) -> str:
    answer = scene.session.answer(question.id)
    if answer is None or answer.skipped:
        return scene.says("review_skipped")
    return scene.in_words(answer)


def _stopping(scene: Scene) -> Prompt:
    return Prompt(
        step="",
        text=scene.says("stop"),
        buttons=(scene.button(RESUME), scene.button(STOP, "stop_now")),
        controls=_controls(scene, LANGUAGE),
    )


def _choosing_language(scene: Scene) -> Prompt:
    return Prompt(
        step="",
        text=scene.says("choose_language"),
        buttons=tuple(
            Button(code, language_name(code), code == scene.language)
            for code in scene.questionnaire.languages
        ),
        controls=_controls(scene, BACK, STOP),
    )


def _controls(scene: Scene, *names: str) -> tuple[Button, ...]:
    several = len(scene.questionnaire.languages) > 1
    shown = [n for n in names if n != LANGUAGE or several]
    if scene.questionnaire.easy and HELP in shown:
        easy = scene.session.variant is Variant.EASY
        shown.insert(shown.index(HELP) + 1, USUAL if easy else EASY)
    return tuple(scene.button(n) for n in shown)


_SCREENS = {
    Phase.WELCOME: _welcome,
    Phase.ASKING: _asking,
    Phase.CONFIRMING: _confirming,
    Phase.REVIEWING: _reviewing,
    Phase.STOPPING: _stopping,
    Phase.CHOOSING_LANGUAGE: _choosing_language,
}
