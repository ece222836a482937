"""A report becomes a document. Pure: report in, bytes out.

Rule 1: every format prints the same values, laid out once (`exports.layout`).
Rule 2: the same report gives the same bytes, today and next year.
Rule 3: signs that nobody sees are left out, whoever wrote the text.
Rule 4: files carry no author, no machine and no time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analysis.report import Overview, Report
from exports import data, page, table, word
from exports.layout import document
from exports.legible import legible

Reported = Report | Overview


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that a report can become.

    Attributes:
        suffix: Of the file's name, without the dot.
        media_type: For downloads.
        title: In plain words, for people who choose.
    """

    suffix: str
    media_type: str
    title: str
    write: Callable[[Reported], bytes]


FORMATS: Mapping[str, Format] = {
    "docx": Format(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word document",
        lambda report: word.render(document(report)),
    ),
    "html": Format(
        "html",
        "text/html; charset=utf-8",
        "web page in one file",
        lambda report: page.render(document(report)),
    ),
    "csv": Format("csv", "text/csv; charset=utf-8", "tables", table.render),
    "json": Format("json", "application/json", "data for programs", data.render),
}


def render(report: Reported, kind: str) -> bytes:
    """Return the report as a file of that kind.

    Raises:
        KeyError: There is no such kind; `FORMATS` names them.
    """
    return FORMATS[kind].write(legible(report))
