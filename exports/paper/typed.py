"""A paper or script becomes a Word file that can be printed or typed into.

Rule 1: a question stays on one page with its answers.
Rule 2: boxes are letters of a font that Word has, so that they can be replaced by
        an x when the file is filled in on a screen.
"""

from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from exports import wordfile, wordtable
from exports.paper.sheet import Ask, Box, Grid, Heading, Lines, Part, Sheet
from exports.wordfile import INK, QUIET, TEXT_CM, Look

TICK = "\u2610"
TICK_FONT = "MS Gothic"  # as Word's own tick boxes
CODE = 0.62  # of the text's size
NOTE = 0.84
LARGE_NOTE = 0.9  # large print stays large in its notes too
LARGE = 18
BOXED = 0.94
ROOMY = 1.3  # between the lines of answers
SHORT = 3  # letters of a code that fit before the words
WIDE = 3.2  # centimetres, where codes are longer
INDENT = 0.9  # centimetres from a box to its words


def render(sheet: Sheet) -> bytes:
    """Return the sheet as the bytes of a .docx file."""
    size = sheet.size
    word = wordfile.begin(
        sheet.title,
        sheet.foot,
        {
            "Normal": Look(size, after=size * 0.3),
            "Heading 1": Look(size * 1.7, after=2, bold=True),
            "Heading 2": Look(size * 1.2, before=size, after=size * 0.3, bold=True),
            "Heading 3": Look(size * 1.05, before=size * 0.8, after=1, bold=True),
            "List Bullet": Look(size, after=size * 0.15),
        },
    )
    word.styles.element.xpath("./w:docDefaults//w:lang")[0].set(
        qn("w:val"), "en-GB" if sheet.language == "en" else sheet.language
    )
    word.add_paragraph(sheet.title, style="Heading 1")
    _run(word.add_paragraph(), sheet.under, _small(size))
    for part in sheet.parts:
        _draw(word, part, sheet)
    return wordfile.finish(word)


def _draw(word: WordDocument, part: Part, sheet: Sheet) -> None:
    match part:
        case Heading():
            _underlined(word.add_paragraph(part.text, style="Heading 2"))
        case Lines():
            _texts(word, part.texts, part.points)
        case Box():
            _box(word, part, sheet.size)
        case Ask():
            _ask(word, part, sheet)
        case Grid():
            _grid(word, part, sheet.size)


def _texts(
    word: WordDocument, texts: tuple[str, ...], points: tuple[str, ...]
) -> list[Paragraph]:
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    added = []
    for line in lines:
        bullet = line.startswith("• ")
        style = "List Bullet" if bullet else "Normal"
        added.append(word.add_paragraph(line.removeprefix("• "), style=style))
    added += [word.add_paragraph(point, style="List Bullet") for point in points]
    return added


def _ask(word: WordDocument, ask: Ask, sheet: Sheet) -> None:
    size = sheet.size
    heading = word.add_paragraph(f"{ask.number}.  {ask.text}  ", style="Heading 3")
    _code(heading, ask.code, size)
    above = "\n".join(part for part in (ask.help, " ".join(ask.notes)) if part)
    together = [heading, _answers(word, ask, sheet, above)]
    together += [_line(word, size) for _ in range(ask.lines)]
    together += [_note(word, text, size) for text in ask.after]
    for paragraph in together[:-1]:
        paragraph.paragraph_format.keep_with_next = True


def _answers(word: WordDocument, ask: Ask, sheet: Sheet, above: str) -> Paragraph:
    """Write notes and answers as the lines of one paragraph, which stays on one page.

    A chain of paragraphs would do in Word; LibreOffice breaks long chains.
    """
    paragraph = word.add_paragraph()
    layout = paragraph.paragraph_format
    layout.keep_together = True
    _run(paragraph, above, _small(sheet.size))
    if not ask.options:
        return paragraph
    layout.line_spacing = ROOMY
    longest = max(len(code) for code, _ in ask.options)
    indent = WIDE if sheet.spoken and longest > SHORT else INDENT
    middle = TEXT_CM / 2
    for stop in (indent, middle, middle + indent):
        layout.tab_stops.add_tab_stop(Cm(stop))
    for number, (code, words) in enumerate(ask.options):
        paragraph.add_run("\t" if number % ask.columns else "\n")
        if sheet.spoken:
            _run(paragraph, f"{code}\t{words}", sheet.size)
            continue
        _tick(paragraph, sheet.size)
        _run(paragraph, f"\t{words} ", sheet.size)
        _code(paragraph, code, sheet.size)
    return paragraph


def _grid(word: WordDocument, grid: Grid, size: float) -> None:
    _note(word, grid.note, size).paragraph_format.keep_with_next = True
    head = (grid.first, *(f"{words}\n{code}" for code, words in grid.options))
    table = wordtable.begin(word, head, size * 0.75, ruled=True)
    for number, code, words in grid.rows:
        cells = wordtable.add_row(table).cells
        wordtable.write(cells[0], f"{number}. {words} ", size * 0.9)
        _code(cells[0].paragraphs[0], code, size)
        for cell in cells[1:]:
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            _tick(paragraph, size * 1.2)
    wordtable.finish(table, grid.note, (5.2, *(1.3 for _ in grid.options)))
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def _box(word: WordDocument, box: Box, size: float) -> None:
    title = word.add_paragraph(box.title, style="Heading 3")
    paragraphs = [title, *_texts(word, box.texts, box.points)]
    for label, choices in box.choices:
        paragraph = word.add_paragraph()
        _run(paragraph, f"{label}:  ", _small(size), bold=True)
        for code, words in choices:
            _tick(paragraph, size * BOXED)
            whole = f" {words} ".replace(" ", "\u00a0")  # a place stays on its line
            _run(paragraph, whole, _small(size))
            _code(paragraph, f"{code}   ", size)
        paragraphs.append(paragraph)
    paragraphs += [_line(word, size, f"{label}  ") for label in box.blanks]
    for paragraph in paragraphs:
        _framed(paragraph)
        paragraph.paragraph_format.keep_with_next = paragraph is not paragraphs[-1]
    word.add_paragraph().paragraph_format.space_after = Pt(0)


# --- small things ----------------------------------------------------------------


def _run(paragraph: Paragraph, text: str, size: float, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.bold = bold


def _small(size: float) -> float:
    return size * (LARGE_NOTE if size >= LARGE else NOTE)


def _note(word: WordDocument, text: str, size: float) -> Paragraph:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(size * 0.15)
    _run(paragraph, text, _small(size))
    return paragraph


def _code(paragraph: Paragraph, code: str, size: float) -> None:
    run = paragraph.add_run(code)
    run.font.size = Pt(size * CODE)
    run.font.bold = False
    run.font.color.rgb = QUIET


def _tick(paragraph: Paragraph, size: float) -> None:
    run = paragraph.add_run(TICK)
    run.font.size = Pt(size * 1.1)
    run.font.color.rgb = INK
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001  no API
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), TICK_FONT)


def _line(word: WordDocument, size: float, label: str = "") -> Paragraph:
    """Add a line to write on, as long as the page is wide."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(size * 0.7)
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.tab_stops.add_tab_stop(
        Cm(TEXT_CM - 0.4), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES
    )
    paragraph.add_run(f"{label}\t")
    return paragraph


def _underlined(paragraph: Paragraph) -> None:
    _border(paragraph, ("bottom",), "12")


def _framed(paragraph: Paragraph) -> None:
    paragraph.paragraph_format.left_indent = Cm(0.25)
    paragraph.paragraph_format.right_indent = Cm(0.25)
    paragraph.paragraph_format.first_line_indent = Cm(0)
    _border(paragraph, ("top", "left", "bottom", "right"), "8")


def _border(paragraph: Paragraph, sides: tuple[str, ...], width: str) -> None:
    borders = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "single"),
            ("sz", width),
            ("space", "5"),
            ("color", "000000"),
        ):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  no API for borders
    properties.insert_element_before(
        borders,
        *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc"),
    )
