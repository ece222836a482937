"""Young people have their own denominator, from the answers to the printed page."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from analysis.assess import assess
from analysis.disclosure import disclose, release_from_json, release_to_json
from analysis.maturity import shipped_model
from analysis.model import Evidence, Instrument, Reach
from analysis.release import Entry, Release, Share, Shown
from analysis.report import Report, Words, compose
from analysis.tally import YOUNG
from surveys.model import Answer, Response
from tests.responses import response_of
from tests.unit.exports.samples import MIXED, WORDS

MODEL = shipped_model()
NAMES = Words.of(
    MODEL,
    "Ambershire",
    groups={},
    questions={a.question: a.asks for a in MODEL.questions},
)
PERIOD = "2026-Q3"


def answered(
    who: str, questionnaire: str, answers: dict[str, str], period: str = PERIOD
) -> Response:
    return response_of(
        f"{questionnaire}{who}",
        (Answer(q, (o,)) for q, o in answers.items()),
        period,
        questionnaire,
        group=None if questionnaire == "young-closure" else "keyworker",
    )


def parents(n: int, knowing: int, period: str = PERIOD) -> list[Response]:
    return [
        answered(f"p{i}{period}", "family-closure", {"Q1": "a" if i < knowing else "c"})
        for i in range(n)
    ]


def young(n: int, knowing: int, period: str = PERIOD) -> list[Response]:
    return [
        answered(
            f"y{i}{period}",
            "young-closure",
            {"Y1": "a" if i < knowing else "c", "Y8": "b" if i % 2 else "d"},
            period,
        )
        for i in range(n)
    ]


def released(
    responses: Sequence[Response],
    *,
    closed: bool = True,
    register: Sequence[Entry] = (),
    period: str = PERIOD,
    sent: int | None = None,
) -> Release:
    reach = [
        Reach("young-closure", period, "keyworker", "tier", sent, n)
        for n in [sum(r.questionnaire == "young-closure" for r in responses)]
        if sent is not None
    ]
    evidence = Evidence(period=period, responses=tuple(responses), reach=tuple(reach))
    assessment = assess(evidence, MODEL, "family")
    return disclose(assessment, register, closed=closed, model=MODEL)


def page(release: Release) -> Report:
    return compose(release, NAMES)


def test_their_shares_are_printed_beside_their_parents_and_never_added() -> None:
    both = released([*parents(60, 54), *young(40, 12)], sent=90)
    alone = released(parents(60, 54))
    assert both.features == alone.features
    assert both.respondents == alone.respondents
    report = page(both)
    assert report.young is not None
    assert report.young.said == (
        "Answered: about 40 young people; of the young people invited, 45% answered."
    )
    rows = {row.question: row for row in report.young.rows}
    assert rows["Y1"].share == "30%"
    assert rows["Y1"].beside == "FE-D6: 90%"
    assert rows["Y1"].reading == "far apart"
    assert rows["Y8"].beside == "\N{EN DASH}"


def test_a_wide_difference_is_listed_as_a_contradiction_with_both_sides() -> None:
    report = page(released([*parents(60, 54), *young(40, 12)]))
    said = [line.text for line in report.contradictions]
    assert len(said) == 1
    assert (
        "“Knew who the main worker was” holds for 30% of about 40 young people"
        in said[0]
    )
    assert "the feature for 90% of about 60 parents" in said[0]
    assert "young people against parents" in report.checked
    assert "None found" not in report.checked


def test_a_small_difference_is_none() -> None:
    report = page(released([*parents(60, 54), *young(40, 34)]))
    assert report.contradictions == ()
    assert report.checked.startswith("None found. Checked:")
    assert report.young is not None
    assert {r.reading for r in report.young.rows if r.question == "Y1"} == {
        "no clear difference"
    }


@pytest.mark.parametrize("few", [0, 1, 9])
def test_under_ten_nothing_is_shown_nor_whether_anybody_answered(few: int) -> None:
    release = released([*parents(60, 54), *young(few, few)])
    assert not [c for c in release.cuts if c.kind == YOUNG and c.figures]
    report = page(release)
    assert report.young is not None
    assert report.young.said == (
        "Nothing can be shown: fewer than ten young people have answered, or none "
        "were asked."
    )
    assert report.young.rows == ()


def test_an_open_period_shows_nothing_of_them_yet() -> None:
    release = released([*parents(60, 54), *young(40, 12)], closed=False)
    assert not [c for c in release.cuts if c.kind == YOUNG]
    heard = page(release).young
    assert heard is not None
    assert heard.said == "What young people said is shown once the period is over."


def test_a_year_does_not_give_a_small_quarter_away() -> None:
    """Forty in one quarter are printed; the year with three more would leave three."""
    third = released([*parents(60, 54), *young(40, 12)])
    year = released(
        [*parents(60, 54), *young(40, 12), *young(3, 0, "2026-Q4")],
        register=third.entries,
        period="2026",
    )
    assert all(c.suppressed for c in year.cuts if c.kind == YOUNG)
    whole = released(
        [*parents(60, 54), *young(40, 12), *young(30, 9, "2026-Q4")],
        register=third.entries,
        period="2026",
    )
    cut = next(c for c in whole.cuts if c.kind == YOUNG)
    assert cut.respondents == 70
    assert cut.figures["Y1"].share == Share(29)


def test_it_survives_json_word_for_word() -> None:
    release = released([*parents(60, 54), *young(40, 12)], sent=90)
    again = release_from_json(release_to_json(release))
    assert page(replace(again, entries=release.entries)).young == page(release).young


def test_a_row_that_they_are_not_asked_about_has_no_page_of_theirs() -> None:
    assert compose(MIXED, WORDS).young is None
    evidence = Evidence(period=PERIOD, responses=())
    culture = disclose(assess(evidence, MODEL, "culture"), (), closed=True, model=MODEL)
    assert page(culture).young is None


def test_a_hidden_figure_is_not_compared() -> None:
    release = released([*parents(60, 54), *young(40, 12)])
    cut = next(c for c in release.cuts if c.kind == YOUNG)
    hidden = replace(
        release,
        cuts=tuple(
            replace(c, figures={**c.figures, "Y1": Shown()}) if c is cut else c
            for c in release.cuts
        ),
    )
    report = page(hidden)
    assert report.young is not None
    row = next(r for r in report.young.rows if r.question == "Y1")
    assert (row.answers, row.share) == ("\N{EN DASH}", "\N{EN DASH}")
    assert row.reading == "not comparable"
    assert report.contradictions == ()


def test_their_instrument_is_its_own() -> None:
    assert Instrument.YOUNG not in released(young(40, 12)).respondents
