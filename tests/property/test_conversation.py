"""Whatever people do, the conversation holds: made-up people on every questionnaire."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import event as seen
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from surveys import conversation, routing
from surveys.care import care_texts, national_lines, notice
from surveys.events import (
    BACK,
    HELP,
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
from surveys.loading import demo_files, parse_questionnaire, shipped
from surveys.model import Kind, Option, Question, Questionnaire, Text
from surveys.session import Labels, Phase, Session

BEGAN = datetime(2026, 11, 3, 10, 15, tzinfo=UTC)
PLACES = {
    name: tuple(Option(f"p{i}", Text({"en": f"Place {i}"})) for i in range(3))
    for name in ("grades", "partners")
}


def _demos() -> list[Questionnaire]:
    found = [parse_questionnaire(data, name)[0] for name, data in demo_files().items()]
    return [q for q in found if q is not None]


QUESTIONNAIRES = {q.id: q for q in (*shipped().values(), *_demos())}
SAYINGS = st.sampled_from(
    [
        "yes", "no", "yeah she was brilliant", "no not really", "dunno", "n/a", "1",
        "2", "b", "three", "back", "skip", "stop", "help", "language", "done", "send",
        "keep", "delete", "change 2", "carry on", "polski", "none", "school and gp",
        "i want to kill myself", "👍", "…", "", "   ", "٣", "x" * 5_000, "\x00", "\u202e",
        "very hopeful", "all of them", "it was [name] who helped",
    ]
)  # fmt: skip
WORDS = st.one_of(SAYINGS, st.text(max_size=80))


def step(
    questionnaire: Questionnaire, session: Session, event: Event, at: datetime
) -> tuple[Session, tuple[Effect, ...]]:
    raw = event.words if isinstance(event, Replied) else ""
    concern = notice(raw, session.language)
    lines = care_texts(
        national_lines(), questionnaire.audience, session.language, concern
    )
    return conversation.step(
        questionnaire, session, event, at, places=PLACES, care=lines
    )


Invited = tuple[str, int, int, str]
INVITED: st.SearchStrategy[Invited] = st.tuples(
    st.sampled_from(sorted(QUESTIONNAIRES)),
    st.integers(0, 10_000),  # the lot
    st.integers(0, 5),  # how many packs
    st.sampled_from(["en", "pl", "xx"]),
)


def live(people: "People") -> bool:
    return not people.session.finished


class People(RuleBasedStateMachine):
    """One person who does anything at all, and what must hold throughout."""

    def __init__(self) -> None:
        super().__init__()
        self.at = BEGAN
        self.submitted: list[Submit] = []
        self.prompts: list[Prompt] = []

    @initialize(invited=INVITED)
    def first(self, invited: Invited) -> None:
        self.begin(invited)

    @precondition(lambda self: self.session.finished)
    @rule(
        event=st.sampled_from([Started(), Replied("yes"), Tapped("1", "y")]),
        invited=INVITED,
    )
    def next(self, event: Event, invited: Invited) -> None:
        """Do something after the end; then somebody else begins."""
        before = self.session
        self.act(event)
        assert self.session == replace(before, hour=self.session.hour)
        self.submitted.clear()
        self.prompts.clear()
        self.begin(invited)

    def begin(self, invited: Invited) -> None:
        name, lot, packs, language = invited
        self.questionnaire = QUESTIONNAIRES[name]
        self.session = conversation.start(
            self.questionnaire,
            language=language,
            channel="test",
            labels=Labels(tier="keyworker"),
            lot=lot,
            packs=packs,
        )
        self.act(Started())

    def act(self, event: Event) -> None:
        before = self.session
        stored = Session.from_json(self.session.to_json())
        assert stored == self.session
        after, effects = step(self.questionnaire, stored, event, self.at)
        self.session = after
        self.check(before, effects)

    def check(self, before: Session, effects: tuple[Effect, ...]) -> None:
        submits = [e for e in effects if isinstance(e, Submit)]
        self.submitted += submits
        prompts = [e for e in effects if isinstance(e, Prompt)]
        self.prompts += prompts
        ended = any(isinstance(e, Submit | Forget) for e in effects)
        seen(f"{before.phase} -> {self.session.phase}")
        assert self.session.finished == (before.finished or ended)
        assert len(prompts) == (0 if self.session.finished else 1)
        assert prompts == [] or isinstance(effects[-1], Prompt)
        if before.finished:
            assert len(effects) == 1
            assert isinstance(effects[0], Say)

    @precondition(live)
    @rule(words=WORDS, removed=st.integers(0, 3), review=st.booleans())
    def say(self, words: str, removed: int, review: bool) -> None:  # noqa: FBT001  drawn
        self.act(Replied(words, review=review, removed=removed))

    @precondition(live)
    @rule(choice=st.integers(0, 1_000))
    def tap(self, choice: int) -> None:
        prompt = self.prompts[-1]
        buttons = [*prompt.buttons * 4, *prompt.controls]
        self.act(Tapped(prompt.step, buttons[choice % len(buttons)].id))

    @precondition(live)
    @rule(choice=st.integers(0, 1_000))
    def answer(self, choice: int) -> None:
        """Answer as asked, so that many get to the end."""
        prompt = self.prompts[-1]
        if not prompt.buttons:
            self.act(Tapped(prompt.step, SKIP))
        elif prompt.many and any(b.chosen for b in prompt.buttons):
            self.act(Tapped(prompt.step, "done"))
        else:
            button = prompt.buttons[choice % len(prompt.buttons)]
            self.act(Tapped(prompt.step, RESUME if button.id == STOP else button.id))

    @precondition(live)
    @rule(choice=st.integers(0, 1_000), button=st.integers(0, 50))
    def tap_old(self, choice: int, button: int) -> None:
        prompt = self.prompts[choice % len(self.prompts)]
        buttons = [*prompt.buttons, *prompt.controls]
        if prompt.step == self.prompts[-1].step or not buttons:
            return
        before = self.session
        self.act(Tapped(prompt.step, buttons[button % len(buttons)].id))
        assert self.session == replace(before, hour=self.session.hour)

    @precondition(live)
    @rule(button=st.sampled_from([BACK, SKIP, HELP, LANGUAGE, SEND, "y", "nonsense"]))
    def command(self, button: str) -> None:
        self.act(Tapped("", button))

    @precondition(live)
    @rule(event=st.sampled_from([Started(), Unreadable(), Tapped("9999", "a")]))
    def disturb(self, event: Event) -> None:
        before = self.session
        self.act(event)
        assert self.session == replace(before, hour=self.session.hour)

    @precondition(live)
    @rule(hours=st.integers(1, 100))
    def wait(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @invariant()
    def only_once_and_only_the_path(self) -> None:
        assert len(self.submitted) <= 1
        for submit in self.submitted:
            ids = [q.id for q in self.questionnaire.questions if q.role is None]
            given_ids = [a.question for a in submit.answers]
            assert given_ids == [i for i in ids if i in given_ids]
            assert any(not a.skipped for a in submit.answers)
            assert set(submit.concern) <= set(submit.review) <= set(given_ids)

    @invariant()
    def nothing_is_left_behind_at_the_end(self) -> None:
        if self.session.finished:
            assert not self.session.answers
            assert self.session.draft is None

    @invariant()
    def every_screen_can_be_shown_again(self) -> None:
        again = conversation.present(self.questionnaire, self.session, places=PLACES)
        assert (again is None) == self.session.finished
        if again is not None:
            assert again.step == self.prompts[-1].step
            ids = [b.id for b in again.buttons]
            assert len(set(ids)) == len(ids)


TestPeople = People.TestCase


@st.composite
def midway(draw: st.DrawFn) -> tuple[Questionnaire, Session]:
    """A session with a question in front of the person, a few answers in."""
    questionnaire = QUESTIONNAIRES[draw(st.sampled_from(sorted(QUESTIONNAIRES)))]
    session = conversation.start(
        questionnaire,
        language="en",
        channel="test",
        labels=Labels(),
        lot=draw(st.integers(0, 100)),
        packs=1,
    )
    session, _ = step(questionnaire, session, Tapped("0", "begin"), BEGAN)
    for _ in range(draw(st.integers(0, 12))):
        after = answered(questionnaire, session, draw(st.integers(0, 9)))
        if after.phase is not Phase.ASKING:
            break
        session = after
    return questionnaire, session


def answered(questionnaire: Questionnaire, session: Session, choice: int) -> Session:
    """Return the session after one answer to the present question."""
    question = questionnaire.question(session.question or "")
    for event in answering(question, session, choice):
        session, _ = step(questionnaire, session, event, BEGAN)
    return session


def answering(question: Question, session: Session, choice: int) -> list[Event]:
    at = str(session.visit)
    options = (*PLACES.get(question.options_from or "", ()), *question.options)
    match question.kind:
        case Kind.TEXT:
            return [Replied("it was good to be heard")]
        case Kind.NUMBER:
            return [Replied(str(question.minimum + choice % 5))]
        case Kind.MANY:
            option = options[choice % len(options)].id
            chosen = [] if option in session.picked else [Tapped(at, option)]
            return [*chosen, Tapped(at, "done")]
        case _:
            return [Tapped(at, options[choice % len(options)].id)]


@given(midway(), st.integers(0, 9))
def test_back_undoes_an_answer(
    midway: tuple[Questionnaire, Session], choice: int
) -> None:
    questionnaire, before = midway
    after = answered(questionnaire, before, choice)
    back, _ = step(questionnaire, after, Tapped("", BACK), BEGAN)
    assert back.question == before.question
    assert back.phase is Phase.ASKING
    others = [a for a in back.answers if a.question != before.question]
    assert others == [a for a in before.answers if a.question != before.question]


@given(midway(), st.integers(0, 9), st.integers(0, 9))
def test_changing_an_answer_leaves_what_answering_so_at_once_would(
    midway: tuple[Questionnaire, Session], first: int, second: int
) -> None:
    questionnaire, before = midway
    changed = answered(questionnaire, before, first)
    changed, _ = step(questionnaire, changed, Tapped("", BACK), BEGAN)
    if changed.picked:  # take off what was chosen in a `many` question
        for option in changed.picked:
            event = Tapped(str(changed.visit), option)
            changed, _ = step(questionnaire, changed, event, BEGAN)
    changed = answered(questionnaire, changed, second)
    plainly = answered(questionnaire, before, second)
    assert sorted(changed.answers, key=str) == sorted(plainly.answers, key=str)
    assert changed.question == plainly.question


@given(midway())
def test_skipping_to_the_end_leads_along_the_path(
    midway: tuple[Questionnaire, Session],
) -> None:
    questionnaire, session = midway
    for _ in questionnaire.questions:
        if session.phase is Phase.ASKING:
            session, _ = step(questionnaire, session, Tapped("", SKIP), BEGAN)
    assert session.phase is Phase.REVIEWING
    path = [q.id for q in routing.path(questionnaire, session.answers, session.packs)]
    assert all(session.answer(question) is not None for question in path)


@given(
    st.text(max_size=200) | st.binary(max_size=100).map(lambda b: b.decode("latin-1"))
)
def test_a_text_that_is_no_session_is_refused_as_such(text: str) -> None:
    try:
        session = Session.from_json(text)
    except conversation.SessionError:
        return
    assert Session.from_json(session.to_json()) == session
