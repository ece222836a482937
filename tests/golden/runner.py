"""Golden transcripts: a conversation as a text file, played on any channel.

A file begins with a sentence on what it shows and the facts of the invitation. Then
come the turns: a line that begins with ``> `` is what the person does, the indented
lines below it are what they see. `--golden-update` writes what they see::

    One question, answered in words.
    questionnaire: demo/one
    ---
    > open
      One choice
      ...
    > say it did, a lot

What a person can do: ``open`` (or come back), ``tap LABEL``, ``tap old: LABEL`` (a
button of an earlier screen), ``say WORDS``, ``send a sticker``, ``wait 3 hours``.

The facts of the head: ``language``, and ``offered`` for those beside English.

To run the files on another channel, give `play` something that takes a `Deed` and
returns what the service said (`Said`), and compare what your channel shows with
`in_order(block, text)`: each line of a block has to stand in the text, in order.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from surveys import conversation
from surveys.care import care_texts, national_lines, notice, parse_help_lines
from surveys.details import Rules
from surveys.events import (
    Button,
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
from surveys.model import Answer, Option, Questionnaire, Text
from surveys.offered import own_words, speaking
from surveys.replies import plain
from surveys.session import Labels, Session

CONVERSATIONS = Path(__file__).parent / "conversations"
BEGAN = datetime(2026, 11, 3, 10, 15, tzinfo=UTC)
CONTACT = "If you would like somebody to ring you, call 01632 960 001."
LINES = (
    *parse_help_lines(
        [
            {
                "id": "local",
                "text": "Worried about a child? Children's team: ring 01632 960 002.",
                "topics": ["child"],
            }
        ]
    ),
    *national_lines(),
)
PLACES = {
    "grades": (
        Option("frontline", Text({"en": "Frontline practitioner"})),
        Option("team_manager", Text({"en": "Team manager"})),
        Option("elected", Text({"en": "Elected member"})),
    ),
    "partners": (
        Option("council", Text({"en": "Children and family services"})),
        Option("police", Text({"en": "Police"})),
        Option("school", Text({"en": "School or college"})),
    ),
}


@dataclass(frozen=True, slots=True)
class Transcript:
    """A golden file, read: its facts and the turns with what should be seen."""

    path: Path
    title: str
    facts: dict[str, str]
    turns: tuple[tuple[str, str], ...]

    @property
    def questionnaire(self) -> Questionnaire:
        name = self.facts["questionnaire"]
        if not name.startswith("demo/"):
            offered = self.facts.get("offered", "en").split(", ")
            return speaking(shipped()[name], offered)
        file = f"{name.removeprefix('demo/')}.toml"
        found, errors = parse_questionnaire(demo_files()[file], file)
        assert found is not None, errors
        return found

    def head(self) -> str:
        facts = "".join(f"{key}: {value}\n" for key, value in self.facts.items())
        return f"{self.title}\n{facts}---\n"


@dataclass(frozen=True, slots=True)
class Deed:
    """What the person does, and when."""

    event: Event
    at: datetime


Said = Sequence[Effect]
Channel = Callable[[Deed], Awaitable[Said]]


def transcripts() -> list[Path]:
    return sorted(CONVERSATIONS.glob("*.txt"))


def read(path: Path) -> Transcript:
    head, _, rest = path.read_text(encoding="utf-8").partition("---\n")
    title, *facts = head.strip().split("\n")
    turns: list[tuple[str, str]] = []
    for part in re.split(r"(?m)^> ", rest)[1:]:
        deed, _, seen = part.partition("\n")
        turns.append((deed.strip(), seen))
    return Transcript(
        path,
        title,
        dict(fact.split(": ", 1) for fact in facts),
        tuple(turns),
    )


async def play(
    transcript: Transcript,
    channel: Channel,
    shown: Callable[[str, str], None] | None = None,
) -> str:
    """Play every turn, and return the whole file as it should read.

    Args:
        transcript: What to play.
        channel: Takes a deed and returns what was said to it.
        shown: Called with each turn's deed and rendered block.
    """
    parts = [transcript.head()]
    prompts: list[Prompt] = []
    at = BEGAN
    for deed, _ in transcript.turns:
        if deed.startswith("wait "):
            at += timedelta(hours=int(deed.split()[1]))
            parts.append(f"> {deed}\n")
            continue
        said = await channel(Deed(event_of(deed, prompts), at))
        prompts += [effect for effect in said if isinstance(effect, Prompt)]
        block = render(said)
        parts.append(f"> {deed}\n{block}")
        if shown is not None:
            shown(deed, block)
    return "".join(parts)


def event_of(deed: str, prompts: Sequence[Prompt]) -> Event:
    """Return the event that a line of a transcript stands for."""
    if deed == "open":
        return Started()
    if deed == "send a sticker":
        return Unreadable()
    if deed.startswith("say "):
        return Replied(deed.removeprefix("say "))
    if deed.startswith("tap old: "):
        return _tap(deed.removeprefix("tap old: "), prompts[-2::-1])
    assert deed.startswith("tap "), f"nobody can {deed!r}"
    return _tap(deed.removeprefix("tap "), prompts[-1:])


def _tap(label: str, prompts: Sequence[Prompt]) -> Tapped:
    for prompt in prompts:
        for button in (*prompt.buttons, *prompt.controls):
            if button.label == label:
                return Tapped(prompt.step, button.id)
    raise AssertionError(f"there is no button {label!r}")


def render(said: Said) -> str:
    """Return what was said as indented lines."""
    lines = [line for effect in said for line in (*_lines(effect), "")]
    text = "\n".join(f"  {line}".rstrip() for line in lines[:-1])
    return f"{text}\n" if text else ""


def _lines(effect: Effect) -> Iterator[str]:
    match effect:
        case Say(text, care):
            yield from text.split("\n")
            yield from (f"! {line}" for line in care)
        case Forget():
            yield "= forget"
        case Submit():
            yield from _submitted(effect)
        case Prompt():
            if effect.note:
                yield from (f"~ {line}" for line in effect.note.split("\n"))
            if effect.progress:
                yield f"({effect.progress[0]} of {effect.progress[1]})"
            yield from effect.text.split("\n")
            yield from (f"! {line}" for line in effect.care)
            yield from (_choice(b, many=effect.many) for b in effect.buttons)
            if effect.controls:
                yield f"( {' | '.join(b.label for b in effect.controls)} )"


def _choice(button: Button, *, many: bool) -> str:
    box = f"[{'x' if button.chosen else ' '}] " if many and button.id != "done" else ""
    return f"- {box}{button.label}{' *' if button.chosen and not many else ''}"


def _submitted(submit: Submit) -> Iterator[str]:
    yield f"= submit {', '.join(_given(answer) for answer in submit.answers)}"
    flags = [
        f"{name} {value}"
        for name, value in (
            ("worker present", submit.worker_present),
            ("quote", submit.quote_consent),
            ("ask again", submit.follow_up),
            ("grade", submit.grade),
            ("partner", submit.partner),
            ("review", " ".join(submit.review) or None),
            ("concern", " ".join(submit.concern) or None),
        )
        if value is not None
    ]
    yield f"= {', '.join(flags)}"


def _given(answer: Answer) -> str:
    if answer.words is not None:
        return f"{answer.question} “{answer.words}”"
    if answer.number is not None:
        return f"{answer.question}={answer.number}"
    return f"{answer.question}={'+'.join(answer.options) or '-'}"


def in_order(block: str, text: str) -> str | None:
    """Return the first line of a block that a text does not show in its order.

    What is said, the help lines and the buttons are looked for apart, since a channel
    may put help lines before or after buttons. White space and capitals are left
    aside; lines about what is stored are for the engine alone.
    """
    flat = " ".join(text.split()).casefold()
    places = {"said": 0, "!": 0, "-": 0}
    for line in block.splitlines():
        bare = line.strip()
        if not bare or bare.startswith(("=", "(")):
            continue
        kind = bare[0] if bare[:2] in ("! ", "- ") else "said"
        words = re.sub(r"^(?:[~!-] |\[[ x]\] )*|\s\*$", "", bare)
        found = flat.find(" ".join(words.split()).casefold(), places[kind])
        if found < 0:
            return words
        places[kind] = found + 1
    return None


@dataclass(slots=True)
class Engine:
    """The engine alone, with the little of the service that it needs.

    Words are redacted and looked at before they come in, and the session goes
    through JSON at every turn.
    """

    transcript: Transcript
    questionnaire: Questionnaire = field(init=False)
    stored: str = field(init=False)

    def __post_init__(self) -> None:
        facts = self.transcript.facts
        self.questionnaire = self.transcript.questionnaire
        self.stored = conversation.start(
            self.questionnaire,
            language=facts.get("language", "en"),
            channel="golden",
            labels=Labels(),
            lot=int(facts.get("lot", "0")),
            packs=int(facts.get("packs", "1")),
        ).to_json()

    async def __call__(self, deed: Deed) -> Said:
        session = Session.from_json(self.stored)
        concern, event = None, deed.event
        if isinstance(event, Replied):
            concern = notice(event.words, session.language)
            if " ".join(plain(event.words)) not in own_words((self.questionnaire,)):
                safe = Rules().redact(event.words)
                event = Replied(safe.text, review=safe.review, removed=len(safe.spans))
        session, effects = conversation.step(
            self.questionnaire,
            session,
            event,
            deed.at,
            places=PLACES,
            care=care_texts(
                LINES,
                self.questionnaire.audience,
                session.language,
                concern,
                contact=CONTACT,
            ),
        )
        self.stored = session.to_json()
        assert Session.from_json(self.stored) == session
        return effects
