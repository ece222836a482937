"""Counters of counted answers, attacked; and the designs that we did not choose.

People with strong habits (by district, and by temper) send sheets over two years; the
attacks of `tests.attack.counters` then try to give each response its district, or its
grade. `pytest tests/attack/test_counters.py -s` prints the table of ADR 0011.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random

import pytest

from bot.keys import load_keys
from bot.service import submission
from bot.service.submission import Sheet
from bot.store import Period, Store, Wave
from surveys.conversation import Labels
from surveys.events import Submit
from surveys.loading import shipped
from surveys.model import Answer, Kind, Mode, Question, Questionnaire
from tests.attack.attacks import say
from tests.attack.counters import (
    JOINS,
    Group,
    Key,
    Puzzle,
    programming,
    puzzle,
    puzzle_of,
    ranked,
    sure,
)
from tests.attack.loot import Loot, tables

DISTRICTS = ("blaby", "charnwood", "harborough", "hinckley", "melton", "oadby", "north")
TIERS = ("keyworker", "family", "intensive")
GRADES = ("frontline", "manager", "senior", "elected_member")
YEARS = (2026, 2027)
WAVE = "2027-Q1-check"
EACH = 60
HEADLINE = 4
SMALL = 58  # families of one year in a small town
TOWNS = 200
pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Town:
    """Stored answers, and everything that was said, by response."""

    loot: Loot
    said: Mapping[str, frozenset[Key]]
    where: Mapping[str, Group]


def _options(question: Question) -> list[str]:
    return [option.id for option in question.options]


def _answers(
    questionnaire: Questionnaire, temper: float, lot: Random
) -> Iterator[Answer]:
    for question in questionnaire.questions:
        if question.kind in (Kind.ONE, Kind.SCALE) and question.role is None:
            ids = _options(question)
            if ids and lot.random() < 0.95:
                place = int(abs(lot.gauss(temper, 0.25)) * len(ids))
                yield Answer(question.id, options=(ids[min(place, len(ids) - 1)],))
            else:
                yield Answer(question.id, skipped=True)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Town]:
    """Fill a store with sheets: families of two years, and one wave of staff."""
    folder = tmp_path_factory.mktemp("towns")
    keys = load_keys(folder)
    store = Store.open(folder, keys.derive)
    lot, patch = Random(29), pytest.MonkeyPatch()  # noqa: S311 - a story
    made: list[str] = []
    ids = Random(31)  # noqa: S311 - so that a run can be repeated

    def noted() -> str:
        made.append(f"{ids.getrandbits(128):032x}")
        return made[-1]

    patch.setattr(submission, "new_id", noted)
    said: dict[str, dict[str, frozenset[Key]]] = defaultdict(dict)
    where: dict[str, dict[str, Group]] = defaultdict(dict)
    sheets: list[tuple[Sheet, datetime, Group]] = []
    habit = {place: lot.uniform(0, 0.7) for place in (*DISTRICTS, *GRADES)}

    def sheet(kind: str, place: str, number: int) -> Sheet:
        questionnaire = shipped()[kind]
        temper = habit[place] + lot.gauss(0, 0.1)
        grade = place if kind == "staff-check" else None
        return Sheet(
            str(number),
            questionnaire,
            Labels(
                tier=None if grade else lot.choice(TIERS),
                district=None if grade else place,
                wave=WAVE if grade else None,
                mode=Mode.PAPER,
            ),
            "en",
            Submit(
                tuple(_answers(questionnaire, temper, lot)),
                grade=grade,
                partner=lot.choice(("police", "school")) if grade else None,
            ),
        )

    with store.transaction():
        for year in YEARS:
            now = datetime(year, 2, 3, tzinfo=UTC)
            for number in range(EACH):
                place = lot.choice(DISTRICTS)
                group = (place, str(year))
                sheets.append(
                    (sheet("family-closure", place, number + EACH * year), now, group)
                )
        until = date(2027, 3, 1).toordinal()
        store.waves.open(
            Wave(WAVE, "staff-check", "2027-Q1", until, b"t" * 32, b"s" * 32)
        )
        store.periods.ensure(Period(WAVE, "wave", "2027-Q1", "staff-check"))
        now = datetime(2027, 2, 3, tzinfo=UTC)
        for number in range(EACH):
            place = lot.choice(GRADES)
            one = sheet("staff-check", place, number)
            sheets.append((one, now, (place, WAVE)))
        lot.shuffle(sheets)
        for one, now, group in sheets:
            made.clear()
            assert submission.record(store, keys, one, now)
            kind = one.questionnaire.id
            where[kind][made[0]] = group
            said[kind][made[0]] = frozenset(
                (answer.question, option)
                for answer in one.submit.answers
                for option in answer.options
            )
    patch.undo()
    loot = Loot("towns", tables=dict(tables(store)))
    store.close()
    return {kind: Town(loot, said[kind], where[kind]) for kind in said}


def ours(town: Town, questionnaire: str, kind: str) -> Puzzle:
    true = {response: group[0] for response, group in town.where.items()}
    return puzzle_of(town.loot, questionnaire, kind, true)


def another(town: Town, *, questions: frozenset[str], drawn: float) -> Puzzle:
    """Make the puzzle of a design that counts answers and keeps them as well."""
    lot = Random(7)  # noqa: S311 - a measurement
    counters: dict[Group, dict[Key, int]] = {g: {} for g in town.where.values()}
    for response, group in sorted(town.where.items()):
        for key in sorted(town.said[response]):
            if key[0] in questions and lot.random() < drawn:
                counters[group][key] = counters[group].get(key, 0) + 1
    made = puzzle(
        town.said,
        {r: group[1] for r, group in town.where.items()},
        counters,
        {r: group[0] for r, group in town.where.items()},
    )
    sizes = {g: list(town.where.values()).count(g) for g in counters}
    return Puzzle(made.chosen, made.periods, sizes, counters, made.true)


def headline(questionnaire: str) -> frozenset[str]:
    found = [q.id for q in shipped()[questionnaire].questions if q.counted]
    return frozenset(found[:HEADLINE])


CASES = [("family-closure", "district"), ("staff-check", "grade")]


@pytest.mark.parametrize(("questionnaire", "kind"), CASES)
def test_no_way_of_dealing_does_better_than_chance(
    questionnaire: str, kind: str, towns: Mapping[str, Town]
) -> None:
    it = ours(towns[questionnaire], questionnaire, kind)
    usual, hardly = sure(it)
    say(f"ours, {kind}: chance {usual:.1f} of {len(it.true)}, hardly above {hardly}")
    assert len(it.true) >= EACH
    assert it.shared == frozenset()  # nothing stands on both sides
    say(f"ours, {kind}: ranked {ranked(it)}")
    for name, deal in JOINS.items():
        right = deal(it)
        say(f"ours, {kind}: {name} {right}")
        assert right <= hardly, name


def small_town(seed: int, people: float, districts: float) -> Puzzle:
    """Make the puzzle of one year of a small town, counted answers in counters alone.

    Args:
        seed: Which town.
        people: How far people differ in temper (standard deviation, of 0 to 1).
        districts: How far districts differ.
    """
    lot = Random(seed)  # noqa: S311 - a measurement
    questionnaire = shipped()["family-closure"]
    apart = {question.id for question in questionnaire.questions if question.counted}
    habit = {place: 0.3 + districts * lot.gauss(0, 1) for place in DISTRICTS}
    kept: dict[str, frozenset[Key]] = {}
    counters: dict[Group, dict[Key, int]] = {}
    true: dict[str, str] = {}
    for _ in range(SMALL):
        response, place = f"{lot.getrandbits(64):016x}", lot.choice(DISTRICTS)
        said = {
            (answer.question, option)
            for answer in _answers(
                questionnaire, habit[place] + lot.gauss(0, people), lot
            )
            for option in answer.options
        }
        kept[response] = frozenset(key for key in said if key[0] not in apart)
        true[response] = place
        own = counters.setdefault((place, "2026"), {})
        for key in said:
            if key[0] in apart:
                own[key] = own.get(key, 0) + 1
    sizes = {group: list(true.values()).count(group[0]) for group in counters}
    return Puzzle(kept, dict.fromkeys(kept, "2026"), sizes, counters, true)


def gained(people: float, districts: float) -> float:
    """Return how many more of a small town ranking gets right than chance."""
    usual, found = 0.0, []
    for seed in range(TOWNS):
        it = small_town(seed, people, districts)
        usual += sum(size**2 for size in it.sizes.values()) / SMALL
        found.append(ranked(it))
    say(f"ranked, people {people}, districts {districts}: {min(found)} to {max(found)}")
    return (sum(found) - usual) / TOWNS


@pytest.mark.parametrize("people", [0.0, 0.1, 0.2, 0.3])
def test_who_is_content_tells_hardly_anything_where_districts_are_alike(
    people: float,
) -> None:
    """Inference, no join: it rests on tempers alone, and is near to nothing."""
    gain = gained(people, districts=0.0)
    say(f"ranked, people differ by {people}: {gain:+.1f} of {SMALL} beyond chance")
    assert gain < SMALL * 0.03


def test_who_is_content_tells_more_the_more_districts_differ() -> None:
    """So the measurement can fail: here it does find something, and says how much."""
    found = [gained(0.1, districts=habit) for habit in (0.05, 0.1, 0.2)]
    for habit, gain in zip((0.05, 0.1, 0.2), found, strict=True):
        say(f"ranked, districts differ by {habit}: {gain:+.1f} of {SMALL}")
    assert found == sorted(found)
    assert found[-1] > SMALL * 0.06


@pytest.mark.parametrize(("questionnaire", "kind"), CASES)
def test_the_attack_deals_out_everybody_where_answers_are_kept_and_counted(
    questionnaire: str, kind: str, towns: Mapping[str, Town]
) -> None:
    """It is an attack: the design of ADR 0003 falls to it."""
    town = towns[questionnaire]
    everything = frozenset(q for keys in town.said.values() for q, _ in keys)
    it = another(town, questions=everything, drawn=1.0)
    right = programming(it, seconds=60)
    say(f"ADR 0003, {kind}: programming {right} of {len(it.true)}")
    assert right > sure(it)[1] * 1.5


@pytest.mark.parametrize(("questionnaire", "kind"), CASES)
def test_figures_of_what_other_designs_would_give_away(
    questionnaire: str, kind: str, towns: Mapping[str, Town]
) -> None:
    town = towns[questionnaire]
    for drawn in (1.0, 0.5):
        it = another(town, questions=headline(questionnaire), drawn=drawn)
        usual, hardly = sure(it)
        right = programming(it, seconds=20, drawn=drawn)
        say(
            f"{len(headline(questionnaire))} headline questions kept and counted,"
            f" {drawn:.0%} by lot, {kind}: {right} of {len(it.true)}"
            f" (chance {usual:.1f}, hardly above {hardly})"
        )
        assert len(it.true) >= EACH


def test_what_stands_on_a_response_is_not_what_was_counted(
    towns: Mapping[str, Town],
) -> None:
    """And nothing is lost: each counted answer is in the counters once of each kind."""
    for questionnaire, town in towns.items():
        apart = {q.id for q in shipped()[questionnaire].questions if q.counted}
        kept = {
            str(row[2])
            for row in town.loot.tables["answer"].rows
            if row[0] in town.said
        }
        assert apart
        assert not apart & kept
        kind = "district" if questionnaire == "family-closure" else "grade"
        it = ours(town, questionnaire, kind)
        for question in apart:
            counted = sum(
                n
                for own in it.counters.values()
                for key, n in own.items()
                if key[0] == question
            )
            assert counted == len(town.said)
