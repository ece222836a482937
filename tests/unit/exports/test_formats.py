"""Every format prints the same values, and they are the release's."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import phrases
from analysis.disclosure.form import release_from_json, release_to_json
from analysis.model import Status
from analysis.release import Release, Share, Shown
from analysis.report import Overview, Report, compose, compose_all
from exports import FORMATS, render
from exports.table import COLUMNS
from surveys.hidden import visible
from tests.unit.exports import reading
from tests.unit.exports.samples import (
    BASELINE,
    BEFORE,
    GAPS,
    MIXED,
    QUOTES,
    RELEASES,
    WORDS,
)

STATUS = {said: status for status, said in phrases.STATUSES.items()}


def report_of(release: Release) -> Report:
    return compose(release, WORDS, QUOTES, BEFORE, BASELINE)


def overview() -> Overview:
    return compose_all([MIXED, GAPS], WORDS, QUOTES)


def _share(text: str) -> Share | None:
    if text == phrases.DASH:
        return None
    found = re.fullmatch(r"(\d+)%(?: (or more|or less))?", text)
    assert found is not None
    return Share(int(found[1]), found[2])


def _printed(row: list[str]) -> tuple[Status, Shown]:
    _, _, status, answers, share, interval = row
    ends = [int(end) for end in re.findall(r"(\d+)%", interval)]
    low, high = ends or (None, None)
    n = None if answers == phrases.DASH else int(answers)
    return STATUS[status], Shown(n, _share(share), low, high)


def _bare(shown: Shown) -> Shown:
    return replace(shown, supporting=None, left_out=None)


def from_docx(body: bytes, ids: set[str]) -> dict[str, tuple[Status, Shown]]:
    tables = reading.docx_tables(body)
    return {r[0].split()[0]: _printed(r) for r in reading.feature_rows(tables, ids)}


def from_html(body: bytes, ids: set[str]) -> dict[str, tuple[Status, Shown]]:
    tables = reading.page(body).tables
    return {r[0].split()[0]: _printed(r) for r in reading.feature_rows(tables, ids)}


def _number(text: str) -> int | None:
    return int(text) if text else None


def from_csv(body: bytes, ids: set[str]) -> dict[str, tuple[Status, Shown]]:
    read = {}
    for row in reading.csv_rows(body):
        if row["table"] != "features" or row["id"] not in ids:
            continue
        share = _number(row["share"])
        read[row["id"]] = (
            Status(row["status"]),
            Shown(
                _number(row["n"]),
                None if share is None else Share(share, row["share_bound"] or None),
                _number(row["low"]),
                _number(row["high"]),
            ),
        )
    return read


def from_json(body: bytes, ids: set[str]) -> dict[str, tuple[Status, Shown]]:
    return {
        f["id"]: (
            Status(f["status"]),
            Shown(
                f["n"], Share(**f["share"]) if f["share"] else None, f["low"], f["high"]
            ),
        )
        for f in reading.json_data(body)["release"]["features"]
        if f["id"] in ids
    }


READERS: dict[str, Callable[[bytes, set[str]], dict[str, tuple[Status, Shown]]]] = {
    "docx": from_docx,
    "html": from_html,
    "csv": from_csv,
    "json": from_json,
}


def test_every_format_has_a_reader_here() -> None:
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", RELEASES)
def test_every_figure_reads_back_as_released(name: str, kind: str) -> None:
    release = RELEASES[name]
    read = READERS[kind](
        render(report_of(release), kind), {f.id for f in release.features}
    )
    assert read == {f.id: (f.status, _bare(f.shown)) for f in release.features}


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_the_stage_counts_read_back(kind: str) -> None:
    body = render(report_of(MIXED), kind)
    if kind == "docx":
        rows = reading.docx_tables(body)["The chart in numbers"]
    else:
        rows = reading.page(body).tables["stages-family"]
    assert rows[0][1:] == ["Early", "Developing", "Maturing", "Mature"]
    assert rows[1][1:] == ["none listed", "1 of 1", "1 of 2", "0 of 1"]
    assert rows[2][1:] == ["1 of 4", "none listed", "none listed", "none listed"]


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_the_cuts_read_back(kind: str) -> None:
    body = render(report_of(MIXED), kind)
    tables = reading.docx_tables(body) if kind == "docx" else reading.page(body).tables
    (rows,) = (
        r for r in tables.values() if r[0][:2] == ["Question", "Keyworker support"]
    )
    assert rows == [
        ["Question", "Keyworker support", "Lead worker"],
        ["Answered, about", "30", "25"],
        ["Answered of invited", "35%", "not known"],
        [
            "Q1 Clear who the main worker was",
            "90% or more of about 30",
            "55% of about 25",
        ],
        ["P1 Did not tell the story again", "not shown", phrases.DASH],
    ]


def test_the_csv_holds_every_table_of_the_release() -> None:
    rows = reading.csv_rows(render(report_of(MIXED), "csv"))
    count: dict[str, int] = {}
    for row in rows:
        count[row["table"]] = count.get(row["table"], 0) + 1
        assert (row["strand"], row["period"]) == ("family", "2026-Q4")
    assert count == {
        "summary": 12,
        "respondents": 2,
        "stages": 4,
        "features": 8,
        "contradictions": 4,
        "groups": 3,
        "cuts": 3,
        "words_people": 2,
        "words_waiting": 8,
        "words": 3,
        "words_apart": 1,
        "notes": 2,
    }


SAID = [
    "FE-M11 Families tell their story once.",
    "Maturing",
    "5% or less",
    "36%, about 20 people",
    "10%",
]


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_what_peoples_words_say_reads_back(kind: str) -> None:
    body = render(report_of(MIXED), kind)
    tables = reading.docx_tables(body) if kind == "docx" else reading.page(body).tables
    (rows,) = (r for r in tables.values() if r[0][-1] == "Name it only")
    assert rows[1:] == [SAID]


def test_programs_read_what_peoples_words_say() -> None:
    (row,) = (
        r
        for r in reading.csv_rows(render(report_of(MIXED), "csv"))
        if (r["table"], r["kind"]) == ("words", "contradicts")
    )
    assert (row["id"], row["n"], row["share"], row["supporting"]) == (
        "FE-M11",
        "55",
        "36",
        "20",
    )
    assert (row["low"], row["high"]) == ("", "")  # a plain count has no range
    data = reading.json_data(render(report_of(MIXED), "json"))
    assert data["release"]["words"][0]["people"] == 55
    assert release_from_json(data["release"]).words == MIXED.words
    (line,) = data["report"]["words"][0]["apart"]
    assert line["says"].endswith("15% ticked that it is so and wrote that it is not")
    assert data["report"]["words"][1]["rows"] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_names_what_redacts_and_what_reads(kind: str) -> None:
    named = "Details are taken out by rules alone."
    report = compose(MIXED, WORDS, readers=(named,))
    body = render(report, kind)
    text = reading.docx_text(body) if kind == "docx" else body.decode("utf-8-sig")
    assert named in text


def test_a_hidden_group_has_nothing_in_the_csv() -> None:
    rows = reading.csv_rows(render(report_of(MIXED), "csv"))
    (hidden,) = (r for r in rows if r["group"] == "family_help")
    assert hidden["status"] == "hidden"
    assert (hidden["n"], hidden["share"]) == ("", "")


@pytest.mark.parametrize(
    "start",
    [" =x", "\u200b=x", "\u202e@x", "\uff1dx", "=1+1", "+1", "-1", "@a", "\tx", "\rx"],
)
def test_no_text_becomes_a_formula_in_a_spreadsheet(start: str) -> None:
    first = replace(MIXED.features[0], text=start, reason=start, sources=(start,))
    release = replace(MIXED, features=(first,))
    (row,) = (
        r
        for r in reading.csv_rows(render(report_of(release), "csv"))
        if r["table"] == "features"
    )
    assert row["text"] == row["source"] == f"'{visible(start)}"
    assert row["note"].startswith("'")


def test_the_json_holds_the_release_and_the_sentences() -> None:
    report = report_of(MIXED)
    data = reading.json_data(render(report, "json"))
    assert data["release"] == release_to_json(MIXED)
    assert data["report"]["lead"] == report.lead
    assert [f["says"] for f in data["report"]["findings"]] == [
        line.says for line in report.findings
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_report_gives_the_same_bytes(kind: str) -> None:
    assert render(report_of(MIXED), kind) == render(report_of(MIXED), kind)
    assert render(overview(), kind) == render(overview(), kind)


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_the_overview_holds_a_row_a_strand_and_each_strands_summary(kind: str) -> None:
    body = render(overview(), kind)
    tables = reading.docx_tables(body) if kind == "docx" else reading.page(body).tables
    (rows,) = (rows for rows in tables.values() if rows[0][0] == "Strand")
    assert [row[0] for row in rows[1:]] == ["The family's experience", "Leadership"]
    assert "No stage yet" in rows[1][1]
    ids = {f.id for f in (*MIXED.features, *GAPS.features)}
    assert {r[0].split()[0] for r in reading.feature_rows(tables, ids)} == ids


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_overviews_data_holds_every_strand(kind: str) -> None:
    body = render(overview(), kind)
    if kind == "csv":
        strands = {row["strand"] for row in reading.csv_rows(body)}
    else:
        strands = {r["release"]["strand"] for r in reading.json_data(body)["reports"]}
    assert strands == {"family", "leadership"}


@pytest.mark.parametrize("kind", ["docx", "html", "json"])
def test_the_sentences_stand_in_every_document(kind: str) -> None:
    report = report_of(MIXED)
    body = render(report, kind)
    text = {
        "docx": lambda: reading.docx_text(body),
        "html": lambda: "".join(reading.page(body).text),
        "json": lambda: "\n".join(_strings(reading.json_data(body))),
    }[kind]()
    for said in (
        report.lead,
        *report.asked,
        *(line.says for line in report.findings),
        *(line.tag for line in report.findings),
        *(line.says for line in report.contradictions),
        report.gap_lead,
        *(gap.fill for gap in report.gaps),
        *(step.what for step in report.steps),
        *(quote.words for quote in report.quotes),
        *report.method,
    ):
        assert said in text


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [s for v in value.values() for s in _strings(v)]
    if isinstance(value, list):
        return [s for v in value for s in _strings(v)]
    return []


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        render(report_of(MIXED), "pdf")


def test_the_manual_names_every_table_and_column_of_the_csv() -> None:
    manual = Path("docs/exports.md").read_text(encoding="utf-8")
    tables = {row["table"] for row in reading.csv_rows(render(report_of(MIXED), "csv"))}
    for word in (*COLUMNS, *tables):
        if word != "table":
            assert f"`{word}`" in manual


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_groups_that_differ_read_back(kind: str) -> None:
    body = render(report_of(MIXED), kind)
    tables = reading.docx_tables(body) if kind == "docx" else reading.page(body).tables
    (rows,) = (r for r in tables.values() if r[0][-1] == "The other side")
    assert rows[1:] == [
        [
            "Q1: It is clear to families from the start who their worker is",
            "Keyworker support: 90% or more of about 30",
            "Lead worker: 55% of about 25",
        ]
    ]
