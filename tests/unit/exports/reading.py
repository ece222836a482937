"""Reads a rendered summary back, as a person or a program would."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

Rows = list[list[str]]


def docx_tables(body: bytes) -> dict[str, Rows]:
    """Return each table's cells by its caption; a cell's lines are kept apart."""
    document = docx.Document(io.BytesIO(body))
    return {_caption(table): _cells(table) for table in document.tables}


def _caption(table: Table) -> str:
    (caption,) = table._tbl.tblPr.xpath("./w:tblCaption/@w:val")
    return str(caption)


def _cells(table: Table) -> Rows:
    return [
        ["\n".join(p.text for p in cell.paragraphs) for cell in row.cells]
        for row in table.rows
    ]


def docx_text(body: bytes) -> str:
    """Return the document as text: styles, cells and all."""
    document = docx.Document(io.BytesIO(body))
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            pictures = block._p.xpath(".//wp:docPr/@descr")
            style = block.style.name if block.style is not None else ""
            lines += [f"[picture] {alt}" for alt in pictures]
            if block.text:
                lines.append(f"[{style}] {block.text}")
        else:
            lines.append(f"[table] {_caption(block)}")
            lines += [
                "  | " + " | ".join(c.replace("\n", " / ") for c in row)
                for row in _cells(block)
            ]
    foot = document.sections[0].footer.paragraphs[0].text
    return "\n".join([*lines, f"[foot] {foot}", ""])


def docx_parts(body: bytes) -> dict[str, bytes]:
    """Return every file inside."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, Rows] = {}
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._rows: Rows | None = None
        self._cell: list[str] | None = None
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in {"style", "script"}:
            self._quiet += 1
        if tag == "table":
            self._rows = self.tables.setdefault(
                dict(attrs).get("id") or f"table {len(self.tables)}", []
            )
        elif self._rows is not None and tag == "tr":
            self._rows.append([])
        elif self._rows is not None and tag in {"td", "th"}:
            self._cell = []
        elif self._cell is not None and tag == "span":
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script"}:
            self._quiet -= 1
        if tag == "table":
            self._rows = None
        elif tag in {"td", "th"} and self._cell is not None and self._rows is not None:
            self._rows[-1].append("".join(self._cell).replace(" \n", "\n"))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._quiet:
            return
        self.text.append(data)
        if self._cell is not None:
            self._cell.append(data)


def page(body: bytes) -> _Page:
    """Parse a page."""
    parser = _Page()
    parser.feed(body.decode("utf-8"))
    return parser


def csv_rows(body: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV with its mark."""
    text = body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def json_data(body: bytes) -> dict[str, Any]:
    """Return what a JSON file holds."""
    data = json.loads(body)
    assert isinstance(data, dict)
    return data


def feature_rows(tables: dict[str, Rows], ids: set[str]) -> Iterator[list[str]]:
    """Yield the rows of the feature tables, wherever they stand."""
    for rows in tables.values():
        if rows[0][:3] == ["Feature", "Stage", "Status"]:
            yield from (row for row in rows[1:] if row[0].split()[0] in ids)
