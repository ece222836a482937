"""What waits for the named person is told until it is taken, and nothing of it is said."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.area import Area, example_area, parse_area
from bot.keys import load_keys, new_id
from bot.service.accounts import RIGHTS
from bot.service.acted import LONGEST, YouSaid
from bot.service.bell import PLAIN, ByEmail, ByMessage, CareBell
from bot.service.care import (
    CONTACT,
    DEPUTY,
    EXPIRED,
    PERSON,
    WORDS,
    Alarm,
    CareQueue,
)
from bot.service.care_lines import Waiting, care_lines, review_lines
from bot.service.care_noting import NOT_DONE
from bot.service.contact_wish import ContactWishes
from bot.service.definitions import without_words
from bot.service.errors import ServiceError
from bot.service.notify import Fate, Message
from bot.store import Held, Store, Writer
from surveys.loading import shipped
from surveys.model import Answer, Kind, Questionnaire
from surveys.redaction import Redaction, Span
from surveys.routing import path
from tests.integration.store.thief import decrypted

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
WISH = "Ring 01632 960 001 on Tuesday mornings"


@pytest.fixture
def area() -> Area:
    found, mistakes = parse_area(example_area())
    assert found is not None, mistakes
    return found


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Writer]:
    found = Writer(Store.open(tmp_path, load_keys(tmp_path).derive))
    yield found
    await found.close()


@pytest.fixture
def queue(writer: Writer, area: Area) -> CareQueue:
    return CareQueue(writer, area)


async def hold(writer: Writer) -> str:
    held = Held(new_id(), "care", "O1", b"sealed", "2027-Q1")
    await writer.run(lambda store: store.held.add(held, new_id(), ()))
    return held.id


async def test_the_bell_rings_at_once_and_each_working_hour_until_it_is_taken(
    writer: Writer, queue: CareQueue
) -> None:
    told: list[str] = []

    async def tell(words: str, wider: bool) -> bool:  # noqa: FBT001 # as `ByMessage` asks
        told.append(f"{words} {wider}")
        return True

    bell = CareBell(queue, [ByMessage(tell)])
    assert await bell(FRIDAY) is False
    await hold(writer)
    assert await bell(FRIDAY) is True
    assert await bell(FRIDAY + timedelta(minutes=5)) is False
    assert await bell(FRIDAY + timedelta(hours=1)) is True
    assert await bell(FRIDAY + timedelta(days=1)) is False  # a Saturday
    await hold(writer)
    assert await bell(FRIDAY + timedelta(days=1)) is True  # but new words are told
    assert await queue.take(PERSON, MONDAY) == 2
    assert await bell(MONDAY) is False
    assert await bell(MONDAY + timedelta(hours=3)) is False
    await hold(writer)
    assert await bell(MONDAY + timedelta(hours=4)) is True
    assert all("O1" not in words and "sealed" not in words for words in told)


async def test_a_restart_tells_nothing_twice_and_forgets_nothing(
    tmp_path: Path, area: Area
) -> None:
    keys = load_keys(tmp_path)
    for hour, due in ((0, WORDS), (0, ""), (1, WORDS), (1, "")):
        writer = Writer(Store.open(tmp_path, keys.derive))
        if hour == 0 and due:
            await hold(writer)
        found = await CareQueue(writer, area).due(FRIDAY + timedelta(hours=hour))
        assert "".join(alarm.kind for alarm in found) == due
        await writer.close()


async def test_what_comes_on_friday_night_is_overdue_after_friday(
    writer: Writer, queue: CareQueue
) -> None:
    await hold(writer)
    assert await queue.waiting(NIGHT) == (Waiting(WORDS, 1, "", overdue=False),)
    (late,) = await queue.waiting(NIGHT + timedelta(hours=8))
    assert late.overdue


async def test_what_comes_on_a_weekend_is_due_on_monday(
    writer: Writer, queue: CareQueue, area: Area
) -> None:
    await hold(writer)
    saturday = FRIDAY + timedelta(days=1)
    for now, overdue in ((saturday, False), (MONDAY, False), (TUESDAY, True)):
        waiting = await queue.waiting(now)
        assert [one.overdue for one in waiting] == [overdue]
        lines = care_lines(waiting, area)
        assert any("OVERDUE" in line for line in lines) is overdue
    await queue.take(DEPUTY, TUESDAY)
    (taken,) = await queue.waiting(TUESDAY + timedelta(hours=9))
    assert area.care is not None
    assert taken == Waiting(WORDS, 1, area.care.deputy.role, overdue=False)


async def test_what_was_taken_and_left_rings_again_on_the_next_working_day(
    writer: Writer, queue: CareQueue, area: Area
) -> None:
    held = await hold(writer)
    await queue.due(FRIDAY)
    await queue.take(PERSON, FRIDAY)
    for quiet in (FRIDAY + timedelta(hours=7), FRIDAY + timedelta(days=1)):
        assert await queue.due(quiet) == ()
    assert await queue.due(MONDAY - timedelta(hours=2)) == ()  # eight in the morning
    (alarm,) = await queue.due(MONDAY)
    assert alarm == Alarm(WORDS, deputy=False)
    (open_again,) = await queue.waiting(MONDAY)
    assert open_again == Waiting(WORDS, 1, "", overdue=False)
    (late,) = await queue.waiting(TUESDAY)
    assert late.overdue
    assert area.care is not None
    deeds = [(deed, role) for _, _, deed, role in await queue.log()]
    assert (NOT_DONE, area.care.person.role) in deeds
    assert await queue.take(DEPUTY, MONDAY) == 1
    assert await queue.drop(held, DEPUTY, MONDAY)
    assert await queue.due(TUESDAY + timedelta(hours=4)) == ()


async def test_the_deputy_is_told_from_the_third_time_on(
    writer: Writer, queue: CareQueue
) -> None:
    await hold(writer)
    for hour, deputy in ((0, False), (1, False), (2, True), (3, True)):
        assert await queue.due(FRIDAY + timedelta(hours=hour)) == (
            Alarm(WORDS, deputy=deputy),
        )
    await queue.take(PERSON, FRIDAY + timedelta(hours=3))
    await hold(writer)
    assert await queue.due(FRIDAY + timedelta(hours=4)) == (Alarm(WORDS, deputy=False),)


class _Post:
    """A post that says what became of messages, and keeps them."""

    can_tell = False

    def __init__(self, *fates: Fate) -> None:
        self.fates = list(fates)
        self.messages: list[Message] = []

    async def send(self, message: Message) -> Fate:
        self.messages.append(message)
        return self.fates.pop(0)

    async def sent(self, reference: str) -> bool | None:
        raise AssertionError(reference)


async def test_a_message_that_did_not_go_is_tried_again_until_somebody_takes_it(
    writer: Writer, queue: CareQueue
) -> None:
    await hold(writer)
    post = _Post(Fate.LATER, Fate.NEVER, Fate.SENT, Fate.SENT, Fate.SENT, Fate.SENT)
    by_email = ByEmail(post, "care@example.gov.uk", "deputy@example.gov.uk", "here")
    bell = CareBell(queue, [by_email])
    minute = timedelta(minutes=1)
    for number in range(4):
        await bell(FRIDAY + number * minute)
    assert len(post.messages) == 3  # two failed, the third went
    await bell(FRIDAY + timedelta(hours=1))
    await bell(FRIDAY + timedelta(hours=2))
    addresses = [message.address for message in post.messages[3:]]
    assert addresses == [
        "care@example.gov.uk",
        "care@example.gov.uk",
        "deputy@example.gov.uk",
    ]
    assert {message.text for message in post.messages} == {f"{PLAIN}here"}
    await queue.take(DEPUTY, FRIDAY + timedelta(hours=2))
    assert await bell(FRIDAY + timedelta(hours=3)) is False


async def test_a_wish_that_nobody_sees_to_is_deleted_loudly(
    tmp_path: Path, writer: Writer, queue: CareQueue, area: Area
) -> None:
    wishes = ContactWishes(writer, load_keys(tmp_path), area, queue)
    await wishes.ask(WISH, FRIDAY)

    async def said(days: int) -> str:
        return " ".join(await queue.lines(FRIDAY + timedelta(days=days)))

    assert "LAST CALL" not in await said(20)
    assert "LAST CALL" in await said(22)
    assert "19 December 2026" in await said(22)
    assert not await queue.forget(FRIDAY + timedelta(days=28))
    assert len(await wishes.waiting()) == 1
    assert await queue.forget(FRIDAY + timedelta(days=29))
    assert await wishes.waiting() == ()
    assert await queue.waiting(FRIDAY + timedelta(days=29)) == ()
    assert "LOST: 1 of families' wishes" in await said(29)
    assert "LOST" not in await said(70)
    assert [(deed, role) for _, _, deed, role in await queue.log()] == [
        (EXPIRED, "nobody")
    ]


async def test_who_did_what_is_logged_by_role_and_day_without_words(
    writer: Writer, queue: CareQueue, area: Area
) -> None:
    held = await hold(writer)
    assert await queue.take(PERSON, FRIDAY) == 1
    assert await queue.take(PERSON, FRIDAY) == 0
    assert await queue.drop(held, DEPUTY, MONDAY) is True
    assert await queue.drop(held, DEPUTY, MONDAY) is False
    assert await queue.waiting(MONDAY) == ()
    assert area.care is not None
    assert await queue.log() == (
        (date(2026, 11, 20), WORDS, "taken", area.care.person.role),
        (date(2026, 11, 23), WORDS, "done", area.care.deputy.role),
    )


async def test_a_wish_is_sealed_kept_once_and_gone_when_it_is_done(
    tmp_path: Path, writer: Writer, queue: CareQueue, area: Area
) -> None:
    wishes = ContactWishes(writer, load_keys(tmp_path), area, queue)
    assert await wishes.ask("  ", FRIDAY) is False
    assert await wishes.ask(WISH, FRIDAY) is True
    assert await wishes.ask(WISH, FRIDAY + timedelta(minutes=3)) is True
    (wish,) = await wishes.waiting()
    assert (wish.words, wish.day) == (WISH, date(2026, 11, 20))
    assert [alarm.kind for alarm in await queue.due(FRIDAY)] == [CONTACT]
    assert b"01632" not in decrypted(tmp_path, "identity.db")
    assert await wishes.done(wish.id, PERSON, MONDAY) is True
    assert await wishes.done(wish.id, PERSON, MONDAY) is False
    assert await wishes.waiting() == ()
    assert await queue.waiting(MONDAY) == ()
    assert [deed for _, _, deed, _ in await queue.log()] == ["done"]


async def test_nothing_of_the_queue_leads_to_an_entry_or_a_response(
    tmp_path: Path, writer: Writer, queue: CareQueue
) -> None:
    held = await hold(writer)
    await queue.waiting(FRIDAY)
    await queue.take(PERSON, FRIDAY)
    assert held.encode() not in decrypted(tmp_path, "identity.db")


async def test_where_nobody_is_named_no_wish_is_taken_and_it_is_said(
    tmp_path: Path, writer: Writer, area: Area
) -> None:
    nobody = replace(area, care=None)
    queue = CareQueue(writer, nobody)
    wishes = ContactWishes(writer, load_keys(tmp_path), nobody, queue)
    assert not wishes.taken_here
    assert await wishes.ask(WISH, FRIDAY) is False
    with pytest.raises(ServiceError, match=r"\[care\]"):
        await queue.take(PERSON, FRIDAY)
    assert "nobody is asked to write" in care_lines((), nobody)[0]
    assert care_lines((), area) == ()


def test_without_a_named_person_nobody_is_asked_for_words() -> None:
    def asked(questionnaire: Questionnaire, answers: list[Answer]) -> set[str]:
        return {q.id for q in path(questionnaire, answers, packs=())}

    for questionnaire in without_words(shipped()).values():
        words = [q for q in questionnaire.questions if q.kind is Kind.TEXT]
        answers = [Answer(q.id, words="Before.") for q in words]
        for given in ([], answers):
            assert not asked(questionnaire, given) & {q.id for q in words}


def test_an_overdue_review_of_the_help_lines_is_said(area: Area) -> None:
    def at(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    assert review_lines(area, at(area.help_review)) == ()
    (line,) = review_lines(area, at(area.help_review + timedelta(days=1)))
    assert area.help_owner in line


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        ("[care]\nperson", "[care]\nperson_", "care.person: write"),
        ('deputy = { role = "Early help manager", ', "deputy = { ", "care.deputy.role"),
        ("deputy = { role", 'deputy = { name = "x", role', "care.deputy.name: unknown"),
    ],
)
def test_half_a_table_is_a_mistake(before: str, after: str, mistake: str) -> None:
    area, mistakes = parse_area(example_area().replace(before, after, 1))
    assert area is None
    assert any(found.startswith(mistake) for found in mistakes)


def test_only_the_named_person_may_see_to_care() -> None:
    assert [role for role in RIGHTS if "care" in RIGHTS[role]] == ["carer"]


class _Finds:
    """A redactor that finds one name."""

    def redact(self, text: str) -> Redaction:
        """Take out "Kelly"."""
        at = text.find("Kelly")
        spans = () if at < 0 else (Span(at, at + 5, "name"),)
        return Redaction(text.replace("Kelly", "[name]"), spans)


async def test_a_note_is_short_holds_no_detail_and_replaces_the_one_before(
    writer: Writer,
) -> None:
    notes = YouSaid(writer, _Finds())
    for words in (" ", "x" * (LONGEST + 1), "Thank you, Kelly."):
        with pytest.raises(ServiceError):
            await notes.publish("2026-Q3", words)
    assert await notes.notes() == ()
    await notes.publish("2026-Q3", "You said: too many meetings.")
    await notes.publish("2026-Q3", "You said: too many\nmeetings. We cut them.")
    await notes.publish("2026-Q4", "We ring back now.")
    for period in ("2026-check", "soon"):
        with pytest.raises(ServiceError, match="quarter or a year"):
            await notes.publish(period, "x")
    with pytest.raises(ServiceError, match="not begun"):
        await notes.publish("2027-Q1", "x", today=date(2026, 12, 31))
    assert await notes.notes() == (
        ("2026-Q4", "We ring back now."),
        ("2026-Q3", "You said: too many meetings. We cut them."),
    )
    await notes.publish("2026", "All year: we listened.", today=date(2026, 1, 1))
    assert [period for period, _ in await notes.notes()] == [
        "2026",
        "2026-Q4",
        "2026-Q3",
    ]
    assert await notes.remove("2026-Q4") is True
    assert await notes.remove("2026-Q4") is False
