"""Ticked words are counted by people, and only once all theirs were gone through."""

from dataclasses import replace

import pytest

from analysis.maturity import shipped_model
from analysis.model import CountedWords, Evidence, Instrument, Measure, Ticked
from analysis.status import objected, objectors
from analysis.tally import open_book
from analysis.ticks import against, count_words, ticked_by
from surveys.model import Answer, Response
from tests.responses import response_of

MODEL = shipped_model()
PERIOD = "2026-Q4"
ONCE, AGAIN = MODEL.feature("FE-M11"), MODEL.feature("FE-E6")


def asked_outright() -> Measure:
    (measure,) = (
        m
        for m in ONCE.measures
        if m.instrument is Instrument.CLOSING and not (m.part or m.corroborates)
    )
    return measure


def response(
    number: int,
    *options: str,
    questionnaire: str = "family-closure",
    period: str = PERIOD,
) -> Response:
    measure = asked_outright()
    answer = Answer(measure.question, options, skipped=not options)
    return response_of(f"r{number:03}", [answer], period, questionnaire)


def ticked(number: int, stance: str, feature: str = "FE-M11") -> Ticked:
    return Ticked(f"r{number:03}", feature, stance)


def counted(evidence: Evidence, row: str = "family") -> tuple[CountedWords, ...]:
    return count_words(evidence, open_book(evidence, 0.9), MODEL.of_row(row))


def evidence(ticks: tuple[Ticked, ...], words: dict[str, str]) -> Evidence:
    measure = asked_outright()
    yes = next(iter(sorted(measure.supports)))
    return Evidence(
        PERIOD, tuple(response(n, yes) for n in range(12)), ticks=ticks, words=words
    )


def test_people_count_once_and_only_when_all_their_words_were_gone_through() -> None:
    ticks = (
        ticked(1, "contradicts"),
        ticked(1, "contradicts"),
        ticked(1, "supports"),
        ticked(2, "contradicts"),
        ticked(3, "contradicts"),  # waits
        ticked(4, "nonsense"),
        Ticked("stranger", "FE-M11", "supports"),
    )
    words = {"r001": "", "r002": "", "r003": "undecided", "r004": "", "r005": "care"}
    (found,) = counted(evidence(ticks, words))
    assert found.people == 3
    assert found.said == {
        ("FE-M11", "contradicts"): 2,
        ("FE-M11", "supports"): 1,
    }
    assert found.waiting == {"care": 1, "language": 0, "unread": 0, "undecided": 1}
    assert found.apart == {("FE-M11", "supports"): 2}
    assert (found.instrument, found.period) == (Instrument.CLOSING, PERIOD)
    assert found.against == 3


def test_objectors_are_reckoned_among_those_whose_words_are_there() -> None:
    wrote = [
        replace(response(n), answers=(Answer("O1", words="Fine" if n < 45 else None),))
        for n in range(60)
    ]
    words = {r.id: "" if n < 40 else "language" for n, r in enumerate(wrote)}
    (found,) = counted(Evidence(PERIOD, tuple(wrote), words=words))
    assert found.people == 40
    assert found.waiting["language"] == 20
    assert found.against == 5  # a tenth of 45: fifteen people's words are held back


def test_what_is_unclear_contradicts_no_tap() -> None:
    (found,) = counted(evidence((ticked(1, "unclear"),), {"r001": ""}))
    assert found.said == {("FE-M11", "unclear"): 1}
    assert not found.apart


def test_only_rows_that_words_are_read_for_count_them() -> None:
    given = evidence((ticked(1, "supports"),), {"r001": ""})
    assert counted(given, "leadership") == ()
    (culture,) = counted(given, "culture")
    assert not culture.said  # no feature of that row


def test_of_staff_the_leading_wave_speaks() -> None:
    rows = tuple(
        response(n, questionnaire="staff-check", period=f"2026-Q4-w{1 + n % 2}")
        for n in range(6)
    )
    given = Evidence(
        PERIOD,
        rows,
        waves=("2026-Q4-w1", "2026-Q4-w2"),
        words={r.id: "" for r in rows},
    )
    (found,) = counted(given, "culture")
    assert (found.period, found.people) == ("2026-Q4-w2", 3)


def test_taps_say_what_all_valid_answers_say() -> None:
    measure = asked_outright()
    yes = min(measure.supports)
    no = min(measure.of - measure.supports)
    closing = Instrument.CLOSING
    assert ticked_by(response(1, yes), ONCE, closing) == "supports"
    assert ticked_by(response(1, no), ONCE, closing) == "contradicts"
    assert ticked_by(response(1), ONCE, closing) is None
    assert ticked_by(response(1, "not_an_option"), ONCE, closing) is None
    assert ticked_by(response(1, yes), ONCE, Instrument.FOLLOW_UP) is None
    twice = replace(
        ONCE, measures=(measure, replace(measure, supports=measure.of - {yes}))
    )
    assert ticked_by(response(1, yes), twice, closing) is None


def test_the_stance_against_turns_with_the_polarity() -> None:
    assert against(deficit=False) == "contradicts"
    assert against(deficit=True) == "supports"


@pytest.mark.parametrize("commenters", [0, 1, 29, 30, 31, 40, 99, 100, 101, 1005])
def test_objectors_are_three_and_a_tenth_and_one_fewer_are_not_enough(
    commenters: int,
) -> None:
    least = objectors(commenters)
    assert least >= 3
    assert 10 * least >= commenters
    assert objected((least, commenters))
    assert not objected((least - 1, commenters))
