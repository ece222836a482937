"""A report becomes JSON: the release as it is, and the sentences made of it.

The release's part has the keys that `strandline assess` prints; null is what
disclosure control hides. The report's part is what the documents print.
"""

import json
from dataclasses import asdict

from analysis.disclosure.form import release_to_json
from analysis.report import Overview, Report


def render(report: Report | Overview) -> bytes:
    """Return the report as the bytes of a .json file."""
    data = _report(report) if isinstance(report, Report) else _overview(report)
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def _overview(overview: Overview) -> dict[str, object]:
    return {
        "title": overview.title,
        "period": overview.period,
        "council": overview.council,
        "model": overview.model,
        "note": overview.note,
        "rows": [asdict(row) for row in overview.rows],
        "reports": [_report(report) for report in overview.reports],
    }


def _report(report: Report) -> dict[str, object]:
    return {
        "title": report.title,
        "when": report.when,
        "council": report.council,
        "release": release_to_json(report.release),
        "report": {
            "lead": report.lead,
            "who_answered": list(report.asked),
            "findings": [asdict(line) for line in report.findings],
            "since": list(report.since),
            "contradictions": [asdict(line) for line in report.contradictions],
            "groups_apart": [asdict(row) for row in report.apart],
            "contradictions_checked": report.checked,
            "gaps_in_short": report.gap_lead,
            "gaps": [asdict(gap) for gap in report.gaps],
            "next_steps": [asdict(step) for step in report.steps],
            "quotes": [asdict(quote) for quote in report.quotes],
            "quotes_note": report.quote_note,
            "who_they_are": [asdict(who) for who in report.who],
            "young_people": None if report.young is None else asdict(report.young),
            "panel": None if report.panel is None else asdict(report.panel),
            "panel_beside_evidence": report.panel_note,
            "questions": dict(report.legend),
            "words": [asdict(voices) for voices in report.voices],
            "readers": list(report.readers),
            "method": list(report.method),
        },
    }
