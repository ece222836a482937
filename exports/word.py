"""A summary becomes a Word file that a screen reader and a printer can both read.

Rule 1: structure is real: heading styles, list style, header rows, alt text, captions.
Rule 2: a heading stays with what follows it.
"""

import io

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from exports import picture, wordfile, wordtable
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
from exports.wordfile import ACCENT, QUIET, TEXT_CM, Look

LOOKS = {
    "Normal": Look(9.5, after=2),
    "Heading 1": Look(20, after=1, bold=True, color=ACCENT),
    "Heading 2": Look(11.5, before=6, after=2, bold=True, color=ACCENT),
    "Heading 3": Look(10.5, before=8, after=2, bold=True),
    "Heading 4": Look(9.5, before=6, after=2, bold=True),
    "List Bullet": Look(9.5, after=1.5),
    "Quote": Look(10.5, before=5),
}
STATUS_FILL = {
    "Evidenced": "CFE8E4",
    "Gone": "CFE8E4",
    "Mixed": "EAF5F3",
    "Contradicted": "F0DFC8",
    "Persists": "F0DFC8",
}


def render(document: Document) -> bytes:
    """Return the document as the bytes of a .docx file."""
    word = wordfile.begin(document.title, document.foot, LOOKS)
    for block in document.blocks:
        _draw(word, block)
    return wordfile.finish(word)


def _draw(word: WordDocument, block: Block) -> None:
    match block:
        case Title():
            word.add_paragraph(block.text, style="Heading 1")
            _small(word.add_paragraph(), block.under)
        case Heading():
            heading = word.add_paragraph(block.text, style=f"Heading {block.level}")
            heading.paragraph_format.page_break_before = block.new_page
        case Text():
            _text(word.add_paragraph(), block)
        case Bullets():
            for says, tag in block.entries:
                _bullet(word.add_paragraph(style="List Bullet"), says, tag)
        case Quotation():
            _quotation(word, block)
        case Table():
            _table(word, block)
        case Figure():
            _figure(word, block)


def _text(paragraph: Paragraph, block: Text) -> None:
    draw = {"small": _small, "lead": _lead}.get(block.kind)
    if draw is None:
        paragraph.add_run(block.text)
    else:
        draw(paragraph, block.text)


def _small(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(8.5)
    run.font.color.rgb = QUIET


def _lead(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(10.5)
    run.font.bold = True
    paragraph.paragraph_format.space_before = Pt(4)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.left_indent = Cm(0.25)
    paragraph.paragraph_format.right_indent = Cm(0.1)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  no API for either
    properties.insert_element_before(
        _left_bar(),
        *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc"),
    )


def _left_bar() -> BaseOxmlElement:
    borders = OxmlElement("w:pBdr")
    bar = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "36"), ("space", "6")):
        bar.set(qn(f"w:{name}"), value)
    bar.set(qn("w:color"), "01665E")
    borders.append(bar)
    return borders


def _bullet(paragraph: Paragraph, says: str, tag: str) -> None:
    paragraph.add_run(says)
    if tag:
        run = paragraph.add_run(f" ({tag}).")
        run.font.color.rgb = QUIET
    else:
        paragraph.add_run(".")


def _quotation(word: WordDocument, block: Quotation) -> None:
    paragraph = word.add_paragraph(style="Quote")
    paragraph.add_run(f"“{block.words}”")
    paragraph.paragraph_format.left_indent = Cm(0.5)
    paragraph.paragraph_format.keep_with_next = True
    note = word.add_paragraph()
    note.paragraph_format.left_indent = Cm(0.5)
    _small(note, block.note)


def _figure(word: WordDocument, block: Figure) -> None:
    paragraph = word.add_paragraph()
    stream = io.BytesIO(picture.png(block.chart.svg, 2000))
    shape = paragraph.add_run().add_picture(stream, width=Cm(TEXT_CM))
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")  # noqa: SLF001  else LibreOffice pads it
    names = shape._inline.docPr  # noqa: SLF001  alt text has no API
    names.set("name", "Chart")
    names.set("title", block.caption)
    names.set("descr", block.alt)
    paragraph.paragraph_format.keep_with_next = True


def _table(word: WordDocument, block: Table) -> None:
    size = 8.5 if block.small else 9.5
    table = wordtable.begin(word, block.head, size, ruled=block.ruled)
    for number, row in enumerate(block.rows):
        added = wordtable.add_row(table)
        for column, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            wordtable.write(cell, text, size)
            if column == block.marked and text in STATUS_FILL:
                properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001  no API
                wordtable.shade(properties, STATUS_FILL[text])
        if block.beneath and block.beneath[number]:
            _small_line(added.cells[0], block.beneath[number])
        if block.ruled and not any(row):
            added.height = Cm(0.95 if block.blank else 0.6)
    wordtable.finish(table, block.caption, block.widths)
    after = word.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    after.paragraph_format.line_spacing = Pt(4)


def _small_line(cell: _Cell, text: str) -> None:
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size = Pt(7.5)
    run.font.color.rgb = QUIET
