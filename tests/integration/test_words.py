"""People's own words in the evidence, through the real service: ticks lower, and count."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.disclosure import release_to_json
from analysis.model import Instrument, Status
from analysis.reading.themes import Suggestion
from analysis.reading.verbatims import ReadWords
from analysis.release import Release
from bot.app import App, build
from bot.area import example_area
from bot.service.errors import ServiceError
from bot.service.reading import Reading
from bot.settings import Settings
from bot.store import Period, Store
from surveys.loading import shipped
from surveys.model import Answer, Response
from tests.responses import response_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERIOD = "2026-Q4"
GOOD, ORDER = (Status.EVIDENCED, Status.GONE), list(Status)
SPEAKS = "I had to tell it all again"


class Reader:
    """Places one sentence, is unsure of another and takes a third for Polish."""

    version = "tone-1 themes-1"

    def words(self, text: str) -> ReadWords:
        if text.startswith(SPEAKS):
            placed = (
                Suggestion("FE-M1", "contradicts", 0.9, text),
                Suggestion("FE-M6", "supports", 0.3, text),
            )
            return ReadWords(("negative", 0.99, True), ((text, placed),))
        if text.startswith("Hm"):
            return ReadWords(("mixed", 0.4, False), ((text, ()),))
        if text.startswith("Tak"):
            return ReadWords(("mixed", 0.4, False), ((text, ()),), "pl")
        return ReadWords(("positive", 0.9, True), ())


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    opened = build(Settings(data=tmp_path / "data"))
    yield opened
    await opened.close()


def family(number: int, words: str | None, period: str = PERIOD) -> Response:
    """Return one of many families for whom it mostly went well, and what it wrote."""
    answers = []
    for question in shipped()["family-closure"].questions:
        if question.id == "Q1":
            answers.append(Answer("Q1", ("d" if number % 12 == 7 else "a",)))
        elif question.theme and words is not None and not any(a.words for a in answers):
            answers.append(Answer(question.id, words=words))
    return response_of(f"r{period}{number:04}", answers, period, quote_consent=True)


async def add(app: App, responses: Sequence[Response]) -> None:
    def work(store: Store) -> None:
        for response in responses:
            store.periods.ensure(
                Period(response.period, "quarter", response.period, None)
            )
            store.responses.add(response)

    await app.writer.run(work)
    # nobody knows how many were invited: the panel accepts that, or words had nothing
    # to lower
    await app.evidence.attest(
        "cap:unknown_rate:family-closure", "The board", "A trial.", NOW
    )


async def read(app: App) -> int:
    return await Reading(app.writer, app.model, Reader).read_new()


async def assessed(app: App, period: str = PERIOD) -> Release:
    (release,) = await app.evidence.assess("family", period, NOW)
    return release


def statuses(release: Release) -> dict[str, Status]:
    return {f.id: f.status for f in release.features}


async def decide(app: App, ticks: int, of: Callable[[str], bool] | None = None) -> None:
    """Tick so many of the clauses that speak, and say of all others that none do."""
    for clause in await app.clauses.batch():
        if ticks and clause.words.startswith(SPEAKS) and (of is None or of(clause.id)):
            assert await app.clauses.tick(clause.id, "FE-M1")
            ticks -= 1
        else:
            assert await app.clauses.untick(clause.id)


@pytest.mark.parametrize(
    ("wrote", "objecting", "falls"),
    [(30, 3, True), (30, 2, False), (50, 5, True), (50, 4, False)],
)
async def test_a_status_falls_when_three_people_and_a_tenth_object(
    app: App, wrote: int, objecting: int, *, falls: bool
) -> None:
    spoke = (f"{SPEAKS} {n}" if n % 2 else f"Fine {n}" for n in range(wrote))
    await add(app, [family(n, words) for n, words in enumerate(spoke)])
    await add(app, [family(n, None) for n in range(wrote, 100)])
    before = statuses(await assessed(app))
    assert before["FE-M1"] is Status.EVIDENCED
    await read(app)
    assert statuses(await assessed(app)) == before  # what nobody ticked changes nothing
    await decide(app, objecting)
    after = await assessed(app)
    if not falls:
        assert statuses(after) == before
        return
    changed = {f for f, status in statuses(after).items() if status != before[f]}
    assert changed == {"FE-M1"}
    assert statuses(after)["FE-M1"] is Status.MIXED
    assert [c.kind for c in after.contradictions if "FE-M1" in c.features] == ["words"]


async def test_ticks_in_favour_raise_nothing(app: App) -> None:
    rows = [family(n, f"{SPEAKS} {n}") for n in range(40)]
    mixed = [
        replace(r, answers=(Answer("Q1", ("d" if n % 2 else "a",)), *r.answers[1:]))
        for n, r in enumerate(rows)
    ]
    await add(app, mixed)
    before = statuses(await assessed(app))
    assert before["FE-M1"] not in GOOD
    await read(app)
    for clause in await app.clauses.batch():
        await app.clauses.tick(clause.id, "FE-M1", "supports")
    assert statuses(await assessed(app)) == before


async def test_machine_tone_alone_changes_nothing(app: App) -> None:
    await add(app, [family(n, f"{SPEAKS} {n}") for n in range(40)])
    before = await assessed(app)
    await read(app)  # every tone is negative, and sure
    after = await assessed(app)
    assert statuses(after) == statuses(before)
    (words,) = after.words
    assert (words.people, words.said) == (None, ())
    assert words.waiting["undecided"] == 40


async def test_people_are_counted_once_their_words_were_gone_through(app: App) -> None:
    await add(
        app,
        [family(n, f"{SPEAKS} {n}" if n < 20 else f"Fine {n}") for n in range(60)],
    )
    await read(app)
    await decide(app, 20)
    (words,) = (await assessed(app)).words
    assert words.people == 60
    (said,) = words.said
    assert said.feature == "FE-M1"
    assert said.contradicts.supporting == 20


async def test_who_ticked_one_thing_and_wrote_another_is_listed_apart(app: App) -> None:
    rows = [family(n, f"{SPEAKS} {n}" if n < 60 else f"Fine {n}") for n in range(100)]
    for n in range(30):  # half of those who write against it tick against it, too
        rows[n] = replace(rows[n], answers=(Answer("Q1", ("d",)), *rows[n].answers[1:]))
    await add(app, rows)
    await read(app)
    await decide(app, 60)
    release = await assessed(app)
    (said,) = release.words[0].said
    assert said.contradicts.supporting == 60
    assert {ticked: one.supporting for ticked, one in said.apart.items()} == {
        "supports": 25  # 27: three of the others ticked against it as well
    }
    (document,) = await app.evidence.documents("family", PERIOD, ("html",), NOW)
    text = document.body.decode()
    assert "Ticked one thing, wrote another" in text
    assert "ticked that it is so and wrote that it is not" in text


async def test_every_summary_says_how_many_wait_and_for_what(app: App) -> None:
    words = ["Tak, pani była dobra"] * 12 + ["Hm"] * 11 + ["Fine"] * 30
    await add(app, [family(n, f"{w} {n}") for n, w in enumerate(words)])
    (unread,) = (await assessed(app)).words
    assert unread.waiting["unread"] == 55
    await read(app)
    (found,) = (await assessed(app)).words
    assert found.people == 30
    assert found.waiting == {
        "care": None,
        "language": 10,
        "unread": None,
        "undecided": 10,
    }
    (document,) = await app.evidence.documents("family", PERIOD, ("html",), NOW)
    text = document.body.decode()
    assert "about 10 in another language, or not surely in English" in text
    assert "Words are read by these versions: tone " in text
    assert "taken out of people&#39;s words by" in text


async def test_what_a_machine_cannot_tell_goes_to_a_person_whole(app: App) -> None:
    await add(app, [family(n, f"Hm {n}") for n in range(12)])
    await read(app)
    clauses = await app.clauses.batch()
    assert sorted(c.words for c in clauses) == sorted(f"Hm {n}" for n in range(12))
    first, second, *_ = clauses
    with pytest.raises(ServiceError, match="Nothing is suggested"):
        await app.clauses.tick(first.id, None)
    with pytest.raises(ServiceError, match="no feature"):
        await app.clauses.tick(first.id, "FE-X99", "supports")
    with pytest.raises(ServiceError, match="stance"):
        await app.clauses.tick(first.id, "FE-M1", "loves")
    assert list(await app.clauses.tick(first.id, "FE-M1", "contradicts")) == ["FE-M1"]
    assert await app.clauses.untick(second.id)
    standing = await app.writer.run(lambda store: store.clauses.standing((PERIOD,)))
    assert sorted(standing.values()).count("") == 2


async def test_a_withdrawn_response_takes_its_ticks_along(app: App) -> None:
    await add(app, [family(n, f"{SPEAKS} {n}") for n in range(40)])
    await read(app)
    await decide(app, 40)

    def gone(store: Store) -> tuple[int, int, int]:
        for response in store.responses.of((PERIOD,))[:10]:
            store.responses.delete(response.id)
        pair = store.objections.of((PERIOD,))["FE-M1"]
        return (*pair, len(store.clauses.ticks((PERIOD,))))

    assert await app.writer.run(gone) == (30, 30, 30)
    (words,) = (await assessed(app)).words
    assert words.people == 30


async def test_one_withdrawal_between_two_releases_tells_nothing(app: App) -> None:
    await add(app, [family(n, f"{SPEAKS} {n}") for n in range(40)])
    await read(app)
    await decide(app, 21)
    before = release_to_json(await assessed(app))
    ticked = await app.writer.run(lambda store: store.clauses.ticks((PERIOD,)))
    await app.writer.run(lambda store: store.responses.delete(ticked[0].response))
    after = release_to_json(await assessed(app))
    assert after["words"] == before["words"]


async def test_an_objection_of_families_is_not_outweighed_by_staff(app: App) -> None:
    await add(app, [family(n, f"{SPEAKS} {n}") for n in range(30)])
    staff = [
        replace(family(n, f"Fine {n}"), id=f"s{n:04}", questionnaire="staff-check")
        for n in range(60)
    ]
    await add(app, staff)
    await read(app)
    await decide(app, 4)
    assert statuses(await assessed(app))["FE-M1"] is Status.MIXED


async def test_decided_clauses_are_written_for_training_where_the_area_says_so(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    text = example_area().replace("keep_ticked = false", "keep_ticked = true")
    (folder / "area.toml").write_text(text, encoding="utf-8")
    app = build(Settings(data=folder))
    try:
        await add(app, [family(n, f"{SPEAKS}\t{n}") for n in range(9)])
        await add(app, [family(n, f"Hm {n}") for n in range(9, 14)])
        await read(app)
        batch = await app.clauses.batch()
        for clause in batch[:9]:
            await app.clauses.untick(clause.id)
        assert await app.clauses.training() == ()  # of fewer than ten people
        await decide(app, 20)
        lines = [line.split("\t") for line in await app.clauses.training()]
        assert len(lines) == 14
        assert sorted({tuple(line[1:3]) for line in lines}) == [
            ("-", "-"),
            ("FE-M1", "contradicts"),
        ]
        assert all(line[0] == "none" for line in lines if line[1] == "-")
        assert all(line[0] != "none" for line in lines if line[1] != "-")

        def gone(store: Store) -> None:
            for response in store.responses.of((PERIOD,))[:2]:
                store.responses.delete(response.id)

        await app.writer.run(gone)
        assert len(await app.clauses.training()) == 12
        await app.writer.run(lambda store: store.responses.purge_words((PERIOD,)))
        assert await app.clauses.training() == ()
    finally:
        await app.close()


async def test_without_the_areas_word_nothing_is_written_for_training(app: App) -> None:
    with pytest.raises(ServiceError, match="keep_ticked"):
        await app.clauses.training()


async def test_what_was_asked_weighs_what_a_clause_suggests(app: App) -> None:
    await add(app, [family(n, f"{SPEAKS} {n}") for n in range(12)])
    (question,) = {a.question for r in [family(1, "x")] for a in r.answers if a.words}
    theme = app.model.feature("FE-M6").theme
    reading = Reading(app.writer, app.model, Reader, {question: (theme,)})
    await reading.read_new()
    clause, *_ = await app.clauses.batch()
    weighed = {s.feature: s.probability for s in clause.suggestions}
    assert weighed["FE-M6"] > 0.3
    assert weighed["FE-M1"] < 0.9
    assert await reading.version() == "tone-1 themes-1 asked-1"


async def test_the_summary_has_its_words_in_json_too(app: App) -> None:
    await add(app, [family(n, f"{SPEAKS} {n}") for n in range(20)])
    await read(app)
    await decide(app, 20)
    (document,) = await app.evidence.documents("family", PERIOD, ("json",), NOW)
    (words,) = json.loads(document.body)["release"]["words"]
    assert words["instrument"] == Instrument.CLOSING
    assert words["people"] == 20


async def test_quotes_are_proposed_and_one_cuts_the_other_way(app: App) -> None:
    nice = "She rang when she said she would and we made one plan, time"
    rows = [
        family(
            n, f"{SPEAKS} to every new person who came {n}" if n < 12 else f"{nice} {n}"
        )
        for n in range(60)
    ]
    await add(app, rows)

    def offer(store: Store) -> None:
        for response in rows:
            for answer in response.answers:
                if answer.words:
                    store.quotes.offer(
                        f"q{response.id}", response.id, answer.question, ("one_worker",)
                    )

    await app.writer.run(offer)
    await read(app)
    found = await app.quotes.proposals()
    assert len(found.chosen) == 6
    assert not any(one.other_way for one in found.chosen)
    assert "cuts the other way" in found.note

    await decide(app, 3)
    release = await assessed(app)
    assert (
        statuses(release)["FE-M1"] is Status.EVIDENCED
    )  # three of sixty lower nothing
    found = await app.quotes.proposals()
    turned, *_ = [one for one in found.chosen if one.other_way]
    assert found.note == ""
    assert await app.quotes.decide([turned.id], approved=True) == []
    (page,) = await app.evidence.documents("family", PERIOD, ("json",), NOW)
    (quote,) = json.loads(page.body)["report"]["quotes"]
    assert quote["other_way"] is True
    assert turned.id not in {one.id for one in (await app.quotes.proposals()).chosen}
