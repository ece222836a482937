"""Answers that are only counted lose nothing: every figure is as if they stood on responses."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from analysis.assess import assess
from analysis.maturity import shipped_model
from analysis.model import Evidence, Tally
from surveys.loading import shipped
from surveys.model import Answer, Kind, Mode, Response

MODEL = shipped_model()
WAVES = ("2026-Q1-check", "2026-Q4-check")
GROUPS = {
    "family-closure": ("keyworker", "lead_worker", None),
    "staff-check": ("police", "school", None),
    "keyworker-view": ("police", "school"),
}


def responses() -> list[Response]:
    """Return answers at random, to every question and in every group."""
    lot, made = Random(17), []  # noqa: S311 - made-up answers
    for questionnaire, groups in GROUPS.items():
        definition = shipped()[questionnaire]
        family = questionnaire == "family-closure"
        for number in range(150):
            answers = [
                Answer(q.id, skipped=True)
                if lot.random() < 0.1
                else Answer(
                    q.id, (lot.choices(q.options, range(len(q.options), 0, -1))[0].id,)
                )
                for q in definition.questions
                if q.kind in (Kind.ONE, Kind.SCALE) and q.role is None and q.options
            ]
            period = "2026-Q4" if family else WAVES[number % 2]
            made.append(
                Response(
                    f"{questionnaire}-{number}",
                    questionnaire,
                    1,
                    period,
                    lot.choice(groups),
                    "en",
                    lot.choice((Mode.SELF, Mode.PAPER)),
                    worker_present=None,
                    quote_consent=False,
                    answers=tuple(answers),
                )
            )
    return made


def taken_off(kept: Sequence[Response]) -> tuple[list[Response], list[Tally]]:
    """Take counted answers off their responses and count them, as the service does."""
    found: Counter[tuple[str, str, str, str, str, str]] = Counter()
    bare = []
    for r in kept:
        apart = {q.id for q in shipped()[r.questionnaire].questions if q.counted}
        assert apart
        family = r.questionnaire == "family-closure"
        kinds = [("tier" if family else "partner", r.group or "", r.period)]
        if family:
            kinds.append(("mode", r.mode.value, r.period[:4]))
        for answer in r.answers:
            if answer.question in apart:
                option = answer.options[0] if answer.options else ""
                for kind, group, period in kinds:
                    found[
                        r.questionnaire, answer.question, option, group, period, kind
                    ] += 1
        left = tuple(a for a in r.answers if a.question not in apart)
        bare.append(replace(r, answers=left))
    return bare, [
        Tally(a, q, o, g, p, n, k) for (a, q, o, g, p, k), n in sorted(found.items())
    ]


@pytest.mark.parametrize("row", ["family", "culture", "workforce"])
@pytest.mark.parametrize("period", ["2026", "2026-Q4"])
def test_counted_or_kept_every_figure_is_the_same(row: str, period: str) -> None:
    whole = responses()
    bare, tallies = taken_off(whole)
    groups = {"tier": ("keyworker", "lead_worker"), "partner": ("police", "school")}
    kept = Evidence(period, tuple(whole), waves=WAVES)
    counted = Evidence(period, tuple(bare), waves=WAVES, tallies=tuple(tallies))
    one, other = (
        assess(e, MODEL, row, required_groups=groups) for e in (kept, counted)
    )
    assert other == one
    assert one.cuts
    assert any(f.figure is not None for f in one.findings)
