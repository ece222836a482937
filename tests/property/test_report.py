"""Whatever is released: no figure in the words that is not in the release."""

import re
from dataclasses import fields, is_dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from analysis.model import Instrument, Polarity, Stage, Status
from analysis.release import Release, Share, Shown, ShownFeature
from analysis.report import Report, compose
from exports import FORMATS, render
from tests.unit.exports.samples import MIXED, WORDS

OPEN = (Status.NOT_ENOUGH, Status.NO_EVIDENCE)
# Numbers of the text itself: the year and quarter, question and feature ids, the
# rules of print, the interval's confidence and the model's name.
FIXED = {"10", "90", "2026", "2016", "5"}
IDS = re.compile(r"[A-Z]{2}-[A-Z]\d+|\b[QPTW]\d+[a-z]?\b")

shares = st.builds(
    Share, st.integers(1, 19).map(lambda s: 5 * s), st.sampled_from([None, "or more"])
)


@st.composite
def figures(draw: st.DrawFn) -> Shown:
    n = 5 * draw(st.integers(2, 80))
    ends = sorted((draw(st.integers(0, 20)), draw(st.integers(0, 20))))
    return Shown(n, draw(shares), 5 * ends[0], 5 * ends[1])


@st.composite
def features(draw: st.DrawFn) -> ShownFeature:
    polarity = draw(st.sampled_from(Polarity))
    good = polarity is Polarity.STRENGTH
    decided = (
        (Status.EVIDENCED, Status.CONTRADICTED)
        if good
        else (Status.GONE, Status.PERSISTS)
    )
    status = draw(st.sampled_from((*decided, Status.MIXED, *OPEN)))
    return ShownFeature(
        f"FE-{draw(st.sampled_from('EDMX'))}{draw(st.integers(1, 99))}",
        draw(st.sampled_from(Stage)),
        draw(st.sampled_from(["one_worker", "one_story", "confidence"])),
        polarity,
        "Families are heard.",
        status,
        Shown() if status in OPEN else draw(figures()),
        "The answers decide it.",
        (f"Q{draw(st.integers(1, 8))} closing",),
        change=draw(st.sampled_from([None, "better", "worse", "no clear change"])),
    )


@st.composite
def releases(draw: st.DrawFn) -> Release:
    found = draw(
        st.lists(features(), min_size=1, max_size=25, unique_by=lambda f: f.id)
    )
    return replace(
        MIXED,
        features=tuple(found),
        respondents={
            Instrument.CLOSING: draw(
                st.none() | st.integers(2, 80).map(lambda n: 5 * n)
            )
        },
        response_rate=draw(st.none() | shares),
        coverage=draw(st.none() | shares),
        supported=draw(st.none() | st.sampled_from(Stage)),
        supported_so_far=draw(st.none() | st.sampled_from(Stage)),
        not_ruled_out=draw(st.sampled_from(Stage)),
        cannot_reach=tuple(f.id for f in found if f.status is Status.NO_EVIDENCE),
        contradictions=(),
    )


def _numbers(value: object) -> set[str]:
    """Collect every number of a release, and how many things it holds."""
    if isinstance(value, int | str):
        return set(re.findall(r"\d+", str(value)))
    if is_dataclass(value) and not isinstance(value, type):
        return {n for f in fields(value) for n in _numbers(getattr(value, f.name))}
    if isinstance(value, dict):
        return {n for pair in value.items() for part in pair for n in _numbers(part)}
    if isinstance(value, tuple):
        return {str(len(value))} | {n for part in value for n in _numbers(part)}
    return set()


def _counts(release: Release) -> set[str]:
    """Count statuses, as the sentences on gaps and steps do."""
    by_status = [sum(f.status is s for f in release.features) for s in Status]
    open_ = sum(f.status in OPEN for f in release.features)
    return {str(n) for n in (*by_status, open_, len(release.cannot_reach))}


def _said(report: Report) -> str:
    return " ".join(
        (
            report.lead,
            *report.asked,
            *(line.text for line in report.findings),
            report.checked,
            report.gap_lead,
            *(f"{gap.why} {gap.fill}" for gap in report.gaps),
            *(step.what for step in report.steps),
            *report.method,
        )
    )


@given(releases())
def test_every_number_in_words_is_in_the_release(release: Release) -> None:
    said = IDS.sub("", _said(compose(release, WORDS)))
    allowed = _numbers(release) | _counts(release) | FIXED
    ruled_out = set(re.findall(r"\d+(?= features?\b)", said))
    assert set(re.findall(r"\d+", said)) - ruled_out <= allowed
    assert all(int(n) <= len(release.features) for n in ruled_out)


@given(releases())
def test_a_hidden_figure_leaves_no_number_in_its_row(release: Release) -> None:
    report = compose(release, WORDS)
    hidden = {f.id for f in release.features if f.shown.n is None}
    for theme in report.themes:
        for row in theme.rows:
            if row.id in hidden:
                figures_ = row.answers + row.share + row.interval + row.left_out
                assert not re.search(r"\d", figures_)


@given(releases())
def test_good_news_never_stands_alone_where_there_is_bad(release: Release) -> None:
    report = compose(release, WORDS)
    bad = {
        f.id
        for f in release.features
        if f.status in {Status.CONTRADICTED, Status.PERSISTS}
    }
    sources_of_bad = {f.sources for f in release.features if f.id in bad}
    printed = {id_ for line in report.findings for id_ in line.features}
    by_id = {f.id: f for f in release.features}
    others = {by_id[id_].sources for id_ in printed}
    if bad:
        assert printed & bad or sources_of_bad <= others


@given(releases())
def test_sentences_are_whole(release: Release) -> None:
    report = compose(release, WORDS)
    for sentence in (report.lead, report.gap_lead, report.checked, *report.asked):
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith(".")
        assert ".." not in sentence
        assert not re.search(r"\bNone\b(?! found)", sentence)
        assert "  " not in sentence


@given(releases())
def test_every_release_can_be_rendered(release: Release) -> None:
    report = compose(release, WORDS)
    for kind in FORMATS:
        if kind != "docx":
            assert render(report, kind)
