"""Who is counted

A household, or a member of staff in one wave, counts once. "Not sure", "did not
apply" and skipped questions leave the denominator and are reported beside it. Who was
not asked, because of another probe pack or path, is nowhere in it.
"""

from dataclasses import replace

import pytest

from analysis.assess import assess
from tests.spec.tables import Beside, Spec, evidence_of, finding_of


def test_not_sure_and_skips_leave_the_denominator(spec: Spec) -> None:
    """17 of 24 valid answers, whoever else could not say."""
    done = spec(
        "family",
        "      a    b    c    x skip\nQ1   10    7    7    5    4",
        {"FE-D6": "evidenced"},
    )
    figure = finding_of(done, "FE-D6").figure
    assert figure is not None
    assert (figure.supporting, figure.n, figure.left_out) == (17, 24, 9)


def test_did_not_apply_leaves_the_denominator(spec: Spec) -> None:
    """Going back to work did not apply to 60 families of 100. Of the 40 others, 30
    had it in their plan: that is what counts.
    """
    done = spec(
        "family", "      a    b    c\nQ5   30   10   60", {"FE-M8": "evidenced"}
    )
    figure = finding_of(done, "FE-M8").figure
    assert figure is not None
    assert (figure.supporting, figure.n, figure.left_out) == (30, 40, 60)


def test_no_need_is_no_failure(spec: Spec) -> None:
    """Families who use no other help because they need none (n1) leave the
    denominator of what local help is known; those who know of none (n2) do not.
    """
    done = spec(
        "family",
        "     community school n1 n2\nQ4           6     10 30  4",
        {"FE-M12": "mixed"},
    )
    source = next(s for s in finding_of(done, "FE-M12").sources if s.question == "Q4")
    assert source.figure is not None
    assert (source.figure.supporting, source.figure.n) == (6, 20)


def test_who_was_not_asked_is_not_counted(spec: Spec) -> None:
    """A probe has the denominator of its own pack: 100 families answered, 24 of them
    were asked whether they trusted their worker.
    """
    done = spec(
        "family",
        "      a    b    c\nQ1   90    5    5\nP7a  22    2\nP7b  22    2",
        {"FE-X1": "evidenced"},
    )
    figure = finding_of(done, "FE-X1").figure
    assert figure is not None
    assert figure.n == 24


def test_closing_and_three_months_on_are_never_pooled(spec: Spec) -> None:
    """Two askings, two figures. The first with ten answers leads; here the closing
    (Q7) is too small, so the answer given three months on (Q7') decides alone.
    """
    done = spec(
        "family",
        "       a    b    c    d\nQ7     6    3\nQ7'   15    8    1",
        {"FE-X10": "evidenced"},
    )
    figures = [s.figure for s in finding_of(done, "FE-X10").sources if s.figure]
    assert [(f.supporting, f.n) for f in figures[:2]] == [(9, 9), (23, 24)]


def test_the_two_askings_may_disagree(spec: Spec) -> None:
    """Confident at the end, not so three months on: mixed, and both figures stand.
    The second asking lowers the first only when ten people or more in it answered
    against.
    """
    spec(
        "family",
        "       a    b    c    d\nQ7    40   55    5\nQ7'    6    6   20    8",
        {"FE-X10": "mixed"},
    )
    spec(
        "family",
        "       a    b    c    d\nQ7    40   55    5\nQ7'    3    1    4    2",
        {"FE-X10": "evidenced"},
    )


def test_the_last_wave_leads(spec: Spec) -> None:
    """Staff waves stand side by side; the last one decides."""
    done = spec(
        "culture",
        """
        [wave 2026-Q2-check]
             sa    a    n    d
        T6   10   10   15   15

        [wave 2026-Q4-check]
             sa    a    n    d
        T6   20   25    3    2
        """,
        {"CU-M3": "evidenced"},
    )
    figure = finding_of(done, "CU-M3").figure
    assert figure is not None
    assert (figure.supporting, figure.n) == (45, 50)


def test_agreement_is_the_top_two_of_five(spec: Spec) -> None:
    """ "Don't know" (x) is left out of the share. "Neither" (n) is in it, and is no
    agreement.
    """
    spec(
        "culture",
        "     sa    a    n    d   sd    x\nT4   20   23    4    2    1   10",
        {"CU-X3": "evidenced"},
    )
    spec(
        "culture",
        "     sa    a    n    d   sd    x\nT4   20   22    5    2    1   10",
        {"CU-X3": "mixed"},
    )


def test_joint_work_that_is_not_the_role_does_not_apply(spec: Spec) -> None:
    """Whose role it is not (r) is not asked to have worked with another service."""
    spec(
        "culture",
        "     never once few weeks    r\nT8       2    2   8    31   40",
        {"CU-X8": "evidenced"},
    )


def test_a_response_counts_once(spec: Spec) -> None:
    """The same response, delivered twice, is one."""
    evidence = evidence_of("      a    c\nQ1    9", Beside())
    twice = replace(evidence, responses=evidence.responses * 2)
    once = assess(evidence, spec.model, "family")
    assert assess(twice, spec.model, "family") == once
    assert finding_of(once, "FE-D6").figure is not None


@pytest.mark.parametrize("row", ["family", "culture", "workforce"])
def test_nobody_answered(spec: Spec, row: str) -> None:
    """Silence supports nothing and rules nothing out."""
    spec(row, "", {"supported": "none", "so far": "none", "not ruled out": "mature"})
