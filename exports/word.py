"""A document becomes a Word file that a screen reader and a printer can both read.

Rule 1: structure is real: heading styles, list style, header rows, alt text,
        captions, the language of the text, a title property.
Rule 2: no fonts but Arial, no theme fonts, no author, no time: the same report
        gives the same bytes.
Rule 3: a row never breaks over two pages, and a heading stays with what follows.
"""

import io
import zipfile
from xml.etree import ElementTree as ET

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from exports import picture
from exports.layout import (
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

FONT = "Arial"
INK = RGBColor(0x1D, 0x2A, 0x2F)
QUIET = RGBColor(0x4A, 0x58, 0x5C)
ACCENT = RGBColor(0x00, 0x4D, 0x47)
TEXT_CM = 17.4
STATUS_FILL = {
    "Evidenced": "CFE8E4",
    "Gone": "CFE8E4",
    "Mixed": "EAF5F3",
    "Contradicted": "F0DFC8",
    "Persists": "F0DFC8",
}
_AFTER_COMPAT = (
    "w:docVars",
    "w:rsids",
    "m:mathPr",
    "w:attachedSchema",
    "w:themeFontLang",
    "w:clrSchemeMapping",
    "w:doNotIncludeSubdocsInStats",
    "w:shapeDefaults",
    "w:decimalSymbol",
    "w:listSeparator",
)
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def render(document: Document) -> bytes:
    """Return the document as the bytes of a .docx file."""
    word = docx.Document()
    _empty(word)
    _page(word, document)
    _styles(word)
    _modern(word)
    for block in document.blocks:
        _draw(word, block)
    return _same_bytes(word)


# --- the file as a whole -------------------------------------------------------


def _empty(word: WordDocument) -> None:
    body = word.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def _page(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title = document.title
    properties.language = "en-GB"
    for name in ("author", "last_modified_by", "comments", "keywords", "subject"):
        setattr(properties, name, "")
    section = word.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(1.4), Cm(1.5)
    section.footer_distance = Cm(0.7)
    section.header_distance = Cm(0.6)
    foot = section.footer.paragraphs[0]
    run = foot.add_run(f"{document.foot} Page ")
    run.font.size = Pt(7.5)
    run.font.color.rgb = QUIET
    _field(foot, "PAGE")
    of = foot.add_run(" of ")
    of.font.size = Pt(7.5)
    of.font.color.rgb = QUIET
    _field(foot, "NUMPAGES")


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), "15")
    properties.append(size)
    run.append(properties)
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  python-docx has no fields


def _styles(word: WordDocument) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    fonts = defaults.find(".//" + qn("w:rFonts"))
    language = defaults.find(".//" + qn("w:lang"))
    _plain_fonts(fonts)
    language.set(qn("w:val"), "en-GB")
    numbering = word.part.numbering_part.element
    for root in (word.styles.element, numbering):
        for fonts_of_part in root.iter(qn("w:rFonts")):
            _plain_fonts(fonts_of_part)
    for bullet in numbering.xpath(".//w:lvl[w:numFmt/@w:val='bullet']/w:lvlText"):
        bullet.set(qn("w:val"), "\u2022")
    _style(word, "Normal", 9.5, after=2)
    _style(word, "Title", 20, before=0, after=1, bold=True, color=ACCENT)
    _style(word, "Heading 1", 20, before=0, after=1, bold=True, color=ACCENT)
    _style(word, "Heading 2", 11.5, before=6, after=2, bold=True, color=ACCENT)
    _style(word, "Heading 3", 10.5, before=8, after=2, bold=True, color=INK)
    _style(word, "Heading 4", 9.5, before=6, after=2, bold=True, color=INK)
    _style(word, "List Bullet", 9.5, after=1.5)
    _style(word, "Quote", 10.5, before=5, after=0)
    for name in ("Heading 1", "Heading 2", "Heading 3", "Heading 4"):
        word.styles[name].paragraph_format.keep_with_next = True
        word.styles[name].font.italic = False
    borders = word.styles["Title"].element.find(".//" + qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    italic = word.styles["Quote"].font
    italic.italic = False
    indent = word.styles["List Bullet"].paragraph_format
    indent.left_indent, indent.first_line_indent = Cm(0.45), Cm(-0.45)


def _plain_fonts(fonts: BaseOxmlElement) -> None:
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def _style(
    word: WordDocument,
    name: str,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    color: RGBColor = INK,
) -> None:
    style = word.styles[name]
    style.font.size = Pt(size)
    style.font.name = FONT
    style.font.bold = bold
    style.font.color.rgb = color
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = 1.08


def _modern(word: WordDocument) -> None:
    """Have Word lay the file out as it does its own, not as in 2007."""
    settings = word.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    compat = OxmlElement("w:compat")
    mode = OxmlElement("w:compatSetting")
    mode.set(qn("w:name"), "compatibilityMode")
    mode.set(qn("w:uri"), "http://schemas.microsoft.com/office/word")
    mode.set(qn("w:val"), "15")
    compat.append(mode)
    settings.insert_element_before(compat, *_AFTER_COMPAT)


def _same_bytes(word: WordDocument) -> bytes:
    _drop_template_leftovers(word)
    raw = io.BytesIO()
    word.save(raw)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(raw) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in sorted(before.namelist(), key=_content_types_first):
            content = before.read(name)
            if name == "docProps/core.xml":
                content = _without_times(content)
            info = zipfile.ZipInfo(name, _FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            after.writestr(info, content)
    return out.getvalue()


def _content_types_first(name: str) -> tuple[bool, str]:
    return (name != "[Content_Types].xml", name)


def _without_times(core: bytes) -> bytes:
    root = ET.fromstring(core)  # noqa: S314  our own file, written a moment ago
    for child in list(root):
        if child.tag.rpartition("}")[2] in {
            "created",
            "modified",
            "creator",
            "lastModifiedBy",
            "revision",
            "description",
            "keywords",
            "subject",
            "category",
        }:
            root.remove(child)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _drop_template_leftovers(word: WordDocument) -> None:
    part = word.part
    for relation in list(part.rels.values()):
        if relation.reltype.endswith(("stylesWithEffects", "customXml")):
            part.drop_rel(relation.rId)
    for relation in list(part.package.rels.values()):
        if relation.reltype.endswith("thumbnail"):
            part.package.rels.pop(relation.rId)


# --- blocks --------------------------------------------------------------------


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
    if block.show_caption:
        caption = word.add_paragraph(block.caption)
        caption.paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(block.head))
    table.style = "Normal Table"
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    _lines(table, block)
    size = 8.5 if block.small else 9.5
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        _write(cell, text, size, bold=True)
        _shade(cell._tc.get_or_add_tcPr(), "E6EDED")  # noqa: SLF001  no API
    for number, row in enumerate(block.rows):
        cells = table.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, row, strict=True)):
            _write(cell, text, size, bold=False)
            if column == block.marked and text in STATUS_FILL:
                _shade(cell._tc.get_or_add_tcPr(), STATUS_FILL[text])  # noqa: SLF001
        if block.beneath and block.beneath[number]:
            _small_line(cells[0], block.beneath[number])
    _widths(table, block)
    _rows(table, block)
    _describe(table, block)
    after = word.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    after.paragraph_format.line_spacing = Pt(4)


def _write(cell: _Cell, text: str, size: float, *, bold: bool) -> None:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1 if len(lines) > 1 else 0)
        run = paragraph.add_run(line)
        run.font.size = Pt(size)
        run.font.bold = bold


def _small_line(cell: _Cell, text: str) -> None:
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size = Pt(7.5)
    run.font.color.rgb = QUIET


def _describe(table: WordTable, block: Table) -> None:
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001
    if look is not None:
        table._tbl.tblPr.remove(look)  # noqa: SLF001
    properties = table._tbl.tblPr  # noqa: SLF001  python-docx has no caption
    for tag, text in (
        ("w:tblCaption", block.caption),
        ("w:tblDescription", _of(block)),
    ):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        properties.append(element)


def _lines(table: WordTable, block: Table) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001  python-docx has neither
    sides = ["top", "left", "bottom", "right", "insideH", "insideV"]
    if not block.ruled:
        sides = ["top", "bottom", "insideH"]
    borders = OxmlElement("w:tblBorders")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "9FB0B2")):
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
    for element in (indent, borders):
        properties.append(element)
    layout = properties.find(qn("w:tblLayout"))
    if layout is not None:
        properties.remove(layout)
        properties.append(layout)
    properties.append(margins)


def _of(block: Table) -> str:
    columns = ", ".join(name for name in block.head if name)
    return f"{block.caption}. {len(block.rows)} rows. Columns: {columns}."


def _widths(table: WordTable, block: Table) -> None:
    whole = sum(block.widths)
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Cm(TEXT_CM * width / whole)
        for cell in column.cells:
            cell.width = Cm(TEXT_CM * width / whole)


def _rows(table: WordTable, block: Table) -> None:
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001  no API for either
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        elif block.ruled and not any(block.rows[number - 1]):
            row.height = Cm(0.95 if block.blank else 0.6)


def _shade(properties: BaseOxmlElement, fill: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), fill)
    properties.append(shade)
