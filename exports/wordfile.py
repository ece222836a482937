"""The Word file as a whole: page, styles, properties, and the same bytes each time.

Rule 1: no fonts but Arial, no theme fonts, no author, no program, no time.
Rule 2: the language of the text and the title are set, for those who listen to it.
Rule 3: every other file of `exports` that makes Word begins and ends here.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT = "Arial"
INK = RGBColor(0x1D, 0x2A, 0x2F)
QUIET = RGBColor(0x4A, 0x58, 0x5C)
ACCENT = RGBColor(0x00, 0x4D, 0x47)
TEXT_CM = 17.4  # between the margins
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


@dataclass(frozen=True, slots=True)
class Look:
    """How a style looks: size, space before and after in points, bold, colour."""

    size: float
    before: float = 0
    after: float = 0
    bold: bool = False
    color: RGBColor = INK


def begin(title: str, foot: str, looks: Mapping[str, Look]) -> WordDocument:
    """Return an empty document with its page, foot and styles."""
    word = docx.Document()
    _empty(word)
    _page(word, title, foot)
    _styles(word, looks)
    _modern(word)
    return word


def _empty(word: WordDocument) -> None:
    body = word.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def _page(word: WordDocument, title: str, foot_text: str) -> None:
    properties = word.core_properties
    properties.title = title
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
    run = foot.add_run(f"{foot_text} Page ")
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


def _styles(word: WordDocument, looks: Mapping[str, Look]) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    defaults.find(".//" + qn("w:lang")).set(qn("w:val"), "en-GB")
    numbering = word.part.numbering_part.element
    for root in (word.styles.element, numbering):
        for fonts in root.iter(qn("w:rFonts")):
            _plain_fonts(fonts)
    for bullet in numbering.xpath(".//w:lvl[w:numFmt/@w:val='bullet']/w:lvlText"):
        bullet.set(qn("w:val"), "\u2022")
    for name, look in looks.items():
        _style(word, name, look)
    indent = word.styles["List Bullet"].paragraph_format
    indent.left_indent, indent.first_line_indent = Cm(0.45), Cm(-0.45)


def _style(word: WordDocument, name: str, look: Look) -> None:
    style = word.styles[name]
    style.font.size = Pt(look.size)
    style.font.name = FONT
    style.font.bold = look.bold
    style.font.italic = False
    style.font.color.rgb = look.color
    style.paragraph_format.space_before = Pt(look.before)
    style.paragraph_format.space_after = Pt(look.after)
    style.paragraph_format.line_spacing = 1.08
    if name.startswith("Heading"):
        style.paragraph_format.keep_with_next = True


def _plain_fonts(fonts: BaseOxmlElement) -> None:
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


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


def finish(word: WordDocument) -> bytes:
    """Return the document's bytes: the same ones for the same document."""
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
