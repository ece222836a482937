"""A report becomes a row of blocks: one order and one wording for every format.

Rule 1: a block holds plain values; Word and HTML differ only in how they draw it.
Rule 2: what a format prints is in a block: no renderer adds figures of its own.
Rule 3: the first page holds what a board reads; the rest holds what it asks for.
"""

from collections.abc import Iterator

from analysis.phrases import DASH
from analysis.report import CutTable, FeatureRow, Overview, Report, ThemeTable
from analysis.voices import NOTE
from analysis.who import NOTE as NOT_JOINED
from exports.blocks import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Quotation,
    Table,
    Text,
    Title,
)
from exports.chart import Chart, chart_of

GROUPS_ACROSS = 5
STEPS_ROWS = 4
POINTS = 0.4932  # of the chart's units, at the page's width


FOOT = (
    "Ranges cover chance only: they cannot say how those who did not answer see it. "
    "Numbers of people are rounded to fives."
)


def document(report: Report | Overview) -> Document:
    """Lay out a strand's summary, or the overview with a summary a row."""
    if isinstance(report, Report):
        title = f"{report.title}: evidence summary"
        return Document(
            f"{title}, {report.when}",
            f"{report.title}, {report.when}. {FOOT}",
            tuple(_report(report, alone=True)),
        )
    return Document(
        f"{report.title}: evidence summary, {report.when}",
        f"{report.title}, {report.when}. {FOOT}",
        tuple(_overview(report)),
    )


def _report(report: Report, *, alone: bool) -> Iterator[Block]:
    state = "final figures" if report.release.closed else "figures so far"
    under = f"{report.council} · {_capital(report.when)} · {state} · {report.model}"
    if alone:
        yield Title(f"{report.title}: evidence summary", under)
    else:
        yield Heading(2, report.title, new_page=True)
        yield Text(under, "small")
    lower = 2 if alone else 3
    yield from _first_page(report, lower)
    yield from _behind(report, lower)
    if alone:
        if report.cuts:
            yield Heading(2, "Groups side by side")
            for cut in report.cuts:
                yield from _cut(cut, report.strand, 3)
        yield from _legend(report)
        yield from _method(report)


def _first_page(report: Report, level: int) -> Iterator[Block]:
    key = report.strand
    yield Text(report.lead, "lead")
    yield Heading(level, "Who answered")
    yield Text(" ".join(report.asked))
    yield Heading(level, "Features by theme and stage")
    chart = chart_of(report)
    yield Figure(chart, chart.title, chart.alt)
    yield Table(
        f"stages-{key}",
        "The chart in numbers",
        ("", *(row.stage for row in report.stages)),
        (
            ("Strengths evidenced", *(row.strengths for row in report.stages)),
            ("Failings gone", *(row.failings for row in report.stages)),
        ),
        (2.0, *(1.0 for _ in report.stages)),
        small=True,
    )
    yield Heading(level, "Findings")
    yield _findings(report, room(report, chart))
    yield Heading(level, "The panel's rating")
    yield _rating(report)
    if report.panel_note:
        yield Text(report.panel_note, "small")
    yield Heading(level, "Gaps")
    yield Text(report.gap_lead)
    yield Heading(level, "Next steps")
    yield _steps(report)


def _findings(report: Report, room: int) -> Block:
    if not report.findings:
        return Text(
            "No finding can be printed: no feature has answers from ten people or more."
        )
    return Bullets(tuple((line.says, line.tag) for line in report.findings[:room]))


# How high things stand on the first page, in points, as Word and LibreOffice set them.
PAGE = 745.0
ALWAYS = 310.0  # title, headings, the small tables' frames, the panel's blanks
BODY, BODY_LINE = 12.3, 118  # height of a line and the characters that it holds
LEAD, LEAD_LINE = 13.4, 96
ROW, STEP_LINE, BLANK = 13.0, 92, 17.0
REASON_LINE = 42
FEWEST_FINDINGS = 3


def room(report: Report, chart: Chart) -> int:
    """Return how many findings the first page has room for; the rest come after.

    What a page holds is settled here, from the lengths of its sentences, so that
    every format has the same findings in the same place.
    """
    lead = LEAD * _lines(report.lead, LEAD_LINE)
    asked = BODY * _lines(" ".join(report.asked), BODY_LINE)
    gaps = BODY * _lines(report.gap_lead, BODY_LINE)
    steps = sum(ROW * _lines(step.what, STEP_LINE) for step in report.steps)
    steps += BLANK * (_blanks(report) - 1)
    panel = 0.0
    if report.panel is not None:
        panel = ROW * (_lines(report.panel.reason, REASON_LINE) - 1)
        panel += BODY * _lines(report.panel_note, BODY_LINE)
    left = PAGE - ALWAYS - lead - asked - gaps - steps - panel
    left -= chart.height * POINTS
    fitting = 0
    for line in report.findings:
        left -= BODY * _lines(line.text, BODY_LINE) + 1.5
        fitting += left >= 0
    return max(fitting, FEWEST_FINDINGS)


def _blanks(report: Report) -> int:
    """Return how many empty rows the panel has for steps of its own."""
    return max(1, STEPS_ROWS - len(report.steps))


def _lines(text: str, most: int) -> int:
    return -(-len(text) // most)


def _rating(report: Report) -> Table:
    panel = report.panel
    said = ("", "", "", "")
    if panel is not None:
        agreed = f"{panel.by}, {panel.on}"
        said = (panel.letters, _capital(panel.rag), panel.reason, agreed)
    return Table(
        f"rating-{report.strand}",
        "The panel's rating, to be filled in by the partnership"
        if panel is None
        else "The panel's rating, as the partnership agreed it",
        ("Letters: E, D, M, Mature", "Red, amber, green", "Reason", "Agreed by, date"),
        (said,),
        (1.75, 1.35, 2.8, 1.3),
        small=True,
        blank=panel is None,
        ruled=True,
    )


def _steps(report: Report) -> Table:
    agreed = {False: "Agreed: ", True: ""} if report.panel else {True: "", False: ""}
    rows = [(agreed[step.suggested] + step.what, "", "") for step in report.steps]
    rows += [("", "", "")] * _blanks(report)
    return Table(
        f"steps-{report.strand}",
        "Next steps: suggestions from the evidence, to be agreed",
        ("Suggested step", "Owner", "By when"),
        tuple(rows),
        (6.6, 1.1, 0.8),
        small=True,
        ruled=True,
    )


def _behind(report: Report, level: int) -> Iterator[Block]:
    key = report.strand
    more = report.findings[room(report, chart_of(report)) :]
    if more:
        yield Heading(level, "More findings", new_page=True)
        yield Bullets(tuple((line.says, line.tag) for line in more))
    yield Heading(level, "What people said", new_page=not more)
    yield Text(report.quote_note, "small")
    for quote in report.quotes:
        about = next((t.title for t in report.themes if t.id == quote.theme), "")
        note = f"{about} · cuts the other way" if quote.other_way else about
        yield Quotation(quote.words, note)
    yield from _voices(report, level)
    yield from _young(report, level)
    yield from _who(report, level)
    yield Heading(level, "Contradictions")
    if report.contradictions:
        yield Bullets(tuple((c.says, c.tag) for c in report.contradictions))
    for says in dict.fromkeys(row.says for row in report.apart):
        yield Text(says)
        yield _apart(report, says)
    yield Text(report.checked)
    yield from _own(report, level)
    if report.since:
        yield Heading(level, "Since last time")
        yield Text(" ".join(report.since))
    if 0 < len(report.gaps) < len(report.release.features):
        yield Heading(level, "Gaps and what would fill them")
        yield Table(
            f"gaps-{key}",
            "Features that nothing speaks for or against yet",
            ("Feature", "Stage", "Why it is open", "What would fill it"),
            tuple(
                (f"{g.feature} {g.text}", g.stage, g.why, g.fill) for g in report.gaps
            ),
            (3.0, 1.1, 2.2, 2.2),
            small=True,
        )
    yield Heading(level, "Every feature")
    yield Text(
        "A dash means that nothing may be printed: fewer than ten people answered, "
        "or nobody was asked. For a failing, the share is of those who report it.",
        "small",
    )
    for theme in report.themes:
        yield from _theme(theme, report, level + 1)


def _voices(report: Report, level: int) -> Iterator[Block]:
    if not report.voices:
        return
    yield Heading(level, "What people's own words say")
    yield Text(NOTE, "small")
    for voices in report.voices:
        yield Heading(level + 1, voices.who)
        yield Text(voices.said)
        if voices.rows:
            yield Table(
                f"voices-{report.strand}-{voices.instrument}",
                f"{voices.who}: what their words say, feature by feature",
                ("Feature", "Stage", "Say so", "Say otherwise", "Name it only"),
                tuple(
                    (r.feature, r.stage, r.supports, r.contradicts, r.unclear)
                    for r in voices.rows
                ),
                (5.2, 1.8, 1.8, 1.8, 1.8),
                small=True,
            )
        yield Text(voices.waiting, "small")


def _own(report: Report, level: int) -> Iterator[Block]:
    """List apart those who ticked one thing and wrote another themselves."""
    lines = [(v.who, line) for v in report.voices for line in v.apart]
    if not report.voices:
        return
    yield Heading(level, "Ticked one thing, wrote another")
    if not lines:
        yield Text("None that can be shown.")
        return
    yield Text(
        "Here the same people's ticks and words differ; both stand as they were given.",
        "small",
    )
    yield Bullets(tuple((f"{who}. {line.says}", line.tag) for who, line in lines))


def _who(report: Report, level: int) -> Iterator[Block]:
    if not report.who:
        return
    yield Heading(level, "Who answered, and who is missing")
    yield Text(NOT_JOINED, "small")
    for who in report.who:
        yield Heading(level + 1, who.asks)
        yield Text(who.said)
        if who.rows:
            yield Table(
                f"who-{who.id}",
                f"{who.asks} Shares of those who answered, and of closings",
                ("Answer", "Share", "Range", "Closings", "Compared"),
                tuple(
                    (row.label, row.share, row.interval, row.closings, row.reading)
                    for row in who.rows
                ),
                (4.6, 1.6, 2.1, 1.6, 2.6),
                small=True,
            )


def _young(report: Report, level: int) -> Iterator[Block]:
    if report.young is None:
        return
    yield Heading(level, "What young people said")
    yield Text(report.young.said)
    if report.young.rows:
        yield Table(
            f"young-{report.strand}",
            "What young people said, beside what parents said in the same sense",
            ("Question", "Answers", "Share", "Range", "Parents", "Compared"),
            tuple(
                (
                    f"{row.question} {row.asks}".strip(),
                    row.answers,
                    row.share,
                    row.interval,
                    row.beside,
                    row.reading or DASH,
                )
                for row in report.young.rows
            ),
            (4.6, 1.4, 1.6, 2.1, 2.2, 2.4),
            small=True,
        )
    yield Text(report.young.note, "small")


def _legend(*reports: Report) -> Iterator[Block]:
    """Say what the codes of questions stand for."""
    codes = {code: asks for report in reports for code, asks in report.legend}
    if codes:
        yield Heading(2, "What the codes of questions stand for")
        yield Table(
            "codes",
            "Each question in a few words, as the answers that count for it put it",
            ("Code", "Question"),
            tuple(codes.items()),
            (1.0, 7.5),
            small=True,
        )


def _method(report: Report) -> Iterator[Block]:
    yield Heading(2, "How this was worked out")
    for paragraph in report.method:
        yield Text(paragraph, "small")


def _apart(report: Report, says: str) -> Table:
    rows = [row for row in report.apart if row.says == says]
    number = [row.says for row in report.apart].index(says)
    return Table(
        f"apart-{report.strand}-{number}",
        f"{says} The widest first",
        ("Question", "One side", "The other side"),
        tuple((row.question, row.first, row.second) for row in rows),
        (2.5, 3.1, 3.4),
        small=True,
    )


def _theme(theme: ThemeTable, report: Report, level: int) -> Iterator[Block]:
    yield Heading(level, f"{theme.title}: {theme.so_far}")
    yield Table(
        f"features-{report.strand}-{theme.id}",
        f"{theme.title}: its features, lowest stage first",
        ("Feature", "Stage", "Status", "Answers", "Share", "Range"),
        tuple(
            (
                f"{row.id} {row.text}",
                row.stage if row.kind == "strength" else f"{row.stage}, failing",
                row.status,
                row.answers,
                row.share,
                row.interval,
            )
            for row in theme.rows
        ),
        (6.8, 2.7, 2.2, 1.5, 2.0, 2.2),
        small=True,
        marked=2,
        beneath=tuple(_beneath(row, report) for row in theme.rows),
    )


def _beneath(row: FeatureRow, report: Report) -> str:
    said = row.reason + _fill(row.id, report)
    return f"{said} From: {row.source}." if row.source else said


def _fill(feature: str, report: Report) -> str:
    """Say what would fill a gap, where no table of gaps says so."""
    if len(report.gaps) < len(report.release.features):
        return ""
    return next((f" {gap.fill}" for gap in report.gaps if gap.feature == feature), "")


def _cut(cut: CutTable, key: str, level: int) -> Iterator[Block]:
    yield Heading(level, f"{cut.title}, {cut.period}")
    for start in range(0, len(cut.groups), GROUPS_ACROSS):
        part = slice(start, start + GROUPS_ACROSS)
        groups = cut.groups[part]
        yield Table(
            f"cut-{key}-{cut.kind}-{cut.period}-{start}",
            f"{cut.title}, {cut.period}: {', '.join(groups)}",
            ("Question", *groups),
            (
                ("Answered, about", *cut.answered[part]),
                ("Answered of invited", *cut.rates[part]),
                *(
                    (f"{question} {said}".strip(), *cells[part])
                    for question, said, cells in cut.rows
                ),
            ),
            (3.4, *(1.4 for _ in groups)),
            small=True,
        )
    if cut.hidden:
        yield Text(f"Too few answers to show: {', '.join(cut.hidden)}.", "small")


def _overview(overview: Overview) -> Iterator[Block]:
    yield Title(
        "All strands: evidence summary",
        f"{overview.council} · {_capital(overview.when)} · {overview.model}",
    )
    yield Table(
        "overview",
        "Every rated row: what the evidence supports, and the panel's rating",
        ("Strand", "Supported by evidence", "Panel's rating", "Key evidence"),
        tuple(
            (
                row.title,
                "\n".join(
                    (
                        row.supported,
                        f"So far: {row.so_far}",
                        f"Not ruled out: {row.not_ruled_out}",
                    )
                ),
                f"Letters: {row.panel}".strip() + f"\nRAG: {row.rag}".rstrip(),
                "\n".join(row.bullets),
            )
            for row in overview.rows
        ),
        (1.7, 2.0, 1.2, 5.6),
        small=True,
        ruled=True,
    )
    yield Text(overview.note, "small")
    for report in overview.reports:
        yield from _report(report, alone=False)
    yield from _legend(*overview.reports)
    yield from _method(overview.reports[0])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
