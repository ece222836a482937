"""From a link to a stored response, through the real service and the real files."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from analysis.model import Reach, Tally
from bot.service.care import PERSON, CareQueue
from bot.service.errors import ServiceError
from bot.service.invite import Invitation
from bot.service.person import Person
from bot.service.setup import text
from bot.service.submission import Sheet, seal_words, unseal_words
from surveys.events import (
    BEGIN,
    SEND,
    STOP,
    Effect,
    Prompt,
    Replied,
    Started,
    Submit,
    Tapped,
    Unreadable,
)
from surveys.model import Answer, Mode
from surveys.session import Labels
from tests.integration.store.world import (
    DEFINITIONS,
    FAMILY_ANSWERS,
    NOW,
    QUARTER,
    World,
    code_of,
    family,
    open_world,
    prompt_of,
    reading,
    said,
    talk,
)

HER, HIM = Person("telegram", "4711"), Person("telegram", "4712")
NO_USE = text("no_use", "en")
OVER = text("wave_over", "en")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    opened = open_world(tmp_path, pause=60)
    yield opened
    await opened.close()


async def invitation(world: World) -> Invitation:
    return await world.invite.create(
        "family-closure", "keyworker", "charnwood", now=NOW
    )


async def staff_link(world: World, wave: str = "2026-Q4-check") -> str:
    until = (NOW + timedelta(days=14)).date()
    return (await world.waves.open(wave, "staff-check", now=NOW, until=until)).token


def grade_and_partner(world: World) -> tuple[str, str]:
    area = world.setup.area
    return area.grades[0].id, area.partners[0].id


def opened(effects: tuple[Effect, ...]) -> bool:
    return any(isinstance(e, Prompt) for e in effects)


async def test_a_family_answers_and_only_the_answers_are_kept(world: World) -> None:
    effects = await family(world, "4711")
    assert "Thank you." in said(effects)
    assert code_of(effects)
    with reading(world.folder) as store:
        (kept,) = store.responses.of((QUARTER,))
        assert (kept.questionnaire, kept.group, kept.period) == (
            "family-closure",
            "keyworker",
            QUARTER,
        )
        assert kept.quote_consent
        assert kept.answers == (Answer("O1", words="They listened."),)
        assert store.tallies.of(("2026", QUARTER)) == (
            Tally("family-closure", "Q1", "a", "charnwood", "2026", 1, "district"),
            Tally("family-closure", "Q1", "a", "self", "2026", 1, "mode"),
            Tally("family-closure", "Q1", "a", "keyworker", QUARTER, 1, "tier"),
        )
        assert store.reach.of(("2026", QUARTER)) == (
            Reach("family-closure", "2026", "charnwood", "district", 1, 1),
            Reach("family-closure", QUARTER, "keyworker", "tier", 1, 1),
        )
        assert (store.status().sessions, store.status().invitations) == (0, 0)


async def test_every_link_that_cannot_be_used_gets_the_same_text(world: World) -> None:
    spent, live = await invitation(world), await invitation(world)
    effects = await world.respond.open(HER, spent.token, None, NOW)
    await talk(world, HER, effects, FAMILY_ANSWERS)
    await world.respond.open(HER, live.token, None, NOW)
    expired = await invitation(world)
    later = NOW + timedelta(days=61)
    answers = [
        await world.respond.open(HER, spent.token, None, NOW),
        await world.respond.open(HIM, spent.token, None, NOW),
        await world.respond.open(HIM, live.token, None, NOW),
        await world.respond.open(HIM, expired.token, None, later),
        await world.respond.open(HIM, "never-was-one", None, NOW),
        await world.respond.open(HIM, "", None, NOW),
    ]
    assert len({repr(answer) for answer in answers}) == 1
    assert said(answers[0]) == NO_USE


async def test_whoever_opened_a_link_comes_back_to_where_they_were(
    world: World,
) -> None:
    link = await invitation(world)
    effects = await world.respond.open(HER, link.token, None, NOW)
    welcome = prompt_of(effects)
    effects = await world.respond.receive(HER, Tapped(welcome.step, BEGIN), None, NOW)
    question = prompt_of(effects).text
    effects = await world.respond.open(HER, link.token, None, NOW)
    assert prompt_of(effects).text == question


async def test_a_session_survives_a_new_process(tmp_path: Path) -> None:
    first = open_world(tmp_path)
    link = await invitation(first)
    effects = await first.respond.open(HER, link.token, None, NOW)
    effects = await first.respond.receive(
        HER, Tapped(prompt_of(effects).step, BEGIN), None, NOW
    )
    await first.close()
    second = open_world(tmp_path)
    after = await second.respond.receive(HER, Started(), None, NOW)
    assert prompt_of(after).text == prompt_of(effects).text
    await talk(second, HER, after, FAMILY_ANSWERS)
    await second.close()
    with reading(tmp_path) as store:
        assert store.responses.count(QUARTER) == 1


async def test_another_link_begins_another_survey(world: World) -> None:
    one, two = await invitation(world), await invitation(world)
    effects = await world.respond.open(HER, one.token, None, NOW)
    effects = await world.respond.receive(
        HER, Tapped(prompt_of(effects).step, BEGIN), None, NOW
    )
    effects = await world.respond.open(HER, two.token, None, NOW)
    await talk(world, HER, effects, FAMILY_ANSWERS)
    effects = await world.respond.open(HER, one.token, None, NOW)
    await talk(world, HER, effects, FAMILY_ANSWERS)
    with reading(world.folder) as store:
        assert store.responses.count(QUARTER) == 2


async def test_a_session_ends_with_its_expiry_and_leaves_nothing(world: World) -> None:
    link = await invitation(world)
    await world.respond.open(HER, link.token, None, NOW)
    late = NOW + timedelta(days=15)
    effects = await world.respond.receive(HER, Started(), None, late)
    assert said(effects) == text("nothing_open", "en")
    effects = await world.respond.open(HER, link.token, None, late)
    assert opened(effects)  # the link itself still works, for her
    assert await world.closing.tick(late + timedelta(days=15))
    with reading(world.folder) as store:
        assert store.status().sessions == 0


async def test_a_link_that_ran_out_while_answering_stores_nothing(world: World) -> None:
    link = await invitation(world)
    moment = NOW + timedelta(days=59)
    effects = await world.respond.open(HER, link.token, None, moment)
    moment += timedelta(days=4)
    await world.closing.tick(moment)
    effects = await talk(world, HER, effects, FAMILY_ANSWERS, moment)
    assert said(effects).endswith(text("over", "en"))
    with reading(world.folder) as store:
        assert store.responses.of((QUARTER, "2027-Q1")) == ()
        assert store.status().sessions == 0


async def test_stopping_deletes_everything_at_once(world: World) -> None:
    link = await invitation(world)
    effects = await world.respond.open(HER, link.token, None, NOW)
    step = prompt_of(effects).step
    effects = await world.respond.receive(HER, Tapped(step, STOP), None, NOW)
    prompt = prompt_of(effects)
    sure = next(b.id for b in prompt.buttons if b.id != "resume")
    effects = await world.respond.receive(HER, Tapped(prompt.step, sure), None, NOW)
    assert not opened(effects)
    with reading(world.folder) as store:
        assert (store.status().sessions, store.status().invitations) == (0, 0)
        (reach, _) = store.reach.of((QUARTER, "2026"))
        assert (reach.sent, reach.answered) == (1, 0)
    assert said(await world.respond.open(HER, link.token, None, NOW)) == NO_USE


async def test_whoever_blocks_us_is_forgotten(world: World) -> None:
    link = await invitation(world)
    await world.respond.open(HER, link.token, None, NOW)
    await world.respond.gone(HER, NOW)
    await world.respond.gone(HER, NOW)
    with reading(world.folder) as store:
        assert (store.status().sessions, store.status().invitations) == (0, 0)


async def test_a_delivery_that_comes_twice_counts_once(world: World) -> None:
    link = await invitation(world)
    effects = await world.respond.open(HER, link.token, "1", NOW)
    assert await world.respond.open(HER, link.token, "1", NOW) == ()
    begin = Tapped(prompt_of(effects).step, BEGIN)
    effects = await world.respond.receive(HER, begin, "2", NOW)
    assert opened(effects)
    both = await asyncio.gather(
        *(world.respond.receive(HER, Tapped("old", "a"), "3", NOW) for _ in range(2))
    )
    assert sorted(bool(effects) for effects in both) == [False, True]


async def test_after_a_restart_a_repeated_delivery_shows_the_present_screen(
    tmp_path: Path,
) -> None:
    first = open_world(tmp_path)
    link = await invitation(first)
    effects = await first.respond.open(HER, link.token, "1", NOW)
    begin = Tapped(prompt_of(effects).step, BEGIN)
    shown = await first.respond.receive(HER, begin, "2", NOW)
    await first.close()
    second = open_world(tmp_path)
    again = await second.respond.receive(HER, begin, "2", NOW)
    assert prompt_of(again).text == prompt_of(shown).text
    assert await second.respond.receive(HER, begin, "2", NOW) == ()
    await second.close()


async def test_a_submission_delivered_twice_is_stored_once(tmp_path: Path) -> None:
    first = open_world(tmp_path)
    link = await invitation(first)
    effects = await first.respond.open(HER, link.token, None, NOW)
    left = list(FAMILY_ANSWERS)
    while not (send := [b for b in prompt_of(effects).buttons if b.id == SEND]):
        prompt = prompt_of(effects)
        there = {b.id for b in prompt.buttons}
        move = next((m for m in (BEGIN, "keep") if m in there), None)
        answer = move or left.pop(0)
        event = Tapped(prompt.step, answer) if isinstance(answer, str) else answer
        effects = await first.respond.receive(HER, event, None, NOW)
    tap = Tapped(prompt_of(effects).step, send[0].id)
    both = await asyncio.gather(
        *(first.respond.receive(HER, tap, delivery, NOW) for delivery in ("9", "9"))
    )
    assert sorted(len(effects) for effects in both) == [0, 2]
    await first.close()
    second = open_world(tmp_path)
    late = await second.respond.receive(HER, tap, "9", NOW)
    assert said(late) == text("done_before", "en")
    await second.close()
    with reading(tmp_path) as store:
        assert store.responses.count(QUARTER) == 1


async def test_two_taps_at_once_are_two_turns(world: World) -> None:
    link = await invitation(world)
    effects = await world.respond.open(HER, link.token, None, NOW)
    step = prompt_of(effects).step
    results = await asyncio.gather(
        *(
            world.respond.receive(HER, Tapped(step, BEGIN), str(number), NOW)
            for number in range(5)
        )
    )
    texts = {prompt_of(effects).text for effects in results}
    assert len(texts) == 1  # the second tap is an old button and changes nothing


async def test_many_families_at_once_lose_and_double_nothing(world: World) -> None:
    results = await asyncio.gather(*(family(world, str(n)) for n in range(40)))
    assert len({code_of(effects) for effects in results}) == 40
    with reading(world.folder) as store:
        assert store.responses.count(QUARTER) == 40
        assert store.tallies.of(("2026",))[0].count == 40


async def test_a_picture_is_no_answer_and_nobody_is_lost_by_it(world: World) -> None:
    link = await invitation(world)
    effects = await world.respond.open(HER, link.token, None, NOW)
    effects = await world.respond.receive(HER, Unreadable(), None, NOW)
    assert opened(effects)


async def test_without_a_survey_the_text_says_how_to_start_one(world: World) -> None:
    for event in (Started(), Replied("hello"), Unreadable()):
        effects = await world.respond.receive(HER, event, None, NOW)
        assert said(effects) == text("nothing_open", "en")


async def test_a_session_that_cannot_be_read_begins_again(world: World) -> None:
    link = await invitation(world)
    await world.respond.open(HER, link.token, None, NOW)
    await world.writer.run(
        lambda store: store.database.run("UPDATE session SET state = x'00'")
    )
    effects = await world.respond.receive(HER, Started(), None, NOW)
    assert said(effects) == text("begin_again", "en")
    effects = await world.respond.open(HER, link.token, None, NOW)
    assert opened(effects)


async def test_a_questionnaire_that_was_taken_away_is_no_crash(tmp_path: Path) -> None:
    first = open_world(tmp_path)
    link, unopened = await invitation(first), await invitation(first)
    await first.respond.open(HER, link.token, None, NOW)
    await first.close()
    second = open_world(tmp_path)
    without = {"staff-check": DEFINITIONS["staff-check"]}
    second.respond._setup = replace(second.setup, definitions=without)
    effects = await second.respond.receive(HER, Started(), None, NOW)
    assert said(effects) == text("begin_again", "en")
    effects = await second.respond.open(HIM, unopened.token, None, NOW)
    assert said(effects) == NO_USE
    await second.close()


# --- words ------------------------------------------------------------------------


async def test_names_and_numbers_are_gone_before_anything_is_stored(
    world: World,
) -> None:
    words = Replied("My worker Kelly rang me on 07700 900123.")
    await family(world, "4711", ("a", words, "y", "n"))
    with reading(world.folder) as store:
        (kept,) = store.responses.of((QUARTER,))
        assert kept.answers[0].words is not None
        assert "Kelly" not in kept.answers[0].words
        assert "900123" not in kept.answers[0].words


async def test_words_that_alarm_are_held_from_every_other_use(world: World) -> None:
    words = Replied("He hits me and I am scared to go home.")
    await family(world, "4711", ("a", words, "y", "n"))
    with reading(world.folder) as store:
        (kept,) = store.responses.of((QUARTER,))
        assert kept.answers[0] == Answer("O1", skipped=True)
        assert store.quotes.waiting() == 0
        assert store.status().care_waiting == 1
    (note,) = await world.held.waiting("care")
    assert (note.question, note.words) == ("O1", words.words)
    with pytest.raises(ServiceError, match="strandline care"):
        await world.held.release(note.id, "They were hurt at home.")
    with pytest.raises(ServiceError, match="strandline care"):
        await world.held.drop(note.id)
    care = CareQueue(world.writer, world.setup.area)
    assert await care.release(note.id, "They were hurt at home.", PERSON, NOW)
    assert [deed for _, _, deed, _ in await care.log()] == ["released"]
    with reading(world.folder) as store:
        (kept,) = store.responses.of((QUARTER,))
        assert kept.answers[0].words == "They were hurt at home."
        assert store.quotes.waiting() == 1


async def test_words_that_no_detector_reads_wait_sealed_for_a_person(
    world: World,
) -> None:
    words = Replied("Моя помощница очень помогла")
    await family(world, "4711", ("a", words, "y", "n"))
    with reading(world.folder) as store:
        (kept,) = store.responses.of((QUARTER,))
        assert kept.answers[0] == Answer("O1", skipped=True)
        assert store.held.waiting("language") == ()
    for number in range(9):
        await family(world, str(number), ("a", words, "y", "n"))
    notes = await world.held.waiting("language")
    assert [note.words for note in notes] == [words.words] * 10
    assert {note.language for note in notes} == {"en"}  # of the conversation
    with reading(world.folder) as store:
        for held in store.held.waiting("language"):
            assert held.until == "2027-Q4"
            assert "помощница".encode() not in held.sealed
    assert await world.held.drop(notes[0].id)
    assert len(await world.held.waiting("language")) == 9


async def test_quotes_need_consent(world: World) -> None:
    await family(world, "1", ("a", Replied("They listened."), "n", "n"))
    with reading(world.folder) as store:
        assert store.quotes.waiting() == 0


# --- withdrawal --------------------------------------------------------------------


async def test_a_receipt_takes_everything_back_and_works_once(world: World) -> None:
    kept = await family(world, "1", district="charnwood")
    words = Replied("He hits me and I am scared to go home.")
    gone = await family(world, "2", ("b", words, "y", "n"), district="melton")
    code = code_of(gone)
    assert not await world.erase.withdraw("AAAA-AAAA-AAAA-AAAA", NOW)
    assert await world.erase.withdraw(code.lower().replace("-", " "), NOW)
    assert not await world.erase.withdraw(code, NOW)
    with reading(world.folder) as store:
        assert store.responses.count(QUARTER) == 1
        assert store.status().care_waiting == 0
        left = [(t.kind, t.group, t.count) for t in store.tallies.of(("2026", QUARTER))]
        assert left == [
            ("district", "charnwood", 1),
            ("mode", "self", 1),
            ("tier", "keyworker", 1),
        ]
        reach = {
            (r.kind, r.group): r.answered for r in store.reach.of(("2026", QUARTER))
        }
        assert reach == {
            ("district", "charnwood"): 1,
            ("district", "melton"): 0,
            ("tier", "keyworker"): 1,
        }
    assert await world.erase.withdraw(code_of(kept), NOW)


async def test_a_withdrawal_after_the_close_still_finds_everything(
    world: World,
) -> None:
    effects = await family(world, "1")
    january = NOW + timedelta(days=60)
    await world.closing.tick(january)
    assert await world.erase.withdraw(code_of(effects), january)
    with reading(world.folder) as store:
        assert store.responses.count(QUARTER) == 0
        assert store.tallies.of(("2026", QUARTER)) == ()


# --- staff ---------------------------------------------------------------------------


async def test_staff_answer_a_group_link_once_each(world: World) -> None:
    token = await staff_link(world)
    grade, partner = grade_and_partner(world)
    for person in (HER, HIM):
        effects = await world.respond.open(person, token, None, NOW)
        effects = await talk(world, person, effects, (grade, partner, "a"))
        assert code_of(effects)
    assert said(await world.respond.open(HER, token, None, NOW)) == NO_USE
    with reading(world.folder) as store:
        found = store.responses.of(("2026-Q4-check",))
        assert [r.group for r in found] == [partner, partner]
        assert [r.answers for r in found] == [()] * 2
        assert store.tallies.of(("2026-Q4-check",)) == (
            Tally("staff-check", "T1", "a", grade, "2026-Q4-check", 2, "grade"),
            Tally("staff-check", "T1", "a", partner, "2026-Q4-check", 2, "partner"),
        )
        assert store.reach.of(("2026-Q4-check",)) == (
            Reach("staff-check", "2026-Q4-check", partner, "partner", None, 2),
            Reach("staff-check", "2026-Q4-check", "2026-Q4-check", "wave", None, 2),
        )


async def test_two_sessions_of_one_person_still_count_once(world: World) -> None:
    token = await staff_link(world)
    grade, partner = grade_and_partner(world)
    effects = await world.respond.open(HER, token, None, NOW)
    await talk(world, HER, effects, (grade, partner, "a"))
    effects = await world.respond.begin(HER, "staff-check", Labels(), NOW)
    effects = await talk(world, HER, effects, (grade, partner, "b"))
    assert said(effects).endswith(NO_USE)
    with reading(world.folder) as store:
        assert store.responses.count("2026-Q4-check") == 1


async def test_a_wave_that_closes_ends_what_is_unfinished(world: World) -> None:
    token = await staff_link(world)
    effects = await world.respond.open(HER, token, None, NOW)
    assert opened(effects)
    assert await world.waves.close("2026-Q4-check", NOW)
    assert not await world.waves.close("2026-Q4-check", NOW)
    effects = await world.respond.receive(HER, Started(), None, NOW)
    assert said(effects) == text("nothing_open", "en")
    assert said(await world.respond.open(HIM, token, None, NOW)) == OVER


async def test_a_wave_takes_no_answers_after_its_last_day(world: World) -> None:
    token = await staff_link(world)
    late = NOW + timedelta(days=15)
    assert said(await world.respond.open(HER, token, None, late)) == OVER


# --- without a link, and from paper -----------------------------------------------------


async def test_a_shell_conversation_needs_no_link(world: World) -> None:
    person = Person("terminal")
    labels = Labels(tier="keyworker", district="melton", mode=Mode.EVENT)
    effects = await world.respond.begin(person, "family-closure", labels, NOW)
    await talk(world, person, effects, FAMILY_ANSWERS)
    with reading(world.folder) as store:
        (kept,) = store.responses.of((QUARTER,))
        assert (kept.mode, kept.group) == (Mode.EVENT, "keyworker")
        assert store.reach.of((QUARTER, "2026")) == ()  # nobody was invited


async def test_staff_need_a_wave_and_an_unknown_questionnaire_is_said_so(
    world: World,
) -> None:
    person = Person("terminal")
    with pytest.raises(ServiceError, match="No wave of staff-check is open"):
        await world.respond.begin(person, "staff-check", Labels(), NOW)
    with pytest.raises(ServiceError, match="there is family-closure"):
        await world.respond.begin(person, "family-survey", Labels(), NOW)


def sheet(row: str, words: str = "They listened.") -> Sheet:
    submit = Submit(
        (Answer("Q1", options=("a",)), Answer("O1", words=words)), quote_consent=True
    )
    labels = Labels(tier="keyworker", district="melton", mode=Mode.PAPER)
    return Sheet(row, DEFINITIONS["family-closure"], labels, "en", submit)


async def test_sheets_are_stored_once_and_redacted(world: World) -> None:
    sheets = (sheet("1", "My worker Kelly listened."), sheet("2"))
    assert await world.respond.record(sheets, NOW) == 2
    assert await world.respond.record((*sheets, sheet("3")), NOW) == 1
    with reading(world.folder) as store:
        found = store.responses.of((QUARTER,))
        assert [r.mode for r in found] == [Mode.PAPER] * 3
        assert not any("Kelly" in (r.answers[0].words or "") for r in found)
        assert store.tallies.of(("2026",))[0].count == 3


async def test_sheets_with_words_for_a_person_are_held(world: World) -> None:
    await world.respond.record(
        (sheet("1", "Она очень помогла"), sheet("2", "He hits me, I am scared.")), NOW
    )
    with reading(world.folder) as store:
        status = store.status()
        assert (status.language_waiting, status.care_waiting) == (1, 1)
        assert status.quotes_waiting == 0


async def test_words_in_another_language_are_held_with_their_language(
    world: World,
) -> None:
    await world.respond.record(
        [replace(sheet(str(n), "Super pomoc"), language="pl") for n in range(10)], NOW
    )
    with reading(world.folder) as store:
        found = store.responses.of((QUARTER,))
        assert {r.language for r in found} == {"pl"}
        assert {r.answers[0].words for r in found} == {None}
        assert store.status().quotes_waiting == 0
    notes = await world.held.waiting("language")
    assert {(note.words, note.language) for note in notes} == {("Super pomoc", "pl")}
    assert await world.held.release(notes[0].id, "Great help")
    with reading(world.folder) as store:
        words = [r.answers[0].words for r in store.responses.of((QUARTER,))]
        assert sorted(w for w in words if w is not None) == ["Great help"]


def test_words_that_were_held_before_their_language_was_kept(world: World) -> None:
    old = world.keys.seal("held care", b"Help me.")
    assert unseal_words(world.keys, "care", old) == ("Help me.", "und")
    new = seal_words(world.keys, "care", "Help me.", "pl")
    assert unseal_words(world.keys, "care", new) == ("Help me.", "pl")


async def test_one_sheet_without_a_wave_stores_none_of_them(world: World) -> None:
    staff = replace(
        sheet("2"),
        questionnaire=DEFINITIONS["staff-check"],
        submit=Submit((Answer("T1", options=("a",)),)),
    )
    with pytest.raises(ServiceError, match="No wave"):
        await world.respond.record((sheet("1"), staff), NOW)
    with reading(world.folder) as store:
        assert store.responses.count(QUARTER) == 0
    assert await world.respond.record((sheet("1"),), NOW) == 1


# --- messages that can be taken back ----------------------------------------------------


async def test_ids_of_sent_messages_are_given_back_once(world: World) -> None:
    for message in ("17", "18", "18"):
        await world.respond.remember_message(HER, message, NOW)
    await world.respond.remember_message(HIM, "19", NOW)
    assert set(await world.respond.take_messages(HER)) == {"17", "18"}
    assert await world.respond.take_messages(HER) == ()
