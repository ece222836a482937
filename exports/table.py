"""A report becomes one long, tidy CSV: a figure a row, its table in the first column.

Rule 1: nothing but what the release shows; an empty cell is what it hides.
Rule 2: no cell can become a formula when a spreadsheet opens the file.
Rule 3: UTF-8 with its mark, CRLF line ends, so that Excel shows it right.

`docs/exports.md` says what each table and column holds.
"""

import csv
import io
from collections.abc import Iterator

from analysis.release import Release, Share, Shown
from analysis.report import Overview, Report

COLUMNS = (
    "table",
    "strand",
    "period",
    "kind",
    "group",
    "cut_period",
    "id",
    "theme",
    "stage",
    "polarity",
    "status",
    "text",
    "n",
    "share",
    "share_bound",
    "low",
    "high",
    "supporting",
    "left_out",
    "left_out_bound",
    "evidenced",
    "of",
    "gone",
    "failings",
    "source",
    "note",
)
_FORMULA = (*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and wide ones

Row = dict[str, object]


def render(report: Report | Overview) -> bytes:
    """Return the report's figures as the bytes of a .csv file."""
    reports = (report,) if isinstance(report, Report) else report.reports
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for one in reports:
        for row in (*_rows(one.release), *_panel(one), *_readers(one), *_who(one)):
            writer.writerow({name: safe(value) for name, value in row.items()})
    return out.getvalue().encode("utf-8-sig")


def safe(value: object) -> object:
    """Return a text that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str) and any(
        text.startswith(_FORMULA) for text in (value, value.lstrip())
    ):
        return f"'{value}"
    return value


def _rows(release: Release) -> Iterator[Row]:
    head: Row = {"strand": release.strand, "period": release.period}
    for row in (
        *_summary(release),
        *_stages(release),
        *_features(release),
        *_contradictions(release),
        *_words(release),
        *_cuts(release),
        *_notes(release),
    ):
        yield head | row


def _readers(report: Report) -> Iterator[Row]:
    for line in report.readers:
        yield {
            "table": "notes",
            "strand": report.strand,
            "period": report.period,
            "id": "readers",
            "note": line,
        }


def _who(report: Report) -> Iterator[Row]:
    for who in report.who:
        place: Row = {
            "table": "who",
            "strand": report.strand,
            "period": report.period,
            "kind": who.id,
        }
        yield {**place, "text": who.asks, "note": who.said}
        for row in who.rows:
            yield {
                **place,
                "id": row.id,
                "text": row.label,
                "status": row.reading,
                "of": row.stated,
                **_figure(row.shown),
            }


def _panel(report: Report) -> Iterator[Row]:
    if report.panel is not None:
        yield {
            "table": "panel",
            "strand": report.strand,
            "period": report.period,
            "status": report.panel.letters,
            "kind": report.panel.rag,
            "text": report.panel.reason,
            "source": f"{report.panel.by}, {report.panel.on}",
            "note": report.panel_note,
        }
        for step in report.panel.steps:
            yield {
                "table": "panel",
                "strand": report.strand,
                "period": report.period,
                "id": "next step",
                "text": step,
            }


def _summary(release: Release) -> Iterator[Row]:
    for name, stage in (
        ("supported", release.supported),
        ("supported_so_far", release.supported_so_far),
        ("not_ruled_out", release.not_ruled_out),
        ("mixed_rating", release.mixed_rating),
        ("model", release.model),
        ("figures", "final" if release.closed else "so far"),
    ):
        yield {"table": "summary", "id": name, "status": stage}
    for name, share in (
        ("response_rate", release.response_rate),
        ("coverage", release.coverage),
    ):
        yield {"table": "summary", "id": name, **_share(share)}
    for name, bar in release.bars.items():
        yield {"table": "summary", "id": f"bar_{name}", "n": bar}
    for instrument, n in release.respondents.items():
        yield {"table": "respondents", "id": instrument, "n": n}


def _stages(release: Release) -> Iterator[Row]:
    for stage, shown in release.stages.items():
        yield {
            "table": "stages",
            "stage": stage,
            "evidenced": shown.evidenced,
            "of": shown.of,
            "gone": shown.gone,
            "failings": shown.deficits,
        }


def _features(release: Release) -> Iterator[Row]:
    for f in release.features:
        yield {
            "table": "features",
            "id": f.id,
            "theme": f.theme,
            "stage": f.stage,
            "polarity": f.polarity,
            "status": f.status,
            "text": f.text,
            "source": "; ".join(f.sources),
            "note": " ".join((f.reason, *f.caps)),
            **_figure(f.shown),
        }


def _contradictions(release: Release) -> Iterator[Row]:
    for c in release.contradictions:
        for side, shown in c.sides:
            yield {
                "table": "contradictions",
                "kind": c.kind,
                "id": " ".join(c.features),
                "group": side,
                "note": c.says,
                **_figure(shown),
            }


def _words(release: Release) -> Iterator[Row]:
    for words in release.words:
        place: Row = {"source": words.instrument}
        yield {"table": "words_people", **place, "n": words.people}
        # By name: what is released anew and what was kept have to be the same bytes.
        for why, n in sorted(words.waiting.items()):
            yield {"table": "words_waiting", **place, "id": why, "n": n}
        for one in words.said:
            for stance, shown in (
                ("supports", one.supports),
                ("contradicts", one.contradicts),
                ("unclear", one.unclear),
            ):
                row = {"table": "words", **place, "id": one.feature, "kind": stance}
                yield row | _figure(shown)
            for ticked, shown in one.apart.items():
                row = {"table": "words_apart", **place, "id": one.feature}
                yield row | {"kind": f"ticked {ticked}"} | _figure(shown)


def _cuts(release: Release) -> Iterator[Row]:
    for cut in release.cuts:
        place: Row = {
            "kind": cut.kind,
            "group": cut.group,
            "cut_period": cut.period,
        }
        hidden = cut.suppressed or cut.respondents is None
        yield {
            "table": "groups",
            **place,
            "n": cut.respondents,
            "status": "hidden" if hidden else "shown",
            **_share(cut.response_rate),
        }
        for question, shown in cut.figures.items():
            yield {"table": "cuts", **place, "id": question, **_figure(shown)}


def _notes(release: Release) -> Iterator[Row]:
    for line in release.statement:
        yield {"table": "notes", "id": "disclosure control", "note": line}
    for line in release.caps:
        yield {"table": "notes", "id": "held down", "note": line}


def _share(share: Share | None) -> Row:
    if share is None:
        return {}
    return {"share": share.value, "share_bound": share.bound}


def _figure(shown: Shown) -> Row:
    left = shown.left_out
    return {
        "n": shown.n,
        **_share(shown.share),
        "low": shown.low,
        "high": shown.high,
        "supporting": shown.supporting,
        "left_out": None if left is None else left.value,
        "left_out_bound": None if left is None else left.bound,
    }
