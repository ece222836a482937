"""The Word file is accessible, neutral and opens cleanly."""

import io
import itertools
from importlib import import_module
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from analysis.report import compose, compose_all
from exports import render
from tests.unit.exports import reading
from tests.unit.exports.samples import GAPS, MIXED, QUOTES, RELEASES, WORDS

audit: Any = import_module("openxml_audit")  # exports no types


@pytest.fixture(scope="module")
def body() -> bytes:
    return render(compose(MIXED, WORDS, QUOTES), "docx")


@pytest.mark.parametrize("name", [*RELEASES, "all"])
def test_word_is_expected_to_open_it_cleanly(name: str, tmp_path: Path) -> None:
    if name == "all":
        report = render(compose_all([MIXED, GAPS], WORDS, QUOTES), "docx")
    else:
        report = render(compose(RELEASES[name], WORDS, QUOTES), "docx")
    path = tmp_path / "summary.docx"
    path.write_bytes(report)
    result = audit.OpenXmlValidator().validate(path)
    assert [str(error) for error in result.errors] == []


def test_it_has_one_title_and_headings_in_order(body: bytes) -> None:
    document = docx.Document(io.BytesIO(body))
    levels = [
        int(p.style.name[-1])
        for p in document.paragraphs
        if p.style is not None and (p.style.name or "").startswith("Heading")
    ]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_language_and_title_are_set(body: bytes) -> None:
    document = docx.Document(io.BytesIO(body))
    languages = document.styles.element.xpath("./w:docDefaults//w:lang/@w:val")
    assert languages == ["en-GB"]
    assert document.core_properties.title == (
        "The family's experience: evidence summary, October to December 2026"
    )


def test_every_table_repeats_its_header_and_never_splits_a_row(body: bytes) -> None:
    document = docx.Document(io.BytesIO(body))
    assert len(document.tables) > 5
    for table in document.tables:
        first, *rest = table.rows
        assert first._tr.xpath("./w:trPr/w:tblHeader")
        assert rest
        for row in table.rows:
            assert row._tr.xpath("./w:trPr/w:cantSplit")
        assert table._tbl.tblPr.xpath("./w:tblCaption/@w:val")
        assert table._tbl.tblPr.xpath("./w:tblDescription/@w:val")


def test_no_cells_are_merged(body: bytes) -> None:
    text = reading.docx_parts(body)["word/document.xml"]
    assert b"gridSpan" not in text
    assert b"vMerge" not in text


def test_the_chart_has_words_for_those_who_do_not_see_it(body: bytes) -> None:
    document = docx.Document(io.BytesIO(body))
    (alt,) = document.element.body.xpath(".//wp:docPr/@descr")
    assert alt.startswith("A tile for each feature. One story: 1 persists")
    assert "One worker: 1 gone, 2 evidenced" in alt


def test_the_chart_is_a_sharp_picture(body: bytes) -> None:
    (name,) = (n for n in reading.docx_parts(body) if n.startswith("word/media/"))
    assert reading.docx_parts(body)[name].startswith(b"\x89PNG")
    shape = docx.Document(io.BytesIO(body)).inline_shapes[0]
    assert shape.width.cm == pytest.approx(17.4, abs=0.01)


def test_there_are_no_fonts_but_arial(body: bytes) -> None:
    for name, part in reading.docx_parts(body).items():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        if name == "word/theme/theme1.xml":
            continue
        root = docx.oxml.parse_xml(part)
        for fonts in root.iter(qn("w:rFonts")):
            assert set(fonts.attrib.values()) == {"Arial"}, name


def test_the_file_names_no_author_time_or_program(body: bytes) -> None:
    parts = reading.docx_parts(body)
    core = parts["docProps/core.xml"]
    for word in (b"creator", b"lastModifiedBy", b"created", b"modified", b"revision"):
        assert word not in core
    assert b"python-docx" not in b"".join(parts.values())
    assert not [name for name in parts if "thumbnail" in name or "customXml" in name]


def test_the_rating_is_blank_and_room_is_left_for_the_panels_own_steps(
    body: bytes,
) -> None:
    tables = reading.docx_tables(body)
    rating = tables["The panel's rating, to be filled in by the partnership"]
    assert rating[1] == ["", "", "", ""]
    steps = tables["Next steps: suggestions from the evidence, to be agreed"]
    assert steps[-1] == ["", "", ""]
    assert all(row[1:] == ["", ""] for row in steps[1:])


def test_quotes_say_which_way_they_cut(body: bytes) -> None:
    text = reading.docx_text(body)
    assert "[Quote] “She did what she said she would do.”" in text
    assert "One story · cuts the other way" in text
    assert "allowed to say no" not in text
