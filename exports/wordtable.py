"""Word tables that a screen reader can walk: header rows, captions, whole rows.

Rule 1: a table has one header row, repeated on every page, and no merged cells.
Rule 2: a row never breaks over two pages.
Rule 3: widths are set on columns and cells alike, or LibreOffice evens them out.
"""

from collections.abc import Sequence
from typing import Any, cast

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row

from exports.wordfile import TEXT_CM

HEADER_FILL = "E6EDED"
LINE = "9FB0B2"


def begin(
    word: WordDocument, head: Sequence[str], size: float, *, ruled: bool
) -> Table:
    """Add a table with its header row; ``ruled`` has lines on every side."""
    table: Table = word.add_table(rows=1, cols=len(head))
    table.style = "Normal Table"
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    _lines(table, ruled=ruled)
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        write(cell, text, size, bold=True)
        shade(cell._tc.get_or_add_tcPr(), HEADER_FILL)  # noqa: SLF001  no API
    return table


def add_row(table: Table) -> _Row:
    """Add a row at the end."""
    return cast("_Row", cast("Any", table).add_row())  # it has no types


def finish(table: Table, caption: str, widths: Sequence[float]) -> None:
    """Set widths, keep rows whole, repeat the header, say what the table is."""
    whole = sum(widths)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(TEXT_CM * width / whole)
        for cell in column.cells:
            cell.width = Cm(TEXT_CM * width / whole)
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001  no API for either
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
    _describe(table, caption)


def write(cell: _Cell, text: str, size: float, *, bold: bool = False) -> None:
    """Write a cell, a paragraph a line."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1 if len(lines) > 1 else 0)
        run = paragraph.add_run(line)
        run.font.size = Pt(size)
        run.font.bold = bold


def shade(properties: BaseOxmlElement, fill: str) -> None:
    """Give a cell or a paragraph a ground."""
    element = OxmlElement("w:shd")
    element.set(qn("w:val"), "clear")
    element.set(qn("w:color"), "auto")
    element.set(qn("w:fill"), fill)
    properties.append(element)


def _lines(table: Table, *, ruled: bool) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001  python-docx has neither
    sides = ["top", "left", "bottom", "right", "insideH", "insideV"]
    if not ruled:
        sides = ["top", "bottom", "insideH"]
    borders = OxmlElement("w:tblBorders")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 25), ("left", 70), ("bottom", 25), ("right", 50)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "0")
    indent.set(qn("w:type"), "dxa")
    layout = properties.find(qn("w:tblLayout"))
    for element in (indent, borders, layout, margins):
        if element is not None:
            properties.append(element)


def _describe(table: Table, caption: str) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001  python-docx has no caption
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    columns = ", ".join(
        c.text.replace("\n", " ") for c in table.rows[0].cells if c.text
    )
    words = f"{caption}. {len(table.rows) - 1} rows. Columns: {columns}."
    for tag, text in (("w:tblCaption", caption), ("w:tblDescription", words)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        properties.append(element)
