"""Families who go on whatever happens to the service, and what must hold afterwards.

Each remembers what it was shown as taken: an answer counts as acknowledged once the
next screen has come, and everything once the receipt code has. Their answers follow
from their number, so nobody answers a question differently the second time.

Nobody goes on in two places: a question may be sent again after a restart, and whoever
ticks a box in one copy and in the other unticks it, for ever. Each goes on in the message
that they tapped, or in a newer one. Whoever waits in vain asks where they are; a service
that keeps its promises leaves nobody waiting, so that is counted.
"""

import asyncio
import contextlib
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.keys import load_keys
from bot.service.backups import opened
from surveys.loading import shipped
from surveys.model import Answer, Question, Response
from surveys.wording import phrase
from tests.integration.telegram.answering import CODE
from tests.integration.telegram.people import Person, Seen

PATIENCE = 30.0  # longer than any restart: whoever waits so long was forgotten
QUESTIONS = {q.id: q for q in shipped()["family-closure"].questions}
_TEXTS = sorted(
    ((q.text.in_language("en"), q.id) for q in QUESTIONS.values()), reverse=True
)
CONTROLS = (
    "Done",
    "Stop",
    *(phrase(f"button.{name}", "en") for name in ("easy", "usual")),
)
# What is said when everything was sent already, and the code came too late for the kill.
OVER = ("That was done", "no survey open", "this link cannot be used")


@dataclass
class Family:
    """One family on its phone."""

    person: Person
    token: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    pending: tuple[str, str] | None = None
    code: str = ""
    over: bool = False
    nudges: int = 0
    thinks: float = 0.0  # seconds before each answer
    place: int = 0  # the message that was answered last
    shown: tuple[str, list[str]] | None = None  # and what stood in it

    @property
    def words(self) -> str:
        """Words that no other family uses."""
        digest = hashlib.blake2b(
            str(self.person.id).encode(), digest_size=5
        ).hexdigest()
        return "they helped " + digest.translate(
            str.maketrans("0123456789", "ghijklmnop")
        )

    async def answer(self) -> None:
        """Answer everything, however often the service goes away."""
        await self.person.says(f"/start {self.token}")
        while not (self.code or self.over):
            try:
                seen = await self.person.sees(within=PATIENCE)
            except AssertionError:
                self.nudges += 1
                self.place, self.shown = 0, None
                await self.person.says(f"/start {self.token}")
                continue
            await self.react(self._newest(seen))

    def _newest(self, seen: Seen) -> Seen:
        """Several screens may have come at once: the last that says something new."""
        found = seen
        while not self.person.inbox.empty():
            newer = self.person.inbox.get_nowait()
            if CODE.search(newer.text) or _is_over(newer) or self._is_next(newer):
                found = newer
        return found

    def _is_next(self, seen: Seen) -> bool:
        """Say whether a screen is to be answered: no copy of what was answered."""
        elsewhere = seen.id < self.place
        return bool(seen.buttons) and not elsewhere and _content(seen) != self.shown

    async def react(self, seen: Seen) -> None:
        """Take what is shown as an acknowledgement, and answer it."""
        code = CODE.search(seen.text)
        question = question_in(seen.text)
        further = self._is_next(seen) and question != (self.pending or ("",))[0]
        if self.pending is not None and (code or further):
            self.acknowledged[self.pending[0]] = self.pending[1]
            self.pending = None
        if code is not None:
            self.code = code[0]
        elif _is_over(seen):
            self.over = True
        elif self._is_next(seen):
            self.place, self.shown = seen.id, _content(seen)
            await asyncio.sleep(self.thinks)
            await self._press(seen, question)

    async def _press(self, seen: Seen, question: str | None) -> None:
        labels = [button["text"] for button in seen.buttons]
        for wanted in ("Start", "Send my answers", "Keep this", "Go on"):
            if wanted in labels:
                await self.person.taps(seen, wanted)
                return
        if "Write as much or as little" in seen.text:
            await self.person.says(self.words)
            return
        choices = [row[0]["text"] for row in seen.rows if len(row) == 1]
        if "Done" in choices and any(label.startswith("✅") for label in choices):
            await self.person.taps(seen, "Done")
            return
        # The same whenever this question comes: the first choice is part of it.
        choices = [label for label in choices if label not in CONTROLS]
        choice = choices[(self.person.id + len(choices[0])) % len(choices)]
        if question is not None:
            self.pending = (question, choice.removeprefix("⬜ "))
        # By the whole label: "Hopeful" is a part of "Very hopeful".
        button = next(b for b in seen.buttons if b["text"] == choice)
        await self.person.taps_data(seen, button["callback_data"])


def _content(seen: Seen) -> tuple[str, list[str]]:
    return seen.text, [button["text"] for button in seen.buttons]


def _is_over(seen: Seen) -> bool:
    return any(words in seen.text for words in OVER)


def question_in(text: str) -> str | None:
    """Return the id of the question that a screen shows."""
    return next((name for words, name in _TEXTS if words in text), None)


@dataclass(frozen=True)
class Ledger:
    """What is stored, and where each code leads."""

    responses: dict[str, Response]
    by_code: dict[str, str]
    receipts: int


def ledger(data: Path, codes: list[str]) -> Ledger:
    """Read the files of a service that has ended."""
    store, keys = opened(data, load_keys(data))
    try:
        for schema in ("main", "answers"):
            assert store.database.rows(f"PRAGMA {schema}.integrity_check") == [("ok",)]
        periods = [period.id for period in store.periods.all()]
        responses = {r.id: r for r in store.responses.of(periods)}
        by_code = {}
        for code in codes:
            row = store.database.one(
                "SELECT sealed FROM receipt WHERE mark = ?", (keys.receipt(code),)
            )
            if row is not None:
                assert isinstance(row[0], bytes)
                by_code[code] = json.loads(keys.unseal_for(code, row[0]))["response"]
        receipts = store.database.number("SELECT count(*) FROM receipt")
    finally:
        store.close()
    return Ledger(responses, by_code, receipts)


def judge(data: Path, families: list[Family]) -> Counter[str]:
    """Check that nothing acknowledged is missing or doubled; return the figures."""
    assert all(family.code or family.over for family in families)
    found = ledger(data, [family.code for family in families if family.code])
    assert len(found.responses) == len(families), "answers are missing or doubled"
    assert found.receipts == len(families)
    words = Counter(
        answer.words
        for response in found.responses.values()
        for answer in response.answers
        if answer.words
    )
    waited = sum(family.nudges for family in families)
    seen: Counter[str] = Counter({"families": len(families), "asked in vain": waited})
    for family in families:
        if not family.code:
            seen["code never seen"] += 1
            continue
        assert family.code in found.by_code, "an acknowledged submission is missing"
        response = found.responses[found.by_code[family.code]]
        stored = {answer.question: answer for answer in response.answers}
        for question, label in family.acknowledged.items():
            # What is only counted stands on no response.
            if QUESTIONS[question].role is None and not QUESTIONS[question].counted:
                assert label in labels_of(stored[question]), (label, stored[question])
                seen["answers"] += 1
        own = sum(answer.words == family.words for answer in response.answers)
        assert words[family.words] == own, "somebody's words are there twice"
        seen["words"] += own
    assert len(set(found.by_code.values())) == len(found.by_code)
    return seen


def labels_of(answer: Answer) -> list[str]:
    """Return the labels of the options that an answer holds."""
    question: Question = QUESTIONS[answer.question]
    named = {o.id: o.label.in_language("en") for o in question.options}
    return [named[option] for option in answer.options]


async def settle(tasks: "list[asyncio.Task[None]]", within: float) -> None:
    """Wait until everybody is through; whoever is not fails the test."""
    done, waiting = await asyncio.wait(tasks, timeout=within)
    for task in waiting:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    assert not waiting, f"{len(waiting)} of {len(tasks)} never got through"
    for task in done:
        task.result()
