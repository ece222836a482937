"""What stands on the first page is settled by what there is to say."""

from dataclasses import replace

from analysis.report import Report, compose
from exports.blocks import Bullets, Heading
from exports.layout import document
from tests.unit.exports.samples import GAPS, MIXED, WORDS


def _findings(report: Report) -> tuple[list[str], list[str]]:
    """Return the findings of the first page, and those after it."""
    places: dict[str, list[str]] = {"Findings": [], "More findings": []}
    heading = ""
    for block in document(report).blocks:
        if isinstance(block, Heading):
            heading = block.text
        if isinstance(block, Bullets) and heading in places:
            places[heading] += [says for says, _ in block.entries]
    return places["Findings"], places["More findings"]


def _with(lines: int, length: int) -> Report:
    report = compose(MIXED, WORDS)
    line = replace(report.findings[0], says="x" * length)
    return replace(report, findings=(line,) * lines)


def test_short_findings_all_stand_on_the_first_page() -> None:
    first, more = _findings(_with(5, 80))
    assert (len(first), more) == (5, [])


def test_long_findings_go_on_behind_and_none_is_lost() -> None:
    report = _with(5, 900)
    first, more = _findings(report)
    assert len(first) == 3
    assert len(more) == 2


def test_long_words_about_who_answered_leave_less_room() -> None:
    report = replace(_with(5, 150), asked=("y" * 1500,))
    assert len(_findings(report)[0]) < len(_findings(_with(5, 150))[0])


def test_everything_behind_begins_on_a_new_page() -> None:
    for report in (_with(5, 900), _with(1, 80)):
        blocks = document(report).blocks
        breaks = [b.text for b in blocks if isinstance(b, Heading) and b.new_page]
        assert len(breaks) == 1


def test_a_row_of_nothing_but_gaps_has_one_table_of_them() -> None:
    headings = [
        block.text
        for block in document(compose(GAPS, WORDS)).blocks
        if isinstance(block, Heading)
    ]
    assert "Gaps and what would fill them" not in headings
    assert "Every feature" in headings


def test_a_row_without_findings_says_so() -> None:
    text = " ".join(
        getattr(block, "text", "") for block in document(compose(GAPS, WORDS)).blocks
    )
    assert "No finding can be printed" in text
